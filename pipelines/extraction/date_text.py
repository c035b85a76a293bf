"""Dates as people and machines write them: read, never completed from what is not written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser

EARLIEST_YEAR = 1995

FULL_WIDTH = str.maketrans("０１２３４５６７８９：－／．（）　", "0123456789:-/.() ")
_WEEKDAY = r"(?:[（(]?\s*(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\s*[)）]?|[（(][一二三四五六日天][)）])"
_TIME = (
    r"(?:[\sT,，|·-]*" + _WEEKDAY + r"?[\sT,，|·-]*"
    r"(?P<part>上午|下午|晚上|晚间|晚間|晚|凌晨|中午|早上|早晨|早间|早間|早|清晨|傍晚)?\s*"
    r"(?:(?P<zone_before>[A-Z]{3,4})\s+)?(?P<hour>[01]?\d|2[0-3])\s*[:时時点點]\s*(?P<minute>[0-5]?\d)(?!\d)(?:\s*[:分]\s*(?P<second>[0-5]\d)(?!\d))?"
    r"(?:\.\d+)?分?秒?\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?\s*(?P<zone>Z\b|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[A-Z]{2,4}\b)?)?"
)
_NUMERIC = re.compile(
    r"(?<![\d./_=])(?P<year>(?:19|20)\d{2})(?:\s*[-/.·年]\s*|\s+(?=\d{2}\s?/\d{2}\s+\d))(?P<month>0?[1-9]|1[0-2])\s*[-/.·月]\s*"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)[日号號]?" + _TIME
)
DIGITS = "〇零○Ｏ一二三四五六七八九"
_HAN_DATE = re.compile(
    rf"(?P<year>[{DIGITS}]{{4}})\s*年\s*(?P<month>十[一二]?|[一二三四五六七八九])\s*月\s*"
    r"(?P<day>[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|卅一?|[一二三四五六七八九])\s*[日号號]" + _TIME
)
_REPUBLIC = re.compile(
    rf"(?:中華|中华)?(?:民國|民国)\s*(?P<year>\d{{2,3}}|[{DIGITS}百十]{{2,6}})\s*[-/.年]\s*(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
    r"\s*[-/.月]\s*(?P<day>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])\s*日?"
    + _TIME
)
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?)"
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ENGLISH = re.compile(
    r"(?:\b(?P<early>(?:[01]?\d|2[0-3])[:.][0-5]\d\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,4}\b)?)[\s,|·]+(?:on\s+)?(?:\w+day,?\s+)?)?"
    rf"\b(?:(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?|[-/]))?(?P<month>{_MONTH})\b\.?(?:\s+|[-/]|,\s*)"
    r"(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+|[-/]))?(?P<year>(?:19|20)\d{2})\b"
    r"(?:[,\s]*(?:at|[-|·–—@•])?\s*(?P<late>(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\s*(?:[ap]\.?m\.?)?"
    r"(?:\s*\(?(?:(?:Eastern|Central|Mountain|Pacific)\s+(?:(?:Daylight|Standard)\s+)?Time|[A-Z]{2,4}\b|[+-]\d{2}:?\d{2}))?))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?\s*(?P<half>[ap])?\.?(?:m\.?)?\s*\(?(?P<zone>(?:[ECMP]\w+)\s+(?:\w+\s+)?Time|[A-Za-z]{2,4}|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?<![\dA-Za-z./-])(?P<year>\d{2})(?P<gap>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=gap)(?P<day>3[01]|[12]\d|0?[1-9])(?![\d./-])"
    + _TIME
)
_REPUBLIC_SHORT = re.compile(
    r"(?<![\dA-Za-z./-])(?P<year>1[0-3]\d)(?:(?P<gap>[-/])|\.(?=\d\d\.\d\d))"  # 115.3.1 is a version
    r"(?P<month>0?[1-9]|1[0-2])(?(gap)(?P=gap)|\.)(?P<day>3[01]|[12]\d|0?[1-9])(?![\d./-])" + _TIME
)
_SLASHED = re.compile(
    r"(?<![\d./:-])(?P<first>[0-3]?\d)(?P<gap>[-/.])(?P<second_number>[0-3]?\d)(?P=gap)(?P<year>20\d{2})(?![\d./-])"
    + _TIME
)
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200,
    "MDT": -21600, "PST": -28800, "PDT": -25200, "BST": 3600, "CET": 3600, "CEST": 7200, "JST": 32400, "HKT": 28800,
    "IST": 19800, "SGT": 28800, "GST": 14400, "KST": 32400, "AEST": 36000, "AEDT": 39600,
}  # fmt: skip
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
_WESTMOST, _EASTMOST = -12 * 60, 14 * 60  # minutes; nobody lives at the first
_SOME_DIGITS = re.compile(rf"\d{{2}}|[{DIGITS}十百]{{2}}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_NOON_FROM = 6  # no noon begins earlier


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a line: its value (ISO 8601, or YYYY-MM-DD) and where it stands, `line[start:end]`."""

    value: str
    start: int
    end: int


def states_day(line: str) -> bool:
    """Return whether a line has something that looks like a day, cheaply."""
    line = line.translate(FULL_WIDTH)
    return bool(_NUMERIC.search(line) or _ENGLISH.search(line) or _HAN_DATE.search(line))


def parse_date(stated: str, zone: ZoneInfo, now: dt.datetime) -> str | None:
    """Return a stated date in ISO 8601; a time without a zone is in the source's; None when it is no date."""
    stated = stated.strip().translate(FULL_WIDTH)[:80]
    if re.fullmatch(r"\d{10}|\d{13}", stated):
        return plausible(dt.datetime.fromtimestamp(int(stated[:10]), zone), has_time=True, now=now)
    if found := _iso(stated, zone, now):
        return found
    first = next(find_dates(stated, zone, now), None)
    if first and first.start == 0 and not re.search(r"[+-]\d{2}:?\d{2}$|Z$|GMT|UTC", stated[first.end :]):
        return first.value
    return _by_library(stated, zone, now)


def _by_library(stated: str, zone: ZoneInfo, now: dt.datetime) -> str | None:
    """Return what dateutil reads, when nothing in it is dateutil's guess.

    It fills what is missing from a default and takes 03/05 for the fifth of March: what differs between two defaults or
    two orders was not stated.
    """
    if not _YEAR.search(stated):
        return None
    try:
        moments = {
            dateutil_parser.parse(stated, tzinfos=_ZONES, dayfirst=order, default=dt.datetime(2000, month, month))  # noqa: DTZ001
            for month, order in ((1, True), (2, False))
        }
    except (ValueError, OverflowError, TypeError):
        return None
    if len(moments) > 1:
        return None
    moment = moments.pop()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return plausible(moment, has_time=bool(re.search(r"\d:\d", stated)), now=now)


def find_dates(
    line: str, zone: ZoneInfo, now: dt.datetime, *, day_first: bool | None = None, short_years: bool = False
) -> Iterator[Found]:
    """Yield the dates that a line states with day, month and year, in no particular order of forms.

    `day_first` tells how 03/05/2026 is meant (None: unknown, then it is only read when one number can be no month).
    `short_years` lets 26-05-03 and Taiwan's 115-05-03 be dates; elsewhere they are as likely a score.
    """
    line = line.translate(FULL_WIDTH)
    if not _SOME_DIGITS.search(line):
        return
    for pattern in (_NUMERIC, _HAN_DATE, _REPUBLIC):
        for match in pattern.finditer(line):
            offset = 1911 if pattern is _REPUBLIC else 0
            day = _number(match["year"]) + offset, _number(match["month"]), _number(match["day"])
            yield from _found(match, _moment(day, match, zone), now)
    for match in _ENGLISH.finditer(line):
        yield from _found(match, _english(match, zone), now)
    for match in _SLASHED.finditer(line):
        # With points the day comes first wherever they are used.
        order = True if match["gap"] == "." else day_first
        day_month = _day_month(int(match["first"]), int(match["second_number"]), day_first=order)
        if day_month:
            yield from _found(match, _moment((int(match["year"]), day_month[1], day_month[0]), match, zone), now)
    if short_years:
        for pattern, offset in ((_SHORT, 2000), (_REPUBLIC_SHORT, 1911)):
            for match in pattern.finditer(line):
                day = offset + int(match["year"]), int(match["month"]), int(match["day"])
                yield from _found(match, _moment(day, match, zone), now)


def plausible(moment: dt.datetime, *, has_time: bool, now: dt.datetime) -> str | None:
    """Return a moment in ISO 8601, or None when it lies in the future or before there were web pages."""
    # A page a few minutes ahead has a fast clock; a day ahead may be another zone's day.
    ahead = dt.timedelta(minutes=10) if has_time else dt.timedelta(days=1)
    try:
        if moment.year < EARLIEST_YEAR or moment > now + ahead:
            return None
    except OverflowError:
        return None
    return moment.isoformat(timespec="seconds") if has_time else moment.date().isoformat()


def finer(stated: str | None, other: str | None, zone: ZoneInfo) -> str | None:
    """Return a date with the time that another statement adds to the same day; else as it was stated.

    Midnight sharp is how machines write that they know the day only.
    """
    if stated is None or other is None:
        return stated or other
    vague = len(stated) == 10 or "T00:00:00" in stated
    if vague and len(other) > 10 and "T00:00:00" not in other:
        moment = dt.datetime.fromisoformat(other)
        if stated[:10] in (moment.date().isoformat(), moment.astimezone(zone).date().isoformat()):
            return other
    return stated


def _found(match: re.Match[str], moment: tuple[dt.datetime, bool] | None, now: dt.datetime) -> Iterator[Found]:
    if moment is None:
        return
    value = plausible(moment[0], has_time=moment[1], now=now)
    if value:
        yield Found(value, match.start(), match.end())


def _moment(day: tuple[int, int, int], match: re.Match[str], zone: ZoneInfo) -> tuple[dt.datetime, bool] | None:
    hour = None if match["hour"] is None else int(match["hour"])
    if hour is not None and hour < 12 and (_afternoon(match["part"], hour) or (match["half"] or "")[:1] in ("p", "P")):
        hour += 12
    if hour == 12 and (match["part"] == "凌晨" or (match["half"] or "")[:1] in ("a", "A")):
        hour = 0
    try:
        moment = dt.datetime(
            *day,
            hour or 0,
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=_zone(match["zone"] or match["zone_before"], zone),
        )
    except ValueError:
        return None
    return moment, hour is not None


def _afternoon(part: str | None, hour: int) -> bool:
    """Return whether a part of the day puts an hour below twelve behind noon; 中午11:30 is before it."""
    return (part or "")[:1] in ("下", "晚", "傍") or (part == "中午" and hour < _NOON_FROM)


def _english(match: re.Match[str], zone: ZoneInfo) -> tuple[dt.datetime, bool] | None:
    day = match["day1"] if match["day2"] is None else match["day2"]
    if not day:
        return None
    clock = _CLOCK.match(match["late"] or match["early"] or "")
    hour = int(clock["hour"]) if clock else 0
    if clock and clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "pP" else 0)
    try:
        moment = dt.datetime(
            int(match["year"]), MONTHS.index(match["month"][:3].lower()) + 1, int(day), hour,
            int(clock["minute"]) if clock else 0, int(clock["second"] or 0) if clock else 0,
            tzinfo=_zone(clock["zone"] if clock else None, zone),
        )  # fmt: skip
    except ValueError:
        return None
    return moment, clock is not None


def _zone(stated: str | None, zone: ZoneInfo) -> dt.tzinfo:
    """Return the zone of a name or an offset; the source's for what is none."""
    name = (stated or "").upper().removeprefix("UTC").removeprefix("GMT") or (stated or "").upper()
    if offset := re.fullmatch(r"([+-])(\d{2}):?(\d{2})", name):
        minutes = int(f"{offset[1]}1") * (int(offset[2]) * 60 + int(offset[3]))
        is_one = _WESTMOST < minutes <= _EASTMOST  # else it is the end of a span of hours: 09:00-17:00
        return dt.timezone(dt.timedelta(minutes=minutes)) if is_one else zone
    if name.endswith(" TIME"):
        name = f"{name[0]}T"  # Eastern Daylight Time
    if name == "CST" and zone.key.startswith("Asia/"):
        return zone  # China Standard Time, not Chicago's
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    return dt.timezone(dt.timedelta(seconds=_ZONES[name])) if name in _ZONES else zone


def _day_month(first: int, second: int, *, day_first: bool | None) -> tuple[int, int] | None:
    if first > 12 or second > 12:
        return (first, second) if first > 12 else (second, first)
    if first == second:
        return first, second
    if day_first is None:
        return None
    return (first, second) if day_first else (second, first)


def _number(text: str) -> int:
    """Return a number written in digits, in Han digits one by one (二〇二一), or by tens (二十一, 廿一)."""
    if text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("百零", "百")
    if "百" in text:
        hundreds, _, rest = text.partition("百")
        return 100 * (_number(hundreds) if hundreds else 1) + (_number(rest) if rest else 0)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_digit(tens) if tens else 1) + (_digit(ones) if ones else 0)
    return int("".join(str(_digit(character)) for character in text))


def _digit(character: str) -> int:
    return max(0, DIGITS.index(character) - 3)


def _iso(stated: str, zone: ZoneInfo, now: dt.datetime) -> str | None:
    try:
        moment = dt.datetime.fromisoformat(stated)
    except ValueError:
        return None
    return plausible(moment if moment.tzinfo else moment.replace(tzinfo=zone), has_time=":" in stated, now=now)
