"""What every rule about title, date, authors and origin reads: the page's lines and where the body stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, Layout
from pipelines.extraction.sites import shown_names, site_names, stated_names, stated_title
from pipelines.extraction.structured import Structured
from pipelines.extraction.teasers import is_linked_headline

LINES_BEFORE_TITLE = 6
LINES_AFTER_BODY = 8
_LINKS_AFTER_BODY = 1  # the text's own, on its first page or in print; with a second one a list begins
LINES_BEFORE_PROSE = 12


@dataclass
class Frame:
    """One article on its page. `body` are the indexes of its blocks in `layout.blocks`, ascending, never empty.

    `title_at` is the block in which the headline stands, when one was found above the body.
    """

    tree: HtmlElement
    layout: Layout
    structured: Structured
    body: list[int]
    text: str
    url: str
    zone: ZoneInfo
    now: dt.datetime
    hints: dict[str, Any] = field(default_factory=dict)
    title: str | None = None
    title_at: int | None = None
    signs: list[str] = field(default_factory=list)
    """What says that this is one article of several on its page; empty for a page of one."""

    @cached_property
    def page_title(self) -> str | None:
        """What `<title>` says, or None."""
        return stated_title(self.tree)

    @cached_property
    def stated_names(self) -> frozenset[str]:
        """The keys of the names that the site gives itself, by `sites.stated_names`."""
        return stated_names(self)

    @cached_property
    def shown_names(self) -> frozenset[str]:
        """The keys of the names that the site shows, by `sites.shown_names`."""
        return shown_names(self)

    @cached_property
    def site_names(self) -> frozenset[str]:
        """The keys of all names that the site may have, by `sites.site_names`."""
        return site_names(self)

    @property
    def prose_at(self) -> int:
        """Return the block with which the body's prose begins, among its first lines: the headline stands above it."""
        first = self.body[:LINES_BEFORE_PROSE]
        return next((index for index in first if self.layout.blocks[index].prose), self.body[0])

    def head(self) -> list[Block]:
        """Return the lines about the headline: from a few before it to a few into the body."""
        first = self.body[0]
        start = first if self.title_at is None else min(self.title_at, first)
        return self.layout.blocks[max(0, start - LINES_BEFORE_TITLE) : first + 3]

    def tail(self) -> list[Block]:
        """Return the lines about the body's end: its last three and a few after it, up to a list of other articles."""
        last = self.body[-1]
        after = self.layout.blocks[last + 1 : last + 1 + LINES_AFTER_BODY]
        links = accumulate(is_linked_headline(block) for block in after)
        own = [block for block, passed in zip(after, links, strict=True) if passed <= _LINKS_AFTER_BODY]
        return [*self.layout.blocks[max(self.body[0], last - 2) : last + 1], *own]

    def body_blocks(self) -> Iterator[Block]:
        """Return the body's blocks in order."""
        return (self.layout.blocks[index] for index in self.body)
