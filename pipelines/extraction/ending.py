"""What follows an article on its page, where the text stands, and is none of it: each line with the reason.

The signals are where a line stands, what it looks like, links, and whether it speaks of what the text speaks of; words
only help.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import accumulate, takewhile
from statistics import median

from pipelines.extraction.blocks import Block, Layout, units_of
from pipelines.extraction.furniture import Cut, holder, running
from pipelines.extraction.labels import pairs
from pipelines.extraction.opening import is_date_line, is_stamp_line
from pipelines.extraction.phrases import phrases
from pipelines.extraction.teasers import is_made_of_teasers, teaser_groups
from pipelines.extraction.vocabulary import folded

_TEASERS, _TEASED_SHARE = 3, 0.5
_SHORT_UNITS, _MARKER_UNITS, _CALL_UNITS, _NOTICE_UNITS = 30, 14, 45, 80
_ENDING_LINES, _CALLING_LINES, _LATE, _LEFT_OVER = 6, 4, 0.5, 0.05
_LEAST_UNITS, _HEAD_LINES = 15, 6  # of an article above teasers; between its headline and its first line
_LISTED = 5  # lines that are gone between two: a list of other articles stood there
_NOTICE_ZONE, _INNER_NOTICE_UNITS, _LEADING_WORDS = 600, 260, 12  # characters; units; units
_SENTENCE_END = re.compile(r"[。！？!?；;]|\.(?=\s)")
_BULLET = re.compile(r"^[\s\d*·•※◎●■.、_-]{1,4}")  # 2未经…授权: a note's number
_CONTACT = re.compile(
    r"(?P<phone>\b(?:\d{3,4}-\d{7,8}|400-?\d{3}-?\d{4}|1[3-9]\d{9})\b)|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+\.\w+)"
    r"|(?P<account>(?<![\w.])@\w{2,})|(?P<address>https?://)"
)
_CREDIT = re.compile(
    r"[（(【\[]([^（(【\[\])】）]{3,40})[\])】）]\s*\d*\s*$"
)  # 1150417: the day, in years of the republic
_ABOUT = re.compile(r"(?:about|关于|關於)\s*((?-i:[A-Z\u3400-\u9fff]).{1,60}?)\W*", re.IGNORECASE)
_CONTACTS, _MAX_CONTACTS = 2, 1000  # kinds; characters

_BROKEN_UNITS, _TEXT_BEFORE, _BROKEN_SHARE, _WRAPPED_SHARE, _TRIES = 30, 0.35, 0.5, 0.2, 8
_ALIKE, _ALIKE_SHARE, _SAME_LENGTH = 3, 0.5, 0.06
_LONG_UNITS, _FEW_SENTENCES = 200, 0.34
_GLUED, _GLUED_UNITS, _ENOUGH_TERMS, _IN_COMMON, _OF_USUAL = 2, 400, 150, 0.15, 0.5
_TERM = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z0-9]{3,}")
_DOTS = re.compile(r"(?:(?<!…)…|\.\.\.)[^\w…]*(?:\w{1,10}\W*)?$")  # …… is an author's own


def ending(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return what stands at the end of a body and is none of it: other articles, then notices and what follows them."""
    cuts = teasers(layout, kept)
    cuts += glued(layout, _without(kept, cuts))
    cuts += foreign(layout, _without(kept, cuts))
    cuts += about_issuer(layout, _without(kept, cuts))
    return cuts + notices(layout, _without(kept, cuts))


def _without(kept: list[int], cuts: list[Cut]) -> list[int]:
    gone = {index for cut in cuts for index in range(cut.start, cut.end)}
    return [index for index in kept if index not in gone] if gone else kept


def teasers(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return the teasers of other articles that follow the last of the prose."""
    lines, prose = [0] * len(layout.blocks), [0] * len(layout.blocks)
    for index in kept:
        lines[index], prose[index] = 1, layout.blocks[index].units * layout.blocks[index].prose
    kept_lines, units = running(lines), running(prose)
    everything = units[-1]
    cuts: list[Cut] = []
    for group in sorted(teaser_groups(layout, _TEASERS), key=lambda group: -group[0].start):
        if all(kept_lines[box.end] == kept_lines[box.start] for box in group):
            continue
        held = sum(units[box.end] - units[box.start] for box in group)
        others = units[-1] - units[group[0].start] - held
        few = held <= _TEASED_SHARE * everything or _is_headed(layout, [at for at in kept if at < group[0].start])
        if few and others <= _LEFT_OVER * everything:
            cuts += [Cut(box.start, box.end, "one of several teasers") for box in group]
            for box in group:
                lines[box.start : box.end] = prose[box.start : box.end] = [0] * (box.end - box.start)
            kept_lines, units = running(lines), running(prose)
    return cuts


def _is_headed(layout: Layout, above: list[int]) -> bool:
    """Return whether the lines above some teasers are an article, however short: prose under a headline and the line
    with its date. A list has a headline, too, and a few words about what it lists.
    """
    blocks = layout.blocks
    prose = [at for at in above if blocks[at].prose]
    if sum(blocks[at].units for at in prose) < _LEAST_UNITS:
        return False
    head = range(max(0, prose[0] - _HEAD_LINES), prose[0])
    dated = next((at for at in head if is_date_line(blocks[at]) or is_stamp_line(blocks[at])), None)
    own = [at for at in range(head.start, dated or 0) if layout.is_heading(blocks[at])]  # that of a teaser is a link
    return bool(own) and not blocks[own[-1]].link_units


def glued(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return the last lines that are several teasers each, glued together."""
    last = list(takewhile(lambda index: is_made_of_teasers(layout, layout.blocks[index]), reversed(kept)))
    return [Cut(index, index + 1, "several teasers in a line") for index in last] if len(last) < len(kept) else []


def about_issuer(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return what stands behind a press release: `About X` over a line that begins with X, of whom the text speaks.

    What follows it, whom to ask and about whom else, is none of the text either.
    """
    blocks = layout.blocks
    titles = [
        (number, title)
        for number, index in enumerate(kept[:-1])
        if blocks[index].units <= _MARKER_UNITS and (title := _ABOUT.fullmatch(blocks[index].text))
        if blocks[kept[number + 1]].text.removeprefix("The ").startswith(title[1])
    ]
    for number, title in titles[:_TRIES]:
        above = [blocks[index] for index in kept[:number]]
        units = sum(block.units for block in above if block.prose)
        rest = sum(blocks[index].units for index in kept[number:])
        if units >= rest and any(title[1] in block.text for block in above):
            return [Cut(kept[number], kept[-1] + 1, f"after “{title[0][:20]}”")]
    return []


def foreign(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return the paragraphs of other articles at the end of a text that finishes its sentences.

    They begin with one that breaks off within a sentence, and

    - several break off at one length, as a site cuts its teasers;
    - or the paragraph runs on and on without sentences, as headlines do that are glued together;
    - or the rest is about something else: few of its words (pairs of Han characters) stand in the text before it.
    """
    blocks = layout.blocks
    prose = [blocks[index] for index in kept if blocks[index].prose]
    before = list(accumulate((block.units for block in prose), initial=0))
    broken = [not _is_finished(block) for block in prose]
    unfinished = list(accumulate((block.units * each for block, each in zip(prose, broken, strict=True)), initial=0))
    possible = [
        number
        for number, block in enumerate(prose)
        if broken[number] and block.units >= _BROKEN_UNITS and before[number] >= _TEXT_BEFORE * before[-1]
    ]
    for number in possible[:_TRIES]:
        rest = prose[number:]
        if unfinished[number] > _WRAPPED_SHARE * before[number]:
            return []  # a text in lines of one width, verse, a programme: its own lines break off
        if unfinished[-1] - unfinished[number] < _BROKEN_SHARE * (before[-1] - before[number]):
            continue
        if why := _are_cut_alike(rest) or _runs_on(rest[0], prose[:number]) or _is_about_else(rest, prose[:number]):
            start = next(index for index in kept if blocks[index] is rest[0])
            return [Cut(start, kept[-1] + 1, f"other articles: {why}")]
    return []


def _is_finished(block: Block) -> bool:
    return block.ends_sentence and not _DOTS.search(block.text[-20:])


def _are_cut_alike(rest: list[Block]) -> str | None:
    """Return the reason when most of the paragraphs break off, at one length."""
    lengths = [len(block.text) for block in rest if not _is_finished(block)]
    middle = median(lengths)
    alike = sum(abs(length - middle) <= _SAME_LENGTH * middle for length in lengths)
    return f"{alike} are cut off at one length" if alike >= max(_ALIKE, _ALIKE_SHARE * len(rest)) else None


def _runs_on(block: Block, text: list[Block]) -> str | None:
    """Return the reason when a long paragraph has hardly a sentence, in a text that has many."""
    rate = sum(len(_SENTENCE_END.findall(each.text)) for each in text) / sum(each.units for each in text)
    own = len(_SENTENCE_END.findall(block.text)) / block.units
    return "a long line without sentences" if block.units >= _LONG_UNITS and own < _FEW_SENTENCES * rate else None


def _is_about_else(rest: list[Block], text: list[Block]) -> str | None:
    """Return the reason when the paragraphs have less in common with the text than its own paragraphs have."""
    if len(rest) < _GLUED and rest[0].units < _GLUED_UNITS:
        return None
    known: Counter[str] = Counter()
    paragraphs = [_terms(block.text) for block in text]
    for terms in paragraphs:
        known.update(terms)
    if len(known) < _ENOUGH_TERMS:
        return None
    usual = median(sum(known[term] > 1 for term in terms) / len(terms) for terms in paragraphs if terms)
    own = set().union(*(_terms(block.text) for block in rest))
    common = sum(term in known for term in own) / max(1, len(own))
    return "about something else" if common < min(_IN_COMMON, _OF_USUAL * usual) else None


def _terms(text: str) -> set[str]:
    found: set[str] = set()
    for run in _TERM.findall(text.lower()):
        if run[0] >= "\u3400":
            found.update(run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.add(run)
    return found


def notices(layout: Layout, kept: list[int]) -> list[Cut]:
    """Return lines that speak of the page and not of the subject, and what follows a line that ends the article."""
    words = phrases()
    blocks = layout.blocks
    prose = [blocks[index].prose for index in kept]
    sums = list(
        accumulate((blocks[index].units * strong for index, strong in zip(kept, prose, strict=True)), initial=0)
    )
    everything = sums[-1]
    look = _main_look(layout, kept, prose)
    cuts: list[Cut] = []
    over = ""
    for number, index in enumerate(kept):
        block = blocks[index]
        late, left = sums[number + 1] >= _LATE * everything, everything - sums[number + 1]
        goes_on = left + block.units * prose[number] > _LEFT_OVER * everything
        if over and not (goes_on and prose[number] and _look(layout, block) == look):
            cuts.append(Cut(index, index + 1, over))
            continue
        over = ""
        lines_left = len(kept) - number
        closing = lines_left <= _ENDING_LINES or left <= _LEFT_OVER * everything
        calling = lines_left <= _CALLING_LINES and block.units <= _CALL_UNITS and bool(words.call.search(block.text))
        if late and block.units <= _MARKER_UNITS and not prose[number] and words.after.match(block.text):
            over = f"after “{block.text[:20]}”"
        elif (
            number
            and not goes_on
            and index - kept[number - 1] > _LISTED
            and not (prose[number] and _look(layout, block) == look)
        ):
            over = "after a list, in another look than the text"
        limit = _NOTICE_UNITS if closing else _SHORT_UNITS
        if over:
            cuts.append(Cut(index, index + 1, over))
        elif calling or (
            block.units <= limit
            and (not prose[number] or closing)
            and layout.tag(block) != "pre"
            and _is_notice(block, closing=closing and late)
        ):
            cuts.append(Cut(index, index + 1, "a notice"))
    return cuts


def _is_notice(block: Block, *, closing: bool) -> bool:
    text = block.text
    alone = phrases().alone
    bare = _BULLET.sub("", text)
    if alone.match(text) or (bare != text and alone.match(bare)):
        return True
    return (
        closing
        and len(text) <= _MAX_CONTACTS
        and len({match.lastgroup for match in _CONTACT.finditer(text)}) >= _CONTACTS
    )


def _look(layout: Layout, block: Block) -> tuple[str, str]:
    """Return what a line's paragraph looks like to the style sheet: the tag and name of its box."""
    box = layout.boxes[holder(layout, block)]
    return box.tag, box.name


def _main_look(layout: Layout, kept: list[int], prose: list[bool]) -> tuple[str, str]:
    """Return the look of most of the prose."""
    units: Counter[tuple[str, str]] = Counter()
    for index, strong in zip(kept, prose, strict=True):
        if strong:
            units[_look(layout, layout.blocks[index])] += layout.blocks[index].units
    return units.most_common(1)[0][0] if units else ("", "")


def notice_at(text: str) -> int | None:
    """Return where a notice begins at a text's end, or None: a platform's (特别声明：…) or an editor's (編輯：某人).

    A few words before a platform's, up to the end of the last sentence, belong to it.
    """
    found = phrases().notice.search(text, max(0, len(text) - _NOTICE_ZONE))
    if not found or units_of(text[found.start() :]) > _INNER_NOTICE_UNITS:
        return _credit_at(text)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, found.start())]
    end = ends[-1] if ends else 0
    return end if units_of(text[end : found.start()]) <= _LEADING_WORDS else found.start()


def _credit_at(text: str) -> int | None:
    """Return where brackets begin that end a text and name its editors alone."""
    credit = _CREDIT.search(text, max(0, len(text) - _NOTICE_ZONE))
    if not credit:
        return None
    told = pairs(credit[1].strip())
    is_alone = bool(told) and folded(credit[1]).strip().startswith(told[0].label)
    return credit.start() if is_alone and all(pair.kind == "editor" for pair in told) else None
