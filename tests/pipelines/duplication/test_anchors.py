"""The data of two texts: what is the same number, and which stand at the same place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplication.anchors import Agreement, agreement
from pipelines.duplication.form import Form


def agreed(one: str, other: str) -> Agreement:
    forms = [Form(text) for text in (one, other)]
    (mine, among), (theirs, other_among) = ((form.anchors, np.ones(len(form), dtype=bool)) for form in forms)
    return agreement(mine, among, theirs, other_among)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,000", "1000"),
        ("05", "5"),
        ("３．５", "3.5"),
        ("12,345,678", "12345678"),
        ("0.5", "00.5"),
        ("A100", "a100"),
    ],
)
def test_one_number_is_written_in_many_ways(one: str, other: str) -> None:
    told = agreed(f"销量为{one}台", f"销量为{other}台")
    assert (told.agreeing, told.missing, told.other_numbers, told.numbers) == (2, 0, 0, 1)


@pytest.mark.parametrize(("one", "other"), [("10", "1"), ("3.5", "35"), ("12:30", "12:45"), ("3.71", "3.52")])
def test_two_numbers_at_one_place(one: str, other: str) -> None:
    told = agreed(f"销量为{one}台", f"销量为{other}台")
    assert (told.other_numbers, told.numbers, told.kinds) == (1, 1, 1)


def test_what_is_rounded_is_the_same_number() -> None:
    told = agreed("销量为3.52万台", "销量为3.5万台")
    assert (told.other_numbers, told.missing) == (0, 0)


def test_what_stands_elsewhere_in_the_text_is_another_number_at_this_place() -> None:
    told = agreed("早上到港3艘，中午到港5艘，晚上到港7艘。", "早上到港7艘，中午到港3艘，晚上到港5艘。")
    assert (told.missing, told.other_numbers, told.other_pairs, told.kinds) == (0, 3, 3, 3)
    assert told.is_other_data(3)


def test_a_number_corrected_wherever_it_stands_is_one_datum() -> None:
    text = "早上到港3艘。中午又到港3艘。晚上共记到港3艘。夜里没有到港，全天平均到港3艘。"
    told = agreed(text, text.replace("3", "4"))
    assert (told.other_numbers, told.other_pairs, told.kinds) == (4, 1, 1)
    assert not told.is_other_data(2)


def test_what_one_text_alone_has_more_was_put_in() -> None:
    told = agreed("The Anna came at 7 with Bo.", "The Anna came at 7 with Bo, 12 crates and Carla of Dunmore.")
    assert (told.missing, told.kinds) == (0, 0)


NUMBERS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)


@given(NUMBERS)
def test_the_same_numbers_agree_however_they_are_grouped(numbers: list[int]) -> None:
    one = "；".join(f"第{place}批共{number}件" for place, number in enumerate(numbers))
    other = "；".join(f"第{place}批共{number:,}件" for place, number in enumerate(numbers))
    told = agreed(one, other)
    assert (told.missing, told.other_numbers, told.numbers) == (0, 0, 2 * len(numbers))


@given(st.text("1,.:a b，中", max_size=60), st.text("1,.:a b，中", max_size=60))
def test_agreement_turns_around(one: str, other: str) -> None:
    assert agreed(one, other) == agreed(other, one)
