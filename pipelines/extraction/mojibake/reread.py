"""The bytes of one codec that were read in another: encoded in the wrong one, they are the author's words in the right.

UTF-8 proves itself: other text hardly ever is whole UTF-8 again. The Chinese codecs of two bytes are proved by the text
that they make.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.extraction.likelihood import surprise
from pipelines.extraction.mojibake.guess import LOST, MARK, Guess, clearest, encoded, weighed

_CONTINUATION_BITS = 2.0  # a byte of 0x80-0xBF where UTF-8 wants one: one in four by chance
_LEAD_BITS = 1.5
_CHANCE_BITS = 6.0
_CLEAR_BITS = 5.0  # by which a character that has lost a byte must beat every other that it could be
_HAN_SHARE = 0.5
_LOST_SHARE = 0.4
_FOLDED_SPACE = re.compile(rb"\xc3 |[\xe0-\xef](?:[\x80-\xbf] | [\x80-\xbf])")

_UTF8 = rb"(?P<whole>[ -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
_CUT = rb"|(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})[?\x1a]"
# In windows-1252 five bytes are lost wherever they stand; 0x9D, the end of ”, is often dropped without a mark.
_HOLES_OF_ONE = (
    rb"|(?P<holed>[\xc3-\xdf]\x1a|[\xe0-\xef](?:\x1a[\x80-\xbf]|[\x80-\xbf]\x1a)|\xe2\x80(?![\x80-\xbf?\x1a]))"
)
# In the codecs of two bytes a byte is lost that cannot lead the one behind it; at the end of a run any byte can be.
_HOLES_OF_TWO = rb"|(?P<holed>[\xe0-\xef]\x1a[\x80-\xbf]|[\xe0-\xef][\x80-\xbf]\x1a(?=[\xe2-\xef][\x80-\xbf]{2}))"
_PAIRS = rb"(?P<whole>[ -~]|[\x81-\xfe][@-~\x80-\xfe])|(?P<holed>\x1a[@-~\x80-\xfe]|[\x81-\xfe]\x1a)"


@dataclass(frozen=True, slots=True)
class _Misreading:
    """Bytes of `right` read in `wrong`; `strict` tells which bytes that loses: programs differ in what they can read.

    `pattern` takes one character off the bytes: whole, with a hole where one of a few bytes was lost, or cut short.
    """

    right: str
    wrong: str
    strict: str
    pattern: re.Pattern[bytes]
    tell: re.Pattern[str]
    """What the wrong codec leaves in the text, if it was read at all."""

    @property
    def by_bytes(self) -> bool:
        """Whether the bytes prove the reading by themselves."""
        return self.right == "utf-8"

    @property
    def single(self) -> bool:
        """Whether each byte made a character of its own."""
        return self.wrong == "cp1252"


_LATIN, _HAN, _HALF_KANA = re.compile("[\x80-\xff]"), re.compile("[\u3040-\u9fff]"), re.compile("[\uff61-\uff9f]")
_MISREADINGS = (
    _Misreading("utf-8", "cp1252", "cp1252", re.compile(_UTF8 + _HOLES_OF_ONE + _CUT), _LATIN),
    _Misreading("utf-8", "gb18030", "gbk", re.compile(_UTF8 + _HOLES_OF_TWO + _CUT), _HAN),
    _Misreading("utf-8", "big5hkscs", "big5", re.compile(_UTF8 + _HOLES_OF_TWO + _CUT), _HAN),
    _Misreading("utf-8", "cp932", "cp932", re.compile(_UTF8 + _HOLES_OF_TWO + _CUT), _HALF_KANA),
    _Misreading("gb18030", "cp1252", "cp1252", re.compile(_PAIRS), _LATIN),
    _Misreading("big5hkscs", "cp1252", "cp1252", re.compile(_PAIRS), _LATIN),
    _Misreading("big5hkscs", "gb18030", "gbk", re.compile(_PAIRS), _HAN),
    _Misreading("gb18030", "big5hkscs", "big5", re.compile(_PAIRS), _HAN),
)


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where a run may begin or end: the characters so far, the place in the window, their bits so far.

    `taken` is an ASCII letter that the wrong codec has taken for the second byte of a pair.
    """

    count: int
    place: int
    taken: str = ""
    bits: float = 0.0


def reread_guesses(window: str, before: str) -> Iterator[Guess]:
    """Yield the parts of a window that were read in the wrong codec."""
    for misreading in _MISREADINGS:
        if misreading.tell.search(window):
            yield from _reread(window, before, misreading)


def _reread(window: str, before: str, misreading: _Misreading) -> Iterator[Guess]:
    raw, starts = encoded(window, misreading.wrong)
    if misreading.single and misreading.by_bytes:  # 0xA0 became a no-break space, which programs turn into a plain one
        raw = _FOLDED_SPACE.sub(lambda found: found.group().replace(b" ", b"\xa0"), raw)
    places = {offset: number for number, offset in enumerate(starts)}
    done, tried = 0, -1
    for offset in starts[:-1]:
        if offset < done or not 0x80 <= raw[offset] < 0xFF:
            continue
        letters, edges, stopped = _read(raw, offset, places, misreading)
        first, last = _greatest_gain(window, letters, edges)
        if misreading.by_bytes:
            done = max(starts[last.place], offset + 1)
        elif misreading.single and tried != offset - 1:
            done, tried = offset + 1, offset  # the sign before a run of pairs can be of one byte: try the next, too
        else:
            done = starts[last.place] if first is not last else stopped
        after = "".join(letters[first.count : last.count]) + last.taken
        if after and (misreading.by_bytes or _is_chinese(after)):
            kind = f"{misreading.right} read as {misreading.wrong}"
            bits, by_bytes = last.bits - first.bits, misreading.by_bytes
            yield weighed(window, before, (first.place, last.place), after, kind, bits, by_bytes=by_bytes)


def _read(
    raw: bytes, offset: int, places: dict[int, int], misreading: _Misreading
) -> tuple[list[str], list[_Edge], int]:
    """Return the characters of the bytes from an offset on, where a run could end, and where reading stopped."""
    letters: list[str] = []
    edges, bits = [_Edge(0, places[offset])], 0.0
    while found := misreading.pattern.match(raw, offset):
        whole, holed, offset = found["whole"], found["holed"], found.end()
        if holed:
            letters.append(_filled(holed, raw[offset : offset + 3], letters[-1] if letters else "", misreading))
        else:
            letters.append(_letter(whole, misreading.right) if whole else LOST)
        bits += _sequence_bits(whole, misreading) if whole else 0.0
        taken = offset not in places and offset < len(raw) and raw[offset] < 0x80
        if letters[-1] > "\x7f" and offset + taken in places:
            edges.append(_Edge(len(letters), places[offset + taken], raw[offset : offset + taken].decode(), bits))
    return letters, edges, offset


def _greatest_gain(window: str, letters: list[str], edges: list[_Edge]) -> tuple[_Edge, _Edge]:
    """Return the two edges between which the reading gains most.

    Neighbours that can be read in the right codec by chance, too, are left out: they would become more surprising.
    """
    begin = edges[0].place
    if len(edges) == 1:
        return edges[0], edges[0]
    old = [0.0, *itertools.accumulate(surprise(window[begin : edges[-1].place]))]
    new = [0.0, *itertools.accumulate(surprise("".join(letters)))]
    lowest, first, best = 0.0, edges[0], (0.0, edges[0], edges[0])
    for edge in edges[1:]:
        height = old[edge.place - begin] - new[edge.count] + edge.bits
        if height - lowest > best[0]:
            best = (height - lowest, first, edge)
        if height < lowest:
            lowest, first = height, edge
    return best[1:]


def _is_chinese(text: str) -> bool:
    """Return whether a text is three Han characters at least, and little else: no proof can be made of less."""
    han = len(_HAN.findall(text))
    return han > 2 and han > len(text) * _HAN_SHARE and text.count(LOST) < _LOST_SHARE * han


def _sequence_bits(sequence: bytes, misreading: _Misreading) -> float:
    """Return what a whole sequence of UTF-8 says for itself; other codecs have nothing to tell them by.

    The two bytes of a Han character are often one by chance, which speaks against it, unless all around it is UTF-8.
    """
    if len(sequence) < 2 or not misreading.by_bytes:
        return 0.0
    if len(sequence) == 2 and not misreading.single:
        return -_CHANCE_BITS
    return _LEAD_BITS + _CONTINUATION_BITS * (len(sequence) - 1)


def _filled(holed: bytes, following: bytes, last: str, misreading: _Misreading) -> str:
    """Return the character whose lost byte can only be one that the wrong codec could not read where it stood.

    GBK has no characters that begin with 0xAA-0xAF, so a few bytes are left to choose from; one must clearly fit best.
    """
    holed = holed if MARK in holed else holed + MARK
    behind = b"" if misreading.single else (holed + following)[holed.index(MARK) + 1 :][:1]
    letters = [
        _letter(holed.replace(MARK, bytes((byte,))), misreading.right) for byte in _lost(behind, misreading.strict)
    ]
    follower = following.decode(misreading.right, "ignore")[:1]
    return clearest((letter for letter in letters if letter != LOST), follower, last, _CLEAR_BITS) or LOST


@functools.cache
def _lost(behind: bytes, codec: str) -> tuple[int, ...]:
    """Return the bytes that a codec cannot read before another one."""
    return tuple(byte for byte in range(0x80, 0xFF) if _letter(bytes((byte,)) + behind, codec) == LOST)


def _letter(raw: bytes, codec: str) -> str:
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return LOST
    return text[:1]
