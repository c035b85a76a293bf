"""Which copy is the head."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.outcomes import State
from pipelines.duplication.decide import Standing, is_better_head

EARLY = dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 5, 3, 9, tzinfo=dt.UTC)


def standing(
    state: State = State.PENDING, *, origin: bool = False, on: dt.datetime | None = LATE, flags: int = 0
) -> Standing:
    return Standing(state, origin, on, flags)


@pytest.mark.parametrize(
    ("new", "head", "expected"),
    [
        (standing(), standing(), False),  # a tie
        (standing(on=EARLY), standing(), True),
        (standing(), standing(on=EARLY), False),
        (standing(on=EARLY), standing(on=EARLY.astimezone(dt.timezone(dt.timedelta(hours=8)))), False),
        (standing(on=None), standing(), False),  # an unknown date is no earlier one
        (standing(), standing(on=None), False),
        (standing(flags=0), standing(flags=2), True),
        (standing(flags=2), standing(flags=0), False),
        (standing(on=None, flags=0), standing(flags=1), True),
        (standing(flags=0), standing(on=EARLY, flags=3), False),  # dates go before flags
        (standing(origin=True), standing(on=EARLY), True),
        (standing(on=EARLY), standing(origin=True), False),
        (standing(origin=True, on=EARLY), standing(origin=True), True),
        (standing(State.QUARANTINED, origin=True, on=EARLY), standing(), False),  # held back never hides another
        (standing(State.OFF_TOPIC, on=EARLY), standing(), False),
        (standing(flags=3), standing(State.QUARANTINED, origin=True, on=EARLY), True),
        (standing(), standing(State.OFF_TOPIC, on=EARLY), True),
        (standing(State.QUARANTINED, on=EARLY), standing(State.OFF_TOPIC), True),  # both held: by date
        (standing(on=EARLY), standing(State.ACCEPTED), True),
        (standing(on=EARLY), standing(State.REJECTED), True),
        (standing(State.QUARANTINED, on=EARLY), standing(State.REJECTED), False),
    ],
)
def test_is_better_head(new: Standing, head: Standing, expected: bool) -> None:
    assert is_better_head(new, head) is expected


STANDINGS = st.builds(
    Standing,
    st.sampled_from([State.PENDING, State.QUARANTINED, State.OFF_TOPIC, State.ACCEPTED]),
    st.booleans(),
    st.sampled_from([None, EARLY, LATE]),
    st.integers(0, 2),
)


@given(STANDINGS, STANDINGS)
def test_never_both_ways(one: Standing, other: Standing) -> None:
    assert not (is_better_head(one, other) and is_better_head(other, one))


def test_nothing_is_better_than_itself() -> None:
    for state, origin, on in product(State, [True, False], [None, EARLY]):
        same = Standing(state, origin, on, 0)
        assert not is_better_head(same, same)
