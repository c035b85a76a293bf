"""Numbers that are spelled out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplication.form import Form
from pipelines.duplication.numerals import han_value, spelled_numbers
from pipelines.duplication.verify import compare

REPORT = (
    "{0}水文站今天早晨通报，水位为{1}米，比昨天上升{2}厘米，流量是每秒{3}立方米；上游水库的蓄水量是百分之{4}，"
    "出库流量是每秒{5}立方米。过去一天里面雨量是{6}毫米，最大的一个点有{7}毫米。预计以后几天还有小到中雨，水位会慢慢上涨。"
)
HAN = (
    ("北岸", "十二", "二十三", "三百四十", "六十一", "二百一十", "十五", "四十八"),
    ("南湖", "二十七", "四十一", "九百", "三十五", "四百六十", "三十二", "九十六"),
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("十二摄氏度", ["12"]),
        ("百分之一点五", ["1.5"]),
        ("两千三百万元", ["23000000"]),
        ("一万五", ["15000"]),
        ("二〇二六年", ["2026"]),
        ("一亿两千万", ["120000000"]),
        ("三天里有一个人", ["3"]),
        ("3万吨", []),  # in digits
        ("百万年薪，万事如意", []),
        ("Twelve of ninety boats", ["12", "90"]),
        ("one attendant, someone, tension", []),
        ("", []),
    ],
)
def test_numbers(text: str, numbers: list[str]) -> None:
    assert [each.digits for each in spelled_numbers(text)] == numbers


@given(st.text("零〇一二三四五六七八九十百千万亿两点a ", max_size=30))
def test_any_text_is_read(text: str) -> None:
    ends = 0
    for number in spelled_numbers(text):
        assert ends <= number.start < number.end <= len(text)
        assert float(number.digits) >= 0
        ends = number.end


@given(st.integers(0, 9999))
def test_the_value_of_what_was_written_digit_by_digit(value: int) -> None:
    assert han_value("".join("零一二三四五六七八九"[int(digit)] for digit in str(value))) == value


def test_a_report_of_another_day_in_han_numerals_is_a_template() -> None:
    match = compare(REPORT.format(*HAN[0]), REPORT.format(*HAN[1]))
    assert match is not None
    assert match.relation == "template"


def test_numbers_written_in_digits_instead_are_the_same() -> None:
    digits = ("北岸", "12", "23", "340", "61", "210", "15", "48")
    match = compare(REPORT.format(*HAN[0]), REPORT.format(*digits))
    assert match is not None
    assert match.relation in {"near", "rewritten"}  # a copy
    assert Form(REPORT.format(*digits)).anchors.values.tolist() == Form(REPORT.format(*HAN[0])).anchors.values.tolist()
