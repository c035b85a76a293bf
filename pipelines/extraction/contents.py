"""A text's table of contents: a line that says so, and lines that say again what the headings below them say."""

from __future__ import annotations

import re
from itertools import islice, takewhile

from pipelines.extraction.blocks import Block, Layout
from pipelines.extraction.furniture import Cut
from pipelines.extraction.phrases import phrases
from pipelines.extraction.sites import key

_TITLE_UNITS = 8
_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*|[ivx]+)[.、)]?\s+", re.IGNORECASE)
HEADING_TAIL = re.compile(r"\s*(?:\[\s*(?:edit|编辑|編輯)[^\]]{0,12}\]|¶)$|\s+#$", re.IGNORECASE)
"""What a site puts behind its headings: a link to edit the section, or to its place."""


def contents(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return the tables of contents within a body: a short line that is called so, and the headings that follow it.

    Without such a line a list that its own sections treat one after the other is the author's.
    """
    blocks = layout.blocks
    titles = [number for number, index in enumerate(kept) if _is_title(blocks[index])]
    if not titles:
        return []
    headings = {heading_key(blocks[index].text): index for index in kept if layout.is_heading(blocks[index])}
    cuts: list[Cut] = []
    for start in titles:
        if cuts and kept[start] < cuts[-1].end:
            continue
        entries = list(takewhile(lambda index: _is_entry(layout, index, headings), islice(kept, start + 1, None)))
        if entries:
            cuts.append(Cut(kept[start], entries[-1] + 1, "a table of contents"))
    return cuts


def _is_title(block: Block) -> bool:
    return block.units <= _TITLE_UNITS and not block.prose and bool(phrases().contents.match(block.text))


def heading_key(text: str) -> str:
    """Return the key of a heading without its number and what a site puts behind it."""
    return key(_NUMBER.sub("", HEADING_TAIL.sub("", text)))


def _is_entry(layout: Layout, index: int, headings: dict[str, int]) -> bool:
    block = layout.blocks[index]
    if block.prose or layout.is_heading(block):
        return False
    return headings.get(heading_key(block.text), -1) > index
