"""The stored items, as the review and the feed read them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from crawler.outcomes import Relation, State
from crawler.store.database import Store
from crawler.store.many import rows_with
from crawler.store.mentions import EVERYTHING, Narrow
from crawler.store.schema import addresses, decisions, items, links, revisions, telling


@dataclass(slots=True)
class HeldBack:
    """How many items of a site or a source a flag holds, of how many, and how often which flag does."""

    items: int = 0
    held: int = 0
    flags: Counter[str] = field(default_factory=Counter)

    @property
    def is_much(self) -> bool:
        """Whether it is to be named: two items or more are held, and at least one in three."""
        return self.held >= 2 and 3 * self.held >= self.items

    def __str__(self) -> str:
        flags = ", ".join(f"{flag} {times}" for flag, times in sorted(self.flags.items()))
        return f"{self.held} of {self.items} items" + (f" ({flags})" if flags else "")


def held_by_source(store: Store) -> dict[str, HeldBack]:
    """Return for each source that has items how many of them are held back now."""
    held = sa.func.sum(sa.case((items.c.state == str(State.QUARANTINED), 1), else_=0))
    query = sa.select(items.c.source, sa.func.count(), held).group_by(items.c.source)
    with store.reading() as connection:
        return {source: HeldBack(number, int(many)) for source, number, many in connection.execute(query)}


def get(store: Store, item_id: str) -> sa.RowMapping | None:
    """Return one item's row by its id, or by the start of it when that is unique; None when there is none."""
    with store.reading() as connection:
        query = sa.select(items).where(items.c.id.startswith(item_id, autoescape=True)).limit(2)
        rows = connection.execute(query).mappings().all()
    return rows[0] if len(rows) == 1 else None


def at_address(store: Store, canonical_url: str) -> str | None:
    """Return the id of the oldest item with a canonical address, or found at it; None when there is none."""
    here = sa.or_(items.c.canonical_url == canonical_url, addresses.c.canonical_url == canonical_url)
    query = sa.select(items.c.id).join(addresses, addresses.c.id == items.c.address_id).where(here)
    with store.reading() as connection:
        return connection.scalar(query.order_by(items.c.seq).limit(1))


def find(
    store: Store,
    *,
    states: list[str] | None = None,
    since: dt.datetime | None = None,
    heads_only: bool = True,
    source: str | None = None,
    narrow: Narrow = EVERYTHING,
    only: sa.ColumnElement[bool] | None = None,
    limit: int | None = None,
) -> list[sa.RowMapping]:
    """Return items' rows, oldest first. `since` is by `first_seen_at`, `only` a further condition."""
    query = sa.select(items).where(*narrow.conditions()).order_by(items.c.seq)
    if states:
        query = query.where(items.c.state.in_(states))
    if since:
        query = query.where(items.c.first_seen_at >= since)
    if heads_only:
        query = query.where(items.c.is_head)
    if source:
        query = query.where(items.c.source == source)
    if only is not None:
        query = query.where(only)
    if limit:
        query = query.limit(limit)
    with store.reading() as connection:
        return list(connection.execute(query).mappings())


def members(store: Store, story_ids: list[str]) -> dict[str, list[sa.RowMapping]]:
    """Return the copies (all members but the head) of each story, in order of arrival."""
    grouped: dict[str, list[sa.RowMapping]] = {}
    with store.reading() as connection:
        copies = sa.select(items).where(items.c.is_head.is_(False)).order_by(items.c.seq)
        for row in rows_with(connection, copies, items.c.story, story_ids):
            grouped.setdefault(row["story"], []).append(row)
    return grouped


def linked(store: Store, item_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return for each item the texts that its story is linked to: `id` and `relation`, as it stands to them.

    A link belongs to the two stories, not to the copies in which it was seen: it leads from head to head. Stories
    of one event are linked as `event` where nothing else links them.
    """
    member, other, head = items.alias(), items.alias(), items.alias()
    query = (
        sa.select(
            items.c.id.label("item_id"), head.c.id.label("other_id"), sa.func.min(links.c.relation).label("relation")
        )
        .join(member, member.c.story == items.c.story)
        .join(links, links.c.item_id == member.c.id)
        .join(other, other.c.id == links.c.other_id)
        .join(head, sa.and_(head.c.story == other.c.story, head.c.is_head))
        .where(head.c.story != items.c.story)
        .group_by(items.c.id, head.c.id, head.c.seq)
        .order_by(head.c.seq)
    )
    grouped: dict[str, list[dict[str, Any]]] = {}
    with store.reading() as connection:
        for row in rows_with(connection, query, items.c.id, item_ids):
            grouped.setdefault(row["item_id"], []).append({"id": row["other_id"], "relation": row["relation"]})
        for row in rows_with(connection, _same_event(), items.c.id, item_ids):
            known = grouped.setdefault(row["item_id"], [])
            if row["other_id"] not in {each["id"] for each in known}:
                known.append({"id": row["other_id"], "relation": str(Relation.EVENT)})
    return grouped


def _same_event() -> sa.Select[Any]:
    mine, theirs, head = telling.alias(), telling.alias(), items.alias()
    return (
        sa.select(items.c.id.label("item_id"), head.c.id.label("other_id"))
        .join(mine, mine.c.story == items.c.story)
        .join(theirs, sa.and_(theirs.c.event == mine.c.event, theirs.c.story != mine.c.story))
        .join(head, sa.and_(head.c.story == theirs.c.story, head.c.is_head))
        .order_by(theirs.c.place, head.c.seq)
    )


def counts(store: Store) -> dict[str, int]:
    """Return how many items are in each state."""
    with store.reading() as connection:
        query = sa.select(items.c.state, sa.func.count()).group_by(items.c.state)
        return dict(connection.execute(query).all())


def versions(store: Store, item_id: str) -> list[sa.RowMapping]:
    """Return an item's earlier texts, oldest first."""
    with store.reading() as connection:
        query = sa.select(revisions).where(revisions.c.item_id == item_id).order_by(revisions.c.version)
        return list(connection.execute(query).mappings())


def history(store: Store, item_id: str) -> list[sa.RowMapping]:
    """Return an item's decisions, oldest first, undone ones included."""
    with store.reading() as connection:
        query = sa.select(decisions).where(decisions.c.item_id == item_id).order_by(decisions.c.id)
        return list(connection.execute(query).mappings())
