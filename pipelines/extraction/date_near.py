"""Dates that a line tells from now: counted back from it (2小时前, yesterday), or without a year (04-27 10:22)."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from pipelines.extraction.date_text import DIGITS, FULL_WIDTH, MONTHS, Found, find_dates, plausible

_COUNTED = re.compile(
    r"(?P<now>刚刚|剛剛|just now\b)|(?P<half_hour>半(?:个|個)?小时前|半(?:個)?小時前)"
    r"|(?P<count>\d{1,2}|an?|one|[一两兩二三四五六七八九])\s*(?:个|個)?\s*"
    r"(?P<unit>分钟|分鐘|小时|小時|天|minutes?|mins?|hours?|hrs?|h|days?|d)\s*(?:之?前|以前|ago\b)"
    r"|(?<![^\s|·])(?P<day>前天|昨天|昨日|今天|今日|yesterday|today)"
    r"(?:[\s,]*(?:at\s+)?(?P<hour>[01]?\d|2[0-3])[:时](?P<minute>[0-5]\d)|(?=\s*(?:[|·]|$)))",
    re.IGNORECASE,
)
_NO_YEAR = re.compile(
    r"(?<![\dA-Za-z./年-])(?P<month>1[0-2]|0?[1-9])(?:\s*月\s*|(?P<gap>[-/]))(?P<day>3[01]|[12]\d|0?[1-9])(?![\d/.-])[日号號]?"
)
_THINGS = re.compile(r"\s*(?!\w+\s?[:：])[^\W\d_]")
_NO_YEAR_ENGLISH = re.compile(
    r"\b(?:(?P<early>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?(?:\s+(?P<late>\d{1,2})(?:st|nd|rd|th)?\b)?(?![,\s]*(?:'\d{2}|(?:19|20)\d{2})\b)"
)


def counted_date(line: str, zone: ZoneInfo, now: dt.datetime) -> Found | None:
    """Return the date that a line counts back from `now`: hours and minutes as a time, days as a day."""
    match = _COUNTED.search(line.translate(FULL_WIDTH))
    if not match:
        return None
    here = now.astimezone(zone).replace(second=0, microsecond=0)
    unit = (match["unit"] or "").lower()
    if match["day"]:
        days = {"前": 2, "昨": 1, "y": 1}.get(match["day"][0].lower(), 0)
        moment = here - dt.timedelta(days=days)
        has_time = match["hour"] is not None
        if has_time:
            moment = moment.replace(hour=int(match["hour"]), minute=int(match["minute"]))
    elif unit.startswith(("天", "d")):
        moment, has_time = here - dt.timedelta(days=_count(match["count"])), False
    else:
        minutes = 30 if match["half_hour"] else 0
        if unit:
            minutes = _count(match["count"]) * (60 if unit.startswith(("小", "h")) else 1)
        moment, has_time = here - dt.timedelta(minutes=minutes), True
    value = plausible(moment, has_time=has_time, now=now)
    return Found(value, match.start(), match.end()) if value else None


def yearless_date(line: str, zone: ZoneInfo, now: dt.datetime) -> Found | None:
    """Return the last day before `now` that a line states by month and day, with the time behind it."""
    line = line.translate(FULL_WIDTH)
    matches = [*_NO_YEAR.finditer(line), *_NO_YEAR_ENGLISH.finditer(line)]
    for match in sorted(matches, key=lambda match: match.start()):
        for year in (now.year, now.year - 1):
            if (day := _day(match)) is None:
                break
            stated = f"{year}-{day} "
            completed = stated + line[match.end() :]
            found = next((each for each in find_dates(completed, zone, now) if each.start == 0), None)
            if found and not _counts_things(line, match, found):
                return Found(found.value, match.start(), match.end() + max(0, found.end - len(stated)))
    return None


def _counts_things(line: str, match: re.Match[str], found: Found) -> bool:
    """Return whether two numbers without a time have words behind them that are no label: 5-10分钟, 12/24集."""
    is_a_day = len(found.value) == len("2026-05-01")
    return is_a_day and match.groupdict().get("gap") is not None and bool(_THINGS.match(line, match.end()))


def _day(match: re.Match[str]) -> str | None:
    """Return month and day as MM-DD; None for a month alone, and for one between two numbers."""
    groups = match.groupdict()
    month = groups.get("month") or str(MONTHS.index(match["name"][:3].lower()) + 1)
    days = [groups[name] for name in ("day", "late", "early") if groups.get(name)]
    return f"{int(month):02}-{int(days[0]):02}" if len(days) == 1 else None


def _count(text: str) -> int:
    if text.isdigit():
        return int(text)
    return 2 if text in "两兩" else 1 if text.isascii() else max(0, DIGITS.index(text) - 3)
