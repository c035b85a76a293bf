"""`scrapy crawl feed -a source=NAME -O out.jsonl`: one source that is RSS, Atom, RDF or JSON Feed."""

from __future__ import annotations

from crawler.spiders.source_spider import SourceSpider


class FeedSpider(SourceSpider):
    """Reads the named sources of kind `feed`."""

    name = "feed"
    kind = "feed"
