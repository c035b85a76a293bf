"""Redirects: what a Location may be, and whose queue the request waits in."""

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.guard import UnusableAddressError
from crawler.middlewares.redirect import SiteRedirectMiddleware


@pytest.fixture
def middleware() -> SiteRedirectMiddleware:
    crawler: Crawler = get_crawler()
    crawler.spider = crawler._create_spider("test")
    return SiteRedirectMiddleware.from_crawler(crawler)


def answer(location: str) -> Response:
    return Response("http://site.test/a", status=301, headers={"Location": location})


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/b", "http://site.test/b"),
        ("b?x=1", "http://site.test/b?x=1"),
        ("//other.test/b", "http://other.test/b"),
        ("https://other.test/b", "https://other.test/b"),
    ],
)
def test_the_new_address_waits_in_its_own_queue(
    middleware: SiteRedirectMiddleware, location: str, expected: str
) -> None:
    request = Request("http://site.test/a", meta={"download_slot": "site.test"})
    followed = middleware.process_response(request, answer(location))
    assert isinstance(followed, Request)
    assert followed.url == expected
    assert "download_slot" not in followed.meta


@pytest.mark.parametrize("location", ["http://[::1/", "http://[x]/", "javascript:alert(1)"])
def test_what_is_no_address_ends_the_page(middleware: SiteRedirectMiddleware, location: str) -> None:
    with pytest.raises(UnusableAddressError, match="redirected to no address"):
        middleware.process_response(Request("http://site.test/a"), answer(location))


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://other.test/", "data:,x"])
def test_other_schemes_are_not_followed(middleware: SiteRedirectMiddleware, location: str) -> None:
    response = answer(location)
    assert middleware.process_response(Request("http://site.test/a"), response) is response
