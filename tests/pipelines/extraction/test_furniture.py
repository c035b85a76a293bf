"""Boxes and lines within and about a body that are none of it."""

import pytest
from hypothesis import given, settings

from pipelines.extraction.blocks import Layout
from pipelines.extraction.furniture import (
    asides,
    called_furniture,
    captions,
    known_lines,
    link_lists,
    recurring,
    running,
)
from pipelines.extraction.site_memory import SiteMemory, learned
from tests.pipelines.extraction.framing import CHINESE
from tests.pipelines.extraction.layouts import LONG, TEXT, body_lines, laid_out, pages


def named(html: str) -> list[str]:
    layout = laid_out(html)
    prose = [float(block.units) if block.prose else 0.0 for block in layout.blocks]
    return [layout.blocks[index].text for cut in called_furniture(layout, prose) for index in range(cut.start, cut.end)]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="comment-list">{}</div>',
        '<div id="related">{}</div>',
        '<ul class="share"><li>{}</li></ul>',
        '<div class="xiangguan">{}</div>',
        '<div class="sponsor">{}</div>',
        "<nav>{}</nav>",
        "<footer>{}</footer>",
        "<aside>{}</aside>",
    ],
)
def test_boxes_called_furniture(box: str) -> None:
    other = "潮水表由港务处每个星期一贴在码头的木牌上。"
    assert named(f"<div>{LONG}{box.format(other)}</div>") == [other]


@pytest.mark.parametrize(
    "html",
    [
        f'<div class="related">{LONG}</div>',  # it holds the text
        f'<div class="article-content share">{LONG}</div>',
        f'<div class="has-sidebar"><p>{CHINESE[0]}</p></div>{LONG}',
        f'<div class="no-comments"><p>{CHINESE[0]}</p></div>{LONG}',
    ],
)
def test_boxes_that_are_none(html: str) -> None:
    assert named(html) == []


def test_a_heading_is_not_called_furniture_by_the_words_of_its_own_id() -> None:
    for heading in (
        '<h2 id="social-media-in-the-port">海港里的社交媒体</h2>',
        '<h3 class="promo share">分享渡口的故事</h3>',
    ):
        assert named(f"<div>{TEXT}{heading}{LONG}</div>") == []


def test_players_and_the_like_within_a_body() -> None:
    player = '<div class="video-card"><h3>渡口的一天</h3><div>14 小时前</div><div>1:30</div></div>'
    table = '<div class="w-embed"><table><tr><td>一号渡船</td><td>七点</td></tr></table></div>'
    kept = '<div class="photo"><p>林晓是北岸人，写过三本关于渔船的小书。</p></div><h2 class="video-title">渡船</h2>'
    layout = laid_out(f"<div>{TEXT}{player}{table}{kept}{LONG}</div>")
    cuts = asides(layout, list(range(len(layout.blocks))))
    found = [layout.blocks[index].text for cut in cuts for index in range(cut.start, cut.end)]
    assert found == ["渡口的一天", "14 小时前", "1:30"]
    assert asides(layout, []) == []
    assert "1:30" not in body_lines(f"<div>{TEXT}{player}{LONG}</div>")


def test_comments_are_furniture_however_long() -> None:
    comment = "".join(f"<p>{number}楼说：{CHINESE[1]}{CHINESE[2]}</p>" for number in range(20))
    found = named(f'<div>{TEXT}</div><div class="comments">{comment}</div>')
    assert len(found) == 20


def test_a_line_in_a_box_that_may_be_furniture() -> None:
    line = "林晓是北岸人，写过三本关于渔船的小书。"
    assert named(f'<div>{LONG}<div class="author"><p>{line}</p></div></div>') == [line]
    assert named(f'<div>{LONG}<div class="author"><p>{line}</p><p>{line}</p></div></div>') == []


@pytest.mark.parametrize(
    ("html", "cut"),
    [
        ("<figure><img src=x><figcaption>渡船</figcaption></figure>", ["渡船"]),
        ("<figure><p>渡船</p></figure>", ["渡船"]),
        ("<table><caption>渡船</caption><tr><td>潮水</td></tr></table>", ["渡船"]),
        ("<figure><table><tr><td>潮水</td></tr></table></figure>", []),
        ("<figure><blockquote>潮水</blockquote></figure>", []),
        ("<p>潮水</p>", []),
    ],
)
def test_captions(html: str, cut: list[str]) -> None:
    layout = laid_out(html)
    assert [layout.blocks[index].text for each in captions(layout) for index in range(each.start, each.end)] == cut


LINKS = "".join(f'<li><a href="/{number}">第{number}号渡船换了新的程序</a></li>' for number in range(4))


def test_a_list_of_links_within_a_body_is_cut() -> None:
    found = body_lines(f"<div>{TEXT}<ul>{LINKS}</ul></div>")
    assert found == list(CHINESE)


def test_links_that_the_text_lists_stay() -> None:
    item = '<li>渡口的新程序，<a href="/1">第一号渡船</a></li>'
    found = body_lines(f"<div>{TEXT}<ul>{item * 3}</ul>{LONG}</div>")
    assert found.count("渡口的新程序，第一号渡船") == 3


def test_the_heading_over_links_goes_with_them() -> None:
    box = f'<div class="x"><div>更多的消息</div><div class="y"><ul>{LINKS}</ul></div></div>'
    assert body_lines(f"<div>{LONG}{box}{LONG}</div>") == body_lines(f"<div>{LONG}{LONG}</div>")


@pytest.mark.parametrize(
    "box",
    [
        f'<div><p>{CHINESE[0]}</p><ul class="y">{LINKS}</ul></div>',  # prose beside the links
        "<div><div>更多的消息</div><figure><figcaption>第三号渡船在北岸靠岸的样子</figcaption></figure></div>",
    ],
)
def test_what_stands_beside_prose_or_a_picture_stays(box: str) -> None:
    found = body_lines(f"<div>{LONG}{box}{LONG}</div>")
    assert "更多的消息" in found or found.count(CHINESE[0]) > body_lines(f"<div>{LONG}{LONG}</div>").count(CHINESE[0])


def test_a_line_that_comes_again_and_again() -> None:
    caption = "<p>查看大图</p>"
    found = body_lines(
        "<div>" + "".join(f"<p>{line}</p>{caption}" for line in CHINESE) + f"<p>{CHINESE[0]}完。</p></div>"
    )
    assert found == [*CHINESE, f"{CHINESE[0]}完。"]


def test_subheadings_may_recur() -> None:
    layout = laid_out("<div>" + "".join(f"<p>{line}</p><h3>问</h3>" for line in CHINESE) + f"<p>{CHINESE[0]}</p></div>")
    assert recurring(layout, list(range(len(layout.blocks)))) == []


def test_lines_that_stand_in_other_articles_of_the_site() -> None:
    notice = "<p>北岸日报的读者可以在每个星期三的早晨到报社来喝一杯热茶。</p>"
    seen = [laid_out(f"<div><p>{number}号渡船{CHINESE[number % 3]}{number}</p>{notice}</div>") for number in range(8)]
    memory = SiteMemory()
    memory.learn([learned(layout, 0, confirmed=True) for layout in seen])
    layout = laid_out(f"<div>{LONG}{notice}</div>")
    (cut,) = known_lines(layout, list(range(len(layout.blocks))), memory)
    assert layout.blocks[cut.start].text.startswith("北岸日报的读者")


def test_running() -> None:
    assert running([1.0, 2.0]) == [0.0, 1.0, 3.0]


def cuts_of(layout: Layout) -> list[tuple[int, int]]:
    kept = list(range(len(layout.blocks)))
    prose = [float(block.units) if block.prose else 0.0 for block in layout.blocks]
    found = [
        *called_furniture(layout, prose),
        *captions(layout),
        *link_lists(layout, 0, kept),
        *recurring(layout, kept),
    ]
    return [(cut.start, cut.end) for cut in found]


@settings(max_examples=100)
@given(pages)
def test_cuts_lie_within_any_page(html: str) -> None:
    layout = laid_out(html + "<p>x</p>")
    assert all(0 <= start < end <= len(layout.blocks) for start, end in cuts_of(layout))


def test_comments_are_none_of_a_text_of_a_few_lines() -> None:
    lines = [f"<b>@quay{number}</b> {line}" for number, line in enumerate(CHINESE * 3)]
    clip, own = f"<div id='about'>{CHINESE[0]}</div>", [CHINESE[0]]
    plain = "".join(f"<p>{line}</p>" for line in lines)
    boxed = "".join(f"<div class='one'>{line}</div>" for line in lines)
    rows = (
        "<table class='comment-tree'>" + "".join(f"<tr class='one'><td>{line}</td></tr>" for line in lines) + "</table>"
    )
    for comments in (
        f"<div id='comments'><h2>评论 842</h2>{plain}</div>",
        f"<div id='comments'><h2>842 Comments</h2>{plain}</div>",
        f"<div id='comments'>{boxed}</div>",
        rows,
    ):
        assert body_lines(clip + comments) == own
    # the page's own text in a box that is called so, or all there is
    assert len(body_lines(f"{clip}<div id='comments'><h2>渡船的新程序</h2>{plain}</div>")) > len(own)
    assert len(body_lines(f"<div id='comments'>{boxed}</div>{clip}")) > len(own)
