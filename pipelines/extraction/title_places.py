"""Where a page says its headline: in headings and lines that a reader sees, and in what it states for machines."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.extraction.blocks import Block, Box
from pipelines.extraction.date_text import states_day
from pipelines.extraction.frame import Frame
from pipelines.extraction.sites import MAX_TITLE
from pipelines.extraction.sites import key as key_of
from pipelines.extraction.structured import text_of
from pipelines.extraction.title_parts import shown_part, title_parts, without_site

WEIGHTS = {
    "h1": 3.0, "og": 2.0, "json-ld": 1.6, "feed": 1.6, "date-line": 1.6, "title": 1.2, "meta": 1.0, "heading": 1.0,
    "line": 1.0, "above-body": 0.6, "twitter": 0.6,
}  # fmt: skip
"""What a place's word is worth. Tried on pages with known headlines; agreement between places counts by their sum."""

_PART = 0.3  # of a title's weight: what its whole text, and its other parts, are worth
_OTHER_HEADING = 0.3  # a heading that is not the last of its level above the body
_SITE_NAME = 0.2  # of a place's weight when it says the site's name
_META = ("articletitle", "dc.title", "citation_title", "parsely-title", "sailthru.title", "title", "headline")
_KEYWORDS = re.compile(r"[^|｜_]*(?:[|｜_][^|｜_]{1,16}){2}")  # 模型|芯片|云: no headline
_NAMED = re.compile(r"^(?:主题|主題|标题|標題|题目|題目|原标题|原標題|title)\s*[:：]\s*(?=\S)", re.IGNORECASE)
_SENTENCES = re.compile(r"[.?!][”\"’)]?\s+(?=[“\"A-Z])|。(?=.)")
_LABEL = re.compile(
    r"^(?:来源|來源|作者|编辑|編輯|责编|时间|時間|日期|发布|發佈|發布|字号|字體|字体|分享|打印|浏览|瀏覽|阅读|閱讀|点击|關鍵|关键|标签|地\s*[点點]|主持人?[:：\s]|电话|電話"
    r"|by\b|本报|本報)|记者|記者|[报報][道導]$|[:：]$",
    re.IGNORECASE,
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_MIN_UNITS, MAX_LENGTH = 2, 300
_MIN_HEADLINE, _MAX_HEADLINE = 4, 60  # units of a line that could be one
_LINES_ABOVE, _LINES_INTO_BODY, _LINES_ABOVE_DATE, _LINES_TO_DATE = 80, 3, 6, 8
_LINES_FOR_STATED = 30  # into the body: a body that begins too early still holds its headline
_MAX_DATE_LINE, _MAX_DATE_UNITS = 120, 40
_LINKED = 0.5  # share of a line's units


class Vote(NamedTuple):
    """A place, what it says, what that is worth, and the block in which it stands."""

    place: str
    text: str
    weight: float
    at: int | None = None


def votes(frame: Frame, lines: dict[str, int]) -> Iterator[Vote]:
    """Yield what each place says. `lines` come from `lines_about`."""
    headings = list(_headings(frame))
    yield from headings
    yield from _lines(frame, bare=all(vote.place == "h1" for vote in headings))
    yield from _stated(frame, lines)


def lines_about(frame: Frame) -> dict[str, int]:
    """Return the keys of the lines above the body and about its beginning, with where the last of each stands."""
    blocks, first = frame.layout.blocks, frame.prose_at
    start, hidden_body = max(0, first - _LINES_ABOVE), blocks[first].hidden
    lines: dict[str, int] = {}
    for number, block in enumerate(blocks[start : first + _LINES_FOR_STATED], start):
        if block.units < _MIN_UNITS or len(block.text) > MAX_LENGTH or (block.hidden and not hidden_body):
            continue
        key = key_of(block.text)
        if number < first + _LINES_INTO_BODY or key not in lines:
            lines[key] = number
    return lines


def _headings(frame: Frame) -> Iterator[Vote]:
    """Yield the headings that are shown: every h1, and the others above the body."""
    first, sites = frame.prose_at, frame.stated_names | frame.shown_names
    others: list[tuple[str, int, str]] = []
    for box in frame.layout.boxes:
        if box.tag not in _HEADINGS or not (text := _text(frame, box, hidden=frame.layout.blocks[first].hidden)):
            continue
        above = box.start < first + _LINES_INTO_BODY
        if box.tag == "h1":
            weight = WEIGHTS["h1" if above else "heading"] * (_SITE_NAME if key_of(text) in sites else 1)
            yield Vote("h1", _NAMED.sub("", text), weight, box.start if above else None)
        elif above:
            others.append((box.tag, box.start, text))
    highest = min((tag for tag, _, _ in others), default="")
    last = max((at for tag, at, _ in others if tag == highest), default=-1)
    for _, at, text in others:
        yield Vote("heading", text, WEIGHTS["heading"] if at == last else _OTHER_HEADING, at)


def _text(frame: Frame, box: Box, *, hidden: bool) -> str:
    return " ".join(block.text for block in frame.layout.blocks[box.start : box.end] if hidden or not block.hidden)


def _lines(frame: Frame, *, bare: bool) -> Iterator[Vote]:
    """Yield the line above the date; without one, and on a page bare of lesser headings, those just above the body."""
    blocks, first = frame.layout.blocks, frame.prose_at
    at = _above_date(frame)
    if at is not None:
        yield Vote("date-line", _NAMED.sub("", blocks[at].text), WEIGHTS["date-line"], at)
    elif bare:
        near = (
            number for number in range(max(0, first - _LINES_ABOVE_DATE), first) if _may_be_headline(blocks[number])
        )
        yield from (Vote("above-body", blocks[number].text, WEIGHTS["above-body"], number) for number in near)


def _above_date(frame: Frame) -> int | None:
    """Return the block that could be a headline in the few lines above the first date line before the body.

    A sentence is none: a date under one is a comment's, or stands at the end of a short text. A date beside a link is
    that of another page.
    """
    blocks, first = frame.layout.blocks, frame.prose_at
    for number in range(max(0, first - 12), min(len(blocks), first + _LINES_TO_DATE)):
        block = blocks[number]
        short = len(block.text) <= _MAX_DATE_LINE and block.units <= _MAX_DATE_UNITS
        if short and states_day(block.text) and block.link_share < _LINKED:
            above = range(number - 1, max(-1, number - 1 - _LINES_ABOVE_DATE), -1)
            at = next((each for each in above if _may_be_headline(blocks[each])), None)
            return None if at is None or _reads_as_text(blocks[at]) else at
    return None


def _reads_as_text(block: Block) -> bool:
    """Return whether a line is a sentence or several."""
    return block.prose and (block.text.endswith(".") or bool(_SENTENCES.search(block.text)))


def _may_be_headline(block: Block) -> bool:
    return (
        _MIN_HEADLINE <= block.units <= _MAX_HEADLINE
        and block.link_share < _LINKED
        and not block.hidden
        and not _LABEL.search(block.text)
        and not _KEYWORDS.search(block.text)
        and not block.text.endswith(("。", "；"))
    )


def _stated(frame: Frame, lines: dict[str, int]) -> Iterator[Vote]:
    """Yield what the page states for machines and what the feed says, without the site's name, and their parts.

    Careless templates state the headline as the site's name, so a stated name counts in full here, a shown one not.
    """
    meta, article = frame.structured.meta, frame.structured.article
    for place, said in (
        ("og", meta.get("og:title")),
        ("twitter", meta.get("twitter:title")),
        ("json-ld", text_of(article.get("headline")) or text_of(article.get("name"))),
        ("meta", next((meta[name] for name in _META if meta.get(name)), None)),
        ("feed", frame.hints.get("title")),
        ("title", frame.page_title),
    ):
        if not isinstance(said, str):
            continue
        text = html.unescape(said[:MAX_TITLE]).strip()
        bare = without_site(text, frame.stated_names | frame.shown_names)
        shown = shown_part(text, lines)
        own = bare if not shown or (shown == text and key_of(bare) in lines) else shown
        yield Vote(place, own, WEIGHTS[place] * (_SITE_NAME if key_of(own) in frame.shown_names else 1))
        if own != text:
            yield Vote(f"{place}-whole", text, WEIGHTS[place] * _PART)
        for part in title_parts(text):
            if part != own:
                yield Vote(f"{place}-part", part, WEIGHTS[place] * _PART)
