"""How a text in Latin script is signed without a byline: `X reports.`, `Reporting by X`, `— X`, `X is a writer.`"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from pipelines.extraction.bylines_english import latin_names
from pipelines.extraction.frame import Frame
from pipelines.extraction.names import is_latin_person
from pipelines.extraction.vocabulary import any_of, words

_NAME = r"(?P<name>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){1,4}?)"
_REPORTS = re.compile(rf"^\W{{0,2}}{_NAME} (?:reports|writes)(?: from [\w ,.-]{{2,30}})?\.?$")
_REPORTING = re.compile(
    r"^\W{0,2}(?:additional\s+)?reporting by (?P<names>[^;()]{4,160}?)(?:;|\)|\.?$|\.\s)", re.IGNORECASE
)
_PLACE = re.compile(r"\s+(?:in|from)\s+[^,;]+?(?=\s*(?:,|\band\b|$))")
_DASH = re.compile(rf"^\s*[—–-]{{1,2}}\s*{_NAME}\W*$")
_AUTHOR_IS = re.compile(rf"^\W{{0,2}}the author,? {_NAME},? (?:is|was)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\W*about the (?:author|writer)s?\W*", re.IGNORECASE)
_NAMED = re.compile(rf"^{_NAME}(?=,| [a-z(]|$)")
_QUOTED = re.compile(r"[\"”’»]\W*$")
_SHORT = 60  # characters


def reporting(frame: Frame) -> list[str]:
    """Return the names of a line that is nothing but `X reports.`, or of an agency's `Reporting by X in Y and Z`."""
    first = [block.labels for block in frame.head()]
    named = [found["name"] for line in first if len(line) <= _SHORT and (found := _REPORTS.match(line))]
    if persons := _persons(named):
        return persons
    for line in _tail(frame):
        if found := _REPORTING.match(line):
            return _persons(latin_names(_PLACE.sub("", found["names"])))
    return []


def signed(frame: Frame) -> list[str]:
    """Return the person of whom a line behind the text says that he writes, or who stands there behind a dash.

    Whom the text speaks of, or who stands below a quotation, is its subject or its speaker.
    """
    above = ""
    for line in _tail(frame):
        called = _AUTHOR_IS.match(line) or (_NAMED.match(line) if _ABOUT.fullmatch(above) else None)
        told = _told().match(line)
        if told is None and len(line) <= _SHORT and not _QUOTED.search(above):
            told = _DASH.match(line)
        found = called or (None if told is None or _is_spoken_of(frame, told["name"], line) else told)
        if found and (persons := _persons([found["name"]])):
            return persons
        above = line
    return []


def _is_spoken_of(frame: Frame, name: str, line: str) -> bool:
    """Return whether the text has a person's last name in another line than this."""
    last = re.compile(rf"\b{re.escape(name.rsplit(maxsplit=1)[-1])}\b")
    return any(last.search(block.text) for block in frame.body_blocks() if block.labels != line)


def _tail(frame: Frame) -> Iterator[str]:
    return (block.labels for block in frame.tail())


def _persons(names: list[str]) -> list[str]:
    return list(filter(is_latin_person, names))


@functools.cache
def _told() -> re.Pattern[str]:
    writers = any_of(words("roles", "writer_en"))
    is_one = rf"(?:is|was) (?:an?|the|our)\b[^.]{{0,60}}\b{writers}\b"
    return re.compile(rf"^\W{{0,2}}{_NAME},? (?:{is_one}|(?:covers|writes about|reports on) )")
