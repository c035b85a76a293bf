"""Stage 400: flags, and what is held back."""

from typing import Any

import pytest

from crawler.items import NewsItem
from crawler.outcomes import HOLDING_FLAGS, Flag, State
from pipelines.quality import QualityStage

SIMPLIFIED = "这个实验室发布了关于机器学习的报告，并且开放了所有数据与说明。"
TRADITIONAL = "這個實驗室發布了關於機器學習的報告，並且開放了所有數據與說明。"


def run(**fields: Any) -> NewsItem:
    address = "https://lab.example/a"
    return QualityStage().process_item(
        NewsItem("0" * 16, address, address, "lab", **{"state": State.PENDING, **fields})
    )


@pytest.mark.parametrize("flag", Flag)
def test_a_holding_flag_holds_and_the_others_do_not(flag: Flag) -> None:
    held = run(flags=[flag]).state == State.QUARANTINED
    assert held is (flag in HOLDING_FLAGS)


@pytest.mark.parametrize("state", [State.OFF_TOPIC, State.ACCEPTED, None])
def test_only_what_is_pending_is_held(state: State | None) -> None:
    assert run(flags=[Flag.SPAM_TERMS], state=state).state == state


@pytest.mark.parametrize(
    ("language", "text", "mixed"),
    [
        ("zh-Hans", SIMPLIFIED, False),
        ("zh-Hant", TRADITIONAL, False),
        ("zh-Hans", SIMPLIFIED + TRADITIONAL, True),
        ("zh-Hant", SIMPLIFIED + TRADITIONAL, True),
        ("zh-Hans", SIMPLIFIED * 10 + "麵", False),  # one character is a quotation or a name
        ("zh-Hans", "", False),
        ("en", SIMPLIFIED + TRADITIONAL, False),
        (None, SIMPLIFIED + TRADITIONAL, False),
    ],
)
def test_mixed_scripts(language: str | None, text: str, mixed: bool) -> None:
    item = run(language=language, text=text)
    assert (Flag.SCRIPT_MIXED in item.flags) is mixed
    if mixed:
        assert set(item.trail.evidence[Flag.SCRIPT_MIXED]) == {"simplified", "traditional"}
    assert item.state == State.PENDING  # a note, no reason to hold
