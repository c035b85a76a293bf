"""What persons say of events: these stories are not one, or all that wait are decided at once.

It is kept for good, undone or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import xxhash

from crawler.store import events
from crawler.store.choices import ChoiceError, StaleError
from crawler.store.database import Store
from crawler.store.schema import decisions, items
from pipelines.happenings.grouping import pair


@dataclass(frozen=True, slots=True)
class EventChoice:
    """What a choice on an event changes: the heads of the stories it is about, and the groups that are left."""

    event: str
    concerned: list[sa.RowMapping]
    """Those that leave, or those that are decided, as they were before."""
    groups: list[list[sa.RowMapping]]
    """The stories of the event as they are grouped then, the best-sourced first."""
    seen: str
    """What the event was like before: given back when the choice is made, it is made only if it still is."""
    decision_id: int | None = None
    """The first decision that was entered; None for a preview."""


def look(store: Store, wanted: str) -> EventChoice:
    """Return what a decision on an item's event is about: its stories in the state of this one. Nothing is changed.

    Raises ChoiceError when no other story tells the event.
    """
    with store.reading() as connection:
        event, there = _event(connection, wanted)
        state = _state(connection, wanted, there)
        return EventChoice(event, [row for row in there if row["state"] == state], [there], _fingerprint(there, None))


def part(
    store: Store,
    wanted: str,
    who: str,
    note: str,
    now: dt.datetime,
    *,
    everything: bool = False,
    seen: str | None = None,
    preview: bool = False,
) -> EventChoice:
    """Take an item's story out of its event; or, with `everything`, all its stories from each other.

    No later computation puts any two of them into one event again. Raises ChoiceError when no other story tells the
    event, StaleError when it is not as it was `seen`.
    """
    with store.claiming() as connection:
        event, there = _event(connection, wanted)
        before = _fingerprint(there, seen)
        mine = next(row for row in there if row["story"] == _story(connection, wanted))
        leaving = there if everything else [mine]
        decision = _enter(connection, [mine], "apart", None, who, note, now)
        ids = [str(row["id"]) for row in there]
        apart = {pair(row["id"], other) for row in leaving for other in ids if other != row["id"]}
        events.keep_apart(connection, decision, apart)
        events.regroup(connection, [row["story"] for row in there])
        choice = EventChoice(event, list(leaving), _groups(connection, there), before, None if preview else decision)
        if preview:
            connection.rollback()
    return choice


def decide(
    store: Store,
    wanted: str,
    to_state: str,
    who: str,
    note: str,
    now: dt.datetime,
    *,
    seen: str | None = None,
    preview: bool = False,
) -> EventChoice:
    """Give all stories of an item's event that are in the state of its story another one, in one decision to be undone.

    Raises ChoiceError when no other story tells the event, StaleError when it is not as it was `seen`.
    """
    with store.claiming() as connection:
        event, there = _event(connection, wanted)
        before = _fingerprint(there, seen)
        state = _state(connection, wanted, there)
        decided = [row for row in there if row["state"] == state]
        if state == to_state:
            raise ChoiceError(f"the stories of this event that are {state} are so already")
        decision = _enter(connection, decided, "state", to_state, who, note, now)
        ids = [row["id"] for row in decided]
        connection.execute(sa.update(items).where(items.c.id.in_(ids)).values(state=to_state, decided_at=now))
        choice = EventChoice(event, decided, _groups(connection, there), before, None if preview else decision)
        if preview:
            connection.rollback()
    return choice


def _event(connection: sa.Connection, wanted: str) -> tuple[str, list[sa.RowMapping]]:
    event = events.event_of(connection, _story(connection, wanted))
    if event is None:
        raise ChoiceError(f"no other story tells the event of {wanted}")
    return event, events.members(connection, event)


def _story(connection: sa.Connection, wanted: str) -> str:
    story = connection.scalar(sa.select(items.c.story).where(items.c.id == wanted))
    if story is None:
        raise ChoiceError(f"there is no item {wanted!r}")
    return str(story)


def _state(connection: sa.Connection, wanted: str, there: Sequence[sa.RowMapping]) -> str:
    story = _story(connection, wanted)
    return next(str(row["state"]) for row in there if row["story"] == story)


def _enter(
    connection: sa.Connection,
    rows: Sequence[sa.RowMapping],
    kind: str,
    to_state: str | None,
    who: str,
    note: str,
    now: dt.datetime,
) -> int:
    """Enter one decision for each row, bound together when there are several; return the first one's id."""
    first: int | None = None
    for row in rows:
        values = {"item_id": row["id"], "at": now, "who": who, "from_state": row["state"], "note": note, "kind": kind}
        values |= {"to_state": to_state or row["state"], "batch": first}
        entered = connection.execute(sa.insert(decisions).values(values).returning(decisions.c.id)).scalar_one()
        if first is None and len(rows) > 1:
            connection.execute(sa.update(decisions).where(decisions.c.id == entered).values(batch=entered))
        first = first or int(entered)
    return int(first or 0)


def _groups(connection: sa.Connection, there: Sequence[sa.RowMapping]) -> list[list[sa.RowMapping]]:
    """Return the stories that were one event as they are grouped now; other stories of their events are not told."""
    found: dict[tuple[str | None, str], list[sa.RowMapping]] = {}
    for row in there:
        event = events.event_of(connection, row["story"])
        found.setdefault((event, "" if event else row["story"]), []).append(row)
    return list(found.values())


def _fingerprint(there: Sequence[sa.RowMapping], seen: str | None) -> str:
    told = sorted((str(row["id"]), str(row["state"]), str(row["version"])) for row in there)
    found = xxhash.xxh3_64_hexdigest(repr(told).encode())
    if seen is not None and seen != found:
        raise StaleError("The stories of this event have changed since you saw them. Nothing was changed.")
    return found
