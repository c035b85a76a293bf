"""What became of addresses, read back: in one run, and what could not be had when it was last asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crawler.outcomes import Kind, Outcome
from crawler.store.database import Store
from crawler.store.schema import addresses, discoveries, outcomes, source_states

_NOT_HAD = (str(Kind.FAILED), str(Kind.REJECTED))


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an address in a run. `is_listing`: it is a source's own one (feed, sitemap, listing)."""

    url: str
    source: str
    outcome: Outcome
    run_id: int
    at: dt.datetime
    is_listing: bool = False


def of_run(store: Store, run_id: int) -> list[Ended]:
    """Return the article addresses that ended in a run, in that order; of a page that was split, each article."""
    query = _articles().where(outcomes.c.run_id == run_id).order_by(outcomes.c.id)
    with store.reading() as connection:
        return [_ended(row) for row in connection.execute(query).mappings()]


def failures(store: Store, sources: Collection[str] = ()) -> list[Ended]:
    """Return what failed or was rejected when it was last asked for, the newest first; of some sources, or of all."""
    newest = sa.select(sa.func.max(outcomes.c.id)).where(outcomes.c.kind.in_(_NOT_HAD)).group_by(outcomes.c.address_id)
    still = sa.or_(*(addresses.c.outcome.like(f"{kind}:%") for kind in _NOT_HAD))
    articles = _articles().where(outcomes.c.id.in_(newest), still)
    listings = _listings()
    if sources:
        articles = articles.where(outcomes.c.source.in_(sources))
        listings = listings.where(discoveries.c.source.in_(sources))
    with store.reading() as connection:
        found = [_ended(row) for row in connection.execute(articles).mappings()]
        found += [_ended_listing(row) for row in connection.execute(listings).mappings()]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _articles() -> sa.Select[Any]:
    return sa.select(
        addresses.c.url,
        *(outcomes.c[name] for name in ("source", "kind", "reason", "detail", "run_id", "at")),
    ).join(addresses, outcomes.c.address_id == addresses.c.id)


def _listings() -> sa.Select[Any]:
    """Return the query for the newest failure of each source that could not be read when it was last asked."""
    newest = (
        sa.select(sa.func.max(discoveries.c.id))
        .where(discoveries.c.outcome.not_in(("read", "unchanged")))
        .group_by(discoveries.c.source)
    )
    return (
        sa.select(discoveries)
        .join(source_states, source_states.c.name == discoveries.c.source)
        .where(source_states.c.failures > 0, discoveries.c.id.in_(newest))
    )


def _ended(row: sa.RowMapping) -> Ended:
    outcome = Outcome(Kind(row["kind"]), row["reason"], row["detail"])
    return Ended(row["url"], row["source"], outcome, row["run_id"], row["at"])


def _ended_listing(row: sa.RowMapping) -> Ended:
    kind, _, reason = row["outcome"].partition(":")
    outcome = Outcome(Kind(kind), reason, row["detail"])
    return Ended(row["url"], row["source"], outcome, row["run_id"], row["at"], is_listing=True)
