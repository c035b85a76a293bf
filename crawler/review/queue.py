"""The review queue: decide, undo, audit. Used by the web pages and the terminal alike; no I/O but the store."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from crawler.outcomes import State
from crawler.store import choices, event_choices, events, items, mentions, reviews
from crawler.store.choices import Choice
from crawler.store.database import Store
from crawler.store.event_choices import EventChoice
from crawler.store.mentions import EVERYTHING, Narrow
from crawler.store.placing import PROGRAM
from crawler.store.reviews import Decision
from crawler.urls import canonical

PAGE_SIZE = 50
_NAMES_SHOWN = 24
TABS = (State.PENDING, State.QUARANTINED, State.LATER, State.ACCEPTED, State.REJECTED, State.OFF_TOPIC)
"""The states that a story's head can be in, in the order of a morning's work."""

_NEWEST_FIRST = frozenset(
    {State.ACCEPTED, State.REJECTED, State.OFF_TOPIC}
)  # nobody works through these from the start
_MAX_NOTE, _MAX_WHO = 1000, 80
_ID = re.compile(r"[0-9a-f]{1,16}")
_ITEM_PAGE = re.compile(r"://[^/]+/items/([0-9a-f]{16})\b")


class Action(StrEnum):
    """What a person can say of an item."""

    ACCEPT = "accept"
    REJECT = "reject"
    LATER = "later"


_DONE = {
    "part": "parted it from a story",
    "join": "joined it to a story",
    "apart": "took it out of an event",
}
STATE_AFTER = {Action.ACCEPT: State.ACCEPTED, Action.REJECT: State.REJECTED, Action.LATER: State.LATER}


class ReviewError(ValueError):
    """What was asked for cannot be done; the message says why, and what can."""


class UnknownItemError(ReviewError):
    """No item has this id, or several have ids that start so."""


class CopyError(ReviewError):
    """The item is a copy: decisions are made on the head of its story, `head_id`."""

    def __init__(self, item_id: str, head_id: str) -> None:
        super().__init__(f"{item_id} is a copy; decide the head of its story: {head_id}")
        self.head_id = head_id


class ConflictError(ReviewError):
    """Somebody or something changed the item meanwhile; nothing was written."""

    def __init__(self, item_id: str, message: str) -> None:
        super().__init__(message)
        self.item_id = item_id


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person had before the eyes when deciding."""

    state: str
    version: int


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


def get(store: Store, item_id: str) -> sa.RowMapping:
    """Return an item's row by its id, a unique start of it, its address, or that of its page here.

    Raises UnknownItemError.
    """
    start = _id_at(store, item_id.strip()) if "://" in item_id else item_id.strip().lower()
    found = reviews.ids_starting(store, start, 4) if _ID.fullmatch(start) else []
    if len(found) > 1:
        raise UnknownItemError(f"several ids start with {start}: {', '.join(found[:3])}{', ...' * (len(found) > 3)}")
    row = items.get(store, found[0]) if found else None
    if row is None:
        raise UnknownItemError(f"there is no item {item_id.strip()[:200]!r}; `tidings items list` shows their ids")
    return row


def decide(
    store: Store, item_id: str, action: Action, who: str, note: str, now: dt.datetime, seen: Seen | None = None
) -> Decision | None:
    """Change the state of a story's head and keep who did so, when and why.

    None when it is in that state already and no note is given: nothing is written, so doing it again is harmless.
    Raises UnknownItemError, CopyError, and ConflictError when the item is not as it was `seen` any more.
    """
    row = get(store, item_id)
    if not row["is_head"]:
        raise CopyError(row["id"], reviews.head_of(store, row["story"])["id"])
    present = Seen(row["state"], row["version"])
    if seen is not None and seen != present:
        raise _conflict(store, row, seen)
    state, note = STATE_AFTER[action], clean(note, _MAX_NOTE)
    if row["state"] == state and not note:
        return None
    known = (present.state, present.version)
    decision = reviews.record(store, row["id"], str(state), person(who), note, now, seen=known)
    if decision is None:  # changed between the two lines above
        raise _conflict(store, get(store, row["id"]), present)
    return decision


def part(
    store: Store, item_id: str, who: str, note: str, now: dt.datetime, seen: str | None = None, *, preview: bool = False
) -> Choice:
    """Take an item out of its story; or, as a `preview`, say what that would change.

    Raises UnknownItemError, ReviewError when it is alone, and ConflictError when the story is not as it was `seen`.
    """
    row = get(store, item_id)
    with _review_errors(row["id"]):
        return choices.part(store, row["id"], person(who), clean(note, _MAX_NOTE), now, seen=seen, preview=preview)


def join(
    store: Store,
    item_id: str,
    other: str,
    who: str,
    note: str,
    now: dt.datetime,
    seen: str | None = None,
    *,
    preview: bool = False,
) -> Choice:
    """Put an item's story into that of another item; or, as a `preview`, say what that would change.

    Raises UnknownItemError, ReviewError when it is one story, and ConflictError when they are not as they were `seen`.
    """
    row, into = get(store, item_id), get(store, other)
    with _review_errors(row["id"]):
        return choices.join(
            store, row["id"], into["id"], person(who), clean(note, _MAX_NOTE), now, seen=seen, preview=preview
        )


def event_of(store: Store, item_id: str) -> EventChoice:
    """Return the event of an item, and what a decision on it is about. Raises UnknownItemError and ReviewError."""
    row = get(store, item_id)
    with _review_errors(row["id"]):
        return event_choices.look(store, row["id"])


def part_event(
    store: Store,
    item_id: str,
    who: str,
    note: str,
    now: dt.datetime,
    seen: str | None = None,
    *,
    everything: bool = False,
    preview: bool = False,
) -> EventChoice:
    """Take an item's story out of its event, or all of them apart; or, as a `preview`, say what that would change.

    Raises UnknownItemError, ReviewError when it tells its event alone, and ConflictError when the event is not as it
    was `seen`.
    """
    row = get(store, item_id)
    with _review_errors(row["id"]):
        return event_choices.part(
            store,
            row["id"],
            person(who),
            clean(note, _MAX_NOTE),
            now,
            everything=everything,
            seen=seen,
            preview=preview,
        )


def decide_event(
    store: Store,
    item_id: str,
    action: Action,
    who: str,
    note: str,
    now: dt.datetime,
    seen: str | None = None,
    *,
    preview: bool = False,
) -> EventChoice:
    """Decide all stories of an item's event that are in its state; or, as a `preview`, say which they are.

    Raises as `part_event` does, and ReviewError when they are in that state already.
    """
    row = get(store, item_id)
    state = str(STATE_AFTER[action])
    with _review_errors(row["id"]):
        return event_choices.decide(
            store, row["id"], state, person(who), clean(note, _MAX_NOTE), now, seen=seen, preview=preview
        )


def undo(store: Store, item_id: str | None, now: dt.datetime, who: str | None = None) -> tuple[Decision, str] | None:
    """Take back the newest decision on an item's story, or else the newest one by `who` (None: by anybody).

    Returns the decision and the id of the item it now concerns (its story may have a new head); None when there is
    nothing to take back. Raises UnknownItemError, and ConflictError when somebody else decided since.
    """
    wanted = get(store, item_id)["id"] if item_id else None
    try:
        decision = reviews.undo(store, wanted, now, person(who) if who and not wanted else None)
    except reviews.SupersededError as error:
        by = error.by
        said = _DONE.get(by.kind, f"made it {by.to_state}")
        message = (
            f"Your decision on {by.item_id} was followed by another one: {by.who} {said}. "
            "Undo that on the item's own page, if it is to go."
        )
        raise ConflictError(by.item_id, message) from error
    if decision is None:
        return None
    return decision, str(reviews.head_of(store, get(store, decision.item_id)["story"])["id"])


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
        why_event=why_event,
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


def clean(text: str, limit: int) -> str:
    """Return what a person typed as one line, without control characters, at most `limit` characters long."""
    printable = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    return " ".join(printable.split())[:limit]


def person(name: str) -> str:
    """Return the name that a person's decisions are kept under, never the program's own."""
    kept = clean(name, _MAX_WHO) or "unknown"
    return f"{kept} (a person)" if kept == PROGRAM else kept


@contextlib.contextmanager
def _review_errors(item_id: str) -> Iterator[None]:
    try:
        yield
    except choices.StaleError as error:
        raise ConflictError(item_id, str(error)) from error
    except choices.ChoiceError as error:
        raise ReviewError(str(error)) from error


def _id_at(store: Store, url: str) -> str:
    """Return the id of the item at an address, or the one that the address of a review page names."""
    try:
        found = items.at_address(store, canonical(url))
    except ValueError:
        found = None
    page = _ITEM_PAGE.search(url)
    return found or (page[1] if page else "")


def _conflict(store: Store, row: sa.RowMapping, seen: Seen) -> ConflictError:
    if row["state"] == seen.state:
        return ConflictError(row["id"], f"{row['id']} has a new text since you saw it (version {row['version']}).")
    standing = [each for each in reviews.story_history(store, row["story"]) if each["undone_at"] is None]
    by = f", by {standing[-1]['who']}" if standing and standing[-1]["to_state"] == row["state"] else ""
    message = f"{row['id']} was {seen.state} when you saw it and is {row['state']} now{by}."
    return ConflictError(row["id"], f"{message} Nothing was changed.")
