"""Finding the story of a text: candidates by fingerprint, the texts compared, the place in the story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crawler.items import NewsItem
from crawler.outcomes import COPY_RELATIONS, Relation
from crawler.store import index
from crawler.store.database import Store
from crawler.store.schema import items
from pipelines.duplication.fingerprint import Fingerprints, fingerprints
from pipelines.duplication.form import Form
from pipelines.duplication.match import Match
from pipelines.duplication.verify import compare, explained

_MAX_STORIES = 10
_MAX_CANDIDATES = 300  # a story that everybody copied must not crowd the others out


@dataclass(frozen=True, slots=True)
class Member:
    """A stored text as far as stories need it."""

    seq: int
    id: str
    story: str
    is_head: bool
    relation: str | None
    text: str
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


def prints_of(item: NewsItem) -> Fingerprints:
    """Return the item's fingerprints: those that the extraction worker made, or else made here, once."""
    if item.trail.fingerprints is None:
        item.trail.fingerprints = fingerprints(item.text)
    made: Fingerprints = item.trail.fingerprints
    return made


def look_up(store: Store, text: str, prints: Fingerprints) -> tuple[list[Found], int]:
    """Return what is stored of the same text, best first, and the newest item that was considered.

    Reads only: whoever claims a place afterwards must look again at what is newer.
    """
    with store.reading() as connection:
        until = newest(connection)
        return search(connection, text, prints, after=0), until


def search(connection: sa.Connection, text: str, prints: Fingerprints, *, after: int) -> list[Found]:
    """Return what matches among the items newer than `after`: copies before links, the most similar first."""
    form = Form(text)
    matches = ((member, compare(form, Form(member.text))) for member in _candidates(connection, prints, after))
    found = ranked(Found(member, match) for member, match in matches if match and _leads(member, match))
    if found:  # what a person is shown costs more than the decision: it is made for the best one
        best = found[0]
        found[0] = Found(best.member, explained(best.match, form, Form(best.member.text)))
    return found


def ranked(found: Iterable[Found]) -> list[Found]:
    """Return what matches a text, best first: copies before links, the most similar first."""
    return sorted(found, key=_rank)


def match_of(new: str, old: str) -> Match | None:
    """Return how the text `new` stands to `old`, with what a person is shown of it; None when they are two texts."""
    form, other = Form(new), Form(old)
    match = compare(form, other)
    return match and explained(match, form, other)


def _leads(member: Member, match: Match) -> bool:
    """Return whether a match leads to the member's story: what shares a part with a copy may lack it in the head."""
    return member.is_head or match.relation is not Relation.CONTAINED


def published_on(item: NewsItem) -> dt.datetime | None:
    """Return the item's publication as a comparable time; of a day without a time its start, in the source's zone."""
    if not item.published_at:
        return None
    moment = dt.datetime.fromisoformat(item.published_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(item.trail.timezone))


def _candidates(connection: sa.Connection, prints: Fingerprints, after: int) -> Sequence[Member]:
    """Return the stored texts that are worth comparing: of each likely story its likeliest member and its head."""
    exact = sa.select(*_MEMBER).where(items.c.exact_key == prints.exact_key, items.c.seq > after)
    same = connection.execute(exact.order_by(items.c.seq).limit(1)).first()
    if same:
        return [Member(*same)]
    likely = index.candidates(connection, prints, after=after)[:_MAX_CANDIDATES]
    story_of = dict(connection.execute(sa.select(items.c.seq, items.c.story).where(items.c.seq.in_(likely))).all())
    likeliest: dict[str, int] = {}
    for seq in likely:
        likeliest.setdefault(story_of[seq], seq)
    stories = list(likeliest)[:_MAX_STORIES]
    wanted = sa.or_(
        items.c.seq.in_([likeliest[story] for story in stories]), sa.and_(items.c.story.in_(stories), items.c.is_head)
    )
    return [Member(*row) for row in connection.execute(sa.select(*_MEMBER).where(wanted).order_by(items.c.seq))]


def _rank(found: Found) -> tuple[bool, bool, float, bool, int]:
    """Order: copies before links, whole texts before parts, the most similar, heads, the oldest.

    Of several wholes a part belongs to the one that it makes up most of.
    """
    match = found.match
    is_part = match.relation is Relation.CONTAINED
    return (
        match.relation not in COPY_RELATIONS,
        is_part,
        -(match.similarity_back if is_part else match.similarity),
        not found.member.is_head,
        found.member.seq,
    )
