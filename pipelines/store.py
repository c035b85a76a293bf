"""Stage 600, store: one transaction per item; only new heads that are pending go on to a feed of the run."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from crawler.items import NewsItem
from crawler.outcomes import HOLDING_FLAGS, Kind, State
from crawler.run import utc_now
from crawler.store import saving
from crawler.urls import site

_STORED = frozenset({Kind.NEW, Kind.COPY, Kind.REVISION, Kind.OFF_TOPIC})


class StoreStage:
    """Stores the item with its story, fingerprints and outcome."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Take the run from the spider."""
        return cls(crawler)

    async def process_item(self, item: NewsItem) -> NewsItem:
        """Return a new head that is pending; drop everything else, which is stored and counted all the same."""
        spider = self._crawler.spider
        run = spider.run  # type: ignore[union-attr]  # set before the first item
        saved = await run.call(saving.save, item, item.trail.found, utc_now())
        run.count(item.source, saved.outcome)
        for each in saved.recounts:
            run.recount(each.source, each.before, each.after)
        if saved.outcome.kind in (Kind.NEW, Kind.OFF_TOPIC) and not saved.recounts:  # a story is said once
            run.alert(item.trail.evidence.get("watched", []), item.title or item.url)
        if saved.outcome.kind in _STORED:
            run.weigh(site(item.url), HOLDING_FLAGS.intersection(item.flags))
        item.state, item.story = saved.state, saved.story
        shown = saved.outcome.kind is Kind.NEW or (spider.again and saved.relation is None)  # type: ignore[union-attr]
        if shown and saved.state == State.PENDING:
            return item
        raise DropItem(f"{saved.outcome}: {item.url}")
