"""The ways in which bytes are read wrongly, each undone: what a stretch of text would be if it had been read that way.

Every function takes a window of text and the character before it, and yields guesses: a part of the window, what it
would be, and the bits that speak for it. Nothing is decided here.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.extraction.likelihood import surprise

LOST = "\ufffd"
_BARRIER = b"\xff"  # stands for a character that the codec does not have: no UTF-8, no lead byte
_MARK = b"\x1a"  # stands for U+FFFD: bytes that are gone
_UTF8_READ_AS = ("cp1252", "gb18030", "big5hkscs", "cp932")
_UTF8 = re.compile(
    rb"(?P<whole>[ -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
    rb"|(?P<holed>[\xe0-\xef]\x1a[\x80-\xbf]|[\xe0-\xef][\x80-\xbf]\x1a(?=[\xe2-\xef][\x80-\xbf]{2}))"  # a byte lost
    rb"|(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})[?\x1a]"  # cut short by one
)
# A byte 0xA0 was a no-break space in the wrong text, which programs turn into a plain one.
_FOLDED_SPACE = re.compile(rb"\xc3 |[\xe0-\xef](?:[\x80-\xbf] | [\x80-\xbf])")
_PAIRS = re.compile(_UTF8.pattern.replace(rb"[\xc2-\xdf][\x80-\xbf]|", rb"[\xc2\xc3][\x80-\xbf]|"))
# A byte 0xA0 was a no-break space in the wrong text, which programs turn into a plain one.
_FOLDED_SPACE = re.compile(rb"\xc3 |[\xe0-\xef](?:[\x80-\xbf] | [\x80-\xbf])")
_PAIRS = re.compile(rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")
_CONTINUATION_BITS = 2.0  # a byte of 0x80-0xBF where UTF-8 wants one: one in four by chance
_LEAD_BITS = 1.5
_PAIR_BITS = 6.0
_LOST_BITS = 16.0  # what a lost character costs more than one that is found
_WORTH_A_LOOK = 12.0
_SHIFTED = "gb18030 shifted by a byte"
_NO_SUCH_PAIR = 9.0  # bits against a reading for a character that it cannot have
_CLEAR_BITS = 3.0  # by which a character that has lost its first byte must beat every other that it could be
_CLEAR_BITS_INSIDE = 4.0  # the same for one within a run, whose neighbours were read wrongly, too
_MARK_BITS = 4.0  # a question mark without a space behind it, just where a byte would be lost
_WIDE = 0xFEE0  # from an ASCII sign to its full-width form


@dataclass(frozen=True, slots=True)
class Guess:
    """`text[start:end]` of the window read as `after`, with the bits for it; `kind` names the misreading."""

    start: int
    end: int
    after: str
    bits: float
    kind: str

    @property
    def layered(self) -> bool:
        """Whether the bytes themselves speak for it, so that it can be undone twice and known again elsewhere."""
        return self.kind.startswith("utf-8")


def guesses(window: str, before: str) -> Iterator[Guess]:
    """Yield everything the window's parts could be under the known misreadings."""
    for codec in _UTF8_READ_AS:
        yield from utf8_read_as(codec, window, before)
    yield from shifted(window, before)
    yield from pairs_read_as_latin(window, before)
    for wrong, right in (("gb18030", "big5hkscs"), ("big5hkscs", "gb18030")):
        yield from pairs_read_as(wrong, right, window, before)


def utf8_read_as(codec: str, window: str, before: str) -> Iterator[Guess]:
    """UTF-8 bytes read in another codec: the bytes are whole UTF-8 again, which other text hardly ever is."""
    raw, starts = _encoded(window, codec)
    if codec == "cp1252":
        raw = _FOLDED_SPACE.sub(lambda found: found.group().replace(b" ", b"\xa0"), raw)
    places = {offset: number for number, offset in enumerate(starts)}
    done = 0
    for number, offset in enumerate(starts[:-1]):
        if offset < done or not 0xC2 <= raw[offset] <= 0xF4:
            continue
        place, after, bits = _greatest_gain(window, number, raw, places, offset)
        if after:
            done = starts[place[1]]
            yield _guess(window, before, place, after, f"utf-8 as {codec}", bits)


def _greatest_gain(
    window: str, number: int, raw: bytes, places: dict[int, int], offset: int
) -> tuple[tuple[int, int], str, float]:
    """Return the part of what follows an offset that gains most when it is read as UTF-8, and the bytes' own bits.

    Neighbours that happen to be whole UTF-8, too, are left out: they become more surprising.
    """
    letters, bits = [], 0.0
    ends = [(0, number, "", 0.0)]
    paired = len(places) <= len(raw)
    while found := _UTF8.match(raw, offset):
        whole, holed = found["whole"], found["holed"]
        offset = found.end()
        if holed:
            letters.append(_filled(holed, raw[offset : offset + 3], letters[-1] if letters else ""))
        else:
            letters.append(whole.decode("utf-8", "replace") if whole else LOST)
        bits += _sequence_bits(whole or b"", paired=paired)
        # The wrong codec may have taken an ASCII character for the second byte of a pair.
        taken = offset not in places and offset < len(raw) and raw[offset] < 0x80
        if letters[-1] > "\x7f" and offset + taken in places:
            ends.append((len(letters), places[offset + taken], raw[offset : offset + taken].decode(), bits))
    old = [0.0, *itertools.accumulate(surprise(window[number : ends[-1][1]]))]
    new = [0.0, *itertools.accumulate(surprise("".join(letters)))]
    lowest, first, best = 0.0, ends[0], (0.0, ends[0], ends[0])
    for end in ends[1:]:
        height = old[end[1] - number] - new[end[0]] + end[3]
        best = max(best, (height - lowest, first, end), key=lambda part: part[0])
        if height < lowest:
            lowest, first = height, end
    _, first, last = best
    return (first[1], last[1]), "".join(letters[first[0] : last[0]]) + last[2], last[3] - first[3]


def _sequence_bits(sequence: bytes, *, paired: bool) -> float:
    """Return what a whole UTF-8 sequence says for itself.

    The two bytes of a Han character are often one by chance, which speaks against it, unless all around it is UTF-8.
    """
    if len(sequence) < 2:
        return 0.0
    return -_PAIR_BITS if paired and len(sequence) == 2 else _LEAD_BITS + _CONTINUATION_BITS * (len(sequence) - 1)


def _filled(holed: bytes, following: bytes, last: str) -> str:
    """Return the character whose lost byte can only be one that the wrong codec could not read where it stood.

    GBK has no characters that begin with 0xAA-0xAF, so a few bytes are left to choose from; one must clearly fit best.
    """
    behind = (holed + following)[holed.index(_MARK) + 1 :][:1]
    after = following.decode("utf-8", "ignore")[:1]
    letters = []
    for byte in range(0x80, 0xC0):
        try:
            (bytes((byte,)) + behind).decode("gbk")
        except UnicodeDecodeError:
            letters.append(holed.replace(_MARK, bytes((byte,))).decode("utf-8", "replace"))
    return _clearest([letter for letter in letters if len(letter) == 1], after, last, _CLEAR_BITS_INSIDE) or LOST


def shifted(window: str, before: str) -> Iterator[Guess]:
    """GB18030 read from the middle of a character on, until an ASCII byte sets the reader right again.

    The characters' second and first bytes pair up. What stood first has lost a byte, and so has what stood last when no
    ASCII byte ended it: the first is found again when one character alone fits, the last stays lost.
    """
    units = _two_byte_units(window)
    for start, end in _stretches(units):
        pairs = b"".join(units[start:end])[1:]
        if end < len(window) and "@" <= window[end] <= "~" and pairs[-1:] >= b"\x80":
            pairs, end = pairs + window[end].encode(), end + 1
        if len(pairs) < 2:
            continue
        unended = pairs[-1] >= 0x80
        after = (pairs[:-1] if unended else pairs).decode("gb18030", "replace")
        if unended and window[end : end + 1] not in ("?", LOST):
            after += LOST
        for first in {start, start + _best_start(window[start:end], after)}:
            yield _shifted_from(window, before, units[first], (first, end), after[first - start :])


def _best_start(window: str, after: str) -> int:
    """Return the character from which on the shifted reading gains most; nothing before it was shifted."""
    gained, best, first = 0.0, 0.0, 0
    old, new = surprise(window), surprise(after)
    for number in range(min(len(old), len(new)) - 1, -1, -1):
        gained += old[number] - new[number]
        if gained > best:
            best, first = gained, number
    return first


def _shifted_from(window: str, before: str, unit: bytes, place: tuple[int, int], after: str) -> Guess:
    first, end = place
    marked = first > 0 and window[first - 1] in "?" + LOST
    start = first - marked
    bits = _MARK_BITS if marked else 0.0
    guess = _guess(window, before, (start, end), (window[start] if marked else LOST) + after, _SHIFTED, bits)
    if guess.bits + _LOST_BITS < _WORTH_A_LOOK:
        return guess
    found = _first(unit, after[0], window[start - 1 : start] if start else before, marked=marked)
    return _guess(window, before, (start, end), found + after, _SHIFTED, bits) if found else guess


def _two_byte_units(window: str) -> list[bytes]:
    """Return the two bytes of each character in GB18030, or nothing.

    Sites fold full-width signs to ASCII: one after a lost byte, or after a byte that only begins a sign, was full-width.
    """
    units: list[bytes] = []
    for number, letter in enumerate(window):
        if "!" <= letter <= "~" and window[number + 1 : number + 2] > "\u2000":
            lost = number and window[number - 1] in "?" + LOST
            sign = number and units[-1] and 0xA1 <= units[-1][1] <= 0xA7
            letter = chr(ord(letter) + _WIDE) if lost or sign else letter
        raw = _bytes_of(letter, "gb18030") if letter != LOST else b""
        units.append(raw if len(raw) == 2 and raw[0] >= 0x81 else b"")
    return units


def _stretches(units: list[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of two-byte characters; a second byte in ASCII ends one."""
    start = 0
    for number, unit in enumerate([*units, b""]):
        if unit and unit[1] >= 0x80:
            continue
        yield start, number + (1 if unit else 0)
        start = number + 1


def _first(unit: bytes, following: str, last: str, *, marked: bool) -> str | None:
    """Return the character that has lost a byte, when one alone fits between its neighbours."""
    lead_lost = [bytes((lead, unit[0])) for lead in range(0x81, 0xFF)]
    trail_lost = [] if marked else [bytes((unit[0], trail)) for trail in range(0xA1, 0xFF)]
    letters = {raw.decode("gb18030", "replace") for raw in lead_lost + trail_lost}
    return _clearest([letter for letter in letters if len(letter) == 1], following, last, _CLEAR_BITS)


def _clearest(letters: list[str], following: str, last: str, margin: float) -> str | None:
    """Return the character that stands between its neighbours by far better than any other."""
    ranked = sorted((sum(surprise(letter + following, last)), letter) for letter in letters)
    if not ranked or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _CLEAR_BITS):
        return None
    return ranked[0][1]


def pairs_read_as_latin(window: str, before: str) -> Iterator[Guess]:
    """GB18030 or Big5 read a byte at a time, as Latin letters and signs."""
    raw, _ = _encoded(window, "cp1252")
    for found in _PAIRS.finditer(raw):
        for codec in ("gb18030", "big5hkscs"):
            try:
                after = found.group().decode(codec)
            except UnicodeDecodeError:
                continue
            yield _guess(window, before, found.span(), after, f"{codec} as cp1252", 0.0)


def pairs_read_as(wrong: str, right: str, window: str, before: str) -> Iterator[Guess]:
    """One two-byte codec read as another: characters stay apart, each is another one. The part that gains most."""
    letters = [_reread(letter, wrong, right) for letter in window]
    old, new = surprise(window, before), surprise("".join(letters), before)
    best, gained, place, start = 0.0, 0.0, (0, 0), 0
    for number, letter in enumerate(letters):
        gained += old[number] - new[number] if letter != LOST else -_NO_SUCH_PAIR
        if gained <= 0:
            gained, start = 0.0, number + 1
        elif gained > best and letter != window[number]:
            best, place = gained, (start, number + 1)
    if best:
        after = "".join(letters[slice(*place)])
        yield _guess(window, before, place, after, f"{right} as {wrong}", 0.0)


@functools.lru_cache(maxsize=8192)
def _reread(letter: str, wrong: str, right: str) -> str:
    if letter.isascii():
        return letter
    text = _bytes_of(letter, wrong).decode(right, "replace")
    return text if len(text) == 1 else LOST


def _guess(window: str, before: str, place: tuple[int, int], after: str, kind: str, bits: float) -> Guess:
    """Return a guess, its bits raised by what it takes off the surprise of the text and of the character behind it."""
    start, end = place
    last, behind = window[start - 1 : start] or before, window[end : end + 1]
    old, new = sum(surprise(window[start:end] + behind, last)), sum(surprise(after + behind, last))
    return Guess(start, end, after, bits + old - new, kind)


def _encoded(window: str, codec: str) -> tuple[bytes, list[int]]:
    """Return a window's bytes in a codec, and the offset at which each character begins (and the end's)."""
    units = [_bytes_of(letter, codec) for letter in window]
    starts = [0]
    for unit in units:
        starts.append(starts[-1] + len(unit))
    return b"".join(units), starts


@functools.lru_cache(maxsize=16384)
def _bytes_of(letter: str, codec: str) -> bytes:
    if letter == LOST:
        return _MARK
    try:
        return letter.encode(codec)
    except UnicodeEncodeError:
        # Programs fill the five holes of windows-1252 with the control characters of ISO 8859-1.
        return letter.encode("latin-1") if codec == "cp1252" and letter <= "\xff" else _BARRIER
