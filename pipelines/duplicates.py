"""Stage 500, duplicates: what is stored of the same text already."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.items import NewsItem
from crawler.store import stories
from pipelines.duplication.fold import fold


class DuplicatesStage:
    """Looks the item's text up, off the event loop. The claim of a place in the story comes with the storing."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        fold("\u8bed")  # loads the conversion tables, which holds everything up, before an event loop turns

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the run from the spider."""
        return cls(crawler)

    async def process_item(self, item: NewsItem) -> NewsItem:
        """Return the item with what was found in its trail."""
        run = self._crawler.spider.run  # type: ignore[union-attr]  # set before the first item
        item.trail.found, item.trail.checked_until = await run.call(stories.look_up, item.text, stories.prints_of(item))
        return item
