"""JSON Feed 1 and 1.1: read leniently, since items of every make stand in them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

_VERSION = "jsonfeed.org"
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_NEXT_ITEM = re.compile(r"(?:(?<=\[)|,)\s*\{")
_DECODER = json.JSONDecoder(strict=False)


def json_of(text: str, *, with_rest: bool = False) -> Any:
    """Return what a JSON text holds, or None when it cannot be read; `with_rest`: something else may follow it."""
    try:
        content, end = _DECODER.raw_decode(text.strip())
    except (ValueError, RecursionError):
        return None
    return content if with_rest or end == len(text.strip()) else None


def is_json_feed(content: Any) -> bool:
    """Return whether a JSON value says that it is a JSON Feed."""
    return isinstance(content, Mapping) and _VERSION in str(content.get("version", ""))


def json_feed_entries(text: str) -> list[dict[str, Any]] | None:
    """Return the items of a JSON Feed, with the names that feed parsers give; None when the text is none.

    Something may stand before and after it, and one that is broken off or broken in one item gives the others.
    """
    begins = text.find("{")
    if begins < 0 or _VERSION not in text:
        return None
    content = json_of(text[begins:], with_rest=True)
    if content is not None and not is_json_feed(content):
        return None
    items = content.get("items") if content else _one_by_one(text)
    return [_entry(item) for item in (items if isinstance(items, list) else []) if isinstance(item, Mapping)]


def _one_by_one(text: str) -> list[Any]:
    """Return the items of a JSON text that cannot be read as a whole."""
    start = _ITEMS.search(text)
    at = start.end() if start else len(text)
    items: list[Any] = []
    while (found := _NEXT_ITEM.search(text, at)) is not None:
        try:
            item, at = _DECODER.raw_decode(text, found.end() - 1)
            items.append(item)
        except (ValueError, RecursionError):
            at = found.end()
    return items


def date_of(value: object) -> str | None:
    """Return a stated date as text; a number is seconds or milliseconds since 1970 (RFC 3339 is what the form asks)."""
    if isinstance(value, str) and value.strip().isdigit() and len(value.strip()) in (10, 13):
        value = int(value.strip())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value if isinstance(value, str) and value else None
    seconds = value / 1000 if abs(value) >= 1e11 else value
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return None


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    identity = item.get("id")
    return {
        "link": item.get("url") or item.get("external_url"),
        "id": identity if isinstance(identity, str) else None,
        "title": item.get("title"),
        "published": date_of(item.get("date_published")) or date_of(item.get("date_modified")),
        "content": [{"value": item.get("content_html") or item.get("content_text")}],
        "description": item.get("summary"),
        "author": _author(item),
    }


def _author(item: Mapping[str, Any]) -> object:
    authors = item.get("authors") or [item.get("author")]
    first = authors[0] if isinstance(authors, list) and authors else None
    return first.get("name") if isinstance(first, Mapping) else None
