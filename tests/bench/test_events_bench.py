"""The labelled set is whole, and the half that was not tuned on is found as well as is promised."""

from collections import Counter

import pytest

from bench.events.__main__ import FILES, HALVES, figures, group, labelled, pairs_of, scores, signatures, stories


def test_the_set_is_as_large_as_is_said() -> None:
    events = Counter(each.event for each in stories())
    assert sum(number > 1 for number in events.values()) >= 60
    assert max(events.values()) <= 5
    assert sum(number == 1 for number in events.values()) >= 25  # near misses and digests


def test_a_family_stands_in_one_half_alone() -> None:
    halves = [{each.family for each in stories(half)} for half in HALVES]
    assert halves[0] & halves[1] == {"digest"}


@pytest.mark.parametrize("half", HALVES)
def test_figures(half: str) -> None:
    given = stories(half)
    found = pairs_of(group([each.key for each in given], scores(given, signatures(given)), ()))
    answer = figures(found, labelled(given))
    assert answer.precision >= 0.95
    assert answer.recall >= 0.7


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("half", [None, *HALVES])
def test_figures_of_the_other_sets(name: str, half: str | None) -> None:
    given = stories(half, file=FILES[name])
    found = pairs_of(group([each.key for each in given], scores(given, signatures(given)), ()))
    answer = figures(found, labelled(given))
    assert answer.precision >= 0.95
    assert answer.recall >= 0.7
