"""Listing pages: by selectors, and by what article links look like."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.discovery.found import NotAListingError
from crawler.discovery.listing import read_listing
from crawler.sources import Selectors

URL = "http://www.site.test/news/"
PAGE = b"""<html><head><base href="http://www.site.test/"></head><body>
<nav><a href="/about">About this site and us</a></nav>
<ul class="list">
<li><h3>First headline</h3><a href="a/1">read on</a><time>2026-05-04</time></li>
<li><h3>Second <b>headline</b></h3><a href="/a/2">read on</a></li>
<li><h3>No link</h3></li></ul>
<a class="next" href="?page=2">next</a></body></html>"""

CSS = Selectors(
    item="ul.list li", link="a::attr(href)", title="h3 *::text, h3::text", date="time::text", next="a.next::attr(href)"
)
XPATH = Selectors(
    item="//ul[@class='list']/li",
    link="./a/@href",
    title="string(./h3)",
    date="./time/text()",
    next="//a[@class='next']/@href",
)


@pytest.mark.parametrize("select", [CSS, XPATH], ids=["css", "xpath"])
def test_selectors(select: Selectors) -> None:
    listing = read_listing(PAGE, URL, select=select)
    assert [each.url for each in listing.links] == ["http://www.site.test/a/1", "http://www.site.test/a/2"]
    assert [each.published_at for each in listing.links] == ["2026-05-04", None]
    assert [each.title for each in listing.links] == ["First headline", "Second headline"]
    assert listing.next_urls == ["http://www.site.test/?page=2"]
    assert listing.passed_over == 1


ARTICLES = """
<a href="/2026/05/04/chip">A new chip for large language models</a>
<a href="/posts/why-small-models-win">Why small models win</a>
<a href="/news/20260504/183920.html">人工智能实验室发布新的开放语言模型</a>
<a href="/p/48213"><span>研究人员公布</span><span>多语言评测结果</span></a>
"""
OTHERS = """
<a href="/">Home of the site and all of its news</a> <a href="/about">About us and how we work here</a>
<a href="/tag/large-language-models">Large language models and more</a>
<a href="/category/research-and-news">Research</a>
<a href="/author/jane-doe-and-others">Jane Doe</a> <a href="/login">Log in</a> <a href="/page/20264">Older news</a>
<a href="https://blog.site.test/posts/how-we-train-our-models">Another of their sites</a>
<a href="https://elsewhere.test/2026/05/04/some-other-story">A story on another site altogether</a>
<a href="/2026/05/report.pdf">The whole report as a file to keep</a> <a href="#2026-05">Down</a> <a>no address</a>
<a href="javascript:void(20260504)">A button with many words in it</a>
"""


def test_discovery_takes_articles_and_nothing_else() -> None:
    listing = read_listing(f"<html><body>{OTHERS}{ARTICLES}{OTHERS}</body></html>".encode(), URL)
    assert [each.url.partition("site.test")[2] for each in listing.links] == [
        "/2026/05/04/chip", "/posts/why-small-models-win", "/news/20260504/183920.html", "/p/48213",
    ]  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"  \n", b"\x89PNG\r\n\x1a\n" + bytes(300), b"%PDF-1.7\n" + bytes(range(256))])
def test_what_is_no_page(body: bytes) -> None:
    with pytest.raises(NotAListingError):
        read_listing(body, URL)


@given(st.text(max_size=200))
@example("'\x1f")  # an attribute that is named by a control character
def test_any_page_is_read(text: str) -> None:
    for select in (None, CSS, XPATH):
        with contextlib.suppress(NotAListingError):
            read_listing(
                f"<body><ul class=list><li><a href='{text}'>{text}</a>".encode("utf-8", "replace"), URL, select=select
            )
