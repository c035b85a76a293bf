"""The sample web on loopback: an HTTP forward proxy that answers for every host of the sample web itself."""

import contextlib
import functools
import gzip
import hashlib
import ipaddress
import socket
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from crawler.demo.web import Page, load_web


@dataclass(frozen=True)
class Recorded:
    """One request as it was answered; `at` is in seconds on the monotonic clock, when it arrived."""

    method: str
    url: str
    status: int
    headers: dict[str, str]
    at: float


class SampleWeb:
    """Serves the sample web while the `with` block lasts; `epoch` may be set at any time.

    Raises ValueError for a host that is not a loopback address, OSError when the port is taken.
    """

    def __init__(self, port: int = 0, host: str = "127.0.0.1", epoch: int = 0) -> None:
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"the sample web is served on loopback only, not on {host}")
        self.epoch = epoch
        self._address = (host, port)
        self._pages = _pages()
        self._requests: list[Recorded] = []
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._server = _Server(self._address, self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()
        self._server = self._thread = None

    @property
    def proxy(self) -> str:
        """The address to configure as the HTTP proxy; raises RuntimeError outside the `with` block."""
        if self._server is None:
            raise RuntimeError("the sample web is not being served")
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    @property
    def requests(self) -> tuple[Recorded, ...]:
        """What has been asked so far, in the order of the answers; a copy, safe to keep."""
        with self._lock:
            return tuple(self._requests)

    def record(self, recorded: Recorded) -> None:
        """Note a request that is being answered."""
        with self._lock:
            self._requests.append(recorded)

    def page(self, url: str) -> Page | None:
        """What `url` holds now; a query string the sample web does not know (tracking) changes nothing."""
        versions = self._pages.get(url) or self._pages.get(_without_query(url)) or []
        current = [page for page in versions if page.epoch <= self.epoch]
        return current[-1] if current else None


@functools.cache
def _pages() -> dict[str, list[Page]]:
    """The sample web, read once: many tests serve it and none changes it."""
    return load_web()


def etag(page: Page) -> str:
    """A weak validator: the same for the same words, however they are encoded on the way."""
    return f'W/"{hashlib.sha256(page.body).hexdigest()[:16]}"'


def is_fresh(page: Page, none_match: str | None, modified_since: str | None) -> bool:
    """Whether a client with these validators holds this version already (RFC 9110, 13.1)."""
    if not page.validators or page.status != HTTPStatus.OK:
        return False
    if none_match is not None:
        known = {tag.strip().removeprefix("W/") for tag in none_match.split(",")}
        return "*" in known or etag(page).removeprefix("W/") in known
    since = _moment(modified_since)
    return since is not None and page.modified <= since


def _moment(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _without_query(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(query="", fragment=""))


class _Server(ThreadingHTTPServer):
    """Waits for its request threads when closed; `hang_up` makes sure that none of them is waiting."""

    daemon_threads = False

    def __init__(self, address: tuple[str, int], web: SampleWeb) -> None:
        self.web = web
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, _Handler)

    def hang_up(self) -> None:
        """End delays and open connections."""
        with self._open_lock:
            for connection in self._open:
                _shut(connection)
            self.closing.set()  # only now: whoever is waiting for it would answer yet

    def opened(self, connection: socket.socket) -> None:
        """A request thread begins to read from `connection`."""
        with self._open_lock:
            self._open.add(connection)
            if self.closing.is_set():
                _shut(connection)

    def closed(self, connection: socket.socket) -> None:
        """A request thread is done with `connection`."""
        with self._open_lock:
            self._open.discard(connection)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the client was quicker
        connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request of one connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        self.server.closed(self.connection)
        with contextlib.suppress(OSError):  # the client has gone
            super().finish()

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True

    def do_GET(self) -> None:
        arrived = time.monotonic()
        page = self.server.web.page(self.path)
        if page is None:
            page = Page(self.path, b"<h1>Not found</h1>", HTTPStatus.NOT_FOUND, validators=False)
        if page.delay_seconds:
            self.server.closing.wait(page.delay_seconds)
        fresh = is_fresh(page, self.headers["If-None-Match"], self.headers["If-Modified-Since"])
        status = HTTPStatus.NOT_MODIFIED if fresh else page.status
        asked = dict(self.headers.items())
        self.server.web.record(Recorded(self.command, self.path, int(status), asked, arrived))
        self._send(page, int(status))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send(self, page: Page, status: int) -> None:
        body = b"" if status == HTTPStatus.NOT_MODIFIED else page.body
        packed = page.gzip and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed and body:
            body = gzip.compress(body, mtime=0)
        self.send_response(status)
        for name, value in self._headers(page, packed=packed).items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _headers(self, page: Page, *, packed: bool) -> dict[str, str]:
        """The headers that a 200 and a 304 share."""
        headers = {"Content-Type": page.content_type, "Connection": "close", **page.headers}
        if page.validators and page.status == HTTPStatus.OK:
            headers |= {"ETag": etag(page), "Last-Modified": format_datetime(page.modified, usegmt=True)}
        if page.gzip:
            headers["Vary"] = "Accept-Encoding"
        if packed:
            headers["Content-Encoding"] = "gzip"
        if page.redirect is not None:
            headers["Location"] = page.redirect
        return headers

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Keep quiet; `SampleWeb.requests` is the log."""
