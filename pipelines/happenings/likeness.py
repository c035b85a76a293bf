"""How alike two stories are as tellings of one happening: by what they share, and how rare that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.happenings.signature import ROUNDUP, Kind, Signature, kind_of

WINDOW_DAYS = 5.0
"""Stories further apart are never one event."""

_PRIOR_STORIES = 2000
_PRIOR = {
    Kind.NAME: 12.0, Kind.LATIN: 2.0, Kind.NUMBER: 2.0, Kind.IDEA: 60.0, Kind.DETAIL: 15.0, Kind.HAPPENING: 120.0,
    Kind.WORD: 8.0,
}  # fmt: skip
"""In how many of the first stories a term of a kind is taken to stand, until the store has seen enough of its own."""

_PARTS = {
    Kind.NAME: "names", Kind.LATIN: "names", Kind.NUMBER: "numbers", Kind.IDEA: "ideas", Kind.DETAIL: "ideas",
    Kind.HAPPENING: "ideas", Kind.WORD: "words",
}  # fmt: skip
_TELLTALE = (({"names", "numbers"}, 24), ({"words"}, 16), ({"ideas"}, 8))
_DAMPING = 60.0  # about one rare term squared: what shares its only number is not alike in all its numbers
_TITLE_DAMPING = 4.0  # nats: a title of one common word is soon told
_RARE = 4.5  # nats: what stands in fewer than one story of ninety
_RARE_DAMPING = 10.0  # nats: about two rare terms; ten of them say less than five times as much
_SHOWN = 8  # shared terms in the evidence, the rarest

# Logistic regression on the halves of the labelled sets that may be looked at, rounded; docs/decisions/0010-events.md.
_ROUNDUP = -7.0
_OTHERS_AND_OTHER_SUMS = -7.0  # both titles name somebody and a number, and share neither
_PER_DAY, _PER_LATE_DAY, _LATE = -0.8, -5.0, 1.5  # a day and a half later others tell what came of it
_WEIGHTS = {"names": 1.3, "numbers": 13.7, "ideas": 9.4, "title": 3.6}
_ACROSS = _WEIGHTS | {"bias": -8.1, "rare": 4.2}
_WITHIN_HAN = _WEIGHTS | {"bias": -10.3, "rare": 2.1, "words": -8.5}  # beside the rare ones, words are the subject's
_WITHIN_LATIN = _WEIGHTS | {"bias": -10.3, "rare": 2.0, "words": 4.3}

_RARE_ACROSS, _RARE_WITHIN_HAN = frozenset({"names", "numbers", "ideas"}), frozenset({"words"})
_RARE_WITHIN_LATIN = frozenset({"words", "numbers"})  # its names are words, too
_USUAL_WORDS, _FEWEST_WORDS = 45, 20  # of two English texts: where both are long, more rare words meet by chance


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


@dataclass(frozen=True, slots=True)
class Weighed:
    """A story made ready for being compared: what each of its terms says there, by the parts of a likeness."""

    is_han: bool
    parts: dict[str, dict[str, float]]
    sizes: dict[str, float]
    rare: frozenset[str]
    """The terms that few stories hold."""
    title: dict[str, float]
    """The title's terms, each with how much it says, wherever it stands."""
    who_and_how_many: tuple[frozenset[str], frozenset[str]]
    """The names in the title, and the numbers."""


def weighed(story: Signature, rarity: Rarity) -> Weighed:
    """Return a story with its terms weighed by how rare they are."""
    parts: dict[str, dict[str, float]] = {name: {} for name in _PARTS.values()}
    title: dict[str, float] = {}
    rare: set[str] = set()
    for term, weight in story.terms.items():
        says = rarity.of(term)
        parts[_PARTS[kind_of(term)]][term] = weight * says
        if term in story.title:
            title[term] = says
        if says >= _RARE:
            rare.add(term)
    sizes = {name: math.hypot(*terms.values()) for name, terms in parts.items()}
    names, numbers = (frozenset(term for term in title if kind_of(term) is kind) for kind in (Kind.NAME, Kind.NUMBER))
    return Weighed(story.is_han, parts, sizes, frozenset(rare), title, (names, numbers))


def likeness(one: Weighed, other: Weighed, days: float) -> Likeness:
    """Return how alike two stories are that were published so many days apart. It is the same the other way round."""
    in_one_language = one.is_han == other.is_han
    weights, rare_parts = _way(one, other)
    found: dict[str, float] = {}
    shared: dict[str, float] = {}
    rare = 0.0
    for name, terms in one.parts.items():
        theirs = other.parts[name] if in_one_language or name != "words" else {}
        both = sorted(terms.keys() & theirs.keys())
        dot = sum(terms[term] * theirs[term] for term in both)
        found[name] = dot / (one.sizes[name] * other.sizes[name] + _DAMPING)
        shared |= {term: min(terms[term], theirs[term]) for term in both}
        if name in rare_parts:
            rare += sum(shared[term] for term in both if term in one.rare)
    found["title"] = _titles_told(one, other, with_words=in_one_language)
    if weights is _WITHIN_LATIN:
        rare *= _USUAL_WORDS / max(_FEWEST_WORDS, min(len(one.parts["words"]), len(other.parts["words"])))
    found["rare"] = math.log1p(rare / _RARE_DAMPING)
    logit = weights["bias"] + _PER_DAY * days + _PER_LATE_DAY * max(0.0, days - _LATE)
    logit += _ROUNDUP * (ROUNDUP in one.title or ROUNDUP in other.title)
    logit += _OTHERS_AND_OTHER_SUMS * _differ(one, other)
    logit += sum(weights[name] * found[name] for name in found if name in weights)
    rarest = dict.fromkeys(term.partition(":")[2] for term in sorted(shared, key=lambda term: (-shared[term], term)))
    evidence: dict[str, float | list[str]] = {name: round(value, 3) for name, value in found.items()}
    evidence |= {"days": round(days, 2), "shared": list(rarest)[:_SHOWN]}
    return Likeness(round(1 / (1 + math.exp(-logit)), 4), evidence)


def _way(one: Weighed, other: Weighed) -> tuple[Mapping[str, float], frozenset[str]]:
    """Return what each part of a likeness counts between two stories, and the parts whose rare terms are summed."""
    if one.is_han != other.is_han:
        return _ACROSS, _RARE_ACROSS
    return (_WITHIN_HAN, _RARE_WITHIN_HAN) if one.is_han else (_WITHIN_LATIN, _RARE_WITHIN_LATIN)


def _differ(one: Weighed, other: Weighed) -> bool:
    """Return whether both titles name somebody and a number, and share neither."""
    both = zip(one.who_and_how_many, other.who_and_how_many, strict=True)
    return all(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in both)


def _titles_told(one: Weighed, other: Weighed, *, with_words: bool) -> float:
    """Return the share of what the two titles say that the other story says, too."""
    told = said = 0.0
    for mine, theirs in ((one, other), (other, one)):
        for term, says in mine.title.items():
            part = _PARTS[kind_of(term)]
            if with_words or part != "words":
                said += says
                told += says if term in theirs.parts[part] else 0.0
    return round(told, 6) / (round(said, 6) + _TITLE_DAMPING)


def telltale_terms(story: Signature, rarity: Rarity) -> list[str]:
    """Return the terms by which a story is found: of each sort those that say the most where they stand."""
    found: list[str] = []
    for parts, at_most in _TELLTALE:
        these = [term for term in story.terms if _PARTS[kind_of(term)] in parts]
        found += sorted(these, key=lambda term: (-story.terms[term] * rarity.of(term), term))[:at_most]
    return found
