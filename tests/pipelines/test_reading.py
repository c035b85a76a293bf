"""The form in which words are looked up: both forms in step, and where title and lead end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading import read, word_form, written_form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("ＡＩ Agent", "ai agent"),
        ("機器學習", "机器学习"),
        ("生成式 AI 應用", "生成式ai应用"),
        ("self-driving", "self driving"),
        ("GPT‑4", "gpt 4"),
        ("萨姆・奥特曼", "萨姆·奥特曼"),
        ("  OpenAI’s ", "openai's"),
        ("İstanbul", "istanbul"),
    ],
)
def test_the_form_of_a_word(written: str, form: str) -> None:
    assert word_form(written) == form
    assert word_form(form) == form


def test_the_written_form_keeps_case_and_script() -> None:
    assert written_form("昇騰 PaLM-2") == "昇騰PaLM 2"


@given(st.text(max_size=200), st.text(max_size=400))
def test_folded_and_written_are_in_step(title: str, text: str) -> None:
    reading = read(title, text)
    assert len(reading.folded) == len(reading.written)
    assert 0 < reading.title_end <= reading.lead_end <= len(reading.folded)


def test_a_character_whose_conversion_changes_the_length_costs_only_the_case() -> None:
    reading = read("", "A ㈱ ﬁrm ½")
    assert len(reading.folded) == len(reading.written)


def test_the_title_ends_with_its_line() -> None:
    reading = read("A\ntitle", "Text")
    assert reading.folded[: reading.title_end] == "a title\n"


def test_the_lead_is_of_whole_lines() -> None:
    lines = ["word " * 40, "more " * 100, "rest " * 400]
    reading = read("", "\n".join(lines))
    assert reading.folded[reading.title_end : reading.lead_end] == "\n".join(lines[:2]) + "\n"


def test_the_lead_of_one_long_line_is_its_beginning() -> None:
    reading = read("", "字" * 5000)
    assert reading.lead_end - reading.title_end == 400


def test_a_line_is_found_around_a_place() -> None:
    reading = read("Title", "One\nTwo Three\nFour")
    assert reading.line_at(reading.folded.index("three")) == "Two Three"
    assert reading.line_at(0) == "Title"
    assert reading.line_at(len(reading.folded) - 1) == "Four"
