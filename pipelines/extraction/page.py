"""The page as it is given to extraction, and its one parsed tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from pipelines.extraction.site_memory import SiteMemory

# libxml2 drops what follows the first end of the document; portals paste several documents together.
_DOCUMENT_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_CONTROLS_AS_SPACES = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
# The space of old Chinese pages: GBK's A3 A0, which Python decodes to this private character (the WHATWG Encoding
# Standard to U+3000, a space).
_GBK_SPACE = "\ue5e5"
# Of lxml's own lookups the one without a call of Python for each element, which takes as long as parsing it.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)


@dataclass(frozen=True, slots=True)
class PageInput:
    """What extraction is told of a page. `url` is the final address; `hints` are the listing's words on it.

    `timezone` is what dates without a zone are read in; None: the zone of the text's language (`zone_of`).
    `memory` is what was learned of its site; with `explain` each field tells where it came from.
    """

    body: bytes
    url: str
    content_type: str | None = None
    timezone: str | None = None
    chinese: bool = True
    hints: dict[str, Any] = field(default_factory=dict)
    max_size: int = 3 * 1024 * 1024
    memory: SiteMemory | None = None
    explain: bool = False


def parse(text: str) -> HtmlElement | None:
    """Return the tree of an HTML text, or None when nothing in it can be parsed as HTML."""
    cleaned = _XML_DECLARATION.sub("", _DOCUMENT_END.sub("", text)).replace(_GBK_SPACE, " ")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        return document_fromstring(cleaned.encode("utf-8", "replace").translate(_CONTROLS_AS_SPACES), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def looks_binary(body: bytes) -> bool:
    """Return whether bytes that are called HTML are something else: a picture, an archive, a PDF, a program."""
    head = body[:1024].lstrip()
    if head.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"RIFF", b"\x1f\x8b", b"\x7fELF")
    ):
        return True
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False  # UTF-16 is full of zero bytes
    return head.count(0) > 8
