"""Where a site may keep its feeds and sitemaps: what its pages and robots.txt name, and where they usually stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from crawler.discovery.found import link
from pipelines.extraction.decode import decode

MAX_CANDIDATES = 12

_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "application/json", "text/xml")
_LOOKS_LIKE_A_FEED = re.compile(
    r"/(?:feeds?|rss|atom|index\.(?:xml|rss|rdf))/?$|[/.](?:rss|atom|rdf)(?:\.xml)?$|/(?:feed|rss|atom)\.(?:xml|json)$"
    r"|[?&](?:format|feed)=(?:rss|atom|json)\b",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(r"comment|评论|評論", re.IGNORECASE)
_USUAL_FEEDS = ("feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json")
_USUAL_SITEMAPS = ("/sitemap-news.xml", "/news-sitemap.xml", "/sitemap.xml")
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed or a sitemap, and who says so."""

    url: str
    said_by: str


def declared(body: bytes, url: str, content_type: str | None = None) -> list[Candidate]:
    """Return what a page names as its feeds: in its head first, then as links; those of comments last."""
    page = Selector(text=decode(body, content_type).text or "<html></html>")
    base = urljoin(url, page.xpath("//base/@href").get() or "")
    found: dict[str, tuple[bool, Candidate]] = {}
    for each in page.xpath("//link[@href][contains(concat(' ', @rel, ' '), ' alternate ')]"):
        kind = (each.attrib.get("type") or "").lower()
        if kind.endswith(_FEED_TYPES):
            _keep(found, base, each.attrib["href"], each.attrib.get("title") or "", "the page's head")
    for each in page.xpath("//a[@href]"):
        href = each.attrib["href"].strip()
        if _LOOKS_LIKE_A_FEED.search(href):
            _keep(found, base, href, each.attrib.get("title") or "", "a link of the page")
    return [candidate for _, candidate in sorted(found.values(), key=lambda each: each[0])]


def usual(url: str) -> list[Candidate]:
    """Return where feeds usually stand: below a page's own path, and below the site's root."""
    folder = urlsplit(url).path.rstrip("/")
    below = [urljoin(url, f"{folder}/{name}") for name in ("feed", "rss.xml")] if folder else []
    urls = dict.fromkeys([*below, *(urljoin(url, f"/{name}") for name in _USUAL_FEEDS)])
    return [Candidate(each, "the usual places") for each in urls]


def sitemaps(robots: str, url: str) -> list[Candidate]:
    """Return the sitemaps that a robots.txt names, those of news first; the usual places when it names none."""
    named = [address for each in _SITEMAP_LINE.findall(robots) if (address := link(url, each))]
    if not named:
        return [Candidate(urljoin(url, path), "the usual places") for path in _USUAL_SITEMAPS]
    urls = sorted(dict.fromkeys(each.url for each in named), key=lambda each: "news" not in each.lower())
    return [Candidate(each, "robots.txt") for each in urls]


def _keep(found: dict[str, tuple[bool, Candidate]], base: str, href: str, title: str, said_by: str) -> None:
    address = link(base, href)
    if address:
        of_comments = bool(_OF_COMMENTS.search(f"{urlsplit(address.url).path} {title}"))
        found.setdefault(address.canonical_url, (of_comments, Candidate(address.url, said_by)))
