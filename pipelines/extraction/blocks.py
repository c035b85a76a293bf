"""The page as a reader sees it: its lines in order, and the boxes that hold them. Made once, in one walk of the tree.

Everything after it (body, title, dates, authors, furniture) reads this and not the tree, so the tree is walked once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.prose import is_prose

MAX_BLOCKS = 6000
"""Lines read of a page; what stands after them is not looked at."""
MAX_BLOCK_LENGTH = 50_000
MAX_DEPTH, MAX_BOXES = 150, 30_000
"""Boxes within boxes, and boxes of a page; what is nested deeper or comes later belongs to the box around it."""
MAX_NAME = 200
"""Characters read of a class, an id or a role."""

_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
_SILENT = frozenset(
    """
    script style noscript template head title svg select textarea iframe button object canvas map audio video math rt rp
    """.split()
)
_INLINE_BOXES = frozenset("span a time label cite small i em".split())
_UNREAD = _SILENT | {"br"}
_EDGE = (
    "\x1f"  # where one inline box ends: nothing in a sentence, a gap in a line of labels; `split()` knows it as space
)
_OTHER_NAMES = ("id", "role")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")
_WORD = re.compile(r"[^\W_]+")
_LATIN_WORDS = bytes(ord("a" if chr(code).isalnum() else " ") for code in range(256))
# What may be a letter or digit and is not Latin-1's: all but marks, symbols and pictures.
_OTHER_LETTER = re.compile(
    "[\u0100-\u1fff\u2070-\u209f\u20d0-\u218f\u2460-\u24ff\u2776-\u2793\u2c00-\U0001f2ff\U0001fb00-\U0010ffff]"
)
_SENTENCE_END = re.compile(r"[。！？!?.…；;：:][”\"'’」』）)\]】]*\s*$")
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none|font-size\s*:\s*0(?:px|em|%)?\s*(?:;|$)", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Block:
    """One line that a reader sees: a paragraph, a heading, a list entry, a table's cell, or what a `<br>` ended.

    `units` are Han characters and words; `link_units` those within links; `labels` the text with a space wherever one
    inline box ended; `box` the index of the innermost box; `prose` says that it reads as sentences.
    """

    text: str
    labels: str
    box: int
    units: int
    link_units: int
    ends_sentence: bool
    prose: bool
    hidden: bool

    @property
    def link_share(self) -> float:
        """Return the share of the line's units that stand within links, 0..1."""
        return self.link_units / self.units if self.units else 0.0


@dataclass(slots=True, eq=False)
class Box:
    """A block element and the blocks it holds: `blocks[start:end]` of the layout."""

    element: HtmlElement
    tag: str
    name: str
    """Class, id and role in lower case, for hints."""
    parent: int
    start: int
    end: int = 0


@dataclass(slots=True, eq=False)
class Layout:
    """The lines of a page in order and its boxes in document order; `boxes[0]` is the whole page."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    depth: int = 0
    """The deepest nesting of elements that was met."""
    styled: list[HtmlElement] = field(default_factory=list)
    """The elements with a look of their own (`style`, `hidden`), in document order: one may not be seen."""
    links: list[HtmlElement] = field(default_factory=list)
    """The links, in document order."""
    alike: list[list[Box]] | None = None
    """The boxes alike that hold teasers, kept by `teasers` when it is first asked."""

    keys: dict[int, str] = field(default_factory=dict)
    """The hashes of lines by their indexes, kept by `site_memory` when they are first asked for."""

    def ancestors(self, box: int) -> list[int]:
        """Return a box and the boxes around it, innermost first."""
        found = []
        while box >= 0:
            found.append(box)
            box = self.boxes[box].parent
        return found

    def is_innermost(self, box: int) -> bool:
        """Return whether a box holds no other."""
        return box + 1 == len(self.boxes) or self.boxes[box + 1].parent != box

    def parts(self, *ranges: tuple[int, int]) -> Layout:
        """Return the layout of these ranges of blocks alone, in order; boxes keep their numbers, also empty ones."""

        def within(at: int) -> int:
            return sum(min(max(at - start, 0), end - start) for start, end in ranges)

        boxes = [replace(box, start=within(box.start), end=within(box.end)) for box in self.boxes]
        return Layout([block for start, end in ranges for block in self.blocks[start:end]], boxes)

    def tag(self, block: Block) -> str:
        """Return the tag of a block's innermost box."""
        return self.boxes[block.box].tag

    def is_heading(self, block: Block) -> bool:
        """Return whether a block stands in h1..h6, directly or by a box within it."""
        box = self.boxes[block.box]
        return box.tag in _HEADINGS or (box.parent >= 0 and self.boxes[box.parent].tag in _HEADINGS)


def units_of(text: str) -> int:
    """Return the length of a text in Han characters (kana counted alike) and words."""
    if text.isascii() or not _OTHER_LETTER.search(text):
        latin = text.encode("latin-1", "replace").translate(_LATIN_WORDS)  # the same, many times faster
        return (b" " + latin).count(b" a")
    others = _HAN_RUN.split(text)
    words = " ".join(others)
    return len(text) - len(words) + len(others) - 1 + len(_WORD.findall(words))


def ends_sentence(text: str) -> bool:
    """Return whether a line ends as a sentence does, closing quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text[-12:]))


def lay_out(tree: HtmlElement) -> Layout:
    """Return the layout of a parsed page: one walk, without recursion, since pages nest deeper than Python."""
    walk = _Walk(tree)
    parts, blocks = walk.parts, walk.layout.blocks
    events = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in events:
        tag = element.tag
        if event == "start":
            if tag in _UNREAD:
                events.skip_subtree()
                continue
            walk.enter(element, tag)
            text = element.text
        else:
            if event == "end":
                walk.leave(element, tag)
            text = None if element is tree else element.tail
        if text and (parts or not text.isspace()):  # a line does not begin with space
            if walk.links or walk.pre or walk.hiding:
                walk.read(text)
            else:
                parts.append(text)
        if len(blocks) >= MAX_BLOCKS:
            break
    walk.end_line()
    return walk.finished()


class _Walk:
    """Where the walk stands: the line being read, the innermost box, and what is open around it.

    `parts` are the line's texts, `linked` those within links, `unseen` those that nobody is shown; `hiding` are the
    elements around that hide what they hold. Most elements are inline and say nothing: for them little is done.
    """

    __slots__ = ("box", "boxes", "depth", "hiding", "layout", "linked", "links", "parts", "pre", "unseen")

    def __init__(self, tree: HtmlElement) -> None:
        self.layout = Layout([], [Box(tree, "html", "", -1, 0)])
        self.parts: list[str] = []
        self.linked: list[str] = []
        self.unseen: list[str] = []
        self.hiding: list[HtmlElement] = []
        self.box = self.links = self.pre = self.boxes = self.depth = 0

    def enter(self, element: HtmlElement, tag: str) -> None:
        """Take in the start of an element."""
        self.depth += 1
        if said := element.keys():
            self.look(element, said)
        if tag in _BLOCK_TAGS:
            self.open(element, tag, said)
        elif tag == "a":
            self.links += 1
            self.layout.links.append(element)

    def leave(self, element: HtmlElement, tag: str) -> None:
        """Take in the end of an element; one that is not read may end the line."""
        if tag in _UNREAD:
            if tag == "br" and self.parts:
                self.end_line()
            return
        if self.depth > self.layout.depth:  # noqa: PLR1730  (a call for each element of a page)
            self.layout.depth = self.depth
        self.depth -= 1
        if tag in _BLOCK_TAGS:
            self.close(element, tag)
        elif tag in _INLINE_BOXES:
            if self.parts:
                self.parts.append(_EDGE)
            if tag == "a":
                self.links -= 1
        if self.hiding and self.hiding[-1] is element:
            self.hiding.pop()

    def look(self, element: HtmlElement, said: list[str]) -> None:
        """Take in an element's look, of one that has these attributes."""
        style, hides = element.get("style") if "style" in said else None, "hidden" in said
        if style or hides:
            self.layout.styled.append(element)
            if hides or (style and (_NOT_DISPLAYED.search(style) or _INVISIBLE.search(style))):
                self.hiding.append(element)

    def open(self, element: HtmlElement, tag: str, said: list[str]) -> None:
        """Take in the start of a block element that has these attributes."""
        if self.parts:
            self.end_line()
        if tag == "pre":
            self.pre += 1
        boxes = self.layout.boxes
        if self.boxes < MAX_DEPTH and len(boxes) < MAX_BOXES:
            boxes.append(Box(element, tag, _name(element, said) if said else "", self.box, len(self.layout.blocks)))
            self.box = len(boxes) - 1
            self.boxes += 1

    def close(self, element: HtmlElement, tag: str) -> None:
        """Take in the end of a block element."""
        if self.parts:
            self.end_line()
        if tag == "pre":
            self.pre -= 1
        box = self.layout.boxes[self.box]
        if box.element is element:
            box.end = len(self.layout.blocks)
            self.box = box.parent
            self.boxes -= 1

    def read(self, text: str) -> None:
        """Take in text within a link, of preformatted text each line as a line, or within what is hidden."""
        if self.pre and "\n" in text:
            for number, part in enumerate(text.split("\n")):
                if number and self.parts:
                    self.end_line()
                if part and (self.parts or not part.isspace()):
                    self.read(part)
            return
        self.parts.append(text)
        if self.links and not self.pre:
            self.linked.append(text)
        if self.hiding and not text.isspace():
            self.unseen.append(text)

    def end_line(self) -> None:
        """End the line, which becomes a block of the innermost box when it says anything."""
        raw = "".join(self.parts)[:MAX_BLOCK_LENGTH].strip()
        text = _spaced(raw.replace(_EDGE, ""))
        if text and len(self.layout.blocks) < MAX_BLOCKS:
            units, linked = units_of(text), _spaced("".join(self.linked)) if self.linked else ""
            link_units = units if linked == text else min(units_of(linked), units) if linked else 0
            ends = ends_sentence(text)
            self.layout.blocks.append(
                Block(  # by position: keywords take as long again
                    text,
                    _spaced(raw) if _EDGE in raw else text,
                    self.box,
                    units,
                    link_units,
                    ends,
                    is_prose(text, units, link_units, ends=ends),
                    bool(self.unseen) and not self._shows(),
                )
            )
        self.parts.clear()
        self.linked.clear()
        self.unseen.clear()

    def _shows(self) -> bool:
        """Return whether something of the line is shown."""
        return len(self.unseen) < sum(not part.isspace() for part in self.parts)

    def finished(self) -> Layout:
        """Return the layout, with the boxes closed that are still open."""
        self.layout.depth = max(self.layout.depth, self.depth)
        for index in self.layout.ancestors(self.box):
            self.layout.boxes[index].end = len(self.layout.blocks)
        return self.layout


def _name(element: HtmlElement, said: list[str]) -> str:
    """Return what an element that has these attributes is called, in lower case."""
    name = (element.get("class") or "")[:MAX_NAME] if "class" in said else ""
    for key in _OTHER_NAMES:
        if key in said and (other := element.get(key)):
            name = f"{name} {other[:MAX_NAME]}" if name else other[:MAX_NAME]
    return name.lower()


def _spaced(text: str) -> str:
    """Return a text with one space wherever it has space of any kind, or the edge of an inline box."""
    if text.isprintable() and "  " not in text:
        return text.strip()  # the same: a space is the only one of them that can be printed
    return " ".join(text.replace("\u200b", " ").replace("\ufeff", " ").split())
