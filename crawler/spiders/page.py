"""`scrapy crawl page -a url=URL -O out.jsonl`: one article by its address."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from scrapy.crawler import Crawler

from crawler.configuration import rules_of
from crawler.sources import Source
from crawler.spiders.source_spider import SourceSpider


class PageSpider(SourceSpider):
    """Reads the page at `-a url=URL` (with `-a timezone=Asia/Shanghai` for pages that state none), or named sources."""

    name = "page"
    kind = "page"
    argument_names = (*SourceSpider.argument_names, "url", "timezone")

    @classmethod
    def choose_sources(cls, crawler: Crawler, names: list[str], arguments: dict[str, Any]) -> list[Source]:
        """Return a source made of the address, or the named sources of kind `page`."""
        url = arguments.get("url")
        if not url:
            if not names:
                raise ValueError("give an address: -a url=URL")
            return super().choose_sources(crawler, names, arguments)
        try:
            page = Source(name="page", kind="page", url=url, timezone=arguments.get("timezone"))
        except ValidationError as error:
            wrong = "; ".join(f"-a {name}={arguments[name]}: allowed: {rule}" for name, rule in rules_of(error))
            raise ValueError(wrong) from error
        return [page]
