"""One run: the store's thread, the worker pool and the count of outcomes, as spiders and stages use them."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from scrapy.exceptions import CloseSpider, DropItem
from scrapy.settings import BaseSettings

from crawler.outcomes import Kind, Outcome
from crawler.schedule import RecheckPolicy
from crawler.sources import Source, load_sources
from crawler.store import frontier, memory, runs
from crawler.store.database import Store, StoreError, open_store
from crawler.store.items import HeldBack
from crawler.workers import WorkerPool
from pipelines.extraction.site_memory import Learned, SiteMemory

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)


def utc_now() -> dt.datetime:
    """Return the time, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def sources_of(settings: BaseSettings) -> dict[str, Source]:
    """Return the catalogue: the shipped tables with the operator's over them. Raises ConfigurationError."""
    folders = settings.getlist("TIDINGS_SOURCE_DIRS")
    if not folders:
        overlay = Path(settings["TIDINGS_CONFIG_DIR"])
        folders = [Path(settings["TIDINGS_SHIPPED_DIR"]) / "sources", overlay / "sources"]
    return load_sources(Path(folder) for folder in folders)


def store_of(settings: BaseSettings, *, only_to_read: bool = False) -> Store:
    """Open the store that the settings name. Raises StoreError."""
    return open_store(settings["TIDINGS_DATABASE_URL"], settings["TIDINGS_DATA_DIR"], only_to_read=only_to_read)


def pool_of(settings: BaseSettings) -> WorkerPool:
    """Start a worker pool as the settings say."""
    return WorkerPool(
        settings.getint("TIDINGS_WORKERS"),
        settings.getfloat("TIDINGS_WORKER_TIMEOUT"),
        settings.getint("TIDINGS_WORKER_MEMORY_MB"),
        settings.getint("TIDINGS_WORKER_MAX_TASKS"),
    )


class StoreLostError(StoreError, DropItem, CloseSpider):
    """The store cannot be used, and the crawl ends; what is under way stays open for the next one.

    Of items and pages that end with this, Scrapy prints no traceback: the one message has been said.
    """

    def __init__(self, message: str) -> None:
        DropItem.__init__(self, message)
        CloseSpider.__init__(self, "the store is gone")
        self.args = (message,)


class CrawlRun:
    """What spiders and stages share while a crawl lasts."""

    def __init__(self, store: Store, pool: WorkerPool, sources: Sequence[Source], policy: RecheckPolicy) -> None:
        self.policy = policy
        self.pool = pool
        self.states = runs.states(store)
        names = [source.name for source in sources]
        self.id, ours, self.held = runs.begin(store, names, utc_now())
        self.lanes: dict[str, list[str]] = {}
        """For each lane the names of all its sources, also of those that this run does not read."""
        self.sources = [source for source in sources if source.name in ours]
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in ours}
        self.failed_sources: dict[str, str] = {}
        self.discovered: Counter[str] = Counter()
        self.watched: dict[str, list[str]] = {}
        """For each watched name that appeared: the titles of the new items that mention it."""
        self.held_back: dict[str, HeldBack] = {}
        """For each site: how many of the items that this run stored a flag holds."""
        self.fatal: StoreError | None = None
        self.unwritten: list[str] = []
        """For each new item that could not be appended to the run's feed: why."""
        self.on_fatal: Callable[[], None] = lambda: None
        self.loop_delays: dict[str, float] = {}
        self._lessons: dict[int, tuple[str, Learned]] = {}
        self._recalled: dict[str, asyncio.Task[SiteMemory]] = {}
        self._store = store
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    @classmethod
    def open(cls, settings: BaseSettings, sources: Sequence[Source], *, scheduled: bool = False) -> CrawlRun:
        """Open the store and take hold of the sources. Raises StoreError."""
        # What is loaded by now stays for good: looking through it in every full garbage collection takes 150 ms, in
        # which no thread runs.
        gc.collect()
        gc.freeze()
        policy = RecheckPolicy(
            settings.getfloat("TIDINGS_RECHECK_DAYS"), settings.getfloat("TIDINGS_RECHECK_HOURS"), scheduled
        )
        return cls(store_of(settings), pool_of(settings), sources, policy)

    async def call(self, function: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function of the store in its thread. Raises StoreLostError, which ends the crawl."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, partial(function, self._store, *args, **kwargs))
        except StoreError as error:
            if self.fatal is None:
                self.fatal = error
                logger.error("%s", error)  # noqa: TRY400  (the message says it all)
                self.on_fatal()
            raise StoreLostError(str(error)) from error

    async def end(self, noted: frontier.Noted, outcome: Outcome, page: frontier.Fetched | None = None) -> None:
        """Write down what became of an address as a whole, and count it."""
        ending = frontier.Ending(noted.address_id, noted.source, outcome, page=page)
        await self.end_all([ending])

    async def end_all(self, endings: Sequence[frontier.Ending]) -> None:
        """Write down many outcomes in one transaction, and count them."""
        if endings:
            await self.call(frontier.end_all, self.id, endings, utc_now())
            for ending in endings:
                self.count(ending.source, ending.outcome)

    def count(self, source: str, outcome: Outcome) -> None:
        """Count an outcome that is written down."""
        self.counts.setdefault(source, Counter())[str(outcome)] += 1

    def recount(self, source: str, before: Kind, after: Kind) -> None:
        """Count an outcome of this run as another one, after the store has changed it."""
        self.counts[source][str(before)] -= 1
        self.counts[source][str(after)] += 1

    def alert(self, names: Sequence[str], title: str) -> None:
        """Note that a new item mentions watched names."""
        for name in names:
            self.watched.setdefault(name, []).append(title)
            logger.info("watched name %s: %s", name, title)

    def weigh(self, site: str, flags: Collection[str]) -> None:
        """Count a stored item of a site, and the flags that hold it."""
        known = self.held_back.setdefault(site, HeldBack())
        known.items += 1
        known.held += bool(flags)
        known.flags.update(flags)

    async def fail_source(self, source: Source, url: str, outcome: Outcome) -> None:
        """Write down that a source could not be read."""
        self.failed_sources[source.name] = f"{outcome}: {outcome.detail}" if outcome.detail else str(outcome)
        logger.info("source %s: %s (%s)", source.name, self.failed_sources[source.name], url)  # the end tells it, too
        await self.call(runs.note_failure, self.id, source.name, url, str(outcome), outcome.detail, utc_now())

    async def memory_of(self, site: str) -> SiteMemory:
        """Return what earlier runs learned of a site: the same for all pages of this run, whatever their order."""
        if site not in self._recalled:
            self._recalled[site] = asyncio.ensure_future(self._recall(site))
        return await asyncio.shield(self._recalled[site])  # one page given up must not take it from the others

    async def _recall(self, site: str) -> SiteMemory:
        return (await self.call(memory.recall, site)).believed()

    def note_lesson(self, address_id: int, site: str, learned: Learned) -> None:
        """Keep what a page taught until the run ends."""
        self._lessons[address_id] = (site, learned)

    async def learn(self) -> None:
        """Write down what the pages of this run taught of their sites."""
        if self._lessons:
            await self.call(memory.learn, self.id, self._lessons, utc_now())

    def close(self, *, finished: bool) -> dict[str, Any]:
        """End the run: whatever has no outcome stays open for the next one. Returns the summary."""
        summary = {
            "outcomes": {name: dict(counts) for name, counts in self.counts.items() if counts},
            "failed_sources": self.failed_sources,
            "watched": {name: len(titles) for name, titles in self.watched.items()},
            "held_back": {site: str(known) for site, known in self.held_back.items() if known.is_much},
            "loop_delay_ms": self.loop_delays,
        }
        self._thread.shutdown(wait=True)
        self.pool.close()
        try:
            runs.end(self._store, self.id, "finished" if finished else "interrupted", summary, utc_now())
        except StoreError as error:
            self.fatal = self.fatal or error
        self._store.close()
        return summary

    @property
    def total(self) -> Counter[str]:
        """How often each outcome came in this run."""
        return sum(self.counts.values(), Counter())

    @property
    def new(self) -> int:
        """How many new items this run stored."""
        return self.total[str(Kind.NEW)]
