"""Who published a Chinese page's article by its boxes, links and meta elements: an author's box, an account."""

from __future__ import annotations

import functools
import itertools
import re

from pipelines.extraction import origins_han, stated_authors
from pipelines.extraction.author_boxes import in_boxes
from pipelines.extraction.bylines_han import PEN_NAME
from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import holds_control, pairs
from pipelines.extraction.names import chinese_names, covers, is_chinese_name
from pipelines.extraction.reporters_han import SHORT
from pipelines.extraction.unlabelled_han import ABOVE_BODY, tokens_of
from pipelines.extraction.vocabulary import any_of, folded, words

_PROFILE = 8  # lines behind the text
_USER_HREF = re.compile(
    r"/(?:u|users?|authors?|people|profiles?|members?|space|media|account)/[\w.-]+/?(?:[?#]|$)"
    r"|[?&]uid=\d|\bspace-uid-\d|//space\.[a-z]",
    re.IGNORECASE,
)
_TIME = r"(?:20\d{2}[-年/.]\d{1,2}[-月/.]\d{1,2}日?|\d{1,2}[-月]\d{1,2}日?)(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_DATED = re.compile(
    rf"(?:原创|原創|首发)?\s*{_TIME}\s*[·・]\s*(?P<behind>[^\s·・|]{{3,20}})(?:\s*[·・]\s*\S{{2,4}})?|(?P<before>[^\s·・|]{{2,20}})\s+{_TIME}\s*(?:发布于|發佈於)\s*\S*"
)
_FOLLOW = re.compile(r"\s*[+＋]?\s*(?:已?关注|訂閱|订阅|追蹤|關注)$")
_LETTER = re.compile("[\u3400-\u9fffA-Za-z]")


def account(frame: Frame) -> list[str]:
    """Return the account that published the article on a platform: of WeChat, or the name beside the date.

    Platforms are told by their names, or by the form of the date's line: `2024-03-02 10:20·某某`, `某某 … 发布于 某地`.
    """
    if _is_of_wechat(frame):
        return _wechat(frame)
    lines = [block.labels for block in frame.head() if len(block.labels) <= SHORT]
    dated = (_DATED.fullmatch(line) for line in lines)
    beside = next((found["behind"] or found["before"] for found in dated if found), None)
    if beside and beside not in words("stops", "places") and not holds_control(beside):
        return [beside]
    head = " ".join(lines)
    if not any(platform in head for platform in words("outlet", "platform")):
        return []
    named = next((named for rule in (origins_han.labelled, origins_han.beside_date) for named in rule(frame)), None)
    return [named.name] if named else []


def author_box(frame: Frame) -> list[str]:
    """Return what stands alone in a box or link named after the author, about the headline.

    WeChat's box names the account: see `account`.
    """
    if _is_of_wechat(frame):
        return []
    first = frame.body[0]
    start = max(0, first - ABOVE_BODY) if frame.title_at is None else frame.title_at
    for _, shown in in_boxes(frame, set(range(start, first + 2)), _USER_HREF):
        text = _FOLLOW.sub("", shown)
        if len(text) <= 20 and not pairs(text) and not holds_control(text):
            names = chinese_names(text)
            names = names if covers(names, text) else [token for token in tokens_of(text)[:1] if _LETTER.search(token)]
            if names:
                return names
    return []


def person_as_source(frame: Frame) -> list[str]:
    """Return the person behind 来源： where the date's line names the outlet."""
    return [named.name for named in origins_han.all_labelled(frame) if origins_han.is_person(frame, named)][:1]


def profiled(frame: Frame) -> list[str]:
    """Return the name on the line above a box's heading that says 作者简介: of a column's author, behind the text."""
    blocks = frame.layout.blocks[frame.body[-1] : frame.body[-1] + _PROFILE]
    for above, block in itertools.pairwise(blocks):
        name = above.labels
        if _profile().fullmatch(folded(block.labels)) and len(name) <= PEN_NAME and not pairs(name):
            return [name]
    return []


def confirmed_meta(frame: Frame) -> list[str]:
    """Return the meta elements' author who is shown, too: a person named about the text, or a name on a line alone.

    Publishing systems write the site, themselves or whoever fed the page into them there; no reader is told.
    """
    names = stated_authors.meta(frame)
    lines = [block.labels for block in (*frame.head(), *frame.tail())] if names else []
    return [name for name in names if name in lines or (is_chinese_name(name) and any(name in line for line in lines))]


def _is_of_wechat(frame: Frame) -> bool:
    return any("rich_media" in box.name for box in frame.layout.boxes)


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


@functools.cache
def _profile() -> re.Pattern[str]:
    return re.compile(any_of(words("labels", "profile")) + r"\s*:?")
