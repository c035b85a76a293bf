"""A guess at what a stretch of text was before it was decoded wrongly, and what all ways of guessing share."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.extraction.likelihood import surprise

LOST = "\ufffd"
MARK = b"\x1a"
"""Stands in a window's bytes for U+FFFD: here a byte is gone."""
_BARRIER = b"\xff"  # stands for a character that the codec does not have: no UTF-8, no lead byte


@dataclass(frozen=True, slots=True)
class Guess:
    """`window[start:end]` is `after` under the misreading `kind`; `bits` is what speaks for that.

    `by_bytes` says that the bytes themselves do, and not only the text that they make: such a misreading can be undone
    twice, and is believed sooner when it is proved elsewhere in the text.
    """

    start: int
    end: int
    after: str
    bits: float
    kind: str
    by_bytes: bool = False


def weighed(
    window: str,
    before: str,
    place: tuple[int, int],
    after: str,
    kind: str,
    bits: float = 0.0,
    *,
    by_bytes: bool = False,
) -> Guess:
    """Return a guess: its own bits, and what it takes off the surprise of the text and of the character behind it."""
    start, end = place
    last, behind = window[start - 1 : start] or before, window[end : end + 1]
    old, new = sum(surprise(window[start:end] + behind, last)), sum(surprise(after + behind, last))
    return Guess(start, end, after, bits + old - new, kind, by_bytes)


def clearest(letters: Iterable[str], following: str, last: str, margin: float) -> str | None:
    """Return the one character that stands between its neighbours by `margin` bits better than any other."""
    ranked = sorted((sum(surprise(letter + following, last)), letter) for letter in letters if len(letter) == 1)
    if not ranked or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] < margin):
        return None
    return ranked[0][1]


@functools.lru_cache(maxsize=8)
def encoded(window: str, codec: str) -> tuple[bytes, list[int]]:
    """Return a window's bytes in a codec, and the offset at which each character begins (and the end's)."""
    units = [bytes_of(letter, codec) for letter in window]
    starts = [0]
    for unit in units:
        starts.append(starts[-1] + len(unit))
    return b"".join(units), starts


@functools.lru_cache(maxsize=16384)
def bytes_of(letter: str, codec: str) -> bytes:
    """Return a character's bytes in a codec; one stand-in byte for U+FFFD, and for what the codec does not have."""
    if letter == LOST:
        return MARK
    try:
        return letter.encode(codec)
    except UnicodeEncodeError:
        # Programs fill the five holes of windows-1252 with the control characters of ISO 8859-1.
        return letter.encode("latin-1") if codec == "cp1252" and letter <= "\xff" else _BARRIER
