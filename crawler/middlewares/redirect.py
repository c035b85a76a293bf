"""Redirects: to an address that can be asked for, and in the queue of the site that it belongs to."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response

from crawler.middlewares.guard import UnusableAddressError


class SiteRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects, which alone would ask the new site at the pace of the old one."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # Scrapy's has a deprecated third argument
        """Return the request for the new address, or the answer as it is. Raises UnusableAddressError."""
        try:
            followed = super().process_response(request, response)
        except ValueError as error:
            stated = (response.headers.get("Location") or b"").decode("latin-1")
            raise UnusableAddressError(f"redirected to no address: {stated[:200]!r} ({error})") from error
        if isinstance(followed, Request):
            followed.meta.pop("download_slot", None)  # the engine notes it in the first request, and it is copied
        return followed
