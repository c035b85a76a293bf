"""Stage 200, normalise: what the stages below compare is in one form."""

from __future__ import annotations

import datetime as dt
import re

from crawler.items import NewsItem

_SPACES = re.compile(r"\s+")


class NormaliseStage:
    """Trims names and titles; a modification before the publication is none."""

    def process_item(self, item: NewsItem) -> NewsItem:
        """Return the item with its fields in their one form."""
        item.title = _one_line(item.title)
        item.site_name = _one_line(item.site_name)
        item.authors = [name for author in item.authors if (name := _one_line(author))]
        if item.modified_at and item.published_at and _is_before(item.modified_at, item.published_at):
            item.modified_at = None
        return item


def _is_before(one: str, other: str) -> bool:
    """Return whether a stated time lies before another; by their days when one of them is only a day."""
    if min(len(one), len(other)) == len("2026-05-03"):
        return one[:10] < other[:10]
    return dt.datetime.fromisoformat(one) < dt.datetime.fromisoformat(other)


def _one_line(text: str | None) -> str | None:
    return _SPACES.sub(" ", text).strip() or None if text else None
