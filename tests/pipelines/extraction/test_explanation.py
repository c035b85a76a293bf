"""How an item came to its fields, told."""

import datetime as dt

from pipelines.extraction.article import extract
from pipelines.extraction.explanation import Explanation, Field
from pipelines.extraction.page import PageInput
from tests.pipelines.extraction.framing import CHINESE, NOW, page

HEAD = '<title>渡船换新程序 - 北岸日报</title><meta property="og:site_name" content="北岸日报">'
ABOVE = "<h1>渡船换新程序</h1><p>2026-04-01 10:20 来源：江口晚报 作者：林晓</p>"


def explained(html: str, *, explain: bool = True, now: dt.datetime = NOW) -> list[Explanation]:
    given = PageInput(html.encode(), "https://north.example/1", timezone="Asia/Shanghai", explain=explain)
    return extract(given, now).explanations


def field(explanation: Explanation, name: str) -> Field:
    return next(each for each in explanation.fields if each.name == name)


def test_each_field_with_where_it_came_from() -> None:
    (explanation,) = explained(page(HEAD, ABOVE, below="<p>更新时间：2026-04-02</p>"))
    assert [each.name for each in explanation.fields] == ["title", "published_at", "modified_at", "authors", "origin"]
    assert field(explanation, "title").where
    assert field(explanation, "published_at").where == "line"
    assert field(explanation, "authors").where
    assert field(explanation, "origin").where
    assert all(text and why for each in explanation.fields for text, why in each.passed_over)


def test_the_lines_that_were_cut_and_why() -> None:
    (explanation,) = explained(page(HEAD, ABOVE, below="<div class='share'>分享到</div><p>举报/反馈</p>"))
    cut = dict(explanation.cut)
    assert cut["分享到"] == "in a box called share"
    assert explanation.box
    assert explanation.agreed == "resiliparse"
    assert explanation.asked["resiliparse"] >= 0.95
    assert not explanation.signs


def test_nothing_is_told_unasked() -> None:
    assert explained(page(HEAD, ABOVE), explain=False) == []


def test_of_several_articles_each_says_why_it_is_one() -> None:
    parts = "".join(f"<article><h2>第{n}号渡船换新程序</h2><p>{''.join(CHINESE)}</p></article>" for n in "一二")
    found = explained(f"<html><body>{parts}</body></html>")
    assert [each.signs for each in found] == [["an <article> with a headline"]] * 2
    assert all(each.cut == [] for each in found)
