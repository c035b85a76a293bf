"""What an answer is, whatever it was asked for as."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.discovery.json_feed import json_feed_entries, json_of
from crawler.sources import SourceKind
from pipelines.extraction.decode import decode
from pipelines.extraction.page import looks_binary

_HEAD = 4000  # characters, in which a document's root stands
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z][\w:.-]*)([^>]*)")
_VERSION = re.compile(r"""version\s*=\s*["']?([\w.]{1,8})""")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The kind of source that an answer can be read as, if any, and its name for people."""

    kind: SourceKind | None
    what: str


def recognise(body: bytes, content_type: str | None = None) -> Recognised:
    """Return what an answer is by its bytes: a feed, a sitemap, JSON, a page, or nothing that can be read."""
    if not body.strip():
        return Recognised(None, "nothing")
    if body.startswith(b"\x1f\x8b"):
        return Recognised("sitemap", "gzip")
    if looks_binary(body):
        return Recognised(None, "binary data")
    text = decode(body, content_type).text.lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        if json_feed_entries(text) is not None:
            return Recognised("feed", "JSON Feed")
        return Recognised("json", "JSON") if json_of(text) is not None else Recognised(None, "text")
    root = _ROOT.search(_COMMENT.sub("", text[: 4 * _HEAD])[:_HEAD])
    return (
        _by_root(root[1].rpartition(":")[2].lower(), root[2], text[: 4 * _HEAD]) if root else Recognised(None, "text")
    )


def _by_root(name: str, attributes: str, head: str) -> Recognised:
    if name == "rss":
        version = _VERSION.search(attributes)
        return Recognised("feed", f"RSS {version[1]}" if version else "RSS")
    if name == "urlset":
        return Recognised("sitemap", "news sitemap" if "sitemap-news" in head else "sitemap")
    known = {
        "rdf": Recognised("feed", "RSS 1.0"),
        "feed": Recognised("feed", "Atom"),
        "channel": Recognised("feed", "RSS"),
        "sitemapindex": Recognised("sitemap", "sitemap index"),
        "html": Recognised("listing", "a page"),
        "head": Recognised("listing", "a page"),
        "body": Recognised("listing", "a page"),
    }
    return known.get(name, Recognised("listing" if "<a " in head else None, "a page" if "<a " in head else "markup"))
