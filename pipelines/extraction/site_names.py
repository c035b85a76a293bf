"""The names by which a page's site calls itself: they are cut from titles, and they are no persons."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from pipelines.extraction.structured import Structured, text_of

_PLACES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "al:android:app_name")
_NO_WORD = re.compile(r"[\W_]+")
_HOST_NOISE = frozenset("www m wap mobile com net org edu gov cn uk co blog blogs news".split())
_SEPARATORS = re.compile(r"\s*[|｜_–—·]\s*|\s+-\s+")
_MIN_LABEL = 3


def key_of(text: str) -> str:
    """Return the letters and digits of a text in lower case: what two spellings of one name or headline share."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


class SiteNames:
    """What a site is called: in its own words, and by its address."""

    __slots__ = ("_host", "_names")

    def __init__(self, names: frozenset[str], host: str) -> None:
        self._names = names
        self._host = host

    def __contains__(self, text: object) -> bool:
        """Return whether a text is one of the site's names, whole or as its address spells it (Accounting.com)."""
        key = key_of(str(text))
        return bool(key) and (key in self._names or (len(key) >= _MIN_LABEL and key.isascii() and key in self._host))


def site_names(structured: Structured, url: str) -> SiteNames:
    """Return the site's names: as meta elements and JSON-LD's publisher say, with and without a slogan, and its host."""
    stated = [structured.meta.get(place) for place in _PLACES]
    stated.append(text_of(structured.article.get("publisher")))
    names = {key_of(part) for name in stated if name for part in (name, *_SEPARATORS.split(name))}
    labels = [label for label in _host(url).split(".") if label not in _HOST_NOISE]
    names.update(label for label in labels if len(label) >= _MIN_LABEL)
    return SiteNames(frozenset(names - {""}), key_of(_host(url)))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
