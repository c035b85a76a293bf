"""Which stored item a page is: its own, that of a page at another address with the same canonical one, or none yet.

An item's id is made of the address that its page states, when extraction believes that. A link can still name another
article; so two pages are one article only when the texts say so, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from crawler.items import NewsItem
from crawler.outcomes import COPY_RELATIONS, Relation
from crawler.store import stories
from crawler.store.schema import addresses, items
from crawler.urls import canonical, item_id

_SAME_ARTICLE = COPY_RELATIONS | {Relation.CONTAINS}
"""A twin may be shorter (AMP) or longer (the next article below it)."""


@dataclass(frozen=True, slots=True)
class Known:
    """The stored row that a page is, and how the two pages stand to each other."""

    row: sa.RowMapping
    is_own: bool
    """Whether the item was stored from this page, wherever it was found."""
    is_canonical: bool
    """Whether this page is the one at the item's canonical address, and the item was stored from a twin of it."""


def find(connection: sa.Connection, item: NewsItem) -> Known | None:
    """Return the stored item that a page is, or None.

    Where another text stands at the stated address, the item gets its own address as its identity, which the evidence
    says; an item that had taken the address of this page gives it back, and keeps its id.
    """
    own = _own_address(item.url)
    row = _of_this_page(connection, item, own)
    if row is not None:
        item.id, item.canonical_url = row["id"], row["canonical_url"]
        return Known(row, is_own=True, is_canonical=False)
    row = _by_id(connection, item.id)
    if row is None:
        return None
    same_page = _own_address(row["url"]) == own
    if same_page or _is_same_article(connection, row, item):
        return Known(row, is_own=same_page, is_canonical=own == item.canonical_url and not same_page)
    _refuse(connection, row, item, own)
    row = _by_id(connection, item.id)
    return Known(row, is_own=True, is_canonical=False) if row is not None else None


def _own_address(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return url


def _of_this_page(connection: sa.Connection, item: NewsItem, own: str) -> sa.RowMapping | None:
    """Return the item that was stored from this page at this address, whatever the page states now."""
    query = sa.select(items).where(items.c.address_id == item.trail.address_id, items.c.fragment == item.fragment)
    rows = connection.execute(query).mappings().all()
    return next((row for row in rows if _own_address(row["url"]) == own), None)


def _by_id(connection: sa.Connection, wanted: str) -> sa.RowMapping | None:
    return connection.execute(sa.select(items).where(items.c.id == wanted)).mappings().first()


def _is_same_article(connection: sa.Connection, row: sa.RowMapping, item: NewsItem) -> bool:
    if row["exact_key"] == item.trail.exact_key:
        return True
    earlier = sa.select(addresses.c.item_id).where(addresses.c.id == item.trail.address_id)
    if connection.scalar(earlier) == row["id"]:
        return True  # it was the same when it was last here: one of the two has been changed since
    match = stories.match_of(item.text, row["text"])
    return match is not None and match.relation in _SAME_ARTICLE


def _refuse(connection: sa.Connection, row: sa.RowMapping, item: NewsItem, own: str) -> None:
    if own != item.canonical_url:
        _note(item.trail.evidence, item.canonical_url)
        item.canonical_url = own
        item.id = item_id(own, item.fragment)
        return
    evidence = dict(row["evidence"])
    _note(evidence, own)
    values = {"canonical_url": _own_address(row["url"]), "evidence": evidence}
    connection.execute(sa.update(items).where(items.c.id == row["id"]).values(values))
    item.id = item_id(own, f"{item.fragment or ''} at its own address")


def _note(evidence: dict[str, object], stated: str) -> None:
    said = evidence.get("canonical")
    refused = {"stated": stated, "refused": "another text stands there"}
    evidence["canonical"] = [*(said if isinstance(said, list) else []), refused]
