"""What stands between a headline and its text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.blocks import Block
from pipelines.extraction.opening import (
    is_date_line,
    is_keyword_line,
    is_label_line,
    is_stamp_line,
    search_terms,
    told_by,
    without_labels,
)
from tests.pipelines.extraction.framing import CHINESE, ENGLISH
from tests.pipelines.extraction.layouts import LONG, body_lines, laid_out


def block(line: str) -> Block:
    (only,) = laid_out(f"<p>{line}</p>").blocks
    return only


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("来源：北岸日报", True),
        ("來源：北岸日報", True),
        ("作者：", True),
        ("编辑：林晓", True),
        ("本报记者林晓邵文北岸报道", True),
        ("◎本報記者 林 曉", True),
        ("北岸新闻报道", True),
        ("本文转载自北岸日报", True),
        ("作者：小编    发布时间:2026-04-01 10:20:00    浏览量:", True),
        ("渡船换了新的调度程序", False),
        ("记者在渡口看到，新的渡船已经换上了新程序", False),
        ("程序的来源：船长们的口述。", False),
        ("第一号渡船", False),
        ("The captains keep a list", False),
        (CHINESE[0], False),
    ],
)
def test_label_lines(line: str, says: bool) -> None:
    assert is_label_line(block(line)) is says


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("2026-04-01 10:20", True),
        ("2026-04-01 10:20 来源：北岸日报 作者：林晓", True),
        ("2026年4月1日", True),
        ("April 1, 2026 · 5 min read", True),
        ("3 hours ago", True),
        ("第一号渡船", False),
        (f"2026年4月1日，{CHINESE[0]}", False),
    ],
)
def test_date_lines(line: str, dates: bool) -> None:
    assert is_date_line(block(line)) is dates


@pytest.mark.parametrize(
    ("line", "stamps"),
    [
        ("2026年04月18日 19:20　来源：北岸新闻网 参与互动 大字体 小字体 分享到：", True),
        ("最新推荐文章于 2026-04-29 10:10:10 发布 林晓 最新修改于 2026-04-05 09:48:10 首次发布阅读量3.1k收藏 18", True),
        ("By Ann Lowe and Piet Sand. Started April 22, 2026, 9:40 a.m. · Last updated 11:31 a.m.", True),
        ("Posted on April 22, 2026 at 9:40 in Harbour", True),
        ("2026年4月18日 19:20，第一号渡船离开了码头", False),
        ("On April 22, 2026, 9:40 a.m. the ferry left. It was late.", False),
        ("By April 22, 2026, 9:40 a.m. the ferry had left, and the quay was empty.", False),
        ("2026年4月18日 来源：北岸新闻网", False),
    ],
)
def test_lines_with_a_day_and_its_time(line: str, stamps: bool) -> None:
    assert is_stamp_line(block(line)) is stamps


@pytest.mark.parametrize(
    ("line", "tells"),
    [
        ("2026-04-01", "date line"),
        ("2026-04-02　转自《北岸日报》", "date line"),
        ("原载《北岸日报》　作者：林晓", "source line"),
        ("来源：北岸日报", "source line"),
        ("作者：林晓", "byline"),
        ("By Ann Lowe", "byline"),
        ("Written by Ann de Lowe", "byline"),
        ("By the sea", None),
        ("责任编辑：林晓", None),
        ("图片来源：北岸日报", None),
        ("第一号渡船", None),
        (CHINESE[0], None),
    ],
)
def test_what_a_line_below_a_headline_tells(line: str, tells: str | None) -> None:
    assert told_by(block(line)) == tells


@pytest.mark.parametrize(
    ("line", "lists"),
    [
        ("渡船调度,渡船程序,渡船时刻表", True),
        ("渡船，渡船程序，渡船时刻", True),
        ("ferry timetable, ferry program, ferry", True),
        ("渡船,面包,契约", False),  # they repeat nothing
        ("渡船,渡船程序", False),
        ("备注：成人半价；老人半价；儿童半价免票", False),
        ("渡船开了,渡船停了,渡船走了。", False),
        ("渡船今天上午换了一个会看潮水和风向的新的调度程序,渡船,渡船", False),
    ],
)
def test_keyword_lines(line: str, lists: bool) -> None:
    assert is_keyword_line(block(line)) is lists


def test_search_terms() -> None:
    assert search_terms("GPT-4 渡船程序") == {"gpt", "渡船", "船程", "程序"}


REST = "渡船在早晨开出，渡船在晚上回来，镇上的人都看见了。"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("北岸号 2026-04-01 10:20 ・北岸 编辑:林晓渡船换了新程序，" + REST, "渡船换了新程序，" + REST),
        ("编辑：林晓 渡船换了新程序，" + REST, "渡船换了新程序，" + REST),
        ("北岸号 2026-04-01 10:20 渡船换了新程序，" + REST, "渡船换了新程序，" + REST),
        ("来源：北岸渡船换了新程序，" + REST, "渡船换了新程序，" + REST),
        ("编辑：林晓的故事没有人再说起过，" + REST, "编辑：林晓的故事没有人再说起过，" + REST),
        ("2026年4月1日，渡船换了新程序。" + REST, "2026年4月1日，渡船换了新程序。" + REST),
        ("2026-04-01 10:20 渡船换了新程序。" + REST, "2026-04-01 10:20 渡船换了新程序。" + REST),
        ("程序是从老船长们那里来的，编辑：林晓 记。", "程序是从老船长们那里来的，编辑：林晓 记。"),
        (CHINESE[0], CHINESE[0]),
        (ENGLISH[0], ENGLISH[0]),
        ("", ""),
    ],
)
def test_labels_glued_to_the_first_line(line: str, left: str) -> None:
    assert without_labels(line) == left


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_of_any_line_the_end_is_left(line: str) -> None:
    assert line.endswith(without_labels(line))


def test_the_head_of_a_body_is_no_text() -> None:
    head = "<h2>渡口</h2><p>渡船调度,渡船程序,渡船时刻表</p><p>来源：北岸日报</p><p>作者：</p><p>本报记者 林晓</p>"
    assert body_lines(f"<div>{head}{LONG}</div>") == body_lines(f"<div>{LONG}</div>")


def test_a_short_lead_above_the_byline_goes_with_it_and_a_text_does_not() -> None:
    assert body_lines(f"<div>{LONG}<p>作者：林晓</p>{LONG}</div>")[: len(CHINESE)] == list(CHINESE)
