"""What a watcher learns of a site: lines that recur across its articles, and the box in which its bodies stand.

A line that stands in several different articles of a site is furniture even when no rule knows it. The box is a second
opinion: where our own search finds the body in the box that this site's bodies were found in before, nothing dearer is
asked. When the pages stop agreeing with the memory, the site was redesigned, and the memory starts anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

import xxhash

from pipelines.duplication.fold import fold
from pipelines.extraction.blocks import Block, Box, Layout

FURNITURE_ARTICLES = 3
"""A line in so many different articles of a site is furniture."""
TRUSTED_PAGES = 3
"""Pages whose body stood in a box before that box is believed."""
STRANGE_PAGES = 5
"""Pages in a row with their body in no known box after which the memory is forgotten."""
MAX_LINES, MAX_BOXES, MAX_ARTICLES = 1000, 20, 400
"""The bounds of one site's memory: the rarest lines go first; at so many articles every number is halved."""
MAX_SHARE = 0.3
"""A memory that would take more of a page's body than this speaks of a copy, not of furniture."""

_MIN_LINE_UNITS = 4
_MAX_LINES_OF_PAGE = 300
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Learned:
    """What one article taught: where its body stood, and the lines in and beside it (hashes of 16 hex digits)."""

    box: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class SiteMemory:
    """The memory of one site. `lines` and `boxes` count articles; `strange` are the latest pages with no known box."""

    articles: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, int] = field(default_factory=dict)
    strange: int = 0

    def trusts(self, box: str) -> bool:
        """Return whether bodies of this site stood in this box often enough."""
        return self.boxes.get(box, 0) >= TRUSTED_PAGES

    def articles_with(self, block: Block) -> int:
        """Return in how many articles a line stood; 0 for a line too short to mean anything."""
        if block.units < _MIN_LINE_UNITS:
            return 0
        count = self.lines.get(line_key(block.text), 0)
        return count if count >= FURNITURE_ARTICLES else 0

    def learn(self, pages: Iterable[Learned]) -> None:
        """Add the articles of a run, which must be new ones: an article counts once. Keeps within the bounds."""
        for page in pages:
            known = page.box in self.boxes
            self.strange = 0 if known or not self.boxes else self.strange + 1
            if self.strange >= STRANGE_PAGES:
                self.forget()
            self.articles += 1
            self.boxes[page.box] = self.boxes.get(page.box, 0) + 1
            for line in page.lines:
                self.lines[line] = self.lines.get(line, 0) + 1
            if self.articles >= MAX_ARTICLES:
                self._halve()
        self.lines = _most(self.lines, MAX_LINES)
        self.boxes = _most(self.boxes, MAX_BOXES)

    def forget(self) -> None:
        """Forget everything."""
        self.articles = self.strange = 0
        self.lines.clear()
        self.boxes.clear()

    def _halve(self) -> None:
        self.articles //= 2
        self.lines = {line: count // 2 for line, count in self.lines.items() if count > 1}
        self.boxes = {box: count // 2 for box, count in self.boxes.items() if count > 1}

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values, which `from_json` reads back."""
        return {"articles": self.articles, "lines": self.lines, "boxes": self.boxes, "strange": self.strange}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Return the memory that `as_json` gave."""
        return cls(value["articles"], dict(value["lines"]), dict(value["boxes"]), value["strange"])


def line_key(text: str) -> str:
    """Return the hash of a line, equal for spellings that fold alike."""
    return xxhash.xxh3_64_hexdigest(fold(text).encode())


def box_key(layout: Layout, box: int) -> str:
    """Return what a box is known by on every page of its site: its tag and name and its parent's, without numbers."""
    own = layout.boxes[box]
    parent = layout.boxes[own.parent] if own.parent >= 0 else own
    return f"{_name(parent)}>{_name(own)}"


def _name(box: Box) -> str:
    return f"{box.tag}.{_DIGITS.sub('', box.name)[:80]}"


def learned(layout: Layout, box: int) -> Learned:
    """Return what a page teaches: the box of its body and every line within it, cut or not, headings aside."""
    chosen = layout.boxes[box]
    lines = dict.fromkeys(
        line_key(block.text)
        for block in layout.blocks[chosen.start : chosen.end]
        if block.units >= _MIN_LINE_UNITS and not layout.is_heading(block)
    )
    return Learned(box_key(layout, box), list(lines)[:_MAX_LINES_OF_PAGE])


def _most(counts: dict[str, int], limit: int) -> dict[str, int]:
    """Return the most frequent entries, of equal ones the latest, in their order."""
    if len(counts) <= limit:
        return counts
    order = {key: number for number, key in enumerate(counts)}
    kept = set(sorted(counts, key=lambda key: (-counts[key], -order[key]))[:limit])
    return {key: count for key, count in counts.items() if key in kept}
