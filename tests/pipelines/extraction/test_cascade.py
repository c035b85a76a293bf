"""Which body is believed, and who was asked."""

import json

import pytest
from hypothesis import given, settings

from pipelines.extraction import cascade
from pipelines.extraction.blocks import lay_out
from pipelines.extraction.body import find_body
from pipelines.extraction.cascade import Chosen, blocks_in, choose_body, score, share_in
from pipelines.extraction.page import parse
from pipelines.extraction.site_memory import SiteMemory, learned
from pipelines.extraction.structured import read_structured
from tests.pipelines.extraction.framing import CHINESE, ENGLISH
from tests.pipelines.extraction.layouts import LONG, TEXT, laid_out, pages


def chosen_of(html: str, memory: SiteMemory | None = None) -> Chosen:
    tree = parse(html)
    assert tree is not None
    return choose_body(lay_out(tree), tree, html, read_structured(tree), memory)


def stated(text: str, body: str = TEXT) -> str:
    node = json.dumps({"@type": "NewsArticle", "articleBody": text}, ensure_ascii=False)
    return f'<html><head><script type="application/ld+json">{node}</script></head><body><div>{body}</div></body></html>'


def test_the_sites_own_data_are_enough() -> None:
    chosen = chosen_of(stated(" ".join(CHINESE)))
    assert (chosen.agreed, chosen.found_by, chosen.asked) == ("json-ld", "tidings", {"json-ld": 1.0})


@pytest.mark.parametrize("text", [CHINESE[0], "渡船" * 60, ""])
def test_an_excerpt_or_another_text_agrees_with_nothing(text: str) -> None:
    assert chosen_of(stated(text)).agreed == "resiliparse"


def test_a_box_that_the_site_has_used_before_is_enough() -> None:
    memory = SiteMemory()
    menu = "<ul>" + '<li><a href="/x">渡口</a></li>' * 5 + "</ul>"
    pages_seen = [laid_out(f'{menu}<div class="text"><p>{number}</p>{TEXT}</div>') for number in range(20)]
    memory.learn([learned(layout, find_body(layout).box, confirmed=True) for layout in pages_seen])
    assert chosen_of(f'<html><body>{menu}<div class="text">{TEXT}</div></body></html>', memory).agreed == "memory"
    assert chosen_of(f'<html><body>{menu}<div class="new">{TEXT}</div></body></html>', memory).agreed == "resiliparse"


def test_on_a_known_site_nothing_is_compared() -> None:
    html = stated(" ".join(CHINESE))
    layout = laid_out(html)
    memory = SiteMemory()
    memory.learn([learned(layout, find_body(layout).box, confirmed=True)] * 3)
    chosen = chosen_of(html, memory)
    assert (chosen.agreed, chosen.asked) == ("memory", {})


@pytest.mark.parametrize("tag", ["article", "main", 'div role="main"', 'section itemprop="articleBody"'])
def test_the_pages_own_markup_is_enough(tag: str) -> None:
    end = tag.split(maxsplit=1)[0]
    menu = "<ul>" + '<li><a href="/x">渡口</a></li>' * 5 + "</ul>"
    assert chosen_of(f"<html><body>{menu}<{tag}><div>{TEXT}</div></{end}></body></html>").agreed == "markup"
    more = f'<div class="related"><p>{CHINESE[0]}</p></div>'  # prose within it that our body leaves out
    found = chosen_of(f"<html><body>{menu}<{tag}><div>{TEXT}</div>{more}</{end}></body></html>")
    assert (found.agreed, found.asked["markup"] < cascade.AGREES) == ("resiliparse", True)


def test_nobody_is_asked_about_pages_that_nobody_else_reads_in_time() -> None:
    deep = "<html><body>" + "<div>" * (cascade.MAX_NESTING + 10) + TEXT
    options = (
        "<html><body><select>" + "<option>x" * (cascade.MAX_OPTIONS + 1) + f"</select><div>{TEXT}</div></body></html>"
    )
    for html in (deep, options):
        chosen = chosen_of(html)
        assert (chosen.agreed, chosen.asked) == (None, {})


def test_a_large_page_is_not_shown_to_the_umpire() -> None:
    rows = '<p><a href="/x">x</a></p>' * (cascade.MAX_ELEMENTS // 2)
    assert set(chosen_of(f"<html><body><div>{rows}</div></body></html>").asked) <= {"resiliparse"}


def test_the_share_of_a_body_in_another_text() -> None:
    layout = laid_out(TEXT)
    every = list(range(len(layout.blocks)))
    assert share_in(layout, every, "\n\n".join(CHINESE)) == 1.0
    assert share_in(layout, every, " ".join(CHINESE[0])) == pytest.approx(
        layout.blocks[0].units / sum(b.units for b in layout.blocks)
    )
    assert share_in(layout, every, "".join(CHINESE).replace("渔村", "海村")) == 1.0  # small differences aside
    assert share_in(layout, every, "") == share_in(layout, [], "渡船") == 0.0


def test_the_blocks_of_another_text() -> None:
    layout = laid_out(f"<h2>渡</h2><p>首页</p>{TEXT}<p>渡</p>")
    text = "\n".join(["渡", *CHINESE])
    assert [layout.blocks[index].text for index in blocks_in(layout, text)] == ["渡", *CHINESE]
    assert blocks_in(layout, "") == []


def test_the_score_is_what_lines_are_worth() -> None:
    layout = laid_out(f"{LONG}<p>首页</p>")
    every = list(range(len(layout.blocks)))
    assert score(layout, every[:-1]) > score(layout, every) > 0 == score(layout, [])


@settings(max_examples=60)
@given(pages)
def test_any_page(html: str) -> None:
    tree = parse(html)
    if tree is None:
        return
    layout = lay_out(tree)
    chosen = choose_body(layout, tree, html, read_structured(tree))
    assert chosen.body.blocks == sorted(set(chosen.body.blocks))
    assert all(0 <= index < len(layout.blocks) for index in chosen.body.blocks)
    assert all(0.0 <= share <= 1.0 for share in chosen.asked.values())
    assert chosen.agreed in {None, "trafilatura"} or chosen.asked[chosen.agreed] >= cascade.AGREES
    assert chosen.agreed is None or chosen.found_by == "tidings"


def test_another_that_only_leaves_lists_out_agrees() -> None:
    rows = "".join(f"<tr><td>第{n}号渡船</td><td>{n * 7}</td><td>{n}%</td></tr>" for n in range(1, 9))
    entries = "".join(f"<li>第{n}号渡船从今年五月起改走北边的航道；</li>" for n in range(1, 6))
    body = f"<p>{CHINESE[0]}</p><table>{rows}</table><p>三个变化：</p><ul>{entries}</ul><p>{CHINESE[1]}</p>"
    more = "<p><strong>相关文章：</strong></p>" + "".join(
        f'<p><a href="/{n}">第{n}号渡船换了程序</a></p>' for n in "123"
    )
    html = f"<html><body><div><div><h2>渡船</h2></div><div>{body}</div></div>{more}</body></html>"
    chosen = chosen_of(html)
    assert (chosen.found_by, chosen.agreed) == ("tidings", "trafilatura")
    assert chosen.asked["trafilatura"] < cascade.AGREES
    layout = laid_out(html)
    kept = [layout.blocks[index].text for index in chosen.body.blocks]
    assert {"第3号渡船", "56", "第5号渡船从今年五月起改走北边的航道；"} <= set(kept)
    assert "相关文章：" not in kept


def test_english() -> None:
    body = "".join(f"<p>{line}</p>" for line in ENGLISH)
    assert chosen_of(f"<html><body><div>{body}</div></body></html>").agreed == "resiliparse"
