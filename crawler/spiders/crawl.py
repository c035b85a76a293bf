"""One crawl of any set of sources: what `tidings crawl` runs."""

from __future__ import annotations

from crawler.spiders.source_spider import SourceSpider


class CrawlSpider(SourceSpider):
    """Reads the named sources of every kind, or all enabled ones."""

    name = "crawl"
