"""Decisions: what a person said of an item, kept for good; undoing one is kept, too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from crawler.store.database import Store
from crawler.store.schema import decisions, items


@dataclass(frozen=True, slots=True)
class Decision:
    """One change of an item's state by a person."""

    id: int
    item_id: str
    from_state: str
    to_state: str
    who: str
    note: str


def record(store: Store, item_id: str, to_state: str, who: str, note: str, now: dt.datetime) -> Decision | None:
    """Change the state of a story's head and write down who did so; None when there is no such head."""
    with store.claiming() as connection:
        query = sa.select(items.c.state).where(items.c.id == item_id, items.c.is_head)
        from_state = connection.scalar(query)
        if from_state is None:
            return None
        values = {
            "item_id": item_id,
            "at": now,
            "who": who,
            "from_state": from_state,
            "to_state": to_state,
            "note": note,
        }
        decision_id = connection.execute(
            sa.insert(decisions).values(values).returning(decisions.c.id)
        ).scalar_one()
        connection.execute(
            sa.update(items).where(items.c.id == item_id).values(state=to_state, decided_at=now)
        )
    return Decision(decision_id, item_id, from_state, to_state, who, note)


def undo(store: Store, item_id: str | None, now: dt.datetime) -> Decision | None:
    """Take back the newest decision that still stands (of one item, or of all); None when there is none."""
    query = sa.select(decisions).where(decisions.c.undone_at.is_(None)).order_by(decisions.c.id.desc()).limit(1)
    if item_id:
        query = query.where(decisions.c.item_id == item_id)
    with store.claiming() as connection:
        row = connection.execute(query).mappings().first()
        if row is None:
            return None
        connection.execute(sa.update(decisions).where(decisions.c.id == row["id"]).values(undone_at=now))
        before = connection.scalar(
            sa.select(sa.func.max(decisions.c.at)).where(
                decisions.c.item_id == row["item_id"], decisions.c.undone_at.is_(None)
            )
        )
        connection.execute(
            sa.update(items)
            .where(items.c.id == row["item_id"], items.c.state == row["to_state"])
            .values(state=row["from_state"], decided_at=before)
        )
    return Decision(row["id"], row["item_id"], row["from_state"], row["to_state"], row["who"], row["note"])


def next_in(store: Store, states: list[str], after: int = 0) -> str | None:
    """Return the id of the first head in these states after a place in the queue, or of the first of all."""
    first = sa.select(items.c.id).where(items.c.is_head, items.c.state.in_(states)).order_by(items.c.seq).limit(1)
    with store.reading() as connection:
        following = connection.scalar(first.where(items.c.seq > after))
        return following if following is not None else connection.scalar(first)
