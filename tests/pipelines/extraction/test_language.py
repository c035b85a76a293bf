"""The language tag of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.language import language_of, script_counts


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        ("北岸实验室今天公布了一个小型翻译模型。", None, "zh-Hans"),
        ("北岸實驗室今天公布了一個小型翻譯模型。", None, "zh-Hant"),
        ("北岸實驗室今天公布了一個小型翻譯模型。", "zh-CN", "zh-Hant"),  # the text says more than the page
        ("用 GPT 和 LLM 写代码的人越来越多了", "en", "zh-Hans"),
        ("人工智能", None, "zh-Hans"),  # no character tells
        ("The lab opened the weights of a small model to the public.", None, "en"),
        ("The lab opened the weights of a small model to the public.", "zh", "en"),
        ("The term 模型 is the word for a model, and it is old.", None, "en"),
        (
            "The brand that is called シャープ in Japan is one of the oldest makers of screens and of radios.",
            None,
            "en",
        ),
        ("研究所は今日、小さな翻訳モデルを公開しました。", None, "ja"),
        ("연구소는 오늘 작은 번역 모델을 공개했다.", None, "ko"),
        ("Le labo a publié un modèle léger.", "fr", "fr"),
        ("Le labo a publié un modèle léger.", "fr-FR", "fr"),
        ("Le labo a publié un modèle léger.", "fr_FR", "fr"),
        ("Le labo a publié un modèle léger.", None, None),
        ("Le labo a publié un modèle léger.", "zh-CN", None),
        ("Le labo a publié un modèle léger.", "x", None),
        ("Le labo a publié un modèle léger.", "<script>", None),
        ("", None, None),
        ("2026 — 42 %", "", None),
    ],
)
def test_language(text: str, stated: str | None, expected: str | None) -> None:
    assert language_of(text, stated) == expected


@pytest.mark.parametrize(
    ("text", "counts"), [("", (0, 0)), ("model", (0, 0)), ("实验", (2, 0)), ("實驗", (0, 2)), ("人工", (0, 0))]
)
def test_script_counts(text: str, counts: tuple[int, int]) -> None:
    assert script_counts(text) == counts


@given(st.text(max_size=200), st.none() | st.text(max_size=12))
def test_the_tag_is_always_one(text: str, stated: str | None) -> None:
    tag = language_of(text, stated)
    assert tag is None or tag in ("zh-Hans", "zh-Hant") or (tag.isascii() and 2 <= len(tag) <= 3 and tag.islower())
