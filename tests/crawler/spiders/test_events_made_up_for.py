"""What was stored before there were events takes part in them from the next crawl on."""

import sqlite3
from contextlib import closing

from tests.conftest import Desk
from tests.crawler.review.shelf import FUND, FUND_AGAIN
from tests.hostile_server import Answer, Web, page, rss

TABLES = ("likenesses", "term_counts", "telling_terms", "telling", "signatures")


def telling(title: str, text: str) -> Answer:
    lines = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return Answer(f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{lines}</body></html>".encode())


def events(desk: Desk) -> list[list[str]]:
    query = "select t.event, i.url from telling t join items i on i.seq = t.seq where t.event is not null order by 2"
    found: dict[str, list[str]] = {}
    for row in desk.rows(query):
        found.setdefault(row["event"], []).append(row["url"])
    return list(found.values())


def test_a_store_from_before(desk: Desk, web: Web) -> None:
    urls = [f"http://site.test/{name}" for name in ("fund", "again", "other")]
    web.add({urls[0]: telling("Aldermoor raises $412 million from Quince Capital", FUND)})
    web.add({urls[1]: telling("Quince Capital values Aldermoor at $3.7 billion", FUND_AGAIN)})
    web.add({urls[2]: Answer(page("other")), "http://site.test/feed": rss(urls)})
    desk.source("site", "feed", "http://site.test/feed")
    assert desk.crawl().code == 0
    expected = [sorted(urls[:2])]
    assert events(desk) == expected
    with closing(sqlite3.connect(desk.data / "tidings.sqlite3")) as connection, connection:
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  (names of ours)
    assert events(desk) == []
    assert desk.crawl().code == 0
    assert events(desk) == expected
    assert desk.rows("select count(*) as number from signatures") == [{"number": 3}]
    assert "filed for them" not in desk.crawl("-v").err
