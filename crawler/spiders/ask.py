"""One request and its answer in one line of code: for spiders that look around and keep no run."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.outcomes import Failure, Outcome, failed, failed_http
from crawler.spiders.failures import outcome_of


async def ask(crawler: Crawler, url: str, meta: dict[str, Any] | None = None) -> tuple[Request, Response | Outcome]:
    """Return the request, whose meta says what was learnt on the way, and the answer or why there is none.

    Asked as in a crawl: guard, robots.txt, delays, retries. An error status is an outcome.
    """
    try:
        request = Request(url, NO_CALLBACK, meta=dict(meta or {}), dont_filter=True)
    except ValueError as error:
        return Request("http://invalid/"), failed(Failure.CONNECTION, str(error))
    try:
        response = await crawler.engine.download_async(request)
    except Exception as error:  # noqa: BLE001  (whatever it is: it is told, and the other requests go on)
        return request, outcome_of(error, url) or failed(Failure.BUG, repr(error)[:300])
    return request, response if response.status == 200 else failed_http(response.status)
