"""The run log: a heartbeat while the run lasts, no address without an outcome, the summary at the end."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from twisted.python.failure import Failure as TwistedFailure

from crawler.items import NewsItem
from crawler.outcomes import Failure, Outcome, failed
from crawler.run import CrawlRun, utc_now
from crawler.store import frontier, runs
from crawler.store.database import StoreError
from crawler.store.frontier import Ending

logger = logging.getLogger(__name__)


class RunLog:
    """Keeps a spider's run; stats `outcome/<outcome>`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._beating: asyncio.Task[None] | None = None
        self._writing: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals; spiders without a run of their own need no log."""
        if not hasattr(crawler.spider, "run"):
            raise NotConfigured("the spider keeps no run")
        log = cls(crawler)
        crawler.signals.connect(log.spider_opened, signals.spider_opened)
        crawler.signals.connect(log.spider_error, signals.spider_error)
        crawler.signals.connect(log.item_error, signals.item_error)
        crawler.signals.connect(log.spider_closed, signals.spider_closed)
        return log

    @property
    def _run(self) -> CrawlRun:
        run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]
        return run

    def spider_opened(self) -> None:
        """Start the heartbeat."""
        self._beating = asyncio.ensure_future(self._beat())

    def spider_error(self, failure: TwistedFailure, response: Any) -> None:
        """Count the page of a fault of ours in a callback, too. Scrapy does not await this signal's receivers."""
        outcome = _fault(failure)
        request = getattr(response, "request", None)
        if outcome is None or request is None:
            return
        writing = asyncio.ensure_future(self._end_faulty(request.cb_kwargs, request.url, outcome))
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def _end_faulty(self, arguments: dict[str, Any], url: str, outcome: Outcome) -> None:
        if "noted" in arguments:
            await self._run.end(arguments["noted"], outcome)
        elif "source" in arguments:
            await self._run.fail_source(arguments["source"], url, outcome)

    async def item_error(self, item: NewsItem, failure: TwistedFailure) -> None:
        """A fault of ours in a stage: the item's page is counted all the same."""
        if outcome := _fault(failure):
            ending = Ending(item.trail.address_id, item.source, outcome, item.fragment or "")
            await self._run.end_all([ending])

    async def spider_closed(self, reason: str) -> None:
        """Count what has no outcome, close the run, and put the counts into Scrapy's stats."""
        if self._beating:
            self._beating.cancel()
        run = self._run
        await asyncio.gather(*self._writing, return_exceptions=True)
        if run.fatal is None:
            await self._end_forgotten(run, reason)
            await self._learn(run)
        run.close(finished=reason == "finished" and run.fatal is None)
        for outcome, count in run.total.items():
            self._crawler.stats.set_value(f"outcome/{outcome}", count)

    async def _end_forgotten(self, run: CrawlRun, reason: str) -> None:
        try:
            forgotten = await run.call(frontier.still_open, run.id)
            if reason == "finished":
                outcome = failed(Failure.BUG, "the run ended without an outcome for this address")
                if forgotten:
                    logger.error("%s addresses had no outcome, the first is %s", len(forgotten), forgotten[0].url)
            else:
                outcome = failed(Failure.INTERRUPTED, f"the run was ended: {reason}")
            await run.end_all([Ending(each.address_id, each.source, outcome) for each in forgotten])
        except StoreError:
            logger.warning("what was open stays open for the next run")

    async def _learn(self, run: CrawlRun) -> None:
        try:
            await run.learn()
        except StoreError:
            logger.warning("what this run learned of its sites is lost")

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(runs.HEARTBEAT_SECONDS)
            await self._run.call(runs.beat, self._run.id, utc_now())


def _fault(failure: TwistedFailure) -> Outcome | None:
    """Return the outcome of a page that met a fault of ours; None when the store is gone: it stays open then."""
    if isinstance(failure.value, StoreError):
        return None
    return failed(Failure.BUG, f"{type(failure.value).__name__}: {failure.value}"[:300])
