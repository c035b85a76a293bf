"""Where a page states when its article was published: the places, each with the dates that stand there."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

from pipelines.extraction.blocks import Block
from pipelines.extraction.date_changes import MODIFIED_META, NO_DATE_META, changed_behind, plain_name
from pipelines.extraction.date_lines import (
    BEFORE,
    MAX_LINE,
    MAX_OTHER_UNITS,
    DateLines,
    Label,
    in_comments,
    is_about_something_else,
    label_of,
)
from pipelines.extraction.date_near import counted_date, yearless_date
from pipelines.extraction.date_text import Found, parse_date, plausible
from pipelines.extraction.evidence import Candidate
from pipelines.extraction.structured import text_of

_PUBLISHED_META = re.compile(
    r"(?:publish|publication|issued?|created?|release|posted)_?\w*(?:date|time|at)?$|^(?:og)?(?:date|time|pubdate|pubtime)$"
    r"|^(?:dc|dcterms|sailthru|parsely|citation|prism|article|weibo|bytedance|og)?\w*(?:publish|pub|publication|issued|create)\w*(?:date|time|at|on)?$"
    r"|^(?:dc|dcterms|sailthru|citation|parsely)date$"
)
_FIRST_META = ("article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "publish_time")
_IN_URL = re.compile(
    r"(?<!\d)(?P<year>20\d{2})(?P<gap>[/_-]?)(?P<month>0[1-9]|1[0-2])(?:(?P=gap)|[/_-])?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:(?:[01]\d|2[0-3])(?:[0-5]\d){1,2})?(?!\d)"
)
_IN_URL_SHORT = re.compile(r"/(?P<year>[012]\d)/?(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])/")
_WECHAT = re.compile(
    r"\b(?:var\s+ct|create_time|ori_create_time|publish_time|oriCreateTime|createTime)\s*[=:]\s*[\"']?(\d{10})\b"
)
_IN_SCRIPT = re.compile(
    r"\b(?:datePublished|publish(?:ed)?_?(?:[Tt]ime|[Dd]ate|[Aa]t|[Oo]n)|pub(?:lication)?_?(?:[Tt]ime|[Dd]ate)|first_?[Pp]ublished(?:_?[Aa]t)?|"
    r"[Cc]reate_?(?:d_?)?(?:[Tt]ime|[Dd]ate|[Aa]t)|release_?[Dd]ate|news_?[Tt]ime|news_?[Dd]ate)"
    r"\\?[\"']?\s*[=:]\s*\\?[\"']?(\d{10}(?:\d{3})?(?!\d)|20\d{2}[-/年]\d{1,2}[-/月]\d{1,2}[^\"'\\<;]{0,20})"
)
_PUBLISHED_AFTER = re.compile(r"\s*(?:发表|發表|发布|發布|發佈|刊发)")
_HAN = re.compile("[\u3400-\u9fff]")
_COLON = re.compile("[:：]")
_ALONE_BEFORE = re.compile(
    r"(?:^|[|•·,–—-]|\bon\b)\s*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s*)?$", re.IGNORECASE
)
_ALONE_BEHIND = re.compile(r"\s*(?:$|[|•·,–—-])")
_NEAR_IN_SCRIPT, _MAX_TITLE_START = 1000, 30
_SHORTEST_MARK = 5  # characters of an address that name its page
_ABSOLUTE = re.compile(r"(?<!\d)20\d{2}(?:[-/年]\d{1,2}[-/月]\d{1,2})?(?!\d)")
_YEAR = re.compile(r"\d{4}|民[国國]|[二〇零一三四五六七八九]{4}")
_MAX_SCRIPT = 400_000
_MAX_UNITS_ALONE = 8
_MAX_LABELLED_UNITS = 60
_SIGNATURE_SHARE, _LINES_TO_SIGNATURE = 0.8, 2
_STALE = dt.timedelta(days=90)


def _json_ld(search: DateLines) -> Iterator[Candidate]:
    for node in (search.frame.structured.article, search.frame.structured.page):
        for name in ("datePublished", "dateCreated", "uploadDate"):
            if value := search.parse(text_of(node.get(name)), "json-ld"):
                yield Candidate(value, "json-ld")


def _meta(search: DateLines) -> Iterator[Candidate]:
    meta = search.frame.structured.meta
    first = {name: meta[name] for name in _FIRST_META if name in meta}
    if not first:
        yield from _microdata(search)
    for name, stated in {**first, **meta}.items():
        plain = plain_name(name)
        if not _PUBLISHED_META.search(plain) or MODIFIED_META.search(plain) or NO_DATE_META.search(plain):
            continue
        if value := search.parse(stated, f"meta:{name}"):
            yield Candidate(value, f"meta:{name}")


def _microdata(search: DateLines) -> Iterator[Candidate]:
    """Yield the `<time>` by the headline that schema.org's property calls the publication's."""
    head = {search.frame.layout.blocks[number].text for number in search.zone_of_head}
    for element in search.frame.tree.iter("time"):
        if "datePublished" in (element.get("itemprop") or "").split() and element.get("datetime"):
            shown = " ".join(element.text_content().split())
            if (
                shown
                and any(shown in line for line in head)
                and (value := search.parse(element.get("datetime"), "time"))
            ):
                yield Candidate(value, "time")


def _scripts(search: DateLines) -> Iterator[str]:
    for script in search.frame.tree.iter("script"):
        text = script.text
        if text and not script.get("src") and "ld+json" not in (script.get("type") or ""):
            yield text[:_MAX_SCRIPT]


def _wechat(search: DateLines) -> Iterator[Candidate]:
    if not any("js_content" in box.name for box in search.frame.layout.boxes):
        return
    for text in _scripts(search):
        if (found := _WECHAT.search(text)) and (value := search.parse(found[1], "script")):
            yield Candidate(value, "script")
            return


def _labelled_line(search: DateLines) -> Iterator[Candidate]:
    for number, _, found in _by_nearness(search, "published"):
        yield Candidate(found.value, "line", alone=_alone(search, number, found))


def _line(search: DateLines) -> Iterator[Candidate]:
    for number, _, found in _by_nearness(search, ""):
        yield Candidate(found.value, "line", alone=_alone(search, number, found))


def _alone(search: DateLines, number: int, found: Found) -> bool:
    """Return whether a line says little more than a date, and that in full: of 14.11.24 the year may be either end."""
    block = search.frame.layout.blocks[number]
    return block.units <= _MAX_UNITS_ALONE and bool(_YEAR.search(block.labels, found.start, found.end))


def _modified_line(search: DateLines) -> Iterator[Candidate]:
    """Yield a Chinese 更新时间: it is the only date of many a news page, and means the publication."""
    blocks = search.frame.layout.blocks
    stated = [(blocks[number], found) for number, _, found in _by_nearness(search, "modified")]
    for block, found in (*stated, *changed_behind(search)):
        if not block.text.isascii():
            yield Candidate(found.value, "line:modified", guessed=True)


def _by_nearness(search: DateLines, label: Label) -> list[tuple[int, Label, Found]]:
    """Return the head's dates of a label: those below the headline first, then those above it, the nearest first."""
    title_at = search.frame.title_at
    if title_at is None:
        return sorted(
            (each for each in search.head if each[1] == label), key=lambda each: abs(search.frame.body[0] - each[0])
        )
    return sorted(
        (each for each in search.head if each[1] == label),
        key=lambda each: (each[0] < title_at, abs(each[0] - title_at)),
    )


def _time(search: DateLines) -> Iterator[Candidate]:
    """Yield the `<time>` that says it is the publication's, those by the headline, or the page's only one."""
    blocks = search.frame.layout.blocks
    head = [blocks[number].text for number in search.zone_of_head]
    changed = {found.value[:10] for _, label, found in search.head if label == "modified"}
    changed |= {found.value[:10] for _, found in changed_behind(search)}
    elsewhere = []
    for element in search.frame.tree.iter("time"):
        shown = " ".join(element.text_content().split())
        stated = element.get("datetime") or shown
        value = parse_date(stated, search.frame.zone, search.frame.now) if stated else None
        if not value:
            continue
        marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        if "datepublished" in marks or ("publish" in marks and "updat" not in marks and "modif" not in marks):
            yield Candidate(value, "time")
        elif "updat" in marks or "modif" in marks or value[:10] in changed:
            search.refuse("time", stated, "says when the page was changed")
        elif shown and any(shown in line for line in head):
            yield Candidate(value, "time")
        else:
            elsewhere.append(value)
    if len(elsewhere) == 1:
        yield Candidate(elsewhere[0], "time")
    elif elsewhere:
        search.refuse("time", ", ".join(elsewhere[:4]), "not by the headline")


def _feed(search: DateLines) -> Iterator[Candidate]:
    if value := search.parse(search.frame.hints.get("published_at"), "feed"):
        yield Candidate(value, "feed")


def _tail(search: DateLines) -> Iterator[Candidate]:
    """Yield the date with which the body ends: a labelled one, or a signature, a line that is nothing but a day."""
    frame = search.frame
    last = frame.body[-1]
    for number, block in enumerate(frame.tail(), max(frame.body[0], last - 2)):
        line = block.labels[:MAX_LINE]
        for label, found in search.in_block(block):
            signed = (number <= last or "年" in line) and found.end - found.start >= len(line) * _SIGNATURE_SHARE
            said = _PUBLISHED_AFTER.match(line[found.end :])
            if (
                label == "published"
                or said
                or (signed and number <= last + _LINES_TO_SIGNATURE and block.link_share < 0.5)
            ):
                yield Candidate(found.value, "tail")
            else:
                search.refuse("tail", line, "not labelled")


def _elsewhere(search: DateLines) -> Iterator[Candidate]:
    """Yield the one day that labelled lines anywhere on the page state."""
    days: dict[str, str] = {}
    for block in search.frame.layout.blocks:
        if len(block.text) > MAX_LINE or block.units > _MAX_LABELLED_UNITS or not _COLON.search(block.text):
            continue
        for label, found in search.in_block(block):
            if (
                label == "published"
                and not is_about_something_else(block.text)
                and not in_comments(search.frame, block)
            ):
                days.setdefault(found.value[:10], found.value)
    if len(days) == 1:
        yield Candidate(next(iter(days.values())), "line:elsewhere", guessed=True)
    elif days:
        search.refuse("line:elsewhere", ", ".join(list(days)[:4]), "several different days")


def _script(search: DateLines) -> Iterator[Candidate]:
    """Yield the date that a script's data state near the article's headline, else near the end of its address."""
    title = (search.frame.title or "")[:_MAX_TITLE_START]
    slug = unquote(re.split("[?#]", search.frame.url)[0].rstrip("/").rpartition("/")[2].partition(".")[0])
    for marks in ((title, json.dumps(title)[1:-1]), (slug,)):
        for text in _scripts(search) if len(marks[0]) >= _SHORTEST_MARK else ():
            for match in _IN_SCRIPT.finditer(text):
                around = text[max(0, match.start() - _NEAR_IN_SCRIPT) : match.end() + _NEAR_IN_SCRIPT]
                if any(mark in around for mark in marks) and (value := search.parse(match[1], "script")):
                    yield Candidate(value, "script", guessed=True)
                    return


def _url(search: DateLines) -> Iterator[Candidate]:
    if search.frame.signs:
        return  # the address is that of the page, not of one of its articles
    for pattern, century in ((_IN_URL, 0), (_IN_URL_SHORT, 2000)):
        if found := pattern.search(search.frame.url):
            try:
                moment = dt.datetime(
                    century + int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=search.frame.zone
                )
            except ValueError:
                continue
            if value := plausible(moment, has_time=False, now=search.frame.now):
                yield Candidate(value, "url", guessed=True)


def _from_now(search: DateLines) -> Iterator[Candidate]:
    """Yield what a short line by the headline tells from now, unless the page is an old copy."""
    frame = search.frame
    blocks, first = frame.layout.blocks, frame.body[0]
    start = first - 4 if frame.title_at is None else min(frame.title_at, first) - 2
    for block in blocks[max(0, start) : first + 2]:
        if block.units > MAX_OTHER_UNITS or block.ends_sentence or in_comments(frame, block):
            continue
        if found := _told_from_now(search, block):
            newest = _old_copy(search)
            if newest and newest[4:10] == found.value[4:10]:  # the day that is shown without the year that machines get
                yield Candidate(newest[:4] + found.value[4:], "line:relative", guessed=True)
                return
            if newest:
                why = f"the page is an old copy: the newest date on it is {newest}"
                search.refuse("line:relative", block.labels, why)
                return
            yield Candidate(found.value, "line:relative", guessed=True)
            return


def _told_from_now(search: DateLines, block: Block) -> Found | None:
    """Return the date that a line counts back; else one without a year, with a time or a label, or alone in words:
    2月24日 may be of the text, 4/5 a share.
    """
    line = block.labels[:MAX_LINE]
    if counted := counted_date(line, search.frame.zone, search.frame.now):
        return counted
    found = yearless_date(line, search.frame.zone, search.frame.now)
    if found is None or is_about_something_else(line[max(0, found.start - BEFORE) : found.start]):
        return None
    label = label_of(line[: found.start])
    if label:
        return found if label == "published" else None
    stands_alone = _ALONE_BEFORE.search(line[: found.start]) and _ALONE_BEHIND.match(line, found.end)
    in_words = stands_alone and any(map(str.isalpha, line[found.start : found.end])) and not _HAN.search(line)
    return found if in_words or len(found.value) > len("2026-05-01") else None


def _old_copy(search: DateLines) -> str | None:
    """Return the newest day, or else year, that a page states anywhere when it lies long before now, else None.

    A saved page counts back from the day on which it was saved.
    """
    now = search.frame.now
    blocks, body = search.frame.layout.blocks, set(search.frame.body)
    around = [*search.frame.structured.meta.values(), *_scripts(search)]
    around += [block.text for at, block in enumerate(blocks) if at not in body and len(block.text) <= MAX_LINE]
    within = [blocks[at].text for at in body if len(blocks[at].text) <= MAX_LINE]
    stated = [found for text in around for found in _ABSOLUTE.findall(text)]
    told = stated + [found for text in within for found in _ABSOLUTE.findall(text)]
    days = [value for each in told if len(each) > 4 and (value := parse_date(each, search.frame.zone, now))]
    if days:
        newest = max(days)
        return newest if newest[:10] < (now - _STALE).date().isoformat() else None
    years = [each for each in stated if len(each) == 4 and int(each) <= now.year]  # an article tells of any year
    return max(years) if years and int(max(years)) < now.year else None


FIRST = (_json_ld, _meta, _wechat, _labelled_line, _time, _line, _feed)
"""Where an article's date is stated, the surest place first."""
LATER = (_tail, _elsewhere, _script, _url)
LAST = (_from_now, _modified_line)
"""Where to look when none of those before has a date."""
