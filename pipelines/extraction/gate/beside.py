"""What stands beside a phrase, and what that is worth as evidence that a program put the phrase there."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import StrEnum

from pipelines.extraction.gate.vocabulary import table

PART_OF_A_WORD, ALONE = -2.0, -1.0  # what a place is worth where a phrase is possessed or hyphenated, or between marks


class Edge(StrEnum):
    """At which edge of a clause a phrase stands."""

    NONE = "none"  # within it
    HEAD = "head"
    END = "end"
    BOTH = "both"
    NEITHER = "neither"  # in a list, or beside a number or a word in another script


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phrase stands, what that is worth, and what is before and after it."""

    start: int
    worth: float
    edge: Edge
    before: str
    after: str


@functools.cache
def worth_beside(language: str) -> dict[str, tuple[float, float]]:
    """Return what the small words (characters) of a language are worth before and after a phrase."""
    before, after = (
        {word: float(worth) for worth, words in table("injected")[language][side].items() for word in words.split()}
        for side in ("before", "after")
    )
    return {word: (before.get(word, 0.0), after.get(word, 0.0)) for word in before | after}
