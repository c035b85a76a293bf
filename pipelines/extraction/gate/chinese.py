"""The phrases of a Chinese text, and what their places are worth as evidence that a program put them there."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from pipelines.extraction.gate.beside import ALONE, Edge, Place, worth_beside
from pipelines.extraction.gate.brand import places_of
from pipelines.extraction.gate.spun import goes_together
from pipelines.extraction.gate.vocabulary import table
from pipelines.extraction.likelihood import simple_form

MOST = 2_600  # characters that are read: what is put in stands all over a text
_TIMES = 4  # a phrase of a text stands so often, one that is tried
_LONGEST = 12  # characters of one
_TOGETHER, _APART = 1.2, -0.2  # characters on either side that go together, and others
_SUBJECT = 0.7  # that what follows a phrase at the head of a clause does not follow a subject
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_STOPS = frozenset("，。！？；：、,!?;:.…\n")
_SENTENCE_ENDS = frozenset("。！？")
_PER_CENT = frozenset("%％")
_AFTER_SHARE = 0.5  # a phrase at the end of a clause, behind a share
_QUOTES = frozenset("“「『《")  # no subject stands directly before them
_NO_SENTENCE = 1.0  # a phrase by itself after a sentence, in the same line
_NOTHING = (0.0, 0.0)


def phrases(text: str) -> Iterator[str]:
    """Yield what a text says again and again, as long as it is the same each time."""
    grams = Counter([text[at : at + 3] for at in range(len(text) - 2)])
    found: list[str] = []
    for gram in [gram for gram, times in grams.items() if times >= _TIMES]:
        if _HAN_RUN.fullmatch(gram) and not any(gram in phrase for phrase in found):
            phrase = _whole(gram, text)
            if len(phrase) <= _LONGEST:
                found.append(phrase)
                yield phrase


def _whole(gram: str, text: str) -> str:
    """Return the phrase that a gram is a part of wherever it stands."""
    starts = list(places_of(gram, text))
    first, last = 0, len(gram)
    while last - first <= _LONGEST and len(after := {text[at + last : at + last + 1] for at in starts}) == 1:
        if not _HAN.match(after.pop()):
            break
        last += 1
    while last - first <= _LONGEST and len(before := {text[at + first - 1 : at + first] for at in starts}) == 1:
        if not _HAN.match(before.pop()):
            break
        first -= 1
    return text[starts[0] + first : starts[0] + last]


def place(phrase: str, at: int, text: str) -> Place:
    """Return what stands beside a phrase at a place of a text, and what that is worth."""
    end = at + len(phrase)
    around = (text[max(0, at - 2) : at], text[end : end + 2])
    one, other = text[at - 1 : at] if at else "", text[end : end + 1]
    left, right = _worth(one, 0), _worth(other, 1)
    if left is not None and right is not None:
        pair = simple_form(one + other)
        together = _TOGETHER if goes_together(pair[0], pair[1]) else _APART
        return Place(at, left + right + together, Edge.NONE, *around)
    if (not one or one in _STOPS) and (right is not None or other in _QUOTES):
        worth = -_SUBJECT if simple_form(other) in _verbs() else _SUBJECT
        return Place(at, worth, Edge.HEAD, text[max(0, at - 4) : at], around[1])
    ends = _AFTER_SHARE if one in _PER_CENT else left
    if ends is not None and (not other or other in _STOPS):
        return Place(at, ends, Edge.END, around[0], text[end : end + 4])
    if one in _SENTENCE_ENDS and (other in _SENTENCE_ENDS or other == "\n"):
        return Place(at, _NO_SENTENCE, Edge.BOTH, *around)
    return Place(at, ALONE / 2, Edge.NEITHER, *around)


def is_plain(phrase: str) -> bool:
    """Return whether a phrase has no small word in it: a name has none, nor what is sold."""
    return _small().isdisjoint(phrase)


def _worth(letter: str, side: int) -> float | None:
    """Return what a character is worth on a side of a phrase; None for one that is not Han."""
    if not letter or not _HAN.match(letter):
        return None
    return worth_beside("chinese").get(simple_form(letter), _NOTHING)[side]


@functools.cache
def _small() -> frozenset[str]:
    return frozenset(table("injected")["chinese"]["small"])


@functools.cache
def _verbs() -> frozenset[str]:
    return frozenset(table("brand")["after"])
