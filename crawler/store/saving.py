"""Storing an item: one transaction, in which it finds its place in a story, with the outcome of its page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa

from crawler.items import NewsItem
from crawler.outcomes import COPY_RELATIONS, Kind, Outcome, State
from crawler.store import event_filing, frontier, gathering, identity, index, mentions, placing, stories
from crawler.store.database import Store
from crawler.store.schema import addresses, items, links, outcomes, revisions
from pipelines.duplication.fingerprint import fingerprints
from pipelines.duplication.form import Form
from pipelines.duplication.match import Match

_WRITTEN = frozenset({Kind.NEW, Kind.OFF_TOPIC, Kind.COPY, Kind.REVISION})
_GIVEN_BY_STAGES = frozenset({State.PENDING, State.QUARANTINED, State.OFF_TOPIC, State.COPY})


@dataclass(frozen=True, slots=True)
class Recount:
    """An item that this run had counted as `before`, and that is `after` since the story has another head."""

    source: str
    before: Kind
    after: Kind


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an item: its outcome, its state now, its story and the head of that."""

    outcome: Outcome
    state: str
    story: str
    relation: str | None = None
    head: str | None = None
    recounts: tuple[Recount, ...] = ()


def save(store: Store, item: NewsItem, found: list[stories.Found], now: dt.datetime) -> Saved:
    """Store one item, its story link, fingerprints and outcome in one transaction; again is harmless.

    `found` is what the look-up saw; items stored since then are looked at again here, where nobody else can claim.
    """
    with store.claiming() as connection:
        known = identity.find(connection, item)
        if known is None:
            saved = _insert(connection, item, found, now)
        elif known.row["exact_key"] == item.trail.exact_key or not (known.is_own or known.is_canonical):
            saved = _same_again(connection, known, item)
        else:
            saved = _revise(connection, known, item, now)
        if saved.outcome.kind in _WRITTEN:
            _follow(connection, item, saved.story)
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
    prints = stories.prints_of(item)
    newer = stories.search(connection, item.text, prints, after=item.trail.checked_until)
    told = gathering.told(stories.ranked([*_still_there(connection, found), *newer]))
    beside = gathering.beside(connection, item.text, told.page) if told.page else None
    seq = _insert_row(connection, item)
    index.add(connection, [(seq, prints)])
    mentions.write(connection, seq, item.entities)
    if told.best is None or beside is not None:
        _link(connection, item.id, told.links)
    if told.page and beside is not None:
        return _beside_others(connection, item, beside, told.page, now)
    if told.best is None:
        kind = Kind.OFF_TOPIC if item.state == State.OFF_TOPIC else Kind.NEW
        return Saved(Outcome(kind), str(item.state), item.id)
    gathered = gathering.gather(connection, told.ties, now)
    saved = _join(connection, item, told.best, now)
    return replace(saved, recounts=(*_count_anew(connection, item, gathered), *saved.recounts))


def _follow(connection: sa.Connection, item: NewsItem, story: str) -> None:
    """Give the item's story its place among those that tell the same happening."""
    seq = connection.scalar(sa.select(items.c.seq).where(items.c.id == item.id))
    touched = event_filing.keep(connection, int(seq or 0), item.trail.signature)
    event_filing.follow(connection, [story], touched)


def _still_there(connection: sa.Connection, found: list[stories.Found]) -> list[stories.Found]:
    """Keep what has not been revised since the look-up, with the place that it has in its story now."""
    seqs = {each.member.seq: each.member.exact_key for each in found}
    if not seqs:
        return []
    columns = (items.c.story, items.c.is_head, items.c.relation)
    query = sa.select(items.c.seq, items.c.exact_key, *columns).where(items.c.seq.in_(seqs))
    now_there = {row["seq"]: row for row in connection.execute(query).mappings()}
    return [
        replace(each, member=replace(each.member, **{column.name: now_there[seq][column.name] for column in columns}))
        for each in found
        if (seq := each.member.seq) in now_there and now_there[seq]["exact_key"] == each.member.exact_key
    ]


def _join(connection: sa.Connection, item: NewsItem, best: stories.Found, now: dt.datetime) -> Saved:
    """Give an item its place in the story that `best` is in, as a copy or as the head."""
    story = str(connection.scalar(sa.select(items.c.story).where(items.c.seq == best.member.seq)))
    query = sa.select(items).where(items.c.story == story, items.c.is_head)
    present = connection.execute(query).mappings().one()
    match = _match_to_head(item, present, best)
    if match.turned:  # the head is nothing but a part of this text
        placing.mark_part(connection, present["id"], match)
    state = placing.state_beside(item.flags)
    values = {"story": story, "is_head": False, "state": str(state)} | placing.relation_values(match)
    connection.execute(sa.update(items).where(items.c.id == item.id).values(values))
    settled = placing.settle(connection, story, now, whole=item.id if match.turned else None)
    recounts = _recount(connection, item.trail.run_id, settled)
    head = settled.head
    if head["id"] == item.id:
        detail = f"takes the head of {settled.before['id']}" if settled.before else ""
        return Saved(Outcome(Kind.NEW, detail=detail), head["state"], story, recounts=recounts)
    detail = f"{match.relation} of {head['url']}"
    outcome = Outcome(Kind.COPY, detail=detail)
    return Saved(outcome, str(state), story, str(match.relation), head["id"], recounts)


def _beside_others(
    connection: sa.Connection, item: NewsItem, other: Form, page: stories.Found, now: dt.datetime
) -> Saved:
    """Give an item and the others that stand on a page, `other` among them, stories of their own, which it contains."""
    changed = gathering.take_out_parts(connection, item.id, other, page, now)
    recounts = _count_anew(connection, item, [each for each in changed if each != item.id])
    row = connection.execute(sa.select(items).where(items.c.id == item.id)).mappings().one()
    kind, detail = _counted_now(connection, row)
    heads = sa.select(items.c.id).where(items.c.story == row["story"], items.c.is_head)
    head = None if row["is_head"] else connection.scalars(heads).one()
    return Saved(Outcome(kind, detail=detail), row["state"], row["story"], row["relation"], head, recounts)


def _match_to_head(item: NewsItem, head: sa.RowMapping, best: stories.Found) -> Match:
    """Return how an item stands to the head of its story, or to the copy that led there when it is no copy of that."""
    if best.member.id == head["id"]:
        return best.match
    match = stories.match_of(item.text, head["text"])
    return match if match and match.relation in COPY_RELATIONS else best.match


def _recount(connection: sa.Connection, run_id: int, settled: placing.Settled) -> tuple[Recount, ...]:
    """Make the earlier head's outcome of this run `copy`, and that of a copy that is head now what a head's would be.

    So the order of pages changes no count.
    """
    if settled.before is None:
        return ()
    before = connection.execute(sa.select(items).where(items.c.id == settled.before["id"])).mappings().one()
    made_copy = _count_as(connection, run_id, before, *_counted_now(connection, before))
    kind, _ = _counted_now(connection, settled.head)
    made_head = _count_as(connection, run_id, settled.head, kind, f"takes the head of {before['id']}")
    return (*made_copy, *made_head)


def _count_anew(connection: sa.Connection, item: NewsItem, others: Sequence[str]) -> tuple[Recount, ...]:
    """Count other items, which a new one has made heads or copies, in this run as what they are now."""
    query = sa.select(items).where(items.c.id.in_(others))
    counted: list[Recount] = []
    for row in connection.execute(query).mappings().all() if others else ():
        counted += _count_as(connection, item.trail.run_id, row, *_counted_now(connection, row))
    return tuple(counted)


def _counted_now(connection: sa.Connection, row: sa.RowMapping) -> tuple[Kind, str]:
    """Return how an item is counted by what it is, and the detail."""
    if row["is_head"]:
        return (Kind.OFF_TOPIC if row["given_state"] == State.OFF_TOPIC else Kind.NEW), ""
    head = connection.scalar(sa.select(items.c.url).where(items.c.story == row["story"], items.c.is_head))
    return Kind.COPY, f"{row['relation']} of {head}"


def _count_as(
    connection: sa.Connection, run_id: int, row: sa.RowMapping, kind: Kind, detail: str
) -> tuple[Recount, ...]:
    """Change how an item was counted in this run, if it was counted as new, off topic or a copy."""
    counted_so = sa.and_(
        outcomes.c.run_id == run_id,
        outcomes.c.item_id == row["id"],
        outcomes.c.kind.in_([str(each) for each in (Kind.NEW, Kind.OFF_TOPIC, Kind.COPY)]),
        outcomes.c.kind != str(kind),
    )
    counted = connection.scalar(sa.select(outcomes.c.kind).where(counted_so))
    if counted is None:
        return ()
    connection.execute(sa.update(outcomes).where(counted_so).values(kind=str(kind), detail=detail))
    return (Recount(str(row["source"]), Kind(counted), kind),)


def _link(connection: sa.Connection, item_id: str, found: Sequence[stories.Found]) -> None:
    rows = {}
    for each in found:
        ends = (each.member.id, item_id) if each.match.turned else (item_id, each.member.id)
        rows[each.member.id] = {
            "item_id": ends[0],
            "other_id": ends[1],
            "relation": str(each.match.relation),
            "similarity": each.match.similarity,
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
        "given_state": str(item.state),
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


def _same_again(connection: sa.Connection, known: identity.Known, item: NewsItem) -> Saved:
    earlier = known.row
    same_page = earlier["address_id"] == item.trail.address_id
    kind = Kind.UNCHANGED if same_page else Kind.KNOWN
    detail = "" if same_page else f"{earlier['url']} is stored, found at another address"
    if known.is_canonical:
        values = {"url": item.url, "address_id": item.trail.address_id}
        connection.execute(sa.update(items).where(items.c.id == earlier["id"]).values(values))
        detail = f"{earlier['url']} is stored; this is its canonical address"
    return Saved(Outcome(kind, detail=detail), earlier["state"], earlier["story"])


def _revise(connection: sa.Connection, known: identity.Known, item: NewsItem, now: dt.datetime) -> Saved:
    """Keep the earlier text as a version and put the new one in its place.

    The story stays, and so does what a person decided; a state that a stage gave is given anew.
    """
    earlier = known.row
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
    given = item.state if earlier["is_head"] else placing.state_beside(item.flags)
    state = str(given) if earlier["state"] in _GIVEN_BY_STAGES else earlier["state"]
    values = _row(item) | {"version": earlier["version"] + 1, "fetched_at": now, "state": state}
    if known.is_canonical:
        values["address_id"] = item.trail.address_id
    connection.execute(sa.update(items).where(items.c.id == earlier["id"]).values(values))
    index.remove(connection, earlier["seq"], fingerprints(earlier["text"]))
    index.add(connection, [(earlier["seq"], stories.prints_of(item))])
    mentions.write(connection, earlier["seq"], item.entities)
    settled = _settle_revised(connection, earlier, now)
    detail = f"version {earlier['version'] + 1}"
    after = connection.scalar(sa.select(items.c.state).where(items.c.id == earlier["id"]))
    recounts = _recount(connection, item.trail.run_id, settled)
    return Saved(Outcome(Kind.REVISION, detail=detail), str(after), earlier["story"], recounts=recounts)


def _settle_revised(connection: sa.Connection, earlier: sa.RowMapping, now: dt.datetime) -> placing.Settled:
    """Relate the copies of a story to each other anew when one of its texts has changed; nothing leaves its story."""
    story = str(earlier["story"])
    head = connection.scalar(sa.select(items.c.id).where(items.c.story == story, items.c.is_head))
    placing.relate(connection, str(head), only=None if head == earlier["id"] else earlier["id"])
    return placing.settle(connection, story, now)
