"""What a line of prose is, and what a line is worth to the box that holds it."""

from __future__ import annotations

from pipelines.extraction.blocks import Block

SENTENCE_UNITS, CLAUSES_UNITS, PARAGRAPH_UNITS = 12, 20, 40
"""A line is prose with this many units and a sentence's end, with two marks of punctuation, or without either."""

_NOT_PROSE, _LINKS, _LINK_COST = -6.0, -12.0, 1.5


def is_prose(block: Block) -> bool:
    """Return whether a line reads as sentences rather than as a label, a headline or a menu."""
    if block.link_units * 2 > block.units:
        return False
    return (
        (block.ends_sentence and block.units >= SENTENCE_UNITS)
        or (block.marks >= 2 and block.units >= CLAUSES_UNITS)
        or block.units >= PARAGRAPH_UNITS
    )


def worth(block: Block) -> float:
    """Return a line's units less those in links; a fine when it is no prose, a higher one when it is a link."""
    if is_prose(block):
        return block.units - _LINK_COST * block.link_units
    return _LINKS if block.link_share > 0.5 else _NOT_PROSE
