"""A phrase that was put into sentences: what stands on either side of it is not what stands around such a phrase.

What is looked for needs no list of names, and not that the page states the phrase. What a text speaks of stands in its
sentences: a preposition or a verb goes before it, a verb or a mark follows, and some of the time the same word does. A
phrase that a program put in stands anywhere, or always at the same edge of clauses, and its neighbours are those of no
phrase. No place proves that; so each is weighed (`english`, `chinese`), and the sum decides.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.extraction.gate import chinese, english
from pipelines.extraction.gate.beside import Edge, Place
from pipelines.extraction.gate.brand import names_of, places_of
from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.selling import is_sold

_HAN = re.compile(r"[\u4e00-\u9fff]")
_OTHERS = 0.65  # share of the places with something of their own on either side
_MIXED = {Edge.HEAD: -0.5, Edge.END: -0.3}  # more for a place at an edge, when others are at none
# More for each place when a program puts in at such places only, by how seldom phrases stand there; and for another.
_ONLY = (({Edge.END, Edge.BOTH}, 0.9), ({Edge.HEAD, Edge.BOTH}, 0.6), ({Edge.HEAD, Edge.END, Edge.BOTH}, 0.4))
_WITHIN = ({Edge.NONE}, 0.5)  # in Chinese; in English what stands before a noun does so, too
_ELSEWHERE = -1.5
_FIRST, _PLACES = 4, 30  # places that are weighed before the others, and at most


@dataclass(frozen=True, slots=True)
class Lines:
    """The least sum, and the least mean of a place, of a phrase that was put in."""

    stated: tuple[float, float]  # when the page states it of itself
    unstated: tuple[float, float]
    headline: tuple[float, float]  # when it stands in the article's headline: the text may be about it
    sold: tuple[float, float]  # when something is advertised with it of which the headline says nothing
    patterns: tuple[tuple[set[Edge], float], ...] = _ONLY


_ENGLISH = Lines((4.5, 0.7), (7.0, 1.0), (9.0, 1.2), (3.5, 0.5))
_CHINESE = Lines((4.5, 0.45), (8.0, 0.6), (9.0, 0.9), (3.0, 0.35), (*_ONLY, _WITHIN))


def broken_sentences(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the phrase that was put into a text, what its places are worth, and where they are; None for none."""
    language, lines = (chinese, _CHINESE) if _HAN.search(text[:200]) else (english, _ENGLISH)
    text = text[: language.MOST]
    for phrase in language.phrases(text):
        starts = list(itertools.islice(places_of(phrase, text), _PLACES))
        first = [language.place(phrase, at, text) for at in starts[:_FIRST]]
        if weigh(first, lines.patterns) <= 0:
            continue
        found = first + [language.place(phrase, at, text) for at in starts[_FIRST:]]
        worth = weigh(found, lines.patterns)
        if not _reaches(worth, len(found), min(lines.stated, lines.sold)):
            continue
        named_in = names_of(places, title).get(phrase)
        if phrase in (title or ""):
            line = lines.headline
        elif is_sold(phrase, title or ""):
            line = lines.sold
        else:
            line = lines.stated if named_in else lines.unstated
        if _reaches(worth, len(found), line) and (named_in or language.is_plain(phrase)):
            near = [text[max(0, at.start - 12) : at.start + len(phrase) + 8].replace("\n", " ") for at in found]
            return {"name": phrase, "named_in": named_in or "text", "worth": round(worth, 1), "places": near}
    return None


def weigh(places: Sequence[Place], patterns: Iterable[tuple[set[Edge], float]]) -> float:
    """Return what the places of a phrase are worth together, by the pattern that explains them best.

    Less than nothing when the same words stand around it: then it is a part of a longer phrase.
    """
    others = min(len({place.before for place in places}), len({place.after for place in places}))
    if others < _OTHERS * len(places):
        return -1.0
    sums, numbers = dict.fromkeys(Edge, 0.0), dict.fromkeys(Edge, 0)
    for place in places:
        sums[place.edge] += place.worth
        numbers[place.edge] += 1
    worth = sum(sums[edge] + _MIXED.get(edge, 0.0) * numbers[edge] for edge in Edge)
    for edges, more in patterns:
        fitting = sum(numbers[edge] for edge in edges)
        at_edges = sum(sums[edge] for edge in edges) + more * fitting + _ELSEWHERE * (len(places) - fitting)
        worth = max(worth, at_edges)
    return worth


def _reaches(worth: float, number: int, line: tuple[float, float]) -> bool:
    return worth >= line[0] and worth >= line[1] * number
