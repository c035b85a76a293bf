"""No text, however it is made, costs more than in proportion to its length."""

import random
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType

import pytest

from pipelines.duplication.cohesion import cohere
from pipelines.duplication.fingerprint import fingerprints
from pipelines.duplication.form import Form
from pipelines.duplication.verify import compare, explained, share_passages, share_within

_LENGTH = 50_000
_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def clauses(kinds: int, size: int) -> Callable[[int], str]:
    """Return what makes a text of so many clauses, each one of a few kinds."""

    def make(count: int) -> str:
        rng = random.Random(1)  # noqa: S311  (the same text every time)
        drawn = ["".join(rng.choices(_HAN, k=size)) for _ in range(kinds)]
        return "，".join(rng.choices(drawn, k=count)) + "。"

    return make


def spoiled(text: str) -> str:
    """Return the text with a third of its characters changed all over, so that its clauses have to be paired."""
    others = {ord(character): chr(ord(character) + 4000) for character in _HAN[::3]}
    return text.translate(others | {ord("a"): "b", ord("1"): "2"})


def half_spoiled(text: str) -> str:
    return text[: len(text) // 2] + spoiled(text[len(text) // 2 :])


def longer(text: str) -> str:
    return f"{text}尾巴。"


def work(text: str, other: str) -> tuple[int, int]:
    """Return how many functions are called for all that is asked of two texts, and the most bytes held at once."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    tracemalloc.start()
    sys.setprofile(count)
    try:
        one, two = Form(text), Form(other)
        fingerprints(one.tokens)
        if match := compare(one, two):
            explained(match, one, two)
        share_within(one, [two])
        cohere(one, two)
        share_passages(one, two)
    finally:
        sys.setprofile(None)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return calls, peak


@pytest.mark.parametrize("change", [longer, spoiled, half_spoiled])
@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda count: "\u7684" * 20 * count, id="one Han character"),
        pytest.param(lambda count: "a" * 20 * count, id="one letter"),
        pytest.param(lambda count: "1," * count, id="numbers"),
        pytest.param(lambda count: "Ab " * count, id="one name"),
        pytest.param(lambda count: "一\n" * count, id="lines of one character"),
        pytest.param(lambda count: "今天没有雨。\n" * count, id="one sentence"),
        pytest.param(lambda count: "今天没有雨，" * count, id="one clause"),
        pytest.param(lambda count: "a" + "\u0301" * count, id="marks upon one letter"),
        pytest.param(clauses(1000, 1), id="clauses of one character"),
        pytest.param(clauses(30, 1), id="clauses of few characters"),
        pytest.param(clauses(10, 8), id="ten clauses"),
        pytest.param(clauses(3000, 8), id="many clauses"),
        pytest.param(lambda count: clauses(300, 1)(count).replace("，", ""), id="no marks"),
    ],
)
def test_work_grows_with_the_length_and_no_faster(make: Callable[[int], str], change: Callable[[str], str]) -> None:
    half, whole = make(_LENGTH), make(2 * _LENGTH)
    work("甲乙丙，丁。" * 30, "甲乙丙，丁。" * 31)  # tables are made once
    half_calls, half_bytes = work(half, change(half))
    calls, held = work(whole, change(whole))
    assert calls < 2.5 * half_calls + 2000
    assert held < 2.5 * half_bytes
