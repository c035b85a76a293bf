"""The review: what waits in the queue, and what persons decided. A decision is kept for good, undone or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crawler.store import choices, event_groups, events, moving, placing
from crawler.store.database import Store
from crawler.store.mentions import EVERYTHING, Narrow
from crawler.store.placing import PROGRAM
from crawler.store.rulings import Ruling, enter, ruled, state_seen
from crawler.store.schema import decisions, items, links

_LISTED = [column for column in items.c if column.name not in ("text", "evidence")]

_SEEN = [
    items.c.evidence["verdict"].as_string().label("verdict"),
    items.c.evidence["relevance"].as_json().label("words"),
    items.c.evidence["watched"].as_json().label("watched"),
]


@dataclass(frozen=True, slots=True)
class Decision:
    """One change by a person: of an item's state (`state`), of its story (`part`, `join`), of its event (`apart`,
    `together`)."""

    id: int
    item_id: str
    from_state: str
    to_state: str
    who: str
    note: str
    kind: str = "state"
    batch: int | None = None
    """The first of several decisions that were made at once; None when it was made alone."""


class SupersededError(Exception):
    """The decision to be undone is no longer the one that holds; `by` is."""

    def __init__(self, by: Decision) -> None:
        super().__init__(f"{by.item_id} has been decided again by {by.who}")
        self.by = by


def record(store: Store, item_id: str, to_state: str, ruling: Ruling) -> Decision | None:
    """Change the state of a story's head and write down who did so.

    None when there is no such head, or when it is not what was `seen` (see `state_seen`): nothing is changed then.
    """
    with ruled(store, ruling) as connection:
        query = sa.select(items.c.state, items.c.version).where(items.c.id == item_id, items.c.is_head)
        row = connection.execute(query).mappings().first()
        if row is None or ruling.seen not in (None, state_seen(row)):
            return None
        number = enter(connection, ruling, item_id, row["state"], to_state)
        change = sa.update(items).where(items.c.id == item_id)
        connection.execute(change.values(state=to_state, decided_at=ruling.at))
    return Decision(number, item_id, row["state"], to_state, ruling.who, ruling.note)


def undo(store: Store, item_id: str | None, now: dt.datetime, who: str | None = None) -> Decision | None:
    """Take back the newest decision that still stands: of an item's story, or of all; by `who`, or by anybody.

    Parted stories come together again, joined ones go apart. What the program entered because of the decision goes back
    with it, and, unless an item is named, what was decided at once with it: the first of these is returned then.
    None when there is nothing to take back.
    Raises SupersededError when somebody else has decided the item since.
    """
    with store.claiming() as connection:
        query = _standing().where(decisions.c.who != PROGRAM)
        if item_id is not None:
            story = connection.scalar(sa.select(items.c.story).where(items.c.id == item_id))
            query = query.where(moving.concerning([str(story)]))
        if who is not None:
            query = query.where(decisions.c.who == who)
        wanted = connection.execute(query.limit(1)).mappings().first()
        if wanted is None:
            return None
        taken_back = _batch(connection, wanted) if item_id is None else [wanted]
        for each in taken_back:
            _take_back(connection, each, now)
    return _decision(taken_back[-1])


def decision(store: Store, decision_id: int) -> Decision | None:
    """Return one decision, or None."""
    with store.reading() as connection:
        query = sa.select(decisions).where(decisions.c.id == decision_id)
        row = connection.execute(query).mappings().first()
    return _decision(row) if row is not None else None


def story_history(store: Store, story: str) -> list[sa.RowMapping]:
    """Return the decisions on a story's members and what was parted from it, oldest first, undone ones included."""
    query = sa.select(decisions).where(moving.concerning([story])).order_by(decisions.c.id)
    with store.reading() as connection:
        return list(connection.execute(query).mappings())


def head_counts(store: Store) -> dict[str, int]:
    """Return how many stories' heads are in each state."""
    query = sa.select(items.c.state, sa.func.count()).where(items.c.is_head).group_by(items.c.state)
    with store.reading() as connection:
        return dict(connection.execute(query).all())


def head_count(store: Store, state: str, narrow: Narrow) -> int:
    """Return how many cards the heads in a state make, of the narrower list: an event is one."""
    query = sa.select(sa.func.count()).where(items.c.is_head, items.c.state == state, *_cards(narrow))
    with store.reading() as connection:
        return int(connection.scalar(query) or 0)


def heads_in(
    store: Store, state: str, *, newest_first: bool, offset: int, limit: int, narrow: Narrow = EVERYTHING
) -> list[sa.RowMapping]:
    """Return a part of the heads in a state, in the order of arrival or against it; of an event only the first.

    Rows are those of `items` without text and evidence, with `copies`: how many the story has, `fellows`: how many more
    stories in this state tell its event; of the evidence `verdict`, `words` and `watched` (null when there is none).
    """
    others = items.alias()
    copies = (
        sa.select(sa.func.count()).where(others.c.story == items.c.story, others.c.is_head.is_(False)).scalar_subquery()
    )
    same = events.fellows(narrow).with_only_columns(sa.func.count()).scalar_subquery()
    query = sa.select(*_LISTED, *_SEEN, copies.label("copies"), same.label("fellows")).where(
        items.c.is_head, items.c.state == state, *_cards(narrow)
    )
    order = items.c.seq.desc() if newest_first else items.c.seq
    with store.reading() as connection:
        return list(connection.execute(query.order_by(order).offset(offset).limit(limit)).mappings())


def beside(
    store: Store, state: str, seq: int, *, newest_first: bool, narrow: Narrow = EVERYTHING
) -> tuple[str | None, str | None]:
    """Return the ids of the heads before and after a place among those in a state; None at the ends."""
    query = sa.select(items.c.id).where(items.c.is_head, items.c.state == state, *_cards(narrow)).limit(1)
    with store.reading() as connection:
        earlier = connection.scalar(query.where(items.c.seq < seq).order_by(items.c.seq.desc()))
        later = connection.scalar(query.where(items.c.seq > seq).order_by(items.c.seq))
    return (later, earlier) if newest_first else (earlier, later)


def story_links(store: Store, story: str) -> list[sa.RowMapping]:
    """Return the links between a story and others: the other item's row without its text, `link_relation`,
    `link_similarity`, and `outward`: whether this story stands so to the other one (or that one to this).
    """
    members = _members(story)
    shown = [*_LISTED, links.c.relation.label("link_relation"), links.c.similarity.label("link_similarity")]
    outward = (
        sa.select(*shown, sa.true().label("outward"))
        .join(links, links.c.other_id == items.c.id)
        .where(links.c.item_id.in_(members), items.c.story != story)
    )
    inward = (
        sa.select(*shown, sa.false().label("outward"))
        .join(links, links.c.item_id == items.c.id)
        .where(links.c.other_id.in_(members), items.c.story != story)
    )
    with store.reading() as connection:
        return [
            row for query in (outward, inward) for row in connection.execute(query.order_by(items.c.seq)).mappings()
        ]


def ids_starting(store: Store, start: str, limit: int) -> list[str]:
    """Return the first ids that start so."""
    query = sa.select(items.c.id).where(items.c.id.startswith(start, autoescape=True)).order_by(items.c.id)
    with store.reading() as connection:
        return list(connection.scalars(query.limit(limit)))


def head_of(store: Store, story: str) -> sa.RowMapping:
    """Return the row of a story's head."""
    with store.reading() as connection:
        return connection.execute(sa.select(items).where(items.c.story == story, items.c.is_head)).mappings().one()


def _cards(narrow: Narrow) -> list[sa.ColumnElement[bool]]:
    return [*narrow.conditions(), events.first_of_event(narrow)]


def _batch(connection: sa.Connection, wanted: sa.RowMapping) -> Sequence[sa.RowMapping]:
    """Return a decision with those that were made at once with it and still stand."""
    if wanted["batch"] is None:
        return [wanted]
    return connection.execute(_standing().where(decisions.c.batch == wanted["batch"])).mappings().all()


def batch_size(store: Store, decision: Decision) -> int:
    """Return how many decisions were made at once with a decision, itself included."""
    if decision.batch is None:
        return 1
    with store.reading() as connection:
        query = sa.select(sa.func.count()).select_from(decisions).where(decisions.c.batch == decision.batch)
        return int(connection.scalar(query) or 0)


def _standing() -> sa.Select[*tuple[object, ...]]:
    return sa.select(decisions).where(decisions.c.undone_at.is_(None)).order_by(decisions.c.id.desc())


def _members(story: str | None) -> sa.Select[tuple[str]]:
    return sa.select(items.c.id).where(items.c.story == story)


def _take_back(connection: sa.Connection, wanted: sa.RowMapping, now: dt.datetime) -> None:
    """Mark a decision, and what the program entered because of it, as undone; each story gets the state that holds."""
    standing = connection.execute(_standing().where(moving.concerning([_story(connection, wanted)]))).mappings().all()
    newest = next(row for row in standing if row["who"] != PROGRAM)
    if newest["id"] != wanted["id"]:
        raise SupersededError(_decision(newest))
    connection.execute(sa.update(decisions).where(decisions.c.id == wanted["id"]).values(undone_at=now))
    concerned = [wanted["item_id"]]
    if wanted["kind"] in ("apart", "together"):
        event_groups.regroup(connection, event_groups.concerned(connection, wanted["id"]))
    elif wanted["kind"] != "state":
        concerned = choices.reverse(connection, wanted, now)
    stories = connection.scalars(sa.select(items.c.story).where(items.c.id.in_(concerned)).distinct()).all()
    because = sa.and_(moving.concerning(stories), decisions.c.id > wanted["id"], decisions.c.who == PROGRAM)
    still = decisions.c.undone_at.is_(None)
    connection.execute(sa.update(decisions).where(because, still).values(undone_at=now))
    for story in stories:
        placing.restate(connection, story, now)


def _story(connection: sa.Connection, wanted: sa.RowMapping) -> str:
    return str(connection.scalar(sa.select(items.c.story).where(items.c.id == wanted["item_id"])))


def _decision(row: sa.RowMapping) -> Decision:
    return Decision(**{name: row[name] for name in Decision.__dataclass_fields__})
