"""Which copy is the head of a story: the most original one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crawler.outcomes import State

_HELD = frozenset({State.OFF_TOPIC, State.QUARANTINED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides between two copies of a text."""

    state: str
    is_origin: bool
    """Whether the other names this one's site as where the text came from."""
    published_on: dt.datetime | None
    flags: int


def is_better_head(new: Standing, head: Standing) -> bool:
    """Return whether `new` should take the place of `head`; a tie leaves the head where it is.

    What is held back never hides what is not; then the copy named as origin, the earlier real date, fewer flags.
    """
    if (new.state in _HELD) != (head.state in _HELD):
        return head.state in _HELD
    if new.is_origin != head.is_origin:
        return new.is_origin
    if new.published_on and head.published_on and new.published_on != head.published_on:
        return new.published_on < head.published_on
    return new.flags < head.flags
