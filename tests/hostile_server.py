"""A web on loopback that tests make up: any host, any answer, also the answers that no honest server gives.

It is a forward proxy that answers for every host itself (`web.proxy`), and a server of its own address (`web.origin`).
Every request is written down when it arrives.
"""

from __future__ import annotations

import contextlib
import gzip
import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_CHUNK = b"<p>one and the same line, over and over again</p>\n" * 1300  # 65 KB


@dataclass(frozen=True)
class Answer:
    """A plain answer. With `etag`, a request that names it gets 304."""

    body: bytes = b""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None
    delay_seconds: float = 0.0


Behaviour = Callable[["Handler"], None]
Route = Answer | Behaviour | Sequence["Answer | Behaviour"]
"""What an address answers; of a sequence each request takes the next one, and the last one stays."""


@dataclass(frozen=True)
class Asked:
    """One request; `at` is its arrival on the monotonic clock, in seconds."""

    url: str
    headers: dict[str, str]
    at: float


class Web:
    """The made-up web while its `with` block lasts; addresses without a route answer 404."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._turns: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._server = Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    origin = proxy

    def add(self, routes: Mapping[str, Route]) -> None:
        self.routes.update(routes)

    def urls(self, host: str | None = None, *, robots: bool = False) -> list[str]:
        """Return what was asked for, in order: of one host or of all, with or without robots.txt."""
        return [each.url for each in self.requests(host, robots=robots)]

    def requests(self, host: str | None = None, *, robots: bool = False) -> list[Asked]:
        with self._lock:
            asked = list(self.asked)
        return [
            each
            for each in asked
            if (host is None or urlsplit(each.url).hostname == host)
            and (robots or not each.url.endswith("/robots.txt"))
        ]

    def gaps(self, host: str) -> list[float]:
        """Return the seconds between the pages of a host, robots.txt left out."""
        times = [each.at for each in self.requests(host)]
        return [later - earlier for earlier, later in pairwise(times)]

    def forget(self) -> None:
        """Begin a new record."""
        with self._lock:
            self.asked.clear()

    def take(self, asked: Asked) -> Answer | Behaviour:
        with self._lock:
            self.asked.append(asked)
            route = self.routes.get(asked.url)
            if route is None:
                return Answer(b"<h1>Not found</h1>", 404)
            if isinstance(route, Sequence):
                turn = self._turns[asked.url]
                self._turns[asked.url] += 1
                return route[min(turn, len(route) - 1)]
            return route


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], web: Web) -> None:
        self.web = web
        super().__init__(address, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up on a hostile answer is right to do so."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        url = self.path if self.path.startswith("http") else f"http://{self.headers['Host']}{self.path}"
        answer = self.server.web.take(Asked(url, dict(self.headers.items()), time.monotonic()))
        self.close_connection = True
        if callable(answer):
            answer(self)
        else:
            self.answer(answer)

    def answer(self, answer: Answer) -> None:
        if answer.delay_seconds:
            self.wait(answer.delay_seconds)
        same = answer.etag is not None and self.headers["If-None-Match"] == answer.etag
        body = b"" if same else answer.body
        headers: dict[str, str | None] = {
            "Content-Type": None if same else answer.content_type,
            "ETag": answer.etag,
            "Last-Modified": answer.last_modified,
            "Connection": "close",
            **answer.headers,
        }
        self.send_response(304 if same else answer.status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        if not same and answer.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def start(self, **headers: str) -> None:
        """Send a 200's head as HTML, with headers beside it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def wait(self, seconds: float) -> bool:
        """Wait; return whether the test has ended meanwhile."""
        return self.server.web.closing.wait(seconds)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class names it)
        """Keep quiet."""


# --- answers that no honest server gives ----------------------------------------------------------------------------


def huge(megabytes: int) -> Behaviour:
    """A page of so many megabytes that states no length."""

    def behave(handler: Handler) -> None:
        handler.start(Connection="close")
        for _ in range(megabytes * 16):
            handler.wfile.write(_CHUNK)

    return behave


def drip(handler: Handler) -> None:
    """A body that never ends: a byte now and then."""
    handler.start(Connection="close")
    while not handler.wait(0.05):
        handler.wfile.write(b"a")
        handler.wfile.flush()


def silent(handler: Handler) -> None:
    """A server that takes the request and says nothing."""
    handler.wait(60)


def reset(handler: Handler) -> None:
    """A connection that is reset in the middle of the answer."""
    handler.start(Content_Length="100000")
    handler.wfile.write(_CHUNK[:1000])
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def hang_up(handler: Handler) -> None:
    """A connection that is closed without a word."""


def truncated(handler: Handler) -> None:
    """A body that ends before its stated length."""
    handler.start(Content_Length=str(len(_CHUNK)), Connection="close")
    handler.wfile.write(_CHUNK[:1000])


def garbage(handler: Handler) -> None:
    """Something that is not HTTP."""
    handler.wfile.write(b"\x00\x01\x02 220 smtp.example ESMTP ready\r\n\r\n")


def long_header(handler: Handler) -> None:
    """A header line of 4 MB."""
    handler.start(X_Long="a" * 4_000_000, Content_Length="0")


def many_headers(handler: Handler) -> None:
    """20,000 header lines."""
    lines = "".join(f"X-Header-{number}: value\r\n" for number in range(20_000))
    handler.wfile.write(f"HTTP/1.1 200 OK\r\n{lines}Content-Length: 0\r\n\r\n".encode())


def bad_chunks(handler: Handler) -> None:
    """A chunked body whose chunk sizes are no numbers."""
    handler.start(Transfer_Encoding="chunked", Connection="close")
    handler.wfile.write(b"zzz\r\nhello\r\n")


def gzip_bomb(megabytes: int) -> Answer:
    """A page of a few kilobytes that unpacks to so many megabytes."""
    return Answer(gzip.compress(bytes(megabytes * 1024 * 1024)), headers={"Content-Encoding": "gzip"})


# --- honest pages ---------------------------------------------------------------------------------------------------

_WORDS = """
    model research weights release benchmark training data chip cluster memory language agent tool context paper
    author result measure company user price market office city government court letter question answer number
    percent morning winter summer machine factory engine bridge river mountain garden kitchen music picture school
    teacher student hospital doctor patient medicine market farmer harvest weather storm island harbour ship captain
    journey station platform ticket window table chair paper pencil colour shadow light candle forest animal bird
    whisper thunder silver copper iron cotton leather button pocket mirror ladder hammer basket bottle ribbon
""".split()


def prose(seed: object, sentences: int = 14) -> list[str]:
    """Return sentences of no meaning, always the same for a seed; no two seeds share a phrase."""
    source = random.Random(str(seed))  # noqa: S311  (no secret)
    return [" ".join(source.choice(_WORDS) for _ in range(11)).capitalize() + "." for _ in range(sentences)]


def page(seed: object, title: str | None = None, *, sentences: int = 14, extra: str = "") -> bytes:
    """Return an article page."""
    title = title or f"What came of number {seed}"
    lines = prose(seed, sentences)
    paragraphs = "".join(f"<p>{' '.join(lines[at : at + 4])}</p>\n" for at in range(0, len(lines), 4))
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    body = f"<body><article><h1>{title}</h1>\n{paragraphs}{extra}</article></body>"
    return f'<!DOCTYPE html>\n<html lang="en">{head}{body}</html>'.encode()


def article(seed: object, **more: object) -> Answer:
    """Return an article page as an answer, with an ETag that changes with it."""
    body = page(seed)
    return Answer(body, etag=f'"{seed}"', **more)  # type: ignore[arg-type]


def rss(links: Iterable[str | tuple[str, str]]) -> Answer:
    """Return an RSS feed of addresses, or of addresses with their pubDate."""
    items = []
    for number, each in enumerate(links):
        url, date = (each, None) if isinstance(each, str) else each
        url = url.replace("&", "&amp;").replace("<", "&lt;")
        stated = f"<pubDate>{date}</pubDate>" if date else ""
        items.append(f"<item><title>Entry {number}</title><link>{url}</link>{stated}</item>")
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{"".join(items)}</channel></rss>'
    return Answer(text.encode(), content_type="application/rss+xml")
