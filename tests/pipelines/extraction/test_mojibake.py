"""Runs that were decoded wrongly: repaired where the bytes prove it, else reported; clean text is never touched."""

import difflib
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import prose
from pipelines.extraction.mojibake import repair

Garbling = Callable[[str], str]


def shifted(text: str) -> str:
    """The bytes of GB18030 without the first one, whose place a question mark has taken."""
    return "?" + text.encode("gb18030")[1:].decode("gb18030", "replace")


def read_as(right: str, wrong: str) -> Garbling:
    return lambda text: text.encode(right).decode(wrong)


def twice(garbling: Garbling) -> Garbling:
    return lambda text: garbling(garbling(text))


@pytest.mark.parametrize("name", prose.CLEAN)
def test_clean_text_of_many_kinds_is_not_touched(name: str) -> None:
    text = prose.CLEAN[name]
    assert repair(text).text == text
    assert not repair(text).runs


pieces = st.sampled_from(sorted(prose.CLEAN.values())).flatmap(
    lambda text: st.tuples(st.integers(0, len(text)), st.integers(0, 60)).map(lambda at: text[at[0] : at[0] + at[1]])
)


@given(st.lists(pieces, max_size=8), st.sampled_from(["", " ", "\n", "。", "?"]))
def test_no_mixture_of_clean_text_is_touched(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    assert repair(text).text == text


def test_rare_names_before_a_question_mark_are_no_cyrillic() -> None:
    text = "参加会议的有翟珅、龚翀、亓官赟、逄曦彤、郄婧?"
    assert repair(text).text == text


@given(st.text())
def test_any_text_is_taken_and_the_runs_say_what_was_done(text: str) -> None:
    repaired = repair(text)
    done, parts = 0, []
    for run in repaired.runs:
        assert done <= run.start < run.end
        assert text[run.start : run.end] == run.before
        parts += [text[done : run.start], run.before if run.after is None else run.after]
        done = run.end
    assert "".join([*parts, text[done:]]) == repaired.text


@pytest.mark.parametrize(
    ("before", "run", "after", "garbling"),
    [
        ("负责评测的工程师", "许可欣昨天", "告诉记者", read_as("utf-8", "latin-1")),
        ("负责评测的工程师", "许可欣告", "诉记者", read_as("utf-8", "gb18030")),
        ("參與研發的學者", "林靜", "雯指出", read_as("utf-8", "gbk")),
        ("参数只有", "七十亿，在十二种语言的公开测试中", "得分最高", read_as("gbk", "latin-1")),
        ("館方表示", "機器人背後的語言模型", "由本地大學研發", read_as("big5", "gb18030")),
        ("馆方表示", "我们今天发布了新的模型", "供大家试用", read_as("gbk", "big5hkscs")),
        ("实验室公布了一个", "小型翻译模型", "。", twice(read_as("utf-8", "latin-1"))),
        ("负责评测的工程师", "许可欣告", "诉记者", twice(read_as("utf-8", "gb18030"))),
        ("The café’s ", "naïve menu", ", he said", read_as("utf-8", "cp1252")),
        ("", "“Names did”", " — not speed", read_as("utf-8", "latin-1")),
        ("Prices start at ", "£", "5 a month", read_as("utf-8", "cp1252")),
        ("Il tourne sur une carte ", "même âgée", ", dit-elle", twice(read_as("utf-8", "cp1252"))),
        ("„", "Größer", " wäre nicht besser gewesen“", read_as("utf-8", "cp1252")),
    ],
)
def test_each_misreading_is_undone(before: str, run: str, after: str, garbling: Garbling) -> None:
    garbled = before + garbling(run) + after
    assert garbled != before + run + after
    repaired = repair(garbled)
    assert repaired.text == before + run + after
    assert repaired.repaired
    assert not repaired.left


@pytest.mark.parametrize(
    ("before", "run", "after"),
    [
        ("曾經聊了四十分鐘", "。”負責導覽", "排班的副館長說"),  # 覽 ends in an ASCII byte: nothing is lost
        ("最怕的就是改單", "。”祝長", "庚說"),
        ("用了八個月整理語料", "。或者說", "，差不多一年"),
    ],
)
@pytest.mark.parametrize("folded", [False, True])
def test_a_shift_by_one_byte_is_undone(before: str, run: str, after: str, *, folded: bool) -> None:
    garbled = shifted(run)
    if folded:  # sites turn full-width signs into ASCII ones
        garbled = garbled.replace("！", "!").replace("；", ";")
    repaired = repair(before + garbled + after)
    assert repaired.text == before + run + after
    assert [found.after for found in repaired.repaired] == [run]


def test_the_last_character_of_a_shift_is_lost_when_no_ascii_byte_ended_it() -> None:
    repaired = repair("她花了八个月整理语料" + shifted("。负责评测的工程师告诉记者") + "\n下一段没有问题。")
    assert repaired.text == "她花了八个月整理语料。负责评测的工程师告诉记�\n下一段没有问题。"
    assert [run.before for run in repaired.left] == ["\ufffd"]


def test_a_byte_lost_inside_a_run_is_found_again_when_one_character_alone_fits() -> None:
    garbled = "这一次的领导会议".encode().decode("gbk", "replace")
    assert "\ufffd" in garbled
    assert repair(f"记者从{garbled}上获悉").text.startswith("记者从这一次的领导会")


def test_each_run_is_judged_by_itself() -> None:
    text = f"讓防災人員看見{'人工智慧'.encode().decode('gbk')}的預報。中新網???0月8日電，{shifted('。”黃鐵')}軍表示。"
    repaired = repair(text)
    assert repaired.text == "讓防災人員看見人工智慧的預報。中新網???0月8日電，。”黃鐵軍表示。"
    assert [run.before for run in repaired.left] == ["???"]


@pytest.mark.parametrize("lost", ["上个月的版��", "锟斤拷锟斤拷", "对?????说", "烫烫烫烫"])
def test_what_is_lost_is_reported_and_stays(lost: str) -> None:
    text = f"研究组的负责人说，他们花了八个月{lost}整理语料。"
    repaired = repair(text)
    assert repaired.text == text
    assert repaired.left
    assert not repaired.repaired


def test_a_text_about_encodings_may_show_what_it_talks_about() -> None:
    repaired = repair(prose.TALKS_ABOUT_IT)
    assert repaired.text == prose.TALKS_ABOUT_IT
    assert {run.before for run in repaired.left} >= {"Ã©", "â€™"}


@pytest.mark.parametrize("text", [prose.SIMPLIFIED, prose.TRADITIONAL])
@pytest.mark.parametrize(
    "garbling", [read_as("utf-8", "latin-1"), read_as("utf-8", "gb18030"), read_as("gbk", "latin-1"), shifted]
)
def test_most_runs_within_clean_text_are_repaired(text: str, garbling: Garbling) -> None:
    """Every clause of eight to thirty characters in turn; what remains are characters that have lost a byte."""
    clauses = [found.span() for found in re.finditer(r"[^，。“”？\n]{8,30}", text)]
    restored = 0.0
    for start, end in clauses:
        clause = text[start:end]
        try:
            garbled = garbling(clause)
        except UnicodeDecodeError:  # an odd number of bytes: the last one is lost
            garbled = clause.encode().decode("gb18030", "replace")
        mended = repair(text[:start] + garbled + text[end:]).text
        assert mended.startswith(text[:start])
        assert mended.endswith(text[end:])
        matcher = difflib.SequenceMatcher(None, clause, mended[start : end - len(text)], autojunk=False)
        restored += sum(block.size for block in matcher.get_matching_blocks()) / len(clause)
    assert restored >= 0.85 * len(clauses)
