"""What a feed, a sitemap or a listing named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from crawler.discovery.feed_text import FeedText
from crawler.urls import MAX_LENGTH, canonical


@dataclass(frozen=True, slots=True)
class FoundLink:
    """An article's address, absolute, with what was said of it beside the link."""

    url: str
    canonical_url: str
    title: str | None = None
    published_at: str | None = None
    """ISO 8601, or None when nothing was said or it was no date."""
    summary: str | None = None
    text: FeedText | None = None
    """What the answer itself holds of the article; too much to be kept, so no hint."""

    def hints(self) -> dict[str, Any]:
        """Return what extraction may use: plain JSON values, without what is unknown."""
        stated = {"title": self.title, "published_at": self.published_at, "summary": self.summary}
        return {name: value for name, value in stated.items() if value}


@dataclass(frozen=True, slots=True)
class Listing:
    """The links of one answer in its order, each once; and where the reading goes on."""

    links: list[FoundLink] = field(default_factory=list)
    next_urls: list[str] = field(default_factory=list)
    """Further parts: child sitemaps, the next page."""
    passed_over: int = 0
    """Entries without an address that can be fetched."""
    title: str | None = None
    """What a feed calls itself."""
    entries: int = 0
    """How many there were, before their addresses were looked at."""

    @property
    def is_index(self) -> bool:
        """Whether there is nothing here but further parts."""
        return bool(self.next_urls) and not self.links


class NotAListingError(Exception):
    """The answer is not what the source's kind says. The message says what it is instead."""


def link(base: str, href: str | None, *, text: FeedText | None = None, **stated: str | None) -> FoundLink | None:
    """Return a link made absolute, or None when it is no http(s) address that can be fetched."""
    href = (href or "").strip()
    if not href or href.startswith(("javascript:", "mailto:", "#", "data:")):
        return None
    try:
        url = urljoin(base, href)
        same = canonical(url)
    except ValueError:
        return None
    if len(url) > MAX_LENGTH:
        return None
    return FoundLink(url.partition("#")[0], same, text=text, **stated)


def once(links: Iterable[FoundLink | None]) -> tuple[list[FoundLink], int]:
    """Return each address once, the first mention of it, and how many entries had none."""
    kept: dict[str, FoundLink] = {}
    passed_over = 0
    for each in links:
        if each is None:
            passed_over += 1
        else:
            kept.setdefault(each.canonical_url, each)
    return list(kept.values()), passed_over
