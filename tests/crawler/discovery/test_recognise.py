"""What an answer is, whatever it was asked for as."""

import gzip

import pytest

from crawler.discovery.recognise import recognise
from tests.crawler.discovery.odd_feeds import odd_feed


@pytest.mark.parametrize(
    ("body", "kind", "what"),
    [
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "feed", "RSS 2.0"),
        (b"<rss><channel/></rss>", "feed", "RSS"),
        (b'<!-- a --><?xml-stylesheet href="a"?><feed xmlns="http://www.w3.org/2005/Atom"/>', "feed", "Atom"),
        (b"<rdf:RDF xmlns:rdf='x'/>", "feed", "RSS 1.0"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed", "JSON Feed"),
        (b'{"data": [1]}', "json", "JSON"),
        (b"[]", "json", "JSON"),
        (b"{broken", None, "text"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "sitemap", "sitemap"),
        (b"<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'/>", "sitemap", "news sitemap"),
        (b"<ns0:sitemapindex xmlns:ns0='x'/>", "sitemap", "sitemap index"),
        (gzip.compress(b"<urlset/>", mtime=0), "sitemap", "gzip"),
        (b"<!DOCTYPE html>\n<html lang=en><body><a href=/a>A</a></body></html>", "listing", "a page"),
        (b"<div><a href=/a>A</a></div>", "listing", "a page"),
        (b"<error><code>5</code></error>", None, "markup"),
        (b"not found", None, "text"),
        (b" \n", None, "nothing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), None, "binary data"),
    ],
)
def test_kinds(body: bytes, kind: str | None, what: str) -> None:
    found = recognise(body)
    assert (found.kind, found.what) == (kind, what)


def test_odd_feeds_are_feeds_for_the_most_part_and_nothing_is_a_crash() -> None:
    kinds = [recognise(odd.body, odd.content_type).kind for odd in map(odd_feed, range(500))]
    assert kinds.count("feed") > 0.8 * len(kinds)
