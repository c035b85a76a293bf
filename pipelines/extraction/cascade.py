"""Which body is believed: our own as soon as something independent agrees with it, dearer steps only when nothing does.

1. The site's memory: bodies of this site were found in this box before.
2. The site's own data: a JSON-LD `articleBody` that our body holds almost whole.
3. The page's own markup: our body is almost all the prose of what the page calls its article or main part.
4. Resiliparse's main text, which rules of another kind find, holds our body.
5. trafilatura as the umpire: where our body does not stand in its text either, its text is taken, unless it begins
   and ends where ours does and only leaves lines out.

The measure is one: the share of a body's units that stand in the other's text, line by line. The figures of the steps
are in `docs/decisions/0007-extraction.md`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import trafilatura
from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text

from pipelines.extraction.blocks import Box, Layout
from pipelines.extraction.body import Body, find_body
from pipelines.extraction.prose import worth
from pipelines.extraction.site_memory import SiteMemory, box_key
from pipelines.extraction.structured import Structured

AGREES = 0.95
"""The share of our body that must stand in the other's text."""
MAX_NESTING = 200
"""A page nested deeper is shown to no other extractor: their time grows with the square of the depth. (The parser stops
at about 250, so this is all that can be seen of a deeper one.)"""
MAX_ELEMENTS = 40_000
"""A page of more elements is not shown to trafilatura, which takes 20 to 80 µs for each."""
MAX_OPTIONS = 2_000
"""A page with more options to select is not shown to resiliparse, whose time grows with the square of their number."""
_MARKED_TAGS = frozenset(("article", "main"))
_STATED_UNITS = 80  # a shorter `articleBody` is an excerpt
_SHORT_UNITS, _GAP = 5, 8  # a shorter line must follow what was found last, but for so many characters
_TAKEN_UNITS, _ENOUGH = 25, 0.5  # a text worth less than half of ours has missed the body
_PIECE, _PIECES_SHARE = 12, 0.7


@dataclass(slots=True)
class Chosen:
    """The body, who agreed with it, and what was asked.

    `agreed` is `json-ld`, `memory`, `markup`, `resiliparse`, `trafilatura`, or None for nobody.
    `found_by` is `tidings`, or `trafilatura` when nobody agreed with ours and its text was taken.
    """

    body: Body
    agreed: str | None = None
    found_by: str = "tidings"
    asked: dict[str, float] = field(default_factory=dict)
    """Share of our body in the text of each that was asked, 0..1."""


def choose_body(
    layout: Layout, tree: HtmlElement, html: str, structured: Structured, memory: SiteMemory | None = None
) -> Chosen:
    """Return the page's body. `html` is the text from which `tree` was parsed."""
    chosen = Chosen(find_body(layout, memory))
    if _is_known(chosen, layout, structured, memory):
        return chosen
    if layout.depth > MAX_NESTING or html.count("<option") > MAX_OPTIONS:
        return chosen
    main = extract_plain_text(html, main_content=True, alt_texts=False, links=False)
    if _agrees(chosen, layout, "resiliparse", main) or tree.xpath("count(//*)") > MAX_ELEMENTS:
        return chosen
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False, fast=True)
    text = getattr(document, "text", None) or ""
    if _agrees(chosen, layout, "trafilatura", text):
        return chosen
    theirs = blocks_in(layout, text)
    if _only_leaves_out(layout, theirs, chosen.body.blocks):
        chosen.agreed = "trafilatura"
    elif sum(layout.blocks[index].units for index in theirs) >= _TAKEN_UNITS and _is_enough(
        score(layout, theirs), score(layout, chosen.body.blocks)
    ):
        chosen.body.blocks, chosen.found_by = theirs, "trafilatura"
    return chosen


def _is_known(chosen: Chosen, layout: Layout, structured: Structured, memory: SiteMemory | None) -> bool:
    """Return whether the page itself or its site says that this is the body, which costs next to nothing to ask."""
    if memory and chosen.body.blocks and memory.trusts(box_key(layout, chosen.body.box)):
        chosen.agreed = "memory"
        return True
    stated = structured.article.get("articleBody")
    if isinstance(stated, str) and _agrees(chosen, layout, "json-ld", stated):
        return True
    return _is_marked(chosen, layout)


def _agrees(chosen: Chosen, layout: Layout, name: str, text: str) -> bool:
    if name == "json-ld" and len(text) < _STATED_UNITS:
        return False
    return _settles(chosen, name, share_in(layout, chosen.body.blocks, text))


def _settles(chosen: Chosen, name: str, share: float) -> bool:
    """Return whether a share is enough to believe the body, and note who said so."""
    chosen.asked[name] = round(share, 3)
    if share >= AGREES:
        chosen.agreed = name
    return share >= AGREES


def _is_marked(chosen: Chosen, layout: Layout) -> bool:
    """Return whether our body is nearly all the prose of the innermost box around it that is called an article."""
    around = (layout.boxes[box] for box in layout.ancestors(chosen.body.box))
    marked = next((box for box in around if _calls_itself_article(box)), None)
    if marked is None or not chosen.body.blocks:
        return False
    units = {index: block.units for index in range(marked.start, marked.end) if (block := layout.blocks[index]).prose}
    ours = sum(units.get(index, 0) for index in chosen.body.blocks)
    return _settles(chosen, "markup", ours / max(1, sum(units.values())))


def _calls_itself_article(box: Box) -> bool:
    if box.tag in _MARKED_TAGS:
        return True
    element = box.element
    return element.get("itemprop") == "articleBody" or element.get("role") in _MARKED_TAGS


def score(layout: Layout, body: list[int]) -> float:
    """Return what a body's lines are worth: units of prose, less those in links, less a fine for lines of neither."""
    return sum(worth(layout.blocks[index]) for index in body)


def _is_enough(theirs: float, ours: float) -> bool:
    return ours <= 0 or theirs >= _ENOUGH * ours


def _only_leaves_out(layout: Layout, theirs: list[int], ours: list[int]) -> bool:
    """Return whether another's prose begins and ends where ours does and has none that ours lacks.

    Then both found the same body, and what the other lacks are its lists, its headings and its tables.
    """
    mine = [index for index in ours if layout.blocks[index].prose]
    other = [index for index in theirs if layout.blocks[index].prose]
    return bool(mine and other) and (mine[0], mine[-1]) == (other[0], other[-1]) and set(other) <= set(mine)


def share_in(layout: Layout, body: list[int], text: str) -> float:
    """Return the share of a body's units that stand in another extractor's text, 0..1; 0 for no body."""
    blocks = [layout.blocks[index] for index in body]
    units = sum(block.units for block in blocks)
    if not units or not text:
        return 0.0
    compact, cursor, standing = _compact(text), 0, 0
    for block in blocks:
        own = _compact(block.text)
        at = _place_of(own, compact, cursor)
        if at >= 0:
            standing, cursor = standing + block.units, at + len(own)
    return standing / units


def blocks_in(layout: Layout, text: str) -> list[int]:
    """Return the blocks that make up another extractor's text, in the page's order."""
    compact = _compact(text)
    found, cursor = [], 0
    for index, block in enumerate(layout.blocks):
        own = _compact(block.text)
        if block.units < _SHORT_UNITS:
            # Anything short stands somewhere: it counts where the text goes on with it.
            at = compact.find(own, cursor, cursor + len(own) + _GAP) if own else -1
        else:
            at = _place_of(own, compact, cursor)
        if at >= 0:
            found.append(index)
            cursor = at + len(own)
    return found


def _place_of(line: str, text: str, cursor: int) -> int:
    """Return where a line stands in a text, both without spaces, or -1; most lines follow what was found last.

    `cursor` is where that ended, and the answer for a line that stands there but for marks, notes and ruby.
    """
    at = text.find(line, cursor)
    if at < 0:
        at = text.find(line)
    return cursor if at < 0 and _stands_in_pieces(line, text) else at


def _stands_in_pieces(line: str, text: str) -> bool:
    starts = range(0, len(line) - _PIECE + 1, _PIECE)
    may_miss = len(starts) - math.ceil(_PIECES_SHARE * len(starts))
    for start in starts:
        may_miss -= line[start : start + _PIECE] not in text
        if may_miss < 0:
            return False
    return bool(starts)


def _compact(text: str) -> str:
    return "".join(text.split())
