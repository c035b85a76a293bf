"""The vocabulary: topics and watchlist together, looked up in one pass, and what they say of a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from crawler.configuration import ConfigurationError, Mistake
from pipelines.happenings.signature import VERSION, Mention
from pipelines.lexicon import Lexicon, Place, longest
from pipelines.reading import Reading, read, word_form
from pipelines.topics import SURE, Score, Topics, TopicsFile, read_topics
from pipelines.watchlist import Name, Watchlist, read_watchlist

_VERSIONED = frozenset({"model", "product"})


class Verdict(StrEnum):
    """Whether a text is about the topics."""

    CLEARLY = "clearly"
    PERHAPS = "perhaps"
    HARDLY = "hardly"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the vocabulary says of a text: its score, the names in it in order, and those of them that are watched."""

    score: Score
    entities: list[str]
    watched: list[str]
    mentions: list[Mention] = field(default_factory=list)
    """The names, and of models and products each with a version that follows it."""


class Vocabulary:
    """Judges texts by topics and names."""

    def __init__(self, topics: TopicsFile, names: Mapping[str, Name] | None = None) -> None:
        self.topics = Topics(topics)
        self.watchlist = Watchlist(names or {})
        self._claiming = {*self.topics.terms, *self.topics.excluded, *self.watchlist.patterns, *self.watchlist.excluded}
        silent = self.topics.context_words | self.watchlist.context_words
        self._lexicon = Lexicon(
            self._claiming | silent,
            plural={*self.topics.terms, *self.topics.excluded, *silent} - self.watchlist.patterns,
            versioned=self.watchlist.versioned,
        )

    def judge(self, title: str, text: str) -> Judgement:
        """Return what a text is about: one pass over its folded form."""
        reading = read(title, text)
        places = self._lexicon.places(reading)
        claimed = longest(place for place in places if place.pattern in self._claiming)
        terms = [place for place in claimed if place.pattern in self.topics.terms]
        there: defaultdict[str, list[int]] = defaultdict(list)
        for place in places:
            there[place.pattern].append(place.start)
        other_trade = self.topics.other_trades(reading, there)
        aside = self.topics.set_aside(terms, there, other_trade)
        counted = [(self.topics.terms[place.pattern], place.start) for place in terms if place not in aside]
        in_field = any(evidence.weight >= SURE for evidence, _ in counted)
        names = self.watchlist.found(reading, claimed, there.keys(), in_field=in_field)
        spoken = [name for name in names if word_form(name[0].word) not in other_trade]
        score = self.topics.score(reading, [*counted, *spoken], _reasons(aside))
        entities = list(dict.fromkeys(evidence.word for evidence, _ in names))
        ends = {place.start: place.end for place in claimed}
        mentions = self._mentions(reading, [(each.word, start, ends[start]) for each, start in names])
        return Judgement(score, entities, [tag for tag in entities if self.watchlist.names[tag].alert], mentions)

    def _mentions(self, reading: Reading, names: list[tuple[str, int, int]]) -> list[Mention]:
        """Return each name once, and each version of a model or product: in the title when it stands there, too."""
        found: dict[str, bool] = {}
        for tag, start, end in names:
            in_title = start < reading.title_end
            version = VERSION.match(reading.folded, end) if self.watchlist.names[tag].kind in _VERSIONED else None
            for name in (tag, f"{tag} {version[1]}") if version else (tag,):
                found[name] = found.get(name, False) or in_title
        return [Mention(name, in_title) for name, in_title in found.items()]

    def verdict(self, relevance: float, threshold: float | None = None) -> Verdict:
        """Return what a score means; `threshold` goes before the one of the topics."""
        clearly = self.topics.threshold if threshold is None else threshold
        if relevance >= clearly:
            return Verdict.CLEARLY
        return Verdict.PERHAPS if relevance >= min(self.topics.perhaps, clearly) else Verdict.HARDLY


def load_vocabulary(shipped: Path, overlay: Path) -> Vocabulary:
    """Return the vocabulary of two folders' topics.toml and watchlist.toml, the operator's over the shipped ones.

    Raises ConfigurationError with every mistake of all four files.
    """
    mistakes: list[Mistake] = []
    topics = read_topics(shipped / "topics.toml", overlay / "topics.toml", mistakes)
    names = read_watchlist(shipped / "watchlist.toml", overlay / "watchlist.toml", topics.topics, mistakes)
    if mistakes:
        raise ConfigurationError(mistakes)
    return Vocabulary(topics, names)


def _reasons(aside: Mapping[Place, str]) -> dict[str, str]:
    return {place.pattern: why for place, why in aside.items()}
