"""`tidings review`: the review pages, for this machine."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
from typing import Annotated

import typer

from crawler.commands.shell import fail, open_store, out
from crawler.review.person import user_name

_BACKLOG = 64


def review(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0: a free one.")] = 8765,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Allow a --host that other machines can reach. There is no login.")
    ] = False,
) -> None:
    """Serve the review pages until stopped with Ctrl-C."""
    loopback = _is_loopback(host)
    if not loopback and not allow_remote:
        fail(
            f"--host {host} lets other machines in, and the review has no login: whoever reaches it can decide. "
            "Use an SSH tunnel (`ssh -L 8765:127.0.0.1:8765 this-machine`), or add --allow-remote "
            "in a network where you trust everybody."
        )
    import uvicorn

    from crawler.review.web import create_app
    from crawler.run import utc_now

    with open_store() as store, _listener(host, port) as listener:
        name = f"[{host}]" if ":" in host else host
        out.print(f"Review: http://{name}:{listener.getsockname()[1]}/  (Ctrl-C stops it)", highlight=False)
        app = create_app(store, user_name(), utc_now, host, loopback=loopback)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=3,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listener(host: str, port: int) -> socket.socket:
    """Return a listening socket, or end with a message that says what to do."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        fail(f"--host {host}: {error.strerror or error}. Name an address of this machine.")
        raise
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        fail(_why_not(error, host, port))
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken, perhaps by another `tidings review`. Take another one with --port."
    if error.errno == errno.EACCES:
        return f"port {port} is reserved for the system. Take one above 1023 with --port."
    return f"{host}:{port} cannot be listened on: {error.strerror}. Name an address of this machine with --host."
