"""The lines of an item's text."""

import pytest
from hypothesis import given, settings

from pipelines.extraction.blocks import Layout
from pipelines.extraction.body import find_body
from pipelines.extraction.lines import own_lines, recurring_segments, text_lines, without_notice
from tests.pipelines.extraction.framing import CHINESE
from tests.pipelines.extraction.layouts import LONG, laid_out, pages


def lines_of(layout: Layout) -> list[str]:
    return text_lines(layout, list(range(len(layout.blocks))), recurring_segments(layout.blocks))


def lines(html: str) -> list[str]:
    return lines_of(laid_out(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>一</p><h2>二</h2><li>三</li>", ["一", "二", "三"]),
        (
            "<table><tr><td>潮水</td><td>3 米</td></tr><tr><td>风</td><td>东</td></tr></table>",
            ["潮水 | 3 米", "风 | 东"],
        ),
        ("<table><tr><td><p>潮水</p></td><td>3 米</td></tr></table>", ["潮水 | 3 米"]),
        ("<table><tr><td>一<br>二</td><td>三</td></tr></table>", ["一", "二", "三"]),  # a table that lays a page out
        ("<table><tr><th>潮水</th></tr></table>", ["潮水"]),
    ],
)
def test_blocks_are_lines_and_cells_share_one(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


CAPTION = "点击查看更多精彩图片"


class TestRecurring:
    def test_between_spaces(self) -> None:
        assert lines(f"<p>渡船开了。 {CAPTION} 它走了。 {CAPTION} 它回来了。 {CAPTION} 天黑了。</p>") == [
            "渡船开了。 它走了。 它回来了。 天黑了。"
        ]

    def test_two_words_of_one_caption(self) -> None:
        caption = "打开渡口新闻 查看更多图片"
        assert lines(f"<p>渡船开了。 {caption} 它走了： {caption} 它回来了。 {caption} 天黑了。</p>") == [
            "渡船开了。 它走了： 它回来了。 天黑了。"
        ]

    def test_in_boxes_within_a_line(self) -> None:
        html = "".join(f"<p>{line}<span>{CAPTION}</span>渡口的人这样说。</p>" for line in CHINESE)
        assert lines(html) == [f"{line}渡口的人这样说。" for line in CHINESE]

    @pytest.mark.parametrize(
        "html",
        [
            "<p>比较 GPT-4 的准确率 90%、Claude 的准确率 85%、Gemini 的准确率 80%。</p>",
            "<p>他说 " + "<a href=x>北岸翻译模型</a> 很好，又说 " * 3 + "它也旧。</p>",
            "<p>北岸。<b>渡船</b>开了。<b>渡船</b>停了。<b>渡船</b>走了。</p>",
            f"<p>渡船开了。 {CAPTION} 它走了。 {CAPTION} 它回来了。</p>",
            "<p>It left. Read on It came. Read on It went. Read on It was dark.</p>",
        ],
    )
    def test_words_of_the_author_stay(self, html: str) -> None:
        layout = laid_out(html)
        assert lines_of(layout) == [block.text for block in layout.blocks]

    def test_a_line_that_is_nothing_else_goes(self) -> None:
        html = "".join(f"<p>{line}</p><p>{CAPTION}</p>" for line in CHINESE)
        assert lines(html) == list(CHINESE)


@pytest.mark.parametrize(
    ("given_lines", "left"),
    [
        (["渡船开了。特别声明：本文由用户上传。"], ["渡船开了。"]),
        (["渡船开了。", "举报/反馈"], ["渡船开了。"]),
        (["渡船开了。", "特别声明：本文由用户上传。", "举报/反馈"], ["渡船开了。"]),
        (["举报/反馈"], []),
        (["渡船开了。"], ["渡船开了。"]),
        ([], []),
    ],
)
def test_the_notice_at_the_end(given_lines: list[str], left: list[str]) -> None:
    assert without_notice(given_lines) == left


def test_own_lines() -> None:
    line = "渡船换了新程序，渡船在早晨开出。"
    assert own_lines([f"编辑：林晓 {line}", f"{line}举报/反馈"]) == [line, line]
    assert own_lines([]) == own_lines(["举报/反馈"]) == []


@settings(max_examples=150)
@given(pages)
def test_the_text_is_made_of_lines_of_the_page(html: str) -> None:
    layout = laid_out(html + LONG)
    body = find_body(layout).blocks
    shown = {"".join(block.text.split()) for block in layout.blocks}
    for line in text_lines(layout, body, set()):
        assert all("".join(cell.split()) in shown for cell in line.split(" | ")) or "".join(line.split()) in shown
    recurring = recurring_segments([layout.blocks[index] for index in body])
    cut = own_lines(text_lines(layout, body, recurring))
    assert len(cut) <= len(text_lines(layout, body, set()))


@pytest.mark.parametrize("behind", ["[edit]", "<span>[编辑]</span>", "<a href='#a'>¶</a>", " <a href='#a'>#</a>"])
def test_headings_without_what_a_site_puts_behind_them(behind: str) -> None:
    layout = laid_out(f"<div><p>{CHINESE[0]}</p><h2>方言 C#{behind}</h2><p>{CHINESE[1]}</p></div>")
    lines = text_lines(layout, find_body(layout).blocks, set())
    assert lines == [CHINESE[0], "方言 C#", CHINESE[1]]
