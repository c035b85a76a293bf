"""OPML, in which feed readers hand their subscriptions on: folders are outlines within outlines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from crawler.discovery.xml_text import repaired
from crawler.sources import Source
from pipelines.extraction.decode import decode
from pipelines.extraction.page import looks_binary

MAX_BYTES = 20 * 1024 * 1024
_MAX_DEPTH = 20
_END = re.compile(r"</(?:[\w.-]+:)?opml\s*>|<opml[^<>]*/>", re.IGNORECASE)


class OpmlError(Exception):
    """The file is no OPML, or breaks off before its first feed. The message says what it is."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed of a file: its address as it stands there, which may be none, and the folders that it stands in."""

    url: str
    title: str | None = None
    homepage: str | None = None
    folder: tuple[str, ...] = ()


def read_opml(body: bytes) -> list[Subscription]:
    """Return the feeds of an OPML file in its order, leniently. Raises OpmlError when it is none, or a torn one."""
    if len(body) > MAX_BYTES or looks_binary(body):
        raise OpmlError("the file is binary, or longer than 20 MB")
    text = decode(body, "text/xml").text.lstrip("\ufeff \t\r\n")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(repaired(text).encode(), parser)  # decoded already, whatever the declaration says
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _local(root) != "opml":
        raise OpmlError(f"no OPML: the file starts with {text[:60]!r}")
    found: list[Subscription] = []
    for body_element in root:
        if _local(body_element) == "body":
            _collect(body_element, (), found)
    if not found and (line := breaks_off(body)):
        raise OpmlError(f"could not be read: it breaks off in line {line}, before the first feed")
    return found


def breaks_off(body: bytes) -> int | None:
    """Return the last line of an OPML file that has no end, counted from 1; None when it has one."""
    text = decode(body, "text/xml").text.rstrip()
    return None if _END.search(text) else len(text.splitlines())


def write_opml(sources: Iterable[Source], title: str) -> bytes:
    """Return an OPML 2.0 file of feeds, in their folders, in the order given."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for source in sources:
        name = source.label or source.name
        outline = etree.SubElement(_folder(folders, source.folder), "outline", text=name, title=name, type="rss")
        outline.set("xmlUrl", source.url)
        if source.homepage:
            outline.set("htmlUrl", source.homepage)
        if source.language:
            outline.set("language", source.language)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _collect(parent: etree._Element, folder: tuple[str, ...], found: list[Subscription]) -> None:
    for outline in parent:
        if _local(outline) != "outline":
            continue
        values = {str(name).lower(): str(value).strip() for name, value in outline.attrib.items()}
        if values.get("iscomment", "").lower() == "true":  # OPML 2.0: it and all within it
            continue
        name = values.get("title") or values.get("text") or None
        if url := values.get("xmlurl"):
            stated = tuple(part for part in values.get("category", "").partition(",")[0].split("/") if part)
            found.append(Subscription(url, name, values.get("htmlurl") or None, folder or stated))
        within = (*folder, name) if name and "xmlurl" not in values else folder
        if len(within) < _MAX_DEPTH:
            _collect(outline, within, found)


def _folder(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    if path not in folders:
        parent = _folder(folders, path[:-1])
        folders[path] = etree.SubElement(parent, "outline", text=path[-1], title=path[-1])
    return folders[path]


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
