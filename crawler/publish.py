"""Items out: the feed's form of stored items, and the formats they are written in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from crawler.items import PUBLIC_FIELDS, SCHEMA_VERSION
from crawler.store import items
from crawler.store.database import Store

_AS_STORED = (
    "id", "url", "canonical_url", "source", "site_name", "title", "text", "authors", "language", "published_at",
    "modified_at", "origin", "fragment", "topics", "entities", "relevance", "flags", "state", "story", "simhash",
    "text_length",
)  # fmt: skip
_TIMES = ("first_seen_at", "fetched_at", "decided_at")
_BATCH = 500


def feed_items(store: Store, rows: Sequence[sa.RowMapping]) -> list[dict[str, Any]]:
    """Return items' rows in the feed's form, each head with its copies and links inside; two queries for all."""
    copies = items.members(store, [row["story"] for row in rows if row["is_head"]])
    links = items.linked(store, [row["id"] for row in rows])
    return [_feed_item(row, copies.get(row["story"], []), links.get(row["id"], [])) for row in rows]


def jsonl(store: Store, rows: Sequence[sa.RowMapping]) -> Iterator[str]:
    """Yield one JSON line per item, as `docs/item.schema.json` describes it."""
    for start in range(0, len(rows), _BATCH):
        for item in feed_items(store, rows[start : start + _BATCH]):
            yield json.dumps(item, ensure_ascii=False) + "\n"


def _feed_item(row: sa.RowMapping, copies: Iterable[sa.RowMapping], links: list[dict[str, Any]]) -> dict[str, Any]:
    values = {name: row[name] for name in _AS_STORED}
    values |= {name: row[name].isoformat(timespec="seconds") if row[name] else None for name in _TIMES}
    values["copies"] = [_copy(copy) for copy in copies] if row["is_head"] else []
    values["links"] = links
    values["schema"] = SCHEMA_VERSION
    return {name: values[name] for name in PUBLIC_FIELDS}


def _copy(row: sa.RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in ("url", "site_name", "relation", "similarity", "published_at")}
