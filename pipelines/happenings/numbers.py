"""Numbers as both languages write them, in one form: 6.5亿, 650 million and 650m are the same."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.duplication.numerals import ONES, TENS, han_value

_HAN_SCALE = {
    "百": 1e2, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
    "兆": 1e12,
}  # fmt: skip
_SCALE = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "trillion": 1e12, "tn": 1e12, "t": 1e12, **_HAN_SCALE,
}  # fmt: skip
_WORDS = {word: float(value) for value, word in enumerate(ONES, 1)} | {
    word: value * 10.0 for value, word in enumerate(TENS, 2)
}
_MONTHS = {
    name: month
    for month, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
        "november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(rf"\b(?P<name>{_MONTH})\.? (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?\b(?![.,]?[0-9])"),
    re.compile(rf"\b(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?(?: of)? (?P<name>{_MONTH})\b"),
    re.compile(r"(?P<number>1[0-2]|0?[1-9])月(?P<day>[0-3]?[0-9])[日号]"),
    re.compile(r"\b(?:19|20)[0-9]{2}[- ](?P<number>1[0-2]|0[1-9])[- ](?P<day>[0-3][0-9])\b"),
)
_DIGITS = re.compile(
    r"(?<![a-z0-9.])[$€£¥]?(?P<digits>[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"(?: ?(?P<scale>百亿|千亿|万亿|百万|千万|亿|万|千|兆(?![瓦赫焦字比欧帕])"
    r"|(?:hundred|thousand|million|billion|trillion|mn|bn|tn)(?![a-z0-9]))"
    r"|(?P<letter>[kmbt])(?![a-z0-9]))?"
    r" ?(?P<percent>%|per ?cent\b|个?百分点)?"
)
_SPELLED = re.compile(
    r"\b(?:(?P<article>half an? |an? )(?=(?:hundred|thousand|million|billion|trillion)\b))?"
    rf"(?:(?P<tens>{'|'.join(TENS)})\b ?)?(?:(?P<ones>{'|'.join(ONES)})\b ?)?"
    r"(?P<hundred>hundred\b ?)?(?:(?P<scale>thousand|million|billion|trillion)\b ?)?(?P<percent>per ?cent\b)?"
)
_PERCENT_BEFORE = re.compile(r"百分之(?P<digits>[0-9]+(?:\.[0-9]+)?)")
_HAS_SCALE = re.compile("[十百千万亿]")
_HAN_SPELLED = re.compile(
    r"(?<![第0-9.零〇一二两三四五六七八九十百千万亿])(?P<percent>百分之)?"
    r"(?P<number>[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]{0,15}+)(?P<tenths>成(?P<half>[一二三四五六七八九半])?)?"
    r"(?!世纪|届|大(?![的量型多约])|[月日号点度])"
)
_TENTHS = 10
_SMALL = 12  # whole numbers up to here stand in any text
_OFTEN_ROUNDED, _ROUNDED_DIGITS, _ROUNDED = 1e6, 2, 0.4  # 1.605 billion is 1.6 billion for another teller
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: where it starts, its one form, and how much its digits say, 0..1."""

    start: int
    form: str
    weight: float


def numbers(folded: str, published: dt.date | None) -> Iterator[Number]:
    """Yield the numbers of a folded text that tell it from others: neither small ones nor years, nor the day itself."""
    taken: list[tuple[int, int]] = []
    for match in (found for pattern in _DATES for found in pattern.finditer(folded)):
        taken.append(match.span())
        yield from _date(match, published)
    for match in _PERCENT_BEFORE.finditer(folded):
        taken.append(match.span())
        yield from _number(match.start(), float(match["digits"]), is_percent=True)
    for match in _DIGITS.finditer(folded):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        value = float(re.sub("[,，]", "", match["digits"]))
        if _FIRST_YEAR <= value <= _LAST_YEAR and match[0].strip().isdigit():
            continue
        yield from _number(
            match.start(),
            value * _SCALE.get(match["scale"] or match["letter"] or "", 1.0),
            is_percent=bool(match["percent"]),
        )
    yield from _spelled(folded)
    yield from _spelled_in_han(folded)


def _spelled_in_han(folded: str) -> Iterator[Number]:
    """Yield 十二亿, 两百万, 百分之三十五 and 三成二; a digit or a row of them without a scale is none of these."""
    for match in _HAN_SPELLED.finditer(folded):
        value = float(han_value(match["number"]))
        if match["tenths"] and value <= _TENTHS:
            rest = 5 if match["half"] == "半" else han_value(match["half"] or "零")
            yield from _number(match.start(), value * 10 + rest, is_percent=True)
        elif match["percent"] or _HAS_SCALE.search(match["number"]):
            yield from _number(match.start(), value, is_percent=bool(match["percent"]))


def _spelled(folded: str) -> Iterator[Number]:
    """Yield twenty million, three hundred thousand, a billion, half a million and fifteen per cent."""
    for match in _SPELLED.finditer(folded):
        if not (match["tens"] or match["ones"] or match["article"]):
            continue
        value = _WORDS.get(match["tens"] or "", 0.0) + _WORDS.get(match["ones"] or "", 0.0)
        if match["article"]:
            value = 0.5 if match["article"].startswith("half") else 1.0
        scale = _SCALE.get(match["scale"] or "", 1.0) * (_SCALE["hundred"] if match["hundred"] else 1.0)
        yield from _number(match.start(), value * scale, is_percent=bool(match["percent"]))


def _number(start: int, value: float, *, is_percent: bool) -> Iterator[Number]:
    if value <= _SMALL and value == int(value) and not is_percent:
        return
    form = f"{value:.4g}"
    digits = len(form.partition("e")[0].replace(".", "").strip("0"))
    yield Number(start, f"{form}%" if is_percent else form, {0: 0.3, 1: 0.4, 2: 0.65}.get(digits, 1.0))
    if _OFTEN_ROUNDED <= value < math.inf and digits > _ROUNDED_DIGITS:
        yield Number(start, f"{value:.2g}", _ROUNDED)


def _date(match: re.Match[str], published: dt.date | None) -> Iterator[Number]:
    groups = match.groupdict()
    month = int(groups["number"]) if groups.get("number") else _MONTHS[groups["name"]]
    day = int(groups["day"])
    if published is not None and _apart(month, day, published) <= 1:
        return  # every story of the day names it
    yield Number(match.start(), f"{month:02}/{day:02}", 0.7)


def _apart(month: int, day: int, published: dt.date) -> int:
    """Return how many days lie between a day of the year and a date; many when there is no such day."""
    found = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            found.append(abs((dt.date(year, month, day) - published).days))
        except ValueError:
            continue
    return min(found, default=366)
