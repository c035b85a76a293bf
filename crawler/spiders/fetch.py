"""Fetching without a store: what `tidings extract URL` and `tidings sources check` need of a crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.discovery.found import Listing, NotAListingError
from crawler.discovery.read import Answer, read_answer
from crawler.outcomes import Failure, failed, failed_http
from crawler.run import utc_now
from crawler.sources import Source
from crawler.spiders.failures import outcome_of
from crawler.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError
from pipelines.extraction.article import Extraction, extract
from pipelines.extraction.page import PageInput


class FetchSpider(Spider):
    """Fetches addresses; `answers` holds for each the page, or what came instead as text."""

    name = "fetch"

    def __init__(self, urls: Sequence[str] = (), **arguments: Any) -> None:
        super().__init__(**arguments)
        self.urls = list(urls)
        self.answers: dict[str, PageInput | str] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Ask for each address."""
        for url in self.urls:
            yield Request(url, self.parse, errback=self.failed, cb_kwargs={"asked": url}, dont_filter=True)

    async def parse(self, response: Response, asked: str) -> None:
        """Keep the answer."""
        if response.status != 200:
            self.answers[asked] = str(failed_http(response.status))
        else:
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            self.answers[asked] = PageInput(response.body, response.url, kind)

    async def failed(self, failure: TwistedFailure) -> None:
        """Keep why there is no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome = outcome_of(failure.value, request.url) or failed(Failure.BUG, repr(failure.value))
        self.answers[request.cb_kwargs["asked"]] = f"{outcome}: {outcome.detail}"


class CheckSpider(Spider):
    """Looks at one source as a crawl would: `listing` (or `problem`), and `pages` of its first articles."""

    name = "check"

    def __init__(self, source: Source, pool: WorkerPool, articles: int = 3, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.source, self.pool, self.articles = source, pool, articles
        self.listing: Listing | None = None
        self.problem: str | None = None
        self.pages: dict[str, Extraction | str] = {}

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the source."""
        if self.source.kind == "page":
            self.pages[self.source.url] = "not fetched"
            yield self._request(self.source.url, self.parse_article)
        else:
            yield self._request(self.source.url, self.parse_listing)

    async def parse_listing(self, response: Response) -> AsyncIterator[Request]:
        """Read the links and ask for the first articles."""
        if response.status != 200:
            self.problem = f"{failed_http(response.status)}: the server answered {response.status}"
            return
        try:
            listing = await self.pool.run(read_answer, self.source, _answer(response), utc_now())
        except (NotAListingError, WorkerTimeoutError, WorkerDiedError) as error:
            self.problem = str(error)
            return
        self.listing = listing
        if listing.next_urls and not listing.links:  # a sitemap index: its newest child holds the articles
            yield self._request(listing.next_urls[0], self.parse_listing)
        for link in listing.links[: self.articles]:
            self.pages[link.url] = "not fetched"
            yield self._request(link.url, self.parse_article)

    async def parse_article(self, response: Response) -> None:
        """Extract one article."""
        asked = response.request.meta.get("redirect_urls", [response.url])[0]  # type: ignore[union-attr]
        if response.status != 200:
            self.pages[asked] = f"{failed_http(response.status)}"
            return
        answer = _answer(response)
        page = PageInput(answer.body, answer.url, answer.content_type, self.source.timezone)
        try:
            self.pages[asked] = await self.pool.run(extract, page, utc_now())
        except (WorkerTimeoutError, WorkerDiedError) as error:
            self.pages[asked] = f"{type(error).__name__}: {error}"

    async def failed(self, failure: TwistedFailure) -> None:
        """Keep why there is no answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome = outcome_of(failure.value, request.url) or failed(Failure.BUG, repr(failure.value))
        asked = request.meta.get("redirect_urls", [request.url])[0]
        if asked in self.pages:
            self.pages[asked] = f"{outcome}: {outcome.detail}"
        else:
            self.problem = f"{outcome}: {outcome.detail}"

    def _request(self, url: str, callback: Any) -> Request:
        meta = {"proxy": self.source.proxy} if self.source.proxy else {}
        return Request(url, callback, errback=self.failed, meta=meta, dont_filter=True)


def _answer(response: Response) -> Answer:
    kind = response.headers.get("Content-Type")
    return Answer(response.body, response.url, kind.decode("latin-1") if kind else None)
