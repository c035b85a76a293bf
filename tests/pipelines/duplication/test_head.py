"""Which copy heads a story."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplication.head import Copy, Period, most_original, period

LAB, PRESS, FARM = "https://www.lab.example/a", "https://press.example/b", "https://farm.example/c"


def at(stated: str) -> Period:
    moment = dt.datetime.fromisoformat(stated)
    found = period(stated, moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC))
    assert found is not None
    return found


def copy(url: str = LAB, on: str | None = None, **more: Any) -> Copy:
    return Copy(url, published=at(on) if on else None, **more)


NINE, TEN = "2026-05-03T09:00:00+00:00", "2026-05-03T10:00:00+00:00"
DAY, NEXT_DAY = "2026-05-03", "2026-05-04"


@pytest.mark.parametrize(
    ("head", "new", "takes_over"),
    [
        (copy(), copy(PRESS), False),  # a tie
        # dates
        (copy(on=TEN), copy(PRESS, NINE), True),
        (copy(on=NINE), copy(PRESS, TEN), False),
        (copy(on=NINE), copy(PRESS, "2026-05-03T17:00:00+08:00"), False),  # the same moment
        (copy(on=TEN), copy(PRESS), False),  # an unknown date is no earlier one,
        (copy(), copy(PRESS, TEN), False),  # and no later one
        # days: earlier only when the whole day is
        (copy(on=NINE), copy(PRESS, DAY), False),
        (copy(on=DAY), copy(PRESS, NINE), False),
        (copy(on="2026-05-04T00:00:01+00:00"), copy(PRESS, DAY), True),
        (copy(on=NEXT_DAY), copy(PRESS, "2026-05-03T23:59:59+00:00"), True),
        (copy(on=NEXT_DAY), copy(PRESS, DAY), True),
        (copy(on=DAY), copy(PRESS, NEXT_DAY), False),
        (copy(on=NINE), copy(PRESS, "2026-05-03T00:00:00+00:00"), False),  # midnight is a day without a time
        # flags
        (copy(flags=2), copy(PRESS), True),
        (copy(), copy(PRESS, flags=2), False),
        (copy(flags=1), copy(PRESS, on=DAY), True),
        (copy(on=NINE, flags=3), copy(PRESS, TEN), False),  # dates go before flags
        (copy(on=DAY, flags=1), copy(PRESS, NINE), True),  # of one day: flags
        # origin
        (copy(on=NINE, origin_name="Press"), copy(PRESS, TEN, site_name=" press "), True),
        (copy(on=NINE, origin_name="press.example"), copy(PRESS, TEN), True),
        (copy(on=NINE, origin_urls=["https://www.press.example/x"]), copy(PRESS, TEN), True),
        (copy(on=TEN, site_name="Lab"), copy(PRESS, NINE, origin_name="LAB"), False),
        (copy(on=NINE), copy(PRESS, TEN, site_name="Press", origin_name="Press"), False),  # its own word is none
        (copy(on=NINE, origin_name="Press"), copy(PRESS, TEN, site_name="Press Agency"), False),
        (copy(on=NINE, origin_name="press.example"), copy(PRESS, TEN, origin_name="lab.example"), False),
        # what is held back hides nothing; a part heads nothing
        (copy(), copy(PRESS, NINE, is_held=True), False),
        (copy(on=NINE, is_held=True), copy(PRESS, TEN, flags=3), True),
        (copy(on=TEN, is_held=True), copy(PRESS, NINE, is_held=True), True),
        (copy(on=TEN), copy(PRESS, NINE, is_part=True), False),
        (copy(on=TEN, is_held=True), copy(PRESS, NINE, is_part=True), False),
    ],
)  # fmt: skip
def test_of_two(head: Copy, new: Copy, takes_over: bool) -> None:
    assert most_original([head, new], 0) == int(takes_over)


def test_a_third_copy_may_name_the_origin() -> None:
    copies = [copy(LAB, NINE), copy(PRESS, TEN, site_name="Press"), copy(FARM, TEN, origin_name="Press")]
    assert most_original(copies[:2], 0) == 0
    assert most_original(copies, 0) == 1


def test_two_pages_of_one_site_do_not_name_each_other() -> None:
    other = copy("https://news.lab.example/b", TEN, site_name="Lab", origin_name="Lab")
    assert most_original([copy(on=NINE, site_name="Lab"), other, copy(PRESS, TEN)], 0) == 0
    assert most_original([other, copy(on=NINE, site_name="Lab")], 0) == 1


def test_among_those_of_the_day_that_are_left_flags_decide() -> None:
    copies = [copy(LAB, TEN, flags=0), copy(PRESS, DAY, flags=1), copy(FARM, NINE, flags=2)]
    assert most_original(copies, 0) == 1  # the first was published after the third; flags part the other two


def test_when_all_are_parts_one_of_them_heads() -> None:
    assert most_original([copy(on=TEN, is_part=True), copy(PRESS, NINE, is_part=True)], 0) == 1


def test_what_is_stated_becomes_a_period() -> None:
    start = dt.datetime(2026, 5, 3, 16, tzinfo=dt.UTC)
    assert period(None, start) is None
    assert period("2026-05-04", None) is None
    assert period("2026-05-04", start) == Period(start, start + dt.timedelta(days=1, microseconds=-1))
    assert period("2026-05-04T00:00:00+08:00", start) == Period(start, start + dt.timedelta(days=1, microseconds=-1))
    assert period("2026-05-04T00:00:01+08:00", start) == Period(start, start)


COPIES = st.lists(
    st.builds(
        copy,
        st.sampled_from([LAB, PRESS, FARM]),
        st.sampled_from([None, NINE, TEN, DAY, NEXT_DAY]),
        origin_name=st.sampled_from([None, "lab.example", "press.example"]),
        flags=st.integers(0, 2),
        is_held=st.booleans(),
        is_part=st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@given(COPIES, st.data())
def test_the_choice_stands_and_depends_on_who_is_head_only_in_a_tie(copies: list[Copy], data: st.DataObject) -> None:
    chosen = [most_original(copies, present) for present in range(len(copies))]
    assert [most_original(copies, each) for each in chosen] == chosen
    ties = {replace(copies[each], url=LAB, published=None, origin_name=None) for each in chosen}
    assert len(ties) == 1
    order = data.draw(st.permutations(range(len(copies))))
    shuffled = [copies[place] for place in order]
    assert order[most_original(shuffled, order.index(chosen[0]))] == chosen[0]
