"""The body's blocks as the lines of the item's text: a paragraph, heading, list entry or table row each."""

from __future__ import annotations

import re
from collections import Counter

from pipelines.extraction.blocks import Block, Layout, units_of
from pipelines.extraction.contents import HEADING_TAIL
from pipelines.extraction.ending import notice_at
from pipelines.extraction.opening import without_labels

CELL = " | "
"""What stands between the cells of a table's row."""

_CELL_TAGS = frozenset(("td", "th"))
_IN_CELL = 2  # boxes between a cell and its line
_RECURRING, _AFTER_SENTENCE = 3, 0.8
_SPACED_UNITS, _BOXED_UNITS, _MAX_UNITS, _MAX_LENGTH = 3, 6, 12, 60
_SENTENCE_END = re.compile(r"[。！？!?…][”\"'’」』）)]*")
_ENDED = re.compile(r"[。！？!?；;：:.…][”\"'’」』）)]*$")
_HAN = re.compile("[\u3400-\u9fff]")


def text_lines(layout: Layout, body: list[int], recurring: set[str]) -> list[str]:
    """Return the text of the body's blocks as lines, without what recurs between sentences.

    The cells of a row of data stand on one line, parted by ` | `.
    """
    lines: list[str] = []
    row = -1
    for index in body:
        block = layout.blocks[index]
        text = _without(block.text, recurring) if recurring else block.text
        if layout.is_heading(block):
            text = HEADING_TAIL.sub("", text)
        if not text:
            continue
        own = _row(layout, block)
        if own >= 0 and own == row:
            lines[-1] += CELL + text
        else:
            lines.append(text)
        row = own
    return lines


def own_lines(lines: list[str]) -> list[str]:
    """Return a text's lines without labels glued to the first one and without the notice at the end of the last."""
    lines = without_notice(lines)
    return [without_labels(lines[0]), *lines[1:]] if lines else []


def _row(layout: Layout, block: Block) -> int:
    """Return the box of the row of data in which a cell's only line stands, -1 for any other line."""
    boxes, around = layout.boxes, block.box
    for _ in range(_IN_CELL):
        if boxes[around].tag not in _CELL_TAGS and boxes[around].parent >= 0:
            around = boxes[around].parent
    cell = boxes[around]
    if cell.tag not in _CELL_TAGS or cell.end - cell.start > 1:
        return -1
    row = cell.parent
    return row if layout.boxes[row].tag == "tr" else -1


def recurring_segments(blocks: list[Block]) -> set[str]:
    """Return what recurs between the sentences of a Chinese text: a portal's caption under its pictures.

    Chinese has no spaces: they, and the edges of inline boxes, part what was put together. A short run of text that
    stands so three times or more, each time where a sentence has ended, is no sentence of the author's.
    """
    counts: Counter[str] = Counter()
    after_sentence: Counter[str] = Counter()
    for block in blocks:
        if block.text.isascii() or not _HAN.search(block.text):
            continue
        spaced = set(block.text.split())
        before, may_follow = "", True
        for part in block.labels.split():
            boxed = part not in spaced
            segment = _SENTENCE_END.split(part)[-1] if boxed else part
            may_follow = (
                segment != part or not before or bool(_ENDED.search(before)) or (may_follow and before in counts)
            )
            if _may_recur(segment, _BOXED_UNITS if boxed else _SPACED_UNITS):
                counts[segment] += 1
                after_sentence[segment] += may_follow
            before = part
    return {
        segment
        for segment, count in counts.items()
        if count >= _RECURRING and after_sentence[segment] >= _AFTER_SENTENCE * count
    }


def _may_recur(segment: str, least: int) -> bool:
    return len(segment) <= _MAX_LENGTH and bool(_HAN.search(segment)) and least <= units_of(segment) <= _MAX_UNITS


def _without(text: str, recurring: set[str]) -> str:
    for segment in recurring:
        if segment in text:
            text = " ".join(part for part in text.split() if part != segment).replace(segment, "")
    return text


def without_notice(lines: list[str]) -> list[str]:
    """Return lines without the notice at the end of the last one (特别声明：…, 举报/反馈)."""
    if not lines:
        return lines
    at = notice_at(lines[-1])
    if at is None:
        return lines
    kept = lines[-1][:at].strip()
    return [*lines[:-1], kept] if kept else without_notice(lines[:-1])
