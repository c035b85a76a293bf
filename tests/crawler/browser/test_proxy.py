"""The browser's proxy: each connection is checked, each request stands for itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from crawler.browser.proxy import GuardProxy, Way
from tests.hostile_server import Answer, Web


async def refuse_private(host: str, port: int) -> Way:
    if host != "site.test":
        raise PermissionError(f"{host}:{port} is private")
    return Way("127.0.0.1", SITE["port"])


SITE = {"port": 0}


@pytest.fixture
async def proxy(web: Web) -> AsyncIterator[GuardProxy]:
    SITE["port"] = web.port
    running = GuardProxy(refuse_private)
    await running.start()
    yield running
    await running.close()


async def say(proxy: GuardProxy, *parts: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.url.rpartition(":")[2]))
    for part in parts:
        writer.write(part)
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_plain_request(proxy: GuardProxy, web: Web) -> None:
    web.add({"http://site.test/a?b=1": Answer(b"hello")})
    head = b"GET http://site.test/a?b=1 HTTP/1.1\r\nHost: site.test\r\nProxy-Connection: keep-alive\r\n\r\n"
    answer = await say(proxy, head)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"hello")
    [asked] = web.requests()
    assert asked.headers["Connection"] == "close"
    assert "Proxy-Connection" not in asked.headers


async def test_a_second_request_on_a_connection_goes_nowhere(proxy: GuardProxy, web: Web) -> None:
    web.add({"http://site.test/a": Answer(b"hello")})
    first = b"GET http://site.test/a HTTP/1.1\r\nHost: site.test\r\n\r\n"
    await say(proxy, first, b"GET http://10.0.0.1/secret HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n")
    assert web.urls() == ["http://site.test/a"]


async def test_a_tunnel(proxy: GuardProxy, web: Web) -> None:
    web.add({"http://site.test/a": Answer(b"hello")})
    inner = b"GET /a HTTP/1.1\r\nHost: site.test\r\nConnection: close\r\n\r\n"
    answer = await say(proxy, b"CONNECT site.test:443 HTTP/1.1\r\nHost: site.test:443\r\n\r\n", inner)
    assert answer.startswith(b"HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200")


@pytest.mark.parametrize(
    "head",
    [
        b"GET http://10.0.0.1/ HTTP/1.1",
        b"CONNECT 10.0.0.1:443 HTTP/1.1",
        b"CONNECT [::1]:443 HTTP/1.1",
        b"GET ftp://site.test/ HTTP/1.1",
        b"GET /a HTTP/1.1",
        b"CONNECT site.test:99999 HTTP/1.1",
        b"nonsense",
        b"\xff\xfe \xff \xff",
    ],
)
async def test_what_is_refused(proxy: GuardProxy, web: Web, head: bytes) -> None:
    answer = await say(proxy, head + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 403")
    assert web.urls() == []
