"""Conditional GET (RFC 9110, 13): a page that has not changed costs neither side a body."""

from __future__ import annotations

from scrapy import Request

from crawler.store.frontier import Fetched

META = "validators"
"""The request's meta key for a `Fetched` of the last answer."""


class ConditionalGetMiddleware:
    """Sends If-None-Match and If-Modified-Since for requests whose meta carries validators."""

    def process_request(self, request: Request) -> None:
        """Add the headers; a redirected request keeps none, since the validators are another address's."""
        for name in (b"If-None-Match", b"If-Modified-Since"):
            request.headers.pop(name, None)
        known = request.meta.get(META)
        if not isinstance(known, Fetched) or request.meta.get("redirect_times"):
            return
        if known.etag:
            request.headers["If-None-Match"] = known.etag
        if known.last_modified:
            request.headers["If-Modified-Since"] = known.last_modified
