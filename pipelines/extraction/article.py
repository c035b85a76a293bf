"""One page in, its articles out: decoded once, parsed once, laid out once."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import chain, count
from zoneinfo import ZoneInfo

import lxml.html
import xxhash
from lxml.html import HtmlElement

from crawler.items import NewsItem, Trail
from crawler.outcomes import Flag, Outcome, Rejection, rejected
from crawler.urls import canonical, item_id, without_trackers
from pipelines.duplication.fingerprint import fingerprints
from pipelines.duplication.fold import fold, tokenise
from pipelines.extraction import dates
from pipelines.extraction.blocks import MAX_BLOCKS, Layout, lay_out
from pipelines.extraction.body import below
from pipelines.extraction.byline import authors
from pipelines.extraction.canonical import Stated, read_canonical
from pipelines.extraction.cascade import Chosen, choose_body
from pipelines.extraction.decode import decode
from pipelines.extraction.explanation import Explanation, explain
from pipelines.extraction.frame import Frame
from pipelines.extraction.gate import Places, signs
from pipelines.extraction.language import language_of
from pipelines.extraction.lines import own_lines, recurring_segments, text_lines
from pipelines.extraction.listing import lists_pages
from pipelines.extraction.mojibake import Repaired, repair
from pipelines.extraction.origin import origin
from pipelines.extraction.page import PageInput, looks_binary, parse
from pipelines.extraction.site_memory import Learned, learned
from pipelines.extraction.sites import host_of
from pipelines.extraction.split import Section, sections
from pipelines.extraction.structured import Structured, read_structured
from pipelines.extraction.title import Headline, headline, without_title
from pipelines.extraction.zones import zone_of

MIN_TOKENS = 25
"""A body of fewer tokens (Han characters or words) is no article."""
_MAX_RUNS = 20
_SOME_LINES = 12  # tell the language of a text


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page gave: its articles, or the outcome that says why there are none.

    `learned` is what the page teaches the memory of its site; `explanations`, one per item, are made when asked for.
    """

    items: list[NewsItem] = field(default_factory=list)
    outcome: Outcome | None = None
    encoding: str = "utf-8"
    learned: Learned | None = None
    explanations: list[Explanation] = field(default_factory=list)


def extract(page: PageInput, now: dt.datetime) -> Extraction:
    """Return the articles of a page, as items without a source, and how the bytes were decoded.

    Pure: no network, no clock but `now`. Costs CPU, so it runs in a worker. Raises nothing for bad input; what takes
    too long or too much memory is ended by whoever called.
    """
    if looks_binary(page.body):
        return Extraction(outcome=rejected(Rejection.NOT_HTML, "the body is binary data, whatever its header says"))
    decoded = decode(page.body, page.content_type, chinese=page.chinese)
    text = decoded.text[: page.max_size]
    tree = parse(text)
    if tree is None:
        return Extraction(outcome=rejected(Rejection.NO_TEXT, "nothing that can be parsed as HTML"))
    layout = lay_out(tree)
    structured = read_structured(tree)
    chosen = choose_body(layout, tree, text, structured, page.memory)
    whole = _Reading(page, now, tree, layout, structured, chosen)
    articles = whole.articles()
    if not articles:
        return Extraction(outcome=rejected(Rejection.NO_TEXT, "no article text was found"), encoding=decoded.encoding)
    for item, _ in articles:
        if decoded.replaced:
            seen = item.trail.evidence.get(Flag.MOJIBAKE, {})
            item.flag(Flag.MOJIBAKE, {**seen, "undecodable_characters": decoded.replaced, "encoding": decoded.encoding})
        if len(decoded.text) > page.max_size:
            item.flag(Flag.TRUNCATED, {"characters": len(decoded.text), "read": page.max_size})
        elif len(layout.blocks) == MAX_BLOCKS:
            item.flag(Flag.TRUNCATED, {"lines_read": MAX_BLOCKS})
    return Extraction(
        [item for item, _ in articles],
        encoding=decoded.encoding,
        learned=learned(layout, chosen.body.box, confirmed=chosen.agreed is not None),
        explanations=[explanation for _, explanation in articles if explanation],
    )


@dataclass(frozen=True)
class _Reading:
    """A page under way: what was read of it once, from which each of its articles is made."""

    page: PageInput
    now: dt.datetime
    tree: HtmlElement
    layout: Layout
    structured: Structured
    chosen: Chosen

    @cached_property
    def _recurring(self) -> set[str]:
        """What recurs between the sentences of the page's body."""
        return recurring_segments([self.layout.blocks[index] for index in self.chosen.body.blocks])

    @cached_property
    def _timezone(self) -> str:
        """The zone of dates that state none."""
        if self.page.timezone:
            return self.page.timezone
        body = "\n".join(self.layout.blocks[index].text for index in self.chosen.body.blocks[:_SOME_LINES])
        return zone_of(language_of(body, None))

    @cached_property
    def _stated(self) -> Stated:
        """What the page says of its own address."""
        return read_canonical(self.tree, self.page.url)

    @cached_property
    def _places(self) -> Places:
        """What the page says beside its body."""
        return Places(self.tree, self.layout, self.structured, self.chosen.body.blocks, host_of(self.page.url))

    @cached_property
    def _listed(self) -> dict[str, object] | None:
        """The evidence that the page only lists other pages."""
        return lists_pages(self.layout, self.chosen.body)

    def articles(self) -> list[tuple[NewsItem, Explanation | None]]:
        """Return the page's articles, each with its explanation when one was asked for; none when it has no body."""
        body = self.chosen.body
        if not body.blocks:
            return []
        found = sections(self.layout, body)
        if not found:
            text = "\n".join(text_lines(self.layout, body.blocks, self._recurring))
            article = self._article(self._frame(self.tree, self.layout, self.structured, body.blocks, text))
            return [article] if article else []
        taken: set[str] = set()
        made = [self._article(self._section(section), section, taken) for section in found]
        return [article for article in made if article]

    def _frame(self, tree: HtmlElement, layout: Layout, structured: Structured, body: list[int], text: str) -> Frame:
        zone = ZoneInfo(self._timezone)
        return Frame(tree, layout, structured, body, text, self.page.url, zone, self.now, self.page.hints)

    def _section(self, section: Section, *, dated: bool = False) -> Frame:
        """Return the frame of one article of several: its own lines, and nothing that is said of the whole page.

        With `dated` the line of the page's date, which stands above all articles, is one of them.
        """
        start, end, above = section.title_at, section.end, section.dated_at
        ranges = [(above, above + 1), (start, end)] if dated and above is not None else [(start, end)]
        layout = self.layout.parts(*ranges)
        first = len(ranges) - 1
        body = [index - start + first for index in section.body]
        text = "\n".join(text_lines(layout, body, self._recurring))
        frame = self._frame(lxml.html.Element("html"), layout, Structured(), body, text)
        frame.hints, frame.signs = {}, section.signs
        frame.title, frame.title_at = layout.blocks[first].text, first
        return frame

    def _begin_below(self, frame: Frame) -> None:
        """Take out of a frame's body what stands above its headline."""
        if frame.title_at is None or frame.title_at < frame.body[0]:
            return
        body = below(frame.layout, frame.body, frame.title_at)
        if body and len(body) < len(frame.body):
            frame.body, frame.text = body, "\n".join(text_lines(frame.layout, body, self._recurring))

    def _article(
        self,
        frame: Frame,
        section: Section | None = None,
        taken: set[str] | None = None,
    ) -> tuple[NewsItem, Explanation | None] | None:
        """Return the item of a frame, and its explanation when one was asked for; None for too little text.

        `section` is the place of one article of several, and `taken` the fragments that are no longer free.
        """
        found = Headline(frame.title, frame.title_at) if frame.signs else headline(frame)
        if not frame.signs:
            frame.title, frame.title_at = found.text, found.at
            self._begin_below(frame)
        body, title = repair("\n".join(without_title(frame.text.split("\n"), frame.title))), repair(frame.title or "")
        frame.title = title.text or None
        frame.text = body.text
        text = "\n".join(own_lines(body.text.split("\n")))
        comparison = tokenise(text)
        if len(comparison) < MIN_TOKENS:
            return None
        prints = fingerprints(comparison)
        published, modified = dates.published(frame), dates.modified(frame)
        if section and section.dated_at is not None and not published.value:
            published = dates.published(self._section(section, dated=True))
        written, sourced = authors(frame), origin(frame)
        fragment = _fragment(frame.title or text[:80], taken) if taken is not None else None
        address = self._stated.identity or _address(self.page.url)
        item = NewsItem(
            id=item_id(address, fragment),
            url=without_trackers(self.page.url),
            canonical_url=address,
            source="",
            site_name=self.structured.first("og:site_name", "application-name"),
            title=frame.title,
            text=text,
            authors=written.names,
            language=language_of(text, self.tree.get("lang")),
            published_at=published.value,
            modified_at=modified.value,
            fetched_at=self.now.isoformat(timespec="seconds"),
            origin=sourced.origin,
            fragment=fragment,
            simhash=f"{prints.simhash:016x}",
            text_length=len(text),
            trail=Trail(
                timezone=self._timezone,
                comparison=comparison.written(),
                exact_key=prints.exact_key,
                fingerprints=prints,
            ),
        )
        _flag_mojibake(item, title, body)
        if found.hijacked:
            item.flag(Flag.TITLE_HIJACKED, found.hijacked)
        if published.guessed:
            item.flag(Flag.DATE_GUESSED, {"date": published.value, "from": published.where})
        if self._listed:
            item.flag(Flag.LIST_PAGE, self._listed)
        item.trail.evidence |= self._stated.note()
        for flag, seen in signs(self._places, frame.title, text):
            item.flag(flag, {**item.trail.evidence.get(flag, {}), **seen})
        wanted = self.page.explain
        return item, explain(frame, self.chosen, found, published, modified, written, sourced) if wanted else None


def _fragment(title: str, taken: set[str]) -> str:
    """Return a short key made from an article's headline; a number follows when the page has the headline again."""
    key = xxhash.xxh3_64_hexdigest(fold(title).encode())[:10]
    fragment = next(each for each in chain([key], (f"{key}-{number}" for number in count(2))) if each not in taken)
    taken.add(fragment)
    return fragment


def _flag_mojibake(item: NewsItem, *texts: Repaired) -> None:
    """Flag what was repaired and what was left, each run with its place, what stood there, and the kind of proof."""
    for flag, runs in (
        (Flag.MOJIBAKE_REPAIRED, [run for text in texts for run in text.repaired]),
        (Flag.MOJIBAKE, [run for text in texts for run in text.left]),
    ):
        if runs:
            item.flag(flag, {"runs": [asdict(run) for run in runs[:_MAX_RUNS]], "number": len(runs)})


def _address(url: str) -> str:
    """Return the canonical address; a file on disk, which `tidings extract` may be given, stands for itself."""
    try:
        return canonical(url)
    except ValueError:
        return url
