"""Where the article's body stands among the lines of a page, for Chinese and English news.

The way of the content extractors of the last twenty years (CETR, CETD, Boilerpipe, Readability) in one pass over the
layout: prose is dense in words and punctuation and poor in links; the body is the box that holds most of the page's
prose and little else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.extraction.blocks import Block, Box, Layout
from pipelines.extraction.contents import contents
from pipelines.extraction.ending import ending
from pipelines.extraction.furniture import (
    LINE_TAGS,
    Cut,
    asides,
    called_furniture,
    captions,
    holder,
    known_lines,
    leftovers,
    link_lists,
    recurring,
    running,
)
from pipelines.extraction.opening import is_keyword_line, is_label_line, told_by
from pipelines.extraction.prose import worth
from pipelines.extraction.site_memory import SiteMemory

_DEPTH_SHARE = 0.7  # a child with this share of its parent's prose holds the body
_VISIBLE_SHARE = 0.2  # prose that is shown, of all prose, below which the hidden prose is the body (WeChat's)
_LINES_BEFORE = 12
_TRAILING = ("li", "pre")
_CELL_TAGS, _CELLS, _SIGNERS = ("td", "th"), 6, 3
_DAY_ALONE = re.compile(
    r"[\d〇○零一二三四五六七八九]{4}\s*年\s*[\d一二三四五六七八九十]{1,2}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*[日号號]"
)
_LABEL_END = re.compile("[:：]$")
_HEAD_LINES, _HEAD_SHARE, _HEAD_UNITS = 40, 0.2, 80


@dataclass(slots=True)
class Body:
    """The indexes of the body's blocks, ascending; why blocks were cut; the box that holds it."""

    blocks: list[int] = field(default_factory=list)
    cut: dict[int, str] = field(default_factory=dict)
    box: int = 0

    def take_out(self, cuts: list[Cut]) -> None:
        """Take blocks out of the body, with the reason."""
        if not cuts:
            return
        for cut in cuts:
            self.cut |= {index: cut.why for index in range(cut.start, cut.end) if index not in self.cut}
        self.blocks = [index for index in self.blocks if index not in self.cut]


def find_body(layout: Layout, memory: SiteMemory | None = None) -> Body:
    """Return where the body stands; without blocks when the page has none that could be one."""
    blocks = layout.blocks
    prose = [float(block.units) if block.prose else 0.0 for block in blocks]
    shown = sum(units for units, block in zip(prose, blocks, strict=True) if not block.hidden)
    hidden_counts = shown < _VISIBLE_SHARE * sum(prose)
    body = Body()
    if not hidden_counts:
        prose = [0.0 if block.hidden else units for units, block in zip(prose, blocks, strict=True)]
        body.cut = {index: "hidden" for index, block in enumerate(blocks) if block.hidden}
    body.take_out(called_furniture(layout, prose))
    body.take_out(captions(layout))
    alive = [index not in body.cut for index in range(len(blocks))]
    body.box = _container(layout, [units if live else 0.0 for units, live in zip(prose, alive, strict=True)], alive)
    chosen = layout.boxes[body.box]
    body.blocks = [index for index in range(chosen.start, chosen.end) if alive[index]]
    body.take_out(asides(layout, body.blocks))
    body.take_out(link_lists(layout, body.box, body.blocks))
    body.take_out(leftovers(layout, body.box, body.blocks, body.cut))
    body.take_out(contents(layout, body.blocks))
    body.take_out(recurring(layout, body.blocks))
    body.take_out(ending(layout, body.blocks))
    if memory:
        body.take_out(known_lines(layout, body.blocks, memory))
    body.take_out(_ends(layout, body.blocks))
    return body


def trimmed(layout: Layout, kept: list[int]) -> list[int]:
    """Return the lines of one article of several without those of its head and of what follows it."""
    part = Body(kept)
    part.take_out(ending(layout, kept))
    part.take_out(_ends(layout, part.blocks))
    return part.blocks


def below(layout: Layout, kept: list[int], headline: int) -> list[int]:
    """Return a body's lines without those above its headline, unless they are more of it than a head can be."""
    units = [(index, layout.blocks[index].units) for index in kept if layout.blocks[index].prose]
    above = sum(each for index, each in units if index < headline)
    if above > min(_HEAD_SHARE * sum(each for _, each in units), _HEAD_UNITS):
        return kept
    return [index for index in kept if index > headline]


def _container(layout: Layout, prose: list[float], alive: list[bool]) -> int:
    """Return the box of the body: down into the child with most of the prose, up while what that adds is clean."""
    sums = running(prose)
    worths = running([worth(block) if live else 0.0 for block, live in zip(layout.blocks, alive, strict=True)])

    def held(box: int) -> float:
        return sums[layout.boxes[box].end] - sums[layout.boxes[box].start]

    at = 0
    for number, box in enumerate(layout.boxes):  # a box comes before those within it; one alone can hold so much
        if box.parent == at and box.tag not in LINE_TAGS and held(number) >= max(1.0, _DEPTH_SHARE * held(at)):
            at = number
    while (above := layout.boxes[at].parent) >= 0:
        box, parent = layout.boxes[at], layout.boxes[above]
        if worths[parent.end] - worths[parent.start] < worths[box.end] - worths[box.start]:
            break
        at = above
    return at


def _ends(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return what stands before the first and after the last line of prose, and the head with headline and date."""
    blocks = layout.blocks
    strong = [index for index in kept if blocks[index].prose]
    if not strong:
        return []
    head = _head_end(layout, kept, sum(blocks[index].units for index in strong))
    first, last = next((index for index in strong if index > head), strong[0]), strong[-1]
    before, after = holder(layout, blocks[first]), holder(layout, blocks[last])

    def leads_in(index: int) -> bool:
        block = blocks[index]
        near = holder(layout, block) == before and not block.link_units and index >= first - _LINES_BEFORE
        return index > head and (near or layout.is_heading(block))

    closing = _closing(layout, [index for index in kept if index > last], after)

    def trails(index: int) -> bool:
        block = blocks[index]
        if index in closing:
            return True
        follows = block.ends_sentence and layout.tag(block) == layout.tag(blocks[last])
        return (layout.tag(block) in _TRAILING or follows) and holder(layout, block) == after and not block.link_units

    cuts = [Cut(index, index + 1, "before the body") for index in kept if index < first and not leads_in(index)]
    return cuts + [Cut(index, index + 1, "after the body") for index in kept if index > last and not trails(index)]


def _closing(layout: Layout, following: list[int], after: int) -> set[int]:
    """Return the rows of tables that end a text in its box `after`, and the signature with its day below a notice."""
    blocks = layout.blocks
    own = [index for index in following if not blocks[index].link_units]
    tables = {index: table for index in own if (table := _table_of(layout, blocks[index])) is not None}
    data = {table for table in set(tables.values()) if _holds_data(layout, layout.boxes[table], after)}
    closing = {index for index, table in tables.items() if table in data}
    rest = [index for index in own if index not in closing]
    signed = next((number for number, index in enumerate(rest) if _DAY_ALONE.fullmatch(blocks[index].text)), None)
    if signed is not None and signed <= _SIGNERS:
        signature = rest[: signed + 1]
        if all(holder(layout, blocks[index]) == after and not is_label_line(blocks[index]) for index in signature):
            closing.update(signature)
    return closing


def _table_of(layout: Layout, block: Block) -> int | None:
    if layout.tag(block) not in _CELL_TAGS:
        return None
    return next((box for box in layout.ancestors(block.box) if layout.boxes[box].tag == "table"), None)


def _holds_data(layout: Layout, table: Box, after: int) -> bool:
    """Return whether a table stands in this box and is the text's: a few cells, or labels, are the page's own."""
    cells = layout.blocks[table.start : table.end]
    return table.parent == after and len(cells) >= _CELLS and not any(map(_LABEL_END.search, (c.text for c in cells)))


def _head_end(layout: Layout, kept: list[int], total: int) -> int:
    """Return the index of the last line of the head: the headline, who wrote it and when, keywords; -1 for none."""
    end, passed = -1, 0
    for index in kept[:_HEAD_LINES]:
        block = layout.blocks[index]
        if layout.tag(block) == "h1" or _is_head_line(block):
            end = index
        elif block.prose:
            passed += block.units
            if passed > min(_HEAD_SHARE * total, _HEAD_UNITS):
                break
    return end


def _is_head_line(block: Block) -> bool:
    return told_by(block) is not None or is_label_line(block) or is_keyword_line(block)
