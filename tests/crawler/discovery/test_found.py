"""Links as they stand in feeds and pages, and what of them can be asked for."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request

from crawler.discovery.found import link, once
from crawler.urls import canonical

BASE = "http://site.test/news/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("a", "http://site.test/news/a"),
        ("../a?x=1", "http://site.test/a?x=1"),
        ("//other.test/a", "http://other.test/a"),
        (" \n http://site.test/a#part ", "http://site.test/a"),
        ("?page=2", "http://site.test/news/index.html?page=2"),
        ("https://site.test/a?utm_source=x&id=7&utm_medium=y", "https://site.test/a?utm_source=x&id=7&utm_medium=y"),
        ("http://site.test/文章/一", "http://site.test/文章/一"),
        ("HTTP://SITE.TEST/A", "http://SITE.TEST/A"),
    ],
)
def test_links(href: str, url: str) -> None:
    found = link(BASE, href)
    assert found is not None
    assert found.url == url
    assert found.canonical_url == canonical(url)


@pytest.mark.parametrize(
    "href",
    [
        None, "", "  ", "#top", "javascript:void(0)", "JavaScript:void(0)", "mailto:a@site.test", "data:text/html,x",
        "tel:1",
        "file:///etc/passwd", "ftp://site.test/a", "gopher://site.test/", "about:blank",
        "http://[::1/", "http://[x]/", "http://site.test:99999/", "http://site.test:port/", "http://site.test:-1/",
        "/" + "a" * 2100,
    ],
)  # fmt: skip
def test_what_is_no_link(href: str | None) -> None:
    assert link(BASE, href) is None


@given(st.one_of(st.text(max_size=60), st.builds("http://{}/{}".format, st.text(max_size=20), st.text(max_size=20))))
def test_every_link_can_be_asked_for(href: str) -> None:
    found = link(BASE, href)
    if found is None:
        return
    request = Request(found.url)
    assert urlsplit(request.url).scheme in ("http", "https")
    assert (urlsplit(request.url).port or 80) <= 65535
    assert canonical(found.canonical_url) == found.canonical_url


def test_once_keeps_the_first_mention() -> None:
    links = [link(BASE, "a", title="one"), None, link(BASE, "a#x", title="two"), link(BASE, "b")]
    kept, passed_over = once(links)
    assert [(each.url, each.title) for each in kept] == [
        ("http://site.test/news/a", "one"),
        ("http://site.test/news/b", None),
    ]
    assert passed_over == 1
    assert kept[0].hints() == {"title": "one"}
