"""The bylines of a Chinese page: labels, 记者 lines, names in brackets at the end, 发表于, and accounts of platforms."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import pairs
from pipelines.extraction.names import chinese_names, is_chinese_name
from pipelines.extraction.vocabulary import any_of, folded, words

_HEAD_OF_LINE, _END_OF_LINE = 240, 160
_BODY_ENDS = 3
_SHORT = 60
_HAN = "\u3400-\u9fff"
_ACCOUNT = re.compile(r"^[《“\"【\[]?([^\s|,，。;；:：()（）\[\]【】<>《》“”\"]{2,20}(?: [A-Za-z][\w.'’-]*){0,3})")
_CLOSING = re.compile(r"[(（【\[]([^()（）【】\[\]]{2,60})[)）】\]]\s*[。.]?\s*$")
_POSTED = re.compile(
    rf"(?:^|[\s】》\]是由])([{_HAN}]{{2,4}})\s*(?:于|在)\s*\d{{4}}\s*年?[\d\s年月日:：/-]*(?:发表|发布|张贴)"
    rf"|(?:^|\s)([{_HAN}]{{2,4}})\s*(?:发表|发布|张贴)于"
)


def labelled(frame: Frame) -> list[str]:
    """Return the names behind 作者：, 文/, 撰文： and the like, about the headline and about the end."""
    for line in _lines(frame):
        for pair in pairs(line):
            if pair.kind == "author" and pair.value and not _is_photograph(pair.value):
                names = chinese_names(pair.value)
                if not names and not pair.weak and (account := _ACCOUNT.match(pair.value)):
                    names = [account[1]]
                if names and folded(names[0]) not in words("never", "person"):
                    return names
    return []


def reporters(frame: Frame) -> list[str]:
    """Return the names behind 记者 where a line or a bracket gives the byline, not where a reporter is spoken of."""
    for line in _lines(frame):
        if "记" in line or "記" in line or "员" in line or "員" in line:
            if names := _reporters(line):
                return names
    return []


def closing(frame: Frame) -> list[str]:
    """Return the names that stand alone in brackets at the end of the text: （王小明 李雷）."""
    blocks = frame.layout.blocks
    for at in [*frame.body[-_BODY_ENDS:][::-1], frame.body[-1] + 1, frame.body[-1] + 2]:
        found = _CLOSING.search(blocks[at].text[-_SHORT:]) if at < len(blocks) else None
        if found and not _is_photograph(found[1]):
            run = _role().sub("", found[1]).strip()
            names = chinese_names(run)
            if names and _covers(names, run):
                return names
    return []


def posted_by(frame: Frame) -> list[str]:
    """Return the name in `某人 发表于 2005-8-12` and `是某人在2005年8月12日发表`."""
    for line in _lines(frame):
        if found := _POSTED.search(line):
            name = found[1] or found[2]
            return [name]
    return []


def account(frame: Frame) -> list[str]:
    """Return the account that published the article on a platform: of WeChat, or the name beside the date."""
    return []


def editors(frame: Frame) -> frozenset[str]:
    """Return the names behind 责任编辑： and other labels of those who made the page and not the text."""
    found: set[str] = set()
    for line in _lines(frame):
        for pair in pairs(line):
            if pair.kind == "editor":
                found.update(chinese_names(pair.value) or [pair.value[:20].strip()])
    return frozenset(found)


def _lines(frame: Frame) -> Iterator[str]:
    """Return the lines that may hold a byline: about the headline and the lead, then about the end."""
    for block in frame.head():
        yield block.labels[:_HEAD_OF_LINE]
    for block in frame.tail():
        yield block.labels[-_END_OF_LINE:]


def _reporters(line: str) -> list[str]:
    plain = folded(line)
    for found in _reporter().finditer(plain):
        if found["inside"] is not None:
            start, end = found.span("inside")
            names = _all_roles(line[start:end])
        else:
            names = _at_start(line, found)
        if names:
            return names
    return []


def _at_start(line: str, found: re.Match[str]) -> list[str]:
    """Return the names of a byline that begins a line, when the line ends with them or a dateline's word follows."""
    names = _all_roles(line[found.start("role") :]) if len(line) <= _SHORT else chinese_names(line[found.end() :])
    if not names:
        return []
    rest = line[line.rfind(names[-1]) + len(names[-1]) :] if names[-1] in line else line[found.end() + 2 :]
    return names if _byline_goes_on().match(folded(rest).lstrip()) else []


def _all_roles(text: str) -> list[str]:
    """Return the names behind every role of a text: 记者 王小明 通讯员 李雷."""
    parts = _role().split(folded(text))
    if _is_photograph(text) and "文" not in text:
        return []
    names: list[str] = []
    at = 0
    for part in parts:
        at = folded(text).find(part, at)
        names += chinese_names(text[at : at + len(part)].strip(" :：/|丨｜，,、")) if part else []
        at += len(part)
    return list(dict.fromkeys(names))


def _is_photograph(text: str) -> bool:
    return bool(re.search(rf"{any_of(words('roles', 'photographer'))}\s*$", folded(text).strip(" )）")))


def _covers(names: list[str], run: str) -> bool:
    """Return whether a run holds nothing but the names."""
    return len(re.sub(rf"[^{_HAN}]", "", run)) == sum(len(re.sub(rf"[^{_HAN}]", "", name)) for name in names)


@functools.cache
def _role() -> re.Pattern[str]:
    first, role = any_of(words("roles", "reporter_first")), any_of(words("roles", "reporter"))
    return re.compile(
        rf"(?:{first})*{role}\s*[:|/]?|^\s*(?:文\s*[/、]?\s*图?|图\s*[/、]?\s*文|供稿|作者|撰稿|撰文|整理)\s*[:|/]?\s+"
    )


@functools.cache
def _reporter() -> re.Pattern[str]:
    role = any_of(words("roles", "reporter"))
    return re.compile(
        rf"\((?P<inside>[^()]{{0,24}}{role}[^()]{{2,60}})\)"
        rf"|^[^\w]{{0,4}}[《“\"]?[\w·]{{0,12}}[》”\"]?(?:\s?[{_HAN}]{{2,8}})?\s?(?P<role>{role})\s*[:|/]?\s*"
    )


@functools.cache
def _byline_goes_on() -> re.Pattern[str]:
    places = any_of(words("stops", "places"))
    return re.compile(rf"$|[)|\]】:]|报道|摄影报道|综合报道|发自|电\b|讯|\d|{places}|通讯员|编辑|整理|文\b|实习生")
