"""Sitemaps: plain, packed, of news, and indexes of them."""

import contextlib
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import sitemap
from crawler.discovery.found import NotAListingError
from crawler.discovery.sitemap import MAX_CHILDREN, read_sitemap

URL = "http://site.test/sitemap.xml"
SPACE = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)
PLAIN = f"""<?xml version="1.0"?><urlset {SPACE}>
<url><loc>http://site.test/undated</loc></url>
<url><loc> http://site.test/old </loc><lastmod>2026-01-01</lastmod></url>
<url><loc>http://site.test/new?a=1&amp;b=2</loc><lastmod>2026-05-04T12:00:00Z</lastmod></url>
<url><lastmod>2026-05-04</lastmod></url></urlset>"""
NEWS = f"""<urlset {SPACE}><url><loc>http://site.test/a</loc><lastmod>2026-05-09</lastmod><news:news>
<news:publication><news:name>Site</news:name><news:language>zh</news:language></news:publication>
<news:publication_date>2026-05-04</news:publication_date><news:title>标题</news:title></news:news></url></urlset>"""


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_newest_first_undated_last(pack: type[bytes]) -> None:
    listing = read_sitemap(pack(PLAIN.encode()), URL)
    assert [each.url for each in listing.links] == [
        "http://site.test/new?a=1&b=2", "http://site.test/old", "http://site.test/undated"
    ]  # fmt: skip
    assert listing.passed_over == 1
    assert listing.next_urls == []


def test_the_news_extension_goes_first() -> None:
    [only] = read_sitemap(NEWS.encode(), URL).links
    assert (only.title, only.published_at) == ("标题", "2026-05-04")


def test_an_index_names_its_newest_children() -> None:
    children = "".join(
        f"<sitemap><loc>/{number}.xml</loc><lastmod>2026-05-{number + 1:02}</lastmod></sitemap>" for number in range(20)
    )
    listing = read_sitemap(f"<sitemapindex {SPACE}>{children}</sitemapindex>".encode(), URL)
    assert listing.links == []
    assert listing.next_urls == [f"http://site.test/{number}.xml" for number in range(19, 19 - MAX_CHILDREN, -1)]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html><body>404</body></html>", b"not xml", b"<rss><channel/></rss>", b"\x1f\x8b broken",
        gzip.compress(PLAIN.encode())[:-30] and b"\x1f\x8b\x08\x00" + b"\xff" * 90,
    ],
)  # fmt: skip
def test_what_is_no_sitemap(body: bytes) -> None:
    with pytest.raises(NotAListingError):
        read_sitemap(body, URL)


def test_a_packed_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_BYTES", 100_000)
    with pytest.raises(NotAListingError, match="over 100,000 bytes"):
        read_sitemap(gzip.compress(bytes(1_000_000)), URL)


def test_entities_are_not_followed() -> None:
    doctype = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = f"{doctype}<urlset {SPACE}><url><loc>/a&x;</loc></url></urlset>"
    assert "root" not in str(read_sitemap(text.encode(), URL))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_sitemap_or_none(body: bytes) -> None:
    for start in (b"", b"<urlset><url><loc>", b"\x1f\x8b"):
        with contextlib.suppress(NotAListingError):
            read_sitemap(start + body, URL)
