"""Lists in JSON: what a page's own scripts ask for, or keep in a script element; read by the source's JMESPath."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from parsel import Selector

from crawler.discovery.feed_text import feed_text, plain
from crawler.discovery.found import FoundLink, Listing, NotAListingError, link, once
from crawler.discovery.json_feed import date_of, json_of
from crawler.sources import Fields, is_xpath
from pipelines.extraction.decode import decode

MAX_BYTES = 8 * 1024 * 1024
_MAX_SUMMARY = 2000


def read_json(body: bytes, url: str, content_type: str | None, fields: Fields) -> Listing:
    """Return the links of a JSON answer in its order, and its next page. Raises NotAListingError."""
    if len(body) > MAX_BYTES:
        raise NotAListingError(f"the answer has {len(body):,} bytes; at most {MAX_BYTES:,} are read")
    text = decode(body, content_type).text.lstrip("\ufeff \t\r\n\x00")
    content = json_of(_script(text, fields.script), with_rest=True) if fields.script else json_of(text)
    if content is None:
        raise NotAListingError(f"not JSON: the text starts with {plain(text[:500])[:80]!r}")
    items = _search(fields.items, content)
    if not isinstance(items, list):
        found = ", ".join(list(content)[:12]) if isinstance(content, Mapping) else type(content).__name__
        raise NotAListingError(f"no list at `items` ({fields.items}); the answer holds: {found}")
    links, passed_over = once(_link(url, item, fields) for item in items)
    onward = link(url, _text(fields.next, content))
    return Listing(links, [onward.url] if onward else [], passed_over, entries=len(items))


def _script(page: str, selector: str) -> str:
    """Return a script element's text from where its JSON begins (`window.STATE = {...};`)."""
    tree = Selector(text=page)
    text: str = (tree.xpath(selector) if is_xpath(selector) else tree.css(selector)).get() or ""
    begins = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    return text[begins:]


def _link(base: str, item: Any, fields: Fields) -> FoundLink | None:
    summary = _text(fields.summary, item)
    return link(
        base,
        _text(fields.link, item),
        title=plain(_text(fields.title, item)) or None,
        published_at=date_of(_search(fields.date, item)),
        summary=plain(summary)[:_MAX_SUMMARY] or None,
        text=feed_text(_text(fields.text, item), summary),
    )


def _text(expression: str | None, within: Any) -> str | None:
    value = _search(expression, within)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value)


def _search(expression: str | None, within: Any) -> Any:
    """Return what an expression finds; nothing where a function does not fit the value (`join` of a number)."""
    if expression is None:
        return None
    try:
        return jmespath.search(expression, within)
    except JMESPathError:
        return None
