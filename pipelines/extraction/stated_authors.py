"""The authors that a page states for machines: JSON-LD and meta elements."""

from __future__ import annotations

import re
from typing import Any

from pipelines.extraction.bylines_english import latin_names
from pipelines.extraction.frame import Frame
from pipelines.extraction.names import is_institutional
from pipelines.extraction.structured import whole_characters

_AUTHOR_META = re.compile(r"(?:^|[.:_-])(?:authors?|author[_-]?name|byl|creator)$")
_NOT_AUTHOR_META = re.compile(r"^(?:twitter|og:video|article:publisher)")
_LABEL_OF_DATA = {"twitter:label1": "twitter:data1", "twitter:label2": "twitter:data2"}
_WRITTEN_BY = frozenset(("written by", "author", "by", "posted by", "作者", "verfasst von", "escrito por", "écrit par"))


def json_ld_persons(frame: Frame) -> list[str]:
    """Return the names that JSON-LD calls persons, whatever their form, but for institutions'."""
    nodes = _nodes(frame.structured.article.get("author"))
    persons = [node for node in nodes if isinstance(node, dict) and node.get("@type") == "Person"]
    names = [name for node in persons for name in _names(node)]
    return [name for name in names if not is_institutional(name)]


def json_ld(frame: Frame) -> list[str]:
    """Return the names of the article's `author` in JSON-LD, else of its `creator`."""
    article = frame.structured.article
    return _names(article.get("author")) or _names(article.get("creator"))


def meta(frame: Frame) -> list[str]:
    """Return the names of the first meta element that speaks of an author."""
    stated = frame.structured.meta
    values = [stated[data] for label, data in _LABEL_OF_DATA.items() if _says_author(stated, label, data)]
    values += [
        value for name, value in stated.items() if _AUTHOR_META.search(name) and not _NOT_AUTHOR_META.search(name)
    ]
    for value in values:
        if "://" not in value and not value.startswith("@") and (names := latin_names(value)):
            return names
    return []


def _says_author(stated: dict[str, str], label: str, data: str) -> bool:
    return data in stated and stated.get(label, "").strip().casefold() in _WRITTEN_BY


def _nodes(value: Any) -> list[Any]:
    return [node for each in value[:20] for node in _nodes(each)] if isinstance(value, list) else [value]


def _names(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for each in value[:20] for name in _names(each)]
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
        return _names(value)
    return latin_names(whole_characters(value)) if isinstance(value, str) and "://" not in value else []
