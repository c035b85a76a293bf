"""English words: how rare each is, what usually follows it, and what it is worth as one that a program put in.

The list `english_words.txt.gz` is made by `bench/english_spinning.py`, which says what its columns are: frequencies of
the package `symspellpy` (MIT licence), synonyms of the Moby thesaurus (public domain) and of WordNet (copyright
Princeton University, WordNet licence).
"""

from __future__ import annotations

import functools
import gzip
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "english_words.txt.gz"


class Word(NamedTuple):
    """What is known of a word."""

    rarity: int  # ten times the negative logarithm to base 10 of its share of all words
    worth: float | None  # as evidence that a program put it there; None when none would
    very_often: frozenset[str]  # what follows it very often
    often: frozenset[str]  # what does often, the former too


@functools.lru_cache(maxsize=16_384)
def known_word(word: str) -> Word | None:
    """Return what is known of a word in lower case; None for one that is not listed."""
    if (line := _lines().get(word)) is None:
        return None
    _, rarity, worth, *following = line.split(" ")
    bar = following.index("|")
    very_often, often = frozenset(following[:bar]), frozenset(following[bar + 1 :])
    return Word(int(rarity), None if worth == "-" else float(worth), very_often, very_often | often)


@functools.cache
def _lines() -> dict[str, str]:
    with gzip.open(_FILE, "rt", encoding="utf-8") as lines:
        return {line[: line.index(" ")]: line.rstrip("\n") for line in lines}
