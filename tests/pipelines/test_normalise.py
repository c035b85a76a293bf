"""Stage 200: one form for names, titles and dates."""

from typing import Any

import pytest

from crawler.items import NewsItem
from pipelines.normalise import NormaliseStage


def run(**fields: Any) -> NewsItem:
    address = "https://lab.example/a"
    return NormaliseStage().process_item(NewsItem("0" * 16, address, address, "lab", **fields))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  A   title\n over two lines ", "A title over two lines"),
        ("全角　空格", "全角 空格"),
        (" \n ", None),
        ("", None),
        (None, None),
    ],
)
def test_titles_and_names_are_one_line(given: str | None, expected: str | None) -> None:
    item = run(title=given, site_name=given)
    assert (item.title, item.site_name) == (expected, expected)


def test_authors_without_a_name_go() -> None:
    assert run(authors=[" 林  晓 ", "", "\t", "Ann Lee"]).authors == ["林 晓", "Ann Lee"]


@pytest.mark.parametrize(
    ("published", "modified", "kept"),
    [
        ("2026-05-03", "2026-05-02", False),
        ("2026-05-03T09:00:00+08:00", "2026-05-02T23:00:00+08:00", False),
        ("2026-05-03T09:00:00+08:00", "2026-05-03T10:00:00+08:00", True),
        ("2026-05-03T09:00:00+08:00", "2026-05-03", True),
        ("2026-05-03T01:00:00+08:00", "2026-05-02T18:00:00+00:00", True),  # an hour later, in another zone
        ("2026-05-03", None, False),
        (None, "2026-05-03", True),
        ("2026-05-03T09:00:00+08:00", "2026-05-03T08:59:59+08:00", False),
    ],
)
def test_no_change_comes_before_the_publication(published: str | None, modified: str | None, kept: bool) -> None:
    assert run(published_at=published, modified_at=modified).modified_at == (modified if kept else None)


def test_the_text_is_left_alone() -> None:
    assert run(text="  第一段\n\n  第二段 ").text == "  第一段\n\n  第二段 "


def test_twice_is_once() -> None:
    once = run(title=" a  b ", authors=[" c "], published_at="2026-05-03", modified_at="2026-05-01")
    before = repr(once)
    assert repr(NormaliseStage().process_item(once)) == before
