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
from pipelines.extraction.sites import site_names
from pipelines.extraction.structured import Structured, read_structured
from pipelines.extraction.title import headline, without_title

MIN_TOKENS = 25
"""A body of fewer tokens (Han characters or words) is no article."""

_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center dd div dl dt figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul
    """.split()
)
_INLINE_BOXES = frozenset({"span", "a", "em", "i", "time", "label", "cite", "small"})
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "select", "textarea", "iframe"})
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_MAX_LINES = 5000


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
    structured = read_structured(tree)
    lines = block_lines(tree)
    body = _body(tree, page.url)
    title = headline(tree, structured, page.hints.get("title"), body)
    text = without_title(body, title)
    comparison = tokens(text)
    layout = lay_out(tree)
    if len(comparison) < MIN_TOKENS or not layout.blocks:
        return None
    zone = ZoneInfo(page.timezone)
    near_title = dates.lines_around(lines, title)
    site_name = structured.first("og:site_name", "application-name")
    address = _address(page.url)
    frame = _frame(tree, layout, structured, page, text, title, now)
    names = site_names(frame)
    published = dates.published(structured, tree, near_title, page.url, zone, now)
    listed = dates.parse_date(str(page.hints.get("published_at") or ""), zone, now)
    return NewsItem(
        id=item_id(address),
        url=without_trackers(page.url),
        canonical_url=address,
        source="",
        site_name=site_name,
        title=title,
        text=text,
        authors=authors(frame, names).names,
        language=language_of(text, tree.get("lang")),
        published_at=dates.finer(published, listed, zone),
        modified_at=dates.modified(structured, zone, now),
        fetched_at=now.isoformat(timespec="seconds"),
        origin=origin(frame, names).origin,
        simhash=f"{fingerprint.simhash(comparison):016x}",
        text_length=len(text),
        trail=Trail(timezone=page.timezone, comparison=" ".join(comparison), exact_key=exact_key(comparison)),
    )


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


def _frame(
    tree: HtmlElement,
    layout: Layout,
    structured: Structured,
    page: PageInput,
    text: str,
    title: str | None,
    now: dt.datetime,
) -> Frame:
    """Return the frame of an article whose text is known, but not yet the lines where it stands."""
    keys = [_key(block.text) for block in layout.blocks]
    wanted = {_key(line) for line in text.split("\n")}
    body = [at for at, each in enumerate(keys) if each in wanted] or [0]
    above = [at for at in range(body[0] + 1) if title and keys[at] == _key(title)]
    zone = ZoneInfo(page.timezone)
    title_at = above[-1] if above else None
    return Frame(tree, layout, structured, body, text, page.url, zone, now, page.hints, title, title_at)


def _key(line: str) -> str:
    return "".join(line.split())


def block_lines(tree: HtmlElement) -> list[str]:
    """Return the page's visible text as lines, one per block; every `<br>` ends a line, too.

    A space parts inline elements that touch (`<span>date</span><span>source</span>`): a reader sees two things.
    """
    lines: list[str] = []
    parts: list[str] = []

    def end_line() -> None:
        line = _SPACES.sub(" ", "".join(parts).replace("\n", " ")).strip()
        parts.clear()
        if line:
            lines.append(line)

    # A walk with a stack of its own: pages nest deeper than Python recurses.
    stack: list[tuple[HtmlElement, bool]] = [(tree, False)]
    while stack and len(lines) < _MAX_LINES:
        element, done = stack.pop()
        is_block = element.tag in _BLOCKS
        if done:
            if is_block:
                end_line()
            elif element.tag in _INLINE_BOXES:
                parts.append(" ")
            parts.append(element.tail or "")
            continue
        if element.tag in _SILENT or not isinstance(element.tag, str):
            parts.append(element.tail or "")
            continue
        if is_block:
            end_line()
        parts.append(element.text or "")
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    end_line()
    return lines
