"""Stories that tell the same happening: filed by their rarest terms, compared with what is near in time, and grouped.

Groups are computed anew from the likenesses around a story each time one comes or changes, and from what persons said;
so neither the order of arrival nor an earlier group decides. Events keep their ids.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import xxhash

from crawler.items import NewsItem
from crawler.outcomes import Relation
from crawler.store import placing
from crawler.store.database import Store
from crawler.store.mentions import Narrow
from crawler.store.schema import (
    decisions,
    items,
    kept_apart,
    likenesses,
    links,
    signatures,
    telling,
    telling_terms,
    term_counts,
)
from pipelines.happenings.grouping import TOGETHER, Pair, group, name_events, pair
from pipelines.happenings.likeness import WINDOW_DAYS, Likeness, Rarity, likeness, telltale_terms, weighed
from pipelines.happenings.signature import Signature

_SHARED_TERMS = 3  # from which a story is worth comparing
_CANDIDATES = 30
_KEPT_SCORE = 0.2  # likenesses below it would join no two groups
_REACH = 300  # stories that are grouped anew at once
_CHUNK = 400
_LEAD = 240  # characters
_SIGN = 1 << 63


@dataclass(frozen=True, slots=True)
class _Filed:
    """A story that takes part: its head as filed."""

    story: str
    at: dt.datetime
    signature: Signature


def keep(connection: sa.Connection, seq: int, item: NewsItem) -> set[str]:
    """Write down the signature that the stages gave an item, in place of an earlier one.

    Return the stories that are to be followed because of that. An item without a signature takes part in no event.
    """
    made: Signature | None = item.trail.signature
    if made is None:
        return set()
    filed = connection.scalar(sa.select(telling.c.story).where(telling.c.seq == seq))
    touched = _take_out(connection, filed) if filed is not None else set()
    connection.execute(sa.delete(signatures).where(signatures.c.seq == seq))
    row = connection.execute(sa.select(items.c.published_on, items.c.fetched_at).where(items.c.seq == seq)).one()
    content = {"is_han": made.is_han, "terms": made.terms, "title": sorted(made.title)}
    at = row.published_on or row.fetched_at
    connection.execute(sa.insert(signatures).values(seq=seq, at=at, signature=content))
    return touched


def follow(connection: sa.Connection, stories: Iterable[str], touched: Collection[str] = ()) -> None:
    """Bring the events up to date after stories came, changed, got other heads or ceased; again is harmless.

    `touched` are stories that were like one that changed.
    """
    reached = set(touched)
    for story in sorted(set(stories)):
        head = connection.scalar(sa.select(items.c.seq).where(items.c.story == story, items.c.is_head))
        filed = connection.scalar(sa.select(telling.c.seq).where(telling.c.story == story))
        if head == filed:
            continue
        if filed is not None:
            reached |= _take_out(connection, story)
        if head is not None:
            reached |= _file(connection, story, head)
    regroup(connection, reached)


def regroup(connection: sa.Connection, stories: Collection[str]) -> None:
    """Compute the events of stories, and of all that are linked to them, anew."""
    reached = _linked_to(connection, stories)
    if not reached or (len(reached) == 1 and event_of(connection, reached[0]) is None):
        return  # most stories are told once
    rows = _rows(connection, sa.select(telling), telling.c.story, reached)
    former = {row["story"]: row["event"] for row in rows if row["event"]}
    fixed = _reaching_out(connection, set(former.values()), reached)
    free = {row["story"] for row in rows} - {story for story, event in former.items() if event in fixed}
    former = {story: event for story, event in former.items() if story in free}
    groups = group(free, _scores(connection, free), _apart(connection, free))
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
    lead = sa.func.substr(items.c.text, 1, _LEAD).label("lead")
    query = (
        sa.select(*(column for column in items.c if column.name != "text"), lead)
        .join(telling, sa.and_(telling.c.story == items.c.story, items.c.is_head))
        .where(telling.c.event == event)
        .order_by(telling.c.place, items.c.seq)
    )
    return list(connection.execute(query).mappings())


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
        rows = _rows(connection, query, items.c.story, stories)
    return {row["story"]: row["number"] for row in rows if row["number"]}


def whys(connection: sa.Connection, story: str) -> dict[str, tuple[float, dict[str, Any]]]:
    """Return the stories that a story is like, each with how much and why."""
    query = sa.select(likenesses).where(sa.or_(likenesses.c.one == story, likenesses.c.other == story))
    return {
        row["other"] if row["one"] == story else row["one"]: (row["score"], row["why"])
        for row in connection.execute(query).mappings()
    }


def keep_apart(connection: sa.Connection, decision: int, pairs: Collection[Pair]) -> None:
    """Write down that the stories of items are not one event, because of a decision."""
    rows = [{"decision_id": decision, "one": one, "other": other} for one, other in sorted(pairs)]
    connection.execute(sa.insert(kept_apart), rows)


def concerned(connection: sa.Connection, decision: int) -> set[str]:
    """Return the stories of the items that a decision keeps apart."""
    said = sa.select(kept_apart.c.one).where(kept_apart.c.decision_id == decision)
    other = sa.select(kept_apart.c.other).where(kept_apart.c.decision_id == decision)
    either = sa.or_(items.c.id.in_(said), items.c.id.in_(other))
    return set(connection.scalars(sa.select(items.c.story).where(either)))


def _take_out(connection: sa.Connection, story: str) -> set[str]:
    """Undo the filing of a story; return the stories that it was like, and those of its event."""
    row = (
        connection.execute(
            sa.select(signatures, telling.c.event)
            .join(telling, telling.c.seq == signatures.c.seq)
            .where(telling.c.story == story)
        )
        .mappings()
        .one()
    )
    near = set(whys(connection, story))
    if row["event"] is not None:
        others = sa.select(telling.c.story).where(telling.c.event == row["event"], telling.c.story != story)
        near.update(connection.scalars(others))
    either = sa.or_(likenesses.c.one == story, likenesses.c.other == story)
    connection.execute(sa.delete(likenesses).where(either))
    connection.execute(sa.delete(telling_terms).where(telling_terms.c.story == story))
    connection.execute(sa.delete(telling).where(telling.c.story == story))
    _count(connection, row["signature"]["terms"], -1)
    return near


def _file(connection: sa.Connection, story: str, head: int) -> set[str]:
    """File a story under its telltale terms and compare it with those that are near; return it and those it is like."""
    row = connection.execute(sa.select(signatures).where(signatures.c.seq == head)).mappings().first()
    if row is None:
        return set()
    filed = _filed(story, row)
    terms = filed.signature.terms
    telltale = telltale_terms(filed.signature, _rarity(connection, terms))
    alike = _alike(connection, filed, telltale)
    connection.execute(sa.insert(telling).values(story=story, seq=head))
    if telltale:
        day = _day(filed.at)
        rows = [{"term": _hash(each), "day": day, "story": story} for each in telltale]
        connection.execute(sa.insert(telling_terms), rows)
    _count(connection, terms, 1)
    if alike:
        connection.execute(sa.insert(likenesses), [_pair_row(story, other, found) for other, found in alike.items()])
    return {story, *alike}


def _alike(connection: sa.Connection, filed: _Filed, asked: Sequence[str]) -> dict[str, Likeness]:
    """Return the filed stories that a story is like; not those that are the same form with other data."""
    near = _near(connection, filed, asked)
    rarity = _rarity(connection, {term for each in (filed, *near) for term in each.signature.terms})
    mine = weighed(filed.signature, rarity)
    found = {}
    for each in near:
        days = abs(filed.at - each.at) / dt.timedelta(days=1)
        if days <= WINDOW_DAYS:
            found[each.story] = likeness(mine, weighed(each.signature, rarity), days)
    alike = {story: each for story, each in found.items() if each.score >= _KEPT_SCORE}
    other_data = _other_data(connection, filed.story) if alike else set()
    return {story: each for story, each in alike.items() if story not in other_data}


def _near(connection: sa.Connection, filed: _Filed, asked: Sequence[str]) -> list[_Filed]:
    """Return the stories of the time around that share the most of the asked terms."""
    day, window = _day(filed.at), int(WINDOW_DAYS) + 1
    shared = sa.func.count()
    query = (
        sa.select(telling_terms.c.story)
        .where(telling_terms.c.term.in_([_hash(term) for term in asked]))
        .where(telling_terms.c.day.between(day - window, day + window), telling_terms.c.story != filed.story)
        .group_by(telling_terms.c.story)
        .having(shared >= _SHARED_TERMS)
        .order_by(shared.desc(), telling_terms.c.story)
        .limit(_CANDIDATES)
    )
    found = sa.select(telling.c.story, signatures).join(signatures, signatures.c.seq == telling.c.seq)
    rows = _rows(connection, found, telling.c.story, connection.scalars(query).all())
    return [_filed(row["story"], row) for row in rows]


def _filed(story: str, row: sa.RowMapping) -> _Filed:
    content = row["signature"]
    return _Filed(story, row["at"], Signature(content["is_han"], content["terms"], frozenset(content["title"])))


def _other_data(connection: sa.Connection, story: str) -> set[str]:
    """Return the stories that are one form with a story, filled with other data: two happenings, however alike."""
    mine, theirs = items.alias(), items.alias()
    query = sa.select(theirs.c.story).where(mine.c.story == story, links.c.relation == str(Relation.TEMPLATE))
    outward = query.where(links.c.item_id == mine.c.id, links.c.other_id == theirs.c.id)
    inward = query.where(links.c.other_id == mine.c.id, links.c.item_id == theirs.c.id)
    return {*connection.scalars(outward), *connection.scalars(inward)}


def _pair_row(story: str, other: str, found: Likeness) -> dict[str, Any]:
    one, two = pair(story, other)
    return {"one": one, "other": two, "score": found.score, "why": found.evidence}


def _day(at: dt.datetime) -> int:
    return at.astimezone(dt.UTC).toordinal()


def _hash(term: str) -> int:
    return xxhash.xxh3_64_intdigest(term.encode()) - _SIGN


_ALL = _hash("")
"""Under this the stories themselves are counted."""


def _rarity(connection: sa.Connection, terms: Iterable[str]) -> Rarity:
    hashes = {_hash(term): term for term in terms}
    counts: dict[int, int] = {}
    for chunk in _chunks(sorted({*hashes, _ALL})):
        rows = connection.execute(sa.select(term_counts).where(term_counts.c.term.in_(chunk)))
        counts.update((row.term, row.stories) for row in rows)
    stories = counts.pop(_ALL, 0)
    return Rarity(stories, {hashes[each]: number for each, number in counts.items()})


def _count(connection: sa.Connection, terms: Iterable[str], change: int) -> None:
    """Count a story in, or out (-1)."""
    hashes = {_ALL, *(_hash(term) for term in terms)}
    there = {row["term"] for row in _rows(connection, sa.select(term_counts), term_counts.c.term, hashes)}
    more = {"stories": term_counts.c.stories + change}
    for chunk in _chunks(sorted(there)):
        connection.execute(sa.update(term_counts).where(term_counts.c.term.in_(chunk)).values(more))
    new = [{"term": each, "stories": change} for each in sorted(hashes - there)]
    if new:
        connection.execute(sa.insert(term_counts), new)


def _linked_to(connection: sa.Connection, stories: Collection[str]) -> list[str]:
    """Return stories with all that links of sufficient likeness lead to, the nearest first, up to a limit."""
    reached = dict.fromkeys(sorted(stories))
    edge = list(reached)
    while edge and len(reached) < _REACH:
        fellows = sa.select(telling.c.story).where(telling.c.event.in_(_events_of(connection, edge)))
        found = set(connection.scalars(fellows))
        for here, there in ((likenesses.c.one, likenesses.c.other), (likenesses.c.other, likenesses.c.one)):
            query = sa.select(there).where(likenesses.c.score >= TOGETHER)
            found.update(row[0] for chunk in _chunks(edge) for row in connection.execute(query.where(here.in_(chunk))))
        edge = sorted(found - reached.keys())
        reached |= dict.fromkeys(edge)
    return list(reached)[:_REACH]


def _events_of(connection: sa.Connection, stories: Sequence[str]) -> set[str]:
    rows = _rows(connection, sa.select(telling), telling.c.story, stories)
    return {row["event"] for row in rows if row["event"]}


def _reaching_out(connection: sa.Connection, events: Collection[str], reached: Collection[str]) -> set[str]:
    """Return the events that hold stories beyond those that were reached: these stay as they are."""
    rows = _rows(connection, sa.select(telling), telling.c.event, events)
    inside = set(reached)
    return {row["event"] for row in rows if row["story"] not in inside}


def _scores(connection: sa.Connection, stories: Collection[str]) -> dict[Pair, float]:
    rows = _rows(connection, sa.select(likenesses), likenesses.c.one, stories)
    return {(row["one"], row["other"]): row["score"] for row in rows if row["other"] in stories}


def _apart(connection: sa.Connection, stories: Collection[str]) -> set[Pair]:
    """Return the pairs of stories of which a person said that they are not one event."""
    one, other = items.alias(), items.alias()
    query = (
        sa.select(one.c.story.label("mine"), other.c.story.label("theirs"))
        .select_from(kept_apart)
        .join(decisions, sa.and_(decisions.c.id == kept_apart.c.decision_id, decisions.c.undone_at.is_(None)))
        .join(one, one.c.id == kept_apart.c.one)
        .join(other, other.c.id == kept_apart.c.other)
    )
    rows = _rows(connection, query, one.c.story, stories)
    return {pair(row["mine"], row["theirs"]) for row in rows if row["mine"] != row["theirs"]}


def _write_event(connection: sa.Connection, event: str, stories: Sequence[str]) -> None:
    """Put stories into an event, the best-sourced first."""
    for place, story in enumerate(placing.most_original_first(connection, stories)):
        change = sa.update(telling).where(telling.c.story == story)
        connection.execute(change.values(event=event, place=place))


def _rows(
    connection: sa.Connection, query: sa.Select[Any], column: sa.ColumnElement[Any], wanted: Iterable[Any]
) -> list[sa.RowMapping]:
    """Return the rows of a query in which a column has one of many values."""
    return [
        row
        for chunk in _chunks(sorted(set(wanted)))
        for row in connection.execute(query.where(column.in_(chunk))).mappings()
    ]


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
