"""A fetched article page on its way from a spider to extraction."""

from __future__ import annotations

from dataclasses import dataclass

import xxhash

from crawler.discovery.feed_text import FeedText
from crawler.outcomes import Outcome
from crawler.sources import Source
from crawler.store.frontier import Fetched, Noted


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of a page, the address as noted and as answered, and what the server said of it.

    `feed_text` is what the feed itself holds of the article, for when the page gives less; `refusal` is why there is no
    page at all (`body` is empty then).
    """

    body: bytes
    url: str
    content_type: str | None
    source: Source
    noted: Noted
    fetched: Fetched
    again: bool = False
    feed_text: FeedText | None = None
    refusal: Outcome | None = None


def body_hash(body: bytes) -> str:
    """Return the 128-bit XXH3 of a body, 32 hex digits."""
    return xxhash.xxh3_128_hexdigest(body)
