"""What all spiders of sources share: note each address, then fetch it, and count what became of it."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler import schedule
from crawler.configuration import ConfigurationError
from crawler.discovery.found import Listing, NotAListingError
from crawler.discovery.read import Answer, read_answer
from crawler.middlewares.conditional import META as VALIDATORS
from crawler.middlewares.guard import name_proxies
from crawler.outcomes import Failure, Kind, Outcome, Rejection, failed, failed_http, rejected
from crawler.run import CrawlRun, sources_of, utc_now
from crawler.schedule import Action
from crawler.sources import Source, SourceKind, UnknownSourceError, choose
from crawler.spiders.failures import outcome_of
from crawler.store import frontier
from crawler.store.database import StoreError
from crawler.store.frontier import Ending, Fetched, Link, Noted
from crawler.urls import canonical
from crawler.workers import WorkerDiedError, WorkerTimeoutError
from pipelines.raw_page import RawPage, body_hash

N = TypeVar("N", int, float)
logger = logging.getLogger(__name__)

_LISTING_PRIORITY = 100
_LEAST_DELAY = 0.01  # seconds; without any, Scrapy (2.19) starts all that waits for a site at once


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take: articles published in the last `since_days`, and `max_pages` articles in all."""

    since_days: float | None = None
    max_pages: int | None = None


class SourceSpider(Spider):
    """Reads sources of one kind, or of all kinds when `kind` is None; yields one RawPage per article page."""

    kind: ClassVar[SourceKind | None] = None

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
        self.limits = limits
        self.again = again
        self._taken = 0
        self._fresh: Counter[str] = Counter()
        self._read: dict[str, int] = {}

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
        limits = Limits(_number(arguments, "since_days", float), _number(arguments, "max_pages", int))
        names = [name for name in str(arguments.get("source") or "").split(",") if name]
        sources = cls.choose_sources(crawler, names, arguments)
        _set_delays(crawler, sources)
        name_proxies(source.proxy for source in sources if source.proxy)
        run = CrawlRun.open(crawler.settings, sources, scheduled=_is_true(arguments.get("scheduled")))
        spider = cls(run, limits, again=_is_true(arguments.get("again")))
        spider._set_crawler(crawler)
        run.on_fatal = lambda: _stop(crawler)
        return spider

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
        for source in self.run.sources:
            if source.kind == "page":
                async for request in self._page(source):
                    yield request
            else:
                yield self._listing_request(source, source.url, conditional=not self.again)
        for source in self.run.sources:
            left = await self.run.call(frontier.left_over, self.run.id, source.name, utc_now())
            for request in await self._article_requests(source, left):
                yield request

    # --- listings ------------------------------------------------------------------------------------------------

    def _listing_request(self, source: Source, url: str, *, conditional: bool = False, part: int = 0) -> Request:
        state = self.run.states.get(source.name)
        meta: dict[str, Any] = {"proxy": source.proxy} if source.proxy else {}
        if conditional and state and state.url == url:
            meta[VALIDATORS] = Fetched(state.etag, state.last_modified, state.body_hash)
        return Request(
            url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            cb_kwargs={"source": source, "part": part},
            meta=meta,
            priority=_LISTING_PRIORITY,
            dont_filter=True,
        )

    async def parse_listing(self, response: Response, source: Source, part: int) -> AsyncIterator[Request]:
        """Note what a listing names, then ask for it."""
        known = response.meta.get(VALIDATORS)
        answered = _fetched(response)
        unchanged = isinstance(known, Fetched) and known.body_hash == answered.body_hash
        if response.status == 304 or (response.status == 200 and unchanged):
            noted = await self.run.call(frontier.note_unchanged, self.run.id, source.name, source.url, utc_now())
            for request in await self._article_requests(source, noted):
                yield request
            return
        if response.status != 200:
            await self.run.fail_source(source, response.url, failed_http(response.status))
            return
        listing = await self._read_listing(source, response)
        if listing is None:
            return
        first_part = source.name not in self._read
        self._read[source.name] = self._read.get(source.name, 0) + 1
        index = bool(listing.next_urls) and not listing.links  # its children may change while it stays the same
        noted = await self.run.call(
            frontier.note,
            self.run.id,
            source.name,
            source.url,
            [Link(each.url, each.canonical_url, each.hints()) for each in listing.links],
            Fetched() if index else answered,
            utc_now(),
            first_part=first_part,
            is_entry=part == 0,
        )
        self.run.discovered[source.name] += len(listing.links)
        for request in await self._article_requests(source, noted):
            yield request
        if part < (len(listing.next_urls) if index else source.max_pages - 1):
            for url in listing.next_urls:
                yield self._listing_request(source, url, part=part + 1)

    async def _read_listing(self, source: Source, response: Response) -> Listing | None:
        answer = Answer(response.body, response.url, _content_type(response))
        try:
            return await self.run.pool.run(read_answer, source, answer, utc_now())
        except NotAListingError as error:
            outcome = failed(Failure.NOT_A_FEED, str(error))
        except WorkerTimeoutError as error:
            outcome = failed(Failure.EXTRACT_TIMEOUT, str(error))
        except (WorkerDiedError, MemoryError) as error:
            outcome = failed(Failure.EXTRACT_CRASH, str(error) or "out of memory")
        await self.run.fail_source(source, response.url, outcome)
        return None

    async def listing_failed(self, failure: TwistedFailure) -> None:
        """Count a listing that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome = outcome_of(failure.value, request.url) or failed(Failure.BUG, repr(failure.value))
        await self.run.fail_source(request.cb_kwargs["source"], request.url, outcome)

    # --- articles ------------------------------------------------------------------------------------------------

    async def _page(self, source: Source) -> AsyncIterator[Request]:
        link = Link(source.url, canonical(source.url))
        noted = await self.run.call(frontier.note, self.run.id, source.name, source.url, [link], Fetched(), utc_now())
        self.run.discovered[source.name] += 1
        for request in await self._article_requests(source, noted):
            yield request

    async def _article_requests(self, source: Source, noted: Sequence[Noted]) -> list[Request]:
        """Return requests for what is to be fetched; everything else ends here, in one transaction."""
        state = self.run.states.get(source.name)
        first_run = state is None or state.succeeded_at is None
        oldest = self._oldest(source, state.succeeded_at if state else None)
        requests: list[Request] = []
        endings: list[Ending] = []
        postponed: list[int] = []
        now = utc_now()
        for each in noted:
            what = schedule.action(
                first_seen_at=each.first_seen_at,
                fetched_at=each.fetched_at,
                outcome=each.outcome,
                policy=self.run.policy,
                now=now,
            )
            fresh = each.outcome is None and each.fetched_at is None
            if self.again:
                what = Action.FETCH
            elif fresh and _is_older(each, oldest):
                endings.append(_known(each, f"published before {oldest:%Y-%m-%d}"))
                continue
            if what is Action.SKIP:
                endings.append(_known(each, ""))
            elif fresh and first_run and self._fresh[source.name] >= source.max_items:
                endings.append(_known(each, f"beyond the first run's {source.max_items} items"))
            elif (fresh and self._fresh[source.name] >= source.max_items) or self._has_taken_enough():
                endings.append(_known(each, "waits for the next run: this run's limit is reached"))
                if fresh:  # a page that was had keeps its outcome, and is asked again when it is listed
                    postponed.append(each.address_id)
            else:
                self._taken += 1
                self._fresh[source.name] += fresh
                requests.append(self._article_request(source, each, conditional=what is Action.RECHECK))
        await self.run.end_all(endings)
        if postponed:
            await self.run.call(frontier.postpone, postponed)
        return requests

    def _oldest(self, source: Source, succeeded_at: dt.datetime | None) -> dt.datetime | None:
        days = self.limits.since_days
        if days is not None:
            return utc_now() - dt.timedelta(days=days) if days else None
        if source.first_run_days == 0:
            return None
        return (succeeded_at or utc_now()) - dt.timedelta(days=source.first_run_days)

    def _has_taken_enough(self) -> bool:
        return self.limits.max_pages is not None and self._taken >= self.limits.max_pages

    def _article_request(self, source: Source, noted: Noted, *, conditional: bool) -> Request:
        meta: dict[str, Any] = {"proxy": source.proxy} if source.proxy else {}
        if conditional:
            meta[VALIDATORS] = Fetched(noted.etag, noted.last_modified, noted.body_hash)
        return Request(
            noted.url,
            callback=self.parse_article,
            errback=self.article_failed,
            cb_kwargs={"source": source, "noted": noted},
            meta=meta,
            dont_filter=True,  # the store knows what was asked for; Scrapy's filter would drop a redirect in silence
        )

    async def parse_article(self, response: Response, source: Source, noted: Noted) -> AsyncIterator[RawPage]:
        """Yield the page for extraction, or count why there is nothing to extract."""
        page = _fetched(response)
        known = response.meta.get(VALIDATORS)
        if response.status == 304:
            await self.run.end(noted, _same_as_before(noted), known)
        elif response.status != 200:
            await self.run.end(noted, failed_http(response.status))
        elif isinstance(known, Fetched) and known.body_hash == page.body_hash:
            await self.run.end(noted, _same_as_before(noted), page)
        elif not _may_be_html(response):
            detail = f"the server sent {_content_type(response) or 'no content type'}"
            await self.run.end(noted, rejected(Rejection.NOT_HTML, detail), page)
        else:
            yield RawPage(
                body=response.body,
                url=response.url,
                content_type=_content_type(response),
                source=source,
                noted=noted,
                fetched=page,
                again=self.again,
            )

    async def article_failed(self, failure: TwistedFailure) -> None:
        """Count a page that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome = outcome_of(failure.value, request.url)
        if outcome is None:
            outcome = failed(Failure.BUG, repr(failure.value)[:300])
            logger.error("unexpected failure of %s", request.url, exc_info=failure.value)
        await self.run.end(request.cb_kwargs["noted"], outcome)


def _known(noted: Noted, detail: str) -> Ending:
    return Ending(noted.address_id, noted.source, Outcome(Kind.KNOWN, detail=detail))


def _same_as_before(noted: Noted) -> Outcome:
    """Return the outcome of a page that is as it was: what was rejected or known then is so now."""
    kind, _, reason = (noted.outcome or "").partition(":")
    if kind in (Kind.REJECTED, Kind.KNOWN):
        return Outcome(Kind(kind), reason, "the page is as it was")
    return Outcome(Kind.UNCHANGED)


def _is_older(noted: Noted, oldest: dt.datetime | None) -> bool:
    stated = noted.hints.get("published_at")
    if oldest is None or not stated:
        return False
    moment = dt.datetime.fromisoformat(stated)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) < oldest


def _fetched(response: Response) -> Fetched:
    return Fetched(
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        body_hash=body_hash(response.body),
    )


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1")[:500] if value else None


def _content_type(response: Response) -> str | None:
    return _header(response, "Content-Type")


def _may_be_html(response: Response) -> bool:
    kind = (_content_type(response) or "").partition(";")[0].strip().lower()
    return not kind or kind.endswith(("html", "xhtml+xml", "octet-stream")) or kind in ("text/plain", "text/xml")


def _set_delays(crawler: Crawler, sources: Sequence[Source]) -> None:
    """Give each site the longest delay that one of its sources asks for, and none less than the least there is."""
    from crawler.urls import host

    slots = dict(crawler.settings.getdict("DOWNLOAD_SLOTS"))
    for source in sources:
        if source.delay_seconds is not None:
            slot = slots.setdefault(host(source.url), {})
            slot["delay"] = max(slot.get("delay", 0.0), source.delay_seconds, _LEAST_DELAY)
    crawler.settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
    if crawler.settings.getfloat("DOWNLOAD_DELAY") < _LEAST_DELAY:
        crawler.settings.set("DOWNLOAD_DELAY", _LEAST_DELAY, priority="cmdline")


def _number(arguments: dict[str, Any], name: str, kind: Callable[[Any], N]) -> N | None:
    stated = arguments.get(name)
    try:
        return None if stated in (None, "") else kind(stated)
    except ValueError as error:
        raise ValueError(f"-a {name}={stated}: a number") from error


def _is_true(value: object) -> bool:
    return str(value or "").lower() in ("1", "true", "yes")


def _stop(crawler: Crawler) -> None:
    import asyncio

    async def close() -> None:
        await crawler.engine.close_spider_async(reason="store_failed")

    asyncio.get_event_loop().call_soon_threadsafe(lambda: asyncio.ensure_future(close()))
