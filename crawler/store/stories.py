"""Finding the story of a text: candidates by fingerprint, the texts compared, the place in the story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from crawler.items import NewsItem
from crawler.outcomes import COPY_RELATIONS, Relation
from crawler.store.database import Store
from crawler.store.schema import items, simhash_bands, sketches
from pipelines.duplication.fingerprint import bands, distance, sketch
from pipelines.duplication.fold import exact_key, tokens
from pipelines.duplication.verify import Match, compare_texts

_MAX_CANDIDATES = 10
_MIN_SHARED = 2
_MAX_DISTANCE = 10  # further apart, a shared band is chance


@dataclass(frozen=True, slots=True)
class Member:
    """A stored text as far as stories need it."""

    seq: int
    id: str
    story: str
    is_head: bool
    language: str | None
    text: str
    simhash: str
    exact_key: str


@dataclass(frozen=True, slots=True)
class Found:
    """The stored text that a new one is a copy of, or linked to, and how."""

    member: Member
    match: Match


_MEMBER = [items.c[name] for name in Member.__dataclass_fields__]


def newest(connection: sa.Connection) -> int:
    """Return the count of the newest item: what comes later has a higher one."""
    return connection.scalar(sa.select(sa.func.max(items.c.seq))) or 0


def look_up(store: Store, text: str, simhash: int, language: str | None) -> tuple[list[Found], int]:
    """Return what is stored of the same text, best first, and the newest item that was considered.

    Reads only: whoever claims a place afterwards must look again at what is newer.
    """
    with store.reading() as connection:
        until = newest(connection)
        return search(connection, text, simhash, language, after=0), until


def search(connection: sa.Connection, text: str, simhash: int, language: str | None, *, after: int) -> list[Found]:
    """Return what matches among the items newer than `after`: copies before links, the most similar first."""
    found = []
    for member in _candidates(connection, tokens(text), simhash, after):
        match = match_of(text, language, member.text, member.language)
        if match:
            found.append(Found(member, match))
    return sorted(found, key=_rank)


def match_of(new: str, language: str | None, old: str, old_language: str | None) -> Match | None:
    """Return how the text `new` stands to `old`, each with its language tag, or None."""
    return compare_texts(new, old, same_script={language, old_language} != {"zh-Hans", "zh-Hant"})


def index(connection: sa.Connection, seq: int, comparison: list[str], simhash: int) -> None:
    """Make a stored text findable."""
    connection.execute(
        sa.insert(simhash_bands),
        [{"band": band, "value": value, "seq": seq} for band, value in bands(simhash)],
    )
    hashes = sketch(comparison)
    if hashes:
        connection.execute(sa.insert(sketches), [{"hash": each, "seq": seq} for each in hashes])


def unindex(connection: sa.Connection, seq: int) -> None:
    """Take a text out of the index, before its changed form goes in."""
    for table in (simhash_bands, sketches):
        connection.execute(sa.delete(table).where(table.c.seq == seq))


def published_on(item: NewsItem) -> dt.datetime | None:
    """Return the item's publication as a comparable time; a day without a time counts from its start, UTC."""
    if not item.published_at:
        return None
    moment = dt.datetime.fromisoformat(item.published_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _candidates(connection: sa.Connection, comparison: list[str], simhash: int, after: int) -> Sequence[Member]:
    exact = sa.select(*_MEMBER).where(items.c.exact_key == exact_key(comparison), items.c.seq > after)
    rows = {row.seq: Member(*row) for row in connection.execute(exact.order_by(items.c.seq).limit(1))}
    if not rows:
        seqs = _by_bands(connection, simhash, after) | _by_sketch(connection, comparison, after)
        query = sa.select(*_MEMBER).where(items.c.seq.in_(seqs)).order_by(items.c.seq)
        rows = {row.seq: Member(*row) for row in connection.execute(query)}
    return list(rows.values())


def _by_bands(connection: sa.Connection, simhash: int, after: int) -> set[int]:
    same_band = sa.or_(
        *(sa.and_(simhash_bands.c.band == band, simhash_bands.c.value == value) for band, value in bands(simhash))
    )
    query = (
        sa.select(items.c.seq, items.c.simhash)
        .join(simhash_bands, simhash_bands.c.seq == items.c.seq)
        .where(same_band, simhash_bands.c.seq > after)
        .distinct()
    )
    near = {seq: distance(simhash, int(value, 16)) for seq, value in connection.execute(query)}
    best = sorted((apart, seq) for seq, apart in near.items() if apart <= _MAX_DISTANCE)
    return {seq for _, seq in best[:_MAX_CANDIDATES]}


def _by_sketch(connection: sa.Connection, comparison: list[str], after: int) -> set[int]:
    shared = sa.func.count()
    query = (
        sa.select(sketches.c.seq)
        .where(sketches.c.hash.in_(sketch(comparison)), sketches.c.seq > after)
        .group_by(sketches.c.seq)
        .having(shared >= _MIN_SHARED)
        .order_by(shared.desc(), sketches.c.seq)
        .limit(_MAX_CANDIDATES)
    )
    return set(connection.scalars(query))


def _rank(found: Found) -> tuple[bool, bool, bool, float, int]:
    """Order: copies, whole texts before parts, whole pages before their prose alone, the most similar, the oldest."""
    match = found.match
    return (
        match.relation not in COPY_RELATIONS,
        match.relation is Relation.CONTAINED,
        "prose_only" in match.evidence,
        -match.similarity,
        found.member.seq,
    )
