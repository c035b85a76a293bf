"""How alike two stories are: by rare things they share, the same both ways."""

import math

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


def test_several_rare_words_say_more_than_one_and_common_ones_nothing() -> None:
    one, few, many = (story(words=words) for words in ("ferry quay mooring grass", "ferry field", "ferry quay mooring"))
    known = compared(one, few).evidence["rare"], compared(one, many).evidence["rare"]
    assert 0 < known[0] < known[1]
    common = Rarity(5000, dict.fromkeys(("word:ferry", "word:quay", "word:mooring"), 2500))
    assert compared(one, many, common).evidence["rare"] == 0


def test_across_languages_names_numbers_and_ideas_are_what_is_rare() -> None:
    abroad = story("aurora", "6.5e+08", "round investor cluster", "funding", is_han=True)
    alone = story(words="round investor cluster", is_han=True)
    assert compared(ONE, abroad).evidence["rare"] > 0
    assert compared(ONE, alone).evidence["rare"] == 0


def test_in_english_rare_numbers_count_beside_rare_words() -> None:
    one, other = story(numbers="6.5e+08", words="ferry"), story(words="ferry")
    assert compared(one, one).evidence["rare"] > compared(one, other).evidence["rare"] > 0


def test_long_english_texts_share_more_rare_words_by_chance() -> None:
    short = [f"{teller}{number}" for teller in ("one", "other") for number in range(40)]
    few, many = (
        compared(*(story(words=" ".join(["ferry", "quay", *short[start : start + size]])) for start in (0, 40)))
        for size in (20, 40)
    )
    assert few.evidence["rare"] > many.evidence["rare"] > 0


def test_a_late_day_parts_more_than_an_early_one() -> None:
    other = story("aurora", "9e+09", "round", "funding")

    def logit(days: float) -> float:
        probability = score(ONE, other, days=days)
        return math.log(probability / (1 - probability))

    assert logit(1.5) - logit(2.5) > 3 * (logit(0.5) - logit(1.5)) > 0


def titled(name: str, number: str) -> Signature:
    title = {f"name:{name}", f"number:{number}"}
    rest = {"number:9e+09": 1.4, "latin:granite": 1.4, "happening:funding": 1.4, "word:round": 1.4}
    return Signature(is_han=False, terms=dict.fromkeys(title, 2.0) | rest, title=frozenset(title))


def test_titles_of_other_firms_and_other_sums_tell_two_events() -> None:
    one = titled("Aurora", "350")
    assert score(one, titled("Meadow", "175")) < 0.2
    assert score(one, titled("Meadow", "350")) > 0.6
    assert score(one, titled("Aurora", "175")) > 0.6
