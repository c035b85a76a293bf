"""Storing an item: one transaction, in which it finds its place in a story, with the outcome of its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from crawler.items import NewsItem
from crawler.outcomes import COPY_RELATIONS, Kind, Outcome, Relation, State
from crawler.store import frontier, mentions, stories
from crawler.store.database import Store
from crawler.store.schema import addresses, decisions, items, links, outcomes, revisions
from crawler.urls import host
from pipelines.duplication.decide import Standing, is_better_head
from pipelines.duplication.verify import Match

_GIVEN_BY_STAGES = frozenset({State.PENDING, State.QUARANTINED, State.OFF_TOPIC})
_PERSONS_CHOICE = frozenset({State.ACCEPTED, State.REJECTED, State.LATER})


@dataclass(frozen=True, slots=True)
class Displaced:
    """A head that is a copy of the item now: its source, and as what this run had counted it."""

    source: str
    counted: Kind


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an item: its outcome, its state now, its story and the head of that."""

    outcome: Outcome
    state: str
    story: str
    relation: str | None = None
    head: str | None = None
    displaced: Displaced | None = None


def save(store: Store, item: NewsItem, found: list[stories.Found], now: dt.datetime) -> Saved:
    """Store one item, its story link, fingerprints and outcome in one transaction; again is harmless.

    `found` is what the look-up saw; items stored since then are looked at again here, where nobody else can claim.
    """
    with store.claiming() as connection:
        earlier = connection.execute(sa.select(items).where(items.c.id == item.id)).mappings().first()
        if earlier is None:
            saved = _insert(connection, item, found, now)
        elif earlier["exact_key"] == item.trail.exact_key:
            saved = _same_again(earlier, item)
        else:
            saved = _revise(connection, earlier, item, now)
        ending = frontier.Ending(
            address_id=item.trail.address_id,
            source=item.source,
            outcome=saved.outcome,
            fragment=item.fragment or "",
            item_id=item.id,
            page=frontier.Fetched(**item.trail.page),
        )
        frontier.end(connection, item.trail.run_id, [ending], now)
    return saved


def _insert(connection: sa.Connection, item: NewsItem, found: list[stories.Found], now: dt.datetime) -> Saved:
    comparison = item.trail.comparison.split()
    simhash = int(item.simhash or "0", 16)
    newer = stories.search(connection, item.text, simhash, item.language, after=item.trail.checked_until)
    alive = _still_there(connection, found)
    best = next((each for each in [*alive, *newer] if each.match.relation in COPY_RELATIONS), None)
    seq = _insert_row(connection, item)
    stories.index(connection, seq, comparison, simhash)
    mentions.write(connection, seq, item.entities)
    if best is None:
        _link(connection, item.id, [*alive, *newer])
        kind = Kind.OFF_TOPIC if item.state == State.OFF_TOPIC else Kind.NEW
        return Saved(Outcome(kind), str(item.state), item.id)
    return _join(connection, item, best, now)


def _still_there(connection: sa.Connection, found: list[stories.Found]) -> list[stories.Found]:
    """Keep what has not been changed since the look-up."""
    seqs = {each.member.seq: each.member.exact_key for each in found}
    if not seqs:
        return []
    query = sa.select(items.c.seq, items.c.exact_key).where(items.c.seq.in_(seqs))
    now_there = dict(connection.execute(query).all())
    return [each for each in found if now_there.get(each.member.seq) == each.member.exact_key]


def _join(connection: sa.Connection, item: NewsItem, best: stories.Found, now: dt.datetime) -> Saved:
    story = connection.scalar(sa.select(items.c.story).where(items.c.seq == best.member.seq))
    query = sa.select(items).where(items.c.story == story, items.c.is_head)
    head = connection.execute(query).mappings().one()
    match = _match_to_head(item, head, best)
    relation, similarity = str(match.relation), match.similarity
    if match.relation != "contained" and is_better_head(_standing(item, head), _standing_of(head, item)):
        state = _take_over(connection, item, head, now)
        displaced = _recount(connection, item, head, relation)
        detail = f"takes the head of {head['id']}"
        return Saved(Outcome(Kind.NEW, detail=detail), state, str(story), displaced=displaced)
    connection.execute(
        sa.update(items)
        .where(items.c.id == item.id)
        .values(story=story, is_head=False, relation=relation, similarity=similarity, state=str(State.COPY))
    )
    detail = f"{relation} of {head['url']}"
    return Saved(Outcome(Kind.COPY, detail=detail), str(State.COPY), str(story), relation, head["id"])


def _match_to_head(item: NewsItem, head: sa.RowMapping, best: stories.Found) -> Match:
    """Return how an item stands to the head of its story, or to the copy that led there when it is no copy of that."""
    if best.member.id == head["id"]:
        return best.match
    match = stories.match_of(item.text, item.language, head["text"], head["language"])
    return match if match and match.relation in COPY_RELATIONS else best.match


def _take_over(connection: sa.Connection, item: NewsItem, head: sa.RowMapping, now: dt.datetime) -> str:
    """Put `item` in the head's place; a person's decision moves along, so that nobody decides twice."""
    state = str(item.state)
    if head["state"] in _PERSONS_CHOICE:
        state = head["state"]
        connection.execute(
            sa.insert(decisions).values(
                item_id=item.id,
                at=now,
                who="tidings",
                from_state=str(item.state),
                to_state=state,
                note=f"moved along from {head['id']}, which is a copy of this",
            )
        )
    connection.execute(
        sa.update(items)
        .where(items.c.id == item.id)
        .values(story=head["story"], state=state, decided_at=head["decided_at"])
    )
    connection.execute(sa.update(items).where(items.c.id == head["id"]).values(is_head=False, state=str(State.COPY)))
    _relate_to(connection, item, head["story"])
    return state


def _relate_to(connection: sa.Connection, item: NewsItem, story: str) -> None:
    """Write down how each copy stands to the new head of its story; one that is no copy of it keeps what it was."""
    query = sa.select(items).where(items.c.story == story, items.c.is_head.is_(False))
    seen: dict[tuple[str, str | None], Match | None] = {}
    for copy in connection.execute(query).mappings().all():
        key = (copy["exact_key"], copy["language"])
        if key not in seen:
            seen[key] = stories.match_of(copy["text"], copy["language"], item.text, item.language)
        match = seen[key]
        known = match if match and match.relation in COPY_RELATIONS else None
        connection.execute(
            sa.update(items)
            .where(items.c.seq == copy["seq"])
            .values(
                relation=str(known.relation) if known else copy["relation"] or str(Relation.NEAR),
                similarity=known.similarity if known else copy["similarity"],
            )
        )


def _recount(connection: sa.Connection, item: NewsItem, head: sa.RowMapping, relation: str) -> Displaced | None:
    """Make the earlier head's outcome of this run `copy`, so that the order of pages changes no count."""
    same = sa.and_(
        outcomes.c.run_id == item.trail.run_id,
        outcomes.c.item_id == head["id"],
        outcomes.c.kind.in_([str(Kind.NEW), str(Kind.OFF_TOPIC)]),
    )
    counted = connection.scalar(sa.select(outcomes.c.kind).where(same))
    if counted is None:
        return None
    connection.execute(sa.update(outcomes).where(same).values(kind=str(Kind.COPY), detail=f"{relation} of {item.url}"))
    return Displaced(str(head["source"]), Kind(counted))


def _standing(item: NewsItem, head: sa.RowMapping) -> Standing:
    origin = head["origin"] or {}
    return Standing(
        state=str(item.state),
        is_origin=_names(origin.get("name"), item.site_name, item.url),
        published_on=stories.published_on(item),
        flags=len(item.flags),
    )


def _standing_of(head: sa.RowMapping, item: NewsItem) -> Standing:
    origin = item.origin.name if item.origin else None
    return Standing(
        state=head["state"],
        is_origin=_names(origin, head["site_name"], head["url"]),
        published_on=head["published_on"],
        flags=len(head["flags"]),
    )


def _names(origin: str | None, site_name: str | None, url: str) -> bool:
    """Return whether an origin's name is this site's."""
    if not origin:
        return False
    name = origin.casefold().strip()
    return name in ((site_name or "").casefold().strip(), host(url).removeprefix("www."))


def _link(connection: sa.Connection, item_id: str, found: list[stories.Found]) -> None:
    rows = {
        each.member.id: {
            "item_id": item_id,
            "other_id": each.member.id,
            "relation": str(each.match.relation),
            "similarity": each.match.similarity,
        }
        for each in found
    }
    if rows:
        connection.execute(sa.insert(links), list(rows.values()))


def _row(item: NewsItem) -> dict[str, Any]:
    """Return what of an item's row may change with its page."""
    return {
        "url": item.url,
        "site_name": item.site_name,
        "title": item.title,
        "text": item.text,
        "authors": item.authors,
        "language": item.language,
        "published_at": item.published_at,
        "published_on": stories.published_on(item),
        "modified_at": item.modified_at,
        "fetched_at": dt.datetime.fromisoformat(str(item.fetched_at)),
        "origin": asdict(item.origin) if item.origin else None,
        "topics": item.topics,
        "entities": item.entities,
        "relevance": item.relevance,
        "flags": item.flags,
        "evidence": item.trail.evidence,
        "simhash": item.simhash,
        "exact_key": item.trail.exact_key,
        "text_length": item.text_length,
    }


def _insert_row(connection: sa.Connection, item: NewsItem) -> int:
    first_seen = connection.scalar(sa.select(addresses.c.first_seen_at).where(addresses.c.id == item.trail.address_id))
    values = _row(item) | {
        "id": item.id,
        "address_id": item.trail.address_id,
        "canonical_url": item.canonical_url,
        "source": item.source,
        "fragment": item.fragment,
        "first_seen_at": first_seen,
        "state": str(item.state),
        "story": item.id,
        "is_head": True,
        "version": 1,
    }
    return int(connection.execute(sa.insert(items).values(values).returning(items.c.seq)).scalar_one())


def _same_again(earlier: sa.RowMapping, item: NewsItem) -> Saved:
    same_page = earlier["address_id"] == item.trail.address_id
    kind = Kind.UNCHANGED if same_page else Kind.KNOWN
    detail = "" if same_page else f"{earlier['url']} is stored, found at another address"
    return Saved(Outcome(kind, detail=detail), earlier["state"], earlier["story"])


def _revise(connection: sa.Connection, earlier: sa.RowMapping, item: NewsItem, now: dt.datetime) -> Saved:
    """Keep the earlier text as a version and put the new one in its place.

    The story stays, and so does what a person decided; a state that a stage gave is given anew.
    """
    connection.execute(
        sa.insert(revisions).values(
            item_id=earlier["id"],
            version=earlier["version"],
            title=earlier["title"],
            text=earlier["text"],
            exact_key=earlier["exact_key"],
            fetched_at=earlier["fetched_at"],
        )
    )
    state = str(item.state) if earlier["state"] in _GIVEN_BY_STAGES else earlier["state"]
    values = _row(item) | {"version": earlier["version"] + 1, "fetched_at": now, "state": state}
    connection.execute(sa.update(items).where(items.c.id == earlier["id"]).values(values))
    stories.unindex(connection, earlier["seq"])
    stories.index(connection, earlier["seq"], item.trail.comparison.split(), int(item.simhash or "0", 16))
    mentions.write(connection, earlier["seq"], item.entities)
    detail = f"version {earlier['version'] + 1}"
    return Saved(Outcome(Kind.REVISION, detail=detail), state, earlier["story"])
