"""The first half of a crawl: ask for feeds, sitemaps and listings, and note what they name before it is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.discovery.found import Listing, NotAListingError
from crawler.discovery.read import Answer, read_answer
from crawler.middlewares.conditional import META as VALIDATORS
from crawler.outcomes import Failure, failed, failed_http
from crawler.run import CrawlRun, utc_now
from crawler.sources import Source
from crawler.spiders.answers import content_type, fetched, meta_of, moved_for_good
from crawler.spiders.articles import Articles
from crawler.spiders.failures import outcome_of
from crawler.store import frontier, runs
from crawler.store.frontier import Fetched, Link, Noted
from crawler.workers import WorkerDiedError, WorkerTimeoutError

_PRIORITY = 100


class Listings:
    """Reads the listings of a run's sources and hands what they name to `articles`."""

    def __init__(self, run: CrawlRun, articles: Articles) -> None:
        self._run = run
        self._articles = articles
        self._read: set[str] = set()

    def request(self, source: Source, url: str, *, conditional: bool = False, part: int = 0) -> Request:
        """Return the request for a source's listing, or for a further part of it."""
        state = self._run.states.get(source.name)
        meta = meta_of(source)
        if conditional and not source.browser and state and state.url == url:
            meta[VALIDATORS] = Fetched(state.etag, state.last_modified, state.body_hash)
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"source": source, "part": part},
            meta=meta,
            priority=_PRIORITY,
            dont_filter=True,
        )

    async def parse(self, response: Response, source: Source, part: int) -> AsyncIterator[Request]:
        """Note what a listing names, then ask for it and for the listing's further parts."""
        if part == 0:
            await self._note_move(source, response)
        if _is_unchanged(response):
            noted = await self._run.call(frontier.note_unchanged, self._run.id, source.name, source.url, utc_now())
            for request in await self._articles.requests(source, noted):
                yield request
            return
        if response.status != 200:
            await self._run.fail_source(source, response.url, failed_http(response.status))
            return
        listing = await self._listing(source, response)
        if listing is None:
            return
        noted = await self._note(source, listing, fetched(response), part)
        texts = {each.canonical_url: each.text for each in listing.links if each.text}
        for request in await self._articles.requests(source, noted, texts):
            yield request
        if part < (len(listing.next_urls) if listing.is_index else source.max_pages - 1):
            for url in listing.next_urls:
                yield self.request(source, url, part=part + 1)

    async def failed(self, failure: TwistedFailure) -> None:
        """Count a listing that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome = outcome_of(failure.value, request.url) or failed(Failure.BUG, repr(failure.value))
        await self._run.fail_source(request.cb_kwargs["source"], request.url, outcome)

    async def _listing(self, source: Source, response: Response) -> Listing | None:
        answer = Answer(response.body, response.url, content_type(response))
        try:
            return await self._run.pool.run(read_answer, source, answer, utc_now())
        except NotAListingError as error:
            outcome = failed(Failure.NOT_A_FEED, str(error))
        except WorkerTimeoutError as error:
            outcome = failed(Failure.EXTRACT_TIMEOUT, str(error))
        except (WorkerDiedError, MemoryError) as error:
            outcome = failed(Failure.EXTRACT_CRASH, str(error) or "out of memory")
        await self._run.fail_source(source, response.url, outcome)
        return None

    async def _note_move(self, source: Source, response: Response) -> None:
        """Remember, or forget, that a source's address is redirected for good."""
        state = self._run.states.get(source.name)
        moved_to = moved_for_good(response)
        if moved_to != (state.moved_to if state else None):
            await self._run.call(runs.note_move, source.name, moved_to)

    async def _note(self, source: Source, listing: Listing, answered: Fetched, part: int) -> list[Noted]:
        """Write a listing's links down; returns those that have no outcome in this run yet."""
        first_part = source.name not in self._read
        self._read.add(source.name)
        noted = await self._run.call(
            frontier.note,
            self._run.id,
            source.name,
            source.url,
            [Link(each.url, each.canonical_url, each.hints()) for each in listing.links],
            Fetched() if listing.is_index else answered,  # its children may change while it stays the same
            utc_now(),
            first_part=first_part,
            is_entry=part == 0,
        )
        self._run.discovered[source.name] += len(listing.links)
        return noted


def _is_unchanged(response: Response) -> bool:
    if response.status == 304:
        return True
    known = response.meta.get(VALIDATORS)
    return response.status == 200 and isinstance(known, Fetched) and known.body_hash == fetched(response).body_hash
