"""Stories filed for events: by their rarest terms, and compared with what is near in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import xxhash

from crawler.outcomes import Relation
from crawler.store.database import Store
from crawler.store.event_groups import regroup
from crawler.store.events import whys
from crawler.store.many import chunks, rows_with
from crawler.store.schema import items, likenesses, links, signatures, telling, telling_terms, term_counts
from pipelines.happenings.grouping import pair
from pipelines.happenings.likeness import WINDOW_DAYS, Likeness, Rarity, likeness, telltale_terms, weighed
from pipelines.happenings.signature import Signature

_SHARED_TERMS = 3  # from which a story is worth comparing
_CANDIDATES = 30
_KEPT_SCORE = 0.1  # likenesses below it hardly count in the mean of a group
_SIGN = 1 << 63
_CAUGHT_UP = 5000  # items; what is older tells no event of today


@dataclass(frozen=True, slots=True)
class _Filed:
    """A story that takes part: its head as filed."""

    story: str
    at: dt.datetime
    signature: Signature


def keep(connection: sa.Connection, seq: int, made: Signature | None) -> set[str]:
    """Write down the signature that the stages gave an item, in place of an earlier one.

    Return the stories that are to be followed because of that. An item without a signature takes part in no event.
    """
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


def unsigned(store: Store) -> list[sa.RowMapping]:
    """Return `seq`, `story`, `title`, `text`, `published_at` of the heads without a signature among the newest items.

    They were stored before there were events, or when their stage was off.
    """
    newest = sa.select(sa.func.max(items.c.seq)).scalar_subquery()
    query = (
        sa.select(items.c.seq, items.c.story, items.c.title, items.c.text, items.c.published_at)
        .outerjoin(signatures, signatures.c.seq == items.c.seq)
        .where(items.c.is_head, signatures.c.seq.is_(None), items.c.seq > newest - _CAUGHT_UP)
        .order_by(items.c.seq)
    )
    with store.reading() as connection:
        return list(connection.execute(query).mappings())


def sign_stored(store: Store, signed: Sequence[tuple[sa.RowMapping, Signature]]) -> None:
    """File stored items under the signatures that they have been given since, unless they have changed."""
    with store.claiming() as connection:
        for row, made in signed:
            known = sa.select(items.c.text).where(items.c.seq == row["seq"], items.c.is_head)
            if connection.scalar(known) == row["text"]:
                keep(connection, row["seq"], made)
                follow(connection, [row["story"]])


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
    rows = rows_with(connection, found, telling.c.story, connection.scalars(query).all())
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
    for chunk in chunks(sorted({*hashes, _ALL})):
        rows = connection.execute(sa.select(term_counts).where(term_counts.c.term.in_(chunk)))
        counts.update((row.term, row.stories) for row in rows)
    stories = counts.pop(_ALL, 0)
    return Rarity(stories, {hashes[each]: number for each, number in counts.items()})


def _count(connection: sa.Connection, terms: Iterable[str], change: int) -> None:
    """Count a story in, or out (-1)."""
    hashes = {_ALL, *(_hash(term) for term in terms)}
    there = {row["term"] for row in rows_with(connection, sa.select(term_counts), term_counts.c.term, hashes)}
    more = {"stories": term_counts.c.stories + change}
    for chunk in chunks(sorted(there)):
        connection.execute(sa.update(term_counts).where(term_counts.c.term.in_(chunk)).values(more))
    new = [{"term": each, "stories": change} for each in sorted(hashes - there)]
    if new:
        connection.execute(sa.insert(term_counts), new)
