"""One page in, its articles out: decoded once, parsed once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import trafilatura
from lxml.html import HtmlElement

from crawler.items import NewsItem, Trail
from crawler.outcomes import Flag, Outcome, Rejection, rejected
from crawler.urls import canonical, item_id, without_trackers
from pipelines.duplication import fingerprint
from pipelines.duplication.fold import exact_key, tokens
from pipelines.extraction import dates
from pipelines.extraction.blocks import Layout, lay_out
from pipelines.extraction.byline import authors
from pipelines.extraction.decode import decode
from pipelines.extraction.ends import without_tail
from pipelines.extraction.frame import Frame
from pipelines.extraction.language import language_of
from pipelines.extraction.origin import origin
from pipelines.extraction.page import PageInput, looks_binary, parse
from pipelines.extraction.structured import read_structured
from pipelines.extraction.title import headline, without_title

MIN_TOKENS = 25
"""A body of fewer tokens (Han characters or words) is no article."""

_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_NO_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page gave: its articles, or the outcome that says why there are none."""

    items: list[NewsItem] = field(default_factory=list)
    outcome: Outcome | None = None
    encoding: str = "utf-8"


def extract(page: PageInput, now: dt.datetime) -> Extraction:
    """Return the articles of a page, as items without a source, and how the bytes were decoded.

    Pure: no network, no clock but `now`. Costs CPU, so it runs in a worker. Raises nothing for bad input; what takes
    too long or too much memory is ended by whoever called.
    """
    if looks_binary(page.body):
        return Extraction(outcome=rejected(Rejection.NOT_HTML, "the body is binary data, whatever its header says"))
    decoded = decode(page.body, page.content_type, chinese=page.chinese)
    tree = parse(decoded.text[: page.max_size])
    if tree is None:
        return Extraction(outcome=rejected(Rejection.NO_TEXT, "nothing that can be parsed as HTML"))
    item = _article(tree, page, now)
    if item is None:
        return Extraction(outcome=rejected(Rejection.NO_TEXT, "no article text was found"), encoding=decoded.encoding)
    if decoded.replaced:
        item.flag(Flag.MOJIBAKE, {"undecodable_characters": decoded.replaced, "encoding": decoded.encoding})
    if len(decoded.text) > page.max_size:
        item.flag(Flag.TRUNCATED, {"characters": len(decoded.text), "read": page.max_size})
    return Extraction([item], encoding=decoded.encoding)


def _article(tree: HtmlElement, page: PageInput, now: dt.datetime) -> NewsItem | None:
    layout = lay_out(tree)
    body = _body(tree, page.url)
    indexes = _indexes(layout, body)
    if not indexes:
        return None
    structured = read_structured(tree)
    zone = ZoneInfo(page.timezone)
    frame = Frame(tree, layout, structured, indexes, body, page.url, zone, now, page.hints)
    found = headline(frame)
    frame.title, frame.title_at = found.text, found.at
    text = "\n".join(without_title(body.split("\n"), found.text))
    comparison = tokens(text)
    if len(comparison) < MIN_TOKENS:
        return None
    near_title = [block.labels for block in frame.head()]
    site_name = structured.first("og:site_name", "application-name")
    address = _address(page.url)
    published = dates.published(frame)
    item = NewsItem(
        id=item_id(address),
        url=without_trackers(page.url),
        canonical_url=address,
        source="",
        site_name=site_name,
        title=found.text,
        text=text,
        authors=authors(structured, tree, near_title, {(site_name or "").casefold()}),
        language=language_of(text, tree.get("lang")),
        published_at=published.value,
        modified_at=dates.modified(frame).value,
        fetched_at=now.isoformat(timespec="seconds"),
        origin=origin(
            near_title, text, [block.text for block in frame.tail()], [block.labels for block in layout.blocks]
        ),
        simhash=f"{fingerprint.simhash(comparison):016x}",
        text_length=len(text),
        trail=Trail(timezone=page.timezone, comparison=" ".join(comparison), exact_key=exact_key(comparison)),
    )
    if found.hijacked:
        item.flag(Flag.TITLE_HIJACKED, found.hijacked)
    if published.guessed:
        item.flag(Flag.DATE_GUESSED, {"where": published.where, "value": published.value})
    return item


def _indexes(layout: Layout, body: str) -> list[int]:
    """Return the blocks whose text stands in the body; the first of them begins it."""
    whole = _NO_SPACE.sub("", body)
    found = [
        number
        for number, block in enumerate(layout.blocks)
        if block.units >= 3 and _NO_SPACE.sub("", block.text) in whole
    ]
    return found or [number for number, block in enumerate(layout.blocks) if block.units >= 12][:1]


def _address(url: str) -> str:
    """Return the canonical address; a file on disk, which `tidings extract` may be given, stands for itself."""
    try:
        return canonical(url)
    except ValueError:
        return url


def _body(tree: HtmlElement, url: str) -> str:
    """Return the main text, a block a line, by trafilatura without its own search for metadata."""
    document = trafilatura.bare_extraction(tree, url=url, include_comments=False, with_metadata=False)
    text = (getattr(document, "text", None)) or ""
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(without_tail([line for line in lines if line]))
