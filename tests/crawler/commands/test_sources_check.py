"""`tidings sources check`: what sources give, one in full, several in a table, as JSON, and with which exit code."""

import json
from email.utils import format_datetime

import pytest

from crawler.run import utc_now
from tests.conftest import Desk
from tests.hostile_server import Answer, Web, article, page, rss

TODAY = utc_now()
DATED = format_datetime(TODAY, usegmt=True)


@pytest.fixture
def several(desk: Desk, web: Web) -> Desk:
    for name in ("good", "half", "slow"):
        web.add({f"http://{name}.test/{number}": article(f"{name} {number}") for number in (1, 2, 3)})
    good = [(f"http://good.test/{number}", DATED) for number in (1, 2, 3)]
    web.add({"http://good.test/feed": rss(good)})
    web.add({"http://half.test/feed": rss([("http://half.test/1", DATED), "http://half.test/2"])})
    web.add({"http://half.test/1": Answer(b"<html><body>Sign in</body></html>")})
    web.add({"http://slow.test/robots.txt": Answer(b"User-agent: *\nCrawl-delay: 0.2", content_type="text/plain")})
    web.add({"http://slow.test/feed": Answer(status=301, headers={"Location": "http://slow.test/atom"})})
    web.add({"http://slow.test/atom": rss([("http://slow.test/1", DATED)])})
    web.add({"http://closed.test/robots.txt": Answer(b"User-agent: *\nDisallow: /", content_type="text/plain")})
    web.add({"http://html.test/feed": Answer(page("html"))})
    web.add({"http://sitemap.test/map": Answer(b"<urlset><url><loc>http://good.test/1</loc></url></urlset>")})
    for name in ("good", "half", "slow", "closed", "html", "gone"):
        desk.source(name, "feed", f"http://{name}.test/feed")
    desk.source("map", "sitemap", "http://sitemap.test/map")
    desk.source("one", "page", "http://good.test/2", "enabled = false")
    return desk


def test_all_as_json(several: Desk, web: Web) -> None:
    finished = several.tidings("sources", "check", "--all", "--json", "--articles", "2", own=True)
    assert finished.code == 1, finished.err  # some cannot be read
    rows = {row["name"]: row for row in map(json.loads, finished.out.splitlines())}
    assert list(rows) == ["good", "half", "slow", "closed", "html", "gone", "map", "one"]
    good = rows["good"]
    assert (good["ok"], good["is"], good["links"], good["dated"], good["articles"], good["bodies"]) == (
        True, "RSS 2.0", 3, 1.0, 2, 1.0,
    )  # fmt: skip
    assert good["newest"].startswith(f"{TODAY:%Y-%m-%d}")
    assert (good["robots"], good["moved_to"], good["problem"]) == ("allowed", None, None)
    assert 0 < good["seconds"] < 60
    assert (rows["half"]["dated"], rows["half"]["bodies"]) == (0.5, 0.5)
    assert rows["half"]["without_text"] == {"http://half.test/1": "rejected:no_text: no article text was found"}
    assert good["without_text"] == {}
    assert (rows["slow"]["moved_to"], rows["slow"]["crawl_delay"]) == ("http://slow.test/atom", 0.2)
    assert (rows["closed"]["ok"], rows["closed"]["robots"]) == (False, "forbidden")
    assert (rows["html"]["ok"], rows["html"]["is"]) == (False, "a page")
    assert rows["gone"]["problem"].startswith("failed:http_404")
    assert (rows["map"]["is"], rows["map"]["dated"]) == ("sitemap", 0.0)
    assert (rows["one"]["ok"], rows["one"]["bodies"]) == (True, 1.0)
    assert not several.data.exists()  # nothing is stored


def test_a_table_of_several(several: Desk) -> None:
    finished = several.tidings("sources", "check", "good", "slow", own=True)
    assert finished.code == 0, finished.err
    assert "2 of 2 sources can be read." in finished.out
    assert "moved for good to http://slow.test/atom" in " ".join(finished.out.split())


def test_why_articles_gave_no_text_and_a_page_that_cannot_be_had(several: Desk, web: Web) -> None:
    web.add({"http://good.test/2": Answer(status=404)})
    finished = several.tidings("sources", "check", "half", "one", own=True)
    assert finished.code == 1
    told = " ".join(finished.out.split())
    assert "1 of 1 tried gave no text: rejected:no_text: no article text was found" in told
    assert "failed:http_404: the server answered 404" in told
    assert "1 of 2 sources can be read." in told


def test_one_in_full(several: Desk) -> None:
    finished = several.tidings("sources", "check", "good", own=True)
    assert finished.code == 0, finished.err
    for shown in (
        "good (feed) http://good.test/feed",
        "RSS 2.0",
        "dated 100%",
        "3 links",
        "What came of number good 1",
    ):
        assert shown in finished.out
    failed = several.tidings("sources", "check", "html", own=True)
    assert failed.code == 1
    assert "source html: not a feed: the server sent HTML" in failed.err


def test_neither_names_nor_all_is_wrong_use(tidings: object) -> None:
    assert callable(tidings)
    assert tidings("sources", "check").exit_code == 2
    assert tidings("sources", "check", "openai-news", "--all").exit_code == 2
