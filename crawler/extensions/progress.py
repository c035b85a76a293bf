"""Progress for the person at the terminal: how many pages are known, done, new."""

from __future__ import annotations

import asyncio
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import (
    Progress as Bar,
)
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.outcomes import Kind
from crawler.run import CrawlRun

_EVERY = 0.2  # seconds


class Progress:
    """A bar on stderr while a run lasts; on when TIDINGS_PROGRESS is set and stderr is a terminal."""

    def __init__(self, crawler: Crawler, console: Console) -> None:
        self._crawler = crawler
        self._bar = Bar(
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._drawing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read TIDINGS_PROGRESS."""
        console = Console(stderr=True)
        wanted = crawler.settings.getbool("TIDINGS_PROGRESS") and console.is_terminal
        if not wanted or not hasattr(crawler.spider, "run"):
            raise NotConfigured
        extension = cls(crawler, console)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    def spider_opened(self) -> None:
        """Start drawing."""
        self._bar.start()
        self._drawing = asyncio.ensure_future(self._draw())

    def spider_closed(self) -> None:
        """Take the bar away; the summary follows."""
        if self._drawing:
            self._drawing.cancel()
        self._bar.stop()

    async def _draw(self) -> None:
        run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]
        task = self._bar.add_task("reading sources", total=None)
        while True:
            total = run.total
            done = sum(total.values())
            failures = sum(count for name, count in total.items() if name.startswith(Kind.FAILED))
            words = f"{run.new} new · {total[Kind.COPY]} copies · {failures} failed"
            expected = max(sum(run.discovered.values()), done) or None
            self._bar.update(task, description=words, completed=done, total=expected)
            await asyncio.sleep(_EVERY)
