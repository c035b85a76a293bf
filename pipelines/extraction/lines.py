"""The body's blocks as the lines of the item's text: a paragraph, heading, list entry or table row each."""

from __future__ import annotations

import re
from collections import Counter

from pipelines.extraction.blocks import Block, Layout, units_of
from pipelines.extraction.ending import notice_at
from pipelines.extraction.opening import without_labels

CELL = " | "
"""What stands between the cells of a table's row."""

_CELL_TAGS = frozenset(("td", "th"))
_RECURRING, _SEGMENT_UNITS, _MIN_SEGMENT_UNITS = 3, 12, 3
_HAN = re.compile("[\u3400-\u9fff]")


def text_lines(layout: Layout, body: list[int]) -> list[str]:
    """Return the text of the body's blocks as lines; the cells of a row of data stand on one, parted by ` | `."""
    lines: list[str] = []
    row = -1
    for index in body:
        block = layout.blocks[index]
        own = _row(layout, block)
        if own >= 0 and own == row:
            lines[-1] += CELL + block.text
        else:
            lines.append(block.text)
        row = own
    return without_recurring(lines)


def own_lines(lines: list[str]) -> list[str]:
    """Return a text's lines without labels glued to the first one and without the notice at the end of the last."""
    lines = without_notice(lines)
    return [without_labels(lines[0]), *lines[1:]] if lines else []


def _row(layout: Layout, block: Block) -> int:
    """Return the box of the row of data in which a cell's only line stands, -1 for any other line."""
    ancestors = layout.ancestors(block.box)[:3]
    cell = next((index for index in ancestors if layout.boxes[index].tag in _CELL_TAGS), -1)
    if cell < 0 or layout.boxes[cell].end - layout.boxes[cell].start > 1:
        return -1
    row = layout.boxes[cell].parent
    return row if layout.boxes[row].tag == "tr" else -1


def without_recurring(lines: list[str]) -> list[str]:
    """Return lines without what recurs between the sentences of a Chinese text: a portal's caption under its pictures.

    In Chinese a space between words parts what was put together from several boxes, so a short run of text that stands
    between spaces three times or more, each time the same, is no sentence of the author's.
    """
    counts: Counter[str] = Counter()
    for line in lines:
        if _HAN.search(line):
            counts.update(set_of for set_of in line.split() if _HAN.search(set_of))
    recurring = {
        segment
        for segment, count in counts.items()
        if count >= _RECURRING and _MIN_SEGMENT_UNITS <= units_of(segment) <= _SEGMENT_UNITS
    }
    if not recurring:
        return lines
    kept = []
    for line in lines:
        if recurring.isdisjoint(segments := line.split()):
            kept.append(line)
        elif rest := " ".join(segment for segment in segments if segment not in recurring):
            kept.append(rest)
    return kept


def without_notice(lines: list[str]) -> list[str]:
    """Return lines without the notice at the end of the last one (特别声明：…, 举报/反馈)."""
    if not lines:
        return lines
    at = notice_at(lines[-1])
    if at is None:
        return lines
    kept = lines[-1][:at].strip()
    return [*lines[:-1], kept] if kept else without_notice(lines[:-1])
