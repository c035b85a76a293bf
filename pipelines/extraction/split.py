"""Several articles on one address, each with a headline of its own; and pages that only list other pages.

A section is an article of its own when it says so itself: a line of keywords under its headline, a date line, a
platform's notice at its end, or an `<article>` with a headline. Subheadings, round-ups and live blogs have none of
these, or share them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pipelines.extraction.blocks import Block, Box, Layout
from pipelines.extraction.body import Body, is_date_line
from pipelines.extraction.furniture import notice_at
from pipelines.extraction.phrases import phrases
from pipelines.extraction.prose import is_prose

MIN_ARTICLE_UNITS = 120
"""Prose that each of several articles must have; the entries of a round-up are shorter."""
_MAX_HEADLINE_UNITS = 45
_KEYWORDS, _KEYWORD_UNITS = 3, 16
_LINES_TO_BODY = 3
_ENDING_LINES = 3
_TEASERS, _TEASER_UNITS, _LISTED_SHARE = 5, 90, 0.6
_SEPARATED = re.compile(r"\s*[,，、;；|]\s*")
_SENTENCE = re.compile(r"[。！？!?]|\.\s")


@dataclass(slots=True)
class Section:
    """One article of several: its lines from the headline to `end` (not included), its body's, and what says so."""

    title_at: int
    end: int
    body: list[int]
    signs: list[str] = field(default_factory=list)


def is_keyword_line(block: Block) -> bool:
    """Return whether a line is a list of search terms: three or more short ones between commas, and no sentence."""
    parts = [part for part in _SEPARATED.split(block.text) if part]
    if len(parts) < _KEYWORDS or _SENTENCE.search(block.text):
        return False
    lengths = [len(part) for part in parts]
    return max(lengths) <= _KEYWORD_UNITS and " " not in block.text.replace(", ", ",").strip()


def sections(layout: Layout, body: Body) -> list[Section]:
    """Return the articles of a page that holds several, in order; an empty list when it holds one."""
    if not body.blocks:
        return []
    last = body.blocks[-1]
    region = range(max(0, body.blocks[0] - _LINES_TO_BODY - 1), last + 1)
    starts = [index for index in region if _is_start(layout, index, last)]
    found = []
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else last + 1
        section = Section(start, end, [index for index in body.blocks if start < index < end])
        section.signs = _signs(layout, section, end)
        found.append(section)
    told = [section for section in found if section.signs and _units(layout, section) >= MIN_ARTICLE_UNITS]
    if len(told) < 2 or len(told) * 3 < len(found) * 2:
        return []
    if _is_live(told):
        return []
    return _joined(layout, found, told)


def _is_start(layout: Layout, index: int, last: int) -> bool:
    """Return whether a line may be the headline of an article: short, no sentence, before prose, keywords or a date."""
    block = layout.blocks[index]
    if block.hidden or not 2 <= block.units <= _MAX_HEADLINE_UNITS or is_prose(block) or is_keyword_line(block):
        return False
    if is_date_line(block) or phrases().alone.match(block.text) or phrases().after.match(block.text):
        return False
    for after in range(index + 1, min(index + 1 + _LINES_TO_BODY, last + 1)):
        following = layout.blocks[after]
        if is_keyword_line(following):
            return True
        if layout.is_heading(following):
            return False
        if is_prose(following):
            return layout.is_heading(block)
        if is_date_line(following):
            return layout.is_heading(block)
    return False


def _signs(layout: Layout, section: Section, end: int) -> list[str]:
    blocks = layout.blocks
    signs = []
    lines = blocks[section.title_at + 1 : section.title_at + 1 + _LINES_TO_BODY]
    if any(is_keyword_line(block) for block in lines):
        signs.append("keywords")
    if any(is_date_line(block) for block in lines):
        signs.append("date line")
    closing = [block for block in blocks[section.title_at + 1 : end] if block.units][-_ENDING_LINES:]
    if any(notice_at(block.text) is not None for block in closing):
        signs.append("notice at the end")
    if _own_article(layout, section):
        signs.append("an <article> with a headline")
    return signs


def _own_article(layout: Layout, section: Section) -> bool:
    """Return whether the headline is an h1, or stands in an `<article>` that holds this section's body and no more."""
    title = layout.blocks[section.title_at]
    for index in layout.ancestors(title.box):
        box = layout.boxes[index]
        if box.tag == "article":
            return bool(section.body) and box.start <= section.title_at and section.body[-1] < box.end
    return False


def _units(layout: Layout, section: Section) -> int:
    return sum(layout.blocks[index].units for index in section.body if is_prose(layout.blocks[index]))


def _is_live(told: list[Section]) -> bool:
    """Return whether dates alone part the sections: a live blog's, or a log's."""
    return all(section.signs == ["date line"] for section in told) and len(told) > 3


def _joined(layout: Layout, found: list[Section], told: list[Section]) -> list[Section]:
    """Return the sections that are articles; one that says nothing of itself belongs to the one before it."""
    joined: list[Section] = []
    for section in found:
        if section in told or not joined:
            joined.append(section)
        else:
            joined[-1].body += [section.title_at, *section.body]
            joined[-1].end = section.end
    for section in joined:
        section.body = [index for index in section.body if not is_keyword_line(layout.blocks[index])]
    return [section for section in joined if section.body]


def lists_pages(layout: Layout, body: Body) -> dict[str, object] | None:
    """Return the evidence that a page lists other pages: many alike boxes, each a linked headline with a few words."""
    entries: Counter[tuple[int, str, str]] = Counter()
    units: Counter[tuple[int, str, str]] = Counter()
    for box in layout.boxes[1:]:
        if box.parent >= 0 and _is_teaser(layout, box):
            group = (box.parent, box.tag, re.sub(r"\d+", "", box.name))
            entries[group] += 1
            units[group] += sum(block.units for block in layout.blocks[box.start : box.end])
    if not entries:
        return None
    group, count = entries.most_common(1)[0]
    inside = set(body.blocks)
    own = sum(layout.blocks[index].units for index in body.blocks)
    listed = layout.boxes[group[0]]
    shared = sum(layout.blocks[index].units for index in range(listed.start, listed.end) if index in inside)
    if count < _TEASERS or shared < _LISTED_SHARE * own:
        return None
    return {"entries": count, "share_of_text": round(shared / own, 2) if own else 1.0}


def _is_teaser(layout: Layout, box: Box) -> bool:
    blocks = layout.blocks[box.start : box.end]
    if not 1 <= len(blocks) <= 10:
        return False
    linked = any(block.link_share > 0.8 and block.units >= 4 for block in blocks)
    return linked and sum(block.units for block in blocks) <= _TEASER_UNITS
