"""Teasers: each shows another article by a linked headline and a few words, in boxes alike or one after the other."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from pipelines.extraction.blocks import Block, Box, Layout, ends_sentence, units_of

_LINES, _UNITS, _BOXED_UNITS = 10, 90, 130
_HEADLINE_UNITS, _HEADLINE_LINK = 5, 0.8
_ONE_SITE = 0.8
_HOST = re.compile(r"(?:(?:https?:)?//([^/?#]*))?", re.IGNORECASE)  # none: the page's own
_GLUED, _LED_UNITS = 3, 40
_NUMBER = re.compile(r"\d+")


def is_linked_headline(block: Block) -> bool:
    """Return whether a line is a link of some words, and little else."""
    return block.units >= _HEADLINE_UNITS and block.link_share > _HEADLINE_LINK


def teaser_groups(layout: Layout, at_least: int) -> list[list[Box]]:
    """Return the lists of teasers of a page: boxes within one box, of one tag and name (numbers aside)."""
    if layout.alike is None:
        layout.alike = _alike(layout)
    return [group for group in layout.alike if len(group) >= at_least]


def _alike(layout: Layout) -> list[list[Box]]:
    linked = list(accumulate((is_linked_headline(block) for block in layout.blocks), initial=0))
    units = list(accumulate((block.units for block in layout.blocks), initial=0))
    groups: dict[tuple[int, str, str], list[Box]] = {}
    for box in layout.boxes[1:]:
        few = box.end - box.start <= _LINES and units[box.end] - units[box.start] <= _BOXED_UNITS
        if few and linked[box.end] > linked[box.start]:
            groups.setdefault((box.parent, box.tag, _NUMBER.sub("", box.name)), []).append(box)
    return list(groups.values())


def led_by_links(layout: Layout, lines: Iterable[int], at_least: int) -> list[range]:
    """Return the lines, each all of its box, that begin with the linked headline of another page of one site.

    Publications with who wrote them, files with their days: what stands behind the headline says nothing more.
    """
    found: Counter[str] = Counter()
    led: list[range] = []
    for index in lines:
        block = layout.blocks[index]
        box = layout.boxes[block.box]
        if block.link_units < _HEADLINE_UNITS or block.units > _LED_UNITS or box.end - box.start != 1:
            continue
        link = next(box.element.iter("a"), None)
        text = "" if link is None else " ".join("".join(link.itertext()).split())
        if link is not None and units_of(text) >= _HEADLINE_UNITS and block.text.startswith(text):
            found.update(_sites(layout, [index]).keys())
            led.append(range(index, index + 1))
    return led if max(found.values(), default=0) >= max(at_least, _ONE_SITE * len(led)) else []


def is_made_of_teasers(layout: Layout, block: Block) -> bool:
    """Return whether a line is several linked headlines, each behind the end of what is said of the one before.

    A text's own links stand within its sentences.
    """
    box = layout.boxes[block.box]
    if block.link_units < _GLUED * _HEADLINE_UNITS or box.end - box.start > _LINES:
        return False
    end = found = 0
    for link in box.element.iter("a"):
        text = " ".join("".join(link.itertext()).split())
        at = block.text.find(text, end) if text else -1
        if at < 0 or units_of(text) < _HEADLINE_UNITS:
            continue
        before = block.text[end:at].rstrip()
        if not (ends_sentence(before) if end else units_of(before) <= _HEADLINE_UNITS):
            return False
        end, found = at + len(text), found + 1
    return found >= _GLUED


def teasers_in_a_row(layout: Layout, start: int, end: int, at_least: int) -> list[range]:
    """Return the teasers among some lines that no boxes hold: runs of a few words that links part.

    Either the same linked line stands under each (Read more, whatever it says), or a linked headline over each; then
    all must lead to one site: the entries of a round-up lead to many.
    """
    blocks = layout.blocks
    linked = [index for index in range(start, end) if blocks[index].link_share > _HEADLINE_LINK]
    text = max(counts, key=counts.__getitem__) if (counts := Counter(blocks[index].text for index in linked)) else ""
    under = [index for index in linked if blocks[index].text == text]
    over = [index for index in linked if blocks[index].units >= _HEADLINE_UNITS]
    runs: list[range] = []
    if sum(_sites(layout, under).values()) >= at_least:
        runs = [range(first + 1, last + 1) for first, last in itertools.pairwise([start - 1, *under])]
    elif max(_sites(layout, over).values(), default=0) >= max(at_least, _ONE_SITE * len(over)):
        runs = [range(first, last) for first, last in itertools.pairwise([*over, end])]
    return [run for run in runs if len(run) <= _LINES and sum(blocks[index].units for index in run) <= _UNITS]


def lead_to_one_site(layout: Layout, entries: Iterable[range]) -> bool:
    """Return whether the linked headlines of some teasers lead to as many pages of one site."""
    lines = [index for entry in entries for index in entry if is_linked_headline(layout.blocks[index])]
    return max(_sites(layout, lines).values(), default=0) >= len(lines)


def _sites(layout: Layout, lines: Iterable[int]) -> Counter[str]:
    """Return to how many pages of which site the links of some lines lead, places of the page itself aside."""
    boxes = {layout.blocks[index].box for index in lines}  # each once, however many lines it has
    links = {str(link.get("href") or "#") for box in boxes for link in layout.boxes[box].element.iter("a")}
    return Counter(_HOST.match(link)[1] or "" for link in links if not link.startswith("#"))  # type: ignore[index]
