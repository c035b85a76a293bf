"""The stories among given texts: the stages that a crawled item passes, in a store made for the occasion."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from crawler.items import NewsItem, Trail
from crawler.outcomes import Relation, State
from crawler.store import frontier, items, runs, saving, stories
from crawler.store.database import Store, open_store
from crawler.store.frontier import Fetched, Link
from crawler.store.schema import items as items_table
from crawler.urls import item_id
from pipelines.duplication import fingerprint
from pipelines.duplication.fold import exact_key, tokens
from pipelines.duplication.verify import share_within
from pipelines.extraction.date_text import parse_date
from pipelines.extraction.language import language_of

_SOURCE = "texts"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class GivenText:
    """One text to be told apart from the others; `key` is the caller's own id."""

    key: str
    text: str
    url: str | None = None
    title: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text ended up: its story; for a copy or a link, how it stands to which texts, and how much of it."""

    story: str
    relation: str | None = None
    of: tuple[str, ...] = ()
    similarity: float | None = None


class TextStories:
    """Takes texts one by one; `places` gives the answer for all of them once the last one is in."""

    def __init__(self, store: Store, now: dt.datetime) -> None:
        self._store = store
        self._now = now
        self._keys: dict[str, str] = {}
        self._run_id, _, _ = runs.begin(store, [_SOURCE], now)

    def add(self, texts: Sequence[GivenText]) -> Iterator[None]:
        """Give each text its place among those before it; yields after each, for a progress display."""
        for start in range(0, len(texts), _BATCH):
            part = texts[start : start + _BATCH]
            links = [Link(f"text:{each.key}", f"text:{each.key}") for each in part]
            noted = frontier.note(self._store, self._run_id, _SOURCE, _SOURCE, links, Fetched(), self._now)
            for each, address in zip(part, noted, strict=True):
                item = self._item(each, address.address_id)
                self._keys[item.id] = each.key
                found, item.trail.checked_until = stories.look_up(
                    self._store, item.text, int(item.simhash or "0", 16), item.language
                )
                saving.save(self._store, item, found, self._now)
                yield

    def places(self) -> dict[str, Place]:
        """Return each text's place by its key."""
        columns = [items_table.c[name] for name in ("id", "story", "is_head", "relation", "similarity", "text")]
        with self._store.reading() as connection:
            rows = {row.id: row for row in connection.execute(sa.select(*columns).order_by(items_table.c.seq))}
        heads = {row.story: row.id for row in rows.values() if row.is_head}
        linked = items.linked(self._store, list(heads.values()))
        stories: dict[str, list[sa.Row[Any]]] = {}
        for row in rows.values():
            stories.setdefault(row.story, []).append(row)
        places = {}
        for row in rows.values():
            key = self._keys[row.id]
            if row.is_head:
                beside = [(str(link["relation"]), rows[str(link["id"])]) for link in linked.get(row.id, [])]
                places[key] = self._beside(row, beside, stories)
            else:
                places[key] = Place(row.story, row.relation, (self._keys[heads[row.story]],), row.similarity)
        return places

    def _beside(
        self, row: sa.Row[Any], beside: list[tuple[str, sa.Row[Any]]], stories: Mapping[str, list[sa.Row[Any]]]
    ) -> Place:
        """Return the place of a head. What it holds goes before what it stands beside; all copies of that are named."""
        if not beside:
            return Place(row.story)
        relation = next((each for each, _ in beside if each == Relation.CONTAINS), beside[0][0])
        others = [other for each, other in beside if each == relation]
        named = [copy for other in others for copy in stories[other.story]] if relation == Relation.CONTAINS else others
        share = round(share_within(row.text, [other.text for other in others]), 4)
        return Place(row.story, relation, tuple(self._keys[each.id] for each in named), share)

    def _item(self, given: GivenText, address_id: int) -> NewsItem:
        comparison = tokens(given.text)
        stated = given.published_at
        return NewsItem(
            id=item_id(f"text:{given.key}"),
            url=given.url or f"text:{given.key}",
            canonical_url=f"text:{given.key}",
            source=_SOURCE,
            title=given.title,
            text=given.text,
            language=language_of(given.text, None),
            published_at=parse_date(stated, ZoneInfo("UTC"), self._now) if stated else None,
            fetched_at=self._now.isoformat(),
            state=State.PENDING,
            simhash=f"{fingerprint.simhash(comparison):016x}",
            text_length=len(given.text),
            trail=Trail(
                address_id=address_id,
                run_id=self._run_id,
                comparison=" ".join(comparison),
                exact_key=exact_key(comparison),
            ),
        )


def open_temporary(folder: str | None = None) -> tuple[Store, tempfile.TemporaryDirectory[str]]:
    """Return a store in a temporary folder, and the folder, which the caller cleans up."""
    place = tempfile.TemporaryDirectory(prefix="tidings-", dir=folder)
    return open_store("", place.name), place
