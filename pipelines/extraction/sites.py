"""The names of the site itself, by what the page says of it: cut from titles, and none of them is a person."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from pipelines.extraction.frame import Frame
from pipelines.extraction.names import is_chinese_name
from pipelines.extraction.structured import text_of

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_COMMON = frozenset("www m com cn net org co uk gov edu news blog example".split())
_SITE_META = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "twitter:site")
_TITLE_PARTS = re.compile(r"\s*[|｜_—–»-]+\s*")
_SLOGAN = re.compile(r"\s*[|｜_–—]+\s*|\s+-\s+")
_MAX_PART = 20


def key(name: str) -> str:
    """Return the form in which names and headlines are compared: letters and digits only, one width, lower case."""
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFKC", name).casefold())


def site_names(frame: Frame) -> frozenset[str]:
    """Return the keys of the site's names: those that it states, its host, and the end of `<title>`."""
    return stated_names(frame) | frozenset(filter(None, map(key, _title_parts(frame))))


def stated_names(frame: Frame) -> frozenset[str]:
    """Return the keys of the names that meta elements and JSON-LD state, with and without a slogan, and of the host."""
    structured = frame.structured
    named = [structured.meta.get(name) for name in _SITE_META]
    named.append(text_of(structured.article.get("publisher")))
    stated = [part for name in named if name for part in (name, *_SLOGAN.split(name))]
    host = host_of(frame.url).removeprefix("www.")
    labels = [label for label in host.split(".") if label not in _COMMON and len(label) > 2]
    return frozenset(filter(None, (key(name) for name in [*stated, *labels, host] if name)))


def host_of(url: str) -> str:
    """Return the host of an address, in lower case; an empty text when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _title_parts(frame: Frame) -> list[str]:
    """Return what follows the headline in the page's `<title>`."""
    element = frame.tree.find(".//title")
    parts = _TITLE_PARTS.split((element.text or "") if element is not None else "")
    return [part for part in parts[1:] if len(part) <= _MAX_PART and not is_chinese_name(part)]
