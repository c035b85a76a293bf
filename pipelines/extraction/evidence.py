"""What rules found, and what they passed over: for whoever asks how a field came to its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that was considered, the rule that found it, and the reason why it was not taken."""

    text: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that a place states. `guessed`: it speaks for the article only by inference."""

    value: str
    where: str
    guessed: bool = False
    alone: bool = False  # a line by the headline that says little more than the date
