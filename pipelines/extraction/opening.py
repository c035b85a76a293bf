"""What stands between a headline and its text: who wrote it, when, and where it comes from.

These lines are read for the fields of the item, from the layout, and are no part of its text.
"""

from __future__ import annotations

import functools
import re
from collections import Counter

from pipelines.extraction.blocks import Block
from pipelines.extraction.labels import Pair, pairs
from pipelines.extraction.vocabulary import any_of, folded, words

_LABEL_UNITS, _UNITS_OF_LABEL, _MAX_LABEL_UNITS = 40, 20, 100
_ROLE_UNITS, _OUTLET_UNITS = 30, 12
_SENTENCE = re.compile(r"[。！？!?]|\.\s")
_COLON = re.compile(r"[:：]")
_CLAUSE = re.compile(r"[，,。！？!?；;]")
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{2}"
    r"|\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:19|20)\d{2}"
    r"|\b\d+\s*(?:min(?:ute)?s?\s+read|(?:hour|minute|day)s?\s+ago)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_DATE_UNITS = 30
_STAMP = re.compile(r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[・·•|]\s*\S{1,8})?(?=\s)")
_MOMENT = re.compile(
    rf"(?:{_DATE.pattern})\s*日?\s*,?\s*(?:at\s+)?\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?", re.IGNORECASE
)
_HOUR = re.compile(r"\d[:：]\d\d")  # cheap: most lines have none
_ANY_CLAUSE = re.compile(r"[，,。！？!?；;]|[a-z]\.\s")
_BY_NAME = re.compile(r"(?i:\W{0,3}(?:written\s+)?by:?)\s+[A-Z][\w.'’-]*\s+(?:[a-z]{2,3}\s+)?[A-Z]")
_STAMPED_UNITS, _BY_UNITS = 60, 12
_ZONE, _BEFORE_LABEL = 80, 12  # characters
_KEYWORDS, _KEYWORD_LENGTH, _KEYWORDS_LENGTH = 3, 16, 160
_LATIN = re.compile(r"[a-z][a-z0-9]+")
_HAN = re.compile("[\u3400-\u9fff]{2}")
_SEPARATORS, _ASCII_SEPARATORS = ",，、;；|", ",;|"
_SEPARATED = re.compile(rf"\s*[{_SEPARATORS}]\s*")
_KINDS = ("author", "editor", "source", "not_source")
_NAME_LENGTHS = (2, 3, 4)


def is_date_line(block: Block) -> bool:
    """Return whether a line is short and holds a date: the line under a headline, as a rule."""
    return block.units <= _DATE_UNITS and bool(_DIGIT.search(block.labels) and _DATE.search(block.labels))


def is_stamp_line(block: Block) -> bool:
    """Return whether a line holds a day with its time of day and no clause beside it, however long it is.

    An English one may begin with its author's name: `By X and Y. Updated April 22, 2026, 9:40 a.m.`
    """
    line = block.labels
    if block.units > _STAMPED_UNITS or not (_HOUR.search(line) and _MOMENT.search(line)):
        return False
    return bool(_BY_NAME.match(line)) or not _ANY_CLAUSE.search(_MOMENT.sub(" ", line))


def is_label_line(block: Block) -> bool:
    """Return whether a line states who wrote, edited or first published a text (来源：某报, 本报记者 某人 某地报道)."""
    line = block.labels
    if block.units > _MAX_LABEL_UNITS or _SENTENCE.search(line):
        return False
    if block.units <= _ROLE_UNITS and _role_line().match(folded(line)):
        return True
    stated = _strong(line)
    room = max(_LABEL_UNITS, _UNITS_OF_LABEL * len(stated))
    return bool(stated) and block.units <= room and _at(line, stated[0]) <= _BEFORE_LABEL


def told_by(block: Block) -> str | None:
    """Return what a line between a headline and its text tells, its date, source or author; None for none."""
    if is_stamp_line(block) or (is_date_line(block) and not block.prose):
        return "date line"
    if not block.prose and is_label_line(block):
        kinds = {pair.kind for pair in _strong(block.labels)}
        if not kinds.isdisjoint(("source", "reprint")):
            return "source line"
        return "byline" if "author" in kinds else None
    return "byline" if not block.prose and _BY_NAME.match(block.labels) and block.units <= _BY_UNITS else None


def is_keyword_line(block: Block) -> bool:
    """Return whether a line is a list of search terms: three or more between commas that repeat one word."""
    text = block.text
    if not 2 * _KEYWORDS <= len(text) <= _KEYWORDS_LENGTH:
        return False
    if sum(map(text.count, _ASCII_SEPARATORS if text.isascii() else _SEPARATORS)) < _KEYWORDS - 1:
        return False
    if _SENTENCE.search(text) or _COLON.search(text):
        return False
    parts = [part for part in _SEPARATED.split(text) if part]
    if len(parts) < _KEYWORDS or max(len(part) for part in parts) > _KEYWORD_LENGTH:
        return False
    shared = Counter(term for part in parts for term in search_terms(part))
    return bool(shared) and shared.most_common(1)[0][1] > len(parts) / 2


def search_terms(text: str) -> set[str]:
    """Return the words of a few terms: pairs of Han characters, and Latin words."""
    pairs_of_han = {text[at : at + 2] for at in range(len(text) - 1) if _HAN.match(text, at)}
    return pairs_of_han | set(_LATIN.findall(text.lower()))


def _strong(line: str) -> list[Pair]:
    return [pair for pair in pairs(line) if not pair.weak or pair.kind == "reprint"]


def _at(line: str, pair: Pair) -> int:
    return max(0, folded(line).find(pair.label))


@functools.cache
def _role_line() -> re.Pattern[str]:
    role = any_of(words("roles", "reporter"))
    own = any_of(words("roles", "reporter_first"))
    return re.compile(rf"\W{{0,3}}(?:{own}\s*){{0,2}}{role}[^，,：:]*$|\W{{0,3}}[^\s，,]{{2,{_OUTLET_UNITS}}}报道$")


def without_labels(text: str) -> str:
    """Return a text's first line without the labels glued to its beginning: an account, a time, who edited it.

    A name glued to the first sentence ends where words begin that the text uses again; where none do, nothing is cut.
    """
    clause = _CLAUSE.search(text)
    zone = text[: min(clause.start() if clause else len(text), _ZONE)]
    end = _labels_end(zone, text)
    return text[end:].lstrip(" ・·•|:：") if end else text


def _labels_end(zone: str, text: str) -> int:
    stamp = _STAMP.search(zone)
    end = stamp.end() if stamp and stamp.start() else 0
    stated = [pair for pair in _strong(zone) if pair.kind in _KINDS]
    if not stated or (not end and _at(zone, stated[0]) > _BEFORE_LABEL):
        return end
    last = stated[-1]
    at = len(zone) - len(last.value)
    first_space = last.value.find(" ")
    if 0 < first_space <= _NAME_LENGTHS[-1]:
        return at + first_space
    return next((at + length for length in _NAME_LENGTHS if _begins_words(text, at + length)), end)


def _begins_words(text: str, at: int) -> bool:
    """Return whether the two characters from here on stand again in the text, and those across this place do not."""
    return text.count(text[at : at + 2]) > 1 and text.count(text[at - 1 : at + 1]) == 1
