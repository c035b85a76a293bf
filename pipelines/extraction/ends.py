"""Where the article ends: what stands after its last line of prose is furniture.

Most wrong characters of an extracted page stand after the body: headlines, share calls, editors, copyright.
"""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[。！？!?.…][”\"'’」』）)\]]*\s*$")
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_SENTENCE_UNITS = 12
_PARAGRAPH_UNITS = 40


def is_prose(line: str) -> bool:
    """Return whether a line is a sentence of some length, or long enough to be a paragraph.

    Lengths are in Han characters and words: 12 with a sentence's end, 40 without one.
    """
    units = len(_UNIT.findall(line))
    return units >= _PARAGRAPH_UNITS or (units >= _SENTENCE_UNITS and bool(_SENTENCE_END.search(line)))


def without_tail(lines: list[str]) -> list[str]:
    """Return the lines up to the last one of prose; all of them when none is prose."""
    last = next((number for number in range(len(lines) - 1, -1, -1) if is_prose(lines[number])), None)
    return lines if last is None else lines[: last + 1]
