"""Labels on a line, and the form in which the words are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.labels import pairs
from pipelines.extraction.vocabulary import folded


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "2015-11-05 阅读：81 来源:海风报 作者:林晓",
            [("other", "阅读", "81"), ("source", "来源", "海风报"), ("author", "作者", "林晓")],
        ),
        ("來源：科學報 編輯：趙寧", [("source", "来源", "科學報"), ("editor", "编辑", "趙寧")]),
        ("文｜林晓", [("author", "文", "林晓")]),
        ("作　者：林晓", [("author", "作 者", "林晓")]),
        ("图片来源：海风视觉", [("not_source", "图片来源", "海风视觉")]),
        ("本文转载自海风报", [("reprint", "本文转载自", "海风报")]),
        ("资金来源：银行", []),
        ("中文：汉语", []),
        ("作者认为这很好", []),
        ("", []),
    ],
)
def test_pairs(line: str, found: list[tuple[str, str, str]]) -> None:
    assert [(pair.kind, pair.label, pair.value) for pair in pairs(line)] == found


def test_a_space_is_a_weak_mark() -> None:
    assert [pair.weak for pair in pairs("来源 海风报 作者：林晓")] == [True, False]


@given(st.text(max_size=300))
def test_folding_moves_no_character(text: str) -> None:
    assert len(folded(text)) == len(text)
    for pair in pairs(text):
        assert pair.value in text


def test_folding() -> None:
    assert folded("責任編輯：ＡB１／|丨") == "责任编辑:Ａb1/||"
