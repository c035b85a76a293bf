"""The addresses: each is noted before it is fetched, and ends in one outcome a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from crawler.outcomes import Failure, Kind, Outcome
from crawler.store.database import Store
from crawler.store.many import chunks, rows_with
from crawler.store.schema import addresses, discoveries, listed, outcomes, source_states

_MAX_ATTEMPTS = 5
_RETRY_FOR = dt.timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Link:
    """An address that a source named, with what it said of it (`hints`: title, published_at, summary)."""

    url: str
    canonical_url: str
    hints: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noted:
    """An address as the store knows it."""

    address_id: int
    url: str
    canonical_url: str
    source: str
    first_seen_at: dt.datetime
    fetched_at: dt.datetime | None
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    from_feed: bool
    outcome: str | None
    hints: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an answer said of a page: its validators and the hash of its body.

    `from_feed`: the page refused, and the body is what the feed itself holds of the article.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    from_feed: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """The outcome of one article of an address (an empty fragment: of the page as a whole)."""

    address_id: int
    source: str
    outcome: Outcome
    fragment: str = ""
    item_id: str | None = None
    page: Fetched | None = None
    """None when nothing was had: what is remembered of the page stays."""


def note(
    store: Store,
    run_id: int,
    source: str,
    url: str,
    links: Sequence[Link],
    validators: Fetched,
    now: dt.datetime,
    *,
    first_part: bool = True,
    is_entry: bool = True,
) -> list[Noted]:
    """Write a listing's addresses down, before any is fetched, and what the source answered; one transaction.

    With `first_part` false the links are added to those of the run's earlier parts (the next page of a listing); with
    `is_entry` false the validators are of such a part, and not of the source's own address.
    Returns the addresses that have no outcome in this run yet, in the listing's order.
    """
    with store.writing() as connection:
        _insert_missing(connection, source, links, now)
        rows = _by_canonical(connection, [link.canonical_url for link in links])
        ordered = [rows[link.canonical_url] for link in links]
        _list(connection, source, ordered, first_part=first_part)
        if is_entry:
            _note_source(connection, source, url, validators, now)
        _note_discovery(connection, run_id, source, url, "read", len(links), now)
        return _open(connection, run_id, ordered)


def note_unchanged(store: Store, run_id: int, source: str, url: str, now: dt.datetime) -> list[Noted]:
    """Note a listing that is the same as when it was last read: its addresses are the same, too."""
    with store.writing() as connection:
        rows = connection.execute(
            sa.select(addresses)
            .join(listed, listed.c.address_id == addresses.c.id)
            .where(listed.c.source == source)
            .order_by(listed.c.position)
        )
        ordered = [_noted(row) for row in rows.mappings()]
        connection.execute(
            sa.update(source_states)
            .where(source_states.c.name == source)
            .values(checked_at=now, succeeded_at=now, failures=0, error=None)
        )
        _note_discovery(connection, run_id, source, url, "unchanged", len(ordered), now)
        return _open(connection, run_id, ordered)


def left_over(store: Store, run_id: int, source: str, now: dt.datetime) -> list[Noted]:
    """Return a source's addresses that an interrupted run left open, or whose failure may have passed."""
    temporary = sa.and_(
        addresses.c.outcome.like(f"{Kind.FAILED}:%"),
        addresses.c.outcome.not_in([f"failed:http_{status}" for status in (404, 410, 451)]),
        addresses.c.attempts < _MAX_ATTEMPTS,
        addresses.c.first_seen_at > now - _RETRY_FOR,
    )
    open_still = sa.and_(addresses.c.pending_run.is_not(None), addresses.c.pending_run != run_id)
    with store.writing() as connection:
        rows = connection.execute(
            sa.select(addresses)
            .where(addresses.c.source == source, sa.or_(open_still, temporary))
            .order_by(addresses.c.id)
        )
        return _open(connection, run_id, [_noted(row) for row in rows.mappings()])


def end(connection: sa.Connection, run_id: int, endings: Iterable[Ending], now: dt.datetime) -> None:
    """Write outcomes down, within a transaction. The first outcome of an article in a run stands."""
    for ending in endings:
        _insert_or_ignore(
            connection,
            outcomes,
            [
                {
                    "run_id": run_id,
                    "address_id": ending.address_id,
                    "fragment": ending.fragment,
                    "source": ending.source,
                    "kind": str(ending.outcome.kind),
                    "reason": ending.outcome.reason,
                    "detail": ending.outcome.detail[:500],
                    "item_id": ending.item_id,
                    "at": now,
                }
            ],
        )
        values: dict[str, Any] = {"pending_run": None}
        if ending.outcome.reason != Failure.INTERRUPTED:  # that is no fault of the page
            values["attempts"] = addresses.c.attempts + 1 if ending.outcome.kind is Kind.FAILED else 0
        if ending.outcome.kind is Kind.KNOWN:  # passed over: remembered as such, unless there is more to remember
            values["outcome"] = sa.func.coalesce(addresses.c.outcome, str(Kind.KNOWN))
        elif ending.outcome.kind is Kind.UNCHANGED:  # what it was is remembered, but not a failure that has passed
            past = addresses.c.outcome.like(f"{Kind.FAILED}:%")
            values["outcome"] = sa.case((past, str(Kind.UNCHANGED)), else_=addresses.c.outcome)
        else:
            values["outcome"] = str(ending.outcome)
        if ending.item_id is not None:
            values["item_id"] = ending.item_id
        if ending.page is not None:
            values |= {
                "fetched_at": now,
                "etag": ending.page.etag,
                "last_modified": ending.page.last_modified,
                "body_hash": ending.page.body_hash,
                "from_feed": ending.page.from_feed,
            }
        connection.execute(sa.update(addresses).where(addresses.c.id == ending.address_id).values(values))


def end_all(store: Store, run_id: int, endings: Sequence[Ending], now: dt.datetime) -> None:
    """Write outcomes down in a transaction of their own."""
    with store.writing() as connection:
        end(connection, run_id, endings, now)


def postpone(store: Store, address_ids: Sequence[int]) -> None:
    """Leave addresses for the next run, which takes them up as if they had been left over."""
    with store.writing() as connection:
        for chunk in chunks(address_ids):
            part = addresses.c.id.in_(chunk)
            connection.execute(sa.update(addresses).where(part).values(pending_run=0, outcome=None))


def still_open(store: Store, run_id: int) -> list[Noted]:
    """Return the addresses that this run noted and that have no outcome."""
    with store.reading() as connection:
        rows = connection.execute(sa.select(addresses).where(addresses.c.pending_run == run_id))
        return [_noted(row) for row in rows.mappings()]


def listed_count(store: Store) -> dict[str, int]:
    """Return how many addresses each source's listing held when it was last read."""
    with store.reading() as connection:
        query = sa.select(listed.c.source, sa.func.count()).group_by(listed.c.source)
        return dict(connection.execute(query).all())


def _insert_missing(connection: sa.Connection, source: str, links: Sequence[Link], now: dt.datetime) -> None:
    rows = [
        {
            "canonical_url": link.canonical_url,
            "url": link.url,
            "source": source,
            "first_seen_at": now,
            "attempts": 0,
            "hints": link.hints,
        }
        for link in links
    ]
    _insert_or_ignore(connection, addresses, rows)


def _insert_or_ignore(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for chunk in chunks(rows):
        connection.execute(insert(table).on_conflict_do_nothing(), chunk)


def _by_canonical(connection: sa.Connection, urls: Sequence[str]) -> dict[str, Noted]:
    rows = rows_with(connection, sa.select(addresses), addresses.c.canonical_url, urls)
    return {row["canonical_url"]: _noted(row) for row in rows}


def _list(connection: sa.Connection, source: str, ordered: Sequence[Noted], *, first_part: bool) -> None:
    if first_part:
        connection.execute(sa.delete(listed).where(listed.c.source == source))
        offset = 0
    else:
        count = sa.select(sa.func.count()).select_from(listed).where(listed.c.source == source)
        offset = connection.scalar(count) or 0
    rows = [
        {"source": source, "address_id": each.address_id, "position": offset + position}
        for position, each in enumerate(ordered)
    ]
    _insert_or_ignore(connection, listed, rows)


def _note_source(connection: sa.Connection, source: str, url: str, validators: Fetched, now: dt.datetime) -> None:
    connection.execute(
        sa.update(source_states)
        .where(source_states.c.name == source)
        .values(
            url=url,
            etag=validators.etag,
            last_modified=validators.last_modified,
            body_hash=validators.body_hash,
            checked_at=now,
            succeeded_at=now,
            failures=0,
            error=None,
        )
    )


def _note_discovery(
    connection: sa.Connection, run_id: int, source: str, url: str, outcome: str, links: int, now: dt.datetime
) -> None:
    connection.execute(
        sa.insert(discoveries).values(
            run_id=run_id, source=source, url=url, outcome=outcome, links=links, detail="", at=now
        )
    )


def _open(connection: sa.Connection, run_id: int, ordered: Sequence[Noted]) -> list[Noted]:
    """Mark as this run's own what has no outcome in it, and return that."""
    ids = [each.address_id for each in ordered]
    ended: set[int] = set()
    for part in chunks(ids):
        ended |= set(
            connection.scalars(
                sa.select(outcomes.c.address_id).where(outcomes.c.run_id == run_id, outcomes.c.address_id.in_(part))
            )
        )
        ended |= set(
            connection.scalars(
                sa.select(addresses.c.id).where(addresses.c.pending_run == run_id, addresses.c.id.in_(part))
            )
        )
        fresh = [each for each in part if each not in ended]
        connection.execute(sa.update(addresses).where(addresses.c.id.in_(fresh)).values(pending_run=run_id))
    once = {each.address_id: each for each in ordered if each.address_id not in ended}
    return list(once.values())


def _noted(row: sa.RowMapping) -> Noted:
    return Noted(
        address_id=row["id"],
        **{name: row[name] for name in Noted.__dataclass_fields__ if name != "address_id"},
    )
