"""The bylines of a Chinese page: labels, 记者 lines, names in brackets at the end, and accounts of platforms."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from pipelines.extraction import origins_han, stated_authors
from pipelines.extraction.bylines_english import in_boxes
from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import pairs
from pipelines.extraction.names import chinese_names, is_chinese_name, join_spaced
from pipelines.extraction.outlets import looks_like_outlet
from pipelines.extraction.vocabulary import any_of, folded, words

_HEAD_OF_LINE, _END_OF_LINE = 240, 160
_BODY_ENDS, _INTO_BODY = 3, 3
_SHORT, _ABOVE_BODY, _PEN_NAME, _PROFILE = 60, 4, 12, 8
_HAN = "\u3400-\u9fff"
_ACCOUNT = re.compile(r"^[《“\"【\[]?([^\s|,，。;；:：()（）\[\]【】<>《》“”\"]{2,20}(?: [A-Za-z][\w.'’-]*){0,3})")
_CLOSING = re.compile(r"[(（【\[]([^()（）【】\[\]]{2,60})[)）】\]]\s*[。.]?\s*$")
_POSTED = re.compile(
    rf"(?:^|[\s】》〗\]是由])(?P<name>(?:(?![是由])[{_HAN}\w]){{2,12}}?)\s*"
    rf"(?:(?:于|於|在)\s*(?:\d{{4}}|\d{{1,2}}月)[\d\s年月日:：/.-]*(?:在.{{2,20}}|於.{{2,20}})?(?:发表|發表|发布|發佈|张贴|張貼)|(?:发表|發表|发布|發佈|张贴|張貼)(?:于|於))"
)
_WRITER = re.compile(rf"作者[:：]?(?P<name>[{_HAN}·]{{2,6}}?)(?:系|是|为|，|,|[（()）]|$)")
_REPORTED = re.compile(r"[报報][道導]$|[电電]$")
_DATE = re.compile(r"(?:(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?|\d{1,2}[-月]\d{1,2}日?)")
_NUMBERS = re.compile(r"[\d:：.+-]+")
_TOKENS = re.compile(r"[\s|｜丨/／、,，>＞·•\[\]【】（）()]+")


def labelled(frame: Frame) -> list[str]:
    """Return the names behind 作者：, 文/, 撰文： and the like, about the headline and about the end; persons first.

    Whoever a page also calls its editor comes last: systems fill the author's field with the editor's name.
    """
    others: list[str] = []
    editing: list[str] = []
    for line in _lines(frame):
        names: list[str] = []
        for pair in pairs(line):
            if pair.kind != "author" or not pair.value:
                continue
            names += _not_photographers(chinese_names(pair.value), pair.value)
            account = None if pair.weak else _ACCOUNT.match(pair.value)
            if account and not others and folded(account[1]) not in words("never", "person"):
                others = [name for name in re.split("[&、/]", account[1]) if name]
        if not names and (writer := _WRITER.search(line)) and is_chinese_name(writer["name"]):
            names = [writer["name"]]
        if names and not editors(frame).issuperset(names):
            return names
        editing = editing or names
    return editing or others


def _not_photographers(names: list[str], text: str) -> list[str]:
    """Return the names unless a word like 摄 follows the last of them."""
    behind = folded(text[text.rfind(names[-1][-1]) + 1 :]) if names else ""
    return [] if re.match(rf"\s*{any_of(words('roles', 'photographer'))}", behind) else names


def pen_name(frame: Frame) -> list[str]:
    """Return what stands behind 作者： though it has no person's form, unless it is an outlet."""
    names = labelled(frame)
    return [name for name in names if len(name) <= _PEN_NAME and not looks_like_outlet(name) and "=" not in name]


def reporters(frame: Frame) -> list[str]:
    """Return the names behind 记者 where a line or a bracket gives the byline, not where a reporter is spoken of."""
    for line in _lines(frame):
        if names := _reporters(line):
            return names
    return []


def closing(frame: Frame) -> list[str]:
    """Return the names that stand alone in brackets at the end of the text: （王小明 李雷）."""
    blocks = frame.layout.blocks
    for at in [*frame.body[-_BODY_ENDS:][::-1], frame.body[-1] + 1, frame.body[-1] + 2]:
        found = _CLOSING.search(blocks[at].text[-_SHORT:]) if at < len(blocks) else None
        if found and not _is_photograph(found[1]) and not _control().search(folded(found[1])):
            run = _role().sub("", found[1]).strip()
            names = chinese_names(run)
            if names and (_covers(names, run) or _REPORTED.search(run)):
                return names
    return []


def posted_by(frame: Frame) -> list[str]:
    """Return the name in `某人 发表于 2005-8-12` and `由某人于2005年8月12日发表`."""
    found = (_POSTED.search(line) for line in _lines(frame))
    return next(([match["name"]] for match in found if match), [])


def under_title(frame: Frame) -> list[str]:
    """Return the persons named without a label between the headline and the text: beside the date, or on a line alone.

    Two characters are a name there only beside a date, headline or text: too many words begin with a family name.
    """
    start = max(0, frame.body[0] - _ABOVE_BODY) if frame.title_at is None else frame.title_at + 1
    zone = frame.layout.blocks[start : frame.body[0] + _INTO_BODY]
    dated = [bool(_DATE.search(block.labels)) for block in zone]
    for number, block in enumerate(zone):
        if len(block.labels) > _SHORT or frame.layout.is_heading(block):
            continue
        beside = any(dated[max(0, number - 1) : number + 2])
        tokens = _tokens(block.labels)
        names = [name for token in tokens for name in _names_of(token)]
        several = "、" in block.labels and bool(names) and _all_short(tokens) and 2 * len(names) >= len(tokens)
        alone = several or _covers(names, block.labels)
        at_edge = number == 0 or start + number - frame.body[0] in (-1, 0)
        if alone and len(names) == 1 and len(names[0]) == 2 and not (beside or at_edge):
            continue
        if names and (alone or (dated[number] and start + number < frame.body[0])):
            return tokens if several else names
    return []


def _all_short(tokens: list[str]) -> bool:
    return 2 <= len(tokens) <= 8 and all(re.fullmatch(rf"[{_HAN}]{{2,4}}", token) for token in tokens)


def _names_of(token: str) -> list[str]:
    """Return the names that a token is, glued or not; of two characters only what is no common word."""
    if len(token) <= 4:
        return [token] if is_chinese_name(token) else []
    return [name for name in chinese_names(token) if _covers([name], token)] or (
        names if _covers(names := chinese_names(token), token) else []
    )


def _tokens(line: str) -> list[str]:
    """Return the words of a line, without dates, numbers and labels with their values."""
    for pair in pairs(line):
        line = line.replace(pair.value, " ").replace(pair.label, " ") if pair.value else line
    return [token for token in _TOKENS.split(_NUMBERS.sub(" ", _DATE.sub(" ", join_spaced(line)))) if token]


def account(frame: Frame) -> list[str]:
    """Return the account that published the article on a platform: of WeChat, or the name beside the date."""
    if any("rich_media" in box.name for box in frame.layout.boxes):
        return _wechat(frame)
    head = " ".join(block.labels for block in frame.head() if len(block.labels) <= _SHORT)
    if not any(platform in head for platform in words("outlet", "platform")):
        return []
    named = next((named for rule in (origins_han.labelled, origins_han.beside_date) for named in rule(frame)), None)
    return [named.name] if named else []


def author_box(frame: Frame) -> list[str]:
    """Return what stands alone in a box or link named after the author, about the headline."""
    first = frame.body[0]
    start = max(0, first - _ABOVE_BODY) if frame.title_at is None else frame.title_at
    for _, text in in_boxes(frame, set(range(start, first + 2))):
        if len(text) <= 20 and not pairs(text) and not _control().search(folded(text)):
            names = chinese_names(text) or [
                token for token in _tokens(text)[:1] if re.search(rf"[{_HAN}A-Za-z]", token)
            ]
            if names:
                return names
    return []


def profiled(frame: Frame) -> list[str]:
    """Return the name on the line above a box's heading that says 作者简介: of a column's author, behind the text."""
    blocks = frame.layout.blocks[frame.body[-1] : frame.body[-1] + _PROFILE]
    for above, block in itertools.pairwise(blocks):
        name = above.labels
        if _profile().fullmatch(folded(block.labels)) and len(name) <= _PEN_NAME and not pairs(name):
            return [name]
    return []


def confirmed_meta(frame: Frame) -> list[str]:
    """Return the meta elements' author who is a person by name, or who stands on a line of his own about the headline.

    Publishing systems write the site, the editor or themselves there.
    """
    lines = {block.labels for block in frame.head()}
    return [name for name in stated_authors.meta(frame) if is_chinese_name(name) or name in lines]


def _wechat(frame: Frame) -> list[str]:
    """Return the author that a WeChat page names beside the account, else the account."""
    account = ""
    for element in frame.tree.iter("a", "span", "strong", "em"):
        text = " ".join("".join(element.itertext()).split())
        if not text:
            continue
        if element.get("id") == "js_author_name" or (
            "rich_media_meta_text" in (element.get("class") or "") and not element.get("id")
        ):
            return [text]
        if element.get("id") == "js_name" or "profile_nickname" in (element.get("class") or ""):
            account = account or text
    return [account] if account else []


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
            names = _all_roles(line[start:end]) or _unusual(line[start:end])
        else:
            names = _at_start(line, found)
        if names:
            return names
    return []


def _unusual(text: str) -> list[str]:
    """Return the names behind 记者 that fill a bracket's rest, though their family names are not known."""
    if _is_photograph(text):
        return []
    start = max((found.end() for found in _role().finditer(folded(text))), default=len(text))
    tokens = [token for token in _TOKENS.split(text[start:]) if token]
    return tokens if all(re.fullmatch(rf"[{_HAN}·]{{2,6}}", token) for token in tokens) and len(tokens) <= 3 else []


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
def _control() -> re.Pattern[str]:
    return re.compile(any_of(words("outlet", "control")))


@functools.cache
def _profile() -> re.Pattern[str]:
    return re.compile(any_of(words("labels", "profile")) + r"\s*:?")


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
    return re.compile(rf"$|[)|\]】:/]|报道|摄影报道|综合报道|发自|电\b|讯|\d|{places}|通讯员|编辑|整理|文\b|实习生")
