"""What changed from one version of a text to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\W")
_MAX_TOKENS = 1000  # the comparison within a line is quadratic
_ALIKE = 0.5  # below this, a line was replaced rather than edited


class Sign(StrEnum):
    """How a piece of text stands to the other version."""

    SAME = "same"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of one line."""

    sign: Sign
    text: str


def changes(earlier: str, later: str) -> Iterator[list[Part]]:
    """Yield the lines of both texts in reading order, each in parts that stayed, went or came; empty lines aside.

    An edited line comes once, with its edits marked; one that was replaced comes twice.
    """
    before, after = _lines(earlier), _lines(later)
    for tag, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield from ([Part(Sign.SAME, line)] for line in before[start:end])
        else:
            yield from _replaced(before[start:end], after[new_start:new_end])


def _replaced(gone: Sequence[str], added: Sequence[str]) -> Iterator[list[Part]]:
    pairs = min(len(gone), len(added))
    for old, new in zip(gone, added, strict=False):
        yield from _edited(old, new)
    yield from ([Part(Sign.GONE, line)] for line in gone[pairs:])
    yield from ([Part(Sign.ADDED, line)] for line in added[pairs:])


def _edited(old: str, new: str) -> Iterator[list[Part]]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if max(len(before), len(after)) > _MAX_TOKENS or matcher.ratio() < _ALIKE:
        yield from ([Part(Sign.GONE, old)], [Part(Sign.ADDED, new)])
        return
    parts = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part(Sign.SAME, "".join(before[start:end])))
            continue
        parts.append(Part(Sign.GONE, "".join(before[start:end])))
        parts.append(Part(Sign.ADDED, "".join(after[new_start:new_end])))
    yield [part for part in parts if part.text]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
