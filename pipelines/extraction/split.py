"""Several articles on one address, each with a headline of its own.

A section is an article of its own when it says so itself: a line of keywords under its headline, a date or source
line, a platform's notice at its end, or an `<article>` with a headline. Subheadings, round-ups and live blogs have none
of these, or share them. On a page that has no headline of its own shorter sections are articles, too, when each of them
begins so; there an author's name over or under the text, and a date above the headline, are enough.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from pipelines.extraction.blocks import Block, Layout
from pipelines.extraction.body import Body, trimmed
from pipelines.extraction.ending import notice_at
from pipelines.extraction.names import signer
from pipelines.extraction.opening import is_date_line, is_keyword_line, search_terms, told_by
from pipelines.extraction.phrases import phrases
from pipelines.extraction.title_parts import SECTION_UNITS

MIN_ARTICLE_UNITS = 120
"""Prose that each of several articles must have; the entries of a round-up are shorter."""
MIN_SHORT_UNITS = 60
"""Prose that is enough for one that begins as those beside it do."""
MIN_NOTE_WORDS = 40
"""What each note in a script of words must have on a page without a headline: briefs, letters, entries of a log. In
characters it is `MIN_SHORT_UNITS`."""
MAX_HEADLINES = 60
"""A page with more lines that may be headlines of articles is no page of several: it is an archive, taken as one."""
_MAX_HEADLINE_UNITS, _MIN_HEADLINE, _MIN_NOTE_HEADLINE = 45, 2, 5
_LINES_TO_BODY = 3
_LINES_ABOVE, _LINKED_SHARE, _LINES_OF_LINKS = 4, 0.5, 10
_ENDING_LINES = 3
_TITLE_BOX = ("title", "headline")
_PARTS_SIGNS = {"byline", "source line", "date above", "signature"}
"""Parts of one article may have authors and days of their own, and their charts sources."""
_TOLD = {"date line", "source line", "byline", "date above", "signature"}
_DATES = {"date line", "date above"}
_SIGNING_LINES, _SIGNING_UNITS, _SIGNING_BOXES = 3, 8, 2
_HAN = re.compile("[\u3400-\u9fff]")
_ANSWER = re.compile(r"^(?:re|回[复覆應应])\s*[:：]\s*", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?!#|javascript:|mailto:)(?!.*=https?(?::|%3A))", re.IGNORECASE)
"""Where a link leads that leaves the page; one that carries an address with it only passes that on (Share)."""


@dataclass(slots=True)
class Section:
    """One article of several: its lines from the headline to `end` (not included), its body's, and what says so.

    `dated_at` is the line with the page's own date above all its articles: it says when the page appeared, and so does
    for each of them that says nothing else.
    """

    title_at: int
    end: int
    body: list[int]
    signs: list[str] = field(default_factory=list)
    dated_at: int | None = None


def sections(layout: Layout, body: Body) -> list[Section]:
    """Return the articles of a page that holds several, in order; an empty list when it holds one."""
    found = _candidates(layout, body) if body.blocks else []
    units = [_units(layout, section) for section in found]
    long = [section for section, each in zip(found, units, strict=True) if each >= MIN_ARTICLE_UNITS]
    may_be_notes = len(found) > 1 and all(_is_long_enough(layout, section) for section in found)
    if _are_too_few(long, found) and not may_be_notes:
        return []
    starts = [section.title_at for section in found]
    for section in found:
        section.signs = _signs(layout, section, starts)
    _date_above(layout, found)
    if may_be_notes and _are_notes(layout, body, found):
        return _joined(layout, found, found)
    weak = _PARTS_SIGNS if _is_led_in(layout, body, found) else _PARTS_SIGNS - {"source line"}
    told = [section for section in long if set(section.signs) - weak]
    if _are_too_few(told, found):
        return []
    shared = Counter(sign for section in told for sign in section.signs)
    if max(shared.values()) < 2 or _is_live(told):
        return []
    return _joined(layout, found, told)


def _candidates(layout: Layout, body: Body) -> list[Section]:
    """Return the sections that may be articles, from each possible headline to the next; none of too many."""
    last = body.blocks[-1]
    region = range(max(0, body.blocks[0] - _LINES_TO_BODY - 1), last + 1)
    keywords = {index for index in region if is_keyword_line(layout.blocks[index])}
    starts = [index for index in region if _is_start(layout, index, last, keywords)]
    if len(starts) > MAX_HEADLINES:
        return []
    found = [
        Section(start, end, [index for index in body.blocks if start < index < end])
        for start, end in pairwise([*starts, last + 1])
    ]
    return found if not found or _units(layout, found[0]) else found[1:]  # without the page's own headline


def _are_too_few(articles: list[Section], found: list[Section]) -> bool:
    return len(articles) < 2 or len(articles) * 3 < len(found) * 2


def _is_led_in(layout: Layout, body: Body, found: list[Section]) -> bool:
    """Return whether prose stands before the first section: the page's own article has begun."""
    first = found[0].title_at
    above = {*range(max(0, first - _LINES_ABOVE), first), *body.blocks}
    return any(layout.blocks[index].prose for index in above if index < first)


def _are_notes(layout: Layout, body: Body, found: list[Section]) -> bool:
    """Return whether every section has a headline and says its date, source or author, below no other headline."""
    blocks = layout.blocks
    if _is_live(found) or _is_led_in(layout, body, found):
        return False
    first = found[0].title_at
    above = range(max(0, first - _LINES_ABOVE), first)
    if len({_ANSWER.sub("", blocks[section.title_at].text) for section in found}) < len(found):
        return False  # a thread: Re: …
    return not (
        any(layout.is_heading(blocks[index]) and blocks[index].units > SECTION_UNITS for index in above)
        or (found[0].dated_at is None and _date_line_above(layout, first) is not None)
    ) and all(
        set(section.signs) & _TOLD
        and (blocks[section.title_at].units >= _MIN_NOTE_HEADLINE or layout.is_heading(blocks[section.title_at]))
        and not any(_leads_on(layout, block) for block in blocks[section.title_at : section.body[-1] + 2])
        for section in found
    )


def _is_long_enough(layout: Layout, section: Section) -> bool:
    lines = [layout.blocks[index] for index in section.body]
    least = MIN_SHORT_UNITS if any(_HAN.search(line.text) for line in lines if line.prose) else MIN_NOTE_WORDS
    return sum(line.units for line in lines) >= least


def _leads_on(layout: Layout, block: Block) -> bool:
    """Return whether a line is a link to another page: a teaser's headline, or what stands under one."""
    if block.link_share <= _LINKED_SHARE:
        return False
    box = layout.boxes[block.box]
    if box.end - box.start > _LINES_OF_LINKS:
        return True  # a list of links
    return any(_ELSEWHERE.match(link.get("href") or "#") for link in box.element.iter("a"))


def _date_above(layout: Layout, found: list[Section]) -> None:
    """Take the date lines above their headlines into the sections when each has one."""
    blocks = layout.blocks
    if not all(section.title_at and told_by(blocks[section.title_at - 1]) == "date line" for section in found):
        return
    for number, section in enumerate(found):
        section.dated_at = section.title_at - 1
        section.signs.append("date above")
        if number + 1 < len(found):
            section.end -= 1
            section.body = [index for index in section.body if index < section.end]


def _is_start(layout: Layout, index: int, last: int, keywords: set[int]) -> bool:
    """Return whether a line may be the headline of an article: before keywords, or a title before prose or a date."""
    block = layout.blocks[index]
    if block.hidden or not 1 <= block.units <= _MAX_HEADLINE_UNITS or block.prose:
        return False
    is_heading = layout.is_heading(block)
    is_title = is_heading or any(map(layout.boxes[block.box].name.__contains__, _TITLE_BOX))
    for at in range(index + 1, min(index + _LINES_TO_BODY, last) + 1):
        following = layout.blocks[at]
        if at in keywords:
            return _may_be_headline(block) and not search_terms(block.text).isdisjoint(search_terms(following.text))
        told = (is_title or (at == index + 1 and _is_bold(layout, block))) and told_by(following)
        if (layout.is_heading(following) and not told) or (block.units < _MIN_HEADLINE and not (is_heading and told)):
            return False
        if following.prose or told:
            return bool(is_title or told) and _may_be_headline(block)
    return False


def _is_bold(layout: Layout, block: Block) -> bool:
    """Return whether a line is bold from end to end, and alone in its box."""
    box = layout.boxes[block.box]
    shown = block.text.split()
    return box.end - box.start == 1 and any(
        "".join(bold.itertext()).split() == shown for bold in box.element.iter("b", "strong")
    )


def _may_be_headline(block: Block) -> bool:
    words = phrases()
    told = is_keyword_line(block) or is_date_line(block) or told_by(block)
    return not (told or words.alone.match(block.text) or words.after.match(block.text))


def _signs(layout: Layout, section: Section, starts: list[int]) -> list[str]:
    blocks = layout.blocks
    signs = []
    lines = blocks[section.title_at + 1 : section.title_at + 1 + _LINES_TO_BODY]
    if any(is_keyword_line(block) for block in lines):
        signs.append("keywords")
    head = takewhile(lambda block: not block.prose or told_by(block), lines)
    signs += sorted({told for block in head if (told := told_by(block)) and not _is_caption(layout, block)})
    closing = [block for block in blocks[section.title_at + 1 : section.end] if block.units][-_ENDING_LINES:]
    if any(notice_at(block.text) is not None for block in closing):
        signs.append("notice at the end")
    if (signed_to := _signature_end(layout, section)) is not None:
        signs.append("signature")
        section.end = max(section.end, signed_to)
    if _own_article(layout, section, starts):
        signs.append("an <article> with a headline")
    return signs


def _signature_end(layout: Layout, section: Section) -> int | None:
    """Return the end of the lines with a person's name that stand behind a section's text, or None."""
    blocks = layout.blocks
    last = max((index for index in section.body if blocks[index].prose or blocks[index].ends_sentence), default=None)
    if last is None:
        return None
    around = set(layout.ancestors(blocks[last].box)[:_SIGNING_BOXES])
    signing = list(
        takewhile(
            lambda block: 0 < block.units <= _SIGNING_UNITS and not block.link_units and not layout.is_heading(block),
            blocks[last + 1 : last + 1 + _SIGNING_LINES],
        )
    )
    beside = [block for block in signing if not around.isdisjoint(layout.ancestors(block.box)[:_SIGNING_BOXES])]
    return last + 1 + len(beside) if beside and signer(beside[0].labels) else None


def _is_caption(layout: Layout, block: Block) -> bool:
    return any(layout.boxes[box].tag in ("figure", "figcaption") for box in layout.ancestors(block.box))


def _own_article(layout: Layout, section: Section, starts: list[int]) -> bool:
    """Return whether the headline stands in an `<article>` that holds this section and no other, within no other."""
    title = layout.blocks[section.title_at]
    around = [layout.boxes[index] for index in layout.ancestors(title.box)]
    articles = [box for box in around if box.tag == "article"]
    if len(articles) != 1 or not section.body:
        return False
    own = articles[0]
    return section.body[0] < own.end and sum(own.start <= start < own.end for start in starts) == 1


def _units(layout: Layout, section: Section) -> int:
    return sum(layout.blocks[index].units for index in section.body if layout.blocks[index].prose)


def _is_live(told: list[Section]) -> bool:
    """Return whether dates alone part the sections: a live blog's, or a log's."""
    return all(set(section.signs) <= _DATES for section in told) and len(told) > 3


def _joined(layout: Layout, found: list[Section], told: list[Section]) -> list[Section]:
    """Return the sections that are articles; one that says nothing of itself belongs to the one before it."""
    joined: list[Section] = []
    for section in found:
        if section in told or not joined or _is_like(layout, section, told):
            joined.append(section)
        else:
            joined[-1].body += [section.title_at, *section.body]
            joined[-1].end = section.end
    for section in joined:
        section.signs = section.signs or ["stands among articles of their own"]
        section.body = trimmed(layout, section.body)
    articles = [section for section in joined if section.body]
    if articles:
        dated_at = _date_line_above(layout, articles[0].title_at)
        for section in articles:
            section.dated_at = dated_at if section.dated_at is None else section.dated_at
    return articles


def _is_like(layout: Layout, section: Section, told: list[Section]) -> bool:
    """Return whether a shorter section begins or ends as one of the articles does."""
    like = any(not set(section.signs).isdisjoint(other.signs) for other in told)
    return like and _units(layout, section) >= MIN_SHORT_UNITS


def _date_line_above(layout: Layout, first: int) -> int | None:
    """Return the line with a date above the first headline, with nothing but short lines between."""
    for index in range(first - 1, max(-1, first - _LINES_ABOVE - 1), -1):
        block = layout.blocks[index]
        if block.prose:
            return None
        if is_date_line(block) and not block.hidden and block.link_share < _LINKED_SHARE:
            return index
    return None
