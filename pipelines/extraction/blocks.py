"""The page as a reader sees it: its lines in order, and the boxes that hold them. Made once, in one walk of the tree.

Everything after it (body, title, dates, authors, furniture) reads this and not the tree, so the tree is walked once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

MAX_BLOCKS = 6000
"""Lines read of a page; what stands after them is not looked at."""
MAX_BLOCK_LENGTH = 50_000
MAX_DEPTH = 150
"""Boxes within boxes; what is nested deeper belongs to the last of them."""

_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()
)
_SILENT = frozenset(
    """
    script style noscript template head svg select textarea iframe button object canvas map audio video math rt rp
    """.split()
)
_INLINE_BOXES = frozenset("span a time label cite small i em".split())
_EDGE = "\x1f"  # where one inline box ends: nothing in a sentence, a gap in a line of labels
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u3000\u2002-\u200b\ufeff]+")
_UNIT = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]|[^\W_\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]+")
_MARK = re.compile(r"[，。！？；：、,;!?]|\.(?=\s|$)")
_SENTENCE_END = re.compile(r"[。！？!?.…；;：:][”\"'’」』）)\]】]*\s*$")
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none|font-size\s*:\s*0(?:px|em|%)?\s*(?:;|$)", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$)", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Block:
    """One line that a reader sees: a paragraph, a heading, a list entry, a table's cell, or what a `<br>` ended.

    `units` are Han characters and words; `link_units` those within links; `marks` the punctuation of clauses and
    sentences; `labels` the text with a space wherever one inline box ended; `box` the index of the innermost box.
    """

    text: str
    labels: str
    box: int
    units: int
    link_units: int
    marks: int
    ends_sentence: bool
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
    parent: int
    start: int
    end: int = 0
    children: list[int] = field(default_factory=list)
    name: str = ""
    """Class, id and role in lower case, for hints."""


@dataclass(slots=True, eq=False)
class Layout:
    """The lines of a page in order and its boxes in document order; `boxes[0]` is the whole page."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    depth: int = 0
    """The deepest nesting of elements that was met."""

    def ancestors(self, box: int) -> list[int]:
        """Return a box and the boxes around it, innermost first."""
        found = []
        while box >= 0:
            found.append(box)
            box = self.boxes[box].parent
        return found

    def part(self, start: int, end: int) -> Layout:
        """Return the layout of `blocks[start:end]` alone; boxes keep their numbers, empty ones included."""

        def within(at: int) -> int:
            return min(max(at - start, 0), end - start)

        boxes = [replace(box, start=within(box.start), end=within(box.end)) for box in self.boxes]
        return Layout(self.blocks[start:end], boxes)

    def tag(self, block: Block) -> str:
        """Return the tag of a block's innermost box."""
        return self.boxes[block.box].tag

    def is_heading(self, block: Block) -> bool:
        """Return whether a block stands in h1..h6, directly or by a box within it."""
        box = self.boxes[block.box]
        return box.tag in _HEADINGS or (box.parent >= 0 and self.boxes[box.parent].tag in _HEADINGS)


def units_of(text: str) -> int:
    """Return the length of a text in Han characters (kana counted alike) and words."""
    return len(_UNIT.findall(text))


def ends_sentence(text: str) -> bool:
    """Return whether a line ends as a sentence does, closing quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text[-12:]))


class _Line:
    """The line being read: its parts of text, and which of them stand in links."""

    __slots__ = ("hidden", "linked", "parts", "visible")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.linked: list[str] = []
        self.visible = False

    def add(self, text: str | None, *, in_link: bool, hidden: bool) -> None:
        if not text:
            return
        self.parts.append(text)
        if in_link:
            self.linked.append(text)
        if not hidden and not self.visible and not text.isspace():
            self.visible = True

    def end(self, layout: Layout, box: int) -> None:
        if not self.parts:
            return
        raw = "".join(self.parts)[:MAX_BLOCK_LENGTH]
        text = _SPACES.sub(" ", raw.replace(_EDGE, "")).strip()
        if text and len(layout.blocks) < MAX_BLOCKS:
            units = units_of(text)
            linked = units_of("".join(self.linked).replace(_EDGE, "")) if self.linked else 0
            layout.blocks.append(
                Block(
                    text=text,
                    labels=_SPACES.sub(" ", raw.replace(_EDGE, " ")).strip() if _EDGE in raw else text,
                    box=box,
                    units=units,
                    link_units=min(linked, units),
                    marks=len(_MARK.findall(text)),
                    ends_sentence=ends_sentence(text),
                    hidden=not self.visible,
                )
            )
        self.parts.clear()
        self.linked.clear()
        self.visible = False


def lay_out(tree: HtmlElement) -> Layout:
    """Return the layout of a parsed page: one walk, with a stack of its own, since pages nest deeper than Python."""
    layout = Layout([], [Box(tree, "html", -1, 0)])
    line = _Line()
    box, links, pre, hidden_depth = 0, 0, 0, 0
    depth = nested = 0
    # An entry is an element to enter, or one to leave, with what entering it has changed: hidden, a box opened.
    stack: list[tuple[HtmlElement, bool, bool, bool]] = [(tree, False, False, False)]
    while stack:
        element, done, hid, opened = stack.pop()
        tag = element.tag
        if done:
            if tag in _BLOCK_TAGS:
                line.end(layout, box)
                pre -= tag == "pre"
                if opened:
                    layout.boxes[box].end = len(layout.blocks)
                    box = layout.boxes[box].parent
                    depth -= 1
            elif tag in _INLINE_BOXES:
                line.parts.append(_EDGE)
                links -= tag == "a"
            nested -= 1
            hidden_depth -= hid
            _add_tail(element, line, layout, box, links, pre, hidden_depth)
            continue
        if tag == "br":
            line.end(layout, box)
            _add_tail(element, line, layout, box, links, pre, hidden_depth)
            continue
        if not isinstance(tag, str) or tag in _SILENT:
            _add_tail(element, line, layout, box, links, pre, hidden_depth)
            continue
        nested += 1
        layout.depth = max(layout.depth, nested)
        hid = _hides(element)
        hidden_depth += hid
        opened = False
        if tag in _BLOCK_TAGS:
            line.end(layout, box)
            pre += tag == "pre"
            opened = depth < MAX_DEPTH
            if opened:
                box = _open(layout, element, tag, box)
                depth += 1
        elif tag == "a":
            links += 1
        if pre:
            _add_lines(element.text, line, layout, box)
        else:
            line.add(element.text, in_link=links > 0, hidden=hidden_depth > 0)
        stack.append((element, True, hid, opened))
        stack.extend([(child, False, False, False) for child in reversed(element)])
    line.end(layout, 0)
    layout.boxes[0].end = len(layout.blocks)
    return layout


def _open(layout: Layout, element: HtmlElement, tag: str, parent: int) -> int:
    name = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("role")))).lower()
    layout.boxes.append(Box(element, tag, parent, len(layout.blocks), name=name))
    index = len(layout.boxes) - 1
    layout.boxes[parent].children.append(index)
    return index


def _add_tail(element: HtmlElement, line: _Line, layout: Layout, box: int, links: int, pre: int, hidden: int) -> None:
    if pre:
        _add_lines(element.tail, line, layout, box)
    else:
        line.add(element.tail, in_link=links > 0, hidden=hidden > 0)


def _add_lines(text: str | None, line: _Line, layout: Layout, box: int) -> None:
    """Add preformatted text, each of whose lines is a line."""
    for number, part in enumerate((text or "").split("\n")):
        if number:
            line.end(layout, box)
        line.add(part, in_link=False, hidden=False)


def _hides(element: HtmlElement) -> bool:
    """Return whether an element says that it is not shown, itself or by its style attribute."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style) and bool(_NOT_DISPLAYED.search(style) or _INVISIBLE.search(style))
