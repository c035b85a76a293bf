"""A feed's own text in the place of its page: when the page refuses, is empty, or holds only the beginning."""

from __future__ import annotations

import html
import re

from crawler.discovery.feed_text import FeedText, plain
from crawler.items import NewsItem
from crawler.outcomes import Flag, Kind, Outcome, Rejection
from pipelines.extraction.article import Extraction

_MARKUP = re.compile(r"<(?:p|br|div|ul|ol|table|h\d|li|blockquote|section|article)\b", re.IGNORECASE)
_LESS = 0.5
"""A page whose text is shorter than this part of the feed's whole text holds only its beginning."""


def lack(made: Extraction | Outcome, text: FeedText) -> str | None:
    """Return why the feed's text is to be taken instead of what a page gave, or None when the page is good enough."""
    outcome = made if isinstance(made, Outcome) else made.outcome
    if outcome:
        empty = outcome.reason == Rejection.NO_TEXT
        refused = outcome.kind is Kind.FAILED and outcome.reason.startswith("http_")
        return str(outcome) if empty or refused else None
    if isinstance(made, Extraction) and len(made.items) == 1 and text.whole:
        had, full = made.items[0].text_length, len(plain(text.html))
        return f"the page holds {had} characters of {full}" if had < _LESS * full else None
    return None


def page_of(text: FeedText, *, title: str | None, site_name: str | None) -> bytes:
    """Return a page that holds nothing but a feed's text, for extraction."""
    body = text.html if _MARKUP.search(text.html) else "".join(f"<p>{line}</p>" for line in text.html.splitlines())
    heading = f"<h1>{html.escape(title)}</h1>" if title else ""
    named = {"author": text.author, "application-name": site_name}
    metas = "".join(f'<meta name="{name}" content="{html.escape(value)}">' for name, value in named.items() if value)
    head = f'<head><meta charset="utf-8"><title>{html.escape(title or "")}</title>{metas}</head>'
    return f"<!DOCTYPE html><html>{head}<body><article>{heading}{body}</article></body></html>".encode()


def mark(item: NewsItem, text: FeedText, why: str) -> None:
    """Say on an item that its text is the feed's; a summary is `truncated`."""
    seen = {"because": why, "whole": text.whole}
    item.trail.evidence["feed_text"] = seen
    if not text.whole:
        item.flag(Flag.TRUNCATED, {"summary_of_the_feed": True, **seen})
