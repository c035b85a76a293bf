"""Tidings and the extractors beside it, behind one form. One that is not installed is left out."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import trafilatura
from lxml.html import fragment_fromstring

from pipelines.extraction.article import extract
from pipelines.extraction.page import PageInput
from pipelines.extraction.site_memory import TRUSTED_PAGES, SiteMemory, line_key

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLOCKS = ("p div section article li ul ol table tr td th h1 h2 h3 h4 h5 h6 br blockquote pre dd dt figcaption").split()
_AUTHOR_ENDS = re.compile(r"[;,、，；]\s*|\s{2,}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as extractors get it: Tidings the bytes, the others the text, decoded by Tidings' rule for all of them.

    `memory` is what Tidings knows of the page's site.
    """

    body: bytes
    text: str
    url: str
    lang: str
    now: dt.datetime
    memory: SiteMemory | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an extractor says of a page. `origin` of others than Tidings is the site's name, if they have one."""

    text: str = ""
    title: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    origin: str | None = None

    def __post_init__(self) -> None:
        values = (self.text, self.title or "", self.date or "", self.origin or "", *self.authors)
        if not all(isinstance(value, str) for value in values):
            raise TypeError(f"no strings: {values[1:]}"[:100])


@dataclass(frozen=True, slots=True)
class Extractor:
    """One way to extract: `full` gives all it knows; `body`, where it can be had cheaper, the text alone.

    `prepare` makes of a page what it is when more is known beforehand; it is not timed.
    """

    full: Callable[[Page], Answer]
    body: Callable[[Page], object] | None = None
    prepare: Callable[[Page], Page] | None = None
    needs: str | None = None
    fields: frozenset[str] = frozenset({"title", "date", "authors", "origin"})

    @property
    def installed(self) -> bool:
        """Whether what it needs can be imported."""
        return self.needs is None or importlib.util.find_spec(self.needs) is not None


def without_declaration(text: str) -> str:
    """Return a page's text without an XML declaration, whose encoding lxml would not accept in a string."""
    return _XML_DECLARATION.sub("", text, count=1)


def _tidings(page: Page) -> Answer:
    items = extract(PageInput(page.body, page.url, memory=page.memory), page.now).items
    if not items:
        return Answer()
    first = items[0]
    return Answer(
        text="\n".join(item.text for item in items),
        title=first.title,
        date=first.published_at,
        authors=tuple(first.authors),
        origin=first.origin.name if first.origin else None,
    )


def _with_memory(page: Page) -> Page:
    """Return a page as one of a known site: its box has held bodies before, and some line recurs, though not here."""
    taught = extract(PageInput(page.body, page.url), page.now).learned
    boxes = {taught.box: TRUSTED_PAGES} if taught and taught.box else {}
    memory = SiteMemory(TRUSTED_PAGES, {line_key("a line of no page"): TRUSTED_PAGES}, boxes)
    return replace(page, memory=memory.believed())


def _trafilatura(**options: Any) -> Extractor:
    """Return trafilatura with options; what its `extract` would print, so with comments as it comes."""

    def run(page: Page, *, metadata: bool) -> Answer:
        found: Any = trafilatura.bare_extraction(page.text, url=page.url, with_metadata=metadata, **options)
        if found is None:
            return Answer()
        text = "\n".join(part for part in (found.text, found.comments) if part)
        return Answer(text, found.title, found.date, _names(found.author), found.sitename)

    return Extractor(lambda page: run(page, metadata=True), lambda page: run(page, metadata=False))


def _readability(page: Page) -> Answer:
    document = importlib.import_module("readability").Document(page.text)
    return Answer(_text_of(document.summary(html_partial=True)), document.short_title())


def _newspaper(page: Page) -> Answer:
    article = importlib.import_module("newspaper").Article(
        page.url, language=page.lang, fetch_images=False, memorize_articles=False
    )
    article.download(input_html=page.text)
    article.parse()
    return Answer(article.text, article.title, _stamp(article.publish_date), tuple(article.authors))


def _goose(page: Page) -> Answer:
    options: dict[str, Any] = {"enable_image_fetching": False}
    if page.lang == "zh":
        options["stopwords_class"] = importlib.import_module("goose3.text").StopWordsChinese
    with importlib.import_module("goose3").Goose(options) as goose:
        article = goose.extract(raw_html=page.text)
    authors = tuple(each for each in article.authors if isinstance(each, str))  # some are lists
    return Answer(article.cleaned_text, article.title, _stamp(article.publish_date), authors)


def _resiliparse(page: Page) -> Answer:
    html2text = importlib.import_module("resiliparse.extract.html2text")
    return Answer(html2text.extract_plain_text(page.text, main_content=True, alt_texts=False))


def _magic_html(page: Page) -> Answer:
    found = importlib.import_module("magic_html").GeneralExtractor().extract(page.text, base_url=page.url)
    return Answer(_text_of(found.get("html") or ""), found.get("title"))


def _justext(page: Page) -> Answer:
    """Chinese has no stop words and no spaces: with its stop words off and lengths in characters."""
    justext = importlib.import_module("justext")
    if page.lang == "zh":
        settings: dict[str, Any] = {"length_low": 20, "length_high": 60, "stopwords_low": 0, "stopwords_high": 0}
        paragraphs = justext.justext(page.text, frozenset(), **settings)
    else:
        paragraphs = justext.justext(page.text, justext.get_stoplist("English"))
    return Answer("\n".join(each.text for each in paragraphs if not each.is_boilerplate))


def _boilerpy(page: Page) -> Answer:
    extractors = importlib.import_module("boilerpy3.extractors")
    document = extractors.ArticleExtractor(raise_on_failure=False).get_doc(page.text)
    return Answer(document.content, document.title)


def _gne(page: Page) -> Answer:
    found = importlib.import_module("gne").GeneralNewsExtractor().extract(page.text)
    return Answer(found["content"], found["title"], found["publish_time"] or None, _names(found["author"]))


def _text_of(html: str) -> str:
    """Return the text of an HTML fragment, each block on a line of its own."""
    if not html.strip():
        return ""
    tree = fragment_fromstring(html, create_parent="div")
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(tree.text_content())


def _names(joined: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in _AUTHOR_ENDS.split(joined or "") if name.strip())


def _stamp(moment: Any) -> str | None:
    return str(moment) if moment else None


_TITLE = frozenset({"title"})
_NOTHING: frozenset[str] = frozenset()
_NEWS = frozenset({"title", "date", "authors"})

EXTRACTORS = {
    "tidings": Extractor(_tidings),
    "tidings-known": Extractor(_tidings, prepare=_with_memory),
    "trafilatura": _trafilatura(),
    "trafilatura-fast": _trafilatura(fast=True),
    "trafilatura-precision": _trafilatura(favor_precision=True),
    "readability-lxml": Extractor(_readability, needs="readability", fields=_TITLE),
    "newspaper4k": Extractor(_newspaper, needs="newspaper", fields=_NEWS),
    "goose3": Extractor(_goose, needs="goose3", fields=_NEWS),
    "resiliparse": Extractor(_resiliparse, needs="resiliparse", fields=_NOTHING),
    "magic-html": Extractor(_magic_html, needs="magic_html", fields=_TITLE),
    "justext": Extractor(_justext, needs="justext", fields=_NOTHING),
    "boilerpy3": Extractor(_boilerpy, needs="boilerpy3", fields=_TITLE),
    "gne": Extractor(_gne, needs="gne", fields=_NEWS),
}
"""All that can be compared, by the name used on the command line."""


def installed() -> list[str]:
    """Return the names of the extractors that can run here."""
    return [name for name, extractor in EXTRACTORS.items() if extractor.installed]
