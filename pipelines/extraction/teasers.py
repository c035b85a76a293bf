"""Teasers: boxes alike, each of which shows another article by a linked headline and a few words."""

from __future__ import annotations

import re
from itertools import accumulate

from pipelines.extraction.blocks import Block, Box, Layout

_LINES, _UNITS = 10, 90
_HEADLINE_UNITS, _HEADLINE_LINK = 5, 0.8
_NUMBER = re.compile(r"\d+")


def is_linked_headline(block: Block) -> bool:
    """Return whether a line is a link of some words, and little else."""
    return block.link_share > _HEADLINE_LINK and block.units >= _HEADLINE_UNITS


def teaser_groups(layout: Layout, at_least: int) -> list[list[Box]]:
    """Return the lists of teasers of a page: boxes within one box, of one tag and name (numbers aside)."""
    if layout.alike is None:
        layout.alike = _alike(layout)
    return [group for group in layout.alike if len(group) >= at_least]


def _alike(layout: Layout) -> list[list[Box]]:
    linked = list(accumulate((is_linked_headline(block) for block in layout.blocks), initial=0))
    groups: dict[tuple[int, str, str], list[Box]] = {}
    for box in layout.boxes[1:]:
        if box.end - box.start <= _LINES and linked[box.end] > linked[box.start] and _units(layout, box) <= _UNITS:
            groups.setdefault((box.parent, box.tag, _NUMBER.sub("", box.name)), []).append(box)
    return list(groups.values())


def _units(layout: Layout, box: Box) -> int:
    return sum(block.units for block in layout.blocks[box.start : box.end])
