"""The dates in the lines of a page, with what they are labelled, and those about the headline."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from pipelines.extraction.blocks import Block
from pipelines.extraction.date_text import Found, find_dates, parse_date
from pipelines.extraction.evidence import Passed
from pipelines.extraction.frame import Frame
from pipelines.extraction.sites import host_of

Label = Literal["published", "modified", "other", ""]
MAX_LINE = 200
"""Characters of a line that are read for a date."""
MAX_OTHER_UNITS = 40
"""Units of a line that only says when, where and by whom."""
BEFORE = 30
"""Characters in front of a date that may say what else it is of."""

_PUBLISHED = re.compile(
    r"(?:发布|發布|發佈|发表|發表|刊发|刊登|发稿|上传|上傳|添加|录入|编辑|成文|印发|生成|首发)(?:时间|時間|日期|于|於)?\s*[:：]?\s*$"
    r"|(?:时间|時間|日期|更新至)\s*[:：]?\s*$"
    r"|(?:posted|published)\s+by\s[^.]{1,60}$|(?:first\s+)?(?:published|posted|released|publication\s+date|created|date|published\s+date|release\s+date)\s*(?:on|at|@|:)?\s*(?:\w+day,?\s*)?$",
    re.IGNORECASE,
)
_MODIFIED = re.compile(
    r"(?:更新|修改|修订|修訂|最后编辑)(?:时间|時間|日期|于|於)?\s*[:：]?\s*$|(?:编辑|編輯)[于於]\s*$"
    r"|(?:updated|modified|edited|reviewed|revised|last\s+update)\s*(?:on|at|:)?\s*(?:\w+day,?\s*)?$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?<!\w)©|\(c\)|copyright|版权|版權|all rights|截止|截至|有效期|注册|註冊|登录|登入|出生|开幕"
    r"|(?:活动|活動|会议|會議|比赛|比賽|直播|演出|讲座|講座|报名|報名|考试|考試|营业|營業|阅读|閱讀)(?:时间|時間|日期)|开始|结束|生效|施行|实施|到期|今天是|现在是"
    r"|expires?|deadline|event|join(?:ed)?|member since|valid|born|回复|(?<![\u3400-\u9fff]{4})(?:评论|評論)|点评"
    r"|repl(?:y|ied)|comments?\b",
    re.IGNORECASE,
)
_MODIFIED_BEHIND = re.compile(r"\s*(?:最后|最後)?(?:更新|修改|修订|修訂)(?![\u3400-\u9fff]|\s*[:：]|\s*\d)")
_RECOMMENDED = re.compile(r"(?:推荐|推薦)文章\s*[于於]?\s*$")
_COMMENT = re.compile(r"comment|reply|replies|pinglun|respond|discuss")
_DAY_FIRST_ENDS = tuple(".uk .au .nz .ie .in .za .ke .ng .eu .fr .de .it .es .sg .my".split())
_MAX_PROSE_START = 60
_MAX_WORDS_BEFORE = 8  # a byline's; more before a date is a sentence
_MAX_PROSE_UNITS = 14  # of a line that ends as a sentence does and yet is none
_MAX_ABOVE_UNITS = 14  # of a line above the headline; more is another article's headline and date
_LINK_SHARE = 0.3  # of such a line that leads to another article
_LINES_ABOVE, _LINES_BELOW, _LINES_BELOW_TITLE, _LINES_WITHOUT_TITLE = 6, 3, 8, 15
_MAX_HEAD, _MAX_INTO_BODY = 80, 40
_LABEL_LENGTH, _MAX_REFUSED, _MAX_TEXT = 40, 12, 80


class DateLines:
    """The dates in one page's lines, and what was read and refused on the way."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.refused: list[Passed] = []
        self.day_first = _day_first(frame)

    def refuse(self, where: str, text: str, why: str) -> None:
        """Note a date that was not taken."""
        if len(self.refused) < _MAX_REFUSED:
            self.refused.append(Passed(text[:_MAX_TEXT], where, why))

    def parse(self, stated: object, where: str) -> str | None:
        """Return a date that is stated for machines, None when it is none."""
        text = stated if isinstance(stated, str) else str(stated) if isinstance(stated, int) else None
        if not text:
            return None
        value = parse_date(text, self.frame.zone, self.frame.now)
        if value is None:
            self.refuse(where, text, "no full date, or in the future")
        return value

    def in_block(self, block: Block) -> tuple[tuple[Label, Found], ...]:
        """Return the dates of a block with what they are labelled: published, modified, other, or nothing."""
        return _labelled(block.labels[:MAX_LINE], self.frame.zone, self.frame.now, day_first=self.day_first)

    @cached_property
    def zone_of_head(self) -> range:
        """The indexes of the lines about the headline."""
        frame = self.frame
        first, title_at = frame.body[0], frame.title_at
        start = first - _LINES_WITHOUT_TITLE if title_at is None else min(title_at, first) - _LINES_ABOVE
        end = first + _LINES_BELOW
        if title_at is not None:
            end = max(end, min(title_at, first + _MAX_INTO_BODY) + _LINES_BELOW_TITLE)
        if title_at is None or title_at < frame.body[-1]:
            end = min(end, frame.body[-1])  # what stands after a short body is not its head
        return range(max(0, start, end - _MAX_HEAD), min(len(frame.layout.blocks), end + 1))

    @cached_property
    def head(self) -> list[tuple[int, Label, Found]]:
        """The dates of the lines about the headline: block index, label, date."""
        return list(self._about_headline())

    def _about_headline(self) -> Iterator[tuple[int, Label, Found]]:
        blocks, title_at = self.frame.layout.blocks, self.frame.title_at
        for number in self.zone_of_head:
            block = blocks[number]
            line = block.labels[:MAX_LINE]
            for label, found in self.in_block(block):
                if _is_prose(block, found, label):
                    self.refuse("line", line, "stands in a sentence")
                elif in_comments(self.frame, block):
                    self.refuse("line", line, "stands among the comments")
                elif _in_caption(self.frame, block):
                    self.refuse("line", line, "stands under a picture")
                elif title_at is not None and number < title_at and not label and block.units > _MAX_ABOVE_UNITS:
                    self.refuse("line", line, "says more than a date above the headline")
                elif title_at is not None and number < title_at and not label and block.link_share > _LINK_SHARE:
                    self.refuse("line", line, "stands beside a link above the headline")
                elif label == "other" or is_about_something_else(line[max(0, found.start - BEFORE) : found.start]):
                    self.refuse("line", line, "is about something else")
                elif not label and number - 1 >= 0 and (above := label_of(blocks[number - 1].labels[-_LABEL_LENGTH:])):
                    yield number, above if above != "other" else "", found
                else:
                    yield number, label, found


@functools.lru_cache(maxsize=128)  # the day of publication and that of a change are looked for on the same lines
def _labelled(
    line: str, zone: ZoneInfo, now: dt.datetime, *, day_first: bool | None
) -> tuple[tuple[Label, Found], ...]:
    found = sorted(
        find_dates(line, zone, now, day_first=day_first, short_years=True), key=lambda each: (each.start, -each.end)
    )
    labelled: list[tuple[Label, Found]] = []
    last = 0
    for each in found:
        if each.start >= last:
            label = label_of(line[last : each.start])
            labelled.append((label or ("modified" if says_changed(line, each.end) else ""), each))
            last = each.end
    return tuple(labelled)


def says_changed(line: str, at: int) -> bool:
    """Return whether a line says from a place on that the date before it is that of a change: 4/17 16:05 更新."""
    return bool(_MODIFIED_BEHIND.match(line, at))


def _is_prose(block: Block, found: Found, label: str) -> bool:
    """Return whether a date stands in a sentence: not at the block's start with a time, and too much besides it."""
    if found.end <= _MAX_PROSE_START and len(found.value) > 10:
        return False
    if block.units > MAX_OTHER_UNITS or (block.ends_sentence and block.units > _MAX_PROSE_UNITS):
        return True
    before = block.labels[: found.start]
    return not label and before.isascii() and len(before.split()) > _MAX_WORDS_BEFORE


def is_about_something_else(line: str) -> bool:
    """Return whether a line speaks of a copyright, a deadline, a comment: of another date than the article's."""
    return bool(_OTHER.search(line))


def _in_caption(frame: Frame, block: Block) -> bool:
    boxes = (frame.layout.boxes[box] for box in frame.layout.ancestors(block.box)[:3])
    return any(box.tag == "figcaption" or "caption" in box.name for box in boxes)


def label_of(text: str) -> Label:
    """Return what a date is labelled that stands behind a text."""
    before = text[-_LABEL_LENGTH:].rstrip(" |·(（[-–—")
    if _MODIFIED.search(before):
        return "modified"
    if _PUBLISHED.search(before):
        return "published"
    return "other" if _OTHER.search(before) or _RECOMMENDED.search(before) else ""


def in_comments(frame: Frame, block: Block) -> bool:
    """Return whether a line stands in a box that is named as the readers' comments.

    One that holds the text, too, is none: it says that it may be commented on (comments-open), or is a commentary.
    """
    boxes, first = (frame.layout.boxes[box] for box in frame.layout.ancestors(block.box)), frame.body[0]
    return any(_COMMENT.search(box.name) and not box.start <= first < box.end for box in boxes)


def _day_first(frame: Frame) -> bool | None:
    """Return how 03/05/2026 is meant on this page: by its language's region, else by its address; None: unknown."""
    language = (frame.tree.get("lang") or "").lower().replace("_", "-")
    if language == "en-us":
        return False
    if "-" in language and language.startswith("en"):
        return True
    return True if host_of(frame.url).endswith(_DAY_FIRST_ENDS) else None
