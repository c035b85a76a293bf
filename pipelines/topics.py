"""Topics: weighted terms in Chinese and English, and the score of a text by them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler.configuration import ConfigurationError, Mistake, mistakes_of, read_toml
from pipelines.duplication.fold import fold

_LEAD = 600  # characters
_BODY = 6000
_TITLE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 1.5, 1.0
_SATURATION = 2.0  # mentions of a term after which more of it say little
_HALF = 12.0  # evidence at which the score is one half
_LATIN = re.compile(r"[a-z0-9]")
_HAN_LATIN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[a-z0-9])|(?<=[a-z0-9]) +(?=[\u3400-\u9fff])")


class Topic(BaseModel):
    """One table `[topics.KEY]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str | None = None
    terms: dict[str, float]


class Excluded(BaseModel):
    """The table `[exclude]`: phrases in which terms mean something else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: list[str] = Field(default_factory=list)


class TopicsFile(BaseModel):
    """A topics.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threshold: float = Field(default=0.3, ge=0, le=1)
    topics: dict[str, Topic] = Field(default_factory=dict)
    exclude: Excluded = Field(default_factory=Excluded)


@dataclass(frozen=True, slots=True)
class Score:
    """How much a text is about the topics, 0..1; the topics it is about; the terms that made it so, with counts."""

    relevance: float
    topics: list[str]
    terms: dict[str, int]


class Topics:
    """Terms made ready for matching. Matching is one pass over the folded text."""

    def __init__(self, content: TopicsFile) -> None:
        self.threshold = content.threshold
        self._weights: dict[str, float] = {}
        self._topics: dict[str, list[str]] = {}
        for key, topic in content.topics.items():
            for term, weight in topic.terms.items():
                folded = _gapless(fold(term))
                self._weights[folded] = max(weight, self._weights.get(folded, 0.0))
                self._topics.setdefault(folded, []).append(key)
        self._terms = _pattern(self._weights)
        self._excluded = _pattern(_gapless(fold(phrase)) for phrase in content.exclude.phrases)

    def score(self, title: str, text: str) -> Score:
        """Return the score: for each term its weight times how often it comes, saturating as BM25 does
        (Robertson 1994), title and lead counting more; the sum against a fixed amount of evidence.
        """
        weighed: Counter[str] = Counter()
        counts: Counter[str] = Counter()
        body = text[:_BODY]
        for part, weight in ((title, _TITLE_WEIGHT), (body[:_LEAD], _LEAD_WEIGHT), (body[_LEAD:], _BODY_WEIGHT)):
            for term in self._found(part):
                counts[term] += 1
                weighed[term] += weight
        evidence = {term: self._weights[term] * _saturated(amount) for term, amount in weighed.items()}
        total = sum(evidence.values()) * _shortening(len(body))
        by_topic: Counter[str] = Counter()
        for term, amount in evidence.items():
            for topic in self._topics[term]:
                by_topic[topic] += amount
        strongest = max(by_topic.values(), default=0.0)
        topics = [topic for topic, amount in by_topic.most_common() if amount >= 0.35 * strongest]
        return Score(round(total / (total + _HALF), 4), topics, dict(counts.most_common(20)))

    def _found(self, part: str) -> list[str]:
        folded = _gapless(fold(part))
        if self._excluded:
            folded = self._excluded.sub(" ", folded)
        return self._terms.findall(folded) if self._terms else []


def load_topics(shipped: Path, overlay: Path) -> Topics:
    """Return the topics of the shipped file with the operator's over it, table by table and term by term.

    A term of weight 0 in the overlay is taken out. Raises ConfigurationError with every mistake.
    """
    content: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for path in (shipped, overlay):
        if not path.is_file():
            continue
        table = read_toml(path)
        try:
            TopicsFile.model_validate(table)
        except ValidationError as error:
            mistakes += mistakes_of(error, TopicsFile, str(path), "")
            continue
        _merge(content, table)
    if mistakes:
        raise ConfigurationError(mistakes)
    return Topics(TopicsFile.model_validate(content))


def _merge(content: dict[str, Any], table: dict[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _merge(content.setdefault(key, {}), value)
        elif isinstance(value, list):
            content[key] = [*content.get(key, []), *value]
        else:
            content[key] = value


def _pattern(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Return one pattern that finds the longest term first; a Latin term only at its limits."""
    ordered = sorted({term for term in terms if term}, key=len, reverse=True)
    return re.compile("|".join(_bounded(term) for term in ordered)) if ordered else None


def _bounded(term: str) -> str:
    before = r"(?<![a-z0-9])" if _LATIN.match(term[0]) else ""
    after = r"(?![a-z0-9])" if _LATIN.match(term[-1]) else ""
    return before + re.escape(term) + after


def _gapless(folded: str) -> str:
    """Return the text without the spaces that typographers put between Han and Latin characters."""
    return _HAN_LATIN_GAP.sub("", folded)


def _saturated(amount: float) -> float:
    return amount * (1 + _SATURATION) / (amount + _SATURATION)


def _shortening(length: int) -> float:
    """Return the factor that keeps a long text from being about everything that it mentions once."""
    return 1 / math.sqrt(1 + length / 4000)
