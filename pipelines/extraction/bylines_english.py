"""The byline a reader sees on a page in Latin script: `By X and Y`, and the boxes that are named after the author."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.extraction.frame import Frame
from pipelines.extraction.vocabulary import words

_BY = re.compile(
    r"^\W{0,3}(?:(?:written|posted|published|reported|created|reviewed|words|story|text|article|analysis|opinion)\s+)?by"
    r"(?:\s*[:|]\s*|\s+)|^\W{0,3}(?:authors?|written by|words)\s*[:|]\s*",
    re.IGNORECASE,
)
_BY_INSIDE = re.compile(r"(?:^|[\s|•·–—-])by:?\s+(?=[A-Z])", re.IGNORECASE)
_CUT = re.compile(
    r"\s*(?:[|•·–—\n\t]|\s-\s|\bon\s+\d|\bon\s+[A-Z][a-z]+(?:\s+\d|$)|\bupdated\b|\bpublished\b|\bposted\b|\blast\b|\bis an?\b|\bfor\s+[A-Z]"
    r"|\bin\s+[a-z]|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s+\d|\d{1,2}[:/.]\d|\d{4}|\(|\[|@|\s\d+ (?:min|hour|day))",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|;|、|，|/|&|\+|\b(?:and|with|og|und|et|y|e|en|och)\b)\s*")
_LAST_FIRST = re.compile(r"^([A-Z][\w'’-]+), ([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*)*)$")
_AUTHOR_BOX = re.compile(r"by-?line|author|writer|contributor|(?:written|posted|published)-?by|\bvcard\b|\bfn\b")
_NO_BOX = re.compile(
    r"comment|related|recommend|popular|widget|sidebar|footer|card|teaser|promo|most-read|carousel|bookmark"
)
_AUTHOR_HREF = re.compile(
    r"/(?:authors?|staff|contributors?|journalists?|people|profiles?|reporters?|writers?|by|blog-authors?)/", re.I
)
_MAX_LINE = 140
_AROUND, _INTO_BODY, _BEHIND = 25, 6, 1000
_MAX_BOX, _MAX_WORDS = 12, 6


def latin_names(text: str) -> list[str]:
    """Return the names of a byline's text, without `By`, dates, degrees and what else stands behind them."""
    text = " ".join(text.split())
    text = _BY.sub("", text)
    if swapped := _LAST_FIRST.match(text):
        if swapped[2].casefold() not in words("never", "degree"):
            text = text if " " in swapped[1] else f"{swapped[2]} {swapped[1]}"
    text = _CUT.split(text, maxsplit=1)[0]
    parts = [part.strip(' .:"“”') for part in _SPLIT.split(text)]
    return [part for number, part in enumerate(parts) if part and not _is_no_name(part, first=number == 0)]


def byline(frame: Frame) -> list[str]:
    """Return the names of the byline nearest to the headline, else of the nearest after the text."""
    for text in _candidates(frame):
        if names := latin_names(text):
            return names
    return []


def _is_no_name(part: str, *, first: bool) -> bool:
    plain = part.casefold()
    if plain in words("never", "degree") or plain in words("never", "person") or not any(map(str.isalpha, part)):
        return True
    lower = [word for word in part.split() if word[0].islower()]
    return len(lower) > 1 or len(part.split()) > _MAX_WORDS or (bool(lower) and not first)


def _candidates(frame: Frame) -> Iterator[str]:
    """Return the texts that may hold the byline, the likeliest first: lines, author links and boxes by their place."""
    first, last = frame.body[0], frame.body[-1]
    anchor = first if frame.title_at is None else min(frame.title_at, first)
    found: list[tuple[int, int, str]] = []

    def add(at: int, weight: int, text: str) -> None:
        distance = abs(at - anchor) if at <= first + _INTO_BODY else _BEHIND + at - last
        found.append((distance + weight, at, text))

    blocks = frame.layout.blocks
    near = [*range(max(0, anchor - _AROUND), min(first + _INTO_BODY, len(blocks)))]
    near += range(last, min(last + _AROUND, len(blocks)))
    for at in dict.fromkeys(near):
        line = blocks[at].labels
        if len(line) <= _MAX_LINE:
            if _BY.match(line):
                add(at, 0, line)
            elif inside := _BY_INSIDE.search(line):
                add(at, 2, line[inside.end() :])
    for at, text in _in_boxes(frame, set(near)):
        add(at, 1, text)
    return (text for _, _, text in sorted(found))


def _in_boxes(frame: Frame, near: set[int]) -> Iterator[tuple[int, str]]:
    """Return the short lines of boxes named after the author, and the links to an author's page, near the article."""
    layout = frame.layout
    for index, box in enumerate(layout.boxes):
        if box.start not in near or box.end <= box.start or box.end - box.start > _MAX_BOX:
            continue
        if names_author(box.name) and not _in_no_box(frame, index):
            for at in range(box.start, min(box.end, box.start + 3)):
                if len(layout.blocks[at].labels) <= _MAX_LINE:
                    yield at, layout.blocks[at].labels
        elif not box.children:
            for element in _links(box.element):
                text = " ".join("".join(element.itertext()).split())
                if text and len(text) <= _MAX_LINE and not _in_no_box(frame, index):
                    yield box.start, text


def _links(element: HtmlElement) -> Iterator[HtmlElement]:
    for inline in element.iter("a", "span", "strong", "em", "b", "i", "cite"):
        if (
            (inline.get("rel") or "") == "author"
            or (inline.get("itemprop") or "") == "author"
            or names_author((inline.get("class") or "").lower())
            or (inline.tag == "a" and _AUTHOR_HREF.search(inline.get("href") or ""))
        ):
            yield inline


def _in_no_box(frame: Frame, box: int) -> bool:
    return any(_NO_BOX.search(frame.layout.boxes[each].name) for each in frame.layout.ancestors(box)[:4])


@functools.lru_cache(maxsize=4096)
def names_author(name: str) -> bool:
    """Return whether class, id and role of a box say that it holds the author."""
    return bool(_AUTHOR_BOX.search(name)) and not _NO_BOX.search(name)
