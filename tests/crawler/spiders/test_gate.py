"""Hijacked pages in a crawl as it runs: stored, held with their evidence, in no feed until somebody takes them."""

import json

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, page, rss

BAIT = "<p>casino bonus, free spins, slot online, poker online and a live dealer wait for you at our tables</p>"


def test_what_a_flag_holds_is_kept_and_in_no_feed_until_it_is_accepted(desk: Desk, web: Web) -> None:
    web.add({f"http://trap.test/{number}": Answer(hijacked(number)) for number in range(2)})
    web.add({"http://paper.test/plain": Answer(page("plain"))})
    web.add({"http://trap.test/feed": rss([f"http://trap.test/{number}" for number in range(2)])})
    web.add({"http://paper.test/feed": rss(["http://paper.test/plain"])})
    desk.source("trap", "feed", "http://trap.test/feed")
    desk.source("paper", "feed", "http://paper.test/feed")

    feed = desk.folder / "feed.jsonl"
    crawled = desk.crawl("-o", str(feed))
    assert "held back: trap.test: 2 of 2 items (spam_terms 2)" in crawled.out
    assert "held back: paper.test" not in crawled.out
    (run,) = desk.rows("select status, summary from runs")
    assert run["status"] == "finished"
    assert json.loads(run["summary"])["held_back"] == {"trap.test": "2 of 2 items (spam_terms 2)"}
    items = desk.items()
    assert {url: row["state"] for url, row in items.items()} == {
        "http://trap.test/0": "quarantined",
        "http://trap.test/1": "quarantined",
        "http://paper.test/plain": "pending",
    }
    assert json.loads(items["http://trap.test/0"]["evidence"])["spam_terms"]["trade"] == "gambling"
    assert [json.loads(line)["url"] for line in feed.read_text().splitlines()] == ["http://paper.test/plain"]

    listed = desk.tidings("sources", "list", own=True)
    assert "trap: 2 of 2 items are held back" in listed.out
    assert "paper: " not in listed.out

    assert desk.tidings("export").out == ""
    assert desk.tidings("items", "accept", "http://trap.test/0").code == 0
    assert [json.loads(line)["url"] for line in desk.tidings("export").out.splitlines()] == ["http://trap.test/0"]


def test_a_held_copy_of_a_known_story_stays_held_and_heads_nothing(desk: Desk, web: Web) -> None:
    web.add({"http://paper.test/1": Answer(page(1))})
    web.add({"http://trap.test/1": Answer(page(1, extra=f"<div class='footer'>{BAIT}</div>"))})
    web.add(
        {"http://paper.test/feed": rss(["http://paper.test/1"]), "http://trap.test/feed": rss(["http://trap.test/1"])}
    )
    desk.source("trap", "feed", "http://trap.test/feed")
    desk.crawl()
    desk.source("paper", "feed", "http://paper.test/feed")
    desk.crawl()
    items = desk.items()
    assert {url: (row["state"], row["is_head"]) for url, row in items.items()} == {
        "http://trap.test/1": ("quarantined", 0),
        "http://paper.test/1": ("pending", 1),
    }
    assert len({row["story"] for row in items.values()}) == 1


def hijacked(number: int) -> bytes:
    return page(number, extra=f"</article><div>{BAIT}</div><article>")
