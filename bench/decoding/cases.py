"""Pages as bytes, declared rightly, wrongly or not at all, with the text that a reader should see.

Every page is made into each case that its characters allow: what a codec does not have becomes a character reference.
Broken bytes fall on characters beyond ASCII, at places that follow from the page alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_META = re.compile(r"<meta[^>]*charset[^>]*>|<\?xml[^>]*\?>", re.IGNORECASE)
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_LATE = 9 * 1024
_BROKEN = 5
_SHORT = 70
_WORDS = 4
_ENOUGH = 0.98
"""The share of four-character stretches that must be right on a page with broken bytes; without any, all of it must."""


@dataclass(frozen=True, slots=True)
class Case:
    """A page's bytes and the header they come with; `text` is what its own codec makes of them.

    A `broken` page has bytes that no codec can read. Decoders differ in how much they replace with U+FFFD then, so
    nearly all of the text will do.
    """

    kind: str
    body: bytes
    content_type: str | None
    text: str
    broken: bool = False

    def is_right(self, decoded: str) -> bool:
        """Return whether a decoder's answer is the page's text."""
        if not self.broken:
            return decoded.lstrip("\ufeff").replace("\r\n", "\n") == self.text.replace("\r\n", "\n")
        wanted = _stretches(self.text)
        return len(wanted & _stretches(decoded)) >= _ENOUGH * len(wanted)


def _stretches(page: str) -> set[str]:
    words = re.sub(r"\s+", "", _TAGS.sub(" ", page))
    return {words[at : at + _WORDS] for at in range(len(words) - _WORDS + 1) if "\ufffd" not in words[at : at + _WORDS]}


Kind = Callable[[str], Case]


def chinese_cases(page: str) -> Iterator[Case]:
    """Yield the cases of a Chinese page: the ones in Big5 when it is in traditional characters."""
    for kind, codec, meta, header, *more in _CHINESE:
        short = "short" in kind
        if ("big5" in codec) != _is_traditional(page) and "utf-8" not in codec:
            continue
        text = _shortened(page) if short else page
        text = _late(declared(text, meta)) if "late" in more else declared(text, meta)
        yield written(kind, text, codec, header, broken=_BROKEN if "broken" in more else 0)


def foreign_cases(page: str, codecs: tuple[str, ...]) -> Iterator[Case]:
    """Yield a page in each of its codecs: labelled in the page, in the header, and not at all."""
    for codec in codecs:
        yield written(f"{codec}, meta", declared(page, codec), codec, "text/html")
        yield written(f"{codec}, header", declared(page, None), codec, f"text/html; charset={codec}")
        yield written(f"{codec}, no label", declared(page, None), codec, "text/html")


# kind, codec, charset in the page, header, remarks
_CHINESE: tuple[tuple[str, ...], ...] = tuple(
    (kind, codec, meta, f"text/html; charset={header}" if header else "text/html", *more)
    for kind, codec, meta, header, *more in (
        ("GBK, meta gb2312", "gb18030", "gb2312", ""),
        ("GBK, meta gbk", "gb18030", "gbk", ""),
        ("GBK, undeclared", "gb18030", "", ""),
        ("GBK, meta utf-8", "gb18030", "utf-8", ""),
        ("GBK, header utf-8, meta gb2312", "gb18030", "gb2312", "utf-8"),
        ("GBK, header utf-8", "gb18030", "", "utf-8"),
        ("GBK, header ISO-8859-1, meta gb2312", "gb18030", "gb2312", "ISO-8859-1"),
        ("GBK, header ISO-8859-1", "gb18030", "", "ISO-8859-1"),
        ("GBK, meta after 9 kB", "gb18030", "gb2312", "", "late"),
        ("GBK, meta gb2312, 5 broken bytes", "gb18030", "gb2312", "", "broken"),
        ("GBK, undeclared, 5 broken bytes", "gb18030", "", "", "broken"),
        ("GBK, short, meta gb2312", "gb18030", "gb2312", ""),
        ("GBK, short, undeclared", "gb18030", "", ""),
        ("UTF-8, meta utf-8", "utf-8", "utf-8", ""),
        ("UTF-8, meta gb2312", "utf-8", "gb2312", ""),
        ("UTF-8, header gb2312", "utf-8", "", "gb2312"),
        ("UTF-8, undeclared", "utf-8", "", ""),
        ("UTF-8, undeclared, 5 broken bytes", "utf-8", "", "", "broken"),
        ("UTF-8, meta gb2312, 5 broken bytes", "utf-8", "gb2312", "", "broken"),
        ("Big5, meta big5", "big5hkscs", "big5", ""),
        ("Big5, undeclared", "big5hkscs", "", ""),
        ("Big5, meta utf-8", "big5hkscs", "utf-8", ""),
        ("Big5, meta gb2312", "big5hkscs", "gb2312", ""),
        ("Big5, header gb2312", "big5hkscs", "", "gb2312"),
        ("Big5, short, undeclared", "big5hkscs", "", ""),
        ("Big5, undeclared, 5 broken bytes", "big5hkscs", "", "", "broken"),
    )
)


def declared(page: str, charset: str | None) -> str:
    """Return the page with one declaration, or with none."""
    page = _META.sub("", page)
    meta = f'<meta charset="{charset}">' if charset else ""
    return _HEAD.sub(lambda head: head.group() + meta, page, count=1) if _HEAD.search(page) else meta + page


def written(kind: str, text: str, codec: str, content_type: str, *, broken: int = 0) -> Case:
    """Return the case of a page written in a codec, the given number of its bytes broken."""
    body = text.encode(codec, "xmlcharrefreplace")
    body = _break(body, broken) if broken else body
    return Case(kind, body, content_type, body.decode(codec, "replace"), bool(broken))


def _break(body: bytes, number: int) -> bytes:
    """Return the bytes with some beyond ASCII lost or replaced, never two within a hundred."""
    dice = random.Random(len(body))  # noqa: S311  (the same every time is what is wanted)
    places = [at for at, byte in enumerate(body) if byte >= 0x80]
    broken, last = bytearray(body), len(body) + 100
    for at in sorted(dice.sample(places, min(number * 4, len(places))), reverse=True):
        if number and last - at > 100:
            broken[at : at + 1] = dice.choice([b"", b"\xff", b"?", bytes([dice.randrange(0x80, 0x100)])])
            number, last = number - 1, at
    return bytes(broken)


def _late(page: str) -> str:
    """Return the page with more than nine kilobytes of script before its declaration."""
    script = "<script>var _hmt = _hmt || []; _hmt.push(['_setAccount', 'none']);</script>\n"
    return _HEAD.sub(lambda head: head.group() + script * (_LATE // len(script) + 1), page, count=1)


def _shortened(page: str) -> str:
    """Return a page of the first few characters of a page's text."""
    words = re.sub(r"[\x00-\x7f\s]+", "", _TAGS.sub(" ", page))
    return f"<html><head><title>{words[:12]}</title></head><body><p>{words[12:_SHORT]}</p></body></html>"


def _is_traditional(page: str) -> bool:
    return sum(page.count(letter) for letter in "這個為國來時們說會後") > sum(
        page.count(letter) for letter in "这个为国来时们说会后"
    )
