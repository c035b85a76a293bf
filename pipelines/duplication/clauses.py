"""Clauses: the smallest parts of a text that a rewriter leaves in their order; sentences and prose with them."""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.duplication.fold import Codes, Mask, Places, Tokens

_NONE, _SENTENCE, _COMMA, _COLON, _LINE, _STOP = range(6)
_MARKS = {_SENTENCE: "。！!？?…", _COMMA: "，,、—", _COLON: "；;：:", _LINE: "\n", _STOP: "."}
_ENDS_OF_PROSE = "。！!？?…."
_CLOSING = "”\"’'」』）)]】》> \t\r\u3000\u00a0"
_DIGITS = "0123456789"
_LINE_END = np.uint32(ord("\n"))


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a text, those without a token left out: each one's first token, size, and whether it ends a
    sentence or a line.
    """

    starts: Places
    sizes: Places
    ends_sentence: Mask

    def __len__(self) -> int:
        return len(self.starts)

    def only(self, chosen: Mask) -> Clauses:
        """Return the chosen clauses."""
        return Clauses(self.starts[chosen], self.sizes[chosen], self.ends_sentence[chosen])


def clauses_of(form: Tokens) -> Clauses:
    """Return the clauses of a text in order. A mark within a number (1,000; 3.5; 12:30) ends none."""
    marks = _table().marks[form.codes]
    places = np.flatnonzero(marks)
    kinds = marks[places]
    before, after = _around(form.codes, places)
    within_number = _table().is_digit[before] & _table().is_digit[after]
    within_word = (kinds == _STOP) & (after != ord(" ")) & (after != ord("\n"))
    kept = ~(within_number | within_word)
    places, kinds = places[kept], kinds[kept]
    ends = np.append(np.searchsorted(form.starts, places), len(form))
    starts = np.append(0, ends[:-1])
    ends_sentence = np.append((kinds != _COMMA) & (kinds != _COLON), True)
    filled = ends > starts
    return Clauses(starts[filled], (ends - starts)[filled], ends_sentence[filled])


def has_break(between: Codes) -> bool:
    """Return whether the characters between two tokens end a line."""
    return bool((between == ord("\n")).any())


def ends_sentence(between: Codes) -> bool:
    """Return whether the characters between two tokens end a sentence or a line."""
    marks = _table().marks[between]
    return bool(((marks == _SENTENCE) | (marks == _LINE) | (marks == _STOP)).any())


def prose_of(form: Tokens, long: int) -> tuple[Mask, Mask, Mask]:
    """Return which tokens stand in lines of prose, which of them in lines of at least `long` tokens, and which in lines
    that end as a sentence does.

    A line of prose ends as a sentence does, or is long and holds the end of one; menus, teasers and captions do not.
    """
    line_ends = np.append(np.flatnonzero(form.codes == ord("\n")), len(form.codes))
    sizes = _steps(np.searchsorted(form.starts, line_ends))
    is_long = sizes >= long
    solid = np.flatnonzero(~_table().is_closing[form.codes])
    through = np.searchsorted(solid, line_ends)
    is_prose = np.zeros(len(line_ends), dtype=bool)
    filled = _steps(through) > 0
    is_prose[filled] = _table().ends_prose[form.codes[solid[through[filled] - 1]]]
    is_finished = is_prose.copy()
    inner = _steps(np.searchsorted(_sentence_ends(form), line_ends)) > 0
    is_prose |= is_long & inner
    return np.repeat(is_prose, sizes), np.repeat(is_prose & is_long, sizes), np.repeat(is_finished, sizes)


def _sentence_ends(form: Tokens) -> Places:
    marks = _table().marks[form.codes]
    places = np.flatnonzero((marks == _SENTENCE) | (marks == _STOP))
    _, after = _around(form.codes, places)
    ends: Places = places[(marks[places] == _SENTENCE) | (after == ord(" "))]
    return ends


def _around(codes: Codes, places: Places) -> tuple[Codes, Codes]:
    """Return the characters before and after each place; a line's end where the text ends."""
    last = len(codes) - 1
    before = np.where(places > 0, codes[places - 1], _LINE_END)
    after = np.where(places < last, codes[np.minimum(places + 1, last)], _LINE_END)
    return before, after


def _steps(places: Places) -> Places:
    """Return how far each ascending place is from the one before it, the first from 0."""
    steps = places.copy()
    steps[1:] -= places[:-1]
    return steps


@dataclass(frozen=True, slots=True)
class _Table:
    marks: npt.NDArray[np.uint8]
    is_digit: Mask
    is_closing: Mask
    ends_prose: Mask


@functools.cache
def _table() -> _Table:
    marks = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    for kind, characters in _MARKS.items():
        marks[[ord(each) for each in characters]] = kind
    return _Table(marks, _among(_DIGITS), _among(_CLOSING + "\n"), _among(_ENDS_OF_PROSE))


def _among(characters: str) -> Mask:
    chosen = np.zeros(sys.maxunicode + 1, dtype=bool)
    chosen[[ord(each) for each in characters]] = True
    return chosen
