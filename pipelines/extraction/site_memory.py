"""What a watcher learns of a site: lines that recur across its articles, and the box in which its bodies stand.

A line that stands in several different articles of a site is furniture even when no rule knows it. The box is a second
opinion: where our own search finds the body in the box that this site's bodies were found in before, nothing dearer is
asked. When the pages stop agreeing with the memory, the site was redesigned, and the memory starts anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import xxhash

from pipelines.extraction.blocks import Block, Box, Layout

FURNITURE_ARTICLES, FURNITURE_SHARE = 3, 0.03
"""A line in so many different articles of a site, and in this share of all of them, is furniture: a newsroom's standing
sentence ("did not immediately respond to a request") recurs, too, but in few of many."""
TRUSTED_PAGES = 3
"""Pages whose body stood in a box before that box is believed."""
STRANGE_PAGES = 5
"""Pages since the last one with its body in a trusted box after which the memory is forgotten."""
MAX_LINES, MAX_BOXES, MAX_ARTICLES = 1000, 20, 400
"""The bounds of one site's memory: the rarest lines go first; at so many articles every number is halved."""
MAX_SHARE = 0.3
"""A memory that would take more of a page's body than this speaks of a copy, not of furniture."""
EXCERPT_LENGTH = 60

_MIN_LINE_UNITS = 4
_MAX_LINES_OF_PAGE = 300
_MAX_HEADING_UNITS = 15
_BOLD = frozenset(("b", "strong"))
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Learned:
    """What one page taught: the box of its body, and the lines in and beside it: hash (16 hex digits) and beginning.

    `box` is empty when nothing independent agreed that the body stands there.
    """

    box: str
    lines: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SiteMemory:
    """The memory of one site. `lines` and `boxes` count articles."""

    articles: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    boxes: dict[str, int] = field(default_factory=dict)
    strange: dict[str, int] = field(default_factory=dict)
    """The boxes of the pages since the last one with its body in a trusted box."""
    excerpts: dict[str, str] = field(default_factory=dict)
    """How the lines that are furniture begin, for whoever looks at the memory."""

    def trusts(self, box: str) -> bool:
        """Return whether bodies of this site stood in this box often enough."""
        return self.boxes.get(box, 0) >= TRUSTED_PAGES

    def articles_with(self, layout: Layout, index: int) -> int:
        """Return in how many articles a line of furniture stood; 0 for any other line, or one too short to tell."""
        if layout.blocks[index].units < _MIN_LINE_UNITS or not self.lines:
            return 0
        count = self.lines.get(_key_of(layout, index), 0)
        return count if self._is_furniture(count) else 0

    def furniture(self) -> list[tuple[int, str]]:
        """Return the lines that are furniture, most frequent first: number of articles, and how the line begins."""
        found = [
            (count, self.excerpts.get(line, "")) for line, count in self.lines.items() if self._is_furniture(count)
        ]
        return sorted(found, key=lambda each: (-each[0], each[1]))

    def believed(self) -> Self:
        """Return what of the memory a page is read with, which is little: the rest waits for more articles."""
        lines = {line: count for line, count in self.lines.items() if self._is_furniture(count)}
        return type(self)(self.articles, lines, {box: count for box, count in self.boxes.items() if self.trusts(box)})

    def learn(self, pages: Sequence[Learned]) -> bool:
        """Add the pages of a run, in whatever order: new articles, each once. Keeps within the bounds.

        When the latest pages have their bodies in no trusted box, the site was redesigned: the memory begins anew, and
        True is returned.
        """
        if not pages:
            return False
        boxes = _added(self.strange, Counter(page.box for page in pages))
        contradicted = self._contradicted(boxes)
        redesigned = contradicted and sum(boxes.values()) >= STRANGE_PAGES
        if redesigned:
            self.forget()
            self.articles = sum(boxes.values()) - len(pages)
        self.articles += len(pages)
        if contradicted and not redesigned:
            self.strange = boxes
        else:
            self.strange = {}
            self.boxes = _added(self.boxes, {box: count for box, count in boxes.items() if box})
        self._add_lines(pages)
        while self.articles >= MAX_ARTICLES:
            self._halve()
        self.lines = _most(self.lines, MAX_LINES)
        self.boxes = _most(self.boxes, MAX_BOXES)
        self.excerpts = {line: self.excerpts[line] for line in self.lines if line in self.excerpts}
        return redesigned

    def forget(self) -> None:
        """Forget everything."""
        self.articles = 0
        for kept in (self.lines, self.boxes, self.strange, self.excerpts):
            kept.clear()

    def _contradicted(self, boxes: Iterable[str]) -> bool:
        """Return whether there is a trusted box, and none of these is one."""
        return any(map(self.trusts, self.boxes)) and not any(map(self.trusts, boxes))

    def _is_furniture(self, count: int) -> bool:
        return count >= max(FURNITURE_ARTICLES, FURNITURE_SHARE * self.articles)

    def _add_lines(self, pages: Sequence[Learned]) -> None:
        counts = Counter(line for page in pages for line in page.lines)
        self.lines = _added(self.lines, counts)
        for line in counts:
            if self.lines[line] >= FURNITURE_ARTICLES:
                self.excerpts[line] = min(page.lines[line] for page in pages if line in page.lines)

    def _halve(self) -> None:
        self.articles //= 2
        self.lines = {line: count // 2 for line, count in self.lines.items() if count > 1}
        self.boxes = {box: count // 2 for box, count in self.boxes.items() if count > 1}

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values, which `from_json` reads back."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, value: object) -> Self:
        """Return the memory that `as_json` gave. Raises ValueError for anything else."""
        try:
            memory = cls(**value)  # type: ignore[arg-type]  # checked below
            counts = (memory.lines, memory.boxes, memory.strange)
            whole = [memory.articles, *(count for each in counts for count in each.values())]
            texts = [text for each in (*counts, memory.excerpts) for text in each] + list(memory.excerpts.values())
        except (TypeError, AttributeError) as error:
            raise ValueError("not the memory of a site") from error
        if any(type(count) is not int for count in whole) or any(type(text) is not str for text in texts):
            raise ValueError("not the memory of a site")
        return memory


def line_key(text: str) -> str:
    """Return the hash of a line, whatever its case. A site spells its furniture alike: no other folding is needed."""
    return xxhash.xxh3_64_hexdigest(text.casefold().encode("utf-8", "replace"))


def _key_of(layout: Layout, index: int) -> str:
    """Return the hash of a page's line, which is asked for when the page is read and when it teaches."""
    key = layout.keys.get(index)
    if key is None:
        key = layout.keys[index] = line_key(layout.blocks[index].text)
    return key


def box_key(layout: Layout, box: int) -> str:
    """Return what a box is known by on every page of its site: its tag and name and its parent's, without numbers."""
    own = layout.boxes[box]
    parent = layout.boxes[own.parent] if own.parent >= 0 else own
    return f"{_name(parent)}>{_name(own)}"


def _name(box: Box) -> str:
    return f"{box.tag}.{_DIGITS.sub('', box.name)[:80]}"


def learned(layout: Layout, box: int, *, confirmed: bool) -> Learned:
    """Return what a page teaches: the box of its body and every line within it, cut or not, headings aside."""
    chosen = layout.boxes[box]
    lines: dict[str, str] = {}
    for index, block in enumerate(layout.blocks[chosen.start : chosen.end], chosen.start):
        if len(lines) == _MAX_LINES_OF_PAGE:
            break
        if block.units >= _MIN_LINE_UNITS and not _is_heading(layout, block):
            lines.setdefault(_key_of(layout, index), block.text[:EXCERPT_LENGTH])
    return Learned(box_key(layout, box) if confirmed else "", lines)


def _is_heading(layout: Layout, block: Block) -> bool:
    """Return whether a line is a heading, also one only set in bold: a column has the same ones in each issue."""
    if layout.is_heading(block):
        return True
    element = layout.boxes[block.box].element
    bold = (
        len(element) == 1 and element[0].tag in _BOLD and not ((element.text or "") + (element[0].tail or "")).strip()
    )
    return bold and not block.link_units and not block.ends_sentence and block.units <= _MAX_HEADING_UNITS


def _added(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Return the sums; what is added stands last, in an order that does not depend on how it came."""
    return {key: count for key, count in counts.items() if key not in more} | {
        key: counts.get(key, 0) + more[key] for key in sorted(more)
    }


def _most(counts: dict[str, int], limit: int) -> dict[str, int]:
    """Return the most frequent entries, of equal ones the latest, in their order."""
    if len(counts) <= limit:
        return counts
    order = {key: number for number, key in enumerate(counts)}
    kept = set(sorted(counts, key=lambda key: (-counts[key], -order[key]))[:limit])
    return {key: count for key, count in counts.items() if key in kept}
