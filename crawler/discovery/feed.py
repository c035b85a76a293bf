"""Feeds: RSS 0.9x, 1.0, 2.0, Atom, RDF and JSON Feed, also ill-formed and wrongly declared ones.

fastfeedparser reads first (30 to 60 times faster); feedparser when that fails or finds nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import fastfeedparser
import feedparser
from lxml import etree

from crawler.discovery.found import FoundLink, Listing, NotAListingError, link, once
from pipelines.extraction.decode import decode
from pipelines.extraction.structured import whole_characters

MAX_BYTES = 5 * 1024 * 1024
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE)
_BROKEN = re.compile(
    r"<!\[CDATA\[.*?\]\]>|(?P<bare>&(?!#\d+;|#x[0-9a-f]+;|\w+;))|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff])",
    re.DOTALL | re.IGNORECASE,
)
"""What no XML may hold outside CDATA: a recovering parser drops text after it, so that `?a=1&b=2` becomes `?a=1=2`."""
_TAG = re.compile(r"<[^>]+>")
_FEED_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_MAX_SUMMARY = 2000


def read_feed(body: bytes, url: str, content_type: str | None = None) -> Listing:
    """Return a feed's entries. Raises NotAListingError, saying what came instead, when it is no feed."""
    if len(body) > MAX_BYTES:
        raise NotAListingError(f"the feed has {len(body):,} bytes; at most {MAX_BYTES:,} are read")
    text = decode(body, content_type).text.lstrip("\ufeff \t\r\n\x00")
    if not text:
        raise NotAListingError("the answer is empty")
    entries = _entries(text)
    if not entries:
        _refuse_other_things(text)
    links, passed_over = once(_link(url, entry) for entry in entries)
    return Listing(links, passed_over=passed_over)


def _entries(text: str) -> list[Mapping[str, Any]]:
    # The text is decoded already: a declaration of another encoding, or entities to expand, must not count any more.
    source = text if text.startswith("{") else _repaired(_DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1))
    try:
        entries = fastfeedparser.parse(source.encode()).entries
    except (ValueError, KeyError, TypeError, AttributeError, etree.LxmlError):
        entries = []
    if not entries and not text.startswith("{"):
        entries = feedparser.parse(
            source.encode(), response_headers={"content-type": "text/xml; charset=utf-8"}
        ).entries
    return list(entries)


def _repaired(text: str) -> str:
    return _BROKEN.sub(lambda found: "&amp;" if found["bare"] else "" if found["control"] else found[0], text)


def _refuse_other_things(text: str) -> None:
    head = text[:2000]
    if _FEED_ROOT.search(head) and not _HTML_ROOT.match(head):
        return  # a feed without entries is not a mistake
    if text.startswith("{") and "jsonfeed.org" in head:
        return
    what = "HTML" if _HTML_ROOT.search(head) else "JSON" if text.startswith(("{", "[")) else "something else"
    raise NotAListingError(f"not a feed: the server sent {what} ({_plain(head)[:80]!r})")


def _link(base: str, entry: Mapping[str, Any]) -> FoundLink | None:
    href = entry.get("link") or _alternate(entry) or _permalink(entry)
    published = entry.get("published") or entry.get("updated")
    return link(
        base,
        href if isinstance(href, str) else None,
        title=_plain(entry.get("title")) or None,
        published_at=published if isinstance(published, str) and published else None,
        summary=_plain(entry.get("description") or entry.get("summary"))[:_MAX_SUMMARY] or None,
    )


def _alternate(entry: Mapping[str, Any]) -> str | None:
    links = [each for each in entry.get("links") or [] if each.get("href")]
    best = [each for each in links if each.get("rel", "alternate") == "alternate"] or links
    return str(best[0]["href"]) if best else None


def _permalink(entry: Mapping[str, Any]) -> str | None:
    """Return the entry's id when it is an address (RSS: guid without isPermaLink="false")."""
    identity = str(entry.get("id") or entry.get("guid") or "")
    return identity if identity.startswith(("http://", "https://")) else None


def _plain(value: object) -> str:
    text = html.unescape(_TAG.sub(" ", whole_characters(str(value or ""))))
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())
