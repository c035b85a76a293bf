"""Numbers of both languages have one form; what stands in any text is left out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.happenings.numbers import numbers
from pipelines.reading import read

DAY = dt.date(2026, 3, 3)


def forms(text: str, published: dt.date | None = DAY) -> list[str]:
    return [each.form for each in numbers(read("", text).folded, published)]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("融资6.5亿美元", "raised $650 million"),
        ("融资6.5亿美元", "raised $650m"),
        ("估值90亿", "worth nine billion"),
        ("720亿参数", "72B parameters"),
        ("上下文40万", "reads 400,000 tokens"),
        ("１.８万户", "18,000 homes"),
        ("12万亿token", "12 trillion tokens"),
        ("得分71.3%", "scored 71.3 per cent"),
        ("百分之35", "35%"),
        ("自7月15日起", "from July 15th on"),
        ("自7月15日起", "from 15 July"),
        ("50家企业", "Fifty small companies"),
        ("65人", "sixty-five people"),
        ("一亿元", "one hundred million"),
        ("三百亿美元", "thirty billion dollars"),
        ("两千五百万人", "twenty-five million people"),
        ("百分之十五", "fifteen per cent"),
        ("100万美元", "a million dollars"),
        ("五十万人", "half a million people"),
        ("30万人", "three hundred thousand people"),
        ("5月15日", "2026-05-15"),
        ("桥长650米", "a bridge 650 m long"),
        ("十二亿美元", "$1.2 billion"),
        ("两百万份", "two million copies"),
        ("两亿三千万人", "230 million people"),
        ("四千一百亿词元", "410 billion tokens"),
        ("五千台", "5,000 machines"),
        ("百分之三十五", "35 percent"),
        ("三成企业", "30% of firms"),
        ("三成二", "32%"),
        ("六成半", "65%"),
        ("市值4.3兆美元", "a value of $4.3 trillion"),
    ],
)
def test_both_languages_give_one_form(chinese: str, english: str) -> None:
    assert forms(chinese) == forms(english) != []


@pytest.mark.parametrize(
    "text",
    [
        "three of us, 7 times",
        "in 2025",
        "2025年",
        "第3名",
        "v3.2",
        "K750",
        "March 3",
        "3月4日",
        "二十大",
        "第二十届",
        "十分",
        "三家",
        "二十一世纪",
        "二零二六年",
    ],
)
def test_what_stands_in_any_text_is_left_out(text: str) -> None:
    assert forms(text) == []


def test_a_date_counts_when_it_is_not_the_day_itself() -> None:
    assert forms("3月3日", dt.date(2026, 4, 1)) == forms("March 3", None) == ["03/03"]
    assert forms("February 31") == ["02/31"]


def test_round_numbers_weigh_less() -> None:
    weights = [each.weight for each in numbers("9,000 then 9,100 then 9,120", None)]
    assert weights == sorted(weights)
    assert len(set(weights)) == 3


def test_megawatts_are_no_trillions() -> None:
    assert forms("装机40兆瓦") == ["40"]


def test_a_long_number_is_also_told_rounded() -> None:
    long = {each.form: each.weight for each in numbers(read("", "净利润16.05亿元").folded, DAY)}
    assert forms("profit of 1.6 billion") == ["1.6e+09"]
    assert long["1.6e+09"] < long["1.605e+09"]


@given(st.text(alphabet="0123456789.,，%年月日一两十百千万亿成半分之 mk$twenyhudrd", max_size=80))
def test_any_text_is_read(text: str) -> None:
    assert all(0 < each.weight <= 1 and 0 <= each.start < len(text) for each in numbers(text, DAY))


def test_a_number_of_any_length_is_read() -> None:
    assert forms("9" * 5000) == ["inf"]
    assert len(forms("一" + "亿" * 5000)) <= 1
