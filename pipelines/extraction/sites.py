"""The names of the site itself, by what the page says of it: cut from titles, and none of them is a person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.names import is_chinese_name
from pipelines.extraction.structured import text_of

if TYPE_CHECKING:
    from pipelines.extraction.frame import Frame

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_ASCII_SIGNS = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())
_COMMON = frozenset("www m com cn net org co uk gov edu news blog example".split())
_SITE_META = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "twitter:site")
_TITLE_PARTS = re.compile(r"\s*[|｜_—–»-]+\s*")
_SLOGAN = re.compile(r"\s*[|｜_–—]+\s*|\s+-\s+")
_MAX_PART = 20
_COPYRIGHT = re.compile(r"(?=[©(c版a])(?:©|\(c\)|\bcopyright\b|版[权權]所有|\ball rights reserved\b)", re.IGNORECASE)
_MAX_SHOWN, _MAX_COPYRIGHT, _LINES_AT_FOOT = 60, 300, 40  # characters, characters, lines
_MIN_OWNER, _OWNED = 4, 4  # characters of a name, and how many times longer the line may be that names the owner
MAX_TITLE = 1000
"""Characters read of a title that a page or a feed states; what follows is no part of a headline."""


def key(name: str) -> str:
    """Return the form in which names and headlines are compared: letters and digits only, one width, lower case."""
    if name.isascii():
        return name.lower().translate(_ASCII_SIGNS)  # the same, in half the time
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", name).casefold())


def site_names(frame: Frame) -> frozenset[str]:
    """Return the keys of the site's names: those it states and shows, its host, the end of `<title>`."""
    return frame.stated_names | frame.shown_names | frozenset(filter(None, map(key, _title_parts(frame))))


def stated_names(frame: Frame) -> frozenset[str]:
    """Return the keys of the names that meta elements and JSON-LD state, with and without a slogan, and of the host."""
    structured = frame.structured
    named = [structured.meta.get(name) for name in _SITE_META]
    named.append(text_of(structured.article.get("publisher")))
    stated = [part for name in named if name for part in (name, *_SLOGAN.split(name))]
    host = host_of(frame.url).removeprefix("www.")
    labels = [label for label in host.split(".") if label not in _COMMON and len(label) > 2]
    return frozenset(filter(None, (key(name) for name in [*stated, *labels, host] if name)))


def stated_title(tree: HtmlElement) -> str | None:
    """Return what a page's `<title>` says, or None."""
    found: str | None = tree.findtext("head/title") or tree.findtext(".//title")
    return found[:MAX_TITLE] if found else None


def host_of(url: str) -> str:
    """Return the host of an address, in lower case; an empty text when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def shown_names(frame: Frame) -> frozenset[str]:
    """Return the keys of what links to the home page say, and of the page's titles what its copyright line says, too.

    None of it is a headline, whatever calls it one.
    """
    return frozenset(filter(None, map(key, _shown(frame))))


def _shown(frame: Frame) -> Iterator[str]:
    host = host_of(frame.url)
    home = {"/", "./", *(f"{scheme}//{host}{end}" for scheme in ("http:", "https:", "") for end in ("", "/"))}
    yield from (link.text_content()[:_MAX_SHOWN] for link in frame.layout.links if link.get("href") in home)
    foot = frame.layout.blocks[max(frame.body[-1] + 1, len(frame.layout.blocks) - _LINES_AT_FOOT) :]
    owners = [key(block.text) for block in foot if len(block.text) <= _MAX_COPYRIGHT and _COPYRIGHT.search(block.text)]
    said = (frame.page_title, frame.structured.meta.get("og:title"), text_of(frame.structured.article.get("headline")))
    titles = [title[:MAX_TITLE] for title in said if title] if owners else []
    for title in titles:
        for part in (title, *_SLOGAN.split(title)):
            name = key(part)
            if len(name) >= _MIN_OWNER and any(name in owner and len(owner) <= _OWNED * len(name) for owner in owners):
                yield part


def _title_parts(frame: Frame) -> list[str]:
    """Return what follows the headline in the page's `<title>`."""
    parts = _TITLE_PARTS.split(frame.page_title or "")
    return [part for part in parts[1:] if len(part) <= _MAX_PART and not is_chinese_name(part)]
