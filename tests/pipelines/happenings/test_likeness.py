"""How alike two stories are: by rare things they share, the same both ways."""

import pytest

from pipelines.happenings.likeness import Likeness, Rarity, likeness, weighed
from pipelines.happenings.signature import ROUNDUP, Kind, Signature, term

NOTHING_SEEN = Rarity(0, {})


def story(
    names: str = "", numbers: str = "", words: str = "", happenings: str = "", *, is_han: bool = False
) -> Signature:
    stated = {Kind.LATIN: names, Kind.NUMBER: numbers, Kind.WORD: words, Kind.HAPPENING: happenings}
    terms = {term(kind, value): 1.4 for kind, given in stated.items() for value in given.split()}
    return Signature(is_han, terms, frozenset(term(Kind.LATIN, value) for value in names.split()))


ONE = story("aurora granite", "6.5e+08 9e+09", "round investor cluster", "funding")


def compared(one: Signature, other: Signature, rarity: Rarity = NOTHING_SEEN, days: float = 0) -> Likeness:
    return likeness(weighed(one, rarity), weighed(other, rarity), days)


def score(one: Signature, other: Signature, rarity: Rarity = NOTHING_SEEN, days: float = 0.2) -> float:
    return compared(one, other, rarity, days).score


def test_it_is_the_same_the_other_way_round() -> None:
    other = story("aurora meadow", "6.5e+08", "round field", "funding")
    assert compared(ONE, other, days=1) == compared(other, ONE, days=1)


def test_a_story_is_like_itself_and_unlike_what_shares_nothing() -> None:
    assert score(ONE, ONE) > 0.9
    assert score(ONE, story("meadow", "12", "grass", "recall")) < 0.02
    assert score(Signature(is_han=True, terms={}, title=frozenset()), ONE) < 0.02


def test_words_count_within_one_language_only() -> None:
    other = story("aurora granite", "6.5e+08 9e+09", "round investor cluster", "funding", is_han=True)
    assert compared(ONE, other, days=0).evidence["words"] == 0
    assert compared(ONE, ONE, days=0).evidence["words"] > 0


def test_what_many_stories_hold_says_less() -> None:
    other = story("aurora", "6.5e+08", "round", "funding")
    common = Rarity(5000, {"latin:aurora": 3000, "number:6.5e+08": 3000})
    assert score(ONE, other, common) < score(ONE, other)
    assert common.of("latin:aurora") < common.of("latin:granite")


def test_one_shared_number_is_not_all_numbers() -> None:
    one, few, many = (story(numbers=numbers) for numbers in ("75", "75", "75 41.2 8800"))
    assert compared(one, few, days=0).evidence["numbers"] < 0.7
    assert compared(many, many, days=0).evidence["numbers"] > 0.7


@pytest.mark.parametrize("days", [1.0, 3.0, 5.0])
def test_time_parts(days: float) -> None:
    other = story("aurora granite", "9e+09", "round", "funding")
    assert score(ONE, other, days=days) < score(ONE, other, days=0)


def test_the_evidence_names_what_is_shared_the_rarest_first() -> None:
    shared = compared(ONE, ONE, Rarity(1000, {"latin:aurora": 500})).evidence["shared"]
    assert isinstance(shared, list)
    assert shared.index("granite") < shared.index("aurora")


def test_a_roundup_tells_no_single_event() -> None:
    other = story("aurora granite", "9e+09", "round", "funding")
    roundup = Signature(is_han=False, terms={**other.terms, ROUNDUP: 2.0}, title=other.title | {ROUNDUP})
    as_one, as_none = score(ONE, other), score(ONE, roundup)
    assert as_none / (1 - as_none) < as_one / (1 - as_one) / 10
