"""Topics: weighted terms in Chinese and English, and how much of a text's evidence is for them.

The method, and why, stands in docs/decisions/0005-relevance.md.
"""

from __future__ import annotations

import bisect
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.configuration import Mistake, mistakes_of, read_table
from pipelines.lexicon import Place
from pipelines.reading import Reading, word_form

_TITLE, _LEAD, _BODY = 3.0, 1.5, 1.0  # what one mention counts in each field
_BURIED = 0.6  # what the evidence counts of a text that has none in title and lead: news says first what it is about
_PASSING = 0.5  # and when it is one everyday name alone, which the title has not
_SATURATION = 2.0  # BM25's k1: counted mentions of a term from which more of it say little
_LENGTH_SHARE = 0.75  # BM25's b: how much of the length is held against a text
_MEAN_BYTES = 3000  # of an article's text; mentions in one of this length count in full
_HALF = 9.0  # evidence at which the score is one half
HINT = 1.0  # terms of this weight or less also mean other things: they count by the company they keep
SURE = 2.0  # terms of this weight or more show what a text is about, so that ambiguous names count beside them
_NEAR = 160  # characters around a term in which its context is looked for
_TRADE_WORDS = 2  # different words of another trade (one, when in the title) that set its terms aside
_TOPIC_SHARE = 0.35  # of the strongest topic's evidence, from which a text is about another one, too


class Term(BaseModel):
    """How much a term says, and the words of which one must stand near it when it is to count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weight: float = Field(default=0, ge=0, le=10, allow_inf_nan=False)
    context: list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _number_alone(cls, value: object) -> object:
        if isinstance(value, dict):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 10:
            return {"weight": value}
        raise ValueError("a weight from 0 to 10, or a table with `weight` and `context`")


class Topic(BaseModel):
    """One table `[topics.KEY]`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str | None = None
    terms: dict[str, Term] = Field(default_factory=dict)


class Trade(BaseModel):
    """One table `[trades.KEY]`: in a text that holds its `words`, its `terms` mean something else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    terms: list[str] = Field(default_factory=list)
    words: list[str] = Field(default_factory=list)


class Excluded(BaseModel):
    """The table `[exclude]`: phrases in which terms mean something else."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: list[str] = Field(default_factory=list)


class TopicsFile(BaseModel):
    """A topics.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threshold: float = Field(default=0.3, ge=0, le=1)
    perhaps: float = Field(default=0.15, ge=0, le=1)
    topics: dict[str, Topic] = Field(default_factory=dict)
    trades: dict[str, Trade] = Field(default_factory=dict)
    exclude: Excluded = Field(default_factory=Excluded)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that speaks for topics, wherever it comes from: a term or a name, with its weight."""

    word: str
    weight: float
    topics: Sequence[str]
    everyday: bool = False
    """It is named in passing anywhere."""


@dataclass(frozen=True, slots=True)
class Score:
    """How much a text is about the topics, 0..1; the topics it is about, the strongest first; what each word gave to
    it; and the words that were seen and set aside, with why.
    """

    relevance: float
    topics: list[str]
    words: dict[str, float]
    set_aside: dict[str, str]


class Topics:
    """Terms made ready for matching, and the scoring."""

    def __init__(self, content: TopicsFile) -> None:
        self.threshold = content.threshold
        self.perhaps = min(content.perhaps, content.threshold)
        self.keys = tuple(content.topics)
        terms: dict[str, Evidence] = {}
        self._contexts: dict[str, frozenset[str]] = {}
        for key, topic in content.topics.items():
            for written, term in topic.terms.items():
                word = word_form(written)
                if not term.weight or not word:
                    continue  # taken out: it claims no place, either
                known = terms.get(word, Evidence(word, 0.0, ()))
                terms[word] = Evidence(word, max(term.weight, known.weight), (*known.topics, key))
                self._contexts[word] = self._contexts.get(word, frozenset()) | _forms(term.context)
        self.terms: Mapping[str, Evidence] = terms
        self.excluded = _forms(content.exclude.phrases)
        self._trades = {key: (_forms(trade.terms), _forms(trade.words)) for key, trade in content.trades.items()}

    @property
    def context_words(self) -> frozenset[str]:
        """The words that are looked for only because of what they say of terms."""
        return frozenset().union(*self._contexts.values(), *(words for _, words in self._trades.values()))

    def set_aside(
        self, claimed: Iterable[Place], there: Mapping[str, list[int]], other_trade: Mapping[str, str]
    ) -> dict[Place, str]:
        """Return the claimed places of terms that do not count, each with why: another trade, or no context near.

        `there` are the starts of all patterns in the text, `other_trade` what means something else in it.
        """
        aside = {}
        for place in claimed:
            context = self._contexts.get(place.pattern)
            if trade := other_trade.get(place.pattern):
                aside[place] = trade
            elif context and not _near(place, context, there):
                aside[place] = "no context"
        return aside

    def other_trades(self, reading: Reading, there: Mapping[str, list[int]]) -> dict[str, str]:
        """Return the terms and tags that stand for something else in this text, each with the word that says so."""
        found: dict[str, str] = {}
        for terms, words in self._trades.values():
            seen = [word for word in words if word in there]
            in_title = [word for word in seen if there[word][0] < reading.title_end]
            if in_title or len(seen) >= _TRADE_WORDS:
                found |= dict.fromkeys(terms, min(in_title or seen, key=lambda word: there[word][0]))
        return found

    def score(self, reading: Reading, mentions: Iterable[tuple[Evidence, int]], aside: Mapping[str, str]) -> Score:
        """Return the score of what is mentioned, each with the place where it starts."""
        counted: defaultdict[str, float] = defaultdict(float)
        evidence: dict[str, Evidence] = {}
        body_weight = _BODY / (1 - _LENGTH_SHARE + _LENGTH_SHARE * reading.body_bytes / _MEAN_BYTES)
        buried, in_title = _BURIED, False
        for each, start in mentions:
            evidence[each.word] = each
            if each.weight > HINT and start < reading.lead_end:
                buried = 1.0
            in_title = in_title or start < reading.title_end
            counted[each.word] += _field_weight(reading, start, min(_BODY, body_weight))
        company = _company([each.weight for each in evidence.values()])
        words = {
            word: evidence[word].weight * _saturated(amount) * (company if evidence[word].weight <= HINT else 1)
            for word, amount in counted.items()
        }
        passing = not in_title and len(words) == 1 and all(each.everyday for each in evidence.values())
        total = sum(words.values()) * (_PASSING if passing else buried)
        ranked = sorted(((word, amount) for word, amount in words.items() if amount), key=lambda each: -each[1])
        return Score(
            round(total / (total + _HALF), 4),
            _strongest(words, evidence),
            {word: round(amount, 2) for word, amount in ranked[:20]},
            dict(aside),
        )


def read_topics(shipped: Path, overlay: Path, mistakes: list[Mistake]) -> TopicsFile:
    """Return the shipped file with the operator's over it, table by table and term by term; lists add up.

    A term of weight 0 in the overlay is taken out. What is wrong is added to `mistakes`.
    """
    content: dict[str, Any] = {}
    for path in (shipped, overlay):
        table = read_table(path, mistakes)
        try:
            stated = TopicsFile.model_validate(table).model_dump(exclude_unset=True)
        except ValidationError as error:
            mistakes += mistakes_of(error, TopicsFile, str(path), "")
            continue
        for topic in stated.get("topics", {}).values():  # in one spelling, so that the overlay meets the same term
            topic["terms"] = {word_form(term): value for term, value in topic.get("terms", {}).items()}
        _merge(content, stated)
    return TopicsFile.model_validate(content)


def _merge(content: dict[str, Any], table: dict[str, Any]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _merge(content.setdefault(key, {}), value)
        elif isinstance(value, list):
            content[key] = [*content.get(key, []), *value]
        else:
            content[key] = value


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words if (form := word_form(word)))


def _near(place: Place, context: Collection[str], there: Mapping[str, list[int]]) -> bool:
    first, last = place.start - _NEAR, place.end + _NEAR
    for word in context:
        starts = there.get(word, [])
        nearest = bisect.bisect_left(starts, first)
        if nearest < len(starts) and starts[nearest] <= last:
            return True
    return False


def _field_weight(reading: Reading, start: int, body_weight: float) -> float:
    if start < reading.title_end:
        return _TITLE
    return _LEAD if start < reading.lead_end else body_weight


def _company(weights: Sequence[float]) -> float:
    """Return the share that hints count: nothing alone, more with each other word of the field beside them."""
    together = math.fsum(weights)
    return 1 - 1 / together if together > 1 else 0.0


def _saturated(amount: float) -> float:
    return amount * (1 + _SATURATION) / (amount + _SATURATION)


def _strongest(words: Mapping[str, float], evidence: Mapping[str, Evidence]) -> list[str]:
    by_topic: defaultdict[str, float] = defaultdict(float)
    for word, amount in words.items():
        for topic in evidence[word].topics:
            by_topic[topic] += amount
    strongest = max(by_topic.values(), default=0.0)
    ranked = sorted(by_topic.items(), key=lambda each: (-each[1], each[0]))
    return [topic for topic, amount in ranked if amount > 0 and amount >= _TOPIC_SHARE * strongest]
