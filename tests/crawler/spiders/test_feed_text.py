"""Pages that refuse: what the feed itself says of them is taken, as what it is."""

import json
from html import escape

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, page, prose


def text_of(seed: str) -> str:
    return "".join(f"<p>{' '.join(prose(seed)[at : at + 4])}</p>" for at in range(0, 12, 4))


TEXT = text_of("whole")
SUMMARY = " ".join(prose("summary", 4))
REFUSED = Answer(b"<h1>Just a moment...</h1>", 403)
SPACE = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def entry(url: str, *, whole: str = "", summary: str = "") -> str:
    content = f"<content:encoded>{escape(whole)}</content:encoded>" if whole else ""
    return (
        f"<item><title>What came of {url[-5:]}</title><link>{url}</link><dc:creator>Ada Reed</dc:creator>"
        f"<pubDate>Mon, 04 May 2026 12:00:00 GMT</pubDate><description>{escape(summary)}</description>{content}</item>"
    )


def feed(*entries: str) -> Answer:
    text = f'<rss version="2.0" {SPACE}><channel><title>Walled</title>{"".join(entries)}</channel></rss>'
    return Answer(text.encode(), content_type="application/rss+xml", etag=f'"{len(text)}"')


def evidence(desk: Desk, url: str) -> dict[str, object]:
    return dict(json.loads(desk.items()[url]["evidence"]))


def test_what_the_feed_says_stands_for_pages_that_refuse(desk: Desk, web: Web) -> None:
    whole, short, none, empty, teaser, open_page = (
        f"http://walled.test/{name}" for name in ("whole", "short", "none", "empty", "tease", "opens")
    )
    web.add(dict.fromkeys((whole, short, none), REFUSED))
    web.add({empty: Answer(b"<html><body><div id=root></div></body></html>")})
    web.add({teaser: Answer(page("teaser", sentences=3)), open_page: Answer(page("open"))})
    entries = [
        entry(whole, whole=TEXT, summary="Short."),
        entry(short, summary=SUMMARY),
        entry(none),
        entry(empty, whole=text_of("empty")),
        entry(teaser, whole=page("teaser").decode().partition("</h1>")[2].partition("</article>")[0]),
        entry(open_page, summary=SUMMARY),
    ]
    web.add({"http://walled.test/feed": feed(*entries)})
    desk.source("walled", "feed", "http://walled.test/feed", 'first_run_days = 0\nlabel = "Walled News"')

    assert desk.crawl(strict=True).code == 0
    outcomes = desk.outcomes()
    assert outcomes.pop(none) == "failed:http_403"
    assert set(outcomes.values()) == {"new"}
    items = desk.items()
    assert items[whole]["text"].split("\n") == [line.strip() for line in TEXT.replace("<p>", "").split("</p>")[:-1]]
    assert items[whole]["title"] == "What came of whole"
    assert json.loads(items[whole]["flags"]) == []
    assert (items[whole]["site_name"], json.loads(items[whole]["authors"])) == ("Walled News", ["Ada Reed"])
    assert items[whole]["published_at"].startswith("2026-05-04T12:00")
    assert evidence(desk, whole)["feed_text"] == {"because": "failed:http_403", "whole": True}
    assert items[short]["text"] == SUMMARY
    assert json.loads(items[short]["flags"]) == ["truncated"]
    assert evidence(desk, empty)["feed_text"] == {"because": "rejected:no_text", "whole": True}
    assert items[teaser]["text_length"] > 2 * len(" ".join(prose("teaser", 3)))
    assert "feed_text" not in evidence(desk, open_page)
    assert json.loads(items[open_page]["flags"]) == []

    assert desk.crawl().code == 0  # the feed answers 304: what it holds is not at hand, and not needed
    again = desk.outcomes()
    assert (again[whole], again[short], again[none]) == ("unchanged", "unchanged", "failed:http_403")

    web.add({whole: Answer(page("opened")), open_page: REFUSED})
    web.add({"http://walled.test/feed": feed(*entries[::-1], entry("http://walled.test/extra", summary=SUMMARY))})
    assert desk.crawl().code == 0
    third = desk.outcomes()
    assert third[whole] == "revision"
    assert third[short] == "unchanged"
    assert third[open_page] == "failed:http_403"  # its page was had: no summary takes its place
    assert "feed_text" not in evidence(desk, whole)


def test_a_feed_that_has_moved_is_remembered(desk: Desk, web: Web) -> None:
    moved = Answer(status=301, headers={"Location": "http://new.test/feed"})
    web.add({"http://old.test/feed": moved, "http://new.test/feed": feed()})
    web.add({"http://for-now.test/feed": Answer(status=302, headers={"Location": "http://new.test/feed"})})
    desk.source("moved", "feed", "http://old.test/feed")
    desk.source("for-now", "feed", "http://for-now.test/feed")
    assert desk.crawl().code == 0
    states = {row["name"]: row["moved_to"] for row in desk.rows("select name, moved_to from source_states")}
    assert states == {"moved": "http://new.test/feed", "for-now": None}
    rows = [json.loads(line) for line in desk.tidings("sources", "list", "--json", own=True).out.splitlines()]
    assert {row["name"]: row["moved_to"] for row in rows} == states
    assert "moved for good to http://new.test/feed" in desk.tidings("sources", "list", own=True).out
    web.add({"http://old.test/feed": feed()})
    assert desk.crawl().code == 0
    assert desk.rows("select moved_to from source_states where name = 'moved'") == [{"moved_to": None}]
