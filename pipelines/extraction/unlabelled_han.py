"""The persons whom a Chinese page names without any label, between its headline and its text."""

from __future__ import annotations

import functools
import re

from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import holds_control, pairs
from pipelines.extraction.names import PLACED, chinese_names, covers, is_chinese_name, join_spaced
from pipelines.extraction.reporters_han import SHORT
from pipelines.extraction.vocabulary import any_of, folded, words

ABOVE_BODY = 4
"""Lines looked at above a text without a headline."""
_INTO_BODY = 3
_LONGEST_NAME = 4  # characters
_HAN = "\u3400-\u9fff"
_DATE = re.compile(
    r"(?:(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?|\d{1,2}[-月]\d{1,2}日?|\d+\s*(?:天|小时|小時|分钟|分鐘)前|昨天|前天|刚刚)"
)
_NUMBERS = re.compile(r"[\d:：.+-]+")
_TOKENS = re.compile(rf"(?:[\s|｜丨/／、,，>＞\[\]【】（）()]|(?<![{_HAN}])[·•]|[·•](?![{_HAN}]))+")


def under_title(frame: Frame) -> list[str]:
    """Return the persons named without a label between the headline and the text: beside the date, or on a line alone.

    Two characters are a name there only beside a date, headline or text: too many words begin with a family name.
    """
    start = max(0, frame.body[0] - ABOVE_BODY) if frame.title_at is None else frame.title_at + 1
    zone = frame.layout.blocks[start : frame.body[0] + _INTO_BODY]
    dated = [bool(_DATE.search(block.labels)) for block in zone]
    for number, block in enumerate(zone):
        if len(block.labels) > SHORT or frame.layout.is_heading(block):
            continue
        beside = any(dated[max(0, number - 1) : number + 2])
        tokens = tokens_of(block.labels)
        names = [name for token in tokens for name in _names_of(token)]
        affiliated = _affiliated().fullmatch(folded(block.labels)) if start + number < frame.body[0] else None
        if affiliated:
            run = block.labels[slice(*affiliated.span("names"))]
            if (persons := chinese_names(run)) and covers(persons, run):
                return persons
        several = "、" in block.labels and bool(names) and _all_short(tokens) and 2 * len(names) >= len(tokens)
        alone = several or covers(names, PLACED.sub(" ", block.labels))
        at_edge = number == 0 or start + number - frame.body[0] in (-1, 0)
        if alone and len(names) == 1 and len(names[0]) == 2 and not (beside or at_edge):
            continue
        if names and (alone or (dated[number] and start + number < frame.body[0])):
            return tokens if several else names
    return []


@functools.cache
def _affiliated() -> re.Pattern[str]:
    institution = rf"\([^()]*{any_of(words('roles', 'affiliation'))}[^()]*\)"
    return re.compile(rf"\W?(?P<names>[{_HAN}·、，, \d]{{2,40}}?)\s*{institution}")


def _all_short(tokens: list[str]) -> bool:
    return 2 <= len(tokens) <= 8 and all(re.fullmatch(rf"[{_HAN}]{{2,4}}", token) for token in tokens)


def _names_of(token: str) -> list[str]:
    """Return the names that a token is, glued or not; of two characters only what is no common word."""
    if holds_control(token):
        return []
    if len(token) <= _LONGEST_NAME:
        return [token] if is_chinese_name(token) else []
    return [name for name in chinese_names(token) if covers([name], token)] or (
        names if covers(names := chinese_names(token), token) else []
    )


def tokens_of(line: str) -> list[str]:
    """Return the words of a line, without dates, numbers, labels with their values and editors with their names."""
    for pair in pairs(line):
        line = line.replace(pair.value, " ").replace(pair.label, " ") if pair.value else line
    tokens = [token for token in _TOKENS.split(_NUMBERS.sub(" ", _DATE.sub(" ", join_spaced(line)))) if token]
    edits = [folded(token) in words("labels", "editor") for token in tokens]
    return [token for token, own, before in zip(tokens, edits, [False, *edits], strict=False) if not own and not before]
