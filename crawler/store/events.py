"""The events, as the review and the feed read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from crawler.store.database import Store
from crawler.store.many import rows_with
from crawler.store.mentions import Narrow
from crawler.store.schema import items, likenesses, telling

_LEAD = 240  # characters


def told_with(store: Store, story: str) -> tuple[str | None, list[sa.RowMapping], dict[str, dict[str, Any]]]:
    """Return the event of a story, the heads of the stories that tell it, the best-sourced first, and for each story
    that it is like what shows it, with `likeness`.
    """
    with store.reading() as connection:
        event = event_of(connection, story)
        if event is None:
            return None, [], {}
        why = {other: {"likeness": score} | found for other, (score, found) in whys(connection, story).items()}
        return event, members(connection, event), why


def members(connection: sa.Connection, event: str) -> list[sa.RowMapping]:
    """Return the heads of an event's stories, the best-sourced first; of their texts only the beginning, `lead`."""
    return _heads(connection, telling.c.event == event)


def _heads(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> list[sa.RowMapping]:
    lead = sa.func.substr(items.c.text, 1, _LEAD).label("lead")
    query = (
        sa.select(*(column for column in items.c if column.name != "text"), lead)
        .join(telling, sa.and_(telling.c.story == items.c.story, items.c.is_head))
        .where(condition)
        .order_by(telling.c.place, items.c.seq)
    )
    return list(connection.execute(query).mappings())


def tellers(connection: sa.Connection, story: str) -> list[sa.RowMapping]:
    """Return the heads of the stories that tell a story's event, as `members` does; itself when it does so alone, and
    none when it takes part in no event at all.
    """
    event = event_of(connection, story)
    return _heads(connection, telling.c.event == event if event else telling.c.story == story)


def event_of(connection: sa.Connection, story: str) -> str | None:
    """Return the event that a story tells with others, or None."""
    return connection.scalar(sa.select(telling.c.event).where(telling.c.story == story))


def fellows(narrow: Narrow, *, before: bool = False) -> sa.Select[tuple[int]]:
    """Return the query for the other heads of an item's event that are in its state, and in a narrower list: to be used
    within one on `items`. With `before`, only those that are better sourced.
    """
    mine, theirs, other = telling.alias(), telling.alias(), items.alias()
    query = (
        sa.select(other.c.seq)
        .select_from(mine)
        .join(theirs, sa.and_(theirs.c.event == mine.c.event, theirs.c.story != mine.c.story))
        .join(other, sa.and_(other.c.story == theirs.c.story, other.c.is_head))
        .where(mine.c.story == items.c.story, other.c.state == items.c.state, *narrow.conditions(other))
        .correlate(items)
    )
    return query.where(theirs.c.place < mine.c.place) if before else query


def first_of_event(narrow: Narrow) -> sa.ColumnElement[bool]:
    """Return the condition that no better-sourced story of its event is in an item's state: an event is one card."""
    return ~fellows(narrow, before=True).exists()


def tellings(store: Store, stories: Sequence[str], narrow: Narrow) -> dict[str, int]:
    """Return for stories how many more tell their event, in the same state and narrower list; where any does."""
    number = fellows(narrow).with_only_columns(sa.func.count()).scalar_subquery()
    query = sa.select(items.c.story, number.label("number")).where(items.c.is_head)
    with store.reading() as connection:
        rows = rows_with(connection, query, items.c.story, stories)
    return {row["story"]: row["number"] for row in rows if row["number"]}


def whys(connection: sa.Connection, story: str) -> dict[str, tuple[float, dict[str, Any]]]:
    """Return the stories that a story is like, each with how much and why."""
    query = sa.select(likenesses).where(sa.or_(likenesses.c.one == story, likenesses.c.other == story))
    return {
        row["other"] if row["one"] == story else row["one"]: (row["score"], row["why"])
        for row in connection.execute(query).mappings()
    }
