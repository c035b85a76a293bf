"""Retries that wait: Retry-After is obeyed for the whole site, and without it the pause doubles.

Scrapy retries at once, and after a 429 goes on asking; a site that asks for quiet gets it here.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.asyncio import call_later


class SiteRestsError(IgnoreRequest):
    """The site asked to be left alone for longer than a run waits. `status` is what it answered."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class PoliteRetryMiddleware(RetryMiddleware):
    """Scrapy's retry, with the site's download slot paused before the next try."""

    base_seconds: float
    max_seconds: float
    resting: dict[str, tuple[float, int]]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read TIDINGS_RETRY_BASE_SECONDS and TIDINGS_RETRY_MAX_SECONDS beside Scrapy's own settings."""
        middleware = super().from_crawler(crawler)
        middleware.base_seconds = crawler.settings.getfloat("TIDINGS_RETRY_BASE_SECONDS")
        middleware.max_seconds = crawler.settings.getfloat("TIDINGS_RETRY_MAX_SECONDS")
        middleware.resting = {}
        return middleware

    def process_request(self, request: Request) -> None:
        """Raise SiteRestsError while a site rests."""
        key = self.crawler.engine.downloader.get_slot_key(request)
        until, status = self.resting.get(key, (0.0, 0))
        if time.monotonic() < until:
            raise SiteRestsError(f"{key} answered {status} and asked to be left alone", status)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # Scrapy's has a deprecated third argument
        """Pause the site and return the retry, or the answer as it is when it is final."""
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        wait = retry_after_seconds(response.headers.get("Retry-After"), dt.datetime.now(dt.UTC))
        key = self.crawler.engine.downloader.get_slot_key(request)
        if wait is not None and wait > self.max_seconds:
            self.resting[key] = (time.monotonic() + wait, response.status)
            self.crawler.stats.inc_value("tidings/sitesresting")
            return response
        again = super().process_response(request, response)
        if isinstance(again, Request):
            self._pause(key, wait if wait is not None else self._back_off(again))
        return again

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]  # Scrapy's has a deprecated third argument
        """Pause the site and return the retry, or None when the failure is final."""
        again = super().process_exception(request, exception)
        if isinstance(again, Request):
            self._pause(self.crawler.engine.downloader.get_slot_key(request), self._back_off(again))
        return again

    def _back_off(self, again: Request) -> float:
        doubled: float = self.base_seconds * 2 ** (again.meta["retry_times"] - 1)
        return min(self.max_seconds, doubled * random.uniform(0.8, 1.2))  # noqa: S311  (spreading load, no secret)

    def _pause(self, key: str, seconds: float) -> None:
        """Hold everything that waits for this site: a slot with a later call set starts nothing until then."""
        downloader = self.crawler.engine.downloader
        slot: Any = downloader.slots.get(key)
        if slot is None or seconds <= 0:
            return
        if slot.latercall:
            slot.latercall.cancel()
        slot.latercall = call_later(seconds, downloader._latercall, slot)  # noqa: SLF001  (no public way; a test holds it)


def retry_after_seconds(header: bytes | None, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), or None when it says nothing."""
    stated = (header or b"").decode("latin-1").strip()
    if stated.isdigit():
        return float(stated)
    try:
        moment = parsedate_to_datetime(stated)
    except (TypeError, ValueError):
        return None
    return max(0.0, (moment.astimezone(dt.UTC) - now).total_seconds())
