"""Stated dates: read as they are written, never invented."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.dates import from_text, parse_date

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)
FORM = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2026-05-03T08:30:00+08:00", "2026-05-03T08:30:00+08:00"),
        ("2026-05-03T08:30:00Z", "2026-05-03T08:30:00+00:00"),
        ("2026-05-03T08:30:00.123456Z", "2026-05-03T08:30:00+00:00"),
        ("2026-05-03T08:30:00-0500", "2026-05-03T08:30:00-05:00"),
        ("2026-05-03 08:30:00", "2026-05-03T08:30:00+08:00"),
        ("2026-05-03 08:30", "2026-05-03T08:30:00+08:00"),
        ("2026-05-03", "2026-05-03"),
        ("2026/05/03", "2026-05-03"),
        ("2026.5.3", "2026-05-03"),
        ("20260503", "2026-05-03"),
        ("2026年5月3日", "2026-05-03"),
        ("2026年05月03日 08:30", "2026-05-03T08:30:00+08:00"),
        ("２０２６年５月３日　０８：３０", "2026-05-03T08:30:00+08:00"),
        ("２０２６－０５－０３", "2026-05-03"),
        ("2026 年 5 月 3 日", "2026-05-03"),
        ("Sun, 03 May 2026 08:30:00 GMT", "2026-05-03T08:30:00+00:00"),
        ("Sun, 03 May 2026 08:30:00 +0800", "2026-05-03T08:30:00+08:00"),
        ("May 3, 2026", "2026-05-03"),
        ("3 May 2026", "2026-05-03"),
        ("1777768200", "2026-05-03T08:30:00+08:00"),
        ("1777768200000", "2026-05-03T08:30:00+08:00"),
        ("  2026-05-03 \n", "2026-05-03"),
        # nothing, or nothing that is a date
        ("", None),
        ("today", None),
        ("5月3日", None),  # no year is given, and none is made up
        ("May 3", None),
        ("08:30", None),
        ("3 hours ago", None),
        ("2026", None),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("2026年2月30日", None),
        ("version 2026", None),
        ("0000-00-00", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", None),
        ("9999999999", None),
        ("2026-05-12", None),  # the day after tomorrow
        ("2026-05-10T16:30:00+08:00", None),  # half an hour ahead
        ("2026-05-11", "2026-05-11"),  # it is tomorrow already, in some zone
        ("2026-05-10T16:05:00+08:00", "2026-05-10T16:05:00+08:00"),  # a clock that is fast
    ],
)
def test_parse_date(stated: str, expected: str | None) -> None:
    assert parse_date(stated, SHANGHAI, NOW) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("发布时间：2026-05-03 08:30 来源：北岸日报", "2026-05-03T08:30:00+08:00"),
        ("2026年5月3日 08:30 | 北岸日报", "2026-05-03T08:30:00+08:00"),
        ("北岸日报 ２０２６年５月３日", "2026-05-03"),
        ("By Ann Lee · May 3, 2026", "2026-05-03"),
        ("Published 3rd May 2026", "2026-05-03"),
        ("Sept. 3, 2025", "2025-09-03"),
        ("北岸日报", None),
        ("5月3日", None),
        ("May 2026", None),
        ("页 2026-5", None),
        ("号码 12026-05-031", None),
        ("3 小时前", None),
        ("2027-05-03", None),
    ],
)
def test_from_text(line: str, expected: str | None) -> None:
    assert from_text(line, SHANGHAI, NOW) == expected


@given(st.text(max_size=60) | st.text("0123456789-/:T+Z 年月日 MayGMT.,", max_size=40))
def test_any_text_gives_a_date_or_none(stated: str) -> None:
    for read in (parse_date, from_text):
        found = read(stated, SHANGHAI, NOW)
        assert found is None or FORM.fullmatch(found)
        if found:
            moment = dt.datetime.fromisoformat(found)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
            assert moment.year >= 1995
            assert aware <= NOW + dt.timedelta(days=2)


@given(st.integers(0, 950_000_000), st.integers(-12 * 4, 14 * 4))
def test_what_is_written_in_iso_comes_back(seconds: int, quarters: int) -> None:
    zone = dt.timezone(dt.timedelta(minutes=15 * quarters))
    stated = (dt.datetime(1996, 2, 1, tzinfo=zone) + dt.timedelta(seconds=seconds)).isoformat()
    assert parse_date(stated, SHANGHAI, NOW) == stated
