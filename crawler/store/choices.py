"""What persons say of stories: this copy is none, these two stories are one. Kept for good, undone or not.

No computation moves an item out of a story, or into one, of which anything is said here: new copies join the story
whose text is nearest, revisions stay where they are, a better head changes no story, and what a new text tells of older
stories (`gathering`) is done to none of these. So what is said here holds until it is undone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from crawler.outcomes import COPY_RELATIONS
from crawler.store import before, placing
from crawler.store.database import Store
from crawler.store.event_filing import follow
from crawler.store.moving import concerning, free_story, move, regrouped, story_of, strangers
from crawler.store.rulings import ChoiceError, Ruling, as_seen, enter, item_row, ruled
from crawler.store.schema import decisions, items, story_choices
from pipelines.duplication.regroup import Group
from pipelines.duplication.verify import compare

Kind = Literal["part", "join"]


@dataclass(frozen=True, slots=True)
class StoryNow:
    """A story as it is after a choice: its head's row, and its copies in order of arrival, all without texts."""

    head: sa.RowMapping
    copies: list[sa.RowMapping]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a choice changes: the items that go over, and the stories as they are then, that of `item_id` first.

    Of a parting, the second is what is left, and more are those of what is no copy of the head there (`loose`).
    """

    kind: Kind
    item_id: str
    moved: list[str]
    stories: list[StoryNow]
    seen: str
    """What the stories were like before: given back when the choice is made, it is made only if they still are."""
    decision_id: int | None = None
    """None for a preview."""

    @property
    def loose(self) -> list[StoryNow]:
        """The stories of what is no copy of the new head, once the head was parted."""
        return self.stories[2:]


def part(store: Store, wanted: str, ruling: Ruling) -> Choice:
    """Take an item out of its story into a story of its own, with the copies that are the same text to the letter and
    those that are copies of it, but none of the head.

    When it is the head, the others are compared with a new one; what is no copy of that gets a story of its own, too.
    Raises ChoiceError when it is alone in its story, StaleError when the story is not as it was `seen`.
    """
    with ruled(store, ruling) as connection:
        row = item_row(connection, wanted)
        story = str(row["story"])
        there = placing.members(connection, story)
        if len(there) == 1:
            raise ChoiceError(f"{wanted} is alone in its story: there is nothing to part it from")
        seen = as_seen(there, ruling.seen, "The stories")
        head = next(each for each in there if each["is_head"])
        moved = _going_along(row, head, there)
        if head["id"] not in moved:
            moved += _followers(connection, row, moved)
        left = [each["id"] for each in there if each["id"] not in moved]
        groups = [Group(head["id"], left)] if head["id"] in left else regrouped(connection, left)
        other = groups[0].head
        loose = [each for group in groups[1:] for each in group.members]
        decision = enter(connection, ruling, row["id"], row["state"], kind="part")
        _keep(connection, decision, story, other, moved)
        before.keep(connection, decision, [each["id"] for each in there], loose)
        move(connection, moved, free_story(connection, row["id"]))
        mine = _settled(connection, row["id"], row["id"], ruling.at, f"parted from {other}")
        for group in groups if head["id"] in moved else []:
            if group is not groups[0]:
                move(connection, group.members, free_story(connection, group.head))
            placing.found(connection, group.head)
        note = f"{row['id']} was parted from this"
        rest = [_settled(connection, group.head, group.head, ruling.at, note) for group in groups]
        follow(connection, [story_of(connection, each) for each in (row["id"], *(group.head for group in groups))])
        choice = Choice("part", row["id"], moved, [mine, *rest], seen, ruling.entered(decision))
        _enter_state(connection, choice, decision)
    return choice


def join(store: Store, wanted: str, other: str, ruling: Ruling) -> Choice:
    """Put the whole story of an item into the story of another one, which keeps its id.

    Raises ChoiceError when they are in one story, StaleError when one of the stories is not as it was `seen`.
    """
    with ruled(store, ruling) as connection:
        mine, theirs = item_row(connection, wanted), item_row(connection, other)
        if mine["story"] == theirs["story"]:
            raise ChoiceError(f"{wanted} and {other} are in one story already")
        going = placing.members(connection, mine["story"])
        staying = placing.members(connection, theirs["story"])
        seen = as_seen([*going, *staying], ruling.seen, "The stories")
        head = next(each for each in going if each["is_head"])
        present = next(each for each in staying if each["is_head"])
        moved = [head["id"], *(each["id"] for each in going if each is not head)]
        decision = enter(connection, ruling, head["id"], head["state"], kind="join")
        _keep(connection, decision, mine["story"], present["id"], moved)
        before.keep(connection, decision, [each["id"] for each in (*going, *staying)], loose=())
        move(connection, moved, theirs["story"])
        after = _settled(connection, present["id"], present["id"], ruling.at, f"{head['id']} was joined to this")
        follow(connection, [mine["story"], theirs["story"]])
        choice = Choice("join", head["id"], moved, [after], seen, ruling.entered(decision))
        _enter_state(connection, choice, decision)
    return choice


def reverse(connection: sa.Connection, decision: sa.RowMapping, now: dt.datetime) -> list[str]:
    """Bring the stories back together, or apart again; return an item of each.

    What came to a story since goes with the text that it is a copy of to the letter, and else stays.
    """
    query = sa.select(story_choices).where(story_choices.c.decision_id == decision["id"])
    choice = connection.execute(query).mappings().one()
    mine, other = str(decision["item_id"]), str(choice["other_id"])
    story, others = story_of(connection, mine), story_of(connection, other)
    if decision["kind"] == "part":
        coming = [story, *(each for each in _loose_stories(connection, decision) if each != others)]
        present = _head_id(connection, others, but=mine)
        for each in coming:
            move(connection, [row["id"] for row in placing.members(connection, each)], others)
        before.restore(connection, decision["id"], mine, now, present)
        follow(connection, [*coming, others])
        return [mine]
    there = placing.members(connection, story)
    keys = {row["exact_key"] for row in there if row["id"] in choice["members"]}
    keys -= {row["exact_key"] for row in there if row["id"] == other}
    moved = [row["id"] for row in there if row["id"] in choice["members"] or row["exact_key"] in keys]
    move(connection, moved, free_story(connection, str(choice["story"]), restored=True))
    for each in (mine, other):
        before.restore(connection, decision["id"], each, now, each)
    follow(connection, [story, others, story_of(connection, mine)])
    return [mine, other]


def _head_id(connection: sa.Connection, story: str, *, but: str) -> str:
    """Return the id of a story's head from before others came to it, of which `but` was one."""
    query = sa.select(items.c.id).where(items.c.story == story, items.c.is_head, items.c.id != but)
    return str(connection.scalar(query.order_by(items.c.seq).limit(1)) or but)


def _going_along(row: sa.RowMapping, head: sa.RowMapping, there: Sequence[sa.RowMapping]) -> list[str]:
    """Return the item and what is the same text to the letter, unless the head is that, too, or nothing would stay."""
    same = [each["id"] for each in there if each["exact_key"] == row["exact_key"]]
    keeps_head = row["id"] != head["id"] and head["id"] in same
    return [row["id"]] if keeps_head or len(same) == len(there) else same


def _followers(connection: sa.Connection, row: sa.RowMapping, moved: Collection[str]) -> list[str]:
    """Return what came to a story as a copy of an item: it is none of the head, and no person put it there itself."""
    others = [each for each in strangers(connection, row["story"]) if each not in moved]
    texts = dict(connection.execute(sa.select(items.c.id, items.c.text).where(items.c.id.in_(others))).all())
    joined = sa.and_(decisions.c.kind == "join", decisions.c.undone_at.is_(None), decisions.c.item_id.in_(others))
    put = set(connection.scalars(sa.select(decisions.c.item_id).where(joined)))
    matches = {each: compare(texts[each], row["text"]) for each in others if each not in put}
    return [each for each, match in matches.items() if match and match.relation in COPY_RELATIONS]


def _loose_stories(connection: sa.Connection, decision: sa.RowMapping) -> list[str]:
    """Return the stories of what a parting left alone, but those that a person has parted or joined since."""
    loose = [row["item_id"] for row in before.kept(connection, decision["id"]) if row["is_loose"]]
    found = connection.scalars(sa.select(items.c.story).where(items.c.id.in_(loose)).distinct()).all()
    newer = sa.and_(decisions.c.id > decision["id"], decisions.c.undone_at.is_(None))
    chosen = sa.and_(newer, decisions.c.kind.in_(["part", "join"]))
    query = sa.select(decisions.c.id).where(chosen)
    return [story for story in found if connection.execute(query.where(concerning([story])).limit(1)).first() is None]


def _keep(connection: sa.Connection, decision: int, story: str, other: str, moved: list[str]) -> None:
    values = {"decision_id": decision, "story": story, "other_id": other, "members": moved}
    connection.execute(sa.insert(story_choices).values(values))


def _settled(connection: sa.Connection, member: str, present: str, now: dt.datetime, note: str) -> StoryNow:
    story = story_of(connection, member)
    placing.settle(connection, story, now, present=present, note=note)
    placing.restate(connection, story, now, note)
    there = placing.members(connection, story)
    head = next(each for each in there if each["is_head"])
    return StoryNow(head, [each for each in there if each is not head])


def _enter_state(connection: sa.Connection, choice: Choice, decision: int) -> None:
    """Enter the state that a choice led to."""
    there = [row for story in choice.stories for row in (story.head, *story.copies)]
    state = next(row["state"] for row in there if row["id"] == choice.item_id)
    connection.execute(sa.update(decisions).where(decisions.c.id == decision).values(to_state=state))
