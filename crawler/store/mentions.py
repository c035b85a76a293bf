"""Which stored items mention which names of the watchlist, and lists narrowed down by that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from crawler.store.database import Store
from crawler.store.schema import items, mentions


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a list of items is narrowed down to: those that mention `entity`; those that are `perhaps` on topic."""

    entity: str = ""
    perhaps: bool = False

    def conditions(self, rows: sa.FromClause = items) -> list[sa.ColumnElement[bool]]:
        """Return what must hold of a row of `items`, or of an alias of it."""
        found: list[sa.ColumnElement[bool]] = []
        if self.entity:
            found.append(rows.c.seq.in_(sa.select(mentions.c.seq).where(mentions.c.name == self.entity)))
        if self.perhaps:
            found.append(rows.c.evidence["verdict"].as_string() == "perhaps")
        return found


EVERYTHING = Narrow()


def write(connection: sa.Connection, seq: int, names: Iterable[str]) -> None:
    """Write down the names that an item mentions, in place of those written down before."""
    connection.execute(sa.delete(mentions).where(mentions.c.seq == seq))
    rows = [{"name": name, "seq": seq} for name in dict.fromkeys(names)]
    if rows:
        connection.execute(sa.insert(mentions), rows)


def counts(store: Store, state: str, limit: int) -> list[tuple[str, int]]:
    """Return the names that the most heads in a state mention, each with how many do."""
    number = sa.func.count()
    query = (
        sa.select(mentions.c.name, number)
        .join(items, items.c.seq == mentions.c.seq)
        .where(items.c.is_head, items.c.state == state)
        .group_by(mentions.c.name)
        .order_by(number.desc(), mentions.c.name)
        .limit(limit)
    )
    with store.reading() as connection:
        return [(name, count) for name, count in connection.execute(query)]
