"""Events are groups without drift; no order and no later group changes what persons said or what an event is called."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from pipelines.happenings.grouping import TOGETHER, group, name_events, pair

CLOSE, FAR = 0.9, 0.1


def complete(*sets: str) -> dict[tuple[str, str], float]:
    return {pair(*each): CLOSE for stories in sets for each in itertools.combinations(stories, 2)}


def test_stories_that_are_alike_are_one_group() -> None:
    assert group("abcde", complete("abc", "de"), ()) == [["a", "b", "c"], ["d", "e"]]


def test_a_chain_is_no_group() -> None:
    scores = {pair(one, other): CLOSE for one, other in itertools.pairwise("abcdefgh")}
    assert max(len(each) for each in group("abcdefgh", scores, ())) == 2


def test_a_digest_of_several_events_joins_them_not() -> None:
    scores = complete("abc", "def") | {pair("x", other): 0.6 for other in "abcdef"}
    groups = group("abcdefx", scores, ())
    assert not any({"a", "d"} <= set(each) for each in groups)


def test_what_a_person_parted_stays_apart_whoever_comes_between() -> None:
    groups = group("abcn", complete("abcn"), {("a", "b")})
    assert all(not {"a", "b"} <= set(each) for each in groups)
    assert sum(len(each) for each in groups) == 4


def test_twenty_newsrooms_are_one_group_though_some_pairs_are_unlike() -> None:
    names = [f"s{number:02}" for number in range(20)]
    scores = {pair(*each): CLOSE for each in itertools.combinations(names, 2)}
    for place, each in enumerate(sorted(scores)):
        if place % 8 == 0:
            scores[each] = FAR
    assert group(names, scores, ()) == [names]


def test_who_is_surely_like_one_member_joins_though_little_like_the_other() -> None:
    scores = {("a", "b"): 0.9, ("a", "c"): 0.9, ("b", "c"): 0.15}
    assert group("abc", scores, ()) == [["a", "b", "c"]]
    assert group("abc", scores | {("b", "c"): 0.05}, ()) == [["a", "b"], ["c"]]


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[str], dict[tuple[str, str], float], set[tuple[str, str]]]:
    stories = [f"s{number}" for number in range(draw(st.integers(1, 9)))]
    pairs = list(itertools.combinations(stories, 2))
    levels = st.sampled_from([0.0, 0.2, 0.4, 0.5, 0.6, 0.8, 1.0])
    scores = {each: draw(levels) for each in pairs}
    return stories, scores, {each for each in pairs if draw(st.integers(0, 9)) == 0}


@given(cases(), st.randoms(use_true_random=False))
def test_no_order_changes_a_group_and_no_group_breaks_a_rule(
    case: tuple[list[str], dict[tuple[str, str], float], set[tuple[str, str]]], chance: random.Random
) -> None:
    stories, scores, apart = case
    groups = group(stories, scores, apart)
    shuffled = chance.sample(stories, len(stories))
    mixed = dict(chance.sample(list(scores.items()), len(scores)))
    assert group(shuffled, mixed, chance.sample(sorted(apart), len(apart))) == groups
    assert sorted(story for each in groups for story in each) == sorted(stories)
    for each in groups:
        inside = list(itertools.combinations(each, 2))
        assert not apart.intersection(inside)
        assert not inside or max(scores[one] for one in inside) >= TOGETHER


def arrival(stories: str) -> dict[str, int]:
    return {story: place for place, story in enumerate(stories)}


def test_an_event_is_named_after_its_first_story_and_keeps_its_name() -> None:
    first = name_events([["a", "b"], ["c"]], {}, arrival("bac"))
    assert first == {"a": "b", "b": "b"}
    assert name_events([["a", "b", "c"]], first, arrival("bac")) == {"a": "b", "b": "b", "c": "b"}
    assert name_events([["a", "c"], ["b"]], first, arrival("bac")) == {"a": "b", "c": "b"}


def test_a_name_that_another_event_has_is_not_given() -> None:
    assert name_events([["a", "b"]], {}, arrival("ab"), {"a"}.__contains__)["b"] not in ("a", "b")


def test_of_two_events_that_become_one_the_larger_share_names_it() -> None:
    former = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "y"}
    assert set(name_events([list("abcde")], former, arrival("abcde")).values()) == {"y"}


def test_an_event_that_comes_apart_leaves_its_name_to_the_larger_part() -> None:
    former = dict.fromkeys("abcde", "a")
    named = name_events([list("ab"), list("cde")], former, arrival("abcde"))
    assert {named["c"], named["d"], named["e"]} == {"a"}
    assert named["a"] == named["b"] != "a"


@given(cases(), cases())
def test_no_name_is_that_of_two_events(
    before: tuple[list[str], dict[tuple[str, str], float], set[tuple[str, str]]],
    after: tuple[list[str], dict[tuple[str, str], float], set[tuple[str, str]]],
) -> None:
    order = {f"s{number}": number for number in range(9)}
    former = name_events(group(*before), {}, order)
    groups = group(*after)
    named = name_events(groups, former, order)
    events = [{named.get(story) for story in each} for each in groups if len(each) > 1]
    assert all(len(each) == 1 and None not in each for each in events)
    assert len(set.union(*events, set())) == len(events)
    assert name_events(groups, named, order) == named
