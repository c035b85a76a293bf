"""From an address to a source: find what a site offers, read each, and try the articles of the best."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.browser.use import use_browser
from crawler.discovery.candidates import MAX_CANDIDATES, Candidate, declared, sitemaps, usual
from crawler.discovery.found import Listing, NotAListingError
from crawler.discovery.read import Answer, read_answer
from crawler.discovery.recognise import Recognised, recognise
from crawler.outcomes import Outcome
from crawler.run import utc_now
from crawler.sources import Source
from crawler.spiders.answers import content_type, meta_of
from crawler.spiders.ask import ask
from crawler.spiders.check import article
from crawler.urls import canonical
from crawler.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError
from pipelines.extraction.article import Extraction

_READABLE = frozenset({"feed", "sitemap", "listing"})
_MIN_LISTED = 3
"""Links that look like articles: a page with fewer is no listing."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something of a site that can be read as a source, and what it listed just now."""

    source: Source
    what: str
    said_by: str
    listing: Listing

    @property
    def rank(self) -> tuple[int, int, int]:
        """Where it stands among the offers, the best one first: its kind, how near to the page asked for, dates."""
        kinds = ("feed", "news sitemap", "sitemap", "listing")
        kind = "news sitemap" if self.what == "news sitemap" else self.source.kind
        dated = sum(bool(link.published_at) for link in self.listing.links)
        return kinds.index(kind), "omment" in self.source.url, -min(dated, 1)


class DiscoverSpider(Spider):
    """Looks round at `url`: `offers`, the best first; `preview` of one (`pick`); or `problem`."""

    name = "discover"

    def __init__(
        self, url: str, pool: WorkerPool, pick: int = 1, articles: int = 3, *, browser: bool = False, **arguments: Any
    ) -> None:
        super().__init__(**arguments)
        self.url, self.pool, self.pick, self.articles = url, pool, pick, articles
        self.asked = Source(name="asked", kind="listing", url=url, browser=browser)
        self.offers: list[Offer] = []
        self.tried: dict[str, str] = {}
        self.title: str | None = None
        self.problem: str | None = None
        self.preview: dict[str, Extraction | str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **arguments: Any) -> Self:
        """Build from `url`, `pool`, `pick`, `articles` and `browser`."""
        spider = super().from_crawler(crawler, *args, **arguments)
        use_browser(crawler.settings, [spider.asked])
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Look round, then try the articles of the picked offer."""
        await self._look()
        self.offers.sort(key=lambda offer: offer.rank)
        if 1 <= self.pick <= len(self.offers):
            offer = self.offers[self.pick - 1]
            links = offer.listing.links[: self.articles]
            pages = await asyncio.gather(*(article(self.crawler, offer.source, link, self.pool) for link in links))
            self.preview = dict(zip((link.url for link in links), pages, strict=True))
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # Scrapy asks for an iterator
            yield request

    async def _look(self) -> None:
        _, answer = await ask(self.crawler, self.url, meta_of(self.asked))
        if isinstance(answer, Outcome):
            self.problem = f"{answer}: {answer.detail}" if answer.detail else str(answer)
            return
        is_ = await self._recognise(answer)
        if is_.kind in ("feed", "sitemap"):
            await self._read(Candidate(self.url, "you"), answer, is_)
            return
        if is_.kind == "json":
            self.problem = "JSON that is no JSON Feed: write a table of kind `json` with its `fields` by hand"
            return
        if is_.kind != "listing":
            self.problem = f"the server sent {is_.what}"
            return
        await self._try(declared(answer.body, answer.url, content_type(answer)))
        if not self.offers:
            await self._try(usual(answer.url))
        await self._try(await self._sitemaps(answer.url))
        await self._read(Candidate(self.url, "you"), answer, is_)

    async def _sitemaps(self, url: str) -> list[Candidate]:
        _, robots = await ask(self.crawler, urljoin(url, "/robots.txt"), {"dont_obey_robotstxt": True})
        text = robots.body.decode("utf-8", "replace") if isinstance(robots, Response) else ""
        return sitemaps(text, url)

    async def _try(self, candidates: Iterable[Candidate]) -> None:
        """Ask for candidates that were not asked for yet, and keep what can be read."""
        new = [each for each in candidates if each.url not in self.tried][:MAX_CANDIDATES]
        self.tried |= dict.fromkeys((each.url for each in new), "not asked for")
        await asyncio.gather(*(self._ask(each) for each in new))

    async def _ask(self, candidate: Candidate) -> None:
        _, answer = await ask(self.crawler, candidate.url)
        if isinstance(answer, Outcome):
            self.tried[candidate.url] = str(answer)
            return
        is_ = await self._recognise(answer)
        if is_.kind in ("feed", "sitemap"):
            await self._read(candidate, answer, is_)
        else:
            self.tried[candidate.url] = is_.what

    async def _read(self, candidate: Candidate, answer: Response, is_: Recognised) -> None:
        """Read an answer as what it is, and offer it when it lists something."""
        assert is_.kind in _READABLE  # noqa: S101  (what else there is was sorted out before)
        source = Source(
            name="offer", kind=is_.kind, url=candidate.url, browser=self.asked.browser, allow=self._below(is_.kind)
        )
        given = Answer(answer.body, answer.url, content_type(answer))
        try:
            listing = await self.pool.run(read_answer, source, given, utc_now())
        except (NotAListingError, WorkerTimeoutError, WorkerDiedError, MemoryError) as error:
            self.tried[candidate.url] = str(error) or type(error).__name__
            return
        if listing.is_index:
            listing = await self._child(source, listing)
        self.title = self.title or listing.title
        enough = _MIN_LISTED if is_.kind == "listing" else 1
        self.tried[candidate.url] = f"{is_.what}, {len(listing.links)} links"
        known = {canonical(offer.source.url) for offer in self.offers}
        if len(listing.links) >= enough and canonical(source.url) not in known:
            self.offers.append(Offer(source, is_.what, candidate.said_by, listing))

    async def _child(self, source: Source, index: Listing) -> Listing:
        """Return what the newest child of a sitemap index lists."""
        _, answer = await ask(self.crawler, index.next_urls[0])
        if isinstance(answer, Outcome):
            return index
        given = Answer(answer.body, answer.url, content_type(answer))
        try:
            return await self.pool.run(read_answer, source, given, utc_now())
        except (NotAListingError, WorkerTimeoutError, WorkerDiedError, MemoryError):
            return index

    async def _recognise(self, answer: Response) -> Recognised:
        return await self.pool.run(recognise, answer.body, content_type(answer))

    def _below(self, kind: str) -> str | None:
        """Return the pattern of addresses below the page asked for: a sitemap lists the whole site."""
        parts = urlsplit(self.url)
        folder = parts.path.rpartition("/")[0] if "." in parts.path.rpartition("/")[2] else parts.path.rstrip("/")
        return rf"^https?://{re.escape(parts.netloc)}{re.escape(folder)}/." if kind == "sitemap" and folder else None
