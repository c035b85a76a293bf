"""Runs of text that were decoded wrongly: found by what they look like, repaired where the bytes prove it.

Most of a text is right; here and there a program has read some bytes in another codec, or from the middle of a
character on. Such a run gives its bytes back when it is encoded in the codec it was read in, and they are the
author's words in the right codec. What speaks for a repair is measured in bits: how much less surprising the text
becomes (`likelihood`), and how unlikely it is that the bytes of ordinary text would be whole UTF-8 by chance. Each run
is judged by itself. Without the proof it stays as it is, and is reported.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.duplication.fold import codes_of
from pipelines.extraction.likelihood import is_usual_pair, ordinary_han, surprise
from pipelines.extraction.mojibake.guess import LOST, Guess
from pipelines.extraction.mojibake.reread import reread_guesses
from pipelines.extraction.mojibake.shift import SHIFTED, shift_guesses


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that was decoded wrongly: its place in the text as it was, what stood there, what it was meant to be.

    `after` is None when nothing proves the repair; the text then keeps `before`.
    """

    start: int
    end: int
    before: str
    after: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with its provable runs put right, and all runs that were found, in their order."""

    text: str
    runs: tuple[Run, ...] = ()

    @property
    def repaired(self) -> list[Run]:
        """The runs that were put right."""
        return [run for run in self.runs if run.after is not None]

    @property
    def left(self) -> list[Run]:
        """The runs that stay as they were found, or of which a character is lost for good."""
        return [run for run in self.runs if run.after is None or LOST in run.after]


_MISREADINGS = (reread_guesses, shift_guesses)
ENOUGH_BITS = 15.0
"""What must speak for a repair: by chance, ordinary text gives as much in one place of 30,000."""
_BITS_IF_SEEN = 7.0  # for a misreading that is proved elsewhere in the text
_ORDINARY = 13.5  # mean bits of a character beyond ASCII in a text as people write it
_RARE = 17.0
_NEAR = 3
_PARTICLES = 0.03  # a text of Japanese has about a tenth
_UNREADABLE = 5  # so many different rare characters in a row are no name
_MARGIN = 24
_DEEPEST = 3  # layers of double encoding
_ABOUT_ENCODINGS = re.compile(
    "mojibake|文字化け|[乱亂][码碼]|锟斤拷|garbled (?:text|characters)|"
    "(?:character|text|字符|文字|字元)s? ?(?:encoding|set\\b|编码|編碼|集)|charset|"
    "\\b(?:UTF-?(?:8|16)|GBK|GB-?2312|GB-?18030|Big-?5|Latin-?1|ISO-8859|Windows-125\\d|CP-?125\\d|Shift[_-]?JIS|ftfy)\\b",
    re.IGNORECASE,
)
_LATIN = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[¡-þ]{4}")
_NEVER, _LATIN_LETTER, _RARE_HAN = 1, 2, 3
_NEVER_WRITTEN = ((0x80, 0x9F), (0xE000, 0xF8FF), (0xFF61, 0xFF9F), (0x2500, 0x257F), (0xFFFD, 0xFFFD))
_ASKED = re.compile("\\?(?=[^\\s\x00-\u2fff]|[!-~][\u3400-\u9fff])")
_GONE = re.compile("\ufffd+|(?<=[\u3400-\u9fff])\\?{3,}(?=[\u3400-\u9fff\\d])|(?:锟斤拷)+|锟斤|(?:烫烫烫|屯屯屯)+")
_SHIFT_LEFT = re.compile("\\?[！!；;，,：:]\\?")  # where shifts are proved, so short a one is another
_GONE_SIGNS = ("\ufffd", "???", "锟斤", "烫烫烫", "屯屯屯")


def repair(text: str) -> Repaired:
    """Return the text with every provable run put right, and all runs found. Clean text comes back as it is.

    Cheap where nothing is odd: three searches for characters and pairs that ordinary text hardly has.
    """
    return _repaired(text, _DEEPEST)


def _repaired(text: str, layers: int) -> Repaired:
    windows = list(_windows(text))
    found = [guess for window in windows for guess in _judged(text, *window, layers)]
    runs = [
        Run(guess.start, guess.end, text[guess.start : guess.end], guess.after, guess.kind) for guess in _chosen(found)
    ]
    if runs and _ABOUT_ENCODINGS.search(text):
        runs = [replace(run, after=None) for run in runs]
    mended = _mended(text, runs)
    left = [] if layers < _DEEPEST else _unproved(text, runs, odd=bool(windows))
    return Repaired(mended, tuple(sorted([*runs, *left], key=lambda run: run.start)))


def _mended(text: str, runs: list[Run]) -> str:
    parts, done = [], 0
    for run in runs:
        parts += [text[done : run.start], run.before if run.after is None else run.after]
        done = run.end
    return "".join([*parts, text[done:]])


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places, with their surroundings within the line, where something may have been decoded wrongly."""
    if text.isascii():
        return
    start = end = -1
    for first, last in _odd_places(text):
        line_start, line_end = text.rfind("\n", 0, first) + 1, text.find("\n", last)
        begin = max(line_start, first - _MARGIN)
        if begin > end >= 0:
            yield start, end
            start = begin
        start = begin if start < 0 else start
        end = max(end, min(last + _MARGIN, len(text) if line_end < 0 else line_end))
    if end >= 0:
        yield start, end


def _odd_places(text: str) -> list[tuple[int, int]]:
    """Return where characters stand that ordinary text hardly has, or rare ones side by side."""
    kinds = _kinds()[codes_of(text)]
    places = [(at, at + 1) for at in np.flatnonzero(kinds == _NEVER).tolist()]
    places += [found.span() for found in _ASKED.finditer(text)]
    places += _latin_places(text, np.flatnonzero(kinds == _LATIN_LETTER).tolist())
    rare = np.flatnonzero(kinds == _RARE_HAN).tolist()
    if rare and not _japanese(text):
        places += [
            (one, other + 1)
            for one, other in itertools.pairwise(rare)
            if other - one <= _NEAR and not is_usual_pair(text[one], text[other])
        ]
    return sorted(places)


def _latin_places(text: str, letters: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where Latin letters beyond ASCII, which stand at `letters`, look like bytes of other codecs."""
    end = 0
    for at in letters:
        if at >= end and (found := _LATIN.match(text, at)):
            end = found.end()
            yield at, end


def _japanese(text: str) -> bool:
    """Return whether a text is full of the particles of Japanese, whose characters are rare in Chinese."""
    return sum(text.count(particle) for particle in "のはをにがで") > _PARTICLES * len(text)


@functools.cache
def _kinds() -> npt.NDArray[np.uint8]:
    """Return of which odd kind each character is, by its code point; 0 for an ordinary one.

    Never written are control characters, private use, box drawing, half-width kana: what a wrong codec makes of bytes.
    """
    kinds = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    kinds[0xA1:0xFF] = _LATIN_LETTER
    kinds[codes_of(_rare_han())] = _RARE_HAN
    for first, last in _NEVER_WRITTEN:
        kinds[first : last + 1] = _NEVER
    return kinds


@functools.cache
def _rare_han() -> str:
    ordinary = set(ordinary_han(_RARE))
    return "".join(chr(point) for point in range(0x3400, 0xA000) if chr(point) not in ordinary)


def _judged(text: str, start: int, end: int, layers: int) -> Iterator[Guess]:
    """Yield the guesses for a window that read as ordinary text, once what is garbled twice is undone twice."""
    window, before = text[start:end], text[start - 1 : start] if start else ""
    for guess in itertools.chain.from_iterable(ways(window, before) for ways in _MISREADINGS):
        after, bits = guess.after, guess.bits
        if layers and guess.by_bytes and (deeper := _repaired(after, layers - 1)).runs:
            bits += sum(surprise(after)) - sum(surprise(deeper.text))
            after = deeper.text
        if bits >= _BITS_IF_SEEN and _reads_well(after):
            yield Guess(start + guess.start, start + guess.end, after, bits, guess.kind, guess.by_bytes)


def _reads_well(text: str) -> bool:
    costs = [cost for letter, cost in zip(text, surprise(text), strict=True) if letter > "\x7f" and letter != LOST]
    return bool(costs) and sum(costs) <= _ORDINARY * len(costs)


def _chosen(found: list[Guess]) -> list[Guess]:
    """Return the guesses that are proved, none over another; a misreading proved once needs less the next time."""
    proved = {guess.kind for guess in found if guess.bits >= ENOUGH_BITS and guess.by_bytes}
    places = _Places()
    likeliest = sorted(found, key=lambda guess: -guess.bits)
    chosen = [
        guess
        for guess in likeliest
        if (guess.bits >= ENOUGH_BITS or guess.kind in proved) and places.take(guess.start, guess.end)
    ]
    return sorted(chosen, key=lambda guess: guess.start)


class _Places:
    """The places of a text that are taken, none over another, in order."""

    def __init__(self) -> None:
        self._taken: list[tuple[int, int]] = []

    def take(self, start: int, end: int) -> bool:
        """Take `start:end`, which is not empty, when no part of it is taken; return whether it was free."""
        at = bisect.bisect(self._taken, (start, end))
        free = (at == 0 or self._taken[at - 1][1] <= start) and (at == len(self._taken) or end <= self._taken[at][0])
        if free:
            self._taken.insert(at, (start, end))
        return free


def _unproved(text: str, runs: list[Run], *, odd: bool) -> list[Run]:
    """Return the stretches beside the proved runs that nobody wrote: characters gone for good, or unreadable ones."""
    found = [(match, "lost") for match in _GONE.finditer(text)] if any(sign in text for sign in _GONE_SIGNS) else []
    if odd and not _japanese(text):
        unreadable = _unreadable().finditer(text)
        found += [(match, "unreadable") for match in unreadable if len(set(match.group())) >= _UNREADABLE]
    if any(run.kind == SHIFTED for run in runs):
        found += [(match, "lost") for match in _SHIFT_LEFT.finditer(text)]
    places = _Places()
    for run in runs:
        places.take(run.start, run.end)
    return [Run(*match.span(), match.group(), None, kind) for match, kind in found if places.take(*match.span())]


@functools.cache
def _unreadable() -> re.Pattern[str]:
    """Rare characters in a row, half-width kana and controls among them."""
    return re.compile(f"[{_rare_han()}\uff61-\uff9f\x80-\x9f]{{{_UNREADABLE},}}")
