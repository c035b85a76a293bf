"""A fetched article page on its way from a spider to extraction."""

from __future__ import annotations

from dataclasses import dataclass

import xxhash

from crawler.sources import Source
from crawler.store.frontier import Fetched, Noted


@dataclass(frozen=True, slots=True)
class RawPage:
    """The bytes of a page, the address as noted and as answered, and what the server said of it."""

    body: bytes
    url: str
    content_type: str | None
    source: Source
    noted: Noted
    fetched: Fetched
    again: bool = False


def body_hash(body: bytes) -> str:
    """Return the 128-bit XXH3 of a body, 32 hex digits."""
    return xxhash.xxh3_128_hexdigest(body)
