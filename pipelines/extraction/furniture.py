"""Lines and boxes that stand about an article or within it and are none of it, each with the reason why.

The signals are what boxes are called, link density, repetition, and where a line stands; words only help.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipelines.extraction.blocks import Block, Box, Layout
from pipelines.extraction.phrases import phrases
from pipelines.extraction.site_memory import MAX_SHARE, SiteMemory

MAX_HINTED_SHARE = 0.4
"""A box called furniture that holds more of the page's prose is none; readers' comments are, however much they hold."""
ENOUGH_UNITS = 120
"""Prose that must be left for boxes to be dropped by their names: the smaller of this and a share of the page's."""

_MIN_LEFT = 0.35
_WEAK_SHARE, _WEAK_LINES, _WEAK_TOTAL = 0.1, 1, 0.15
_ASIDE_TAGS = frozenset(("nav", "footer", "aside"))
_CAPTION_BOXES = frozenset(("figcaption", "caption", "figure"))
_FIGURE_CONTENT = frozenset(("table", "blockquote", "pre", "td"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))  # their ids are made of their own words
LINE_TAGS = frozenset("p li ul ol dl dd dt blockquote h1 h2 h3 h4 h5 h6 pre".split())
_CELLS = frozenset(("td", "th", "pre"))
_LIST_LINKS, _LINE_LINKS, _ALL_LINKS = 0.5, 0.8, 0.9
_REPEATED = 3
_LITTLE, _COUNT_UNITS = 25, 6
_DIGIT = re.compile(r"\d")
_NO_SIGN = "a caption"


@dataclass(frozen=True, slots=True)
class Cut:
    """Blocks `start..end` (the end not included) that are furniture, and why."""

    start: int
    end: int
    why: str


def called_furniture(layout: Layout, prose: list[float]) -> list[Cut]:
    """Return the boxes that their tag or name calls furniture, outermost first.

    `prose` holds each block's units of prose, 0 for a block that is none. None is returned when too little would stay.
    Comments are no text however little stands above them.
    """
    sums = running(prose)
    everything = sums[-1]
    cuts: list[Cut] = []
    weak: list[Cut] = []
    end, counted = 0, 0.0
    for box in layout.boxes[1:]:
        if box.start >= box.end or box.start < end:
            continue
        held = sums[box.end] - sums[box.start]
        why = _strong(box, held, everything)
        if not why and sums[box.start] >= _LITTLE and _are_comments(layout, box):
            why, counted = f"in a box called {box.name[:40]}", counted + held
        if why:
            cuts.append(Cut(box.start, box.end, why))
            end = box.end
        elif 0 < held <= _WEAK_SHARE * everything and _is_weak(box, prose):
            weak.append(Cut(box.start, box.end, f"a line in a box called {box.name[:40]}"))
            end = box.end
    if sum(sums[cut.end] - sums[cut.start] for cut in weak) <= _WEAK_TOTAL * everything:
        cuts += weak
    left = everything - sum(sums[cut.end] - sums[cut.start] for cut in cuts)
    return [] if left < min(_MIN_LEFT * (everything - counted), ENOUGH_UNITS) else cuts


def _are_comments(layout: Layout, box: Box) -> bool:
    """Return whether a box is called comments and is: its first line counts them, or it holds several boxes alike."""
    if not box.name or box.tag in _HEADINGS or not _called(box.name).comments:
        return False
    first = layout.blocks[box.start]
    if first.units <= _COUNT_UNITS and _DIGIT.search(first.text) and phrases().after.match(first.text):
        return True
    parts = Counter(
        (child.tag, child.get("class") or "") for child in box.element.iterchildren("div", "li", "tr", "article")
    )
    return any(count >= _REPEATED and name for (_, name), count in parts.items())


@dataclass(frozen=True, slots=True)
class _Called:
    """What a box's name hints at."""

    furniture: bool
    comments: bool
    weak: bool


@functools.lru_cache(maxsize=4096)
def _called(name: str) -> _Called:
    words = phrases()
    if words.never.search(name):
        return _Called(furniture=False, comments=False, weak=False)
    furniture = bool(words.strong.search(name))
    return _Called(furniture, furniture and bool(words.comments.search(name)), bool(words.weak.search(name)))


def _strong(box: Box, held: float, everything: float) -> str | None:
    if box.tag in _ASIDE_TAGS:
        return f"in <{box.tag}>" if held <= MAX_HINTED_SHARE * everything else None
    if not box.name or box.tag in _HEADINGS or not (called := _called(box.name)).furniture:
        return None
    comments = called.comments and everything - held >= ENOUGH_UNITS
    return f"in a box called {box.name[:40]}" if comments or held <= MAX_HINTED_SHARE * everything else None


def _hints(box: Box) -> bool:
    return bool(box.name) and box.tag not in _HEADINGS and _called(box.name).weak


def _is_weak(box: Box, prose: list[float]) -> bool:
    return _hints(box) and sum(1 for value in prose[box.start : box.end] if value) <= _WEAK_LINES


def asides(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return the boxes within a body whose names hint at furniture and that hold neither prose nor a table's cells.

    Players with their titles and times, the date under a picture. They count for nothing in the choice of the box.
    """
    lines, solid = [0.0] * len(layout.blocks), [0.0] * len(layout.blocks)
    for index in kept:
        block = layout.blocks[index]
        lines[index], solid[index] = 1.0, float(block.prose or layout.tag(block) in _CELLS)
    lines, solid = running(lines), running(solid)
    return [
        Cut(box.start, box.end, f"in a box called {box.name[:40]}")
        for box in layout.boxes[1:]
        if lines[box.end] > lines[box.start] and solid[box.end] == solid[box.start] and _hints(box)
    ]


def captions(layout: Layout) -> list[Cut]:
    """Return the lines in a caption, or in a figure that shows no table, quotation or code."""
    if all(box.tag not in _CAPTION_BOXES for box in layout.boxes):
        return []
    inside = [False] * len(layout.boxes)
    for index, box in enumerate(layout.boxes):
        if box.tag in _CAPTION_BOXES:
            inside[index] = True
        elif box.tag not in _FIGURE_CONTENT and box.parent >= 0:
            inside[index] = inside[box.parent]
    return [Cut(index, index + 1, "a caption") for index, block in enumerate(layout.blocks) if inside[block.box]]


def link_lists(layout: Layout, box: int, kept: list[int]) -> list[Cut]:
    """Return boxes of links within a body: other articles' headlines, not what the text itself lists."""
    inside = set(kept)
    strong = [index for index in kept if layout.blocks[index].prose]
    chosen = layout.boxes[box]
    units, links = [0.0] * len(layout.blocks), [0.0] * len(layout.blocks)
    for index in kept:
        units[index], links[index] = layout.blocks[index].units, layout.blocks[index].link_units
    units, links = running(units), running(links)
    cuts: list[Cut] = []
    end = 0
    for candidate in layout.boxes[box + 1 :]:
        if candidate.start >= chosen.end:
            break
        if candidate.start < end or candidate.start == candidate.end:
            continue
        all_units, linked = (sums[candidate.end] - sums[candidate.start] for sums in (units, links))
        if linked <= _LIST_LINKS * all_units:
            continue
        held = [index for index in range(candidate.start, candidate.end) if index in inside]
        if (len(held) == 1 and linked <= _LINE_LINKS * all_units) or any(layout.blocks[index].prose for index in held):
            continue
        if not _listed_by_text(layout, held, strong, linked / all_units):
            cuts.append(Cut(candidate.start, candidate.end, "links"))
            end = candidate.end
    return cuts


def _listed_by_text(layout: Layout, held: list[int], strong: list[int], link_share: float) -> bool:
    """Return whether links stand among the paragraphs of one box, as a list or with words of their own beside them."""
    first = layout.blocks[held[0]]
    if link_share > _ALL_LINKS and layout.tag(first) != "li" and not layout.is_heading(first):
        return False
    at = bisect(strong, held[0])
    if not 0 < at < len(strong):
        return False
    before, after = (holder(layout, layout.blocks[index]) for index in (strong[at - 1], strong[at]))
    return before == after == holder(layout, layout.blocks[held[0]])


def leftovers(layout: Layout, box: int, kept: list[int], cut: dict[int, str]) -> list[Cut]:
    """Return the boxes within a body of which most is cut and no prose is left: a heading over links to other articles.

    `cut` says of each block that is cut why; pictures' captions and what nobody sees are no sign of a box of furniture.
    """
    inside, cuts, end = set(kept), [], 0
    for candidate in layout.boxes[box + 1 :]:
        if candidate.start >= layout.boxes[box].end:
            break
        if candidate.start < end or candidate.end - candidate.start < 2 or candidate.tag in LINE_TAGS:
            continue
        within = range(candidate.start, candidate.end)
        held = [layout.blocks[index] for index in within if index in inside]
        if not held or any(block.prose or layout.tag(block) in _CELLS for block in held):
            continue
        gone = sum(layout.blocks[index].units for index in within if cut.get(index, _NO_SIGN) != _NO_SIGN)
        if gone > sum(block.units for block in held):
            cuts.append(Cut(candidate.start, candidate.end, "left of a box of furniture"))
            end = candidate.end
    return cuts


def holder(layout: Layout, block: Block) -> int:
    """Return the box in which a line's paragraph stands: lists, quotations and headings are looked through."""
    at = block.box
    while layout.boxes[at].tag in LINE_TAGS and layout.boxes[at].parent >= 0:
        at = layout.boxes[at].parent
    return at


def recurring(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return the short lines that come again and again between paragraphs: a portal's caption under its pictures."""
    blocks = layout.blocks
    prose = [blocks[index].prose for index in kept]
    between: Counter[str] = Counter()
    for number, index in enumerate(kept):
        near = prose[max(0, number - 1) : number] + prose[number + 1 : number + 2]
        if not prose[number] and all(near) and not layout.is_heading(blocks[index]):
            between[blocks[index].text] += 1
    return [
        Cut(index, index + 1, f"stands {count} times between the paragraphs")
        for index in kept
        if (count := between[blocks[index].text]) >= _REPEATED
    ]


def known_lines(layout: Layout, kept: list[int], memory: SiteMemory) -> list[Cut]:
    """Return the lines that stand in other articles of the site; none when they are too much of the body."""
    blocks = layout.blocks
    counts = {index: count for index in kept if (count := memory.articles_with(layout, index))}
    known = {index for index in counts if not layout.is_heading(blocks[index])}
    if sum(blocks[index].units for index in known) > MAX_SHARE * sum(blocks[index].units for index in kept):
        return []
    return [Cut(index, index + 1, f"stands in {counts[index]} other articles of the site") for index in sorted(known)]


def running(values: Sequence[float]) -> list[float]:
    """Return the sums of the first 0, 1, 2 … values."""
    return list(accumulate(values, initial=0.0))
