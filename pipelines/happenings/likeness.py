"""How alike two stories are as tellings of one happening: by what they share, and how rare that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.happenings.signature import Kind, Signature, kind_of

WINDOW_DAYS = 5.0
"""Stories further apart are never one event."""

_PRIOR_STORIES = 2000
_PRIOR = {Kind.NAME: 12.0, Kind.LATIN: 2.0, Kind.NUMBER: 2.0, Kind.IDEA: 60.0, Kind.HAPPENING: 120.0, Kind.WORD: 8.0}
"""In how many of the first stories a term of a kind is taken to stand, until the store has seen enough of its own."""

_NAMES = frozenset({Kind.NAME, Kind.LATIN})
_NUMBERS = frozenset({Kind.NUMBER})
_IDEAS = frozenset({Kind.IDEA, Kind.HAPPENING})
_WORDS = frozenset({Kind.WORD})
_TELLTALE = ((_NAMES | _NUMBERS, 24), (_WORDS, 16), (_IDEAS, 8))
_DAMPING = 60.0  # about one rare term squared: what shares its only number is not alike in all its numbers
_TITLE_DAMPING = 4.0  # nats: a title of one common word is soon told
_SHOWN = 8  # shared terms in the evidence, the rarest

# Logistic regression on the development half of bench/events; docs/decisions/0008-events.md.
_BIAS, _PER_DAY, _OWN_LANGUAGE = -5.0, -0.8, -0.4
_WEIGHTS = {"names": 2.0, "numbers": 4.4, "ideas": 3.8, "words": 1.5, "title": 4.6}


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare terms are: `stories` that were seen, and in how many of them each term stands (absent: in none)."""

    stories: int
    counts: Mapping[str, int]

    def of(self, term: str) -> float:
        """Return how much a term says, in nats: the inverse share of stories with it (Sparck Jones 1972)."""
        return math.log((self.stories + _PRIOR_STORIES) / (self.counts.get(term, 0) + _PRIOR[kind_of(term)]))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two stories tell one happening, 0..1, and what shows it."""

    score: float
    evidence: dict[str, float | list[str]]


def likeness(one: Signature, other: Signature, rarity: Rarity, days: float) -> Likeness:
    """Return how alike two stories are that were published so many days apart. It is the same the other way round."""
    in_one_language = one.is_han == other.is_han
    mine, theirs = (_weighed(each, rarity, with_words=in_one_language) for each in (one, other))
    parts = {
        "names": _cosine(mine, theirs, _NAMES),
        "numbers": _cosine(mine, theirs, _NUMBERS),
        "ideas": _cosine(mine, theirs, _IDEAS),
        "words": _cosine(mine, theirs, _WORDS),
        "title": _titles_told(one, other, mine, theirs, rarity),
    }
    logit = _BIAS + _PER_DAY * days + _OWN_LANGUAGE * in_one_language
    logit += sum(_WEIGHTS[name] * value for name, value in parts.items())
    shared = sorted(mine.keys() & theirs.keys(), key=lambda term: (-min(mine[term], theirs[term]), term))
    evidence: dict[str, float | list[str]] = {name: round(value, 3) for name, value in parts.items()}
    evidence |= {"days": round(days, 2), "shared": [term.partition(":")[2] for term in shared[:_SHOWN]]}
    return Likeness(round(1 / (1 + math.exp(-logit)), 4), evidence)


def telltale_terms(story: Signature, rarity: Rarity) -> list[str]:
    """Return the terms by which a story is found: of each sort those that say the most where they stand."""
    found: list[str] = []
    for kinds, at_most in _TELLTALE:
        these = [term for term in story.terms if kind_of(term) in kinds]
        found += sorted(these, key=lambda term: (-story.terms[term] * rarity.of(term), term))[:at_most]
    return found


def _weighed(story: Signature, rarity: Rarity, *, with_words: bool) -> dict[str, float]:
    """Return what each term of a story says there; words only where the other story is in the same language."""
    return {
        term: weight * rarity.of(term)
        for term, weight in story.terms.items()
        if with_words or kind_of(term) is not Kind.WORD
    }


def _cosine(mine: Mapping[str, float], theirs: Mapping[str, float], kinds: frozenset[Kind]) -> float:
    """Return the cosine of the terms of some kinds, less when there are few of them."""
    one = {term: weight for term, weight in mine.items() if kind_of(term) in kinds}
    other = {term: weight for term, weight in theirs.items() if kind_of(term) in kinds}
    dot = sum(one[term] * other[term] for term in sorted(one.keys() & other.keys()))
    return dot / (math.hypot(*one.values()) * math.hypot(*other.values()) + _DAMPING)


def _titles_told(
    one: Signature, other: Signature, mine: Mapping[str, float], theirs: Mapping[str, float], rarity: Rarity
) -> float:
    """Return the share of what the two titles say that the other story says, too."""
    told = said = 0.0
    for title, terms, answers in ((one.title, mine, theirs), (other.title, theirs, mine)):
        for term in sorted(title & terms.keys()):
            said += rarity.of(term)
            told += rarity.of(term) if term in answers else 0.0
    return told / (said + _TITLE_DAMPING)
