"""What a text that comes tells of the stories there were before it: some are one, or a head is a page of several texts.

So the order in which texts come changes little but who is head. Nobody's word is touched: a story of which a person has
said that a copy is none, or that it is one with another, stays as it is.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from crawler.outcomes import COPY_RELATIONS, Relation
from crawler.store import placing
from crawler.store.event_filing import follow
from crawler.store.moving import free_story, move, regrouped, story_of, unsaid
from crawler.store.schema import items, links
from crawler.store.stories import Found, Member
from pipelines.duplication.form import Form
from pipelines.duplication.verify import are_apart, share_within

_ON_A_PAGE = "the page holds several texts, which are stories of their own"
_LOOKED_AT = 6  # parts of a whole that are asked whether they have to do with each other


@dataclass(frozen=True, slots=True)
class Told:
    """What was found of a text: the copy that it joins by, the stories that are the same text, and the rest."""

    best: Found | None
    """None for a text of its own."""
    ties: Sequence[Found]
    """One or more of each story that is the same text, `best` included; none of a text that is but a part."""
    links: Sequence[Found]
    """What a text of its own is linked to."""
    page: Found | None
    """The head that the text stands in."""


def told(found: Sequence[Found]) -> Told:
    """Return what the matches of a text tell, which come best first.

    Heads that are parts of the text and have nothing to do with each other make it a page of several: it holds them.
    """
    copies = [each for each in found if each.match.relation in COPY_RELATIONS]
    wholes = [each for each in copies if _is_whole(each)]
    parts = [each for each in copies if _is_part_of_text(each)]
    if _is_page_of(parts):
        held = {each.member.id for each in parts}
        found = [_held(each) if each.member.id in held else each for each in found]
        copies, parts = [each for each in copies if each.member.id not in held], []
    best = copies[0] if copies else None
    ties = [*wholes, *parts] if best and (_is_whole(best) or _is_part_of_text(best)) else []
    page = next((each for each in ([best] if best else found) if _stands_within(each)), None)
    return Told(best, ties, [] if best else found, page)


def gather(connection: sa.Connection, ties: Sequence[Found], now: dt.datetime) -> list[str]:
    """Make one story of those that a new text is the same as, and return the ids of what heads none any more.

    The story of the most original head keeps its id, and what a person decided last on any of them is what holds.
    """
    if len({each.member.story for each in ties}) < 2:
        return []
    stories = unsaid(connection, list(dict.fromkeys(story_of(connection, each.member.id) for each in ties)))
    if len(stories) < 2:
        return []
    stays, *going = placing.most_original_first(connection, stories)
    query = sa.select(items.c.id).where(items.c.is_head)
    present = connection.scalars(query.where(items.c.story == stays)).one()
    heads = connection.scalars(query.where(items.c.story.in_(going))).all()
    connection.execute(sa.update(items).where(items.c.story.in_(going)).values(story=stays))
    placing.settle(
        connection, stays, now, present=present, note="a new text shows that this was told in several stories"
    )
    follow(connection, [stays, *going])
    still = connection.scalars(query.where(items.c.story == stays)).one()
    return [each for each in (present, *heads) if each != still]


def is_of_several(connection: sa.Connection, text: str, page: Found) -> bool:
    """Return whether a text is one of several on a page: that has another part, with which it has nothing to do."""
    form, is_complete = Form(text), not page.match.is_cut
    query = _parts_of(story_of(connection, page.member.id)).add_columns(items.c.text, items.c.why).limit(_LOOKED_AT)
    for part in connection.execute(query).mappings():
        other_is_complete = not (part["why"] or {}).get("cut")
        if not (is_complete or other_is_complete):
            continue
        if are_apart(form, Form(part["text"]), whole_texts=is_complete and other_is_complete):
            return True
    return False


def take_out_parts(connection: sa.Connection, item_id: str, page: Found, now: dt.datetime) -> list[str]:
    """Give the texts on a page, of which an item is one, stories of their own; returns the ids of their heads.

    Where a person has had a say in the page's story, the item alone gets its own.
    """
    story = story_of(connection, page.member.id)
    if not unsaid(connection, [story]):
        return [item_id]
    groups = regrouped(connection, [*connection.scalars(_parts_of(story)), item_id])
    for group in groups:
        mine = item_id if item_id in group.members else free_story(connection, group.head)
        move(connection, group.members, mine)
        placing.found(connection, group.head)
        placing.restate(connection, mine, now, _ON_A_PAGE)
    placing.settle(connection, story, now)
    placing.restate(connection, story, now, _ON_A_PAGE)
    follow(connection, [story, *(story_of(connection, group.head) for group in groups)])
    return [group.head for group in groups]


def link_page(connection: sa.Connection, page: Member, heads: Sequence[str]) -> None:
    """Link a page to the stories of the texts that it contains, with the share of it that each makes up."""
    form = Form(page.text)
    texts = connection.execute(sa.select(items.c.id, items.c.text).where(items.c.id.in_(heads))).all()
    rows = [
        {
            "item_id": page.id,
            "other_id": row.id,
            "relation": str(Relation.CONTAINS),
            "similarity": round(share_within(form, [Form(row.text)]), 4),
        }
        for row in texts
    ]
    of_page = sa.and_(links.c.item_id == page.id, links.c.other_id.in_(heads))
    connection.execute(sa.delete(links).where(of_page))
    connection.execute(sa.insert(links), rows)


def _is_whole(found: Found) -> bool:
    is_part_there = not found.member.is_head and found.member.relation == Relation.CONTAINED
    return found.match.relation is not Relation.CONTAINED and not is_part_there


def _is_part_of_text(found: Found) -> bool:
    return found.match.relation is Relation.CONTAINED and found.match.turned and found.member.is_head


def _stands_within(found: Found) -> bool:
    """Return whether a text stands in a head: as a part of it, or as one of its texts."""
    match = found.match
    within = {Relation.CONTAINED: False, Relation.CONTAINS: True}
    return found.member.is_head and within.get(match.relation) is match.turned


def _is_page_of(parts: Sequence[Found]) -> bool:
    """Return whether two of the texts that stand in another have nothing to do with each other."""
    looked_at = parts[:_LOOKED_AT] if len(parts) > 1 else ()
    forms = {each.member.id: Form(each.member.text) for each in looked_at}
    for one, other in itertools.combinations(looked_at, 2):
        complete = [not each.match.is_cut for each in (one, other)]
        if any(complete) and are_apart(forms[one.member.id], forms[other.member.id], whole_texts=all(complete)):
            return True
    return False


def _held(found: Found) -> Found:
    """Return a part of a text as one that it holds beside others."""
    match = found.match
    return replace(found, match=replace(match, relation=Relation.CONTAINS, turned=False))


def _parts_of(story: str) -> sa.Select[str]:
    """Return the query for the ids of what is nothing but a part of a story's head, in order of arrival."""
    is_part = sa.and_(items.c.is_head.is_(False), items.c.relation == str(Relation.CONTAINED))
    return sa.select(items.c.id).where(items.c.story == story, is_part).order_by(items.c.seq)
