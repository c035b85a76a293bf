"""Patterns in a text: word limits, plurals, versions, and which of overlapping ones stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lexicon import Lexicon, Place, longest
from pipelines.reading import read


def found(lexicon: Lexicon, text: str) -> list[str]:
    return [place.pattern for place in lexicon.places(read("", text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Training in the main hall, said the captain.", []),
        ("AI is here", ["ai"]),
        ("(AI)", ["ai"]),
        ("ＡＩ", ["ai"]),
        ("AI-ready", ["ai"]),
        ("用AI写作", ["ai"]),
        ("AI2 and ai4", []),
        ("AIs", []),
        ("ai", ["ai"]),
        ("naïve ai", ["ai"]),
        ("ïai", []),
        ("", []),
    ],
)
def test_a_latin_pattern_is_a_word_of_its_own(text: str, expected: list[str]) -> None:
    assert found(Lexicon(["ai"]), text) == expected


@pytest.mark.parametrize("text", ["新的大语言模型", "新的大語言模型", "新的大语言模型2.0", "「大语言模型」"])
def test_a_chinese_pattern_is_found_anywhere_in_either_script(text: str) -> None:
    assert found(Lexicon(["大语言模型"]), text) == ["大语言模型"]


@pytest.mark.parametrize(
    ("text", "times"), [("models", 1), ("Models, model", 2), ("modelss", 0), ("model's", 1), ("models'", 1)]
)
def test_a_plural(text: str, times: int) -> None:
    assert len(found(Lexicon(["model"], plural=["model"]), text)) == times


@pytest.mark.parametrize(
    ("text", "times"), [("Qwen3", 1), ("Qwen2.5-VL", 1), ("Qwen", 1), ("Qwen-Max", 1), ("qwens", 0), ("owen3", 0)]
)
def test_a_version_may_follow_directly(text: str, times: int) -> None:
    assert len(found(Lexicon(["qwen"], versioned=["qwen"]), text)) == times


@pytest.mark.parametrize(
    ("text", "times"), [("GPT-4", 1), ("GPT-4o", 0), ("GPT-4.1", 0), ("GPT-4. Then", 1), ("GPT-40", 0)]
)
def test_a_number_at_the_end_is_the_whole_number(text: str, times: int) -> None:
    assert len(found(Lexicon(["gpt 4"]), text)) == times


def test_of_overlapping_patterns_the_first_and_longest_stands() -> None:
    lexicon = Lexicon(["模型", "语言模型", "大语言模型"])
    standing = longest(lexicon.places(read("", "大语言模型与模型")))
    assert [place.pattern for place in standing] == ["大语言模型", "模型"]


def test_empty_patterns_are_none() -> None:
    assert found(Lexicon(["", "a"]), "a b") == ["a"]
    assert found(Lexicon([]), "a b") == []


@given(st.text(alphabet="ab 模型", max_size=60))
def test_places_are_where_the_patterns_stand(text: str) -> None:
    reading = read("", text)
    for place in Lexicon(["ab", "b", "模型", "模"]).places(reading):
        assert reading.folded[place.start : place.end] == place.pattern


def test_what_stands_does_not_overlap() -> None:
    places = [Place(0, 3, "a"), Place(1, 5, "b"), Place(3, 4, "c"), Place(3, 4, "d")]
    assert [place.pattern for place in longest(places)] == ["a", "c"]
