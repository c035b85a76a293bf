"""Where a site may keep its feeds and sitemaps."""

import pytest

from crawler.discovery.candidates import declared, sitemaps, usual

PAGE = """<html><head><base href="/sub/"><link rel="ALTERNATE alternate" type="application/rss+xml" href="feed.xml">
<link rel="alternate" type="application/atom+xml" title="Comments on all" href="/all">
<link rel="alternate" type="application/feed+json" href="https://other.test/feed.json">
<link rel="alternate" hreflang="de" href="/de/"><link rel="stylesheet" type="text/css" href="/feed.css"></head>
<body><a href="/news/rss">RSS</a><a href="feed.xml#top">the same</a><a href="/feedback">Feedback</a>
<a href="/blog/?format=rss">of the blog</a><a href="/comments/feed/">of comments</a><a href="javascript:feed()">x</a>
</body></html>"""


def test_what_a_page_names() -> None:
    found = declared(PAGE.encode(), "http://site.test/page")
    assert [each.url for each in found] == [
        "http://site.test/sub/feed.xml",
        "https://other.test/feed.json",
        "http://site.test/news/rss",
        "http://site.test/blog/?format=rss",
        "http://site.test/all",
        "http://site.test/comments/feed/",
    ]
    assert found[0].said_by == "the page's head"
    assert found[2].said_by == "a link of the page"


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<html>", "纯文本".encode("gb18030")])
def test_a_page_that_names_nothing(body: bytes) -> None:
    assert declared(body, "http://site.test/") == []


def test_the_usual_places() -> None:
    assert [each.url for each in usual("http://site.test/blog/")][:3] == [
        "http://site.test/blog/feed",
        "http://site.test/blog/rss.xml",
        "http://site.test/feed",
    ]
    assert len(usual("http://site.test")) == 7


def test_sitemaps() -> None:
    robots = (
        "User-agent: *\nSITEMAP: http://site.test/all.xml\n sitemap: /news.xml\n"
        "Sitemap: http://site.test/all.xml\nSitemap: javascript:0\n"
    )
    assert [each.url for each in sitemaps(robots, "http://site.test/")] == [
        "http://site.test/news.xml",
        "http://site.test/all.xml",
    ]
    assert [each.said_by for each in sitemaps("", "http://site.test/blog")] == ["the usual places"] * 3
