"""Feeds of every make, and what only calls itself one."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import MAX_BYTES, read_feed
from crawler.discovery.found import NotAListingError

URL = "http://site.test/news/feed.xml"

RSS_20 = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Site</title>
<item><title>First &amp; best</title><link>http://site.test/a?id=1&amp;utm_source=rss</link>
<pubDate>Mon, 04 May 2026 12:00:00 GMT</pubDate>
<description>&lt;p&gt;A &lt;b&gt;short&lt;/b&gt; word&lt;/p&gt;</description></item>
<item><title>Second</title><link>/b</link></item>
<item><title>The first again</title><link>http://SITE.test:80/a?id=1#top</link></item>
<item><title>No link</title></item>
<item><title>By its guid</title><guid>http://site.test/c</guid></item>
</channel></rss>"""

FIRST = "http://site.test/a?id=1&utm_source=rss"  # asked for as the site wrote it

RSS_091 = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Site</title><link>http://site.test/</link>
<item><title>First</title><link>http://site.test/a</link></item></channel></rss>"""

RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://site.test/"><title>Site</title><link>http://site.test/</link></channel>
<item rdf:about="http://site.test/a"><title>First</title><link>http://site.test/a</link><dc:date>2026-05-04</dc:date></item>
</rdf:RDF>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Site</title><id>urn:x</id><updated>2026-05-04T12:00:00Z</updated>
<entry><title type="html">First &lt;i&gt;word&lt;/i&gt;</title><id>urn:1</id>
<link rel="self" href="http://site.test/api/a"/><link rel="alternate" href="http://site.test/a"/>
<published>2026-05-04T12:00:00Z</published><updated>2026-05-05T12:00:00Z</updated><summary>Short</summary></entry>
</feed>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Site",
        "items": [{"id": "1", "url": "http://site.test/a", "title": "First", "date_published": "2026-05-04T12:00:00Z"}],
    }
)


MIXED = """<rss version="2.0"><channel><title>Site</title>
<item><title>As in Atom</title><link href="http://site.test/a"/></item>
<item><title>In capitals</title><guid>HTTP://site.test/b</guid></item></channel></rss>"""


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (MIXED, ["http://site.test/a", "http://site.test/b"]),
        (RSS_20, [FIRST, "http://site.test/b", "http://site.test/c"]),
        (RSS_091, ["http://site.test/a"]),
        (RDF, ["http://site.test/a"]),
        (ATOM, ["http://site.test/a"]),
        (JSON_FEED, ["http://site.test/a"]),
        ("\ufeff\n\n  " + RSS_20.replace("</item>", "</item>&nbsp;", 1), [FIRST]),
        (RSS_20.replace("&amp;utm", "&utm"), [FIRST]),  # ill-formed: a parser that recovers makes it ?id=1=rss
        (
            RSS_20.replace("<link>/b</link>", "<link><![CDATA[/b?c=1&d=2]]></link>"),
            [FIRST, "http://site.test/b?c=1&d=2"],
        ),
        (RSS_20[:-40], [FIRST]),  # cut off
        (RSS_20.replace("First", "Fi\x00\x08rst"), [FIRST]),
    ],
)
def test_links(text: str, urls: list[str]) -> None:
    found = [each.url for each in read_feed(text.encode(), URL).links]
    assert found[: len(urls)] == urls


def test_what_is_said_of_a_link() -> None:
    listing = read_feed(RSS_20.encode(), URL, "application/rss+xml")
    first = listing.links[0]
    assert (first.title, first.summary) == ("First & best", "A short word")
    assert first.published_at is not None
    assert "2026" in first.published_at
    assert listing.passed_over == 1


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "text/xml"),
        ("gb18030", "utf-8", "text/xml; charset=utf-8"),
        ("gbk", "gbk", "application/xml"),
        ("utf-8", "gb2312", "text/xml; charset=gb2312"),
        ("utf-8", "iso-8859-1", None),
        ("big5", "big5", "text/xml; charset=utf-8"),
        ("utf-16", "utf-16", None),
    ],
)
def test_the_bytes_count_and_not_the_declaration(encoding: str, declared: str, content_type: str | None) -> None:
    title = "人工智能實驗室" if encoding == "big5" else "人工智能实验室发布新的语言模型"
    text = f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>{title}</title>' + "".join(
        f"<item><title>{title}第{number}號</title><link>http://site.test/{number}</link></item>" for number in range(20)
    ).replace("號", "號" if encoding == "big5" else "号")
    listing = read_feed((text + "</channel></rss>").encode(encoding), URL, content_type)
    assert [each.url for each in listing.links] == [f"http://site.test/{number}" for number in range(20)]
    assert str(listing.links[3].title).startswith(title)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol">'
    + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + ']><rss version="2.0"><channel><item><title>&j;</title><link>http://site.test/a</link></item></channel></rss>'
)
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&x;</title><link>http://site.test/a</link></item></channel></rss>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_are_not_followed(text: str) -> None:
    [only] = read_feed(text.encode(), URL).links
    assert only.url == "http://site.test/a"
    assert len(only.title or "") < 100
    assert "root" not in (only.title or "")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty"),
        (b" \n\x00", "empty"),
        (b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>", "HTML"),
        (b"<html><body><a href='/a'>A link</a></body></html>", "HTML"),
        (b'{"error": "no such feed"}', "JSON"),
        (b"[]", "JSON"),
        (b"feed not found", "something else"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "something else"),
        (b"<a/>" * (MAX_BYTES // 4 + 1), "at most"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, said: str) -> None:
    with pytest.raises(NotAListingError, match=said):
        read_feed(body, URL)


@pytest.mark.parametrize(
    "text",
    [
        '<rss version="2.0"><channel><title>Quiet today</title></channel></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Quiet</title></feed>',
        '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    ],
)
def test_a_feed_without_entries_is_a_feed(text: str) -> None:
    assert read_feed(text.encode(), URL).links == []


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_none(body: bytes) -> None:
    for start in (b"", b"<rss><channel><item><link>", b'{"version":"https://jsonfeed.org/version/1","items":[{'):
        with contextlib.suppress(NotAListingError):
            read_feed(start + body, URL)
