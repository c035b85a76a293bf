"""The maker of the list of English words, on lists of our own."""

import pytest

from bench.english_spinning import (
    VERY_OFTEN,
    inflected,
    moby_groups,
    replacements,
    stand_ins,
    word_lines,
    wordnet_groups,
    worth_of,
)

FORMS = inflected(["use,verb,used,,using,uses", "employ,verb,employed,,employing,employs", "use,noun,uses/use"])
USUAL = {"uses": 1e-4, "employs": 1e-6, "used": 2e-4, "employed": 1e-8, "the": 0.05}


def test_forms_stand_in_the_same_order() -> None:
    assert FORMS["use", "verb"] == ["use", "used", "used", "using", "uses"]
    assert FORMS["use", "noun"] == ["use", "uses"]


def test_a_word_is_replaced_by_a_synonym_in_the_same_form() -> None:
    groups = list(moby_groups(["use,employ,the"]))
    assert replacements(groups, FORMS, USUAL) == {"uses": {"employs"}}  # employed is too rare to be known


def test_groups_of_wordnet() -> None:
    line = "01158872 34 v 02 use 0 employ(a) 1 000 | put into service"
    groups = list(wordnet_groups({"verb": ["  1 a licence", line]}))
    assert groups == [("verb", "use", ["use", "employ"]), ("verb", "employ", ["use", "employ"])]


def test_a_word_is_worth_more_the_rarer_it_is_beside_its_synonyms() -> None:
    usual = {"uses": 1e-4, "employs": 5e-5, "exerts": 1e-8}
    worth = worth_of(({"uses": {"employs"}}, {"uses": {"employs"}}), usual)
    assert worth["employs"] == pytest.approx(0.4 + 0.82 * 0.693, abs=0.01)  # twice as often
    assert worth_of(({"uses": {"exerts"}},), usual)["exerts"] == 3.5


def test_pairs_are_no_chance_and_those_of_other_words_are_very_frequent() -> None:
    times = {"of": 10 * VERY_OFTEN, "the": 10 * VERY_OFTEN, "lamp": 2 * VERY_OFTEN, "oil": 2 * VERY_OFTEN, "ink": 9}
    pairs = [
        f"lamp oil {2 * VERY_OFTEN}",
        f"of the {VERY_OFTEN}",
        f"oil lamp {VERY_OFTEN - 1}",
        f"lamp o2 {2 * VERY_OFTEN}",
        "of ink 7",
    ]
    assert word_lines(times, pairs, {"ink": 1.25}) == [
        "ink 79 1.2 |",
        "lamp 11 - oil |",
        "of 4 - | ink",
        "oil 11 - |",
    ]


def test_what_stands_for_a_word_of_a_term_has_its_form() -> None:
    groups = list(moby_groups(["use,employ,the"]))
    assert stand_ins(groups, FORMS, {"uses", "unknown"}) == {"employs": {"uses"}}
