"""The address that a page gives as its own: believed when it can be, and never alone.

A page names itself in `<link rel="canonical">` and in `og:url`. Most say the truth; templates that say the home page, a
section or another article on every page are common enough that what is said must fit what was asked for. Whether the
text behind the other address is the same is for the store to see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from crawler.urls import canonical, site

_VARIANT_HOST = re.compile(r"^(?:www|m|mobile|wap|touch|amp|3g)\.")
_AMP_SEGMENT = re.compile(r"^amp(?:\.html?)?$|^amphtml$")
_AMP_SUFFIX = re.compile(r"[._-]amp(?=\.\w+$|$)")
_AMP_QUERY = re.compile(r"^(?:amp|outputtype|output|view|mobile|_amp)$")
_AMP_VALUES = frozenset({"", "1", "true", "amp", "mobile"})
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:index|default|home|main|list|article|articles|news|post|posts|story|view|show|detail|read)?$"
)
_LANGUAGE = re.compile(r"^[a-z]{2}(?:[-_][a-z]{2,4})?$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,}")
_DATE = re.compile(r"^(?:19|20)\d{6}$")
_SLUG = re.compile(r"[-_]")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page says of its own address, in the spelling of `canonical()`.

    `identity`: believed, on the same site. `original`: on another site, so a hint at where the text came from, and no
    identity. `refused`: what is not believed, with the reason.
    """

    identity: str | None = None
    original: str | None = None
    refused: tuple[tuple[str, str], ...] = ()

    def note(self) -> dict[str, Any]:
        """Return what is worth keeping in the item's evidence: `canonical`, what was refused; `original`."""
        refused = [{"stated": url, "refused": reason} for url, reason in self.refused]
        return ({"canonical": refused} if refused else {}) | ({"original": self.original} if self.original else {})


def canonical_of(tree: HtmlElement, url: str) -> str | None:
    """Return the canonical address that the page at `url` states, when it is believable; None otherwise."""
    return read_canonical(tree, url).identity


def read_canonical(tree: HtmlElement, url: str) -> Stated:
    """Return all that the page at `url` (the final, absolute address) says of its own address.

    `rel=canonical` is asked first; `og:url` is its second witness, and speaks alone where it names what was asked for.
    Pure; raises nothing for bad input.
    """
    try:
        own = canonical(url)
    except ValueError:
        return Stated()
    links, graph = set(_links(tree, url)), next(_graph(tree, url), None)
    if len(links) > 1:
        return Stated(refused=tuple((each, "the page has several canonical links") for each in sorted(links)))
    link = next(iter(links), None)
    original = None
    refused: list[tuple[str, str]] = []
    for stated, witness in ((link, graph), (graph, link)):
        if stated is None:
            continue
        if site(stated) != site(own):
            if stated == link and not _is_home(stated):
                original = link
            continue
        reason = _why_not(stated, own, witness)
        if reason is None:
            return Stated(stated, original, tuple(refused))
        refused.append((stated, reason))
    return Stated(None, original, tuple(dict.fromkeys(refused)))


def _why_not(stated: str, own: str, witness: str | None) -> str | None:
    """Return why an address on the same site cannot be that of the page at `own`, or None when it can."""
    if stated == own or _plain(stated) == _plain(own):
        return None  # itself, or its AMP or mobile twin
    if _is_home(stated):
        return "the home page"
    if _is_above(stated, own):
        return "a path above this page"
    if _marks(stated) & _marks(own):
        return None
    if witness is None or _plain(witness) != _plain(stated):
        return "another address, with no second witness"
    return None if _looks_like_an_article(stated) else "a list page"


def _links(tree: HtmlElement, url: str) -> Iterator[str]:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            yield from _absolute(element.get("href"), url)


def _graph(tree: HtmlElement, url: str) -> Iterator[str]:
    for element in tree.iter("meta"):
        if (element.get("property") or element.get("name") or "").strip().lower() == "og:url":
            yield from _absolute(element.get("content"), url)


def _absolute(stated: str | None, url: str) -> Iterator[str]:
    """Yield the stated address in its one spelling; what is none is passed over."""
    if stated and stated.strip():
        try:
            yield canonical(urljoin(url, stated.strip()))
        except ValueError:
            return


def _plain(url: str) -> str:
    """Return an address without what only says in which form a page is served: scheme, www, AMP, mobile, last slash."""
    parts = urlsplit(url)
    segments = [_AMP_SUFFIX.sub("", each) for each in parts.path.split("/") if each and not _AMP_SEGMENT.match(each)]
    query = [
        f"{name}={value}"
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not (_AMP_QUERY.match(name.lower()) and value.lower() in _AMP_VALUES)
    ]
    host = parts.netloc
    while _VARIANT_HOST.match(host):
        host = _VARIANT_HOST.sub("", host)
    return urlunsplit(("", host, "/".join(segments), "&".join(query), ""))


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    segments = [each for each in parts.path.split("/") if each]
    if segments and _LANGUAGE.match(segments[0]):
        segments = segments[1:]
    return not parts.query and (
        not segments or (len(segments) == 1 and _stem(segments[0]) in ("index", "default", "home"))
    )


def _is_above(stated: str, own: str) -> bool:
    one, other = urlsplit(stated), urlsplit(own)
    folder = one.path.rsplit("/", 1)[0] if _stem(_last(one.path)) in ("index", "default") else one.path.rstrip("/")
    return other.path.rstrip("/").startswith(f"{folder}/") and not one.query


def _marks(url: str) -> set[str]:
    """Return what tells a page from others of its site: its last name, long numbers, the query's values with a digit.

    Dates tell nothing: a day has many articles.
    """
    parts = urlsplit(url)
    values = {value for _, value in parse_qsl(parts.query) if any(char.isdigit() for char in value)}
    numbers = {each for each in _NUMBER.findall(f"{parts.path} {parts.query}") if not _DATE.match(each)}
    name = _stem(_last(parts.path))
    names = set() if _GENERIC.match(name) or _DATE.match(name) or len(name) < 4 else {name}
    return values | numbers | names


def _looks_like_an_article(url: str) -> bool:
    parts = urlsplit(url)
    name = _stem(_last(parts.path))
    in_query = any(char.isdigit() for _, value in parse_qsl(parts.query) for char in value)
    return in_query or bool(_NUMBER.search(name)) or len(_SLUG.findall(name)) >= 2 or len(name) >= 20


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _stem(name: str) -> str:
    return _EXTENSION.sub("", name).lower()
