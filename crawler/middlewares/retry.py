"""Retries that wait: Retry-After is obeyed for the whole site, and without it the pause doubles.

Scrapy retries at once, and after a 429 goes on asking; a site that asks for quiet gets it here.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from email.utils import parsedate_to_datetime
from typing import Any, Self

from scrapy import Request, signals
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
    paused: dict[str, float]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read TIDINGS_RETRY_BASE_SECONDS and TIDINGS_RETRY_MAX_SECONDS beside Scrapy's own settings."""
        middleware = super().from_crawler(crawler)
        middleware.base_seconds = crawler.settings.getfloat("TIDINGS_RETRY_BASE_SECONDS")
        middleware.max_seconds = crawler.settings.getfloat("TIDINGS_RETRY_MAX_SECONDS")
        middleware.resting, middleware.paused = {}, {}
        crawler.signals.connect(middleware.response_downloaded, signals.response_downloaded)
        return middleware

    def process_request(self, request: Request) -> None:
        """Raise SiteRestsError while a site rests."""
        key = self.crawler.engine.downloader.get_slot_key(request)
        if status := self._rests(key):
            raise _rests_error(key, status)

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Pause the site, or let it rest, before its next request starts: `process_response` comes after that."""
        if not self._is_refusal(request, response):
            return
        wait = retry_after_seconds(response.headers.get("Retry-After"), dt.datetime.now(dt.UTC))
        key = self.crawler.engine.downloader.get_slot_key(request)
        if wait is not None and wait > self.max_seconds:
            self._rest(key, wait, response.status)
        elif wait is not None:
            self._pause(key, wait)
        elif (tries := request.meta.get("retry_times", 0)) < request.meta.get("max_retry_times", self.max_retry_times):
            self._pause(key, self._back_off(tries))

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]  # Scrapy's has a deprecated third argument
        """Return the retry, or the answer as it is when it is final or the site rests."""
        key = self.crawler.engine.downloader.get_slot_key(request)
        if not self._is_refusal(request, response) or self._rests(key):
            return response
        return super().process_response(request, response)

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]  # Scrapy's has a deprecated third argument
        """Pause the site and return the retry, or None when the failure is final."""
        again = super().process_exception(request, exception)
        if isinstance(again, Request):
            key = self.crawler.engine.downloader.get_slot_key(request)
            self._pause(key, self._back_off(request.meta.get("retry_times", 0)))
        return again

    def _is_refusal(self, request: Request, response: Response) -> bool:
        return response.status in self.retry_http_codes and not request.meta.get("dont_retry")

    def _back_off(self, tries: int) -> float:
        doubled: float = self.base_seconds * 2**tries
        return min(self.max_seconds, doubled * random.uniform(0.8, 1.2))  # noqa: S311  (spreading load, no secret)

    def _rests(self, key: str) -> int:
        """Return the status with which a site asked for rest, or 0 when it does not rest."""
        until, status = self.resting.get(key, (0.0, 0))
        return status if time.monotonic() < until else 0

    def _rest(self, key: str, seconds: float, status: int) -> None:
        """Ask the site for nothing more, also not for what has passed the middlewares and waits in its slot."""
        self.resting[key] = (time.monotonic() + seconds, status)
        self.crawler.stats.inc_value("tidings/sitesresting")
        slot: Any = self.crawler.engine.downloader.slots.get(key)
        while slot and slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(_rests_error(key, status))

    def _pause(self, key: str, seconds: float) -> None:
        """Hold everything that waits for this site: a slot with a later call set starts nothing until then."""
        downloader = self.crawler.engine.downloader
        slot: Any = downloader.slots.get(key)
        until = time.monotonic() + seconds
        if slot is None or until <= self.paused.get(key, 0.0):
            return
        self.paused[key] = until
        if slot.latercall:
            slot.latercall.cancel()
        slot.latercall = call_later(seconds, downloader._latercall, slot)  # noqa: SLF001  (no public way; a test holds it)


def _rests_error(key: str, status: int) -> SiteRestsError:
    return SiteRestsError(f"{key} answered {status} and asked to be left alone", status)


def retry_after_seconds(header: bytes | None, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), or None when it says nothing."""
    stated = (header or b"").decode("latin-1").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        moment = parsedate_to_datetime(stated)
    except (TypeError, ValueError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (aware - now).total_seconds())
