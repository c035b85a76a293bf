"""Where the body stands among the lines of a page."""

import pytest
from hypothesis import example, given, settings

from pipelines.extraction.body import Body, below, find_body, trimmed
from pipelines.extraction.furniture import Cut
from pipelines.extraction.page import parse
from tests.pipelines.extraction.framing import CHINESE
from tests.pipelines.extraction.layouts import LONG, TEXT, body_lines, body_of, cut_lines, laid_out, pages

OWN = body_lines(f"<div>{LONG}</div>")
MENU = "<ul>" + "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("首页", "渡口", "面包", "契约")) + "</ul>"
FOOT = "<div>联系我们</div><div>渡口路 7 号</div>"


@pytest.mark.parametrize(
    "html",
    [
        f"{MENU}<div><h1>渡船的新程序</h1>{LONG}</div>{FOOT}",
        f"{MENU}<div><div><div>{LONG}</div></div></div>{FOOT}",
        f"<table><tr><td>{MENU}</td><td>{'<br>'.join(OWN)}</td></tr></table>{FOOT}",
        f"<div>{MENU}</div><div>{'<br><br>'.join(OWN)}</div>",
        f"<section><section>{''.join(f'<section><p>{line}</p></section>' for line in OWN)}</section></section>{FOOT}",
        f"<div>{''.join(f'<div>{line}</div>' for line in OWN)}</div>{FOOT}",
        f"{MENU}<div>{TEXT}<div>{''.join(f'<p>{line}</p>' for line in OWN[3:])}</div></div>",
    ],
)
def test_the_same_text_in_any_layout(html: str) -> None:
    assert body_lines(html) == OWN


@pytest.mark.parametrize(
    "inner",
    [
        "<h2>学校里的机器</h2>",
        "<ul><li>第一号渡船</li><li>第二号渡船</li></ul>",
        "<blockquote>它听得懂我奶奶。</blockquote>",
        "<pre>x = 1</pre>",
    ],
)
def test_headings_lists_quotes_and_code_stay(inner: str) -> None:
    inside = [block.text for block in laid_out(inner).blocks]
    found = body_lines(f"<div>{LONG}{inner}{TEXT}</div>")
    assert found == [*OWN, *inside, *CHINESE]


@pytest.mark.parametrize("last", ["<p>{}</p>", "<blockquote>{}</blockquote>", "<ul><li>{}</li></ul>"])
def test_a_paragraph_of_many_lines_is_not_the_box_of_the_body(last: str) -> None:
    listed = "".join(f"<li>第{number}号渡船的告示</li>" for number in range(40))
    lines = "<br>".join([*OWN, *OWN[::-1]] * 3)
    found = body_lines(f"{MENU}<div>{TEXT}<ul>{listed}</ul>{last.format(lines)}</div>{FOOT}")
    assert found[: len(CHINESE)] == list(CHINESE)
    assert found[-1] == OWN[0]


def test_a_linked_heading_between_paragraphs_stays() -> None:
    inner = '<h2><a href="/boats/1">第一号渡船</a></h2>'
    assert "第一号渡船" in body_lines(f"<div>{TEXT}{inner}{LONG}</div>")
    assert "第一号渡船" not in body_lines(f"<div>{TEXT}{LONG}<h2>相关阅读</h2>{inner}</div>")


def test_a_short_sentence_ends_the_text() -> None:
    assert body_lines(f"<div>{LONG}<p>渡船还在。</p></div>")[-1] == "渡船还在。"
    assert body_lines(f"<div>{LONG}<p>渡船社</p></div>") == OWN
    assert body_lines(f"<div>{LONG}</div><div>渡船还在。</div>") == OWN


def test_a_list_that_ends_the_text_stays() -> None:
    assert body_lines(f"<div>{LONG}<ul><li>第一号渡船</li><li>第二号渡船</li></ul></div>")[-2:] == [
        "第一号渡船",
        "第二号渡船",
    ]


def test_a_hidden_body_beside_a_visible_one_is_none() -> None:
    assert cut_lines(f"<div>{LONG}<p hidden>{CHINESE[0]}又一次。</p></div>")[f"{CHINESE[0]}又一次。"] == "hidden"


def test_a_hidden_body_that_is_all_there_is_counts() -> None:
    assert body_lines(f'<div id="js_content" style="visibility: hidden">{LONG}</div>') == OWN


def test_the_headline_and_the_date_stand_before_the_body() -> None:
    cut = cut_lines(f"<div><h1>渡船的新程序</h1><p>2026-04-01 10:20</p>{LONG}</div>")
    assert {"渡船的新程序": "before the body", "2026-04-01 10:20": "before the body"}.items() <= cut.items()


def test_short_lines_that_lead_in_stay() -> None:
    assert body_lines(f"<div><h1>渡船的新程序</h1><p>——北岸的一个早晨</p>{LONG}</div>") == ["——北岸的一个早晨", *OWN]


@pytest.mark.parametrize(
    ("html", "lines"), [("<p></p>", []), (MENU, []), ("<script>x</script>", []), ("<p>渡船开了</p>", ["渡船开了"])]
)
def test_a_page_without_prose(html: str, lines: list[str]) -> None:
    assert body_lines(html) == lines


def test_the_box_is_the_one_with_the_text() -> None:
    layout, body = body_of(f'{MENU}<div class="main"><div class="text">{LONG}</div>{MENU}</div>{FOOT}')
    assert layout.boxes[body.box].name == "text"


def test_take_out_keeps_the_first_reason() -> None:
    body = Body([0, 1, 2, 3])
    body.take_out([Cut(1, 3, "one")])
    body.take_out([Cut(2, 4, "two")])
    assert (body.blocks, body.cut) == ([0], {1: "one", 2: "one", 3: "two"})


def test_lines_above_the_headline_are_no_text() -> None:
    layout = laid_out(f"<div><p>渡口的人，您好！欢迎您来到北岸的网站。</p><p>渡船的新程序</p>{LONG}</div>")
    every = list(range(len(layout.blocks)))
    assert below(layout, every, 1) == every[2:]
    assert below(layout, every, 5) == every  # too much stands above this one


def test_trimmed() -> None:
    layout = laid_out(f"<div><p>来源：北岸日报</p>{LONG}<p>举报/反馈</p></div>")
    kept = trimmed(layout, list(range(len(layout.blocks))))
    assert [layout.blocks[index].text for index in kept] == OWN


@settings(max_examples=200)
@given(pages)
@example("<html><body><div hidden>" + LONG + "</div></body></html>")
@example("<html><body><nav>" + LONG + "</nav></body></html>")
def test_any_page_has_a_body_within_it_or_none(html: str) -> None:
    tree = parse(html)
    if tree is None:
        return
    layout = laid_out(html)
    body = find_body(layout)
    assert body.blocks == sorted(set(body.blocks))
    assert all(0 <= index < len(layout.blocks) for index in body.blocks)
    assert set(body.blocks).isdisjoint(body.cut)
    assert all(body.cut.values())
    assert 0 <= body.box < len(layout.boxes)


def test_code_that_ends_the_text_stays() -> None:
    assert body_lines(f"<div>{LONG}<pre>pip install tide\ntide --buoy</pre></div>")[-2:] == [
        "pip install tide",
        "tide --buoy",
    ]


def test_a_table_that_ends_the_text_stays() -> None:
    def table(*rows: tuple[str, ...]) -> str:
        cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"

    data = table(("船号", "船名"), ("一", "小蛎号"), ("二", "北岸号"))
    assert body_lines(f"<div>{LONG}{data}</div>") == [*OWN, "船号", "船名", "一", "小蛎号", "二", "北岸号"]
    assert body_lines(f"<div>{LONG}</div>{data}") == OWN
    assert body_lines(f"<div>{LONG}{table(('页数：', '十四'), ('栏目：', '渡口'), ('字数：', '九百'))}</div>") == OWN
    assert body_lines(f"<div>{LONG}{table(('第 1 页', '下一页'))}</div>") == OWN


@pytest.mark.parametrize("day", ["2026年5月8日", "二〇二六年五月八日"])
def test_a_notice_ends_with_its_signature_and_day(day: str) -> None:
    signature = f"<p align='right'>北岸镇渡口管理所</p><p align='right'>{day}</p>"
    assert body_lines(f"<div>{LONG}{signature}</div>") == [*OWN, "北岸镇渡口管理所", day]
    assert body_lines(f"<div>{LONG}</div><div>{signature}</div>") == OWN
    assert body_lines(f"<div>{LONG}<p>来源：北岸日报</p><p>{day}</p></div>") == OWN
