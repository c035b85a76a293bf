"""GB18030 read from the middle of a character on, until an ASCII byte sets the reader right again.

A byte was lost, and in its place there often stands a question mark or U+FFFD. From there on each character's second
byte was read with the first byte of the next. What stood first has lost a byte, and so has what stood last when no
ASCII byte ended the run: the first is found again when one character alone fits, the last stays lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extraction.likelihood import surprise
from pipelines.extraction.mojibake.guess import LOST, Guess, bytes_of, clearest, weighed

SHIFTED = "gb18030 shifted by a byte"
_MARKS = "?" + LOST
_MARK_BITS = 4.0  # a question mark without a space behind it, just where a byte would be lost
_LOST_BITS = 16.0  # what a lost character costs more than one that is found
_WORTH_A_LOOK = 12.0
_CLEAR_BITS = 4.5  # by which the first character must beat every other that it could be
_HAN = re.compile("[\u3400-\u9fff]")
_WIDE = 0xFEE0  # from an ASCII sign to its full-width form


def shift_guesses(window: str, before: str) -> Iterator[Guess]:
    """Yield the parts of a window that were read one byte late."""
    units = _two_byte_units(window)
    for start, stop in _stretches(units):
        pairs, end = b"".join(units[start:stop])[1:], stop
        if end < len(window) and "@" <= window[end] <= "~" and pairs[-1:] >= b"\x80":
            pairs, end = pairs + window[end].encode(), end + 1
        if len(pairs) < 2:
            continue
        unended = pairs[-1] >= 0x80
        after = (pairs[:-1] if unended else pairs).decode("gb18030", "replace")
        if unended and window[end : end + 1] not in ("?", LOST):
            after += LOST
        if not _HAN.search(after):
            continue  # Cyrillic and kana have two bytes as well: no proof can be made of them
        for first in {start, start + _best_start(window[start:end], after)}:
            yield _shifted(window, before, units[first], (first, end), after[first - start :])


def _two_byte_units(window: str) -> list[bytes]:
    """Return the two bytes of each character in GB18030, or nothing.

    Sites fold full-width signs to ASCII: one after a lost byte, or after a byte that only begins a sign, was
    full-width.
    """
    units: list[bytes] = []
    for number, letter in enumerate(window):
        unit = bytes_of(letter, "gb18030") if letter != LOST else b""
        if "!" <= letter <= "~" and window[number + 1 : number + 2] > "\u2000":
            lost = number and window[number - 1] in _MARKS
            sign = number and units[-1] and 0xA1 <= units[-1][1] <= 0xA7
            unit = chr(ord(letter) + _WIDE).encode("gb18030") if lost or sign else unit
        units.append(unit if len(unit) == 2 else b"")
    return units


def _stretches(units: list[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of two-byte characters; a second byte in ASCII ends one."""
    start = 0
    for number, unit in enumerate([*units, b""]):
        if unit and unit[1] >= 0x80:
            continue
        yield start, number + (1 if unit else 0)
        start = number + 1


def _best_start(window: str, after: str) -> int:
    """Return the character from which on the shifted reading gains most; nothing before it was shifted."""
    gained, best, first = 0.0, 0.0, 0
    old, new = surprise(window), surprise(after)
    for number in range(min(len(old), len(new)) - 1, -1, -1):
        gained += old[number] - new[number]
        if gained > best:
            best, first = gained, number
    return first


def _shifted(window: str, before: str, unit: bytes, place: tuple[int, int], after: str) -> Guess:
    first, end = place
    marked = first > 0 and window[first - 1] in _MARKS
    start = first - marked
    bits = _MARK_BITS if marked else 0.0
    guess = weighed(window, before, (start, end), (window[start] if marked else LOST) + after, SHIFTED, bits)
    if guess.bits + _LOST_BITS < _WORTH_A_LOOK:
        return guess
    found = _first(unit, after[0], window[start - 1 : start] if start else before, marked=marked)
    return weighed(window, before, (start, end), found + after, SHIFTED, bits) if found else guess


def _first(unit: bytes, following: str, last: str, *, marked: bool) -> str | None:
    """Return the character that has lost a byte, when one alone fits between its neighbours."""
    lead_lost = [bytes((lead, unit[0])) for lead in range(0x81, 0xFF)]
    trail_lost = [] if marked else [bytes((unit[0], trail)) for trail in range(0xA1, 0xFF)]
    letters = {raw.decode("gb18030", "replace") for raw in lead_lost + trail_lost}
    return clearest(letters, following, last, _CLEAR_BITS)
