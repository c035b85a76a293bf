"""What stories were like before a person parted or joined them, and how they come to be so again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from crawler.store import placing
from crawler.store.schema import items, members_before

_TOLD = ("relation", "similarity", "why")
_KEPT = ("story", "is_head", "version", *_TOLD)


def keep(connection: sa.Connection, decision: int, wanted: Collection[str], loose: Collection[str]) -> None:
    """Keep what items are like before a decision; `loose` are those that nothing holds in their story after it."""
    query = sa.select(items.c.id, *(items.c[name] for name in _KEPT)).where(items.c.id.in_(wanted))
    rows = [
        {"decision_id": decision, "item_id": row["id"], "is_loose": row["id"] in loose}
        | {name: row[name] for name in _KEPT}
        for row in connection.execute(query).mappings()
    ]
    connection.execute(sa.insert(members_before), rows)


def kept(connection: sa.Connection, decision: int) -> Sequence[sa.RowMapping]:
    """Return what items were like before a decision; nothing of one that is older than this is kept."""
    query = sa.select(members_before).where(members_before.c.decision_id == decision)
    return connection.execute(query).mappings().all()


def restore(connection: sa.Connection, decision: int, member: str, now: dt.datetime, present: str) -> None:
    """Put the story that a member is back in in order: as it was before a decision, to the letter, if nothing came to
    it, left it or was revised since; else it gets the head that it should have: in a tie that of before, or `present`.
    """
    story = str(connection.scalar(sa.select(items.c.story).where(items.c.id == member)))
    rows = {row["item_id"]: row for row in kept(connection, decision)}
    before = [row for row in rows.values() if row["story"] == rows[member]["story"]] if rows else []
    there = {row["id"]: row["version"] for row in placing.members(connection, story)}
    head = next((row["item_id"] for row in before if row["is_head"] and row["item_id"] in there), present)
    if {row["item_id"]: row["version"] for row in before} != there:
        placing.settle(connection, story, now, present=head)
        return
    placing.crown(connection, head)
    values = [{"at": row["item_id"]} | {name: row[name] for name in _TOLD} for row in before]
    connection.execute(sa.update(items).where(items.c.id == sa.bindparam("at")), values)
