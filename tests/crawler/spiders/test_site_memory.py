"""A site that is crawled again and again: its pages get cleaner, and a redesign is noticed."""

import json
from collections.abc import Sequence

import pytest

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, prose, rss

FEED = "http://site.test/feed"
PROMOTION = "Our evening walks along the old harbour begin at eight, and the guide tells of ships and of weather."


def article(number: int, box: str = "c-4f1a", promotion: str = PROMOTION) -> Answer:
    """Return an article with a paragraph of the site's own in its middle, which nothing but repetition gives away."""
    lines = prose(number, 24)
    paragraphs = [f"<p>{' '.join(lines[at : at + 4])}</p>" for at in range(0, len(lines), 4)]
    paragraphs.insert(3, f"<p>{promotion}</p>")
    title = f"What came of number {number}"
    head = f'<meta charset="utf-8"><title>{title}</title>'
    body = f'<div class="page"><h1>{title}</h1><div class="{box}">{"".join(paragraphs)}</div></div>'
    return Answer(f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode())


def publish(web: Web, numbers: Sequence[int], **look: str) -> None:
    """Let the feed list articles that are new, and serve them."""
    web.add({f"http://site.test/{number}": article(number, **look) for number in numbers})
    web.add({FEED: rss([f"http://site.test/{number}" for number in numbers])})


def crawl(desk: Desk, web: Web, numbers: Sequence[int], **look: str) -> dict[int, str]:
    """Publish and crawl. Returns the new texts."""
    publish(web, numbers, **look)
    finished = desk.crawl("site")
    assert finished.code == 0, finished.err
    assert "Traceback" not in finished.err
    items = desk.items()
    return {number: items[f"http://site.test/{number}"]["text"] for number in numbers}


def memory(desk: Desk) -> dict[str, object]:
    [row] = desk.rows("select * from site_memory")
    assert row["site"] == "site.test"
    kept: dict[str, object] = json.loads(row["memory"])
    assert row["articles"] == kept["articles"]
    return kept


@pytest.fixture(autouse=True)
def _source(desk: Desk) -> None:
    desk.source("site", "feed", FEED)


def test_the_second_crawl_leaves_out_what_stood_in_all_articles_of_the_first(desk: Desk, web: Web) -> None:
    first = crawl(desk, web, range(4))
    assert all(PROMOTION in text for text in first.values())
    second = crawl(desk, web, range(10, 14))
    for number, text in second.items():
        assert PROMOTION not in text
        assert text.split("\n") == [line for line in article_lines(number) if line != PROMOTION]
    assert memory(desk)["articles"] == 8
    shown = desk.tidings("sources", "check", "site")
    assert shown.code == 0, shown.err
    assert (
        "memory of site.test: 8 articles; bodies in div.page>div.c-fa (100%); 1 lines known as furniture" in shown.out
    )
    assert f"     8  {PROMOTION[:60]}" in shown.out
    assert desk.tidings("sources", "check", "site", "--forget-memory").out == "site: forgotten: site.test\n"
    assert "forgotten: nothing" in desk.tidings("sources", "check", "site", "--forget-memory").out
    assert "memory of site.test: none yet" in desk.tidings("sources", "check", "site", "--articles", "0").out


def article_lines(number: int) -> list[str]:
    lines = prose(number, 24)
    return [" ".join(lines[at : at + 4]) for at in range(0, len(lines), 4)]


def test_a_redesign_is_noticed_and_nothing_is_cut_wrongly(desk: Desk, web: Web) -> None:
    crawl(desk, web, range(4))
    publish(
        web, range(20, 25), box="story-text", promotion="A word from the editor of the new paper, once and no more."
    )
    finished = desk.crawl("site")
    assert "site site.test: its pages have changed; what was known of them is forgotten" in finished.err
    items = desk.items()
    for number in range(20, 25):
        lines = items[f"http://site.test/{number}"]["text"].split("\n")
        assert [line for line in lines if not line.startswith("A word")] == article_lines(number)
    kept = memory(desk)
    assert kept["articles"] == 5
    assert kept["boxes"] == {"div.page>div.story-text": 5}
    assert PROMOTION[:60] not in kept["excerpts"].values()  # type: ignore[attr-defined]


def test_pages_seen_before_teach_nothing_again(desk: Desk, web: Web) -> None:
    crawl(desk, web, range(4))
    before = memory(desk)
    again = desk.crawl("site", TIDINGS_RECHECK_HOURS=0)
    assert again.code == 0, again.err
    desk.scrapy("feed", "-a", "source=site", "-a", "again=1")
    assert memory(desk) == before


def test_the_order_of_the_pages_changes_nothing(desk: Desk, web: Web) -> None:
    forwards = list(range(5))
    crawl(desk, web, forwards)
    one, texts = memory(desk), {url: item["text"] for url, item in desk.items().items()}
    (desk.data / "tidings.sqlite3").rename(desk.folder / "first.sqlite3")
    for more in desk.data.glob("tidings.sqlite3-*"):
        more.unlink()
    crawl(desk, web, forwards[::-1])
    assert memory(desk) == one
    assert {url: item["text"] for url, item in desk.items().items()} == texts


def test_a_run_that_is_stopped_keeps_what_it_learned(desk: Desk, web: Web) -> None:
    publish(web, range(6))
    finished = desk.crawl("site", CLOSESPIDER_ITEMCOUNT=3)
    assert finished.code == 0, finished.err
    [run] = desk.rows("select status from runs")
    assert run["status"] == "interrupted"
    new = [outcome for outcome in desk.outcomes().values() if outcome == "new"]
    assert len(new) >= 3
    assert memory(desk)["articles"] == len(new)
