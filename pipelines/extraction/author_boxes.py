"""The boxes of a page that are named after the author, and the links to an author's page."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, Layout
from pipelines.extraction.frame import Frame
from pipelines.extraction.names import is_institutional, is_latin_person

MAX_LINE = 140
"""Characters of a line that may name authors."""
MAX_AUTHORS = 12
"""Lines of a box that names them."""
_NOTE = re.compile(r"(?<=[a-z])[\d*†‡§]{1,3}$")
_AUTHOR_BOX = re.compile(
    r"by-?line|author|writer|contributor|avatar_{1,2}name|nick-?name|(?:written|posted|published)-?by|\bvcard\b|\bfn\b"
)
_NO_BOX = re.compile(
    r"comment|reply|replies|related|recommend|popular|widget|sidebar|footer|(?<!author)(?<!author[-_])card|teaser|promo|most-read|carousel|bookmark"
)
_INLINE = ("a", "span", "strong", "em", "b", "i", "cite")
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|staff|contributors?|journalists?|people|profiles?|reporters?|writers?|by|blog-authors?)/",
    re.IGNORECASE,
)


def in_boxes(
    frame: Frame, near: set[int], pages_of_authors: re.Pattern[str] = _AUTHOR_HREF
) -> Iterator[tuple[int, str]]:
    """Return the short lines of boxes named after the author, and the links to an author's page, near the article."""
    layout = frame.layout
    for index, box in enumerate(layout.boxes):
        if box.start not in near or box.end <= box.start or box.end - box.start > MAX_AUTHORS:
            continue
        if _names_author(box.name) and not _in_no_box(frame, index):
            lines = [without_note(_without_role(layout, block)) for block in layout.blocks[box.start : box.end]]
            if persons := _several(lines) or _several(_linked(box.element, pages_of_authors)):
                yield box.start, persons  # each in a box of his own, too, which comes later
            for at in range(box.start, min(box.end, box.start + 3)):
                if len(layout.blocks[at].labels) <= MAX_LINE:
                    yield at, _without_role(layout, layout.blocks[at])
        elif not _in_no_box(frame, index):
            # Of a box with boxes within, only what stands beside them: those within come later.
            texts = _linked(box.element, pages_of_authors, directly=not layout.is_innermost(index))
            persons = _several(texts)
            yield from ((box.start, text) for text in ([persons] if persons else texts))


def _without_role(layout: Layout, block: Block) -> str:
    """Return a line without the person's role behind the name, in an element of its own: Jane Roe Staff Engineer."""
    line = block.labels
    first = next((text.strip() for text in layout.boxes[block.box].element.itertext() if not text.isspace()), "")
    behind = line.removeprefix(first) if line.startswith(f"{first} ") else ""
    is_role = is_institutional(behind) and " and " not in behind
    return first if is_role and is_latin_person(first) else line


def _linked(element: HtmlElement, pages_of_authors: re.Pattern[str], *, directly: bool = False) -> list[str]:
    """Return the texts of a box's links to authors' pages and of what is named after the author in it."""
    shown = (
        " ".join("".join(link.itertext()).split()) for link in _links(element, pages_of_authors, directly=directly)
    )
    return [without_note(text) for text in dict.fromkeys(shown) if text and len(text) <= MAX_LINE]


def _several(texts: list[str]) -> str | None:
    """Return the names of several persons in one line; None unless all are persons."""
    return ", ".join(texts) if len(texts) > 1 and all(map(is_latin_person, texts)) else None


def without_note(name: str) -> str:
    """Return a name of several words without the sign of a footnote behind it: Jane Roe1."""
    plain = _NOTE.sub("", name)
    return plain if " " in plain else name


def _links(element: HtmlElement, pages_of_authors: re.Pattern[str], *, directly: bool) -> Iterator[HtmlElement]:
    for inline in element.iterchildren(*_INLINE) if directly else element.iter(*_INLINE, "p", "li"):
        if (
            (inline.get("rel") or "") == "author"
            or (inline.get("itemprop") or "") == "author"
            or _names_author((inline.get("class") or "").lower())
            or (inline.tag == "a" and pages_of_authors.search(inline.get("href") or ""))
        ):
            yield inline


def _in_no_box(frame: Frame, box: int) -> bool:
    return any(_NO_BOX.search(frame.layout.boxes[each].name) for each in frame.layout.ancestors(box)[:4])


@functools.lru_cache(maxsize=4096)
def _names_author(name: str) -> bool:
    """Return whether class, id and role of a box say that it holds the author."""
    return bool(_AUTHOR_BOX.search(name)) and not _NO_BOX.search(name)
