"""What requests of a source carry, and what an answer says of itself: validators, type, whether it may be a page."""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.browser.use import browser_meta
from crawler.sources import Source
from crawler.store.frontier import Fetched
from pipelines.raw_page import body_hash


def meta_of(source: Source) -> dict[str, Any]:
    """Return what every request of a source carries: its proxy, or that it needs the browser."""
    return ({"proxy": source.proxy} if source.proxy else {}) | browser_meta(source)


def header(response: Response, name: str) -> str | None:
    """Return a header's value, at most 500 characters of it."""
    value = response.headers.get(name)
    return value.decode("latin-1")[:500] if value else None


def content_type(response: Response) -> str | None:
    """Return the stated content type."""
    return header(response, "Content-Type")


def fetched(response: Response) -> Fetched:
    """Return what is remembered of an answer."""
    return Fetched(
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        body_hash=body_hash(response.body),
    )


def moved_for_good(response: Response) -> str | None:
    """Return the address that a request was led to by permanent redirects alone (RFC 9110: 301, 308), or None."""
    reasons = response.meta.get("redirect_reasons") or []
    return response.url if reasons and set(reasons) <= {301, 308} else None


def may_be_html(response: Response) -> bool:
    """Return whether the stated type leaves room for a page; the bytes decide later."""
    kind = (content_type(response) or "").partition(";")[0].strip().lower()
    return not kind or kind.endswith(("html", "xhtml+xml", "octet-stream")) or kind in ("text/plain", "text/xml")
