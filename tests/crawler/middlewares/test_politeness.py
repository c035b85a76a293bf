"""robots.txt, Crawl-delay and Retry-After, as the servers see them."""

import datetime as dt
import threading
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares.retry import retry_after_seconds
from tests.conftest import Desk
from tests.hostile_server import Answer, Behaviour, Handler, Web, article, hang_up, rss, silent

_TEXT = "text/plain; charset=utf-8"


def robots(text: str) -> Answer:
    return Answer(text.encode(), content_type=_TEXT)


def refusal(seconds: str) -> Answer:
    return Answer(b"slower", 429, headers={"Retry-After": seconds})


SITES = {
    # host: (robots.txt, how many articles, the outcome of each)
    "denied.test": (robots("User-agent: *\nDisallow: /"), 8, "rejected:robots"),
    "denied-by-name.test": (
        robots("User-agent: tidings\nDisallow: /\n\nUser-agent: *\nAllow: /"),
        2,
        "rejected:robots",
    ),
    "other-denied.test": (robots("User-agent: Googlebot\nDisallow: /"), 1, "new"),
    "none.test": (Answer(b"", 404), 2, "new"),
    "forbidden.test": (Answer(b"", 403), 1, "new"),
    "empty.test": (robots(""), 1, "new"),
    "bytes.test": (Answer(bytes(range(256)) * 40, content_type="image/png"), 1, "new"),
    "broken.test": (Answer(b"", 500), 8, "failed:robots_unavailable"),
    "busy.test": (Answer(b"", 429), 2, "failed:robots_unavailable"),
    "gone.test": (hang_up, 3, "failed:robots_unavailable"),
    "silent.test": (silent, 2, "failed:robots_unavailable"),
    "moved.test": (Answer(status=301, headers={"Location": "http://rules.test/robots"}), 3, "rejected:robots"),
    "circle.test": (Answer(status=301, headers={"Location": "/robots.txt"}), 1, "failed:robots_unavailable"),
    "delay.test": (robots("User-agent: *\nCrawl-delay: 1"), 3, "new"),
    "too-long.test": (robots("User-agent: *\nCrawl-delay: 900"), 2, "new"),  # kept at TIDINGS_MAX_CRAWL_DELAY
}


@pytest.fixture
def crawled(desk: Desk, web: Web) -> Desk:
    links = []
    for host, (rules, count, _) in SITES.items():
        web.add({f"http://{host}/robots.txt": rules})
        for number in range(count):
            links.append(url := f"http://{host}/{number}")
            web.add({url: article(url)})
    web.add({"http://rules.test/robots": robots("User-agent: *\nDisallow: /")})
    # A redirect to another site goes into that site's queue, and keeps its Crawl-delay.
    for number in range(2):
        links.append(url := f"http://short.test/{number}")
        web.add({url: Answer(status=301, headers={"Location": f"http://pace.test/{number}"})})
        web.add({f"http://pace.test/{number}": article(f"pace {number}")})
    web.add({"http://pace.test/robots.txt": robots("User-agent: *\nCrawl-delay: 1")})
    web.add({"http://hub.test/feed": rss(links)})
    desk.source("hub", "feed", "http://hub.test/feed", "first_run_days = 0\nmax_items = 1000")
    web.add({"http://denied.test/feed": rss([])})
    desk.source("denied", "feed", "http://denied.test/feed")
    desk.crawl(DOWNLOAD_TIMEOUT=2, TIDINGS_MAX_CRAWL_DELAY=1.5)
    return desk


def test_robots(crawled: Desk, web: Web) -> None:
    expected = {f"http://{host}/{n}": right for host, (_, count, right) in SITES.items() for n in range(count)}
    expected |= {"http://short.test/0": "new", "http://short.test/1": "new"}
    assert crawled.outcomes() == expected
    for host, (_, count, right) in SITES.items():
        assert len(web.urls(host)) == (count if right == "new" else 0), host
        assert web.urls(host, robots=True)[0] == f"http://{host}/robots.txt"
    asked_once = [host for host, (rules, *_) in SITES.items() if isinstance(rules, Answer) and rules.status < 300]
    assert {
        host: web.urls(host, robots=True).count(f"http://{host}/robots.txt") for host in asked_once
    } == dict.fromkeys(asked_once, 1)
    assert crawled.failures() == {"denied": "rejected:robots"}
    assert min(web.gaps("delay.test") + web.gaps("pace.test")) >= 0.9
    assert len(web.gaps("pace.test")) == 1
    assert min(web.gaps("too-long.test")) >= 1.35
    assert "robots.txt answered 500" in crawled.details()["http://broken.test/0"][1]


def at_first(*refusals: Answer) -> Behaviour:
    """Return what all pages of a site answer: the refusals, whichever page is asked for first, then articles."""
    left = list(refusals)

    def behave(handler: Handler) -> None:
        handler.answer(left.pop(0) if left else article(handler.path))

    return behave


def test_retry_after(desk: Desk, web: Web) -> None:
    sites = {
        # host: (how many articles, what they answer)
        "wait.test": (4, at_first(refusal("1"))),
        "rest.test": (4, at_first(*[refusal("3600")] * 9)),
        "rest-until.test": (4, at_first(*[refusal("Fri, 01 Jan 2100 00:00:00 GMT")] * 9)),
        "back-off.test": (1, at_first(Answer(b"", 503), Answer(b"", 503))),
        "refuses.test": (2, at_first(*[refusal("1")] * 9)),
    }
    links = [f"http://{host}/{number}" for host, (count, _) in sites.items() for number in range(count)]
    web.add({url: sites[url.split("/")[2]][1] for url in links})
    web.add({"http://hub.test/feed": rss(links)})
    desk.source("hub", "feed", "http://hub.test/feed", "first_run_days = 0\nmax_items = 1000")
    desk.crawl(strict=True, DOWNLOAD_DELAY=0.02, TIDINGS_RETRY_BASE_SECONDS=0.5, RETRY_TIMES=2)
    ended = {host: Counter(desk.outcomes()[url] for url in links if f"/{host}/" in url) for host in sites}
    assert ended == {
        "wait.test": {"new": 4},
        "rest.test": {"failed:http_429": 4},
        "rest-until.test": {"failed:http_429": 4},
        "back-off.test": {"new": 1},
        "refuses.test": {"failed:http_429": 2},
    }
    # All of a site keeps quiet, not only the page that was refused.
    assert len(web.urls("wait.test")) == 5
    assert web.gaps("wait.test")[0] >= 0.9
    assert len(web.urls("rest.test")) == len(web.urls("rest-until.test")) == 1
    assert all(
        "asked to be left alone" in desk.details()[url][1] for url in links if url not in web.urls() and "rest" in url
    )
    assert web.gaps("back-off.test")[0] >= 0.5 * 0.8 * 0.9
    assert web.gaps("back-off.test")[1] >= 2 * 0.5 * 0.8 * 0.9
    assert len(web.urls("refuses.test")) == 6
    assert min(web.gaps("refuses.test")) >= 0.9  # also after the last try of a page


NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        (b"", None),
        (b"soon", None),
        (b"-5", None),
        (b"1.5", None),
        (b"0", 0.0),
        (b" 120 ", 120.0),
        (b"Mon, 04 May 2026 12:01:40 GMT", 100.0),
        (b"Mon, 04 May 2026 14:01:40 +0200", 100.0),
        (b"Monday, 04-May-26 12:01:40 GMT", 100.0),
        (b"Mon, 04 May 2026 11:00:00 GMT", 0.0),
        (b"Mon, 99 May 2026 11:00:00 GMT", None),
        (b"\xb2", None),  # a digit to Python, and no number
        (b"Mon, 04 May 2026 12:01:40 -0000", 100.0),
        (b"Sat, 01 Jan 0001 00:00:00 +2300", 0.0),
        (b"9" * 400, float("inf")),
    ],
)
def test_retry_after_seconds(header: bytes | None, seconds: float | None) -> None:
    assert retry_after_seconds(header, NOW) == seconds


@given(st.binary(max_size=40))
def test_retry_after_seconds_takes_any_bytes(header: bytes) -> None:
    wait = retry_after_seconds(header, NOW)
    assert wait is None or wait >= 0


def test_one_request_at_a_time_even_without_a_delay(desk: Desk, web: Web) -> None:
    """Without any delay, Scrapy 2.19 would start all that waits for a site at once."""
    under_way, most, lock = [0], [0], threading.Lock()

    def slowly(handler: Handler) -> None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.1)
        with lock:
            under_way[0] -= 1
        handler.answer(article(handler.path))

    links = [f"http://one.test/{number}" for number in range(6)]
    web.add(dict.fromkeys(links, slowly))
    web.add({"http://hub.test/feed": rss(links)})
    desk.source("hub", "feed", "http://hub.test/feed")
    desk.crawl(DOWNLOAD_DELAY=0)
    assert desk.outcomes() == dict.fromkeys(links, "new")
    assert most == [1]
