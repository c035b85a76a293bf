"""Sitemaps: index, gzip, the news extension, lastmod (sitemaps.org 0.9)."""

from __future__ import annotations

import zlib

from lxml import etree

from crawler.discovery.found import FoundLink, Listing, NotAListingError, link, once

MAX_BYTES = 50 * 1024 * 1024  # what sitemaps.org allows
MAX_CHILDREN = 10
"""Child sitemaps that are read of one index: the newest ones."""


def read_sitemap(body: bytes, url: str, content_type: str | None = None) -> Listing:  # noqa: ARG001  (the readers share one form)
    """Return a sitemap's addresses, newest first, or an index's newest children. Raises NotAListingError."""
    data = _unpacked(body)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    kind = _local(root) if root is not None else None
    if root is None or kind not in ("urlset", "sitemapindex"):
        raise NotAListingError(f"not a sitemap: the document starts with {data[:60]!r}")
    rows = [_row(element) for element in root if _local(element) in ("url", "sitemap")]
    rows.sort(key=lambda row: row.get("date") or "", reverse=True)  # stable: undated ones keep their order, last
    if kind == "sitemapindex":
        children = [link(url, row.get("loc")) for row in rows]
        return Listing(next_urls=[child.url for child in children if child][:MAX_CHILDREN])
    links, passed_over = once(_link(url, row) for row in rows)
    return Listing(links, passed_over=passed_over, entries=len(rows))


def _link(base: str, row: dict[str, str]) -> FoundLink | None:
    return link(base, row.get("loc"), title=row.get("title"), published_at=row.get("date"))


def _row(element: etree._Element) -> dict[str, str]:
    """Return loc, title and date of an entry; the news extension's publication_date goes before lastmod."""
    stated = {_local(each): (each.text or "").strip() for each in element.iter() if isinstance(each.tag, str)}
    row = {"loc": stated.get("loc", ""), "title": stated.get("title", "")}
    row["date"] = stated.get("publication_date") or stated.get("lastmod", "")
    return {name: value for name, value in row.items() if value}


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpack.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise NotAListingError(f"broken gzip: {error}") from error
    if unpack.unconsumed_tail:
        raise NotAListingError(f"unpacked, the sitemap has over {MAX_BYTES:,} bytes")
    return data
