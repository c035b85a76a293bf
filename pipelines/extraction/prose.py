"""What a line of prose is, and what a line is worth to the box that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.extraction.blocks import Block

SENTENCE_UNITS, CLAUSES_UNITS, PARAGRAPH_UNITS = 12, 20, 40
"""A line is prose with this many units and a sentence's end, with two marks of punctuation, or without either."""

_MARKS, _HAN_MARKS = ",;!?", "，。！？；：、"
_NOT_PROSE, _LINKS, _LINK_COST = -6.0, -12.0, 1.5


def is_prose(text: str, units: int, link_units: int, *, ends: bool) -> bool:
    """Return whether a line reads as sentences rather than as a label, a headline or a menu.

    `ends` says that it ends as a sentence does.
    """
    if link_units * 2 > units or units < SENTENCE_UNITS:
        return False
    return ends or units >= PARAGRAPH_UNITS or (units >= CLAUSES_UNITS and marks(text) >= 2)


def marks(text: str) -> int:
    """Return how many marks of clauses and sentences a line has; a full stop counts before a space or the end."""
    found = sum([text.count(mark) for mark in _MARKS]) + text.count(". ") + text.endswith(".")
    return found if text.isascii() else found + sum([text.count(mark) for mark in _HAN_MARKS])


def worth(block: Block) -> float:
    """Return a line's units less those in links; a fine when it is no prose, a higher one when it is a link."""
    if block.prose:
        return block.units - _LINK_COST * block.link_units
    return _LINKS if block.link_units * 2 > block.units else _NOT_PROSE
