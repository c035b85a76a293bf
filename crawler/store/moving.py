"""Items that go over to another story, and whether a person has a say in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from crawler.outcomes import COPY_RELATIONS
from crawler.store import placing
from crawler.store.schema import decisions, event_choices, items, members_before, story_choices
from crawler.urls import item_id
from pipelines.duplication.form import Form
from pipelines.duplication.regroup import Group, Remainder
from pipelines.duplication.verify import compare


def story_of(connection: sa.Connection, wanted: str) -> str:
    """Return the story that an item is in now."""
    return str(connection.scalar(sa.select(items.c.story).where(items.c.id == wanted)))


def regrouped(connection: sa.Connection, left: Collection[str]) -> list[Group]:
    """Return what is left of a story without its head, in groups of texts that are one."""
    texts = dict(connection.execute(sa.select(items.c.id, items.c.text).where(items.c.id.in_(left))).all())
    copies = placing.judged(connection, left)
    return Remainder({each: texts[each] for each in copies}, copies, _joined(connection, left)).groups()


def _joined(connection: sa.Connection, among: Collection[str]) -> list[set[str]]:
    """Return the sets of items that persons joined, and that are among some."""
    query = sa.select(story_choices.c.other_id, story_choices.c.members).join(
        decisions, decisions.c.id == story_choices.c.decision_id
    )
    either = sa.or_(story_choices.c.other_id.in_(among), decisions.c.item_id.in_(among))
    standing = sa.and_(decisions.c.kind == "join", decisions.c.undone_at.is_(None), either)
    rows = connection.execute(query.where(standing)).all()
    return [{row.other_id, *row.members} & set(among) for row in rows]


def move(connection: sa.Connection, moved: Collection[str], story: str) -> None:
    """Put items into a story, which is out of order until it is settled."""
    connection.execute(sa.update(items).where(items.c.id.in_(moved)).values(story=story))


def free_story(connection: sa.Connection, wanted: str, *, restored: bool = False) -> str:
    """Return an id for a new story: the item's own, unless a story has it, or a choice that may be undone needs it."""
    number = 0
    story = wanted
    while _is_taken(connection, story, restored=restored):
        number += 1
        story = item_id(wanted, f"story {number}")
    return story


def _is_taken(connection: sa.Connection, story: str, *, restored: bool) -> bool:
    if connection.scalar(sa.select(items.c.id).where(items.c.story == story).limit(1)):
        return True
    kept = sa.select(story_choices.c.story).where(story_choices.c.story == story)
    return not restored and connection.scalar(kept.limit(1)) is not None


def concerning(story_ids: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition for decisions on members of stories, choices that they are the other side of included: the
    item that left their story or came to it, the stories of the event that was parted or joined.
    """
    inside = sa.select(items.c.id).where(items.c.story.in_(story_ids))
    chosen = sa.select(story_choices.c.decision_id).where(story_choices.c.other_id.in_(inside))
    loose = sa.and_(members_before.c.item_id.in_(inside), members_before.c.is_loose)
    left = sa.select(members_before.c.decision_id).where(loose)
    either = sa.or_(event_choices.c.one.in_(inside), event_choices.c.other.in_(inside))
    of_events = sa.select(event_choices.c.decision_id).where(either)
    told = [decisions.c.id.in_(found) for found in (chosen, left, of_events)]
    return sa.or_(decisions.c.item_id.in_(inside), *told)


def unsaid(connection: sa.Connection, stories: Sequence[str]) -> list[str]:
    """Return those of some stories of which no person says that a copy is none, that two are one, or that they and
    others tell different happenings.
    """
    chosen = sa.and_(decisions.c.kind.in_(["part", "join", "apart"]), decisions.c.undone_at.is_(None))
    query = sa.select(decisions.c.id).where(chosen)
    return [each for each in stories if connection.execute(query.where(concerning([each])).limit(1)).first() is None]


def strangers(connection: sa.Connection, story: str) -> list[str]:
    """Return the ids of a story's members that are no copies of its head by the texts, but of another member."""
    query = sa.select(items.c.id, items.c.exact_key, items.c.text, items.c.is_head)
    there = connection.execute(query.where(items.c.story == story).order_by(items.c.seq)).mappings().all()
    head = next(Form(row["text"]) for row in there if row["is_head"])
    others = [row for row in there if not row["is_head"]]
    texts = {row["exact_key"]: row["text"] for row in others}
    matches = {key: compare(text, head) for key, text in texts.items()}
    copies = {key for key, match in matches.items() if match and match.relation in COPY_RELATIONS}
    return [row["id"] for row in others if row["exact_key"] not in copies]
