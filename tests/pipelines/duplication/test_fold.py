"""The comparison form: what does not tell two texts apart."""

import re
import sys
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipelines.duplication.fold import exact_key, fold, han_share, simplified, tokenise, tokens

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKEN = re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+")


def is_han(character: str) -> bool:
    return re.match(f"[{_HAN}]", character) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("机器学习实验室发布报告", "機器學習實驗室發布報告"),
        ("ＡＩ模型　２０２６", "AI模型 2026"),
        ("The Lab Opens", "the lab opens"),
        ("“开放”，他说：好！", "开放 他说 好"),
        ("Open-weights, today.", "open weights today"),
        ("第①步", "第1步"),
        ("a_b", "a b"),
        ("ﬁne tuning", "fine tuning"),
        ("cafe\u0301", "café"),
        ("模 型", "模型"),
        ("line one\nline two", "line one line two"),
    ],
)
def test_same_comparison_form(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)
    assert exact_key(tokens(one)) == exact_key(tokens(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("模型", "型模"), ("open model", "openmodel"), ("第1步", "第2步"), ("GPT 4", "GPT 4o"), ("1.5", "15")],
)
def test_another_comparison_form(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)
    assert exact_key(tokens(one)) != exact_key(tokens(other))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("…！？ — 😀", []),
        ("用GPU训练7天", ["用", "gpu", "训", "练", "7", "天"]),
        ("〇七年", ["〇", "七", "年"]),
        ("𠮷田", ["𠮷", "田"]),  # beyond the basic plane
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_of_ascii_gives_the_same(text: str) -> None:
    assert tokens(text) == tokenise(text).words()


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert tokens(" ".join(tokens(text))) == tokens(text)


@given(st.text())
def test_punctuation_between_words_is_nothing(text: str) -> None:
    assert tokens(f"。{text}…… ") == tokens(text)


def test_simplified_leaves_everything_else_alone() -> None:
    assert simplified("AI 繁體，Text") == "AI 繁体，Text"
    assert simplified("no Han at all") == "no Han at all"


def test_fold_is_the_form_of_terms() -> None:
    assert fold("ＯｐｅｎＡＩ 開源") == "openai 开源"


@pytest.mark.parametrize(("text", "share"), [("", 0.0), ("。。", 0.0), ("模型", 1.0), ("模型ai", 0.5), ("model", 0.0)])
def test_han_share(text: str, share: float) -> None:
    assert han_share(text) == share


def test_the_table_folds_every_character_as_the_normaliser_and_the_converter_do() -> None:
    convert = OpenCC("t2s").convert

    def simple(character: str) -> str:
        return found if len(found := str(convert(character))) == 1 else character

    for start in range(0, sys.maxunicode + 1, 512):
        block = [chr(code) for code in range(start, start + 512) if not 0xD800 <= code < 0xE000]
        plain = [normalize("NFKC", normalize("NFKC", character).lower()) for character in block]
        folded = ["".join(map(simple, each)) for each in plain]
        words = [each for each in folded if any(map(str.isalnum, each)) or (len(each) == 1 and is_han(each))]
        expected = [token for each in words for token in _TOKEN.findall(each)]
        assert tokens("\n".join(block)) == expected
