"""`tidings sources failures`: what could not be had when it was last asked for, and why."""

import json

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, article, rss

ROBOTS = Answer(b"User-agent: *\nDisallow: /private\n", content_type="text/plain")
GONE, BROKEN, BARRED, BACK = (f"http://site.test/{path}" for path in ("gone", "broken", "private/x", "back"))


def told(desk: Desk, *arguments: str) -> dict[str, dict[str, object]]:
    finished = desk.tidings("sources", "failures", "--json", *arguments, own=True)
    assert finished.code == 0, finished.err
    return {row["url"]: row for row in map(json.loads, finished.out.splitlines())}


def test_what_failed_is_listed_until_it_can_be_had(desk: Desk, web: Web) -> None:
    web.add({"http://site.test/robots.txt": ROBOTS, BROKEN: Answer(status=500), "http://site.test/1": article(1)})
    web.add({BACK: (article(2), *[Answer(status=500)] * 3, article(2))})
    web.add({"http://site.test/feed": rss([GONE, BROKEN, BARRED, BACK, "http://site.test/1"])})
    desk.source("a-site", "feed", "http://site.test/feed")
    desk.source("no-feed", "feed", "http://none.test/feed")
    first = desk.crawl(TIDINGS_RETRY_BASE_SECONDS=0.01)
    assert "`tidings sources failures` lists them" in first.out
    ends = {
        row.split()[0]: row.split()[-1] for row in first.out.splitlines() if row.startswith((" a-site", " no-feed"))
    }
    assert ends == {"a-site": "ok", "no-feed": "failed:http_404"}
    assert "source no-feed: failed:http_404: the server answered 404\n" in first.err

    rows = told(desk)
    assert {url: (row["source"], row["outcome"], row["what"]) for url, row in rows.items()} == {
        GONE: ("a-site", "failed:http_404", "article"),
        BROKEN: ("a-site", "failed:http_500", "article"),
        BARRED: ("a-site", "rejected:robots", "article"),
        "http://none.test/feed": ("no-feed", "failed:http_404", "listing"),
    }
    assert rows[GONE]["detail"] == "the server answered 404"
    assert (rows[GONE]["run"], str(rows[GONE]["at"])[-6:]) == (1, "+00:00")
    assert set(told(desk, "no-feed")) == {"http://none.test/feed"}
    assert len(told(desk, "--limit", "2")) == 2

    desk.crawl("a-site", TIDINGS_RETRY_BASE_SECONDS=0.01)
    assert told(desk)[BACK]["outcome"] == "failed:http_500"  # it was had before
    web.add({BROKEN: article(3), "http://none.test/feed": rss([])})
    desk.crawl()
    assert desk.outcomes()[BACK] == "unchanged"
    assert set(told(desk)) == {GONE, BARRED}
    table = desk.tidings("sources", "failures", own=True).out
    assert "rejected:robots" in table
    assert GONE in table


def test_when_nothing_failed_and_for_a_name_that_is_none(desk: Desk, web: Web) -> None:
    web.add({"http://site.test/feed": rss([])})
    desk.source("a-site", "feed", "http://site.test/feed")
    desk.crawl()
    assert "Nothing failed or was rejected" in desk.tidings("sources", "failures", own=True).out
    wrong = desk.tidings("sources", "failures", "a-sight", own=True)
    assert (wrong.code, "no such source: a-sight. Did you mean a-site?" in wrong.err) == (2, True)
