"""Fetching without a store: what `tidings extract URL` needs of a crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler.outcomes import Failure, failed, failed_http
from crawler.spiders.failures import outcome_of
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
