"""What a person says of an item, a story or an event, and how that is entered among the decisions."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
import xxhash

from crawler.store.database import Store
from crawler.store.schema import decisions, items


class ChoiceError(ValueError):
    """Stories cannot be changed so. The message says why."""


class StaleError(ChoiceError):
    """The stories are not as they were seen any more; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's word: whose it is, why, and when it is given."""

    who: str
    note: str
    at: dt.datetime
    seen: str | None = None
    """What it is about was like this before the person's eyes: only if it still is, anything is changed."""
    preview: bool = False
    """Whether only to say what it would change."""

    def entered(self, decision: int) -> int | None:
        """Return the number of a decision; None when it does not outlast the preview."""
        return None if self.preview else decision


@contextlib.contextmanager
def ruled(store: Store, ruling: Ruling) -> Iterator[sa.Connection]:
    """Give a connection that no other claimer holds; of a preview all changes are taken back at the end."""
    with store.claiming() as connection:
        yield connection
        if ruling.preview:
            connection.rollback()


def enter(
    connection: sa.Connection,
    ruling: Ruling,
    item_id: str,
    from_state: str,
    to_state: str | None = None,
    *,
    kind: str = "state",
) -> int:
    """Enter a ruling on an item among the decisions, and return its number there; a state may stay as it is."""
    values = {"item_id": item_id, "at": ruling.at, "who": ruling.who, "note": ruling.note, "kind": kind}
    values |= {"from_state": from_state, "to_state": to_state or from_state}
    return int(connection.execute(sa.insert(decisions).values(values).returning(decisions.c.id)).scalar_one())


def state_seen(row: sa.RowMapping) -> str:
    """Return what an item is like, for a ruling on its state."""
    return f"{row['state']} {row['version']}"


def item_row(connection: sa.Connection, wanted: str) -> sa.RowMapping:
    """Return an item's row by its id. Raises ChoiceError."""
    row = connection.execute(sa.select(items).where(items.c.id == wanted)).mappings().first()
    if row is None:
        raise ChoiceError(f"there is no item {wanted!r}")
    return row


def as_seen(there: Sequence[sa.RowMapping], seen: str | None, what: str) -> str:
    """Return what the members of stories are like, in short. Raises StaleError when they were `seen` otherwise."""
    told = ("id", "story", "is_head", "state", "version")
    found = xxhash.xxh3_64_hexdigest(repr(sorted(tuple(str(row[name]) for name in told) for row in there)).encode())
    if seen is not None and seen != found:
        raise StaleError(f"{what} have changed since you saw them. Nothing was changed.")
    return found
