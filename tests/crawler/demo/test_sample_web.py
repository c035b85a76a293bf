"""The sample web is what its manifest and its expectations say, asked for over real HTTP."""

import gzip
import html
import http.client
import io
import json
import re
import socket
import threading
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from lxml import etree
from parsel import Selector

from crawler.demo.articles import damage
from crawler.demo.server import SampleWeb
from crawler.demo.web import load_web
from crawler.outcomes import Flag, Kind, Relation, State, is_reason

DEMO = Path(__file__).parents[3] / "crawler" / "demo"
SOURCES: dict[str, dict[str, Any]] = tomllib.loads((DEMO / "sources.toml").read_text(encoding="utf-8"))
EXPECTED: list[dict[str, Any]] = json.loads((DEMO / "expected.json").read_text(encoding="utf-8"))["pages"]
READABLE = [page for page in EXPECTED if page["items"]]
ITEMS = [item for page in EXPECTED for item in page["items"]]
CHANGED = "http://lab-notes.example/posts/cost-of-an-answer.html"
ADDED = "http://lab-notes.example/posts/larkspur-mini.html"
RECOVERED = "http://flaky-times.example/n/port-cranes"


@dataclass
class Answer:
    """What came back, as it came."""

    status: int
    headers: Message
    body: bytes


class Client:
    """Asks through the sample web's proxy, and neither follows redirects nor unpacks anything."""

    def __init__(self, proxy: str) -> None:
        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: Any) -> None:
                return None

        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}), Stay())

    def get(self, url: str, method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, headers=named, method=method)
        try:
            with self.opener.open(request, timeout=10) as reply:
                return Answer(reply.status, reply.headers, reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def text(self, url: str) -> str:
        codec = "gbk" if urlsplit(url).hostname == "news.huarui.example" else "utf-8"
        return html.unescape(self.get(url).body.decode(codec))


@pytest.fixture(name="web")
def fixture_web() -> Iterator[SampleWeb]:
    with SampleWeb() as web:
        yield web


@pytest.fixture(name="client")
def fixture_client(web: SampleWeb) -> Client:
    return Client(web.proxy)


def _epoch(page: dict[str, Any]) -> int:
    """The first epoch at which the page's items can be had."""
    return 1 if page["url"] in {ADDED, RECOVERED} else 0


# What a source lists


def _feed(client: Client, source: dict[str, Any]) -> list[str]:
    body = client.get(source["url"]).body
    if source["url"].endswith(".json"):
        return [item["url"] for item in json.loads(body)["items"]]
    return [entry.link for entry in feedparser.parse(io.BytesIO(body)).entries]


def _sitemap(client: Client, source: dict[str, Any]) -> list[str]:
    found, pending = [], [source["url"]]
    while pending:
        url = pending.pop()
        body = client.get(url).body
        root = etree.fromstring(gzip.decompress(body) if url.endswith(".gz") else body)
        places = [str(node.text) for node in root.iterfind("{*}*/{*}loc")]
        (pending if root.tag.endswith("sitemapindex") else found).extend(places)
    return found


def _listing(client: Client, source: dict[str, Any]) -> list[str]:
    found: list[str] = []
    url: str | None = source["url"]
    while url:
        selector = Selector(client.get(url).body.decode())
        if "select" not in source:
            links = [urljoin(url, link) for link in selector.css("a::attr(href)").getall()]
            pattern = rf"http://{urlsplit(url).hostname}/\d{{4}}/\d\d/\d\d/[\w-]+\.html"
            return [link for link in links if re.fullmatch(pattern, link)]
        select = source["select"]
        items = selector.css(select["item"])
        assert all(item.css(select["title"]).get() and item.css(select["date"]).get() for item in items)
        found += [urljoin(url, item.css(select["link"]).get() or "") for item in items]
        following = selector.css(select["next"]).get()
        url = urljoin(url, following) if following else None
    return found


def _page(client: Client, source: dict[str, Any]) -> list[str]:
    return [source["url"]]


FINDERS = {"feed": _feed, "sitemap": _sitemap, "listing": _listing, "page": _page}


def _found(client: Client, name: str) -> set[str]:
    source = SOURCES[name]
    links = FINDERS[source["kind"]](client, source)
    return {link.split("?utm_source=")[0] for link in links}


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_lists_exactly_the_expected_addresses(name: str, web: SampleWeb, client: Client) -> None:
    due = {page["url"] for page in EXPECTED if page["source"] == name}
    assert _found(client, name) == due - {ADDED}
    web.epoch = 1
    assert _found(client, name) == due


def test_the_feed_in_trouble_is_ill_formed(client: Client) -> None:
    body = client.get(SOURCES["flaky-times"]["url"]).body
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(body)


# What an address answers


@pytest.mark.parametrize("page", EXPECTED, ids=lambda page: page["url"].removeprefix("http://"))
def test_each_expected_address_is_served_or_is_an_error_on_purpose(
    page: dict[str, Any], web: SampleWeb, client: Client
) -> None:
    outcome = page["outcome"]
    if outcome is None:
        assert client.get(page["url"]).status == 404
        web.epoch = 1
        assert client.get(page["url"]).status == 200
        return
    answer = client.get(page["url"])
    if outcome == "known":
        assert answer.status == 301
        assert answer.headers["Location"] in {other["url"] for other in EXPECTED if other["items"]}
    elif outcome.startswith("failed:http_"):
        assert answer.status == int(outcome.removeprefix("failed:http_"))
    else:
        assert answer.status == 200


@pytest.mark.parametrize("page", READABLE, ids=lambda page: page["url"].removeprefix("http://"))
def test_the_expected_words_are_on_the_page(page: dict[str, Any], web: SampleWeb, client: Client) -> None:
    web.epoch = _epoch(page)
    text = client.text(page["url"])
    for item in page["items"]:
        assert item["title"] in text
        assert len(item["contains"]) >= 2
        assert len(item["lacks"]) >= 2
        assert [words for words in item["contains"] + item["lacks"] if words not in text] == []
        assert all(name in text for name in item["authors"])
        assert item["origin"] is None or item["origin"] in text


@pytest.mark.parametrize("page", READABLE, ids=lambda page: page["url"].removeprefix("http://"))
def test_furniture_is_not_in_the_article(page: dict[str, Any]) -> None:
    for item in page["items"]:
        assert not [words for words in item["lacks"] if any(words in part for part in item["contains"])]


def test_there_are_at_least_8_sites_and_50_pages() -> None:
    assert len({urlsplit(page["url"]).hostname for page in READABLE}) >= 8
    assert len(READABLE) >= 50
    assert sum(page["outcome"] == "off_topic" for page in EXPECTED) >= 6


def test_the_expectations_use_the_closed_lists() -> None:
    for outcome in {page[run] for page in EXPECTED for run in ("outcome", "second")} - {None}:
        kind, _, reason = outcome.partition(":")
        assert is_reason(Kind(kind), reason), outcome
    for item in ITEMS:
        State(item["state"])
        assert item["relation"] is None or Relation(item["relation"])
        assert all(Flag(flag) for flag in item["flags"])


def test_each_story_has_one_head_and_it_is_the_earliest() -> None:
    stories: dict[str, list[dict[str, Any]]] = {}
    for item in ITEMS:
        stories.setdefault(item["story"], []).append(item)
    for members in stories.values():
        members.sort(key=lambda item: (item["relation"] is not None, item["published_at"] or ""))
        assert [item["relation"] is None for item in members] == [True] + [False] * (len(members) - 1)
        assert all(members[0]["published_at"][:10] <= item["published_at"][:10] for item in members[1:])


# Bytes


def test_the_portal_is_gbk_that_calls_itself_gb2312(client: Client) -> None:
    answer = client.get("http://news.huarui.example/tech/2026/0412/1001.shtml")
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in answer.body
    assert "陶镕" in answer.body.decode("gbk")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("gb2312")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")


def test_the_farm_is_utf_8_that_calls_itself_gb2312(client: Client) -> None:
    body = client.get("http://kuaibao-farm.example/zhishi/20881.html").body
    assert b'charset="gb2312"' in body
    assert "友情链接" in body.decode("utf-8")


def test_every_other_page_is_utf_8(web: SampleWeb, client: Client) -> None:
    for page in READABLE:
        if page["source"] != "huarui":
            web.epoch = _epoch(page)
            client.get(page["url"]).body.decode("utf-8")


def test_a_header_names_a_charset_where_the_site_gives_one(client: Client) -> None:
    assert client.get(CHANGED).headers["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("http://flaky-times.example/n/robot-bakers").headers["Content-Type"] == "text/html"


def test_gzip_is_sent_to_those_who_take_it(client: Client) -> None:
    url = "http://northwire.example/2026/04/20/port-ellery-data-centre"
    plain, packed = client.get(url), client.get(url, Accept_Encoding="gzip")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_an_image_says_that_it_is_html(client: Client) -> None:
    answer = client.get("http://flaky-times.example/n/photo-of-the-day")
    assert answer.headers["Content-Type"] == "text/html"
    assert answer.body.startswith(b"\x89PNG\r\n")


def test_mojibake_comes_from_decoding_wrongly(client: Client) -> None:
    text = client.text("http://wenhai-tw.example/2026/05/20/museum-guide-robots.html")
    shifted = re.search(r"走錯了樓層\?(.+?)排班", text)
    assert shifted
    assert (b"\xa1" + shifted[1].encode("gb18030")).decode("gb18030") == "。”負責導覽"
    garbled = re.search(r"學者(.+?)雯指出", text)
    assert garbled
    assert garbled[1].encode("gbk").decode() == "林靜"


def test_an_odd_run_of_utf_8_read_as_gbk_cannot_be_undone() -> None:
    assert "\ufffd" in damage("[[utf8|不確定]]")
    assert "\ufffd" not in damage("[[utf8|人工智慧]]")


def test_what_can_be_repaired_is_broken_in_the_page(client: Client) -> None:
    damaged = [page for page in READABLE if "mojibake_repaired" in page["items"][0]["flags"]]
    assert damaged
    for page in damaged:
        text = client.text(page["url"])
        assert not [words for words in page["items"][0]["repaired"] if words in text]


# Conditional requests and points in time


def test_a_known_page_is_answered_304(client: Client) -> None:
    whole = client.get(CHANGED)
    by_tag = client.get(CHANGED, If_None_Match=whole.headers["ETag"])
    by_time = client.get(CHANGED, If_Modified_Since=whole.headers["Last-Modified"])
    assert (by_tag.status, by_tag.body, by_tag.headers["ETag"]) == (304, b"", whole.headers["ETag"])
    assert (by_time.status, by_time.body) == (304, b"")
    assert client.get(CHANGED, If_None_Match='"other"').status == 200
    assert client.get(CHANGED, If_Modified_Since="Mon, 01 Jun 2026 00:00:00 GMT").status == 200
    assert client.get(CHANGED, If_Modified_Since="yesterday").status == 200


def test_a_tag_counts_for_more_than_a_time(client: Client) -> None:
    time_of_page = client.get(CHANGED).headers["Last-Modified"]
    assert client.get(CHANGED, If_None_Match='"other"', If_Modified_Since=time_of_page).status == 200


def test_a_page_without_validators_is_always_sent(client: Client) -> None:
    answer = client.get("http://flaky-times.example/n/robot-bakers", If_None_Match="*")
    assert (answer.status, answer.headers["ETag"], answer.headers["Last-Modified"]) == (200, None, None)


def test_one_article_changes_and_one_is_added_at_epoch_1(web: SampleWeb, client: Client) -> None:
    before = client.get(CHANGED)
    web.epoch = 1
    after = client.get(CHANGED, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert b"0.26 watt hours" not in before.body
    assert b"0.26 watt hours" in after.body
    differing = {url for url, versions in load_web().items() if len(versions) > 1 or versions[0].epoch}
    assert differing == {CHANGED, ADDED, RECOVERED, SOURCES["lab-notes"]["url"]}


def test_the_web_is_the_same_on_every_load() -> None:
    assert load_web() == load_web()


# The server


def test_requests_are_recorded(web: SampleWeb, client: Client) -> None:
    client.get(CHANGED, X_Who="a test")
    client.get("http://nobody.example/")
    client.get(CHANGED + "?utm_source=rss", method="HEAD")
    first, second, third = web.requests
    assert (first.method, first.url, first.status) == ("GET", CHANGED, 200)
    assert first.headers["X-Who"] == "a test"
    assert (second.url, second.status) == ("http://nobody.example/", 404)
    assert (third.method, third.url, third.status) == ("HEAD", CHANGED + "?utm_source=rss", 200)
    assert first.at <= second.at <= third.at <= time.monotonic()


def test_a_slow_page_is_slow_and_robots_rules_are_served(client: Client) -> None:
    begun = time.monotonic()
    assert client.get("http://flaky-times.example/n/slow-satellite-maps").status == 200
    assert time.monotonic() - begun >= 1.5
    assert b"Disallow: /private/\nCrawl-delay: 1" in client.get("http://guarded-press.example/robots.txt").body


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        SampleWeb(host=host)


def test_a_port_can_be_chosen_and_is_free_again_afterwards() -> None:
    with SampleWeb() as web:
        port = int(web.proxy.rpartition(":")[2])
    with SampleWeb(port=port) as again:
        assert again.proxy == f"http://127.0.0.1:{port}"
        assert Client(again.proxy).get(CHANGED).status == 200
    with pytest.raises(RuntimeError, match="not being served"):
        _ = again.proxy


def test_it_stops_at_once_although_somebody_is_waiting() -> None:
    answers: list[int] = []
    with SampleWeb() as web:
        client = Client(web.proxy)
        url = "http://flaky-times.example/n/slow-satellite-maps"

        def ask() -> None:
            try:
                answers.append(client.get(url).status)
            except (OSError, http.client.HTTPException):
                answers.append(0)

        waiting = threading.Thread(target=ask)
        waiting.start()
        silent = socket.create_connection(("127.0.0.1", int(web.proxy.rpartition(":")[2])))
        time.sleep(0.2)
        begun = time.monotonic()
    assert time.monotonic() - begun < 1
    waiting.join()
    silent.close()
    assert answers == [0]
