"""Stage 300, relevance: whether an item is about what the operator follows, and the names in it."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.items import NewsItem
from crawler.outcomes import State
from pipelines.vocabulary import Verdict, Vocabulary, load_vocabulary


class RelevanceStage:
    """Scores title and text; what is not clearly on topic is `off_topic`, with the words that made its score."""

    def __init__(self, vocabulary: Vocabulary, threshold: float | None = None) -> None:
        self._vocabulary = vocabulary
        self._threshold = threshold

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the vocabulary and TIDINGS_RELEVANCE_THRESHOLD. Raises ConfigurationError."""
        stated = crawler.settings["TIDINGS_RELEVANCE_THRESHOLD"]
        return cls(vocabulary_of(crawler.settings), None if stated in (None, "") else float(stated))

    def process_item(self, item: NewsItem) -> NewsItem:
        """Return the item with relevance, topics and entities; its state is `pending` or `off_topic`."""
        verdict = judge(item, self._vocabulary, self._threshold)
        item.state = State.PENDING if verdict is Verdict.CLEARLY else State.OFF_TOPIC
        return item


def judge(item: NewsItem, vocabulary: Vocabulary, threshold: float | None = None) -> Verdict:
    """Write relevance, topics and entities into an item, with what was seen, and return the verdict."""
    judgement = vocabulary.judge(item.title or "", item.text)
    score = judgement.score
    verdict = vocabulary.verdict(score.relevance, threshold)
    item.relevance, item.topics, item.entities = score.relevance, score.topics, judgement.entities
    item.trail.mentions = judgement.mentions
    item.trail.evidence |= {"relevance": score.words, "verdict": str(verdict)}
    if score.set_aside:
        item.trail.evidence["set_aside"] = score.set_aside
    if judgement.watched:
        item.trail.evidence["watched"] = judgement.watched
    return verdict


def vocabulary_of(settings: BaseSettings) -> Vocabulary:
    """Return topics and names: the shipped files with the operator's over them. Raises ConfigurationError."""
    return load_vocabulary(Path(settings["TIDINGS_SHIPPED_DIR"]), Path(settings["TIDINGS_CONFIG_DIR"]))
