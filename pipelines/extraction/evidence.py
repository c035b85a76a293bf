"""What a rule passed over, and why: for whoever asks how a field came to its value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that was considered, the rule that found it, and the reason why it was not taken."""

    text: str
    where: str
    reason: str
