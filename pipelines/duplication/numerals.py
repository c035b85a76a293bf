"""Numbers that a text spells out, in Han characters or English words, as the digits that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_TENS = {"十": 10, "百": 100, "千": 1000}
_HAN_GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
"""The English words for 1 to 19."""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
"""The English words for 20, 30 ... 90."""
_WORDS = {word: str(value) for value, word in enumerate(ONES[1:], 2)} | {
    word: str(value * 10) for value, word in enumerate(TENS, 2)
}
_SMALL, _LARGE = "".join(_DIGITS), "".join({**_HAN_TENS, **_HAN_GROUPS})
# One character alone is a number from two to ten; 一 is mostly an article, and 百 or 万 stand in words of their own.
_HAN = re.compile(
    rf"(?<![0-9.{_SMALL}{_LARGE}])(?P<whole>[{_SMALL}十][{_SMALL}{_LARGE}]{{0,15}})(?:[点點](?P<part>[{_SMALL}]{{1,8}}))?"
)
_FIRST = "".join(sorted({word[0] for word in _WORDS}))
_ENGLISH = re.compile(rf"\b(?=[{_FIRST}])(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)  # looks ahead: most words go at once


class Spelled(NamedTuple):
    """A number spelled out: where it stands in the text, and its digits."""

    start: int
    end: int
    digits: str


def spelled_numbers(text: str) -> Iterator[Spelled]:
    """Yield the numbers that a text spells out: 十二, 百分之一点五 (1.5), twelve; neither 一 nor one alone."""
    for match in _HAN.finditer(text):
        whole, part = match["whole"], match["part"]
        if whole != "一" or part:
            behind = "." + "".join(str(_DIGITS[letter]) for letter in part) if part else ""
            yield Spelled(*match.span(), f"{han_value(whole)}{behind}")
    for match in _ENGLISH.finditer(text):
        yield Spelled(*match.span(), _WORDS[match[0].lower()])


def han_value(written: str) -> int:
    """Return the value of a whole number in Han characters: 两千三百 is 2,300, 一万五 is 15,000, 二〇二六 is 2,026."""
    if not any(letter in _LARGE for letter in written):
        return int("".join(str(_DIGITS[letter]) for letter in written))
    total = group = digit = last = 0
    for letter in written:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
            last = 1 if digit == 0 else last
        elif letter in _HAN_TENS:
            last = _HAN_TENS[letter]
            group += (digit or 1) * last
            digit = 0
        else:
            last = _HAN_GROUPS[letter]
            is_highest = last == max(_HAN_GROUPS.values())
            total = (total + group + digit) * last if is_highest else total + (group + digit) * last
            group = digit = 0
    return total + group + digit * (last // 10 if last > 1 else 1)
