"""What the review shows: a page of the queue, one item with all that belongs to it, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crawler.outcomes import State
from crawler.review.evidence import readable
from crawler.review.queue import get
from crawler.store import events, items, mentions, reviews
from crawler.store.database import Store
from crawler.store.mentions import EVERYTHING, Narrow

PAGE_SIZE = 50
_NAMES_SHOWN = 24
TABS = (State.PENDING, State.QUARANTINED, State.LATER, State.ACCEPTED, State.REJECTED, State.OFF_TOPIC)
"""The states that a story's head can be in, in the order of a morning's work."""

_NEWEST_FIRST = frozenset(
    {State.ACCEPTED, State.REJECTED, State.OFF_TOPIC}
)  # nobody works through these from the start


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of a tab: rows without texts, each with the number of its `copies` and of `fellows` of its event."""

    state: State
    rows: list[sa.RowMapping]
    number: int
    pages: int
    total: int
    narrow: Narrow
    names: list[tuple[str, int]]
    """The names that the most items of the whole tab mention, each with how many do."""


@dataclass(frozen=True, slots=True)
class Card:
    """All that a page shows of one item."""

    item: sa.RowMapping
    head: sa.RowMapping
    """The head of its story: the item itself, unless that is a copy."""
    copies: list[sa.RowMapping]
    links: list[sa.RowMapping]
    event: list[sa.RowMapping]
    """The heads of all stories that tell its event, the best-sourced first; none when it is told here alone."""
    why_event: dict[str, dict[str, Any]]
    """For other stories of the event: how alike they are, and what shows it."""
    history: list[sa.RowMapping]
    versions: list[sa.RowMapping]
    previous_id: str | None
    next_id: str | None

    @property
    def is_copy(self) -> bool:
        """Whether decisions are made on another item."""
        return not self.item["is_head"]

    @property
    def waiting(self) -> list[sa.RowMapping]:
        """The stories of its event that are in the state of this one: a decision on the event is about them."""
        return [row for row in self.event if row["state"] == self.head["state"]]

    @property
    def standing(self) -> sa.RowMapping | None:
        """The newest decision that is not undone."""
        return next((row for row in reversed(self.history) if row["undone_at"] is None), None)


def next_item(store: Store, state: str, seq: int, narrow: Narrow = EVERYTHING) -> str | None:
    """Return the id of what comes after a place in a tab; at its end, of the tab's first; None when it is empty."""
    newest_first = state in _NEWEST_FIRST
    following = reviews.beside(store, state, seq, newest_first=newest_first, narrow=narrow)[1]
    if following is not None:
        return following
    first = reviews.heads_in(store, state, newest_first=newest_first, offset=0, limit=1, narrow=narrow)
    return first[0]["id"] if first else None


def card(store: Store, item_id: str, narrow: Narrow = EVERYTHING) -> Card:
    """Return all that a page shows of one item. Raises UnknownItemError."""
    row = get(store, item_id)
    head = row if row["is_head"] else reviews.head_of(store, row["story"])
    newest_first = head["state"] in _NEWEST_FIRST
    before, after = reviews.beside(store, head["state"], head["seq"], newest_first=newest_first, narrow=narrow)
    _, event, why_event = events.told_with(store, row["story"])
    return Card(
        item=row,
        event=event,
        why_event={story: readable(found, str(head["language"] or "")) for story, found in why_event.items()},
        head=head,
        copies=items.members(store, [row["story"]]).get(row["story"], []),
        links=reviews.story_links(store, row["story"]),
        history=reviews.story_history(store, row["story"]),
        versions=items.versions(store, row["id"]),
        previous_id=before,
        next_id=after,
    )


def counts(store: Store) -> dict[State, int]:
    """Return how many heads each tab holds."""
    found = reviews.head_counts(store)
    return {state: found.get(str(state), 0) for state in TABS}


def queue_page(store: Store, state: State, number: int, narrow: Narrow = EVERYTHING) -> QueuePage:
    """Return one page of a tab, or of a narrower list of it; a number beyond the last page gives the last."""
    total = reviews.head_count(store, str(state), narrow)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    offset = (number - 1) * PAGE_SIZE
    newest_first = state in _NEWEST_FIRST
    rows = reviews.heads_in(store, str(state), newest_first=newest_first, offset=offset, limit=PAGE_SIZE, narrow=narrow)
    return QueuePage(state, rows, number, pages, total, narrow, mentions.counts(store, str(state), _NAMES_SHOWN))
