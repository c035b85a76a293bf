"""How long the event loop was held up: it does I/O only, and here that is measured.

The delay is wall time, in which a busy machine counts, too; the CPU time of the loop's own thread between two samples
says how much of it was ours.
"""

from __future__ import annotations

import asyncio
import time
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

_EVERY = 0.05  # seconds


class LoopDelay:
    """Samples the loop; stats `loop_delay_ms/p50`, `/p99`, `/max`, and the same of `loop_cpu_ms`, in milliseconds."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delays: list[float] = []
        self._busy: list[float] = []
        self._sampling: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals."""
        extension = cls(crawler)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Start sampling."""
        self._sampling = asyncio.ensure_future(self._sample())

    def spider_closed(self) -> None:
        """Put the quantiles into the stats and the run."""
        if self._sampling:
            self._sampling.cancel()
        measured = {"loop_delay_ms": quantiles(self._delays), "loop_cpu_ms": quantiles(self._busy)}
        for stat, values in measured.items():
            for name, value in values.items():
                self._crawler.stats.set_value(f"{stat}/{name}", value)
        if run := getattr(self._crawler.spider, "run", None):
            run.loop_delays = {f"{stat}/{name}": value for stat in measured for name, value in measured[stat].items()}

    async def _sample(self) -> None:
        while True:
            before, cpu_before = time.perf_counter(), time.thread_time()
            await asyncio.sleep(_EVERY)
            self._delays.append((time.perf_counter() - before - _EVERY) * 1000)
            self._busy.append((time.thread_time() - cpu_before) * 1000)


def quantiles(delays: list[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the maximum of delays, rounded; nothing for no delays."""
    if not delays:
        return {}
    ordered = sorted(delays)
    at = {"p50": len(ordered) // 2, "p99": min(len(ordered) - 1, int(len(ordered) * 0.99)), "max": -1}
    return {name: round(ordered[index], 1) for name, index in at.items()}
