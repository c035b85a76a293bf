"""One way in for all kinds of source: the bytes of an answer to its listing."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from crawler.discovery.feed import read_feed
from crawler.discovery.found import FoundLink, Listing
from crawler.discovery.json_list import read_json
from crawler.discovery.listing import read_listing
from crawler.discovery.sitemap import read_sitemap
from crawler.sources import Source
from pipelines.extraction.date_near import counted_date, yearless_date
from pipelines.extraction.date_text import parse_date


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source's address answered."""

    body: bytes
    url: str
    content_type: str | None = None


def read_answer(source: Source, answer: Answer, now: dt.datetime) -> Listing:
    """Return what a source's answer lists, dates in ISO 8601. Raises NotAListingError."""
    if source.kind == "feed":
        listing = read_feed(answer.body, answer.url, answer.content_type)
    elif source.kind == "sitemap":
        listing = read_sitemap(answer.body, answer.url, answer.content_type)
    elif source.fields:
        listing = read_json(answer.body, answer.url, answer.content_type, source.fields)
    else:
        listing = read_listing(answer.body, answer.url, answer.content_type, source.select)
    zone = source.zone
    wanted = [each for each in listing.links if source.allow is None or re.search(source.allow, each.url)]
    return replace(listing, links=[_dated(each, zone, now) for each in wanted])


def _dated(each: FoundLink, zone: ZoneInfo, now: dt.datetime) -> FoundLink:
    """Return the link with its date in ISO 8601; one in the future, or none at all, becomes None."""
    stated = each.published_at
    if not stated or (date := parse_date(stated, zone, now)):
        return replace(each, published_at=date if stated else None)
    near = counted_date(stated, zone, now) or yearless_date(stated, zone, now)
    return replace(each, published_at=near.value if near else None)
