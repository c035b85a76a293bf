"""The bylines of a Chinese page that a label, a bracket at the end or a verb tells: 作者：, （某人）, 某人 发表于."""

from __future__ import annotations

import functools
import re

from pipelines.extraction.bylines_english import latin_names
from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import Pair, holds_control, pairs
from pipelines.extraction.names import PLACED, chinese_names, covers, is_chinese_name, is_english_name
from pipelines.extraction.outlets import looks_like_outlet
from pipelines.extraction.reporters_han import SHORT, all_roles, is_photograph, lines_of, role
from pipelines.extraction.vocabulary import any_of, folded, words

PEN_NAME = 12
"""Characters of a name that has no person's form."""
_BODY_ENDS = 3
_HAN = "\u3400-\u9fff"
_SHORTEST_OUTLET = 2
_ACCOUNT = re.compile(r"^[《“\"【\[]?([^\s|,，。;；:：()（）\[\]【】<>《》“”\"]{2,20}(?: [A-Za-z][\w.'’-]*){0,3})")
_DATED = re.compile(r"(?:19|20)\d{2}[-年/.].*$")
_SHORT_NAME = re.compile(f"[{_HAN}]{{2,4}}")
_CLOSING = re.compile(r"[(（【\[［]([^()（）【】\[\]［］]{2,60})[)）】\]］]\s*[。.]?\s*$")
_POSTED = re.compile(
    rf"(?:^|[\s】》〗\]是由])(?P<name>(?:(?![是由])[{_HAN}\w]){{2,12}}?)\s*"
    rf"(?:(?:于|於|在)\s*(?:\d{{4}}|\d{{1,2}}月)[\d\s年月日:：/.-]*(?:在.{{2,20}}|於.{{2,20}})?(?:发表|發表|发布|發佈|张贴|張貼)|(?:发表|發表|发布|發佈|张贴|張貼)(?:于|於))"
)
_WRITER = re.compile(rf"作者[:：]?(?P<name>[{_HAN}·]{{2,6}}?)(?:系|是|为|[，,：:（()）]|$)")
_WRITTEN = re.compile(rf"由\s*(?P<name>[{_HAN}·]{{2,8}}?)\s*(?:独家)?(?:撰写|撰寫|原创|原創|采写|執筆|执笔)")
_BLOGGED = re.compile(r"\bposted\s*(?:(?:@|on)\s*[\d/-]+\s+[\d:]+|by:?)\s+(?P<name>[^\s,，|]{2,20})", re.IGNORECASE)
_COLUMN = re.compile(rf"(?P<name>[{_HAN}]{{2,4}}?)的?(?:专栏|專欄|博客|部落格)")
_PROFILE = re.compile(rf"作者(?:简介|簡介|介绍|介紹)\s*[:：】\]]?\s*(?P<name>[{_HAN}·]{{2,6}})\s*[，,（(]")
_REPORTED = re.compile(rf"[报報][道導]$|[电電]$|^[{_HAN}]{{2,4}}[\s，,]+(?:系|为|是)")


def labelled(frame: Frame) -> list[str]:
    """Return the names behind 作者：, 文/, 撰文： and the like, about the headline and about the end; persons first.

    Whoever a page also calls its editor comes last: systems fill the author's field with the editor's name.
    """
    others: list[str] = []
    editing: list[str] = []
    for line in lines_of(frame):
        names: list[str] = []
        for pair in pairs(line):
            if pair.kind == "source" and not pair.weak:
                names += _behind_outlet(pair.value)
            if pair.kind != "author" or not pair.value:
                continue
            names += _not_photographers(_persons(pair), pair.value)
            stated = _DATED.sub("", pair.value)
            account = _ACCOUNT.match(stated) if not pair.weak or _is_short_name(line, pair) else None
            if account and not others and folded(account[1]) not in words("never", "person"):
                others = [name for name in re.split("[&、/]", account[1]) if name]
        names = names or _writer(line)
        if names and not editors(frame).issuperset(names):
            return names
        editing = editing or names
    return editing or others


def _is_short_name(line: str, pair: Pair) -> bool:
    """Return whether a line is nothing but a label in words, a space and two to four characters that are no control of
    the page: 作者 某某, but neither 作者 关注 nor 文 大小.
    """
    is_alone = len(line.split()) == 2 and folded(line).startswith(pair.label) and len(pair.label) > 1
    is_control = holds_control(pair.value) or folded(pair.value) in words("labels", "other")
    return is_alone and bool(_SHORT_NAME.fullmatch(pair.value)) and not is_control


def _persons(pair: Pair) -> list[str]:
    """Return the persons behind a label, also those that follow their outlet: `供稿：某学院 某人`."""
    names = all_roles(pair.value) if role().search(folded(pair.value)) else chinese_names(pair.value)
    if not names:
        names = _behind_outlet(_DATED.sub("", pair.value).strip())
    if names or pair.weak:
        return names
    return [name for name in latin_names(pair.value) if is_english_name(name)]


def _behind_outlet(value: str) -> list[str]:
    """Return the persons that are all that follows an outlet's name: `某周刊 某人，某人`."""
    outlet, _, rest = value.partition(" ")
    names = chinese_names(rest) if len(outlet) >= _SHORTEST_OUTLET else []
    return names if covers(names, rest) else []


def _writer(line: str) -> list[str]:
    """Return the person of whom a line says that he wrote the text: `本文作者某人系…`, `作者系某大学教授某人`."""
    if "作者" not in line:
        return []
    found = (pattern.search(line) for pattern in (_WRITER, _titled_writer(), _PROFILE))
    return next(([match["name"]] for match in found if match and is_chinese_name(match["name"])), [])


def _not_photographers(names: list[str], text: str) -> list[str]:
    """Return the names unless a word like 摄 or 译 follows the last of them."""
    behind = folded(text[text.rfind(names[-1][-1]) + 1 :]) if names else ""
    return [] if re.match(rf"\s*/?\s*{any_of(words('roles', 'not_author'))}(?!文)", behind) else names


def pen_name(frame: Frame) -> list[str]:
    """Return what stands behind 作者： though it has no person's form, unless it is an outlet."""
    names = labelled(frame)
    return [name for name in names if len(name) <= PEN_NAME and not looks_like_outlet(name) and "=" not in name]


def closing(frame: Frame) -> list[str]:
    """Return the names that stand alone in brackets at the end of the text: （王小明 李雷）."""
    blocks = frame.layout.blocks
    for at in [*frame.body[-_BODY_ENDS:][::-1], frame.body[-1] + 1, frame.body[-1] + 2]:
        found = _CLOSING.search(blocks[at].text[-SHORT:]) if at < len(blocks) else None
        if found and not is_photograph(found[1]) and not holds_control(found[1]):
            run = PLACED.sub(" ", role().sub("", found[1])).strip()
            names = chinese_names(run)
            if names and (covers(names, run) or _REPORTED.search(run)):
                return names
    return []


def posted_by(frame: Frame) -> list[str]:
    """Return the name in `某人 发表于 2005-8-12`, `由某人于2005年8月12日发表` and `由某人撰写`."""
    found = (_POSTED.search(line) or _WRITTEN.search(line) for line in lines_of(frame))
    return next(([match["name"]] for match in found if match), [])


def blogger(frame: Frame) -> list[str]:
    """Return the name in `posted @ 2005-08-12 16:12 某人`, whose blog it may be, too."""
    found = (_BLOGGED.search(line) for line in lines_of(frame))
    return next(([match["name"]] for match in found if match), [])


def column(frame: Frame) -> list[str]:
    """Return the person after whom a line about the headline calls a column: 某人专栏."""
    found = (
        _COLUMN.fullmatch(line) for block in frame.head() if len(block.labels) <= PEN_NAME for line in [block.labels]
    )
    return next(([match["name"]] for match in found if match and is_chinese_name(match["name"])), [])


def editors(frame: Frame) -> frozenset[str]:
    """Return the names behind 责任编辑： and other labels of those who made the page and not the text."""
    found: set[str] = set()
    for line in lines_of(frame):
        for pair in pairs(line):
            if pair.kind == "editor":
                found.update(chinese_names(pair.value) or [pair.value[:20].strip()])
    return frozenset(found)


@functools.cache
def _titled_writer() -> re.Pattern[str]:
    titles = any_of(words("roles", "title"))
    return re.compile(rf"作者(?:系|是|为)[^，,。]{{0,24}}?{titles}(?P<name>[{_HAN}·]{{2,4}})(?:[)）。]|$)")
