"""`scrapy crawl feed|sitemap|listing|page`: what comes out, and what is said of wrong names."""

import json
import re
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler.items import PUBLIC_FIELDS
from crawler.spiders.feed import FeedSpider
from crawler.spiders.listing import ListingSpider
from crawler.spiders.page import PageSpider
from crawler.spiders.sitemap import SitemapSpider
from crawler.spiders.source_spider import SourceSpider
from tests.conftest import ROOT, Desk
from tests.hostile_server import Answer, Web, article, rss

SITEMAP = Answer(
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://site.test/map/1</loc></url></urlset>',
    content_type="application/xml",
)
JSON = Answer(b'{"data": [{"path": "json/1"}]}', content_type="application/json")
LISTING = Answer(b'<ul><li><a href="/list/1">One thing that happened today</a></li></ul>')


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_each_kind_writes_its_items(desk: Desk, web: Web, tmp_path: Path) -> None:
    web.add({f"http://site.test/{path}/1": article(path) for path in ("feed", "map", "list", "json", "page")})
    web.add({"http://site.test/feed": rss(["http://site.test/feed/1"])})
    web.add({"http://site.test/map.xml": SITEMAP, "http://site.test/list": LISTING, "http://site.test/api": JSON})
    desk.source("a-feed", "feed", "http://site.test/feed")
    desk.source("a-map", "sitemap", "http://site.test/map.xml")
    desk.source("a-list", "listing", "http://site.test/list", 'select = { item = "li" }')
    desk.source("a-json", "json", "http://site.test/api", 'fields = { items = "data", link = "path" }')
    runs = {
        "feed": ["feed", "-a", "source=a-feed"],
        "map": ["sitemap", "-a", "source=a-map"],
        "list": ["listing", "-a", "source=a-list"],
        "json": ["json", "-a", "source=a-json"],
        "page": ["page", "-a", "url=http://site.test/page/1"],
    }
    running = {path: desk.start_scrapy(*each, "-O", str(tmp_path / f"{path}.jsonl")) for path, each in runs.items()}
    for path, process in running.items():  # all at once, on one database that does not exist yet
        finished = desk.finish(process)
        assert finished.code == 0, finished.err
        [item] = lines(tmp_path / f"{path}.jsonl")
        assert tuple(item) == PUBLIC_FIELDS
        assert (item["url"], item["state"]) == (f"http://site.test/{path}/1", "pending")
    out = tmp_path / "again.jsonl"
    desk.scrapy("feed", "-a", "source=a-feed", "-a", "again=1", "-O", str(out))
    [before], [again] = lines(tmp_path / "feed.jsonl"), lines(out)
    assert {**again, "fetched_at": before["fetched_at"]} == before
    assert desk.outcomes() == {"http://site.test/feed/1": "unchanged"}
    assert len(desk.items()) == 5


@pytest.mark.parametrize(
    ("spider", "arguments", "said"),
    [
        (FeedSpider, {}, "name a source: -a source=NAME"),
        (FeedSpider, {"source": "nobody"}, "no such source: nobody"),
        (FeedSpider, {"source": "a-mop"}, "no such source: a-mop. Did you mean a-map?"),
        (FeedSpider, {"source": "a-map"}, "not of kind 'feed': a-map (use the spider 'sitemap')"),
        (ListingSpider, {"source": "a-map"}, "not of kind 'listing': a-map (use the spider 'sitemap')"),
        (PageSpider, {}, "give an address: -a url=URL"),
        (
            PageSpider,
            {"url": "ftp://site.test/"},
            "-a url=ftp://site.test/: allowed: an absolute",
        ),
        (
            PageSpider,
            {"url": "http://a.test/", "timezone": "Mars"},
            "-a timezone=Mars: allowed: an IANA time",
        ),
        (SitemapSpider, {"source": "a-map", "since_days": "soon"}, "-a since_days=soon: a number"),
        (SitemapSpider, {"source": "a-map", "since_days": "nan"}, "-a since_days=nan: a number from 0 to 36500"),
        (SitemapSpider, {"source": "a-map", "max_pages": "1.5"}, "-a max_pages=1.5: a number"),
        (SitemapSpider, {"source": "a-map", "max_pages": "0"}, "-a max_pages=0: a number of at least 1"),
        (SitemapSpider, {"source": "a-map", "agian": "1"}, "-a agian: no such argument; allowed: source, again, since"),
    ],
)
def test_wrong_use_has_a_message(desk: Desk, spider: type[SourceSpider], arguments: dict[str, str], said: str) -> None:
    desk.source("a-map", "sitemap", "http://site.test/map.xml")
    folders = {"TIDINGS_SHIPPED_DIR": str(ROOT / "settings"), "TIDINGS_CONFIG_DIR": str(desk.config)}
    crawler = Crawler(spider, Settings({"TIDINGS_SOURCE_DIRS": [str(desk.sources_folder)], **folders}))
    with pytest.raises(SystemExit, match=re.escape(said)) as ended:
        spider.from_crawler(crawler, **arguments)
    assert str(ended.value).startswith(f"scrapy crawl {spider.name}: ")


def test_wrong_use_ends_with_one_line(desk: Desk) -> None:
    finished = desk.scrapy("feed", "-a", "source=nobody", "-L", "WARNING")
    assert (finished.code, finished.err) == (2, "scrapy crawl feed: no such source: nobody\n")
    assert not desk.data.exists()
    unknown = desk.scrapy("sightmap", "-L", "WARNING")
    assert (unknown.code, "Traceback" in unknown.err) == (2, False)
    assert unknown.err.startswith("scrapy crawl sightmap: no such spider; there are: ")


def one_off(desk: Desk, *arguments: str) -> tuple[int, str]:
    """Return exit code and last line of a one-off run."""
    finished = desk.scrapy(*arguments, "-s", "TIDINGS_RETRY_BASE_SECONDS=0.01")
    return finished.code, finished.err.splitlines()[-1]


def test_a_page_ends_with_what_became_of_it_and_takes_no_other_one_along(desk: Desk, web: Web) -> None:
    robots = Answer(b"User-agent: *\nDisallow: /private", content_type="text/plain")
    web.add({"http://site.test/robots.txt": robots, "http://site.test/busy": Answer(status=503)})
    web.add({"http://site.test/1": article(1), "http://site.test/empty": Answer(b"<p>None.</p>")})

    def page(url: str, *more: str) -> tuple[int, str]:
        return one_off(desk, "page", "-a", f"url={url}", *more)

    assert page("http://site.test/busy") == (1, "http://site.test/busy: failed:http_503: the server answered 503")
    barred = "rejected:robots: http://site.test/robots.txt forbids this address to Tidings"
    assert page("http://site.test/private") == (1, f"http://site.test/private: {barred}")
    code, said = page("http://10.0.0.1/x")
    assert (code, said.startswith("http://10.0.0.1/x: rejected:private_address: 10.0.0.1 is the private")) == (1, True)
    assert page("http://site.test/empty")[0] == 1
    assert page("http://site.test/1") == (0, "http://site.test/1: new")
    assert page("http://site.test/1", "-L", "ERROR") == (0, "http://site.test/1: unchanged")
    later = page("http://site.test/1", "-s", "TIDINGS_RECHECK_DAYS=0")
    assert later == (0, "http://site.test/1: known: it was read before; -a again=1 takes it once more")
    assert web.urls().count("http://site.test/busy") == 3  # the first run and its two retries


def test_a_source_ends_with_its_counts_or_its_failure(desk: Desk, web: Web) -> None:
    web.add({"http://site.test/feed": rss(["http://site.test/1", "http://site.test/gone"])})
    web.add({"http://site.test/1": article(1)})
    desk.source("a-feed", "feed", "http://site.test/feed")
    desk.source("no-feed", "feed", "http://none.test/feed")
    assert one_off(desk, "feed", "-a", "source=a-feed") == (0, "source a-feed: failed:http_404 1, new 1")
    failed = (1, "source no-feed: failed:http_404: the server answered 404")
    assert one_off(desk, "feed", "-a", "source=no-feed") == failed
