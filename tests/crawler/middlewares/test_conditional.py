"""Conditional GET: which headers a request bears."""

import pytest
from scrapy import Request

from crawler.middlewares.conditional import META, ConditionalGetMiddleware
from crawler.store.frontier import Fetched

DATE = "Mon, 04 May 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({}, {}),
        ({META: None}, {}),
        ({META: Fetched()}, {}),
        ({META: Fetched(body_hash="ab")}, {}),
        ({META: Fetched(etag='W/"1"')}, {"If-None-Match": 'W/"1"'}),
        ({META: Fetched(last_modified=DATE)}, {"If-Modified-Since": DATE}),
        ({META: Fetched('"1"', DATE)}, {"If-None-Match": '"1"', "If-Modified-Since": DATE}),
        ({META: Fetched('"1"', DATE), "redirect_times": 1}, {}),
        ({META: Fetched('"1"', DATE), "retry_times": 1}, {"If-None-Match": '"1"', "If-Modified-Since": DATE}),
    ],
)
@pytest.mark.parametrize("copied", [{}, {"If-None-Match": '"of the first address"', "If-Modified-Since": "then"}])
def test_headers(meta: dict[str, object], expected: dict[str, str], copied: dict[str, str]) -> None:
    request = Request("http://site.test/", meta=meta, headers=copied)
    ConditionalGetMiddleware().process_request(request)
    assert {name.decode(): values[0].decode() for name, values in request.headers.items()} == expected
