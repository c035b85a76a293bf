"""How long the event loop was held up: it does I/O only, and here that is measured."""

from __future__ import annotations

import asyncio
import time
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

_EVERY = 0.05  # seconds


class LoopDelay:
    """Samples the loop's delay; stats `loop_delay_ms/p50`, `/p99` and `/max`, in milliseconds."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delays: list[float] = []
        self._sampling: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def spider_opened(self) -> None:
        """Start sampling."""
        self._sampling = asyncio.ensure_future(self._sample())

    def engine_stopped(self) -> None:
        """Put the quantiles into the stats."""
        if self._sampling:
            self._sampling.cancel()
        for name, value in quantiles(self._delays).items():
            self._crawler.stats.set_value(f"loop_delay_ms/{name}", value)

    async def _sample(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_EVERY)
            self._delays.append((time.perf_counter() - before - _EVERY) * 1000)


def quantiles(delays: list[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the maximum of delays, rounded; nothing for no delays."""
    if not delays:
        return {}
    ordered = sorted(delays)
    at = {"p50": len(ordered) // 2, "p99": min(len(ordered) - 1, int(len(ordered) * 0.99)), "max": -1}
    return {name: round(ordered[index], 1) for name, index in at.items()}
