"""A story put in order: who heads it, how its copies stand to that head, and what was decided on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from crawler.outcomes import COPY_RELATIONS, HOLDING_FLAGS, Flag, Relation, State
from crawler.store import stories
from crawler.store.rulings import Ruling, enter
from crawler.store.schema import decisions, items
from pipelines.duplication.head import Copy, most_original, period
from pipelines.duplication.match import Match

PROGRAM = "tidings"
"""Who moves a decision along when a story gets a better head. No person is written down by this name."""

_HELD = frozenset({State.OFF_TOPIC, State.QUARANTINED})
_SHOWN = "id story is_head state relation similarity exact_key version url source site_name title language published_at"
_LIGHT = [items.c[name] for name in _SHOWN.split()]
_TOLD = "id is_head state given_state relation url source site_name published_at published_on flags"
_JUDGED = [
    *(items.c[name] for name in _TOLD.split()),
    items.c.origin["name"].as_string().label("origin_name"),
    items.c.origin["url"].as_string().label("origin_url"),
    items.c.evidence["original"].as_string().label("original"),
]
"""What tells which member is to head a story: read of every one, each time that a copy comes."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A story in order: the row of its head as it is now, and of the item that headed it before, if another one did."""

    head: sa.RowMapping
    before: sa.RowMapping | None


def members(connection: sa.Connection, story: str) -> Sequence[sa.RowMapping]:
    """Return a story's items in order of arrival, as far as persons and their choices need them: without texts."""
    return _rows(connection, _LIGHT, items.c.story == story)


def settle(
    connection: sa.Connection,
    story: str,
    now: dt.datetime,
    *,
    present: str | None = None,
    whole: str | None = None,
    note: str = "",
) -> Settled:
    """Give a story the head it should have, and that head the state that persons gave the story.

    `present` is the head to keep in a tie: the one that there is, unless its story has just come to be. `whole` is the
    member of which that head, and so each of its copies, is nothing but a part. When somebody
    decided the story, the state moves along with a program's entry that says so (`note`: instead of the usual one).
    """
    there = _rows(connection, _JUDGED, items.c.story == story)
    known = present or next((row["id"] for row in there if row["is_head"]), there[0]["id"])
    at = next((place for place, row in enumerate(there) if row["id"] == known), 0)
    copies = [_copy(row) for row in there]
    if whole:
        copies = [replace(copy, is_part=row["id"] != whole) for row, copy in zip(there, copies, strict=True)]
    head, before = there[most_original(copies, at)], there[at]
    if not head["is_head"] or sum(row["is_head"] for row in there) > 1:
        _crown(connection, head, there)
        relate(connection, head["id"])
        usual = f"moved along from {before['id']}, which is a copy of this" if head is not before else ""
        restate(connection, story, now, note or usual)
        (head,) = _rows(connection, _JUDGED, items.c.id == head["id"])
    return Settled(head, before if before["id"] != head["id"] else None)


def most_original_first(connection: sa.Connection, stories: Sequence[str]) -> list[str]:
    """Return stories in the order of their heads: the one that would head them all first, were they one story."""
    left = list(_rows(connection, [*_JUDGED, items.c.story], sa.and_(items.c.story.in_(stories), items.c.is_head)))
    ranked = []
    while left:
        head = left.pop(most_original([_copy(row) for row in left], 0))
        ranked.append(str(head["story"]))
    return ranked


def restate(connection: sa.Connection, story: str, now: dt.datetime, note: str = "") -> None:
    """Give a story's head the state that holds: what a person decided last on a member, else what the stages gave it.

    With a `note`, a state that differs from what the stages gave is entered as the program's decision.
    """
    (head,) = _rows(connection, _JUDGED, sa.and_(items.c.story == story, items.c.is_head))
    decided = connection.execute(_decided(story)).first()
    state = decided.to_state if decided else head["given_state"]
    before = head["given_state"] if head["state"] == State.COPY else head["state"]
    values = {"state": state, "decided_at": decided.at if decided else None}
    connection.execute(sa.update(items).where(items.c.id == head["id"]).values(values))
    if note and state != before:
        enter(connection, Ruling(PROGRAM, note, now), head["id"], before, state)


def state_beside(flags: Collection[str]) -> State:
    """Return the state of a story's member that does not head it: what a flag holds stays held there, too."""
    return State.COPY if HOLDING_FLAGS.isdisjoint(flags) else State.QUARANTINED


def relate(connection: sa.Connection, head_id: str, *, only: str | None = None) -> None:
    """Write down how each copy, or `only` one of them, stands to the head of its story, and what shows it.

    One that is no copy of the head by the texts (it is one of another copy, or a person said so) keeps what it was; one
    that headed the story itself is `rewritten` then.
    """
    head = connection.execute(sa.select(items).where(items.c.id == head_id)).mappings().one()
    query = sa.select(items).where(items.c.story == head["story"], items.c.is_head.is_(False))
    if only is not None:
        query = query.where(items.c.id == only)
    seen: dict[tuple[str, str | None], Match | None] = {}
    related = []
    for copy in connection.execute(query).mappings():
        key = (copy["exact_key"], copy["language"])
        if key not in seen:
            seen[key] = stories.match_of(copy["text"], head["text"])
        match = seen[key]
        values = relation_values(match) if match else {}
        kept = {"relation": copy["relation"] or str(Relation.REWRITTEN)}
        related.append({"at": copy["seq"], "similarity": copy["similarity"], "why": copy["why"]} | kept | values)
    if related:
        connection.execute(sa.update(items).where(items.c.seq == sa.bindparam("at")), related)


def relation_values(match: Match) -> dict[str, object]:
    """Return what an item's row says of a match that makes it a copy; nothing for a link, or the whole of a part."""
    if match.relation not in COPY_RELATIONS or match.turned:
        return {}
    return {"relation": str(match.relation), "similarity": match.similarity, "why": dict(match.evidence)}


def mark_part(connection: sa.Connection, head_id: str, match: Match) -> None:
    """Write down that the head of a story is nothing but a part of the text of which a match with it tells."""
    part = {"relation": str(Relation.CONTAINED), "similarity": match.similarity_back}
    connection.execute(sa.update(items).where(items.c.id == head_id).values(part))


def crown(connection: sa.Connection, head_id: str) -> None:
    """Make a member the head of its story, and the others copies; how they stand to it is not said yet."""
    story = sa.select(items.c.story).where(items.c.id == head_id).scalar_subquery()
    there = _rows(connection, _JUDGED, items.c.story == story)
    _crown(connection, next(row for row in there if row["id"] == head_id), there)


def found(connection: sa.Connection, head_id: str) -> None:
    """Make a member the head of its story, and relate the others to it anew: nothing of what was said of them holds."""
    story = sa.select(items.c.story).where(items.c.id == head_id).scalar_subquery()
    unsaid = {"relation": None, "similarity": None, "why": None}
    connection.execute(sa.update(items).where(items.c.story == story).values(unsaid))
    crown(connection, head_id)
    relate(connection, head_id)


def judged(connection: sa.Connection, wanted: Collection[str]) -> dict[str, Copy]:
    """Return what tells which of some items is to head a story, by id, in order of arrival."""
    return {row["id"]: _copy(row) for row in _rows(connection, _JUDGED, items.c.id.in_(wanted))}


def _rows(
    connection: sa.Connection, columns: Sequence[sa.ColumnElement[Any]], condition: sa.ColumnElement[bool]
) -> Sequence[sa.RowMapping]:
    return connection.execute(sa.select(*columns).where(condition).order_by(items.c.seq)).mappings().all()


def _crown(connection: sa.Connection, head: sa.RowMapping, there: Sequence[sa.RowMapping]) -> None:
    others = [{"at": row["id"], "state": str(state_beside(row["flags"]))} for row in there if row is not head]
    if others:
        beside = sa.update(items).where(items.c.id == sa.bindparam("at"))
        connection.execute(beside.values(is_head=False, state=sa.bindparam("state")), others)
    alone = {"is_head": True, "relation": None, "similarity": None, "why": None}
    connection.execute(sa.update(items).where(items.c.id == head["id"]).values(alone))


def _decided(story: str) -> sa.Select[str, dt.datetime]:
    """Return the newest state that a person gave to a member of a story, and when; a choice on stories is none."""
    return (
        sa.select(decisions.c.to_state, decisions.c.at)
        .join(items, items.c.id == decisions.c.item_id)
        .where(items.c.story == story, decisions.c.kind == "state", decisions.c.undone_at.is_(None))
        .where(decisions.c.who != PROGRAM)
        .order_by(decisions.c.id.desc())
        .limit(1)
    )


def _copy(row: sa.RowMapping) -> Copy:
    stated = None if Flag.DATE_GUESSED in row["flags"] else row["published_at"]
    return Copy(
        url=row["url"],
        site_name=row["site_name"],
        origin_name=row["origin_name"],
        origin_urls=[url for url in (row["origin_url"], row["original"]) if url],
        published=period(stated, row["published_on"]),
        flags=len(row["flags"]),
        is_held=(row["state"] if row["is_head"] else row["given_state"]) in _HELD,
        is_part=row["relation"] == Relation.CONTAINED,
    )
