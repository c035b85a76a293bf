"""What all spiders of sources share: read each listing, then fetch what it names."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, ClassVar, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler

from crawler.browser.use import missing_part, use_browser
from crawler.configuration import ConfigurationError
from crawler.middlewares.guard import name_proxies
from crawler.mistakes import check_configuration
from crawler.outcomes import Failure, failed
from crawler.run import CrawlRun, sources_of
from crawler.sources import MAX_DAYS, Source, SourceKind, UnknownSourceError, choose, lanes
from crawler.spiders.articles import Articles, Limits
from crawler.spiders.listings import Listings
from crawler.store.database import StoreError
from crawler.urls import host

N = TypeVar("N", int, float)

_LEAST_DELAY = 0.01  # seconds; without any, Scrapy (2.19) starts all that waits for a site at once


class SourceSpider(Spider):
    """Reads sources of one kind, or of all kinds when `kind` is None; yields one RawPage per article page."""

    kind: ClassVar[SourceKind | None] = None
    argument_names: ClassVar[tuple[str, ...]] = ("source", "again", "since_days", "max_pages", "scheduled")

    def __init__(
        self,
        run: CrawlRun,
        limits: Limits,
        *,
        again: bool = False,
        name: str | None = None,
    ) -> None:
        super().__init__(name)
        self.run = run
        self.again = again
        self.articles = Articles(run, limits, again=again)
        self.listings = Listings(run, self.articles)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *_args: Any, **arguments: Any) -> Self:
        """Build from `-a source=NAME[,NAME]`, `again=1`, `since_days=N`, `max_pages=N`.

        Raises ConfigurationError, UnknownSourceError, StoreError or ValueError (a source of another kind); a one-off
        run of `scrapy crawl`, which would show these as tracebacks, ends with their message.
        """
        try:
            return cls._build(crawler, arguments)
        except (ConfigurationError, UnknownSourceError, StoreError, ValueError) as error:
            if cls.kind is None:
                raise
            raise SystemExit(f"scrapy crawl {cls.name}: {error}") from error

    @classmethod
    def _build(cls, crawler: Crawler, arguments: dict[str, Any]) -> Self:
        check_configuration(crawler.settings)
        cls._check_names(arguments)
        limits = Limits(_number(arguments, "since_days", float, 0, MAX_DAYS), _number(arguments, "max_pages", int, 1))
        names = [name for name in str(arguments.get("source") or "").split(",") if name]
        sources = cls.choose_sources(crawler, names, arguments)
        _set_delays(crawler, sources)
        use_browser(crawler.settings, sources)
        name_proxies(source.proxy for source in sources if source.proxy)
        run = CrawlRun.open(crawler.settings, sources, scheduled=_is_true(arguments.get("scheduled")))
        if any(source.lane for source in sources):
            run.lanes = lanes(sources_of(crawler.settings).values())
        spider = cls(run, limits, again=_is_true(arguments.get("again")))
        spider._set_crawler(crawler)
        run.on_fatal = lambda: _stop(crawler)
        return spider

    @classmethod
    def _check_names(cls, arguments: dict[str, Any]) -> None:
        if unknown := sorted(set(arguments) - set(cls.argument_names)):
            raise ValueError(f"-a {unknown[0]}: no such argument; allowed: {', '.join(cls.argument_names)}")

    @classmethod
    def choose_sources(cls, crawler: Crawler, names: list[str], arguments: dict[str, Any]) -> list[Source]:  # noqa: ARG003  (the page spider needs them)
        """Return the sources that this spider reads."""
        chosen = choose(sources_of(crawler.settings), names)
        if cls.kind is None:
            return chosen
        if not names:
            raise ValueError(f"name a source: -a source=NAME (of kind {cls.kind!r})")
        others = [source for source in chosen if source.kind != cls.kind]
        if others:
            listed = ", ".join(f"{source.name} (use the spider {source.kind!r})" for source in others)
            raise ValueError(f"not of kind {cls.kind!r}: {listed}")
        return chosen

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each source's listing; then take up what an interrupted run left open."""
        readable = await self._readable()
        for source in readable:
            if source.kind == "page":
                for request in await self.articles.page(source):
                    yield request
            else:
                yield self.listings.request(source, source.url, conditional=not self.again)
        for source in readable:
            if source.kind != "page":  # it is its one address; what else its name stands for, nobody asked for
                for request in await self.articles.left_over(source):
                    yield request

    async def _readable(self) -> list[Source]:
        """Return the sources that can be read here; those that need a browser fail where there is none."""
        missing = missing_part(self.settings)
        without = [source for source in self.run.sources if source.browser and missing]
        for source in without:
            await self.run.fail_source(source, source.url, failed(Failure.BROWSER, missing or ""))
        return [source for source in self.run.sources if source not in without]


def _set_delays(crawler: Crawler, sources: Sequence[Source]) -> None:
    """Give each site the longest delay that one of its sources asks for, and none less than the least there is."""
    slots = dict(crawler.settings.getdict("DOWNLOAD_SLOTS"))
    for source in sources:
        if source.delay_seconds is not None:
            slot = slots.setdefault(host(source.url), {})
            slot["delay"] = max(slot.get("delay", 0.0), source.delay_seconds, _LEAST_DELAY)
    crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
    if crawler.settings.getfloat("DOWNLOAD_DELAY") < _LEAST_DELAY:
        crawler.settings.set("DOWNLOAD_DELAY", _LEAST_DELAY, priority="cmdline")


def _number(
    arguments: dict[str, Any], name: str, kind: Callable[[Any], N], least: float, most: float = sys.maxsize
) -> N | None:
    stated = arguments.get(name)
    try:
        number = None if stated in (None, "") else kind(stated)
    except ValueError as error:
        raise ValueError(f"-a {name}={stated}: a number") from error
    if number is not None and not least <= number <= most:
        allowed = f"of at least {least}" if most == sys.maxsize else f"from {least} to {most}"
        raise ValueError(f"-a {name}={stated}: a number {allowed}")
    return number


def _is_true(value: object) -> bool:
    return str(value or "").lower() in ("1", "true", "yes")


def _stop(crawler: Crawler) -> None:
    import asyncio

    async def close() -> None:
        await crawler.engine.close_spider_async(reason="store_failed")

    asyncio.get_event_loop().call_soon_threadsafe(lambda: asyncio.ensure_future(close()))
