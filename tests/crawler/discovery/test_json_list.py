"""Lists in JSON: by the source's expressions, from an interface or out of a page's script."""

import json

import pytest

from crawler.discovery.found import NotAListingError
from crawler.discovery.json_feed import date_of
from crawler.discovery.json_list import read_json
from crawler.sources import Fields

URL = "http://site.test/api/news?page=1"
ROWS = [
    {
        "slug": "first",
        "title": "First &amp; best",
        "publishDate": 1777896000000,
        "meta": {"lead": "A <b>short</b> word"},
    },
    {"slug": "second", "title": "Second", "publishDate": "2026-05-03T08:00:00.000Z"},
    {"slug": "first", "title": "The first again"},
    {"slug": None, "title": "No address"},
    "no object",
    {"slug": 7, "title": 7, "publishDate": True},
]
ANSWER = json.dumps({"code": 0, "data": {"list": ROWS, "more": "/api/news?page=2"}})
FIELDS = Fields(
    items="data.list",
    link="join('', ['/news/', to_string(slug || `null`)])",
    title="title",
    date="publishDate",
    summary="meta.lead",
    next="data.more",
)


def test_links() -> None:
    fields = FIELDS.model_copy(update={"link": "slug && join('', ['/news/', to_string(slug)])"})
    listing = read_json(ANSWER.encode(), URL, "application/json", fields)
    assert [each.url for each in listing.links] == [
        f"http://site.test/news/{name}" for name in ("first", "second", "7")
    ]
    first, second, third = listing.links
    assert (first.title, first.summary) == ("First & best", "A short word")
    assert first.published_at == "2026-05-04T12:00:00+00:00"
    assert second.published_at == "2026-05-03T08:00:00.000Z"
    assert (third.title, third.published_at) == ("7", None)
    assert (listing.passed_over, listing.entries) == (2, 6)
    assert listing.next_urls == ["http://site.test/api/news?page=2"]


PAGE = f"""<html><body><div id="root"></div><script id="__NEXT_DATA__" type="application/json">{ANSWER}</script>
<script>window.STATE = {ANSWER};(function(){{}})()</script></body></html>"""


@pytest.mark.parametrize("script", ["script#__NEXT_DATA__::text", "//script[contains(., 'window.STATE')]/text()"])
def test_a_script_of_a_page(script: str) -> None:
    fields = FIELDS.model_copy(update={"script": script, "link": "slug"})
    listing = read_json(PAGE.encode(), URL, "text/html", fields)
    assert [each.title for each in listing.links][:2] == ["First & best", "Second"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b"<html>Sign in</html>", "not JSON: the text starts with 'Sign in'"),
        (b"[1, 2", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"error": "no", "code": 5}', "no list at `items` (data.list); the answer holds: error, code"),
        (b"[]", "no list at `items` (data.list); the answer holds: list"),
        (b'"a"', "the answer holds: str"),
    ],
)
def test_what_is_no_list_says_what_it_is(body: bytes, said: str) -> None:
    with pytest.raises(NotAListingError) as caught:
        read_json(body, URL, None, FIELDS)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1777896000, "2026-05-04T12:00:00+00:00"),
        (1777896000000, "2026-05-04T12:00:00+00:00"),
        ("1777896000000", "2026-05-04T12:00:00+00:00"),
        (1777896000.5, "2026-05-04T12:00:00+00:00"),
        ("2026-05-04", "2026-05-04"),
        ("20260504", "20260504"),
        (1e300, None),
        (float("nan"), None),
        (True, None),
        (None, None),
        ("", None),
        ({}, None),
    ],
)
def test_dates(value: object, expected: str | None) -> None:
    assert date_of(value) == expected
