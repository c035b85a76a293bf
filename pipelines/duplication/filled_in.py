"""Words that are data, in texts of one form: a weekday, a place, a name or a movement, put for another at its place."""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.duplication.alignment import Alignment
from pipelines.duplication.evidence import Replacement, replacements
from pipelines.duplication.form import Form

_SETTINGS = Path(__file__).parents[2] / "settings"
_PHRASE = 4  # tokens of which none stands in the other: no synonym is so long
_WORD = 2  # Han characters: one alone, put for another all over, is a misprint or a habit
_PERSON = range(2, 4)  # Han characters of a person's name
_BEHIND = 6  # tokens behind a byline's word that may be of another person
_NAME = range(2, 7)  # Han characters of the name of a place or an organisation, without what it is

Value = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What was put for other words in a text."""

    changes: int
    """How many different ones."""
    data: int
    """How many different pairs of data: two values of a kind (周一 for 周五), or two names."""
    unanchored: int
    """How many of these hold no anchor on one of the sides; of 周三 for 周五 the numbers tell, too."""
    phrases: int
    """How many others are whole phrases that have no word in common, or stand for the same one at several places."""
    changed: float
    """The share of the paired clauses of both texts that was changed, 0..1."""


def filled_in(new: Form, old: Form, pairing: Alignment) -> FilledIn:
    """Return what stands in the paired clauses of a text for other words of the old one: the same the other way round
    but where its clauses are paired otherwise.
    """
    mine, theirs = new.tokens.words(), old.tokens.words()
    places = Counter[tuple[tuple[str, ...], tuple[str, ...]]]()
    first: dict[tuple[tuple[str, ...], tuple[str, ...]], Replacement] = {}
    changed = 0
    for each in replacements(new, old, pairing):
        pair = (tuple(mine[each.start : each.end]), tuple(theirs[each.over : each.over_end]))
        places[pair] += 1
        first.setdefault(pair, each)
        changed += each.end - each.start + each.over_end - each.over
    data: set[frozenset[Value]] = set()
    unanchored: set[frozenset[Value]] = set()
    phrases = _clauses_apart(pairing)
    changes = len(first) + phrases
    for (here, there), each in first.items():
        if found := _data(mine, theirs, each):
            data |= found
            if not (_holds_anchor(new, each.start, each.end) and _holds_anchor(old, each.over, each.over_end)):
                unanchored |= found
        elif new.is_han and set(here).isdisjoint(there):
            shortest = min(len(here), len(there))
            phrases += shortest >= (_WORD if places[here, there] > 1 else _PHRASE)
    share = changed / max(1, int(new.clauses.sizes[pairing.here].sum() + old.clauses.sizes[pairing.over].sum()))
    return FilledIn(changes, len(data), len(unanchored), phrases, share)


def _holds_anchor(form: Form, start: int, end: int) -> bool:
    first, last = np.searchsorted(form.anchors.places, [start, end])
    return bool(first < last)


def _clauses_apart(pairing: Alignment) -> int:
    """Return how many clauses stand for others that are not paired with them, between two that are."""
    gaps = np.minimum(np.diff(pairing.here), np.diff(pairing.over)) - 1
    return int(gaps[gaps > 0].sum())


def _data(mine: list[str], theirs: list[str], change: Replacement) -> set[frozenset[Value]]:
    """Return the data of one kind that stand for each other in a run of words: (kind, value) of both sides."""
    one, other = mine[change.start : change.end], theirs[change.over : change.over_end]
    behind = mine[change.end : change.end + _names("heads")[0]]
    if _are_names(one, other, behind) and not _is_byline(mine[max(0, change.start - _BEHIND) : change.start]):
        return {frozenset((("name", "".join(one)), ("name", "".join(other))))}
    here = _values(mine, change.start, change.end)
    there = _values(theirs, change.over, change.over_end) if here else {}
    return {
        frozenset((kind, value) for value in here[kind] | there[kind])
        for kind in here.keys() & there.keys()
        if here[kind].isdisjoint(there[kind])
    }


def _are_names(one: list[str], other: list[str], behind: list[str]) -> bool:
    """Return whether two runs without a word in common are persons, or name what stands behind them or ends them."""
    if not set(one).isdisjoint(other):
        return False
    if all(len(words) in _PERSON and words[0] in _surnames() for words in (one, other)):
        return True
    longest, heads = _names("heads")
    if not (len(one) in _NAME and len(other) in _NAME):
        return False
    sizes = range(1, longest + 1)
    return any(tuple(behind[:size]) in heads for size in sizes) or all(
        any(tuple(words[-size:]) in heads for size in sizes if size + _WORD <= len(words)) for words in (one, other)
    )


def _is_byline(before: list[str]) -> bool:
    """Return whether who reports is named behind some words."""
    longest, bylines = _names("bylines")
    return any(
        tuple(before[first : first + size]) in bylines for first in range(len(before)) for size in range(1, longest + 1)
    )


def _values(words: list[str], start: int, end: int) -> dict[str, set[str]]:
    """Return by kind the data words that a run of words is part of, or holds; of one within another the longer one."""
    table, longest = _vocabulary()
    found: dict[str, set[str]] = {}
    reached = start
    for first in range(max(0, start - max(longest.values()) + 1), end):
        for last in range(min(len(words), first + longest.get(words[first], 0)), max(first, reached), -1):
            if (values := table.get(" ".join(words[first:last]))) is not None:
                for kind, value in values:
                    found.setdefault(kind, set()).add(value)
                reached = last
                break
    return found


@functools.cache
def _vocabulary() -> tuple[dict[str, list[Value]], dict[str, int]]:
    """Return the kinds and values of each data word, and how many tokens the longest has that begins with a token."""
    table: dict[str, list[Value]] = {}
    longest: dict[str, int] = {}
    for kind, values in _settings("data_words")["kinds"].items():
        for value in values:
            for word in map(_tokens, value.split(" ")):
                table.setdefault(" ".join(word), []).append((kind, value))
                longest[word[0]] = max(longest.get(word[0], 0), len(word))
    return table, longest


@functools.cache
def _names(key: str) -> tuple[int, frozenset[tuple[str, ...]]]:
    """Return the words that stand beside names, as tokens, and how many the longest has."""
    words = frozenset(tuple(_tokens(word)) for word in _settings("data_words")["names"][key])
    return max(map(len, words)), words


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(_settings("bylines")["names"]["common_surnames"])


def _tokens(word: str) -> list[str]:
    """Return the tokens of a word that is folded."""
    return [word] if word.isascii() else list(word)


def _settings(name: str) -> dict[str, Any]:
    return tomllib.loads((_SETTINGS / f"{name}.toml").read_text(encoding="utf-8"))
