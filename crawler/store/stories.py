"""Finding the story of a text: candidates by fingerprint, the texts compared, the place in the story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crawler.items import NewsItem
from crawler.outcomes import COPY_RELATIONS, Relation
from crawler.store.database import Store
from crawler.store.schema import items, simhash_bands, sketches
from pipelines.duplication.fingerprint import bands, distance, sketch
from pipelines.duplication.fold import exact_key, tokens
from pipelines.duplication.verify import Match, compare_texts

_MAX_STORIES = 10
_MAX_POSTINGS = 300  # a story that everybody copied must not crowd the others out
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
    """Return the item's publication as a comparable time; of a day without a time its start, in the source's zone."""
    if not item.published_at:
        return None
    moment = dt.datetime.fromisoformat(item.published_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(item.trail.timezone))


def _candidates(connection: sa.Connection, comparison: list[str], simhash: int, after: int) -> Sequence[Member]:
    """Return the stored texts that are worth comparing: of each likely story its likeliest member and its head."""
    exact = sa.select(*_MEMBER).where(items.c.exact_key == exact_key(comparison), items.c.seq > after)
    same = connection.execute(exact.order_by(items.c.seq).limit(1)).first()
    if same:
        return [Member(*same)]
    likeliest: dict[str, int] = {}
    for seq, story in [*_by_bands(connection, simhash, after), *_by_sketch(connection, comparison, after)]:
        likeliest.setdefault(story, seq)
    stories = list(likeliest)[:_MAX_STORIES]
    wanted = sa.or_(
        items.c.seq.in_([likeliest[story] for story in stories]), sa.and_(items.c.story.in_(stories), items.c.is_head)
    )
    return [Member(*row) for row in connection.execute(sa.select(*_MEMBER).where(wanted).order_by(items.c.seq))]


def _by_bands(connection: sa.Connection, simhash: int, after: int) -> list[tuple[int, str]]:
    """Return (count, story) of the texts whose simhash is near, the nearest first."""
    same_band = sa.or_(
        *(sa.and_(simhash_bands.c.band == band, simhash_bands.c.value == value) for band, value in bands(simhash))
    )
    query = (
        sa.select(items.c.seq, items.c.story, items.c.simhash)
        .join(simhash_bands, simhash_bands.c.seq == items.c.seq)
        .where(same_band, simhash_bands.c.seq > after)
        .distinct()
    )
    near = [(distance(simhash, int(value, 16)), seq, story) for seq, story, value in connection.execute(query)]
    return [(seq, story) for apart, seq, story in sorted(near) if apart <= _MAX_DISTANCE]


def _by_sketch(connection: sa.Connection, comparison: list[str], after: int) -> list[tuple[int, str]]:
    """Return (count, story) of the texts whose sketches share hashes, those that share the most first."""
    shared = sa.func.count()
    query = (
        sa.select(sketches.c.seq, items.c.story)
        .join(items, items.c.seq == sketches.c.seq)
        .where(sketches.c.hash.in_(sketch(comparison)), sketches.c.seq > after)
        .group_by(sketches.c.seq, items.c.story)
        .having(shared >= _MIN_SHARED)
        .order_by(shared.desc(), sketches.c.seq)
        .limit(_MAX_POSTINGS)
    )
    return [(seq, story) for seq, story in connection.execute(query)]


def _rank(found: Found) -> tuple[bool, bool, float, bool, int]:
    """Order: copies before links, whole texts before parts, the most similar, heads, the oldest."""
    match = found.match
    return (
        match.relation not in COPY_RELATIONS,
        match.relation is Relation.CONTAINED,
        -match.similarity,
        not found.member.is_head,
        found.member.seq,
    )
