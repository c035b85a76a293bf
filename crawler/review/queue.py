"""The review queue: decide, undo, audit. Used by the web pages and the terminal alike; no I/O but the store."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

import sqlalchemy as sa

from crawler.outcomes import State
from crawler.store import choices, event_choices, items, reviews
from crawler.store.choices import Choice
from crawler.store.database import Store
from crawler.store.event_choices import EventChoice
from crawler.store.placing import PROGRAM
from crawler.store.reviews import Decision
from crawler.store.rulings import ChoiceError, Ruling, StaleError, state_seen
from crawler.urls import canonical

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
    "apart": "took stories of an event apart",
    "together": "put it into one event with another story",
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


def decide(store: Store, item_id: str, action: Action, ruling: Ruling) -> Decision | None:
    """Change the state of a story's head and keep who did so, when and why.

    None when it is in that state already and no note is given: nothing is written, so doing it again is harmless.
    Raises UnknownItemError, CopyError, and ConflictError when the item is not as it was `seen` any more.
    """
    row, ruling, state = get(store, item_id), _cleaned(ruling), str(STATE_AFTER[action])
    if not row["is_head"]:
        raise CopyError(row["id"], reviews.head_of(store, row["story"])["id"])
    seen = state_seen(row) if ruling.seen is None else ruling.seen
    if seen == state_seen(row):
        if row["state"] == state and not ruling.note:
            return None
        decision = reviews.record(store, row["id"], state, replace(ruling, seen=seen))
        if decision is not None:  # else it was changed since it was read above
            return decision
    raise _conflict(store, get(store, row["id"]), seen)


def part(store: Store, item_id: str, ruling: Ruling) -> Choice:
    """Take an item out of its story; or, as a preview, say what that would change.

    Raises UnknownItemError, ReviewError when it is alone, and ConflictError when the story is not as it was `seen`.
    """
    row = get(store, item_id)
    with _review_errors(row["id"]):
        return choices.part(store, row["id"], _cleaned(ruling))


def join(store: Store, item_id: str, other: str, ruling: Ruling) -> Choice:
    """Put an item's story into that of another item; or, as a preview, say what that would change.

    Raises UnknownItemError, ReviewError when it is one story, and ConflictError when they are not as they were `seen`.
    """
    row, into = get(store, item_id), get(store, other)
    with _review_errors(row["id"]):
        return choices.join(store, row["id"], into["id"], _cleaned(ruling))


def event_of(store: Store, item_id: str) -> EventChoice:
    """Return the event of an item, and what a decision on it is about. Raises UnknownItemError and ReviewError."""
    row = get(store, item_id)
    with _review_errors(row["id"]):
        return event_choices.look(store, row["id"])


def part_event(store: Store, item_id: str, ruling: Ruling, *, everything: bool = False) -> EventChoice:
    """Take an item's story out of its event, or all of them apart; or, as a preview, say what that would change.

    Raises UnknownItemError, ReviewError when it tells its event alone, and ConflictError when the event is not as it
    was `seen`.
    """
    row = get(store, item_id)
    with _review_errors(row["id"]):
        return event_choices.part(store, row["id"], _cleaned(ruling), everything=everything)


def join_event(store: Store, item_id: str, other: str, ruling: Ruling) -> EventChoice:
    """Put an item's story into one event with that of another item; or, as a preview, say what that would change.

    Raises UnknownItemError, ReviewError when they tell one event or somebody keeps them apart, and ConflictError when
    the events are not as they were `seen`.
    """
    row, into = get(store, item_id), get(store, other)
    with _review_errors(row["id"]):
        return event_choices.join(store, row["id"], into["id"], _cleaned(ruling))


def decide_event(store: Store, item_id: str, action: Action, ruling: Ruling) -> EventChoice:
    """Decide all stories of an item's event that are in its state; or, as a preview, say which they are.

    Raises as `part_event` does, and ReviewError when they are in that state already.
    """
    row = get(store, item_id)
    with _review_errors(row["id"]):
        return event_choices.decide(store, row["id"], str(STATE_AFTER[action]), _cleaned(ruling))


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
    except StaleError as error:
        raise ConflictError(item_id, str(error)) from error
    except ChoiceError as error:
        raise ReviewError(str(error)) from error


def _id_at(store: Store, url: str) -> str:
    """Return the id of the item at an address, or the one that the address of a review page names."""
    try:
        found = items.at_address(store, canonical(url))
    except ValueError:
        found = None
    page = _ITEM_PAGE.search(url)
    return found or (page[1] if page else "")


def _cleaned(ruling: Ruling) -> Ruling:
    return replace(ruling, who=person(ruling.who), note=clean(ruling.note, _MAX_NOTE))


def _conflict(store: Store, row: sa.RowMapping, seen: str) -> ConflictError:
    before = seen.partition(" ")[0]
    if row["state"] == before:
        return ConflictError(row["id"], f"{row['id']} has a new text since you saw it (version {row['version']}).")
    standing = [each for each in reviews.story_history(store, row["story"]) if each["undone_at"] is None]
    by = f", by {standing[-1]['who']}" if standing and standing[-1]["to_state"] == row["state"] else ""
    message = f"{row['id']} was {before} when you saw it and is {row['state']} now{by}."
    return ConflictError(row["id"], f"{message} Nothing was changed.")
