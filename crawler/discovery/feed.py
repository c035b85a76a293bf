"""Feeds: RSS 0.9x, 1.0, 2.0, Atom, RDF and JSON Feed, also ill-formed and wrongly declared ones.

fastfeedparser reads first (30 to 60 times faster). When it gives fewer entries than begin in the text, each entry is
read by itself, so that a mistake costs one entry and not all that follow; feedparser comes last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import fastfeedparser
import feedparser
from lxml import etree

from crawler.discovery.feed_text import feed_text, plain
from crawler.discovery.found import FoundLink, Listing, NotAListingError, link, once
from crawler.discovery.json_feed import json_feed_entries
from crawler.discovery.xml_text import repaired
from pipelines.extraction.decode import decode

MAX_BYTES = 5 * 1024 * 1024
_MAX_SLOW = 1024 * 1024
"""Characters that feedparser is given at most: it takes seconds for each megabyte."""

_FALSE_UTF_16 = re.compile(
    rb"^(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"'](?:utf-?16|utf-?32|ucs-?[24])[^\"'>]*[\"']", re.IGNORECASE
)
"""A declaration that can be read byte by byte does not stand in UTF-16, whatever it says."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_UNREAD = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_ENTRY = re.compile(r"<(?:(?P<prefix>[A-Za-z][\w-]*):)?(?P<name>item|entry)(?=[\s/>])", re.IGNORECASE)
_MARKS = (b"<item", b"<entry", b":entry", b"]]>")
_ROOTS = {
    "item": '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel>',
    "entry": '<feed xmlns="http://www.w3.org/2005/Atom">',
}
_TITLE = re.compile(
    r"<(?:\w+:)?title[^>]*>(?P<xml>.{0,500}?)</(?:\w+:)?title>"
    r'|"version"\s*:\s*"[^"]*jsonfeed[^"]*".{0,200}?"title"\s*:\s*"(?P<json>[^"]{0,500})"',
    re.DOTALL | re.IGNORECASE,
)
_MAX_SUMMARY = 2000


def read_feed(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """Return a feed's entries. Raises NotAListingError, saying what came instead, when it is no feed."""
    if len(body) > MAX_BYTES:
        raise NotAListingError(f"the feed has {len(body):,} bytes; at most {MAX_BYTES:,} are read")
    text = _text(body, content_type).lstrip("\ufeff \t\r\n\x00")
    if not text:
        raise NotAListingError("the answer is empty")
    entries = _entries(text)
    if not entries:
        _refuse_other_things(text)
    links, passed_over = once(_link(url, entry) for entry in entries)
    return Listing(links, passed_over=passed_over, title=_title(text), entries=len(entries))


def _title(text: str) -> str | None:
    """Return what a feed calls itself: the title before its first entry."""
    first = _ENTRY.search(text)
    found = _TITLE.search(text[: first.start() if first else 4000])
    stated = (found["xml"] or found["json"]) if found else ""
    return plain(stated.removeprefix("<![CDATA[").removesuffix("]]>"))[:200] or None


def _text(body: bytes, content_type: str | None) -> str:
    """Return the body's text; as UTF-8 when the encoding that was found swallows marks of the feed's own form.

    A few stray bytes in UTF-8 look like GB 18030, in which a character may take the `]` of `]]>` along.
    """
    if body[1:2] == b"\x00" and not body.startswith(b"\x00"):  # UTF-16 without its mark
        return body.decode("utf-16-le", "replace")
    text = decode(_FALSE_UTF_16.sub(rb"\1", body), content_type).text
    if any(body.count(mark) > text.count(mark.decode()) for mark in _MARKS):
        return body.decode("utf-8", "replace")
    return text


def _entries(text: str) -> list[Mapping[str, Any]]:
    if (items := json_feed_entries(text)) is not None:
        return list(items)
    # The text is decoded already: a declaration of another encoding, or entities to expand, must not count any more.
    source = repaired(_without_doctype(_DECLARATION.sub("", text, count=1)))
    begun = _ENTRY.findall(_UNREAD.sub("", source))
    best = _fast(source)
    if len(best) < len(begun):
        best = max(best, _one_by_one(source), key=len)
    lacking = len(best) < len(begun) or not best or _addressed(best) < len(best)
    if lacking and len(source) <= _MAX_SLOW:
        best = max(best, _slow(source), key=lambda entries: (len(entries), _addressed(entries)))
    return best


def _addressed(entries: list[Mapping[str, Any]]) -> int:
    """Return how many entries have an address."""
    return sum(_address(entry) is not None for entry in entries)


def _without_doctype(text: str) -> str:
    """Return the text without the document type that stands before its root: in a description it is only text."""
    root = _FEED_ROOT.search(text)
    end = root.start() if root else len(text)
    return _DOCTYPE.sub("", text[:end], count=1) + text[end:]


def _fast(source: str) -> list[Mapping[str, Any]]:
    try:
        return list(fastfeedparser.parse(source.encode()).entries)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, etree.LxmlError):
        return []


def _slow(source: str) -> list[Mapping[str, Any]]:
    try:
        parsed = feedparser.parse(source.encode(), response_headers={"content-type": "text/xml; charset=utf-8"})
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, RecursionError):
        return []
    return [dict(entry) for entry in parsed.entries]  # its own kind of dict warns of names that it maps


def _one_by_one(source: str) -> list[Mapping[str, Any]]:
    """Return the entries of a feed that is broken somewhere, each read as a feed of its own."""
    starts = [*_ENTRY.finditer(source)]
    ends = [*(each.start() for each in starts[1:]), len(source)]
    entries: list[Mapping[str, Any]] = []
    for start, end in zip(starts, ends, strict=True):
        name, prefix = start["name"].lower(), start["prefix"]
        piece = source[start.start() : end]
        if prefix:
            piece = re.sub(rf"(</?){re.escape(prefix)}:", r"\1", piece)
        entries += _fast(_ROOTS[name] + re.sub(r"^<\w+", f"<{name}", piece))
    return entries


def _refuse_other_things(text: str) -> None:
    head = text[:2000]
    if _FEED_ROOT.search(head) and not _HTML_ROOT.match(head):
        return  # a feed without entries is not a mistake
    if json_feed_entries(text) is not None:
        return
    what = "HTML" if _HTML_ROOT.search(head) else "JSON" if text.startswith(("{", "[")) else "something else"
    raise NotAListingError(f"not a feed: the server sent {what} ({plain(head)[:80]!r})")


def _link(base: str, entry: Mapping[str, Any]) -> FoundLink | None:
    published = entry.get("published") or entry.get("updated")
    described = entry.get("description") or entry.get("summary")
    return link(
        base,
        _address(entry),
        title=plain(entry.get("title")) or None,
        published_at=published if isinstance(published, str) and published else None,
        summary=plain(described)[:_MAX_SUMMARY] or None,
        text=feed_text(_content(entry), described, entry.get("author")),
    )


def _address(entry: Mapping[str, Any]) -> str | None:
    """Return the address that an entry states."""
    stated = entry.get("link") or _alternate(entry) or _permalink(entry)
    return stated if isinstance(stated, str) else None


def _content(entry: Mapping[str, Any]) -> str:
    """Return the longest of an entry's contents: a feed may hold the same in several forms."""
    values = [each.get("value") for each in entry.get("content") or [] if isinstance(each, Mapping)]
    return max((each for each in values if isinstance(each, str)), key=len, default="")


def _alternate(entry: Mapping[str, Any]) -> str | None:
    links = [each for each in entry.get("links") or [] if each.get("href")]
    best = [each for each in links if each.get("rel", "alternate") == "alternate"] or links
    return str(best[0]["href"]) if best else None


def _permalink(entry: Mapping[str, Any]) -> str | None:
    """Return the entry's id when it is an address (RSS: guid without isPermaLink="false")."""
    identity = str(entry.get("id") or entry.get("guid") or "")
    return identity if identity.lower().startswith(("http://", "https://")) else None
