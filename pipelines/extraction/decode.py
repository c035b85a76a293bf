"""From bytes to text by what the bytes are, not by what a header claims.

The order: a byte order mark; strict UTF-8; UTF-8 with a few broken sequences; a declared codec that is neither Chinese
nor named without knowing; then the codec under which the bytes read best, the declared one a little ahead.
"""

from __future__ import annotations

import codecs
import math
import re
from dataclasses import dataclass

import cchardet
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from pipelines.extraction.likelihood import surprise

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "big5-tw": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",  # not tried as such: it can read nearly everything
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
}
_CHINESE = ("gb18030", "big5hkscs")
_OF_TWO_BYTES = ("euc_jp", "cp932", "euc_kr")
_OF_ONE_BYTE = ("cp1252", "cp1250", "iso8859-2", "cp1251", "koi8-r")
_CLAIMED_UNKNOWN = frozenset({"cp1252", "ascii"})  # what servers and editors name without knowing
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_WORD = re.compile(rb"[\x80-\xff][A-Za-z\x80-\xff]{0,39}[^\x80-\xff]?")
_LETTERS = re.compile(rb"[A-Za-z]*\Z")
_ASCII = re.compile(rb"[\x00-\x7f]")
_ALL_ASCII = bytes(range(0x80))
_READ_AT_MOST = 200_000
_SAMPLE = 40_000
_WORDS = 24  # that are read in each codec
_LONGEST = 20
_WHOLE_SHARE = 0.7  # of the bytes beyond ASCII that must stand in whole UTF-8; other text has a tenth by chance
_BONUS = 0.93  # for what is declared, and for what is met most: Chinese where it is expected, Western Europe
_SURE = 0.75
_OLD = re.compile("mac|cp[478]|ibm")  # what detectors like and nobody writes pages in
_CHINESE_READS_WELL = 5.0  # bits a byte; Chinese has about 4.2 and is at 7 and more in a wrong codec
_READS_WELL = 6.3  # European words have about 5.5; Chinese in a codec of one byte has 8 and more


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text, the codec that gave it, and how many characters had to be replaced."""

    text: str
    encoding: str
    replaced: int


def decode(body: bytes, content_type: str | None = None, *, chinese: bool = True) -> Decoded:
    """Return the text of a page's bytes. Never raises: what cannot be decoded becomes U+FFFD, and is counted.

    `content_type` is the header's value; `chinese` says that the page may be Chinese (its source or its address says
    so, or nothing speaks against it).
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _replacing(body[len(mark) :], codec)
    wide = _without_mark(body)
    if wide:
        return _replacing(body, wide)
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(body):
        return _replacing(body, "utf-8")
    declared = _declared(body, content_type)
    if declared and declared not in _CHINESE and declared != "utf-8" and declared not in _CLAIMED_UNKNOWN:
        try:
            return Decoded(body.decode(declared), declared, 0)
        except (UnicodeError, LookupError):  # Python also has codecs that are no text, or that decode nothing
            pass
    return _replacing(body, _most_readable(body, declared, chinese=chinese))


def _without_mark(body: bytes) -> str | None:
    """Return the codec of a page whose ASCII is set in two bytes or in escape sequences, which is whole UTF-8, too."""
    if body[1:2] == b"\0" != body[:1] and body[3:4] == b"\0":
        return "utf-16-le"
    if body[:1] == b"\0" != body[1:2] and body[2:3] == b"\0":
        return "utf-16-be"
    return "iso2022_jp" if b"\x1b$B" in body and not _BEYOND_ASCII.search(body) else None


def _declared(body: bytes, content_type: str | None) -> str | None:
    """Return the codec that the page's head names, else the header's, widened (gb2312 is read as gb18030)."""
    in_page = html_body_declared_encoding(body[:10_000])
    in_header = re.search(r"charset=[\"']?([\w-]+)", content_type or "", re.IGNORECASE)
    for name in (in_page, in_header[1] if in_header else None):
        codec = _resolved(name)
        if codec:
            return codec
    return None


def _resolved(name: str | None) -> str | None:
    codec = resolve_encoding(name) if name else None
    return _WIDER.get(codec.lower(), codec.lower()) if codec else None


def _mostly_utf8(body: bytes) -> bool:
    first = _BEYOND_ASCII.search(body)
    sample = body[first.start() :][:_SAMPLE] if first else b""
    whole = sample.decode("utf-8", "ignore").encode()
    return len(whole.translate(None, _ALL_ASCII)) >= _WHOLE_SHARE * len(sample.translate(None, _ALL_ASCII))


def _most_readable(body: bytes, declared: str | None, *, chinese: bool) -> str:
    """Return the codec under which words from all over the page are the least surprising."""
    sample = _words(body)
    enough = _CHINESE_READS_WELL if declared in _CHINESE else _READS_WELL
    if declared and _surprise(sample, declared) <= enough * len(sample):
        return declared
    tried = [*(_CHINESE if chinese else ()), *_OF_TWO_BYTES]
    guess = None if declared and declared != "utf-8" else _detected(body)
    tried += [declared] if declared and declared != "utf-8" else [*_OF_ONE_BYTE, *filter(None, (guess,))]
    favoured = {declared, guess or "cp1252", *_CHINESE}
    best: str = min(tried, key=lambda codec: _surprise(sample, codec) * (_BONUS if codec in favoured else 1))
    return _WIDER.get(best, best)


def _detected(body: bytes) -> str | None:
    """Return a detector's guess, if it is sure of it and pages are written in such a codec."""
    found = cchardet.detect(body[:_READ_AT_MOST])
    codec = _resolved(found["encoding"])
    return codec if codec and (found["confidence"] or 0) >= _SURE and not _OLD.match(codec) else None


def _words(body: bytes) -> bytes:
    """Return some words with bytes beyond ASCII, a line each, from all over the page."""
    first = _BEYOND_ASCII.search(body)
    words, end = [], first.start() if first else len(body)
    for place in range(end, len(body), max(1, (len(body) - end) // _WORDS)):
        start = max(place, end)
        if start and body[start - 1 : start] >= b"\x80":  # within a word, perhaps within a character
            start = _next(_ASCII, body, start)
        start = _next(_BEYOND_ASCII, body, start)
        before = _LETTERS.search(body[max(0, start - _LONGEST) : start])
        found = _WORD.match(body, start)
        if not before or not found:
            break
        words.append(before.group() + found.group())
        end = found.end()
    return b"\n".join(words)


def _next(pattern: re.Pattern[bytes], body: bytes, place: int) -> int:
    found = pattern.search(body, place)
    return found.start() if found else len(body)


def _surprise(sample: bytes, codec: str) -> float:
    try:
        return sum(surprise(sample.decode(codec, "replace")))
    except (UnicodeError, LookupError):  # Python also has codecs that are no text
        return math.inf


def _replacing(body: bytes, codec: str) -> Decoded:
    try:
        text = body.decode(codec, "replace")
    except (UnicodeError, LookupError):
        codec, text = "utf-8", body.decode("utf-8", "replace")
    return Decoded(text, codec, text.count("\ufffd"))
