"""Lexicon: many words and phrases, found in one pass (Aho-Corasick), at word limits where the script has them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from pipelines.reading import Reading

# Letters and digits of scripts that put spaces between words: no limit stands between two of them.
_SPACED = re.compile("[a-z0-9\u00df-\u024f\u0370-\u052f]")
_DECIMALS = re.compile(r"[.,][0-9]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pattern stands in a reading: `start` and `end` count folded characters."""

    start: int
    end: int
    pattern: str


class Lexicon:
    """Patterns in word form (`pipelines.reading.word_form`).

    A Latin pattern counts as a word of its own only, or with a plural s when it is one of `plural`, or with a version's
    digits directly behind it when it is one of `versioned` (qwen3); a pattern that ends in a digit is none before
    decimals (gpt 4 in gpt 4.1).
    """

    def __init__(self, patterns: Iterable[str], plural: Iterable[str] = (), versioned: Iterable[str] = ()) -> None:
        self._patterns = sorted({pattern for pattern in patterns if pattern})
        self._plural, self._versioned = frozenset(plural), frozenset(versioned)
        self._automaton = AhoCorasick(self._patterns)

    def places(self, reading: Reading) -> list[Place]:
        """Return every place of every pattern, overlapping ones too, by start and the longest first."""
        text = reading.folded
        found = (
            Place(start, end, self._patterns[pattern])
            for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
        )
        standing = [place for each in found if (place := self._limited(text, each))]
        return sorted(standing, key=lambda place: (place.start, -place.end))

    def _limited(self, text: str, place: Place) -> Place | None:
        """Return the place as a word of its own, with its plural s or version; None when it is part of another word."""
        start, end = place.start, place.end
        if start and _SPACED.match(text[start]) and _SPACED.match(text[start - 1]):
            return None
        last = text[end - 1]
        if not _SPACED.match(last):
            return place
        following = text[end : end + 1]
        if last.isdigit():
            return None if _SPACED.match(following) or _DECIMALS.match(text, end) else place
        if not _SPACED.match(following):
            return place
        if following == "s" and place.pattern in self._plural and not _SPACED.match(text[end + 1 : end + 2]):
            return Place(start, end + 1, place.pattern)
        return place if following.isdigit() and place.pattern in self._versioned else None


def longest(places: Iterable[Place]) -> list[Place]:
    """Return, of places in order, those that stand: the first and longest wins where they overlap."""
    kept, free_from = [], 0
    for place in places:
        if place.start >= free_from:
            kept.append(place)
            free_from = place.end
    return kept
