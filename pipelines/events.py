"""Stage 550, events: what another telling of the same happening would hold, too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from crawler.items import NewsItem
from pipelines.happenings.ideas import Ideas, load_ideas
from pipelines.happenings.signature import signature


class EventsStage:
    """Gives each item its signature; who tells the same is looked up where the item is stored."""

    def __init__(self, ideas: Ideas) -> None:
        self._ideas = ideas

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read events.toml, the operator's over the shipped one. Raises ConfigurationError."""
        settings = crawler.settings
        return cls(load_ideas(Path(settings["TIDINGS_SHIPPED_DIR"]), Path(settings["TIDINGS_CONFIG_DIR"])))

    def process_item(self, item: NewsItem) -> NewsItem:
        """Return the item with its signature in its trail."""
        sign(item, self._ideas)
        return item


def sign(item: NewsItem, ideas: Ideas) -> None:
    """Write an item's signature into its trail."""
    published = dt.date.fromisoformat(item.published_at[:10]) if item.published_at else None
    item.trail.signature = signature(item.title or "", item.text, item.trail.mentions, ideas, published)
