"""What sources give right now, looked at as a crawl would: nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.browser.use import missing_part, use_browser
from crawler.discovery.found import FoundLink, Listing, NotAListingError
from crawler.discovery.read import Answer, read_answer
from crawler.discovery.recognise import recognise
from crawler.middlewares.guard import name_proxies
from crawler.middlewares.robots import CRAWL_DELAY
from crawler.outcomes import Failure, Outcome, Rejection, failed
from crawler.run import utc_now
from crawler.sources import Source
from crawler.spiders.answers import content_type, meta_of, moved_for_good
from crawler.spiders.ask import ask
from crawler.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError
from pipelines.extraction.article import Extraction, extract
from pipelines.extraction.page import PageInput

_ROBOTS_WORDS = {Rejection.ROBOTS: "forbidden", Failure.ROBOTS_UNAVAILABLE: "unavailable"}


@dataclass(slots=True)
class Checked:
    """What was seen of one source. `problem` is why it could not be read; None: it could."""

    source: Source
    problem: str | None = None
    what: str | None = None
    """What the answer really is: `RSS 2.0`, `Atom`, `news sitemap`, `a page`."""
    moved_to: str | None = None
    robots: str | None = None
    crawl_delay: float | None = None
    seconds: float | None = None
    listing: Listing = field(default_factory=Listing)
    pages: dict[str, Extraction | str] = field(default_factory=dict)
    """By address the articles that were tried, or why one could not be had."""

    @property
    def dated(self) -> float | None:
        """The share of links with a date, or of the articles tried where the list has none."""
        links = [bool(link.published_at) for link in self.listing.links]
        if any(links):
            return sum(links) / len(links)
        pages = [bool(page.items and page.items[0].published_at) for page in self._had]
        return sum(pages) / len(pages) if pages else 0.0 if links else None

    @property
    def bodies(self) -> float | None:
        """The share of the articles tried that gave a text."""
        return sum(bool(page.items) for page in self._had) / len(self.pages) if self.pages else None

    @property
    def without_text(self) -> dict[str, str]:
        """For each of the articles tried that gave no text: why."""
        return {url: why for url, page in self.pages.items() if (why := _why_no_text(page))}

    @property
    def newest(self) -> str | None:
        """The newest date of the links, or of the articles tried."""
        dates = [link.published_at for link in self.listing.links if link.published_at]
        dates += [item.published_at for page in self._had for item in page.items if item.published_at]
        return max(dates, key=lambda date: date[:10], default=None)

    @property
    def _had(self) -> list[Extraction]:
        return [page for page in self.pages.values() if isinstance(page, Extraction)]


def _why_no_text(page: Extraction | str) -> str | None:
    if isinstance(page, str):
        return page
    if page.items:
        return None
    return f"{page.outcome}: {page.outcome.detail}" if page.outcome else "no article was found"


class CheckSpider(Spider):
    """Looks at sources, all at once and each as politely as in a crawl; `checked` holds what was seen, in order."""

    name = "check"

    def __init__(self, sources: Sequence[Source], pool: WorkerPool, articles: int = 3, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.sources, self.pool, self.articles = sources, pool, articles
        self.checked: list[Checked] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        """Build from `sources`, `pool` and `articles`."""
        use_browser(crawler.settings, arguments["sources"])
        name_proxies(source.proxy for source in arguments["sources"] if source.proxy)
        return super().from_crawler(crawler, *args, **arguments)

    async def start(self) -> AsyncIterator[Request]:
        """Look at every source."""
        self.checked = list(await asyncio.gather(*(check(self.crawler, each, self) for each in self.sources)))
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # Scrapy asks for an iterator
            yield request


async def check(crawler: Crawler, source: Source, spider: CheckSpider) -> Checked:
    """Return what a source gives."""
    seen = Checked(source)
    if source.browser and (missing := missing_part(crawler.settings)):
        seen.problem = f"{failed(Failure.BROWSER)}: {missing}"
        return seen
    if source.kind == "page":
        links = [FoundLink(source.url, source.url)]
    else:
        await _look(crawler, source, source.url, seen, spider.pool)
        for url in seen.listing.next_urls[:1] if seen.listing.is_index else ():  # its newest child holds the articles
            await _look(crawler, source, url, seen, spider.pool)
        links = seen.listing.links
    for link in links[: spider.articles]:
        seen.pages[link.url] = page = await article(crawler, source, link, spider.pool, seen)
        if source.kind == "page" and isinstance(page, str):
            seen.problem = page
    return seen


async def article(
    crawler: Crawler, source: Source, link: FoundLink, pool: WorkerPool, seen: Checked | None = None
) -> Extraction | str:
    """Return what extraction makes of one article, or why there is nothing to extract."""
    request, answer = await ask(crawler, link.url, meta_of(source))
    if seen:
        _note(seen, request, answer)
    if isinstance(answer, Outcome):
        return f"{answer}: {answer.detail}" if answer.detail else str(answer)
    page = PageInput(answer.body, answer.url, content_type(answer), source.timezone, hints=link.hints())
    try:
        return await pool.run(extract, page, utc_now())
    except (WorkerTimeoutError, WorkerDiedError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"


async def _look(crawler: Crawler, source: Source, url: str, seen: Checked, pool: WorkerPool) -> None:
    """Read a listing, or a part of it, into `seen`."""
    request, answer = await ask(crawler, url, meta_of(source))
    _note(seen, request, answer)
    if isinstance(answer, Outcome):
        seen.problem = f"{answer}: {answer.detail}" if answer.detail else str(answer)
        return
    given = Answer(answer.body, answer.url, content_type(answer))
    seen.what = (await pool.run(recognise, given.body, given.content_type)).what
    if url == source.url:
        seen.moved_to = moved_for_good(answer)
    try:
        seen.listing = await pool.run(read_answer, source, given, utc_now())
    except (NotAListingError, WorkerTimeoutError, WorkerDiedError, MemoryError) as error:
        seen.problem = str(error) or type(error).__name__


def _note(seen: Checked, request: Request, answer: Response | Outcome) -> None:
    """Keep robots.txt's word and the time of the first answer."""
    if seen.robots is None:
        word = _ROBOTS_WORDS.get(answer.reason) if isinstance(answer, Outcome) else None  # type: ignore[call-overload]
        seen.robots = word or "allowed"
        seen.crawl_delay = request.meta.get(CRAWL_DELAY)
    if seen.seconds is None and isinstance(answer, Response):
        seen.seconds = answer.meta.get("download_latency")
