"""`scrapy crawl listing -a source=NAME -O out.jsonl`: one source that is a listing page."""

from __future__ import annotations

from crawler.spiders.source_spider import SourceSpider


class ListingSpider(SourceSpider):
    """Reads the named sources of kind `listing`."""

    name = "listing"
    kind = "listing"
