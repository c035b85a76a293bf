"""`scrapy crawl`: Scrapy's command, which also says what became of what was asked for, by its exit code, too."""

from __future__ import annotations

import argparse
from collections import Counter

from scrapy import Spider
from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler

from crawler.commands.crawl import complain, exit_code
from crawler.commands.shell import SOURCE_FAILED, WRONG_USE, plain, say
from crawler.outcomes import Kind
from crawler.run import CrawlRun, store_of
from crawler.store import endings
from crawler.store.database import StoreError
from crawler.store.endings import Ended

_NOT_HAD = (Kind.FAILED, Kind.REJECTED)


class Command(CrawlCommand):
    """Ends with Tidings' exit codes, after a line on stderr for each source, or for the address that was asked for."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, then tell."""
        try:
            super().run(args, opts)
        except SystemExit as ended:
            if not isinstance(ended.code, str):
                raise
            say(ended.code)
            self.exitcode = WRONG_USE
            return
        run = getattr(self._crawler.spider, "run", None)
        if isinstance(run, CrawlRun):
            self.exitcode = _tell(run, self._crawler)

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        assert self.crawler_process is not None  # noqa: S101  (Scrapy has made it by now)
        names = self.crawler_process.spider_loader.list()
        if spidercls not in names:
            raise SystemExit(f"scrapy crawl {spidercls}: no such spider; there are: {', '.join(names)}")
        self._crawler = super()._create_crawler(spidercls)
        return self._crawler


def _tell(run: CrawlRun, crawler: Crawler) -> int:
    """Say what became of each source of a run, and return the exit code."""
    complain(run)
    if run.fatal:
        return WRONG_USE
    try:
        store = store_of(crawler.settings)
        ended = endings.of_run(store, run.id)
        store.close()
    except StoreError as error:
        say(f"tidings: {error}")
        return WRONG_USE
    pages = {source.name for source in run.sources if source.kind == "page"}
    for each in ended:
        if each.source in pages:
            say(f"{each.url}: {_words(each)}")
    for source in run.sources:
        if source.name not in pages and source.name not in run.failed_sources:
            say(f"source {source.name}: {_counts(run.counts[source.name])}")
    asked = [each.outcome.kind in _NOT_HAD for each in ended if each.source in pages]
    return SOURCE_FAILED if (asked and all(asked)) or not run.sources else exit_code(run)


def _words(each: Ended) -> str:
    """Return an outcome with its reason, and what to do when a known page was not asked for."""
    detail = plain(each.outcome.detail)
    if each.outcome.kind is Kind.KNOWN:
        detail = f"{detail or 'it was read before'}; -a again=1 takes it once more"
    return f"{each.outcome}: {detail}" if detail else str(each.outcome)


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "nothing new was listed"
