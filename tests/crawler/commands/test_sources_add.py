"""`tidings sources add URL`: what is found of a site, what is shown of it, and what is written on a yes."""

import json

import pytest

from crawler.sources import load_sources
from tests.conftest import Desk
from tests.hostile_server import Answer, Web, article, rss

HEAD = (
    '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">'
    '<link rel="alternate" type="application/rss+xml" title="News" href="/feed">'
    '<link rel="alternate" type="application/feed+json" href="/feed.json">'
)
NEWS_MAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>http://site.test/news/1</loc><news:news><news:publication_date>2026-05-04</news:publication_date></news:news></url>"
    "</urlset>"
)
PLAIN_MAP = (
    "<urlset><url><loc>http://site.test/about</loc></url><url><loc>http://site.test/news/1</loc></url>"
    "<url><loc>http://site.test/news/2</loc></url></urlset>"
)


@pytest.fixture
def site(web: Web) -> Web:
    web.add({f"http://site.test/news/{number}": article(f"site {number}") for number in range(1, 6)})
    web.add({f"http://site.test/2026/05/0{number}/it": article(f"dated {number}") for number in range(1, 6)})
    return web


def html(head: str = "", body: str = "") -> Answer:
    return Answer(f"<html><head><title>The Site</title>{head}</head><body>{body}</body></html>".encode())


def listed(count: int) -> str:
    rows = (f'<a href="/2026/05/0{number}/it">A headline of five words {number}</a>' for number in range(1, count + 1))
    return "".join(rows)


def written(desk: Desk) -> dict[str, dict[str, object]]:
    return {
        name: json.loads(source.model_dump_json(exclude_none=True))
        for name, source in load_sources([desk.sources_folder]).items()
    }


def test_a_feed_named_by_the_page(desk: Desk, site: Web) -> None:
    comments = rss(["http://site.test/news/1#comment-1"])
    titled = rss((f"http://site.test/news/{number}", "Mon, 04 May 2026 12:00:00 GMT") for number in (1, 2, 3, 4))
    titled = Answer(
        titled.body.replace(b"<title>Feed</title>", b"<title>Site &amp; News</title>"), content_type="text/xml"
    )
    site.add(
        {"http://site.test/": html(HEAD), "http://site.test/feed": titled, "http://site.test/comments/feed": comments}
    )
    finished = desk.tidings("sources", "add", "http://site.test/", "--yes", own=True)
    assert finished.code == 0, finished.err
    for shown in ("RSS 2.0", "the page's head", "4 links", "What came of number site 1", "What came of number site 3"):
        assert shown in finished.out
    assert "What came of number site 4" not in finished.out  # three articles are tried
    source = written(desk)["site-news"]
    assert (source["kind"], source["url"], source["label"]) == ("feed", "http://site.test/feed", "Site & News")
    assert (source["homepage"], source["language"]) == ("http://site.test/", "en")
    assert "checked" in source
    assert desk.crawl("site-news").code == 0

    again = desk.tidings("sources", "add", "http://site.test/", "--yes", own=True)
    assert again.code == 2
    assert "in the catalogue already: site-news" in again.err


@pytest.mark.parametrize(
    ("routes", "kind", "url"),
    [
        ({"/": html(), "/rss.xml": rss(["http://site.test/news/1"])}, "feed", "/rss.xml"),
        (
            {"/": html(body='<a href="/x.rss">RSS</a>'), "/x.rss": rss(["http://site.test/news/1"])},
            "feed",
            "/x.rss",
        ),
        (
            {
                "/": html('<link rel="alternate" type="application/feed+json" href="/feed.json">'),
                "/feed.json": Answer(
                    b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "http://site.test/news/1"}]}'
                ),
            },
            "feed",
            "/feed.json",
        ),
        ({"/": html(body=listed(5)), "/sitemap-news.xml": Answer(NEWS_MAP.encode())}, "sitemap", "/sitemap-news.xml"),
        (
            {
                "/": html(),
                "/robots.txt": Answer(b"Sitemap: http://site.test/a.xml\nSitemap: /news-map.xml\n"),
                "/a.xml": Answer(PLAIN_MAP.encode()),
                "/news-map.xml": Answer(NEWS_MAP.encode()),
            },
            "sitemap",
            "/news-map.xml",
        ),
        ({"/": html(body=listed(5))}, "listing", "/"),
        ({"/": rss(["http://site.test/news/1"])}, "feed", "/"),
    ],
)
def test_what_is_found(desk: Desk, site: Web, routes: dict[str, Answer], kind: str, url: str) -> None:
    site.add({f"http://site.test{path}": answer for path, answer in routes.items()})
    finished = desk.tidings("sources", "add", "http://site.test/", "--name", "it", "--yes", own=True)
    assert finished.code == 0, finished.err + finished.out
    source = written(desk)["it"]
    assert (source["kind"], source["url"]) == (kind, f"http://site.test{url}")


def test_a_sitemap_is_narrowed_to_the_page_asked_for(desk: Desk, site: Web) -> None:
    site.add({"http://site.test/news": html(), "http://site.test/sitemap.xml": Answer(PLAIN_MAP.encode())})
    finished = desk.tidings("sources", "add", "http://site.test/news", "--name", "it", "--yes", own=True)
    assert finished.code == 0, finished.err
    assert written(desk)["it"]["allow"] == r"^https?://site\.test/news/."
    assert "2 links" in finished.out


def test_asked_first_and_another_one_picked(desk: Desk, site: Web) -> None:
    site.add({"http://site.test/": html(HEAD, listed(4)), "http://site.test/feed": rss(["http://site.test/news/1"])})
    kept = '# My own sources.\n[mine]  # the first\nkind = "feed"\nurl = "http://mine.test/feed"\n'
    (desk.sources_folder / "added.toml").write_text(kept, encoding="utf-8")
    for answer in ("n\n", ""):
        finished = desk.tidings("sources", "add", "http://site.test/", answer=answer, own=True)
        assert (finished.code, "Nothing was written." in finished.out) == (0, True), finished.err
        assert set(written(desk)) == {"mine"}
    finished = desk.tidings("sources", "add", "http://site.test/", "--pick", "2", answer="y\n", own=True)
    assert finished.code == 0, finished.err
    text = (desk.sources_folder / "added.toml").read_text(encoding="utf-8")
    assert text.startswith(kept)  # comments and all
    assert written(desk)["feed"]["kind"] == "listing"


def test_what_cannot_be_added_says_why(desk: Desk, site: Web) -> None:
    site.add({"http://site.test/empty": html(), "http://site.test/api": Answer(b'{"data": []}')})
    site.add({"http://site.test/image": Answer(b"\x89PNG\r\n\x1a\n" + bytes(50))})
    for path, said in {
        "empty": "no feed, sitemap or listing was found",
        "api": "kind `json`",
        "image": "the server sent binary data",
        "none": "failed:http_404",
    }.items():
        finished = desk.tidings("sources", "add", f"http://site.test/{path}", "--yes", own=True)
        assert (finished.code, said in finished.err) == (1, True), finished.err
    wrong = desk.tidings("sources", "add", "ftp://site.test/", "--yes", own=True)
    assert (wrong.code, "an absolute http:// or https:// address" in wrong.err) == (2, True)
    wrong = desk.tidings("sources", "add", "http://site.test/", "--name", "My Site", "--yes", own=True)
    assert (wrong.code, "name: " in wrong.err) == (2, True)
    assert written(desk) == {}
