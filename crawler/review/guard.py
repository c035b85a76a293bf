"""The guard before the review pages: who may ask, what a form must carry, and what every answer says.

The pages have no login: they are for this machine. So a web page that the editor visits must not be able to read
them (DNS rebinding: the Host is checked) or to press their buttons (cross-site forms: origin and token are checked).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN, FORM = "tidings.token", "tidings.form"
"""Where the scope holds the token for a page's forms, and the fields of a form that was let through."""

COOKIE = "tidings_review"
MAX_BODY = 8 * 1024
_MAX_FIELDS = 20
_NONCE = re.compile(r"[\w-]{20,64}")
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class RefusedError(Exception):
    """A request that does not pass: an HTTP status and a message for the person."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Guard:
    """Lets a request through to `app`, or answers with what `refusal(status, message)` makes."""

    def __init__(
        self, app: ASGIApp, hosts: frozenset[str], refusal: Callable[[int, str], Response], *, loopback: bool = True
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._refusal = refusal
        self._secret = secrets.token_bytes(32)
        # Without TLS, browsers tell only loopback servers where a form came from (Sec-Fetch-Site); to others they
        # send an Origin, but "null" under no-referrer. Neither policy tells another site anything.
        self._headers = {
            "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer" if loopback else "same-origin",
            "Cache-Control": "no-store",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        nonce = request.cookies.get(COOKIE, "")
        fresh = not _NONCE.fullmatch(nonce)
        if fresh:
            nonce = secrets.token_urlsafe(24)
        scope[TOKEN] = self._token(nonce)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                if fresh and message["status"] < 400:
                    headers.append("Set-Cookie", f"{COOKIE}={nonce}; Path=/; HttpOnly; SameSite=Strict")
            await send(message)

        try:
            self._check_host(request)
            if request.method == "POST":
                scope[FORM] = await self._form(request)
        except RefusedError as error:
            await self._refusal(error.status, error.message)(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)

    def _check_host(self, request: Request) -> None:
        if _host_name(request.headers.get("host", "")) not in self._hosts:
            raise RefusedError(421, f"These pages answer only to {', '.join(sorted(self._hosts))}.")

    async def _form(self, request: Request) -> dict[str, str]:
        """Return a form's fields once it is known to come from one of our own pages."""
        _check_origin(request)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
            raise RefusedError(415, "Only forms are taken here.")
        body = await _read(request)
        try:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="strict"))
        except ValueError as error:
            raise RefusedError(400, "The form could not be read.") from error
        # Compared as bytes: compare_digest takes no other characters than ASCII in strings.
        if not hmac.compare_digest(fields.get("token", "").encode(), request.scope[TOKEN].encode()):
            raise RefusedError(403, "The page is from before Tidings was started again. Open it anew and repeat.")
        return fields

    def _token(self, nonce: str) -> str:
        return hmac.digest(self._secret, nonce.encode(), "sha256").hex()


def _check_origin(request: Request) -> None:
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "null")
    foreign = site not in (None, "same-origin") or (origin != "null" and not _is_own(origin, request))
    if foreign or (site is None and origin == "null"):
        raise RefusedError(403, "The form does not come from a page of Tidings.")


def _is_own(origin: str, request: Request) -> bool:
    scheme, sign, rest = origin.partition("://")
    return scheme in ("http", "https") and bool(sign) and rest.lower() == request.headers.get("host", "").lower()


async def _read(request: Request) -> bytes:
    stated = request.headers.get("content-length", "0")
    too_large = RefusedError(413, f"The form is larger than {MAX_BODY // 1024} kB.")
    if not stated.isdecimal() or int(stated) > MAX_BODY:
        raise too_large
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise too_large
    return body


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""
