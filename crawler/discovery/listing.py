"""Listing pages: by the source's selectors, or by what article links look like when it has none."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from parsel import Selector, SelectorList

from crawler.discovery.found import FoundLink, Listing, NotAListingError, link, once
from crawler.sources import Selectors, is_xpath
from pipelines.extraction.decode import decode
from pipelines.extraction.page import looks_binary

MAX_CHARACTERS = 3 * 1024 * 1024
_DATE_OR_NUMBER = re.compile(r"/20\d{2}[/-]?\d{2}|\d{4,}|/\d{2,}(?:\.s?html?)?$")
_SLUG = re.compile(r"/[^/]*?[^\W\d_]+(?:-[^\W_]+){2,}[^/]*$")
_NO_ARTICLE = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|author|authors|search|login|signup|register|about|contact|privacy|terms|page)(?:/|$)"
    r"|\.(?:jpe?g|png|gif|svg|pdf|zip|mp[34]|css|js|xml|rss)$",
    re.IGNORECASE,
)
_HAN = re.compile("[\u3400-\u9fff]")
_MIN_SCORE = 3


def read_listing(
    body: bytes,
    url: str,
    content_type: str | None = None,
    select: Selectors | None = None,
) -> Listing:
    """Return the article links of a listing in its order, and its next page. Raises NotAListingError."""
    if looks_binary(body):
        raise NotAListingError("not a page: the server sent binary data")
    text = decode(body, content_type).text[:MAX_CHARACTERS]
    if not text.strip():
        raise NotAListingError("the page is empty")
    page = Selector(text=text, base_url=url)
    base = page.xpath("//base/@href").get() or url
    found = _selected(page, base, select) if select else _discovered(page, base, url)
    links, passed_over = once(found)
    following = _first(page, select.next) if select and select.next else None
    onward = link(base, following)
    return Listing(links, [onward.url] if onward else [], passed_over, entries=len(found))


def _selected(page: Selector, base: str, select: Selectors) -> list[FoundLink | None]:
    return [
        link(
            base,
            _first(item, select.link),
            title=_text(item, select.title or _words_of(select.link)),
            published_at=_text(item, select.date) if select.date else None,
        )
        for item in _all(page, select.item)
    ]


def _words_of(link_selector: str) -> str:
    """Return the selector of the words in the element whose address a selector gives."""
    if is_xpath(link_selector):
        return f"{link_selector.removesuffix('/@href')}//text()" if link_selector.endswith("/@href") else ".//a//text()"
    return link_selector.replace("::attr(href)", " ::text")


def _discovered(page: Selector, base: str, url: str) -> list[FoundLink | None]:
    """Return the links that look like articles: same site, a dated, numbered or worded path, words enough to read."""
    here = _site(url)
    found: list[FoundLink | None] = []
    for anchor in page.xpath("//body//a[@href]"):
        words = " ".join(" ".join(anchor.xpath(".//text()").getall()).split())
        each = link(base, anchor.xpath("./@href").get(), title=words or None)
        if each and _site(each.url) == here and _score(each.url, words) >= _MIN_SCORE:
            found.append(each)
    return found


def _score(url: str, words: str) -> int:
    path = urlsplit(url).path
    if path in ("", "/") or _NO_ARTICLE.search(path):
        return 0
    score = 2 if _DATE_OR_NUMBER.search(path) else 0
    score += 2 if _SLUG.search(path) else 0
    length = len(_HAN.findall(words)) or 2 * len(words.split())
    return score + (2 if length >= 10 else 1 if length >= 6 else 0)


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").removeprefix("www.").split(".")[-3:])


def _all(node: Selector, selector: str) -> SelectorList[Selector]:
    return node.xpath(selector) if is_xpath(selector) else node.css(selector)


def _first(node: Selector, selector: str) -> str | None:
    return _all(node, selector).get()


def _text(node: Selector, selector: str) -> str | None:
    return " ".join(" ".join(_all(node, selector).getall()).split()) or None
