"""Topics: weighted terms in Chinese and English, and the score of a text by them."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from ahocorasick_rs import AhoCorasick
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler.configuration import ConfigurationError, Mistake, mistakes_of, read_toml
from pipelines.duplication.fold import fold

_LEAD = 600  # characters
_BODY = 6000
_TITLE_WEIGHT, _LEAD_WEIGHT, _BODY_WEIGHT = 3.0, 1.5, 1.0
_SATURATION = 2.0  # mentions of a term after which more of it say little
_TOPIC_SHARE = 0.35  # of the strongest topic's evidence, from which a text is about another one, too
_AMBIGUOUS = 1.0  # terms of this weight or less also mean other things
_ALONE = 0.4  # what they count when no plain term stands beside them
_HALF = 9.0  # evidence at which the score is one half
_LATIN = re.compile(r"[a-z0-9]")
_HAN_LATIN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[a-z0-9])|(?<=[a-z0-9]) +(?=[\u3400-\u9fff])")


Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Topic(BaseModel):
    """One table `[topics.KEY]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str | None = None
    terms: dict[str, Weight] = Field(default_factory=dict)


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
                if not weight:
                    continue  # taken out: it claims no place, either
                folded = _gapless(fold(term))
                self._weights[folded] = max(weight, self._weights.get(folded, 0.0))
                self._topics.setdefault(folded, []).append(key)
        excluded = [_gapless(fold(phrase)) for phrase in content.exclude.phrases]
        self._patterns = [pattern for pattern in {*self._weights, *excluded} if pattern]
        self._automaton = AhoCorasick(self._patterns)

    def score(self, title: str, text: str) -> Score:
        """Return the score: for each term its weight times how often it comes, saturating as BM25 does
        (Robertson 1994), title and lead counting more; the sum against a fixed amount of evidence.
        """
        weighed: defaultdict[str, float] = defaultdict(float)
        counts: Counter[str] = Counter()
        body = text[:_BODY]
        for part, weight in (
            (title, _TITLE_WEIGHT),
            (body[:_LEAD], _LEAD_WEIGHT),
            (body[_LEAD:], _BODY_WEIGHT),
        ):
            for term in self._found(part):
                counts[term] += 1
                weighed[term] += weight
        evidence = {term: self._weights[term] * _saturated(amount) for term, amount in weighed.items()}
        plain = sum(amount for term, amount in evidence.items() if self._weights[term] > _AMBIGUOUS)
        ambiguous = sum(evidence.values()) - plain
        total = (plain + ambiguous * (1 if plain else _ALONE)) * _shortening(len(body))
        by_topic: defaultdict[str, float] = defaultdict(float)
        for term, amount in evidence.items():
            for topic in self._topics[term]:
                by_topic[topic] += amount
        strongest = max(by_topic.values(), default=0.0)
        ranked = sorted(by_topic.items(), key=lambda each: (-each[1], each[0]))
        topics = [topic for topic, amount in ranked if amount >= _TOPIC_SHARE * strongest]
        return Score(round(total / (total + _HALF), 4), topics, dict(counts.most_common(20)))

    def _found(self, part: str) -> list[str]:
        """Return the terms in a text, the longest of those that overlap; an excluded phrase claims its place, too."""
        folded = _gapless(fold(part))
        matches = [
            (start, -end, self._patterns[pattern])
            for pattern, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True)
            if _stands_alone(folded, start, end)
        ]
        found, free_from = [], 0
        for start, negative_end, term in sorted(matches):
            if start >= free_from:
                free_from = -negative_end
                if term in self._weights:
                    found.append(term)
        return found


def load_topics(shipped: Path, overlay: Path) -> Topics:
    """Return the topics of the shipped file with the operator's over it, table by table and term by term.

    A term of weight 0 in the overlay is taken out. Raises ConfigurationError with every mistake.
    """
    content: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for path in (shipped, overlay):
        if not path.is_file():
            continue
        try:
            table = TopicsFile.model_validate(read_toml(path)).model_dump(exclude_unset=True)
        except ConfigurationError as error:
            mistakes += error.mistakes
        except ValidationError as error:
            mistakes += mistakes_of(error, TopicsFile, str(path), "")
        else:
            for topic in table.get("topics", {}).values():  # in one spelling, so that the overlay meets the same term
                topic["terms"] = {_gapless(fold(term)): weight for term, weight in topic.get("terms", {}).items()}
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


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a match is no part of a longer Latin word or number; Han characters need no limit."""
    before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return not (before or after)


def _gapless(folded: str) -> str:
    """Return the text without the spaces that typographers put between Han and Latin characters."""
    return _HAN_LATIN_GAP.sub("", folded)


def _saturated(amount: float) -> float:
    return amount * (1 + _SATURATION) / (amount + _SATURATION)


def _shortening(length: int) -> float:
    """Return the factor that keeps a long text from being about everything that it mentions once."""
    return 1 / math.sqrt(1 + length / 4000)
