"""Odd feeds by the thousand: none is a crash, none gives fewer entries than feedparser finds in it."""

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feed import read_feed
from crawler.discovery.found import Listing, NotAListingError
from tests.crawler.discovery.odd_feeds import CODINGS, DIALECTS, SPOILS, odd_feed

FEEDS = 2000
URL = "http://odd.test/feed.xml"


def read(number: int) -> Listing:
    odd = odd_feed(number)
    try:
        return read_feed(odd.body, URL, odd.content_type)
    except NotAListingError:
        return Listing()


@pytest.mark.parametrize("part", range(4))
def test_no_fewer_entries_than_feedparser(part: int) -> None:
    fewer = []
    for number in range(part * FEEDS // 4, (part + 1) * FEEDS // 4):
        odd = odd_feed(number)
        wanted = len(feedparser.parse(odd.body).entries)
        found = read(number).entries
        if found < wanted:
            fewer.append(f"{odd.story}: {found} of {wanted}")
    assert fewer == []


def test_the_makers_feeds_are_as_odd_as_they_say() -> None:
    stories = [odd_feed(number).story for number in range(FEEDS)]
    unused = [name for name in [*DIALECTS, *SPOILS, *CODINGS] if not any(name in story for story in stories)]
    assert unused == []


def test_most_entries_are_found_whatever_is_done() -> None:
    odds = [odd_feed(number) for number in range(FEEDS)]
    whole = [number for number, odd in enumerate(odds) if "cut" not in odd.story]
    written = sum(odds[number].entries for number in whole)
    found = sum(min(read(number).entries, odds[number].entries) for number in whole)
    assert found >= 0.97 * written


@given(st.integers(min_value=FEEDS), st.data())
def test_an_odd_feed_with_bytes_changed_is_a_feed_or_none(number: int, data: st.DataObject) -> None:
    body = bytearray(odd_feed(number).body[:20_000])
    for _ in range(data.draw(st.integers(0, 5))):
        if body:
            body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        listing = read_feed(bytes(body), URL)
    except NotAListingError:
        return
    assert len(listing.links) + listing.passed_over <= listing.entries


def test_a_long_feed_with_one_mistake_stays_fast_and_whole() -> None:
    entry = "<item><title>Entry {0}</title><link>http://odd.test/{0}</link><description>{1}</description></item>"
    items = [entry.format(number, "What was measured, and by whom. " * 20) for number in range(3000)]
    items[1] = items[1].replace("</title>", "<b></title></nothing>")
    text = f'<rss version="2.0"><channel><title>Long</title>{"".join(items)}</channel></rss>'
    assert len(text) > 1024 * 1024  # more than feedparser is given
    listing = read_feed(text.encode(), URL)
    assert len(listing.links) == 3000
