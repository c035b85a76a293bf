"""The private-address guard: as written, as resolved, and after a redirect."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.middlewares.guard import allowed_hosts, explain, private_address
from tests.conftest import Desk
from tests.hostile_server import Answer, Web, article, rss


@pytest.mark.parametrize(
    "host",
    """
    127.0.0.1 127.0.0.2 127.1 127.0.1 2130706433 0x7f000001 0X7F.1 0x7f.0.0.1 0177.0.0.1 0177.1 017700000001
    127.0.0.1.
    ::1 [::1] [0:0:0:0:0:0:0:1] ::ffff:127.0.0.1 [::ffff:7f00:1] [::ffff:a00:1] ::127.0.0.1
    64:ff9b::7f00:1 2002:7f00:1::
    fe80::1%eth0 fd00::1 ::
    ①②⑦.⓪.⓪.① １２７.０.０.１ １２７．０．０．１ 127。0。0。1 ⑫⑦.0.0.1
    localhost LOCALHOST localhost. a.localhost ｌｏｃａｌｈｏｓｔ
    0.0.0.0 0 10.0.0.1 10.1 172.16.5.4 192.168.1.1 192.168.257 169.254.169.254 100.64.0.1 198.18.0.7 240.0.0.1
    255.255.255.255 224.0.0.1 ff02::1
    """.split(),
)
def test_private(host: str) -> None:
    assert private_address(host)


@pytest.mark.parametrize(
    "host",
    """
    example.com 8.8.8.8 1.1.1.1 [2606:4700::1111] 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::
    134744072
    127.0.0.1.example.com localhost.example.com notlocalhost 10.example 新闻.example
    """.split(),
)
def test_public(host: str) -> None:
    assert private_address(host) is None


@given(st.ip_addresses(v=4))
def test_all_spellings_of_an_address_are_judged_alike(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    a, b, c, d = address.packed
    spellings = [
        str(number), hex(number), f"0{number:o}", f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{number & 0xFFFF}",
        f"0x{a:x}.0{b:o}.{c}.{d}", f"::ffff:{address}", f"[::ffff:{a:x}{b:02x}:{c:x}{d:02x}]", f"64:ff9b::{address}",
    ]  # fmt: skip
    assert {private_address(each) is None for each in spellings} == {private_address(str(address)) is None}


@given(st.text(max_size=30))
def test_any_text_is_a_host_or_none(host: str) -> None:
    private_address(host)


def test_the_message_says_what_to_do() -> None:
    assert "TIDINGS_ALLOWED_HOSTS" in explain("news.example", "10.0.0.1")
    assert "fake-IP" in explain("news.example", "198.18.0.7")
    assert allowed_hosts([" News.Example ", "", "10.0.0.1:8080"]) == {"news.example", "10.0.0.1:8080"}


def as_bytes(url: str) -> str:
    """Return what the server's library, which writes Latin-1, sends as the address in UTF-8."""
    return url.encode().decode("latin-1")


SPELLINGS = """
127.0.0.1:{port} 127.1:{port} 2130706433:{port} 0x7f000001:{port} 0177.0.0.1:{port} [::ffff:127.0.0.1]:{port}
[::1]:{port}
①②⑦.⓪.⓪.①:{port} １２７.０.０.１:{port} localhost:{port} 169.254.169.254
""".split()

# The operating system's resolver, answering as a hostile name server would.
REBOUND = """
import socket
ask = socket.gethostbyname
answers = {"rebound.test": "127.0.0.1", "fake-ip.test": "198.18.0.9", "home.test": "127.0.0.1"}
def answer(name):
    if name.endswith(".test") and name not in answers:
        raise socket.gaierror(-2, "Name or service not known")
    return answers.get(name) or ask(name)
socket.gethostbyname = answer
from crawler.cli import main
main()
"""


def test_nothing_leads_into_the_private_network(desk: Desk, web: Web) -> None:
    """The feed is on a host that the operator named; what it links to is not."""
    home = f"http://home.test:{web.port}"
    desk.direct(allowed=f"home.test:{web.port}")
    refused = [f"http://{each.format(port=web.port)}/secret" for each in SPELLINGS]
    redirects = {f"{home}/to/{number}": url for number, url in enumerate(refused)}
    redirects[f"{home}/to/name"] = f"http://rebound.test:{web.port}/secret"
    resolved = [f"http://rebound.test:{web.port}/secret", f"http://fake-ip.test:{web.port}/secret"]
    no_links = [
        "file:///etc/passwd",
        "ftp://rebound.test/x",
        "data:text/html,hello",
        "javascript:alert(1)",
        "mailto:a@b",
    ]
    web.add({url: Answer(status=302, headers={"Location": as_bytes(to)}) for url, to in redirects.items()})
    web.add({f"{home}/fine": article("fine")})
    elsewhere = {
        "http://home.test:1/other-port": "failed:robots_unavailable|rejected:private_address",
        f"http://unknown.test:{web.port}/": "failed:dns",
        "http://a..b.test/": "failed:.*|rejected:.*",
        f"http://{'a' * 70}.test/": "failed:.*|rejected:.*",
        "http://home.test:0/": "failed:.*|rejected:.*",
    }
    links = [*refused, *redirects, *resolved, *no_links, *elsewhere, f"{home}/fine", "http://home.test:99999/"]
    web.add({f"{home}/feed": rss(links)})
    desk.source("home", "feed", f"{home}/feed", "first_run_days = 0\nmax_items = 1000")
    finished = desk.python(REBOUND, "crawl", "-s", "RETRY_TIMES=1")
    assert finished.code == 0, finished.err
    details = desk.details()
    assert details[f"{home}/fine"][0] == "new"
    private = {url: (outcome, why) for url, (outcome, why) in details.items() if outcome == "rejected:private_address"}
    assert all("TIDINGS_ALLOWED_HOSTS" in why for _, why in private.values())
    assert {*redirects, *resolved, refused[0], refused[1], refused[-1], f"http://localhost:{web.port}/secret"} <= set(
        private
    )
    others = {url: outcome for url, (outcome, _) in details.items() if url not in private}
    assert set(others) <= {f"{home}/fine", *elsewhere}
    assert "failed:bug" not in others.values()
    assert others[f"http://unknown.test:{web.port}/"] == "failed:dns"
    assert not any(url.startswith(("file", "ftp", "data", "java", "mail")) for url in details)
    assert [url for url in web.urls(robots=True) if not url.startswith(home)] == []
    assert not any("secret" in url for url in web.urls())


def test_a_sources_proxy_passes_and_its_host_is_no_page(desk: Desk, web: Web) -> None:
    desk.direct()
    web.add(
        {
            "http://far.test/page": article("far"),
            "http://far.test/feed": rss(["http://far.test/page", f"{web.proxy}/x"]),
        }
    )
    desk.source("far", "feed", "http://far.test/feed", f'first_run_days = 0\nproxy = "{web.proxy}"')
    assert desk.scrapy("feed", "-a", "source=far").code == 0
    assert desk.outcomes() == {"http://far.test/page": "new", f"{web.proxy}/x": "rejected:private_address"}
