"""From bytes to text by what the bytes are, not by what a header claims.

The order: a byte order mark; strict UTF-8; UTF-8 with a few broken sequences; for pages that may be Chinese, GB18030 or
Big5 by how readable the result is, the declared one a little ahead; the declared codec; a detector; replacement.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

import cchardet
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

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
}
_CHINESE = ("gb18030", "big5hkscs")
_HIGH_RUN = re.compile(rb"(?:[\x81-\xfe][\x30-\xfe]){2,}")
_SAMPLE = 40_000
_BROKEN_SHARE = 0.1  # of the characters beyond ASCII; one broken byte may count for three
_DECLARED_BONUS = 0.05
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "這個為國來時們過說產種麼會後對發經學進電實點體當業間問應開題員關與無從長頭條數結變還進兩現動話見歲號處區場報導"
)


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
    try:
        return Decoded(body.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        pass
    if _mostly_utf8(body):
        return _replacing(body, "utf-8")
    declared = _declared(body, content_type)
    if declared and declared not in _CHINESE and declared != "utf-8" and _foreign(declared):
        try:
            return Decoded(body.decode(declared), declared, 0)
        except UnicodeDecodeError:
            pass
    if chinese:
        best = _chinese_codec(body, declared)
        if best:
            return _replacing(body, best)
    guess = declared if declared and declared != "utf-8" else _detected(body)
    return _replacing(body, guess or "utf-8")


def _declared(body: bytes, content_type: str | None) -> str | None:
    """Return the codec that the page's head names, else the header's, widened (gb2312 is read as gb18030)."""
    in_page = html_body_declared_encoding(body[:10_000])
    in_header = re.search(r"charset=[\"']?([\w-]+)", content_type or "", re.IGNORECASE)
    for name in (in_page, in_header[1] if in_header else None):
        codec = resolve_encoding(name) if name else None
        if codec:
            return _WIDER.get(codec.lower(), codec.lower())
    return None


def _foreign(codec: str) -> bool:
    """Return whether a declared codec is neither Chinese nor one that servers name without knowing."""
    return codec not in ("iso8859-1", "cp1252", "latin-1", "ascii", "windows-1252")


def _mostly_utf8(body: bytes) -> bool:
    high = sum(1 for byte in body[:_SAMPLE] if byte >= 0x80)
    if not high:
        return False
    text = body[:_SAMPLE].decode("utf-8", "replace")
    broken = text[:-1].count("\ufffd")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    return broken <= _BROKEN_SHARE * (good + broken)


def _chinese_codec(body: bytes, declared: str | None) -> str | None:
    """Return the Chinese codec under which the runs of high bytes read best, or None when neither is readable."""
    sample = b"\n".join(run.group() for run in _HIGH_RUN.finditer(body[: 5 * _SAMPLE]))[:_SAMPLE]
    scored = {codec: _readable(sample, codec) + (_DECLARED_BONUS if codec == declared else 0) for codec in _CHINESE}
    best = max(scored, key=lambda codec: scored[codec])
    return best if scored[best] > 0.12 else None


def _readable(sample: bytes, codec: str) -> float:
    """Return the share of common characters in a sample under a codec, broken ones counted against it."""
    text = sample.decode(codec, "replace").replace("\n", "")
    if not text:
        return 0.0
    common = sum(1 for character in text if character in _COMMON)
    return (common - 2 * text.count("\ufffd")) / len(text)


def _detected(body: bytes) -> str | None:
    guess = cchardet.detect(body[: 5 * _SAMPLE])["encoding"]
    codec = resolve_encoding(guess) if guess else None
    return _WIDER.get(codec.lower(), codec) if codec else None


def _replacing(body: bytes, codec: str) -> Decoded:
    try:
        text = body.decode(codec, "replace")
    except LookupError:
        codec, text = "utf-8", body.decode("utf-8", "replace")
    return Decoded(text, codec, text.count("\ufffd"))
