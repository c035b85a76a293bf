"""When an article was published and modified: from what the page states, never from a guess at the year."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser
from lxml.html import HtmlElement

from pipelines.extraction.structured import Structured, text_of

_PUBLISHED_META = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "publish_time",
    "publish-date", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "sailthru.date",
    "parsely-pub-date", "weibo: article:create_at", "bytedance:published_time", "citation_publication_date",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "bytedance:updated_time",
)

_NUMERIC = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})\s*[-/.年]\s*(?P<month>0?[1-9]|1[0-2])\s*[-/.月]\s*(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)日?"
    r"(?:[\sT,|·]*(?P<hour>[01]?\d|2[0-3])[:时](?P<minute>[0-5]\d)(?:[:分](?P<second>[0-5]\d))?)?"
)
_MONTHS = """
    jan feb mar apr may jun jul aug sep oct nov dec
""".split()
_ENGLISH = re.compile(
    r"\b(?:(?P<day1>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+"
    r"(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d{2})\b"
    r"(?:,?\s*(?:at|[-|·–—])?\s*(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>[A-Z]{3,4}\b)?)?",
    re.IGNORECASE,
)
_IN_URL = re.compile(r"/(?P<year>20\d{2})[/-]?(?P<month>0[1-9]|1[0-2])[/-]?(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_SCRIPT_TIME = re.compile(r"\b(?:var\s+ct|create_time|publish_time)\s*[=:]\s*[\"']?(\d{10})\b")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：－／．", "0123456789:-/.")
_EARLIEST = 1995
_LINES_AROUND_TITLE = 8
_MAX_DATE_LINE = 160


def published(
    structured: Structured, tree: HtmlElement, lines: list[str], url: str, zone: ZoneInfo, now: dt.datetime
) -> str | None:
    """Return when the article says it was published, as ISO 8601 with an offset, a day, or None.

    In this order: JSON-LD, meta elements, the lines under the headline, a `<time>`, a script's
    variable, the address. A date in the future
    is none.
    """
    candidates = [text_of(structured.article.get("datePublished"))]
    candidates += [structured.meta.get(name) for name in _PUBLISHED_META]
    for stated in candidates:
        if stated and (found := parse_date(stated, zone, now)):
            return found
    for line in lines:
        if found := from_text(line, zone, now):
            return found
    return _from_time(tree, zone, now) or _from_script(tree, zone, now) or _from_url(url, now)


def modified(structured: Structured, zone: ZoneInfo, now: dt.datetime) -> str | None:
    """Return when the page says it was last changed, or None."""
    candidates = [text_of(structured.article.get("dateModified"))]
    candidates += [structured.meta.get(name) for name in _MODIFIED_META]
    return next((found for stated in candidates if stated and (found := parse_date(stated, zone, now))), None)


def parse_date(stated: str, zone: ZoneInfo, now: dt.datetime) -> str | None:
    """Return a stated date in ISO 8601; a time without a zone is in the source's; None when it is no date."""
    stated = stated.strip().translate(_FULL_WIDTH)[:80]
    if re.fullmatch(r"\d{10}|\d{13}", stated):
        moment = dt.datetime.fromtimestamp(int(stated[:10]), zone)
        return _plausible(moment, has_time=True, now=now)
    if found := _iso(stated, zone, now):
        return found
    if found := from_text(stated, zone, now, whole=True):
        return found
    if not re.search(r"(?:19|20)\d{2}", stated):
        return None  # dateutil would fill in today's year
    try:
        moment = dateutil_parser.parse(stated, fuzzy=False, tzinfos=_ZONES)
    except (ValueError, OverflowError, TypeError):
        return None
    has_time = bool(re.search(r"\d:\d", stated))
    return _plausible(moment if moment.tzinfo else moment.replace(tzinfo=zone), has_time=has_time, now=now)


def from_text(line: str, zone: ZoneInfo, now: dt.datetime, *, whole: bool = False) -> str | None:
    """Return the date that a short line states (发布时间：2021-10-08 09:44, June 3, 2026), or None.

    With `whole` the line must start with it: what follows may carry a zone that only a full parse reads.
    """
    line = line.translate(_FULL_WIDTH)
    found = _NUMERIC.search(line)
    if found and not (whole and (found.start() or re.search(r"[+-]\d{2}:?\d{2}$|Z$|GMT|UTC", line[found.end() :]))):
        hour = found["hour"]
        try:
            moment = dt.datetime(
                int(found["year"]), int(found["month"]), int(found["day"]),
                int(hour or 0), int(found["minute"] or 0), int(found["second"] or 0), tzinfo=zone,
            )  # fmt: skip
        except ValueError:
            return None
        return _plausible(moment, has_time=hour is not None, now=now)
    english = None if whole else _ENGLISH.search(line)
    return _english(english, zone, now) if english else None


def _english(found: re.Match[str], zone: ZoneInfo, now: dt.datetime) -> str | None:
    day = found["day1"] or found["day2"]
    if not day:
        return None
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
    offset = _ZONES.get((found["zone"] or "").upper())
    stated = dt.timezone(dt.timedelta(seconds=offset)) if offset is not None else zone
    try:
        month = _MONTHS.index(found["month"].lower()) + 1
        moment = dt.datetime(int(found["year"]), month, int(day), hour, int(found["minute"] or 0), tzinfo=stated)
    except ValueError:
        return None
    return _plausible(moment, has_time=found["hour"] is not None, now=now)


def finer(stated: str | None, listed: str | None, zone: ZoneInfo) -> str | None:
    """Return the page's date, with the listing's time when the page states only that day; else the listing's."""
    if stated is None or listed is None:
        return stated or listed
    if len(stated) == 10 and len(listed) > 10:
        moment = dt.datetime.fromisoformat(listed)
        if stated in (moment.date().isoformat(), moment.astimezone(zone).date().isoformat()):
            return listed
    return stated


def lines_around(lines: list[str], title: str | None) -> list[str]:
    """Return the short lines from just before the headline to a few after it: where a date stands."""
    if not title:
        return []
    at = next((number for number, line in enumerate(lines) if title in line), None)
    if at is None:
        return []
    near = lines[max(0, at - 2) : at + _LINES_AROUND_TITLE]
    return [line for line in near if len(line) <= _MAX_DATE_LINE and "©" not in line and "Copyright" not in line]


_ZONES = {
    "UTC": 0, "GMT": 0, "EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600,
    "PST": -28800, "PDT": -25200, "BST": 3600, "CET": 3600, "CEST": 7200, "JST": 32400, "HKT": 28800, "IST": 19800,
}  # fmt: skip


def _iso(stated: str, zone: ZoneInfo, now: dt.datetime) -> str | None:
    try:
        moment = dt.datetime.fromisoformat(stated)
    except ValueError:
        return None
    return _plausible(moment if moment.tzinfo else moment.replace(tzinfo=zone), has_time=":" in stated, now=now)


def _plausible(moment: dt.datetime, *, has_time: bool, now: dt.datetime) -> str | None:
    # A page a few minutes ahead has a fast clock; a day ahead may be another zone's day.
    ahead = dt.timedelta(minutes=10) if has_time else dt.timedelta(days=1)
    if moment.year < _EARLIEST or moment > now + ahead:
        return None
    return moment.isoformat(timespec="seconds") if has_time else moment.date().isoformat()


def _from_time(tree: HtmlElement, zone: ZoneInfo, now: dt.datetime) -> str | None:
    """Return the page's one date in `<time>` elements: several different ones are other articles' dates."""
    stated = {
        found
        for element in tree.iter("time")
        if (found := parse_date(element.get("datetime") or element.text_content(), zone, now))
    }
    return stated.pop() if len(stated) == 1 else None


def _from_script(tree: HtmlElement, zone: ZoneInfo, now: dt.datetime) -> str | None:
    """Return the time that a script keeps for the page (WeChat's `var ct`), in seconds since 1970."""
    for script in tree.iter("script"):
        if script.text and (found := _SCRIPT_TIME.search(script.text)):
            return parse_date(found[1], zone, now)
    return None


def _from_url(url: str, now: dt.datetime) -> str | None:
    found = _IN_URL.search(url)
    if not found:
        return None
    try:
        moment = dt.datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=dt.UTC)
    except ValueError:
        return None
    return _plausible(moment, has_time=False, now=now)
