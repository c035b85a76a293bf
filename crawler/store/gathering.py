"""What a text that comes tells of the stories there were before it: some are one, or a head is a page of several texts.

So the order in which texts come changes little but who is head. Nobody's word is touched: a story of which a person has
said that a copy is none, that it is one with another, or that the two tell different happenings, stays as it is.
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
from crawler.store.moving import free_story, move, regrouped, story_of, strangers, unsaid
from crawler.store.schema import items, links
from crawler.store.stories import Found, Member
from pipelines.duplication.form import Form
from pipelines.duplication.regroup import Group
from pipelines.duplication.verify import are_apart, share_passages, share_within

_ON_A_PAGE = "the page holds several texts, which are stories of their own"
_LOOKED_AT = 6  # texts within a whole that are asked whether they have to do with each other
_WITHIN = {Relation.CONTAINED: False, Relation.CONTAINS: True}  # turned so, a match says that a text stands in another


@dataclass(frozen=True, slots=True)
class Told:
    """What was found of a text: the copy that it joins by, the stories that are the same text, and the rest."""

    best: Found | None
    """None for a text of its own."""
    ties: Sequence[Found]
    """One or more of each story that is the same text, `best` the first; none of a text that is but a part."""
    links: Sequence[Found]
    """What it is linked to when it gets a story of its own: the pages that hold it among them."""
    page: Found | None
    """The head that the text stands in."""


def told(found: Sequence[Found]) -> Told:
    """Return what the matches of a text tell, which come best first.

    A head that is a part of the text and has nothing to do with another one that stands in it makes the text a page of
    several: it holds them.
    """
    copies = [each for each in found if each.match.relation in COPY_RELATIONS]
    wholes = [each for each in copies if _is_whole(each)]
    parts = [each for each in copies if _head_stands_within(each)]
    if parts and _is_page_of([each for each in found if _head_stands_within(each)]):
        found = [_held(each) if each in parts else each for each in found]
        copies, parts = [each for each in copies if each not in parts], []
    best = copies[0] if copies else None
    ties = [*wholes, *parts] if best and (_is_whole(best) or _head_stands_within(best)) else []
    links = [
        _held(each) if each in copies else each for each in found if each not in copies or _stands_within_head(each)
    ]
    page = next((each for each in ([best] if best else found) if _stands_within_head(each)), None)
    return Told(best, ties, links, page)


def gather(connection: sa.Connection, ties: Sequence[Found], now: dt.datetime) -> list[str]:
    """Make one story of those that a new text is the same as; return the ids of what headed one of them, or does now.

    The story of the most original head keeps its id, and what a person decided last on any of them is what holds. When
    a person has had a say in the story that the text joins, nothing is gathered around it.
    """
    told_of = list(dict.fromkeys(each.member.story for each in ties))
    stories = unsaid(connection, told_of) if len(told_of) > 1 else []
    if len(stories) < 2 or told_of[0] not in stories:
        return []
    for each in ties:
        if _head_stands_within(each) and each.member.story in stories:
            placing.mark_part(connection, each.member.id, each.match)
    stays, *going = placing.most_original_first(connection, stories)
    heads = sa.select(items.c.id).where(items.c.is_head)
    present = connection.scalars(heads.where(items.c.story == stays)).one()
    others = connection.scalars(heads.where(items.c.story.in_(going))).all()
    connection.execute(sa.update(items).where(items.c.story.in_(going)).values(story=stays))
    note = "a new text shows that this was told in several stories"
    settled = placing.settle(connection, stays, now, present=present, note=note)
    follow(connection, [stays, *going])
    return list(dict.fromkeys([present, *others, settled.head["id"]]))


def beside(connection: sa.Connection, text: str, page: Found) -> Form | None:
    """Return another text on a page, a part of it or one that it holds, which a text has nothing to do with: the page
    is one of several texts then. None when there is none.
    """
    form, is_complete = Form(text), not page.match.is_cut
    for within in (_parts_of(page.member.story), _held_by(page.member.story)):
        query = within.add_columns(items.c.text, items.c.why).limit(_LOOKED_AT)
        for row in connection.execute(query).mappings():
            other, other_is_complete = Form(row["text"]), not (row["why"] or {}).get("cut")
            if not (is_complete or other_is_complete):
                continue
            if are_apart(form, other, whole_texts=is_complete and other_is_complete):
                return other
    return None


def take_out_parts(connection: sa.Connection, item_id: str, other: Form, page: Found, now: dt.datetime) -> list[str]:
    """Give the texts on a page, of which an item and another one are two, stories of their own, which that page
    contains; return the ids of what heads a story now and did not before, or the other way round.

    Where a person has had a say in the page's story, the item alone gets its own.
    """
    story = page.member.story
    if not unsaid(connection, [story]):
        _link_page(connection, page.member, [item_id])
        return []
    groups = _groups(connection, story, item_id, other)
    for group in groups:
        mine = item_id if item_id in group.members else free_story(connection, group.head)
        move(connection, group.members, mine)
        placing.found(connection, group.head)
        placing.restate(connection, mine, now, _ON_A_PAGE)
    settled = placing.settle(connection, story, now)
    placing.restate(connection, story, now, _ON_A_PAGE)
    heads = [group.head for group in groups]
    follow(connection, [story, *(story_of(connection, head) for head in heads)])
    _link_page(connection, page.member, heads)
    return [*heads, settled.head["id"], *([settled.before["id"]] if settled.before else [])]


def _groups(connection: sa.Connection, story: str, item_id: str, other: Form) -> list[Group]:
    """Return the texts on a page in groups of those that are one: its parts, an item, and what came as a copy of them.

    A part that has something of the item and of the other text, too, is the page itself, and cut.
    """
    query = sa.select(items.c.id, items.c.text)
    texts = dict(connection.execute(query.where(items.c.id.in_(_parts_of(story)))).all())
    own = Form(str(connection.scalar(sa.select(items.c.text).where(items.c.id == item_id))))
    cut_pages = {each for each, text in texts.items() if all(share_passages(Form(text), one) for one in (own, other))}
    parts = {*texts, item_id} - cut_pages
    groups = regrouped(connection, [*parts, *strangers(connection, story)])
    return [group for group in groups if not parts.isdisjoint(group.members)]


def _link_page(connection: sa.Connection, page: Member, heads: Sequence[str]) -> None:
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


def _stands_within_head(found: Found) -> bool:
    """Return whether a text stands in a head: as a part of it, or as one of its texts."""
    return found.member.is_head and _WITHIN.get(found.match.relation) is found.match.turned


def _head_stands_within(found: Found) -> bool:
    """Return whether a head stands in a text: as a part of it, or as one of its texts."""
    return found.member.is_head and _WITHIN.get(found.match.relation) is (not found.match.turned)


def _is_page_of(within: Sequence[Found]) -> bool:
    """Return whether a part of a text has nothing to do with another text that stands in it."""
    looked_at = within[:_LOOKED_AT] if len(within) > 1 else ()
    forms = {each.member.id: Form(each.member.text) for each in looked_at}
    for one, other in itertools.combinations(looked_at, 2):
        if Relation.CONTAINED not in (one.match.relation, other.match.relation):
            continue
        complete = [not each.match.is_cut for each in (one, other)]
        if any(complete) and are_apart(forms[one.member.id], forms[other.member.id], whole_texts=all(complete)):
            return True
    return False


def _held(found: Found) -> Found:
    """Return a text that is a part of another as one that the other holds beside others."""
    match = found.match
    share = match.similarity if match.turned else match.similarity_back
    held = replace(match, relation=Relation.CONTAINS, turned=not match.turned, similarity=share)
    return replace(found, match=held)


def _parts_of(story: str) -> sa.Select[str]:
    """Return the query for the ids of what is nothing but a part of a story's head, in order of arrival."""
    is_part = sa.and_(items.c.is_head.is_(False), items.c.relation == str(Relation.CONTAINED))
    return sa.select(items.c.id).where(items.c.story == story, is_part).order_by(items.c.seq)


def _held_by(story: str) -> sa.Select[str]:
    """Return the query for the ids of the texts that the page which heads a story is known to hold."""
    page = sa.select(items.c.id).where(items.c.story == story, items.c.is_head)
    is_held = sa.and_(links.c.item_id.in_(page), links.c.relation == str(Relation.CONTAINS))
    return sa.select(items.c.id).join(links, links.c.other_id == items.c.id).where(is_held).order_by(items.c.seq)
