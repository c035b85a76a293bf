"""Stage 550, events: what another telling of the same happening would hold, too.

What was stored without that is made up for when a run begins: in a store from before, for its newest items, once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from scrapy.crawler import Crawler

from crawler.items import NewsItem
from crawler.store import event_filing
from crawler.store.many import chunks
from pipelines.happenings.ideas import Ideas, load_ideas
from pipelines.happenings.signature import Signature, signature
from pipelines.vocabulary import Vocabulary, load_vocabulary

logger = logging.getLogger(__name__)


class EventsStage:
    """Gives each item its signature; who tells the same is looked up where the item is stored."""

    def __init__(self, crawler: Crawler, ideas: Ideas) -> None:
        self._crawler = crawler
        self._ideas = ideas

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read events.toml, the operator's over the shipped one. Raises ConfigurationError."""
        return cls(crawler, load_ideas(*_folders(crawler)))

    async def open_spider(self) -> None:
        """Sign the newest stored items that have no signature, before anything is fetched."""
        run = getattr(self._crawler.spider, "run", None)
        if run is None:  # the spider stores nothing
            return
        rows = await run.call(event_filing.unsigned)
        if not rows:
            return
        logger.info("%s items stored before there were events are filed for them", len(rows))
        vocabulary = load_vocabulary(*_folders(self._crawler))
        for chunk in chunks(rows):
            await run.call(event_filing.sign_stored, await asyncio.to_thread(self._signed, chunk, vocabulary))

    def _signed(self, rows: Sequence[sa.RowMapping], vocabulary: Vocabulary) -> list[tuple[sa.RowMapping, Signature]]:
        found = []
        for row in rows:
            title = row["title"] or ""
            mentions = vocabulary.judge(title, row["text"]).mentions
            found.append((row, signature(title, row["text"], mentions, self._ideas, _day(row["published_at"]))))
        return found

    def process_item(self, item: NewsItem) -> NewsItem:
        """Return the item with its signature in its trail."""
        sign(item, self._ideas)
        return item


def sign(item: NewsItem, ideas: Ideas) -> None:
    """Write an item's signature into its trail."""
    item.trail.signature = signature(item.title or "", item.text, item.trail.mentions, ideas, _day(item.published_at))


def _day(published_at: str | None) -> dt.date | None:
    return dt.date.fromisoformat(published_at[:10]) if published_at else None


def _folders(crawler: Crawler) -> tuple[Path, Path]:
    return Path(crawler.settings["TIDINGS_SHIPPED_DIR"]), Path(crawler.settings["TIDINGS_CONFIG_DIR"])
