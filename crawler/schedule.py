"""Which sources are due, and which known pages are asked for changes. Pure functions of times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from crawler.sources import Source


class Action(Enum):
    """What to do with an address in this run."""

    FETCH = "fetch"
    RECHECK = "recheck"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class RecheckPolicy:
    """How long and how often a known page is asked whether it changed."""

    days: float
    hours: float
    scheduled: bool
    """A crawl that a person starts asks at once; a scheduled one keeps `hours` between two questions."""


def action(
    *,
    first_seen_at: dt.datetime,
    fetched_at: dt.datetime | None,
    outcome: str | None,
    policy: RecheckPolicy,
    now: dt.datetime,
) -> Action:
    """Return whether an address is fetched, asked for changes, or left alone.

    `outcome` is the address's last one, as text; None when it never had one. An address that was passed over (`known`
    without ever being fetched) stays so.
    """
    if outcome is None or outcome.startswith("failed"):
        return Action.FETCH
    if now - first_seen_at > dt.timedelta(days=policy.days):
        return Action.SKIP
    if fetched_at is None:
        return Action.FETCH if outcome.startswith("rejected") else Action.SKIP
    if policy.scheduled and now - fetched_at < dt.timedelta(hours=policy.hours):
        return Action.SKIP
    return Action.RECHECK


def next_due(source: Source, checked_at: dt.datetime | None, failures: int) -> dt.datetime | None:
    """Return when a source is to be read next; None means at once.

    The interval doubles with each failure in a row, to a day at most: a dead source is asked, but not hammered.
    """
    if checked_at is None:
        return None
    minutes = min(source.interval_minutes * 2 ** min(failures, 10), max(source.interval_minutes, 24 * 60))
    return checked_at + dt.timedelta(minutes=minutes)


def due(
    sources: Iterable[Source], checked: Mapping[str, tuple[dt.datetime | None, int]], now: dt.datetime
) -> list[Source]:
    """Return the sources to read now; `checked` holds for each name when it was last read and its failures since."""
    return [
        source
        for source in sources
        if (moment := next_due(source, *checked.get(source.name, (None, 0)))) is None or moment <= now
    ]
