"""Written dates: read as they are written, never completed from what is not."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.date_near import counted_date, yearless_date
from pipelines.extraction.date_text import find_dates, finer, parse_date, states_day

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
        ("2026-05-03 08:30:00.0", "2026-05-03T08:30:00+08:00"),
        ("2026-05-03 08:30", "2026-05-03T08:30:00+08:00"),
        ("2026-05-03-23:59:59", "2026-05-03T23:59:59+08:00"),
        ("2026-05-03", "2026-05-03"),
        ("2026/05/03", "2026-05-03"),
        ("2026.5.3", "2026-05-03"),
        ("20260503", "2026-05-03"),
        ("2026年5月3日", "2026-05-03"),
        ("2026年05月03日 08:30", "2026-05-03T08:30:00+08:00"),
        ("2026年5月3日 星期日 下午3:20", "2026-05-03T15:20:00+08:00"),
        ("2026年5月3日 中午1:30", "2026-05-03T13:30:00+08:00"),
        ("2026年5月3日 中午11:30", "2026-05-03T11:30:00+08:00"),
        ("2026年5月3日 中午12:30", "2026-05-03T12:30:00+08:00"),
        ("2026年5月3日15时20分05秒", "2026-05-03T15:20:05+08:00"),
        ("2026年5月3日（周日）凌晨12:05", "2026-05-03T00:05:00+08:00"),
        ("２０２６年５月３日　０８：３０", "2026-05-03T08:30:00+08:00"),
        ("２０２６－０５－０３", "2026-05-03"),
        ("2026 年 5 月 3 日", "2026-05-03"),
        ("二〇二六年五月三日", "2026-05-03"),
        ("二○二五年十二月二十一日", "2025-12-21"),
        ("二零二五年十月廿九日", "2025-10-29"),
        ("二〇二五年一月三十日 09:15", "2025-01-30T09:15:00+08:00"),
        ("民國115年5月3日", "2026-05-03"),
        ("中華民國一一五年五月三日", "2026-05-03"),
        ("民國一百一十四年十月二十日", "2025-10-20"),
        ("Sun, 03 May 2026 08:30:00 GMT", "2026-05-03T08:30:00+00:00"),
        ("Sun, 03 May 2026 08:30:00 +0800", "2026-05-03T08:30:00+08:00"),
        ("May 3, 2026", "2026-05-03"),
        ("3 May 2026", "2026-05-03"),
        ("May 3, 2026, 4:05 p.m. ET", "2026-05-03T16:05:00-04:00"),
        ("03-May-2026", "2026-05-03"),
        ("31/12/2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("04/04/2026", "2026-04-04"),
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
        ("2025", None),
        ("May 2025", None),
        ("2025年5月", None),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("2026年2月30日", None),
        ("二〇二六年二月三十日", None),
        ("03/05/2026", None),  # March or May
        ("26-05-03", None),  # a date by a headline, a score elsewhere
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
def test_what_is_stated(stated: str, expected: str | None) -> None:
    assert parse_date(stated, SHANGHAI, NOW) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("发布时间：2026-05-03 08:30 来源：北岸日报", ["2026-05-03T08:30:00+08:00"]),
        ("北岸日报 ２０２６年５月３日", ["2026-05-03"]),
        ("北岸日报2026.05.03 08:30", ["2026-05-03T08:30:00+08:00"]),
        ("By Ann Lee · May 3, 2026", ["2026-05-03"]),
        ("Published 3rd May 2026", ["2026-05-03"]),
        ("Sept. 3, 2025", ["2025-09-03"]),
        ("08:39, 06 Jan 2026 Updated 08:41, 07 Jan 2026", ["2026-01-06T08:39:00+08:00", "2026-01-07T08:41:00+08:00"]),
        ("2026-05-01 发布，2026-05-03 更新", ["2026-05-01", "2026-05-03"]),
        ("May 3, 2026 9:00 am PDT", ["2026-05-03T09:00:00-07:00"]),
        ("May 3, 2026 09:00 CST", ["2026-05-03T09:00:00+08:00"]),  # China's, in a source of China
        ("北岸日报", []),
        ("5月3日", []),
        ("May 2026", []),
        ("页 2026-5", []),
        ("号码 12026-05-031", []),
        ("/2026/05/03/17.html", []),
        ("v1.2026.5.3", []),
        ("3 小时前", []),
        ("2027-05-03", []),
    ],
)
def test_dates_in_a_line(line: str, expected: list[str]) -> None:
    found = sorted(find_dates(line, SHANGHAI, NOW), key=lambda each: each.start)
    assert [each.value for each in found] == expected
    assert not expected or states_day(line)


@pytest.mark.parametrize(
    ("line", "day_first", "expected"),
    [("03/05/2026", True, "2026-05-03"), ("03/05/2026", False, "2026-03-05"), ("17/03/2026", False, "2026-03-17")],
)
def test_the_order_of_day_and_month(line: str, day_first: bool, expected: str) -> None:
    assert [each.value for each in find_dates(line, SHANGHAI, NOW, day_first=day_first)] == [expected]


def test_the_end_of_a_span_is_no_time_zone() -> None:
    found = [each.value for each in find_dates("2026-05-03 09:00-17:00", SHANGHAI, NOW)]
    assert found == ["2026-05-03T09:00:00+08:00"]


def test_years_of_two_digits_only_when_wanted() -> None:
    assert [each.value for each in find_dates("18-03-08 10:20", SHANGHAI, NOW, short_years=True)] == [
        "2018-03-08T10:20:00+08:00"
    ]
    assert not list(find_dates("18-03-08 10:20", SHANGHAI, NOW))
    assert not list(find_dates("98-03-08", SHANGHAI, NOW, short_years=True))


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("115-05-03", ["2026-05-03"]),
        ("日期 115/5/3", ["2026-05-03"]),
        ("115.05.03", ["2026-05-03"]),
        ("版本：115.4.3", []),
        ("IP:115.1.2", []),
        ("v24.5.3", []),
    ],
)
def test_the_years_of_taiwan_are_no_versions(line: str, values: list[str]) -> None:
    assert [each.value for each in find_dates(line, SHANGHAI, NOW, short_years=True)] == values


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("刚刚", "2026-05-10T16:00:00+08:00"),
        ("5分钟前", "2026-05-10T15:55:00+08:00"),
        ("半小时前", "2026-05-10T15:30:00+08:00"),
        ("2小时前 · 北岸日报", "2026-05-10T14:00:00+08:00"),
        ("两个小时前", "2026-05-10T14:00:00+08:00"),
        ("3天前", "2026-05-07"),
        ("昨天 10:20", "2026-05-09T10:20:00+08:00"),
        ("北岸日报 | 昨天", "2026-05-09"),
        ("前天 23:05", "2026-05-08T23:05:00+08:00"),
        ("今天 09:00", "2026-05-10T09:00:00+08:00"),
        ("3 hours ago", "2026-05-10T13:00:00+08:00"),
        ("an hour ago", "2026-05-10T15:00:00+08:00"),
        ("Yesterday at 10:20", "2026-05-09T10:20:00+08:00"),
        ("2 days ago", "2026-05-08"),
        ("今日关注", None),
        ("今天 23:59", None),  # still to come
        ("昨天的渔市", None),
        ("5 minutes read", None),
        ("3个月前", None),
        ("2 years ago", None),
        ("", None),
    ],
)
def test_what_counts_back_from_now(line: str, expected: str | None) -> None:
    found = counted_date(line, SHANGHAI, NOW)
    assert (found and found.value) == expected
    assert parse_date(line, SHANGHAI, NOW) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("05-03 08:30", "2026-05-03T08:30:00+08:00"),
        ("发布时间：05-03 08:30", "2026-05-03T08:30:00+08:00"),
        ("5月3日8时30分 北岸日报", "2026-05-03T08:30:00+08:00"),
        ("12月31日 23:05", "2025-12-31T23:05:00+08:00"),  # not in the future
        ("May 3", "2026-05-03"),
        ("Sunday, 3rd of May · 6 min read", "2026-05-03"),
        ("Dec. 31st, 10:20 pm", "2025-12-31T22:20:00+08:00"),
        ("03 May 26", None),  # of two numbers either is the day
        ("May 2024", None),
        ("2024年5月", None),
        ("may 3 of them go", None),
        ("13-05 08:30", None),
        ("发布日期：05-03 来源：北岸日报", "2026-05-03"),
        ("时间：5-10分钟", None),
        ("更新至：4/24 集", None),
        ("v5-3 10:20", None),
        ("2月30日", None),
        ("", None),
    ],
)
def test_a_day_without_a_year_is_the_last_one(line: str, expected: str | None) -> None:
    found = yearless_date(line, SHANGHAI, NOW)
    assert (found and found.value) == expected


def test_the_time_from_another_statement_of_the_day() -> None:
    assert finer("2026-05-03", "2026-05-03T08:30:00+08:00", SHANGHAI) == "2026-05-03T08:30:00+08:00"
    assert finer("2026-05-03T00:00:00+08:00", "2026-05-03T08:30:00+08:00", SHANGHAI) == "2026-05-03T08:30:00+08:00"
    assert finer("2026-05-03", "2026-05-02T23:00:00+00:00", SHANGHAI) == "2026-05-02T23:00:00+00:00"
    assert finer("2026-05-03", "2026-05-05T08:30:00+08:00", SHANGHAI) == "2026-05-03"
    assert finer("2026-05-03T08:30:00+08:00", "2026-05-03T09:30:00+08:00", SHANGHAI) == "2026-05-03T08:30:00+08:00"
    assert finer("2026-05-03T00:00:00+08:00", "2026-05-03", SHANGHAI) == "2026-05-03T00:00:00+08:00"
    assert finer(None, "2026-05-03", SHANGHAI) == finer("2026-05-03", None, SHANGHAI) == "2026-05-03"
    assert finer(None, None, SHANGHAI) is None


@given(
    st.text(max_size=60)
    | st.text("0123456789-/:T+Z 年月日时分上下午昨天前 MayGMT.,", max_size=40)
    | st.text("二〇一三十廿卅百年月日民國 :小时前半", max_size=20)
)
def test_any_text_gives_a_date_or_none(stated: str) -> None:
    near = (counted_date(stated, SHANGHAI, NOW), yearless_date(stated, SHANGHAI, NOW))
    found = [parse_date(stated, SHANGHAI, NOW), *(each and each.value for each in near)]
    for order in (None, True, False):
        found += [each.value for each in find_dates(stated, SHANGHAI, NOW, day_first=order, short_years=True)]
    for value in filter(None, found):
        assert FORM.fullmatch(value)
        moment = dt.datetime.fromisoformat(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        assert moment.year >= 1995
        assert aware <= NOW + dt.timedelta(days=2)


@given(st.integers(0, 950_000_000), st.integers(-12 * 4, 14 * 4))
def test_what_is_written_in_iso_comes_back(seconds: int, quarters: int) -> None:
    zone = dt.timezone(dt.timedelta(minutes=15 * quarters))
    stated = (dt.datetime(1996, 2, 1, tzinfo=zone) + dt.timedelta(seconds=seconds)).isoformat()
    assert parse_date(stated, SHANGHAI, NOW) == stated


HAN = "〇一二三四五六七八九"


def in_han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else HAN[tens] + "十") + (HAN[ones] if ones else "")


FORMS = (
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: "".join(HAN[int(digit)] for digit in str(day.year)) + f"年{in_han(day.month)}月{in_han(day.day)}日",
    lambda day: f"民國{day.year - 1911}年{day.month}月{day.day}日",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day.day} {day:%b} {day.year}",
    lambda day: f"{day:%a, %d %b %Y}",
)


@given(st.dates(dt.date(1996, 1, 1), dt.date(2026, 5, 9)), st.sampled_from(FORMS))
def test_a_day_comes_back_from_every_form(day: dt.date, form: object) -> None:
    assert callable(form)
    assert parse_date(form(day), SHANGHAI, NOW) == day.isoformat()
