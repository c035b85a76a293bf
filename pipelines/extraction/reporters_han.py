"""The reporters of a Chinese page: behind 记者 and its like, in front of 文 or 发自, or alone behind a dateline."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import holds_control
from pipelines.extraction.names import chinese_names, covers, vouched_names
from pipelines.extraction.vocabulary import any_of, folded, words

SHORT = 60
"""Characters of a line that only states something."""
_HEAD_OF_LINE, _END_OF_LINE, _BARE = 240, 160, 30  # characters; of a line with nothing but names
_HAN = "\u3400-\u9fff"
_IN_FRONT = re.compile(
    rf"(?:^|[\s(（\])】])(?P<names>[{_HAN}·•]{{2,12}}(?:[、\s][{_HAN}·•]{{2,6}}){{0,3}})"
    rf"(?:\s*[/／]\s*(?:文|[{_HAN}]{{2,6}}[报報][道導导]$)|\s文(?=\s|[/／]|$)|\s*[发發]自|\s+[{_HAN}]{{0,6}}[报報][道導导]$)"
)
_LEAD = re.compile(r"[电電讯訊]\s*[(（](?P<names>[^()（）]{2,40})[)）]")
_STAMP = r"\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*"
_CLAUSE, _AFTER_ROLE = re.compile(r"[:：，,。]|[报報][道導导]"), 4
_BETWEEN = re.compile(r"[\s|｜丨/／、,，>＞·•\[\]【】（）()]+")


def lines_of(frame: Frame) -> Iterator[str]:
    """Return the lines that may hold a byline: about the headline and the lead, then about the end."""
    for block in frame.head():
        yield block.labels[:_HEAD_OF_LINE]
    for block in frame.tail():
        yield block.labels[-_END_OF_LINE:]


def reporters(frame: Frame) -> list[str]:
    """Return the names behind 记者 where a line or a bracket gives the byline, not where a reporter is spoken of."""
    for line in lines_of(frame):
        if names := _reporters(line) or _unlabelled(line):
            return names
    return []


def _unlabelled(line: str) -> list[str]:
    """Return the names in front of a role, place or title (某人/文, 某人 发自某地, 某人/某校教授), or in a dateline."""
    start = line[:SHORT]
    for found in filter(None, (_IN_FRONT.search(start), _LEAD.search(start), _titled().match(folded(start)))):
        run = line[slice(*found.span("names"))]
        names = chinese_names(run)
        if names and covers(names, run):
            return names
        if names := vouched_names(run):
            return names
    return []


def _reporters(line: str) -> list[str]:
    plain = folded(line)
    for found in _reporter().finditer(plain):
        if found["inside"] is not None:
            start, end = found.span("inside")
            beginning = role().search(plain, start, end)
            stated = line[beginning.start() if beginning else start : end]
            names = all_roles(stated) or _unusual(stated)
        else:
            names = _at_start(line, found)
        if names:
            return names
    return []


def _unusual(text: str, shortest: int = 2) -> list[str]:
    """Return the names behind 记者 that fill a bracket's or line's rest, though their family names are not known."""
    if is_photograph(text) or holds_control(text):
        return []
    start = max((found.end() for found in role().finditer(folded(text))), default=len(text))
    tokens = [token for token in _BETWEEN.split(text[start:]) if token]
    return (
        tokens
        if all(re.fullmatch(rf"[{_HAN}·]{{{shortest},6}}", token) for token in tokens) and len(tokens) <= 3
        else []
    )


def _at_start(line: str, found: re.Match[str]) -> list[str]:
    """Return the names of a byline that begins a line, when the line ends with them or a dateline's word follows."""
    stated = line[found.start("role") :]
    end = _CLAUSE.search(stated, _AFTER_ROLE) if len(line) > SHORT else None
    names = all_roles(stated[: end.start()] if end else stated)
    if not names:
        is_own = found.start("role") > found.start() and len(line) <= _BARE
        return _unusual(line[found.start("role") :], shortest=3) if is_own else []
    rest = line[line.rfind(names[-1]) + len(names[-1]) :] if names[-1] in line else line[found.end() + 2 :]
    return names if _byline_goes_on().match(folded(rest).lstrip()) else []


def all_roles(text: str) -> list[str]:
    """Return the names behind every role of a text: 记者 王小明 通讯员 李雷."""
    parts = role().split(folded(text))
    if is_photograph(text) and "文" not in text:
        return []
    names: list[str] = []
    at = 0
    for part in parts:
        at = folded(text).find(part, at)
        names += chinese_names(text[at : at + len(part)].strip(" :：/|丨｜，,、")) if part else []
        at += len(part)
    return list(dict.fromkeys(names))


def is_photograph(text: str) -> bool:
    """Return whether a text ends with a word like 摄: it says who took a picture."""
    return bool(re.search(rf"{any_of(words('roles', 'photographer'))}\s*$", folded(text).strip(" )）")))


@functools.cache
def role() -> re.Pattern[str]:
    """Return the pattern of a role in front of names: 本报见习记者, 通讯员."""
    first, reporter = any_of(words("roles", "reporter_first")), any_of(words("roles", "reporter"))
    return re.compile(rf"(?:{first})*{reporter}\s*[:|/]?|^\s*{any_of(words('roles', 'bare'))}\s*[:|/]?\s+")


@functools.cache
def _reporter() -> re.Pattern[str]:
    role = any_of(words("roles", "reporter"))
    return re.compile(
        rf"[(\[【〔](?P<inside>[^()\[\]【】〔〕]{{0,24}}{role}[^()\[\]【】〔〕]{{2,60}})[)\]】〕]"
        rf"|^[^\w]{{0,4}}(?:{_STAMP})?[《“\"]?[\w·]{{0,12}}?[》”\"]?(?:\s?[{_HAN}]{{2,8}}?)??\s?(?:/\s?)?(?P<role>{role})\s*[:|/]?\s*"
    )


@functools.cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"(?P<names>[{_HAN}·]{{2,8}})\s*[/|]\s*[^,，。:]{{2,20}}{any_of(words('roles', 'title'))}\s*$")


@functools.cache
def _byline_goes_on() -> re.Pattern[str]:
    places = any_of(words("stops", "places"))
    reports = rf"(?:[{_HAN}]{{2,8}})?(?:报道|报导|专电)"  # from wherever
    return re.compile(rf"$|[)|\]】:/]|{reports}|发自|电\b|讯|\d|{places}|通讯员|编辑|整理|文\b|实习生")
