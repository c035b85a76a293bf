"""What persons say of events: these stories are not one, these two are, or all that wait are decided at once.

It is kept for good, undone or not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crawler.store import event_groups, events
from crawler.store.database import Store
from crawler.store.rulings import ChoiceError, Ruling, as_seen, enter, item_row, ruled
from crawler.store.schema import decisions, event_choices, items
from pipelines.happenings.grouping import Pair, pair

_STORIES = "The stories of this event"


@dataclass(frozen=True, slots=True)
class EventChoice:
    """What a choice on an event changes: the heads of the stories it is about, and the groups that are left."""

    event: str
    concerned: list[sa.RowMapping]
    """Those that leave, go over, or are decided, as they were before."""
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
        event, mine, there = _event(connection, wanted)
        waiting = [row for row in there if row["state"] == mine["state"]]
        return EventChoice(event, waiting, [there], as_seen(there, None, _STORIES))


def part(store: Store, wanted: str, ruling: Ruling, *, everything: bool = False) -> EventChoice:
    """Take an item's story out of its event; or, with `everything`, all its stories from each other.

    No later computation puts any two of them into one event again. Raises ChoiceError when no other story tells the
    event, StaleError when it is not as it was `seen`.
    """
    with ruled(store, ruling) as connection:
        event, mine, there = _event(connection, wanted)
        before = as_seen(there, ruling.seen, _STORIES)
        leaving = there if everything else [mine]
        decision = enter(connection, ruling, mine["id"], mine["state"], kind="apart")
        others = ((row["id"], other["id"]) for row in leaving for other in there)
        _keep(connection, decision, {pair(*each) for each in others if len({*each}) == 2})
        event_groups.regroup(connection, [row["story"] for row in there])
        return EventChoice(event, leaving, _groups(connection, there), before, ruling.entered(decision))


def join(store: Store, wanted: str, other: str, ruling: Ruling) -> EventChoice:
    """Put the event of an item's story and that of another one together: whoever else tells them comes along.

    No later computation takes the two from each other. Raises ChoiceError when they tell one event already, or somebody
    keeps apart what would come together; StaleError when the events are not as they were `seen`.
    """
    with ruled(store, ruling) as connection:
        going, staying = (_tellers(connection, each) for each in (wanted, other))
        if {row["story"] for row in going} & {row["story"] for row in staying}:
            raise ChoiceError(f"{wanted} and {other} tell one event already")
        there = [*going, *staying]
        before = as_seen(there, ruling.seen, "The stories of these events")
        mine, theirs = (str(item_row(connection, each)["story"]) for each in (wanted, other))
        head, present = (next(row for row in there if row["story"] == story) for story in (mine, theirs))
        decision = enter(connection, ruling, head["id"], head["state"], kind="together")
        _keep(connection, decision, {pair(head["id"], present["id"])})
        event_groups.regroup(connection, [mine, theirs])
        event = events.event_of(connection, mine)
        if event is None or event != events.event_of(connection, theirs):
            raise ChoiceError(
                f"somebody said that stories of these two events tell something else; undo that first "
                f"(the history of {wanted} and {other} names it)"
            )
        return EventChoice(event, going, _groups(connection, there), before, ruling.entered(decision))


def decide(store: Store, wanted: str, to_state: str, ruling: Ruling) -> EventChoice:
    """Give all stories of an item's event that are in the state of its story another one, in one decision to be undone.

    Raises ChoiceError when no other story tells the event, StaleError when it is not as it was `seen`.
    """
    with ruled(store, ruling) as connection:
        event, mine, there = _event(connection, wanted)
        before = as_seen(there, ruling.seen, _STORIES)
        if mine["state"] == to_state:
            raise ChoiceError(f"the stories of this event that are {to_state} are so already")
        decided = [row for row in there if row["state"] == mine["state"]]
        decision = _enter_all(connection, ruling, decided, to_state)
        change = sa.update(items).where(items.c.id.in_([row["id"] for row in decided]))
        connection.execute(change.values(state=to_state, decided_at=ruling.at))
        return EventChoice(event, decided, _groups(connection, there), before, ruling.entered(decision))


def _event(connection: sa.Connection, wanted: str) -> tuple[str, sa.RowMapping, list[sa.RowMapping]]:
    """Return the event of an item, the head of its story, and those of all stories that tell it."""
    story = str(item_row(connection, wanted)["story"])
    event = events.event_of(connection, story)
    if event is None:
        raise ChoiceError(f"no other story tells the event of {wanted}")
    there = events.members(connection, event)
    return event, next(row for row in there if row["story"] == story), there


def _tellers(connection: sa.Connection, wanted: str) -> list[sa.RowMapping]:
    there = events.tellers(connection, str(item_row(connection, wanted)["story"]))
    if not there:
        raise ChoiceError(f"{wanted} was stored before there were events; the next crawl files it, unless it is old")
    return there


def _keep(connection: sa.Connection, decision: int, pairs: Collection[Pair]) -> None:
    rows = [{"decision_id": decision, "one": one, "other": other} for one, other in sorted(pairs)]
    connection.execute(sa.insert(event_choices), rows)


def _enter_all(connection: sa.Connection, ruling: Ruling, rows: Sequence[sa.RowMapping], to_state: str) -> int:
    """Enter a decision for each row, bound together when there are several; return the first one's number."""
    numbers = [enter(connection, ruling, row["id"], row["state"], to_state) for row in rows]
    if len(rows) > 1:
        connection.execute(sa.update(decisions).where(decisions.c.id.in_(numbers)).values(batch=numbers[0]))
    return numbers[0]


def _groups(connection: sa.Connection, there: Sequence[sa.RowMapping]) -> list[list[sa.RowMapping]]:
    """Return the stories that were one event as they are grouped now; other stories of their events are not told."""
    found: dict[tuple[str | None, str], list[sa.RowMapping]] = {}
    for row in there:
        event = events.event_of(connection, row["story"])
        found.setdefault((event, "" if event else row["story"]), []).append(row)
    return list(found.values())
