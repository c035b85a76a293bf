"""Pages that are empty without scripts, in a real browser: they become articles, and the guard holds."""

import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, page, prose

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"Chromium is not installed ({CHROMIUM}): sources with browser = true are not tested"
BROWSER = "first_run_days = 0\nbrowser = true"

if not CHROMIUM.exists() and not os.environ.get("CI"):
    pytest.skip(MISSING, allow_module_level=True)


def drawn(script: str) -> Answer:
    """Return a page that holds nothing but a script."""
    return Answer(f"<!DOCTYPE html><html><body><div id=root></div><script>{script}</script></body></html>".encode())


def fetching(url: str) -> str:
    """Return a script that puts what an address answers into the page."""
    return f"fetch({json.dumps(url)}).then(a => a.text()).then(t => document.getElementById('root').innerHTML = t)"


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A private service on loopback that writes down whoever connects."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(2)
                try:
                    heard.append(connection.recv(200))
                except OSError:
                    heard.append(b"")

    threading.Thread(target=listen, daemon=True).start()
    yield server.getsockname()[1], heard
    server.close()


def inner(seed: str) -> Answer:
    return Answer(page(seed).partition(b"<body>")[2].partition(b"</body>")[0])


def test_a_list_and_articles_that_scripts_draw(desk: Desk, web: Web) -> None:
    rows = "".join(f'<li><a href="/news/{number}">A headline of five words {number}</a></li>' for number in (1, 2))
    web.add({"http://drawn.test/": drawn(fetching("/rows")), "http://drawn.test/rows": Answer(rows.encode())})
    for number in (1, 2):
        web.add({f"http://drawn.test/news/{number}": drawn(fetching(f"/body/{number}"))})
        web.add({f"http://drawn.test/body/{number}": inner(f"drawn {number}")})
    web.add({"http://drawn.test/robots.txt": Answer(b"User-agent: *\nDisallow: /news/2", content_type="text/plain")})
    web.add({"http://plain.test/1": drawn(fetching("/body"))})
    desk.source("drawn", "listing", "http://drawn.test/", f'{BROWSER}\nselect = {{ item = "li" }}')
    desk.source("plain", "page", "http://plain.test/1")
    finished = desk.crawl()
    assert finished.code == 0, finished.err
    assert desk.outcomes() == {
        "http://drawn.test/news/1": "new",
        "http://drawn.test/news/2": "rejected:robots",
        "http://plain.test/1": "rejected:no_text",  # without a browser there is nothing in it
    }
    [item] = desk.items().values()
    assert prose("drawn 1")[0] in item["text"]
    headers = [{name.lower(): value for name, value in each.headers.items()} for each in web.requests("drawn.test")]
    assert {each["user-agent"][:7] for each in headers} == {"Tidings"}

    assert desk.crawl().code == 0
    assert desk.outcomes()["http://drawn.test/news/1"] == "unchanged"


def test_the_guard_holds_for_all_that_a_page_asks_for(desk: Desk, web: Web, listener: tuple[int, list[bytes]]) -> None:
    port, heard = listener
    private = f"http://127.0.0.1:{port}"
    script = "".join(
        f"fetch({json.dumps(f'{address}/fetched')}, {{mode: 'no-cors'}}).catch(() => 0);"
        for address in (private, f"http://localhost:{port}", f"http://[::1]:{port}", f"http://0.0.0.0:{port}")
    )
    script += f"""
        document.write('<iframe src="{private}/frame"></iframe><img src="{private}/image">');
        document.write('<link rel="preconnect" href="{private}"><link rel="prefetch" href="{private}/prefetch">');
        document.write('<script src="{private}/script"><\\/script>');
        try {{ new WebSocket('ws://127.0.0.1:{port}/socket') }} catch (error) {{}}
        try {{ new EventSource('{private}/events') }} catch (error) {{}}
        navigator.sendBeacon('{private}/beacon', 'x');
    """
    web.add({"http://127.0.0.1.test/": Answer()})
    body = page("guarded").replace(b"</body>", f"<script>{script}</script></body>".encode())
    web.add({"http://guarded.test/1": Answer(body)})
    web.add({"http://moving.test/1": drawn(f"location.href = '{private}/moved'")})
    web.add({"http://redirect.test/1": Answer(status=302, headers={"Location": f"{private}/redirected"})})
    for name in ("guarded", "moving", "redirect"):
        desk.source(name, "page", f"http://{name}.test/1", BROWSER)
    desk.source("itself", "page", f"{private}/itself", BROWSER)
    finished = desk.crawl(DOWNLOAD_TIMEOUT=10, RETRY_TIMES=0)
    assert heard == [], finished.err
    outcomes = desk.outcomes()
    assert outcomes["http://guarded.test/1"] == "new"
    assert outcomes[f"{private}/itself"] == "rejected:private_address"
    assert outcomes["http://redirect.test/1"] == "rejected:private_address"
    assert outcomes["http://moving.test/1"] == "rejected:private_address"


def test_where_a_page_leads_robots_txt_is_obeyed(desk: Desk, web: Web) -> None:
    """Redirects and scripts lead to pages of the same site and of others, as robots.txt there allows."""
    robots = Answer(b"User-agent: *\nDisallow: /closed", content_type="text/plain")
    for host in ("here.test", "there.test"):
        web.add({f"http://{host}/robots.txt": robots, f"http://{host}/closed": Answer(page("closed"))})
        web.add({f"http://{host}/{name}": drawn(fetching(f"/body/{name}")) for name in ("open", "scripted")})
        web.add({f"http://{host}/body/{name}": inner(f"{host} {name}") for name in ("open", "scripted")})
    to = {
        "away-closed": "http://there.test/closed",
        "away-open": "http://there.test/open",
        "same-closed": "/closed",
        "same-open": "/open",
    }
    for name, location in to.items():
        web.add({f"http://here.test/{name}": Answer(status=301, headers={"Location": location})})
    web.add({"http://here.test/script-closed": drawn("location.href = 'http://there.test/closed'")})
    web.add({"http://here.test/script-open": drawn("location.replace('http://there.test/scripted')")})
    web.add(
        {"http://here.test/late": Answer(page("late") + b"<script>setTimeout(() => location = '/closed', 9)</script>")}
    )
    web.add({"http://here.test/reload": drawn("if (!document.cookie) { document.cookie = 'a=1'; location.reload() }")})
    web.add({"http://here.test/round": Answer(status=302, headers={"Location": "/round"})})
    urls = [f"http://here.test/{name}" for name in (*to, "script-closed", "script-open", "late", "reload", "round")]
    for number, url in enumerate(urls):
        desk.source(f"page-{number}", "page", url, BROWSER)
    finished = desk.crawl(RETRY_TIMES=0)
    outcomes = {url.rpartition("/")[2]: outcome for url, outcome in desk.outcomes().items()}
    assert outcomes == {
        "away-closed": "rejected:robots",
        "away-open": "new",
        "same-closed": "rejected:robots",
        "same-open": "new",
        "script-closed": "rejected:robots",
        "script-open": "new",
        "late": "rejected:robots",
        "reload": "rejected:no_text",
        "round": "failed:redirect_loop",
    }, finished.err
    assert [url for url in web.urls() if url.endswith("/closed")] == []
    texts = "".join(item["text"] for item in desk.items().values())
    for seed in ("there.test open", "here.test open", "there.test scripted"):
        assert prose(seed)[0] in texts
    assert "Traceback" not in finished.err


def test_pages_within_a_page_and_beside_it_are_not_fetched(desk: Desk, web: Web) -> None:
    """Frames and windows of its own: their text would be nobody's article, and nobody asked robots.txt for them."""
    outer = page("outer").replace(
        b"</body>",
        b"""<iframe src="/closed/frame"></iframe><iframe src="http://there.test/closed/frame"></iframe>
        <iframe srcdoc="&lt;iframe src=/closed/nested&gt;&lt;/iframe&gt;"></iframe>
        <object data="/closed/object" type="text/html"></object><embed src="/closed/embed" type="text/html">
        <iframe name="later"></iframe><a id="into" target="later" href="/closed/into">into</a>
        <a id="beside" target="_blank" href="/closed/beside">beside</a>
        <form id="form" target="_blank" action="/closed/form"></form>
        <script>
        window.open('/closed/window'); window.open('http://there.test/closed/window', 'named', 'popup');
        const blank = window.open(); if (blank) blank.location = '/closed/written';
        for (const name of ['into', 'beside']) document.getElementById(name).click();
        document.getElementById('form').submit();
        const frame = document.createElement('iframe');
        frame.src = '/closed/made'; document.body.append(frame);
        </script></body>""",
    )
    robots = Answer(b"User-agent: *\nDisallow: /closed", content_type="text/plain")
    for host in ("here.test", "there.test"):
        web.add({f"http://{host}/robots.txt": robots})
    web.add({"http://here.test/1": Answer(outer)})
    desk.source("outer", "page", "http://here.test/1", BROWSER)
    finished = desk.crawl(RETRY_TIMES=0)
    assert desk.outcomes() == {"http://here.test/1": "new"}, finished.err
    assert [url for url in web.urls() if "/closed" in url] == []
    [item] = desk.items().values()
    assert prose("outer")[0] in item["text"]
    assert "Traceback" not in finished.err


def test_names_are_resolved_by_the_guard(desk: Desk, web: Web, listener: tuple[int, list[bytes]]) -> None:
    """Without a proxy of the operator's: what the operator names may be asked for, whatever else resolves may not."""
    port, heard = listener
    desk.direct(f"127.0.0.1:{web.port}")
    inside = f"http://{socket.gethostname()}:{port}/by-name"  # resolves to an address of this machine
    first = f"http://127.0.0.1:{web.port}/1"
    web.add({first: drawn(f"fetch('{inside}', {{mode: 'no-cors'}}).catch(() => 0); {fetching('/body')}")})
    web.add({f"http://127.0.0.1:{web.port}/body": inner("by name")})
    desk.source("named", "page", first, BROWSER)
    desk.source("inside", "page", inside, BROWSER)
    finished = desk.crawl(RETRY_TIMES=0)
    assert desk.outcomes() == {first: "new", inside: "rejected:private_address"}, finished.err
    assert heard == []


def test_what_browsers_hang_on_ends_in_an_outcome(desk: Desk, web: Web) -> None:
    cases = {
        "http://loop.test/1": drawn("while (true) {}"),
        "http://gone.test/1": Answer(b"<h1>Gone</h1>", 410),
        "http://dialog.test/1": drawn("alert('Hello'); confirm('Stay?')"),
        "http://polling.test/1": Answer(page("polling") + b"<script>setInterval(() => fetch('/x'), 50)</script>"),
        "http://download.test/1": Answer(b"MZ" * 100, content_type="application/octet-stream"),
        "http://huge.test/1": drawn("document.write('<p>' + 'word '.repeat(2000000) + '</p>')"),
    }  # fmt: skip
    web.add(cases)
    for url in cases:
        desk.source(url[7:].partition(".")[0], "page", url, BROWSER)
    finished = desk.crawl(DOWNLOAD_TIMEOUT=12, RETRY_TIMES=0)
    outcomes = {url[7:].partition(".")[0]: outcome for url, outcome in desk.outcomes().items()}
    assert outcomes.pop("loop") == "failed:timeout", finished.err
    assert outcomes.pop("gone") == "failed:http_410"
    assert outcomes.pop("dialog") == "rejected:no_text"
    assert outcomes.pop("polling") == "new"
    assert outcomes.pop("huge") == "failed:too_large"
    assert outcomes.pop("download").startswith(("failed:", "rejected:"))
    assert not outcomes


def test_without_a_browser_its_sources_fail_and_no_others(desk: Desk, web: Web) -> None:
    web.add({"http://plain.test/1": Answer(page("plain"))})
    desk.source("drawn", "listing", "http://drawn.test/", BROWSER)
    desk.source("plain", "page", "http://plain.test/1")
    finished = desk.crawl(TIDINGS_BROWSER="/nowhere/chromium")
    assert finished.code == 1
    assert "source drawn: failed:browser: TIDINGS_BROWSER names no program: /nowhere/chromium" in finished.err
    assert desk.outcomes() == {"http://plain.test/1": "new"}
