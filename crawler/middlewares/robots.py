"""robots.txt as RFC 9309 says: nobody goes through before it is known; 4xx allows all, 5xx and silence allow nothing.

Scrapy 2.14 to 2.19 lets concurrent first requests to a host through: its waiters share one result that becomes None,
and None counts as allowed. Here every request of a host awaits one task, and reads that task's own result.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Self

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import decode_robotstxt
from scrapy.utils.httpobj import urlparse_cached

from crawler.middlewares.guard import PrivateAddressError, UnusableAddressError

logger = logging.getLogger(__name__)

CRAWL_DELAY = "robots_crawl_delay"
"""The request's meta key for the pause that robots.txt asks for, in seconds, or None."""

_MAX_BYTES = 500 * 1024  # RFC 9309 2.5: at least 500 KiB must be read
_PRIORITY = 1000
_MARGIN = 1.1  # the site counts arrivals, and two requests need not travel equally long


class RobotsDeniedError(IgnoreRequest):
    """robots.txt forbids this address."""


class RobotsUnavailableError(IgnoreRequest):
    """robots.txt could not be had, which forbids everything for now (RFC 9309, 2.3.1.4)."""


class RobotsMiddleware:
    """Refuses what robots.txt forbids and keeps its Crawl-delay; stats `robotstxt/forbidden`, `robotstxt/status/*`."""

    def __init__(self, crawler: Crawler, agent: str, max_delay: float) -> None:
        self._crawler = crawler
        self._agent = agent
        self._max_delay = max_delay
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read ROBOTSTXT_OBEY, ROBOTSTXT_USER_AGENT and TIDINGS_MAX_CRAWL_DELAY."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        agent = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        return cls(crawler, agent, crawler.settings.getfloat("TIDINGS_MAX_CRAWL_DELAY"))

    async def process_request(self, request: Request) -> None:
        """Raise RobotsDeniedError or RobotsUnavailableError for what may not be fetched."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parts = urlparse_cached(request)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            self._rules[site] = asyncio.ensure_future(self._read(site, request))
        rules = await asyncio.shield(self._rules[site])
        request.meta[CRAWL_DELAY] = rules.crawl_delay(self._agent)
        if not rules.can_fetch(request.url, self._agent):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise RobotsDeniedError(f"{site}/robots.txt forbids this address to {self._agent}")

    async def _read(self, site: str, request: Request) -> Protego:
        meta = {"dont_obey_robotstxt": True, "max_retry_times": 1}
        if "proxy" in request.meta:
            meta["proxy"] = request.meta["proxy"]
        asked = Request(f"{site}/robots.txt", priority=_PRIORITY, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self._crawler.engine.download_async(asked)
        except (PrivateAddressError, UnusableAddressError, CannotResolveHostError):
            raise  # these say more of the page than that its robots.txt cannot be had
        except Exception as error:  # whatever it is, the file could not be had
            self._crawler.stats.inc_value("robotstxt/unreachable")
            raise RobotsUnavailableError(
                f"{site}/robots.txt cannot be reached: {error or type(error).__name__}"
            ) from error
        self._crawler.stats.inc_value(f"robotstxt/status/{response.status}")
        if response.status >= 500 or response.status == 429:
            raise RobotsUnavailableError(f"{site}/robots.txt answered {response.status}: nothing is allowed for now")
        rules = Protego.parse(_text(response) if response.status < 300 else "")
        self._keep_delay(rules, asked)
        return rules

    def _keep_delay(self, rules: Protego, request: Request) -> None:
        """Apply Crawl-delay to the site's download slot: to the one that exists, and to one that is made later."""
        delay = rules.crawl_delay(self._agent)
        if not delay:
            return
        kept = min(float(delay), self._max_delay) * _MARGIN
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        settings = downloader.per_slot_settings.setdefault(key, {})
        usual = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        settings["delay"] = max(kept, settings.get("delay", usual))
        settings["jitter"] = 0.0  # a jitter would go below what was asked for
        if key in downloader.slots:
            slot = downloader.slots[key]
            slot.delay, slot.jitter = max(kept, slot.delay), 0.0
        logger.info("%s asks for %s s between requests; kept at %s s", key, delay, settings["delay"])


def _text(response: Response) -> str:
    return decode_robotstxt(response.body[:_MAX_BYTES], None)
