"""One way in for all kinds of source."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.discovery.read import Answer, read_answer
from crawler.sources import Selectors, Source

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
FEED = b"""<rss version="2.0"><channel><title>t</title>
<item><title>one</title><link>http://site.test/news/1</link><pubDate>Fri, 01 May 2026 08:00:00 +0800</pubDate></item>
<item><title>two</title><link>http://site.test/jobs/2</link><pubDate>Fri, 01 May 2099 08:00:00 GMT</pubDate></item>
</channel></rss>"""
SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>http://site.test/news/1</loc></url><url><loc>http://site.test/jobs/2</loc></url></urlset>"""
LISTING = b"""<html><body><ul><li><a href="/news/1">The first headline of the day</a></li>
<li><a href="/jobs/2">A job for somebody</a></li></ul></body></html>"""


@pytest.mark.parametrize(("kind", "body"), [("feed", FEED), ("sitemap", SITEMAP), ("listing", LISTING)])
def test_allow_keeps_what_matches_whatever_the_kind(kind: str, body: bytes) -> None:
    select = Selectors(item="li") if kind == "listing" else None
    source = Source(name="site", kind=kind, url="http://site.test/", select=select, allow=r"^http://site\.test/news/")
    listing = read_answer(source, Answer(body, "http://site.test/"), NOW)
    assert [each.url for each in listing.links] == ["http://site.test/news/1"]


def test_dates_are_iso_and_never_in_the_future() -> None:
    source = Source(name="site", kind="feed", url="http://site.test/", timezone="Asia/Shanghai")
    links = read_answer(source, Answer(FEED, "http://site.test/"), NOW).links
    assert dt.datetime.fromisoformat(links[0].published_at or "") == dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    assert links[1].published_at is None


@pytest.mark.parametrize("link", ["a::attr(href)", "./a/@href"])
def test_a_listing_without_a_title_selector_takes_the_words_of_the_link(link: str) -> None:
    source = Source(name="site", kind="listing", url="http://site.test/", select=Selectors(item="li", link=link))
    links = read_answer(source, Answer(LISTING, "http://site.test/"), NOW).links
    assert [each.title for each in links] == ["The first headline of the day", "A job for somebody"]
