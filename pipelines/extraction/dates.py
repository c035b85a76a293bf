"""When an article was published and modified: from what its page states about the article, or not at all."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.extraction.blocks import Block
from pipelines.extraction.date_text import Found, find_dates, finer, plausible, relative_date
from pipelines.extraction.date_text import parse_date as parse_date
from pipelines.extraction.frame import Frame
from pipelines.extraction.structured import text_of

_PUBLISHED_META = re.compile(
    r"(?:publish|publication|issued?|created?|release|posted)_?\w*(?:date|time|at)?$|^(?:og)?(?:date|time|pubdate|pubtime)$"
    r"|^(?:dc|dcterms|sailthru|parsely|citation|prism|article|weibo|bytedance|og)?\w*(?:publish|pub|publication|issued|create)\w*(?:date|time|at|on)?$"
    r"|^(?:dc|dcterms|sailthru|citation|parsely)date$"
)
_FIRST_META = ("article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "publish_time")
_MODIFIED_META = re.compile(r"modif|update|lastmod|revised|lastedit")
_NO_DATE_META = re.compile(
    r"expir|unpublish|publisher|publishid|publishedtype|createdby|author|category|section|type$|id$|url$"
)

_PUBLISHED = re.compile(
    r"(?:发布|發布|發佈|发表|發表|刊发|刊登|发稿|上传|上傳|添加|录入|编辑|成文|印发|生成)(?:时间|時間|日期|于|於)?\s*[:：]?\s*$"
    r"|(?:时间|時間|日期|更新至)\s*[:：]?\s*$"
    r"|(?:posted|published)\s+by\s[^.]{1,60}$|(?:first\s+)?(?:published|posted|publication\s+date|created|date|published\s+date|release\s+date)\s*(?:on|at|:)?\s*(?:\w+day,?\s*)?$",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"(?:更新|修改|修订|修訂|最后编辑)(?:时间|時間|日期|于|於)?\s*[:：]?\s*$"
    r"|(?:updated|modified|edited|reviewed|revised|last\s+update)\s*(?:on|at|:)?\s*(?:\w+day,?\s*)?$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"©|\(c\)|copyright|版权|版權|all rights|截止|截至|有效期|注册|註冊|登录|登入|出生|开幕|活动时间|开始|结束|结束时间|生效|施行|实施|到期|今天是|现在是"
    r"|expires?|deadline|event|join(?:ed)?|member since|valid|born|回复|评论|評論|点评|repl(?:y|ied)|comments?\b",
    re.IGNORECASE,
)
_IN_URL = re.compile(
    r"(?<!\d)(?P<year>20\d{2})(?P<gap>[/_-]?)(?P<month>0[1-9]|1[0-2])(?:(?P=gap)|[/_-])?(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
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
_COMMENT = re.compile(r"comment|reply|replies|pinglun|respond|discuss")
_PUBLISHED_AFTER = re.compile(r"\s*(?:发表|發表|发布|發布|發佈|刊发)")
_NEAR_IN_SCRIPT, _MAX_TITLE_START = 1000, 30
_ABSOLUTE = re.compile(r"(?<!\d)20\d{2}(?:[-/年]\d{1,2}[-/月]\d{1,2})?(?!\d)")
_MAX_LINE, _MAX_PROSE_START, _MAX_SCRIPT = 200, 60, 400_000
_MAX_OTHER_UNITS = 40  # of a line that only says when, where and by whom
_MAX_WORDS_BEFORE = 8  # a byline's; more before a date is a sentence
_MAX_UNITS_ALONE = 8
_MAX_ABOVE_UNITS = 14  # of a line above the headline; more is another article's headline and date
_LINES_ABOVE, _LINES_BELOW, _LINES_BELOW_TITLE = 6, 3, 8
_LINES_WITHOUT_TITLE = 15
_MAX_HEAD = 80
_STALE = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the article: its value (ISO 8601 with an offset, or YYYY-MM-DD; None: unknown) and where it is stated.

    `guessed`: nothing better than the address, an embedded datum or a count back from now speaks for it. `passed_over`
    are other dates of the page: where, as read or as written, and why not.
    """

    value: str | None = None
    where: str | None = None
    guessed: bool = False
    passed_over: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Candidate:
    value: str
    where: str
    guessed: bool = False
    alone: bool = False  # a line by the headline that says little more than the date


class _Search:
    """The candidates of one page, and those that were refused."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.refused: list[tuple[str, str, str]] = []
        self.day_first = _day_first(frame)

    def refuse(self, where: str, text: str, why: str) -> None:
        if len(self.refused) < 12:
            self.refused.append((where, text[:80], why))

    def parse(self, stated: object, where: str) -> str | None:
        text = stated if isinstance(stated, str) else str(stated) if isinstance(stated, int) else None
        if not text:
            return None
        value = parse_date(text, self.frame.zone, self.frame.now)
        if value is None:
            self.refuse(where, text, "no full date, or in the future")
        return value

    def in_block(self, block: Block) -> list[tuple[str, Found]]:
        """Return the dates of a block with what they are labelled: published, modified, other, or nothing."""
        line = block.labels[:_MAX_LINE]
        found = sorted(
            find_dates(line, self.frame.zone, self.frame.now, day_first=self.day_first, short_years=True),
            key=lambda each: (each.start, -each.end),
        )
        labelled, last = [], 0
        for each in found:
            if each.start < last:
                continue
            labelled.append((_label(line[last : each.start]), each))
            last = each.end
        return labelled

    @cached_property
    def zone_of_head(self) -> range:
        """The indexes of the lines about the headline."""
        frame = self.frame
        first, title_at = frame.body[0], frame.title_at
        start = first - _LINES_WITHOUT_TITLE if title_at is None else min(title_at, first) - _LINES_ABOVE
        end = first + _LINES_BELOW
        if title_at is not None:
            end = max(end, min(title_at, first + 40) + _LINES_BELOW_TITLE)
        return range(max(0, start, end - _MAX_HEAD), min(len(frame.layout.blocks), end + 1))

    @cached_property
    def head(self) -> list[tuple[int, str, Found]]:
        """The dates of the lines about the headline: block index, label, date."""
        return list(self._head())

    def _head(self) -> Iterator[tuple[int, str, Found]]:
        blocks, title_at = self.frame.layout.blocks, self.frame.title_at
        for number in self.zone_of_head:
            block = blocks[number]
            line = block.labels[:_MAX_LINE]
            for label, found in self.in_block(block):
                if _is_prose(block, found, label):
                    self.refuse("line", line, "stands in a sentence")
                elif _in_caption(self.frame, block):
                    self.refuse("line", line, "stands under a picture")
                elif title_at is not None and number < title_at and not label and block.units > _MAX_ABOVE_UNITS:
                    self.refuse("line", line, "says more than a date above the headline")
                elif label == "other" or _OTHER.search(line[max(0, found.start - 30) : found.start]):
                    self.refuse("line", line, "is about something else")
                elif not label and number - 1 >= 0 and (above := _label(blocks[number - 1].labels[-40:])):
                    yield number, above if above != "other" else "", found
                else:
                    yield number, label, found


def published(frame: Frame) -> Dated:
    """Return when the article says it was published, with where and what was passed over.

    In this order: JSON-LD, meta elements, WeChat's variable, a labelled line by the headline, `<time>`, an unlabelled line,
    the feed, lines at the body's end, a labelled line elsewhere, scripts, the address. The time is taken from another
    place when the first knows the day only. Nothing in the future, no year alone.
    """
    search = _Search(frame)
    candidates = []
    for find in (
        _json_ld,
        _meta,
        _wechat,
        _labelled_line,
        _time,
        _line,
        _feed,
        _tail,
        _elsewhere,
        _script,
        _url,
        _relative,
        _modified_line,
    ):
        for candidate in find(search):
            candidates.append(candidate)
        if candidates and find in (_feed, _url):
            break
    return _choose(candidates, search)


def modified(frame: Frame) -> Dated:
    """Return when the page says that the article was last changed, or a date without a value."""
    search = _Search(frame)
    candidates = []
    if value := search.parse(text_of(frame.structured.article.get("dateModified")), "json-ld"):
        candidates.append(_Candidate(value, "json-ld"))
    for name, stated in frame.structured.meta.items():
        plain = _plain(name)
        if (
            _MODIFIED_META.search(plain)
            and not _NO_DATE_META.search(plain)
            and (value := search.parse(stated, f"meta:{name}"))
        ):
            candidates.append(_Candidate(value, f"meta:{name}"))
    candidates += [_Candidate(found.value, "line") for _, label, found in search.head if label == "modified"]
    return _choose(candidates, search)


def _choose(candidates: list[_Candidate], search: _Search) -> Dated:
    if not candidates:
        return Dated(passed_over=search.refused)
    first = _rebuilt(candidates) or candidates[0]
    value: str = first.value
    for other in candidates:
        value = finer(value, other.value, search.frame.zone) or value
    passed = [
        (each.where, each.value, f"{first.where} goes before")
        for each in candidates
        if each is not first and each.value[:10] != first.value[:10]
    ]
    return Dated(value, first.where, first.guessed, passed + search.refused)


def _rebuilt(candidates: list[_Candidate]) -> _Candidate | None:
    """Return the day shown by the headline when machines are told a later one: a site that was rebuilt says its new age."""
    stated = candidates[0]
    shown = next((each for each in candidates if each.alone), None)
    if stated.where == "line" or shown is None:
        return None
    days = dt.date.fromisoformat(stated.value[:10]) - dt.date.fromisoformat(shown.value[:10])
    return shown if days > dt.timedelta(days=1) else None


def _json_ld(search: _Search) -> Iterator[_Candidate]:
    for node in (search.frame.structured.article, search.frame.structured.page):
        for name in ("datePublished", "dateCreated", "uploadDate"):
            if value := search.parse(text_of(node.get(name)), "json-ld"):
                yield _Candidate(value, "json-ld")


def _meta(search: _Search) -> Iterator[_Candidate]:
    meta = search.frame.structured.meta
    first = {name: meta[name] for name in _FIRST_META if name in meta}
    for name, stated in {**first, **meta}.items():
        plain = _plain(name)
        if not _PUBLISHED_META.search(plain) or _MODIFIED_META.search(plain) or _NO_DATE_META.search(plain):
            continue
        if value := search.parse(stated, f"meta:{name}"):
            yield _Candidate(value, f"meta:{name}")


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name)


def _scripts(search: _Search) -> Iterator[str]:
    for script in search.frame.tree.iter("script"):
        text = script.text
        if text and not script.get("src") and "ld+json" not in (script.get("type") or ""):
            yield text[:_MAX_SCRIPT]


def _wechat(search: _Search) -> Iterator[_Candidate]:
    if "weixin" not in search.frame.url and not search.frame.tree.xpath("//*[@id='js_content']"):
        return
    for text in _scripts(search):
        if (found := _WECHAT.search(text)) and (value := search.parse(found[1], "script")):
            yield _Candidate(value, "script")
            return


def _labelled_line(search: _Search) -> Iterator[_Candidate]:
    for number, _, found in _by_nearness(search, "published"):
        yield _Candidate(found.value, "line", alone=_alone(search, number))


def _line(search: _Search) -> Iterator[_Candidate]:
    for number, _, found in _by_nearness(search, ""):
        yield _Candidate(found.value, "line", alone=_alone(search, number))


def _alone(search: _Search, number: int) -> bool:
    return search.frame.layout.blocks[number].units <= _MAX_UNITS_ALONE


def _modified_line(search: _Search) -> Iterator[_Candidate]:
    """Yield a Chinese 更新时间: it is the only date of many a news page, and means the publication."""
    for number, _, found in _by_nearness(search, "modified"):
        if not search.frame.layout.blocks[number].text.isascii():
            yield _Candidate(found.value, "line:modified", guessed=True)


def _by_nearness(search: _Search, label: str) -> list[tuple[int, str, Found]]:
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


def _time(search: _Search) -> Iterator[_Candidate]:
    """Yield the `<time>` that says it is the publication's, those in the lines by the headline, or the page's only one."""
    blocks = search.frame.layout.blocks
    head = [blocks[number].text for number in search.zone_of_head]
    changed = {found.value[:10] for _, label, found in search.head if label == "modified"}
    elsewhere = []
    for element in search.frame.tree.iter("time"):
        shown = " ".join(element.text_content().split())
        stated = element.get("datetime") or shown
        value = parse_date(stated, search.frame.zone, search.frame.now) if stated else None
        if not value:
            continue
        marks = f"{element.get('itemprop') or ''} {element.get('class') or ''}".lower()
        if "datepublished" in marks or ("publish" in marks and "updat" not in marks and "modif" not in marks):
            yield _Candidate(value, "time")
        elif "updat" in marks or "modif" in marks or value[:10] in changed:
            search.refuse("time", stated, "says when the page was changed")
        elif shown and any(shown in line for line in head):
            yield _Candidate(value, "time")
        else:
            elsewhere.append(value)
    if len(elsewhere) == 1:
        yield _Candidate(elsewhere[0], "time")
    elif elsewhere:
        search.refuse("time", ", ".join(elsewhere[:4]), "not by the headline")


def _feed(search: _Search) -> Iterator[_Candidate]:
    if value := search.parse(search.frame.hints.get("published_at"), "feed"):
        yield _Candidate(value, "feed")


def _tail(search: _Search) -> Iterator[_Candidate]:
    """Yield the date with which the body ends: a labelled one, or a signature, a line that is nothing but a day."""
    frame = search.frame
    last = frame.body[-1]
    for number, block in enumerate(frame.tail(), max(frame.body[0], last - 2)):
        line = block.labels[:_MAX_LINE]
        for label, found in search.in_block(block):
            signed = (number <= last or "年" in line) and found.end - found.start >= len(line) * 0.8
            said = _PUBLISHED_AFTER.match(line[found.end :])
            if label == "published" or said or (signed and number <= last + 1 and block.link_share < 0.5):
                yield _Candidate(found.value, "tail")
            else:
                search.refuse("tail", line, "not labelled")


def _elsewhere(search: _Search) -> Iterator[_Candidate]:
    """Yield the one day that labelled lines anywhere on the page state."""
    days: dict[str, str] = {}
    for block in search.frame.layout.blocks:
        if len(block.text) > _MAX_LINE or block.units > 60 or ":" not in block.text and "：" not in block.text:
            continue
        for label, found in search.in_block(block):
            if label == "published" and not _OTHER.search(block.text) and not _in_comments(search.frame, block):
                days.setdefault(found.value[:10], found.value)
    if len(days) == 1:
        yield _Candidate(next(iter(days.values())), "line:elsewhere", guessed=True)
    elif days:
        search.refuse("line:elsewhere", ", ".join(list(days)[:4]), "several different days")


def _script(search: _Search) -> Iterator[_Candidate]:
    """Yield the date that a script's data state near the article's headline."""
    title = (search.frame.title or "")[:_MAX_TITLE_START]
    if not title:
        return
    spellings = (title, json.dumps(title)[1:-1])
    for text in _scripts(search):
        for match in _IN_SCRIPT.finditer(text):
            around = text[max(0, match.start() - _NEAR_IN_SCRIPT) : match.end() + _NEAR_IN_SCRIPT]
            if any(spelling in around for spelling in spellings) and (value := search.parse(match[1], "script")):
                yield _Candidate(value, "script", guessed=True)
                return


def _url(search: _Search) -> Iterator[_Candidate]:
    for pattern, century in ((_IN_URL, 0), (_IN_URL_SHORT, 2000)):
        if found := pattern.search(search.frame.url):
            try:
                moment = dt.datetime(
                    century + int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=search.frame.zone
                )
            except ValueError:
                continue
            if value := plausible(moment, has_time=False, now=search.frame.now):
                yield _Candidate(value, "url", guessed=True)


def _relative(search: _Search) -> Iterator[_Candidate]:
    """Yield what a short line by the headline counts back from now, unless the page is an old copy."""
    frame = search.frame
    blocks, first = frame.layout.blocks, frame.body[0]
    start = first - 4 if frame.title_at is None else min(frame.title_at, first) - 2
    for block in blocks[max(0, start) : first + 2]:
        if block.units > _MAX_OTHER_UNITS or block.ends_sentence:
            continue
        if found := relative_date(block.labels[:_MAX_LINE], frame.zone, frame.now):
            if newest := _old_copy(search):
                search.refuse(
                    "line:relative", block.labels, f"the page is an old copy: the newest date on it is {newest}"
                )
                return
            yield _Candidate(found.value, "line:relative", guessed=True)
            return


def _old_copy(search: _Search) -> str | None:
    """Return the newest day, or else year, that a page states anywhere when it lies long before now, else None.

    A saved page counts back from the day on which it was saved.
    """
    now = search.frame.now
    texts = [*search.frame.structured.meta.values(), *_scripts(search)]
    texts += [block.text for block in search.frame.layout.blocks if len(block.text) <= _MAX_LINE]
    stated = [found for text in texts for found in _ABSOLUTE.findall(text)]
    days = [value for each in stated if len(each) > 4 and (value := parse_date(each, search.frame.zone, now))]
    if days:
        newest = max(days)
        return newest if newest[:10] < (now - _STALE).date().isoformat() else None
    years = [each for each in stated if len(each) == 4 and int(each) <= now.year]
    return max(years) if years and int(max(years)) < now.year else None


def _is_prose(block: Block, found: Found, label: str) -> bool:
    """Return whether a date stands in a sentence: not at the block's start with a time, and too much besides it."""
    if found.end <= _MAX_PROSE_START and len(found.value) > 10:
        return False
    if block.units > _MAX_OTHER_UNITS or (block.ends_sentence and block.units > 14):
        return True
    before = block.labels[: found.start]
    return not label and before.isascii() and len(before.split()) > _MAX_WORDS_BEFORE


def _in_caption(frame: Frame, block: Block) -> bool:
    boxes = (frame.layout.boxes[box] for box in frame.layout.ancestors(block.box)[:3])
    return any(box.tag == "figcaption" or "caption" in box.name for box in boxes)


def _label(text: str) -> str:
    before = text[-40:].rstrip(" |·(（[-–—")
    if _MODIFIED.search(before):
        return "modified"
    if _PUBLISHED.search(before):
        return "published"
    return "other" if _OTHER.search(before) else ""


def _in_comments(frame: Frame, block: Block) -> bool:
    return any(_COMMENT.search(frame.layout.boxes[box].name) for box in frame.layout.ancestors(block.box))


_DAY_FIRST_ENDS = (
    ".uk",
    ".au",
    ".nz",
    ".ie",
    ".in",
    ".za",
    ".ke",
    ".ng",
    ".eu",
    ".fr",
    ".de",
    ".it",
    ".es",
    ".sg",
    ".my",
)


def _day_first(frame: Frame) -> bool | None:
    """Return how 03/05/2026 is meant on this page: by its language's region, else by its address; None: unknown."""
    language = (frame.tree.get("lang") or "").lower().replace("_", "-")
    if language == "en-us":
        return False
    if "-" in language and language.startswith("en"):
        return True
    host = re.sub(r"^\w+://([^/:?#]*).*", r"\1", frame.url)
    return True if host.endswith(_DAY_FIRST_ENDS) else None
