"""Which copy heads a story: the most original one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawler.urls import host, site

_TO_THE_DAYS_END = dt.timedelta(days=1, microseconds=-1)


@dataclass(frozen=True, slots=True)
class Period:
    """When a text was published, as far as that is known: a moment (`start` is `end`), or some time of a day.

    One is earlier than another for certain when it ends before that starts; a day and a time of that day tell nothing.
    """

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """A member of a story, as far as it matters to who heads it."""

    url: str
    site_name: str | None = None
    origin_name: str | None = None
    origin_urls: Sequence[str] = ()
    """Addresses that it gives as those of the original: in its origin, or in its canonical link."""
    published: Period | None = None
    flags: int = 0
    is_held: bool = False
    """Whether a stage holds it back (quarantined, off topic) and no person has let it through."""
    is_part: bool = False
    """Whether it is nothing but a part of the text."""


def period(stated: str | None, start: dt.datetime | None) -> Period | None:
    """Return the period of a stated publication (as exported) that begins at `start`.

    A time of 00:00:00 is what many sites write for a day alone, so it counts as one.
    """
    if stated is None or start is None:
        return None
    is_day = len(stated) == len("2026-05-03") or dt.datetime.fromisoformat(stated).time() == dt.time()
    return Period(start, start + _TO_THE_DAYS_END if is_day else start)


def most_original(copies: Sequence[Copy], present: int) -> int:
    """Return the place of the copy that is to head the story; `present` is where its head stands now.

    The whole before a part, what is shown before what is held back, the one that other sites name as the origin, then
    those that no other was published before for certain, then the fewest flags. A tie leaves the head where it is, or
    else goes to the one that came first: `copies` are in order of arrival.
    """
    claims = _claims(copies)
    left = list(range(len(copies)))
    left = _prefer(left, [not each.is_part for each in copies])
    left = _prefer(left, [not each.is_held for each in copies])
    left = _prefer(left, [_is_named(each, claims) for each in copies])
    left = _earliest(left, copies)
    fewest = min(copies[place].flags for place in left)
    left = [place for place in left if copies[place].flags == fewest]
    return present if present in left else left[0]


def _prefer(places: list[int], wanted: Sequence[bool]) -> list[int]:
    """Return those of the places that are wanted; all when none is."""
    return [place for place in places if wanted[place]] or places


def _earliest(places: list[int], copies: Sequence[Copy]) -> list[int]:
    """Return those that none of the others was published before for certain."""
    periods = {place: known for place in places if (known := copies[place].published)}
    first_end = min((each.end for each in periods.values()), default=None)
    return [place for place in places if not (first_end and place in periods and first_end < periods[place].start)]


def _claims(copies: Sequence[Copy]) -> dict[str, set[str]]:
    """Return for each name or host that a copy gives as its origin the sites of the copies that do."""
    claims: defaultdict[str, set[str]] = defaultdict(set)
    for each in copies:
        for name in ((each.origin_name or "").casefold().strip(), *(_bare_host(url) for url in each.origin_urls)):
            if name:
                claims[name].add(site(each.url))
    return claims


def _is_named(copy: Copy, claims: Mapping[str, set[str]]) -> bool:
    """Return whether a copy on another site gives this one's site as where the text came from."""
    names = ((copy.site_name or "").casefold().strip(), _bare_host(copy.url))
    return any(claims[name] - {site(copy.url)} for name in names if name in claims)


def _bare_host(url: str) -> str:
    return host(url).removeprefix("www.")
