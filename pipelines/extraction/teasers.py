"""Teasers: each shows another article by a linked headline and a few words, in boxes alike or one after the other."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
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


def teasers_between_links(layout: Layout, start: int, end: int, at_least: int) -> list[range]:
    """Return the runs of a few words that the same linked line parts again and again (Read more), with these lines.

    Whatever it says: a line of nothing but a link that recurs says of each run that its article stands elsewhere.
    """
    blocks = layout.blocks
    linked = [index for index in range(start, end) if blocks[index].link_share > _HEADLINE_LINK]
    text, count = next(iter(Counter(blocks[index].text for index in linked).most_common(1)), ("", 0))
    ends = [index for index in linked if blocks[index].text == text]
    if count < at_least or len(_targets(layout, ends)) < at_least:
        return []
    runs = [range(first + 1, last + 1) for first, last in itertools.pairwise([start - 1, *ends])]
    return [run for run in runs if len(run) <= _LINES and sum(blocks[index].units for index in run) <= _UNITS]


def _targets(layout: Layout, lines: Iterable[int]) -> set[str]:
    """Return where the links of some lines lead, places of the page itself aside."""
    boxes = (layout.boxes[layout.blocks[index].box] for index in lines)
    links = (str(link.get("href") or "#") for box in boxes for link in box.element.iter("a"))
    return {link for link in links if not link.startswith("#")}


def _units(layout: Layout, box: Box) -> int:
    return sum(block.units for block in layout.blocks[box.start : box.end])
