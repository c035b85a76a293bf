"""A title's parts: the headline, and the names of sites and sections about it."""

from __future__ import annotations

import re

from pipelines.extraction.blocks import units_of
from pipelines.extraction.sites import key as key_of

_SEPARATOR = re.compile(r"\s*(?:[|｜_»]+|--+|::+)\s*|\s+[-−–—·•]+\s+|(?<![A-Za-z0-9])-(?=\s*[\u3400-\u9fff·]{2,12}$)")
_STRONG = re.compile(r"[|｜_»]|--|::")
_SHORT_PART_UNITS, _SHORT_HAN_PART = 4, 12  # of ` - Site`: what is longer is rather the headline's second half
_HAN = re.compile(r"[\u3400-\u9fff·]+")
_GLUED = re.compile(r"[^\w\s][\w\"'“‘《「『【]")
SECTION_UNITS = 4
"""A line as short as this, which no title mentions, heads a section."""


def title_parts(text: str) -> list[str]:
    """Return what stands between a title's separators."""
    return [part for part in _SEPARATOR.split(text) if part and part.strip()]


def shown_part(text: str, lines: dict[str, int]) -> str | None:
    """Return the longest beginning or end of a title, up to a separator, that is a line of its own on the page.

    `lines` has the keys of the lines. What follows may also be parted from it by any sign but a letter or digit.
    """
    found = list(_SEPARATOR.finditer(text))
    heads = [text, *(text[: each.start()] for each in reversed(found))]
    tails = [text[each.end() :] for each in found if each.end() * 2 < len(text)]
    shown = (part.strip() for part in (*heads, *tails))
    found_part = next((part for part in shown if units_of(part) > SECTION_UNITS and key_of(part) in lines), None)
    return found_part or _shown_side(text, lines)


def _shown_side(text: str, lines: dict[str, int]) -> str | None:
    """Return the beginning or end of a title that is a line above the body when it is cut off within no word.

    Before an end stands a sign without space (`Daily-Headline`): words lead up to a name (`Introducing Product`).
    """
    whole = key_of(text)
    long = [key for key in lines if len(key) * 2 > len(whole)]
    start = max(filter(whole.startswith, long), key=len, default="")
    end = max(filter(whole.endswith, long), key=len, default="")
    sides = [(text[:at], start) for at in range(len(text), 0, -1) if not text[at : at + 1].isalnum()]
    sides += [(text[at:], end) for at in range(1, len(text)) if _GLUED.match(text, at - 1)]
    return next((side.strip() for side, key in sides if key and key_of(side) == key), None)


def without_site(text: str, sites: frozenset[str]) -> str:
    """Return a title without the names of sites and sections before or after it: `Headline | Section - Site`.

    What follows a strong separator (| _ --) goes when it is shorter than what is left; after a mere hyphen only a known
    name or a few words.
    """
    left = text.strip()
    while True:
        found = list(_SEPARATOR.finditer(left))
        if not found:
            return left
        head, separator, tail = left[: found[-1].start()].strip(), found[-1].group(), left[found[-1].end() :].strip()
        if not _is_name(tail, head, separator, sites):
            break
        left = head
    first = found[0]
    if key_of(left[: first.start()]) in sites:
        return left[first.end() :].strip()
    return left


def _is_name(tail: str, head: str, separator: str, sites: frozenset[str]) -> bool:
    if not head:
        return False
    if not tail or key_of(tail) in sites:
        return True
    long = units_of(tail)
    if long >= units_of(head):
        return False
    return bool(_STRONG.search(separator)) or long <= (_SHORT_HAN_PART if _HAN.fullmatch(tail) else _SHORT_PART_UNITS)
