"""The browser's only way out: a proxy on loopback that connects where the private-address guard lets it.

A browser resolves names by itself and follows whatever a page's scripts ask for. All its connections come through here
instead, so that the guard sees each one when it is opened, and rebinding gains nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """Where to connect for a host: to its address, or to the operator's own proxy."""

    host: str
    port: int
    through_proxy: bool = False


Check = Callable[[str, int], Awaitable[Way]]
"""Returns the way to a host and port; raises OSError when it may not be gone."""

_MAX_HEAD = 64 * 1024
_HEAD_SECONDS = 30
_HOP_BY_HOP = (b"proxy-connection:", b"proxy-authorization:", b"connection:", b"keep-alive:")


class GuardProxy:
    """Forwards the browser's requests, each connection after a check."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._serving: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("start() comes first")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_MAX_HEAD)

    async def close(self) -> None:
        """Stop listening, and end what is under way."""
        if self._server:
            self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await asyncio.sleep(0)  # the sockets themselves are closed in the loop's next turn

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task:
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
                async with asyncio.timeout(_HEAD_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(head, reader, writer)
        finally:
            writer.close()

    async def _answer(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line, _, headers = head.partition(b"\r\n")
        try:
            method, target, _ = line.decode("ascii").split(" ")
            way = await self._check(*_destination(method, target))
            there, onward = await asyncio.open_connection(way.host, way.port)
        except (OSError, ValueError) as error:
            logger.info("the browser may not reach %s: %s", line[:200], error)
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        try:
            if method != "CONNECT":
                onward.write(_request(method, target, headers, way))
                await asyncio.gather(_send_body(headers, reader, onward), _copy(there, writer))
                return
            if way.through_proxy:
                onward.write(head)
            else:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_copy(reader, onward), _copy(there, writer))
        finally:
            onward.close()


def _request(method: str, target: str, headers: bytes, way: Way) -> bytes:
    """Return a request for one answer only: the next one, perhaps to another host, is checked anew."""
    if not way.through_proxy:
        parts = urlsplit(target)
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    kept = [line for line in headers.split(b"\r\n") if line and not line.lower().startswith(_HOP_BY_HOP)]
    return b"\r\n".join([f"{method} {target} HTTP/1.1".encode("ascii"), *kept, b"Connection: close", b"", b""])


def _destination(method: str, target: str) -> tuple[str, int]:
    """Return host and port of a proxy request. Raises ValueError."""
    parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
    if not parts.hostname or (method != "CONNECT" and parts.scheme != "http"):
        raise ValueError(f"no address: {target[:200]!r}")
    return parts.hostname, parts.port or (443 if method == "CONNECT" else 80)


async def _send_body(headers: bytes, reader: asyncio.StreamReader, onward: asyncio.StreamWriter) -> None:
    length = next((int(line[15:]) for line in headers.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while length > 0 and (part := await reader.read(min(length, _MAX_HEAD))):
        onward.write(part)
        length -= len(part)
    await onward.drain()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while part := await reader.read(_MAX_HEAD):
            writer.write(part)
            await writer.drain()
    with contextlib.suppress(OSError, RuntimeError):
        writer.write_eof()
