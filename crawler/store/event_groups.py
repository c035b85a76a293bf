"""The events themselves: groups of stories that tell the same happening.

They are computed anew from the likenesses around a story each time one comes or changes, and from what persons said;
so neither the order of arrival nor an earlier group decides. Events keep their ids.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from crawler.store import placing
from crawler.store.events import event_of
from crawler.store.many import chunks, rows_with
from crawler.store.schema import decisions, event_choices, items, likenesses, telling
from pipelines.happenings.grouping import TOGETHER, Pair, group, name_events, pair
from pipelines.happenings.together import put_together

_REACH = 300  # stories that are grouped anew at once


def regroup(connection: sa.Connection, stories: Collection[str]) -> None:
    """Compute the events of stories, and of all that are linked to them, anew."""
    reached = _linked_to(connection, stories)
    if not reached or (len(reached) == 1 and event_of(connection, reached[0]) is None):
        return  # most stories are told once
    rows = rows_with(connection, sa.select(telling), telling.c.story, reached)
    former = {row["story"]: row["event"] for row in rows if row["event"]}
    fixed = _reaching_out(connection, set(former.values()), reached)
    free = {row["story"] for row in rows} - {story for story, event in former.items() if event in fixed}
    former = {story: event for story, event in former.items() if story in free}
    together, apart = _said(connection, free)
    groups = put_together(group(free, _scores(connection, free), apart), together, apart)
    named = name_events(
        groups,
        former,
        {row["story"]: row["seq"] for row in rows},
        # A revised story may have left its event, which keeps the id that it has from it.
        lambda event: connection.scalar(sa.select(telling.c.seq).where(telling.c.event == event).limit(1)) is not None,
    )
    connection.execute(sa.update(telling).where(telling.c.story.in_(sorted(former))).values(event=None, place=None))
    for event in sorted(set(named.values())):
        _write_event(connection, event, [story for story in named if named[story] == event])


def concerned(connection: sa.Connection, decision: int) -> set[str]:
    """Return the stories of the items that a decision on events is about."""
    chosen = sa.select(event_choices.c.one, event_choices.c.other).where(event_choices.c.decision_id == decision)
    named = {item for row in connection.execute(chosen) for item in row}
    return {row["story"] for row in rows_with(connection, sa.select(items.c.story), items.c.id, named)}


def _linked_to(connection: sa.Connection, stories: Collection[str]) -> list[str]:
    """Return stories with all that likeness or a person's word leads to, the nearest first, up to a limit."""
    reached = dict.fromkeys(sorted(stories))
    edge = list(reached)
    while edge and len(reached) < _REACH:
        fellows = sa.select(telling.c.story).where(telling.c.event.in_(_events_of(connection, edge)))
        found = set(connection.scalars(fellows))
        for here, there in ((likenesses.c.one, likenesses.c.other), (likenesses.c.other, likenesses.c.one)):
            query = sa.select(there).where(likenesses.c.score >= TOGETHER)
            found.update(row[0] for chunk in chunks(edge) for row in connection.execute(query.where(here.in_(chunk))))
        found.update(story for each in _said(connection, edge)[0] for story in each)
        edge = sorted(found - reached.keys())
        reached |= dict.fromkeys(edge)
    return list(reached)[:_REACH]


def _events_of(connection: sa.Connection, stories: Sequence[str]) -> set[str]:
    rows = rows_with(connection, sa.select(telling), telling.c.story, stories)
    return {row["event"] for row in rows if row["event"]}


def _reaching_out(connection: sa.Connection, events: Collection[str], reached: Collection[str]) -> set[str]:
    """Return the events that hold stories beyond those that were reached: these stay as they are."""
    rows = rows_with(connection, sa.select(telling), telling.c.event, events)
    inside = set(reached)
    return {row["event"] for row in rows if row["story"] not in inside}


def _scores(connection: sa.Connection, stories: Collection[str]) -> dict[Pair, float]:
    rows = rows_with(connection, sa.select(likenesses), likenesses.c.one, stories)
    return {(row["one"], row["other"]): row["score"] for row in rows if row["other"] in stories}


def _said(connection: sa.Connection, stories: Collection[str]) -> tuple[set[Pair], set[Pair]]:
    """Return the pairs with one of these stories that persons put together, and those that they keep apart.

    Of two decisions on the same pair the newer one counts.
    """
    one, other = items.alias(), items.alias()
    query = (
        sa.select(decisions.c.id, decisions.c.kind, one.c.story.label("mine"), other.c.story.label("theirs"))
        .select_from(event_choices)
        .join(decisions, sa.and_(decisions.c.id == event_choices.c.decision_id, decisions.c.undone_at.is_(None)))
        .join(one, one.c.id == event_choices.c.one)
        .join(other, other.c.id == event_choices.c.other)
    )
    found = [row for side in (one, other) for row in rows_with(connection, query, side.c.story, stories)]
    kinds = {
        pair(row["mine"], row["theirs"]): row["kind"]
        for row in sorted(found, key=lambda row: row["id"])
        if row["mine"] != row["theirs"]
    }
    together = {each for each, kind in kinds.items() if kind == "together"}
    return together, kinds.keys() - together


def _write_event(connection: sa.Connection, event: str, stories: Sequence[str]) -> None:
    """Put stories into an event, the best-sourced first."""
    for place, story in enumerate(placing.most_original_first(connection, stories)):
        change = sa.update(telling).where(telling.c.story == story)
        connection.execute(change.values(event=event, place=place))
