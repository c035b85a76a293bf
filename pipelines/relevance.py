"""Stage 300, relevance: whether an item is about what the operator follows."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler

from crawler.items import NewsItem
from crawler.outcomes import State
from pipelines.topics import Topics, load_topics


class RelevanceStage:
    """Scores title and text; below the threshold an item is `off_topic`, with the words that made its score."""

    def __init__(self, topics: Topics, threshold: float) -> None:
        self._topics = topics
        self._threshold = threshold

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read topics.toml (shipped, then the operator's) and TIDINGS_RELEVANCE_THRESHOLD."""
        settings = crawler.settings
        topics = load_topics(
            Path(settings["TIDINGS_SHIPPED_DIR"]) / "topics.toml",
            Path(settings["TIDINGS_CONFIG_DIR"]) / "topics.toml",
        )
        stated = settings["TIDINGS_RELEVANCE_THRESHOLD"]
        return cls(topics, topics.threshold if stated in (None, "") else float(stated))

    def process_item(self, item: NewsItem) -> NewsItem:
        """Return the item with relevance and topics; its state is `pending` or `off_topic`."""
        score = self._topics.score(item.title or "", item.text)
        item.relevance = score.relevance
        item.topics = score.topics
        item.trail.evidence["relevance"] = score.terms
        item.state = State.PENDING if score.relevance >= self._threshold else State.OFF_TOPIC
        return item
