"""Stage 100, extract: a page in, one item per article out. A spider middleware, since an item pipeline returns one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.discovery.feed_text import FeedText
from crawler.items import NewsItem
from crawler.outcomes import Failure, Outcome, failed
from crawler.run import CrawlRun, utc_now
from crawler.store.frontier import Fetched
from crawler.store.memory import site_of
from crawler.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError
from pipelines.extraction.article import Extraction, extract
from pipelines.extraction.page import PageInput
from pipelines.extraction.site_memory import SiteMemory
from pipelines.feed_text import lack, mark, page_of
from pipelines.raw_page import RawPage, body_hash

_HTML = "text/html; charset=utf-8"


class ExtractMiddleware:
    """Turns each RawPage of a spider into its NewsItems, in a worker process."""

    def __init__(self, crawler: Crawler, max_size: int) -> None:
        self._crawler = crawler
        self._max_size = max_size

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read TIDINGS_PARSE_MAXSIZE."""
        return cls(crawler, crawler.settings.getint("TIDINGS_PARSE_MAXSIZE"))

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:  # noqa: ARG002  (Scrapy's signature)
        """Pass everything on but raw pages, which become items or end with a reason."""
        async for each in result:
            if not isinstance(each, RawPage):
                yield each
                continue
            for item in await self._items(each):
                yield item

    async def _items(self, page: RawPage) -> list[NewsItem]:
        run: CrawlRun = self._crawler.spider.run  # type: ignore[union-attr]  # set before the first response
        site = site_of(page.url)
        extraction = page.refusal or await self._extract(page, await run.memory_of(site))
        if page.feed_text and (why := lack(extraction, page.feed_text)):
            page, extraction = await self._from_feed(page, page.feed_text, why, extraction)
        if isinstance(extraction, Outcome):
            await run.end(page.noted, extraction)
            return []
        if extraction.outcome:
            await run.end(page.noted, extraction.outcome, page.fetched)
            return []
        if extraction.learned and not page.fetched.from_feed:
            run.note_lesson(page.noted.address_id, site, extraction.learned)
        for item in extraction.items:
            item.source = page.source.name
            item.first_seen_at = page.noted.first_seen_at.isoformat(timespec="seconds")
            item.trail.address_id = page.noted.address_id
            item.trail.run_id = run.id
            item.trail.discovered_url = page.noted.url
            item.trail.page = asdict(page.fetched)
        return extraction.items

    async def _from_feed(
        self, page: RawPage, text: FeedText, why: str, otherwise: Extraction | Outcome
    ) -> tuple[RawPage, Extraction | Outcome]:
        """Return a page made of the feed's text and its extraction, or what there was when that holds no article."""
        body = page_of(text, title=page.noted.hints.get("title"), site_name=page.source.label)
        fetched = Fetched(body_hash=body_hash(body), from_feed=True)
        made = replace(page, body=body, url=page.noted.url, content_type=_HTML, fetched=fetched)
        extraction = await self._extract(made, None)
        if isinstance(extraction, Outcome) or not extraction.items:
            return page, otherwise
        for item in extraction.items:
            mark(item, text, why)
        return made, extraction

    async def _extract(self, page: RawPage, memory: SiteMemory | None) -> Extraction | Outcome:
        """Return what extraction made of a page, or the failure of the worker."""
        source = page.source
        given = PageInput(
            body=page.body,
            url=page.url,
            content_type=page.content_type,
            timezone=source.timezone,
            hints=page.noted.hints,
            max_size=self._max_size,
            memory=memory,
        )
        try:
            pool: WorkerPool = self._crawler.spider.run.pool  # type: ignore[union-attr]  # set before the first response
            return await pool.run(extract, given, utc_now())
        except WorkerTimeoutError as error:
            return failed(Failure.EXTRACT_TIMEOUT, str(error))
        except (WorkerDiedError, MemoryError) as error:
            return failed(Failure.EXTRACT_CRASH, str(error) or "out of memory")
        except Exception as error:  # noqa: BLE001  (a page that breaks a parser must not end the crawl; it is counted)
            return failed(Failure.EXTRACT_ERROR, f"{type(error).__name__}: {error}")
