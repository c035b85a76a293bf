"""`scrapy crawl sitemap -a source=NAME -O out.jsonl`: one source that is a sitemap or an index of them."""

from __future__ import annotations

from crawler.spiders.source_spider import SourceSpider


class SitemapSpider(SourceSpider):
    """Reads the named sources of kind `sitemap`."""

    name = "sitemap"
    kind = "sitemap"
