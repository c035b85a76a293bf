"""The gate's words, read from `settings/gate.toml` once per process, and found in one pass."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from opencc import OpenCC

_FILE = Path(__file__).parents[3] / "settings" / "gate.toml"
_LATIN = re.compile(r"[a-z0-9]")
_WEIGHTS = {"strong": 2.0, "weak": 1.0}


class Words:
    """Words that are found in one pass, in both scripts; Latin ones at word limits only."""

    def __init__(self, words: Iterable[str]) -> None:
        plain = list(words)
        # All at once: a line each, since OpenCC would take neighbours for a phrase.
        traditional = OpenCC("s2t").convert("\n".join(plain)).split("\n")
        forms = dict(zip([*traditional, *plain], [*plain, *plain], strict=True))
        self._words = list(forms.values())
        self._latin = [bool(_LATIN.match(word[0]) or _LATIN.match(word[-1])) for word in forms]
        self._automaton = AhoCorasick(list(forms), MatchKind.LeftmostLongest, implementation=Implementation.DFA)

    def found(self, text: str) -> list[str]:
        """Return the words in a text, in order, as often as they stand there; of overlapping ones the first."""
        return [word for word, _, _ in self.places(text)]

    def places(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the words in a text with where each begins and ends."""
        lower = text.lower()
        if len(lower) != len(text):  # a letter became two: places would be off
            lower = text
        for word, start, end in self._automaton.find_matches_as_indexes(lower):
            if not self._latin[word] or _stands_alone(lower, start, end):
                yield self._words[word], start, end


@dataclass(frozen=True, slots=True)
class Term:
    """What a word of the gate stands for: a `trade` that advertises itself, a `report`, or a kind of `placeholder`."""

    word: str
    of: str
    group: str
    weight: float = 0.0


def terms(text: str) -> list[Term]:
    """Return the gate's terms in a text, in order."""
    known = _terms()
    return [known[word] for word in _lexicon().found(text)]


def table(name: str) -> dict[str, Any]:
    """Return a table of the file. Raises OSError or ValueError for one that is missing or is no such TOML."""
    return _tables()[name]


@functools.cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@functools.cache
def _terms() -> dict[str, Term]:
    rows = [Term(word, "report", "report") for word in table("report")["words"]]
    for kind, words in table("placeholders").items():
        rows += [Term(word, "placeholder", kind) for word in words]
    for trade, lists in table("spam").items():
        rows += [Term(word, "trade", trade, _WEIGHTS[kind]) for kind, words in lists.items() for word in words]
    return {row.word: row for row in rows}


@functools.cache
def _lexicon() -> Words:
    return Words(_terms())


def _stands_alone(text: str, start: int, end: int) -> bool:
    def joined(one: str, other: str) -> bool:
        return bool(_LATIN.match(one) and _LATIN.match(other))

    before, after = text[start - 1 : start], text[end : end + 1]
    return not (joined(before, text[start]) or joined(text[end - 1], after))
