"""`scrapy crawl json -a source=NAME -O out.jsonl`: one source that is a list in JSON."""

from __future__ import annotations

from crawler.spiders.source_spider import SourceSpider


class JsonSpider(SourceSpider):
    """Reads the named sources of kind `json`."""

    name = "json"
    kind = "json"
