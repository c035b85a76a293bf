"""A watched name appears: the operator's own, in a crawl as it runs."""

import json

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, page, rss

OVERLAY = """
[Larkspur]
kind = "model"
aliases = ["飞燕"]
alert = true

[Kestrel]
kind = "organisation"
weight = 0
"""


def test_a_watched_name_is_said_in_the_summary_once(desk: Desk, web: Web) -> None:
    (desk.config / "watchlist.toml").write_text(OVERLAY, encoding="utf-8")
    web.add({f"http://site.test/{number}": Answer(page(number, title)) for number, title in enumerate(
        ["Larkspur learns to read", "飛燕開放下載", "Kestrel moves house", "A quiet day"])})  # fmt: skip
    web.add({"http://site.test/feed": rss([f"http://site.test/{number}" for number in range(4)])})
    desk.source("site", "feed", "http://site.test/feed")

    first = desk.crawl()
    (line,) = [line for line in first.out.splitlines() if "watched:" in line]
    assert line.strip().startswith("watched: Larkspur in 2 new items: ")
    assert {'"Larkspur learns to read"', '"飛燕開放下載"'} <= set(line.split(": ", 2)[2].split(", "))
    assert "watched" not in desk.crawl().out

    items = desk.items()
    named = {url[-1]: json.loads(row["entities"]) for url, row in items.items()}
    assert named == {"0": ["Larkspur"], "1": ["Larkspur"], "2": ["Kestrel"], "3": []}
    assert json.loads(items["http://site.test/0"]["evidence"])["watched"] == ["Larkspur"]
    rows = desk.rows("select m.name, i.url from mentions m join items i on i.seq = m.seq order by i.url")
    assert [(row["name"], row["url"][-1]) for row in rows] == [("Larkspur", "0"), ("Larkspur", "1"), ("Kestrel", "2")]
    (summary,) = desk.rows("select summary from runs where id = 1")
    assert json.loads(summary["summary"])["watched"] == {"Larkspur": 2}


def test_an_off_topic_item_is_said_too(desk: Desk, web: Web) -> None:
    (desk.config / "watchlist.toml").write_text(
        OVERLAY.replace("weight = 0", "weight = 0\nalert = true"), encoding="utf-8"
    )
    desk.environment["TIDINGS_RELEVANCE_THRESHOLD"] = "0.9"
    web.add({"http://site.test/0": Answer(page(0, "Kestrel moves house"))})
    web.add({"http://site.test/feed": rss(["http://site.test/0"])})
    desk.source("site", "feed", "http://site.test/feed")
    assert 'watched: Kestrel in 1 new item: "Kestrel moves house"' in desk.crawl().out
    assert desk.outcomes() == {"http://site.test/0": "off_topic"}


def test_mistakes_in_both_files_end_the_crawl_before_it_begins(desk: Desk, web: Web) -> None:
    (desk.config / "watchlist.toml").write_text("[A]\nkind = 'thing'\n", encoding="utf-8")
    (desk.config / "topics.toml").write_text("threshold = 7\n", encoding="utf-8")
    web.add({"http://site.test/feed": rss([])})
    desk.source("site", "feed", "http://site.test/feed")
    finished = desk.crawl()
    assert finished.code == 2
    assert "The configuration has 2 mistakes" in finished.err
    assert "[A] kind: found 'thing'" in finished.err
    assert "threshold: found 7" in finished.err
    assert web.urls() == []
