"""Whole pages in the layouts of portals, platforms, papers, offices and schools: all fields of each at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pipelines.extraction.article import extract
from pipelines.extraction.page import PageInput
from tests.pipelines.extraction.framing import NOW
from tests.pipelines.extraction.layouts import LONG

PAGES = tomllib.loads(Path(__file__).with_name("press.toml").read_text(encoding="utf-8"))["page"]
TITLE = "海边图书馆试用小型翻译模型"
MENU = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in "首页 新闻 财经 科技 体育 娱乐 汽车 专栏".split())
RELATED = "".join(
    f"<li><a href='/a{day}'>{title}</a><span>2026-05-0{day}</span></li>"
    for day, title in enumerate(
        ["专访林小海：模型的下一站", "码头明天起免费开放参观三天", "记者观察：渔村里的新机器"], 4
    )
)
FOOT = "<div class='footer'><p>关于我们 | 联系我们</p><p>Copyright © 1998-2026 海网 版权所有</p></div>"


def written_out(page: dict[str, Any]) -> str:
    parts = (page.get("title", "TITLE_海网"), page.get("head", ""), page["body"])
    title, head, body = (
        part.replace("TEXT", LONG).replace("REST", LONG.removeprefix("<p>")).replace("TITLE", TITLE) for part in parts
    )
    return (
        f"<html><head><title>{title}</title>{head}</head><body><ul class='nav'>{MENU}</ul>{body}"
        f"<div class='rel'><h3>相关阅读</h3><ul>{RELATED}</ul></div>{FOOT}</body></html>"
    )


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_a_page_in_the_layout_of(page: dict[str, Any]) -> None:
    given = PageInput(written_out(page).encode(), "https://www.hainews.example/a/1.html", timezone="Asia/Shanghai")
    (item,) = extract(given, NOW).items
    assert item.title == TITLE
    assert item.authors == page.get("authors", item.authors)
    assert (item.origin.name if item.origin else None) == page.get("origin")
    assert item.published_at is not None
    assert item.published_at.startswith("2026-05-03")
    assert "方言志" in item.text
    assert "免费开放" not in item.text
