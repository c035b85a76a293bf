"""What a page says of itself for machines: JSON-LD, OpenGraph and other meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

_PAGE_TYPES = re.compile(r"Page$")
_ARTICLE_TYPES = re.compile(r"Article$|^BlogPosting$|^Report$|^LiveBlogPosting$")
_MAX_LENGTH = 1_000_000
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


@dataclass(frozen=True, slots=True)
class Structured:
    """Meta elements by lower-case name (the first of each), and the JSON-LD nodes of the article and of its page."""

    meta: dict[str, str] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    page: dict[str, Any] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """Return the first meta element of these names that says something."""
        return next((self.meta[name] for name in names if self.meta.get(name)), None)


def read_structured(tree: HtmlElement) -> Structured:
    """Return what the page says of itself. Broken JSON-LD is passed over."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            meta.setdefault(name.strip().lower(), content)
    nodes = [node for script in _scripts(tree) for node in _nodes(script)]
    articles = [node for node in nodes if any(_ARTICLE_TYPES.search(kind) for kind in _types(node))]
    pages = [node for node in nodes if any(_PAGE_TYPES.search(kind) for kind in _types(node))]
    return Structured(meta, articles[0] if articles else {}, pages[0] if pages else {})


def text_of(value: object) -> str | None:
    """Return the text of a JSON-LD value: a string, a node's name, or the first of a list."""
    if isinstance(value, list):
        return next((found for each in value if (found := text_of(each))), None)
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return whole_characters(value).strip() or None if isinstance(value, str) else None


def whole_characters(text: str) -> str:
    """Return a text without the half characters that JSON's escapes can make (lone surrogates): no codec has them."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def _scripts(tree: HtmlElement) -> Iterator[object]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) < _MAX_LENGTH:
            source = script.text.strip().removesuffix(";")
            for attempt in (source, _TRAILING_COMMA.sub(r"\1", source)):
                try:
                    yield json.loads(attempt, strict=False)
                except (ValueError, RecursionError):
                    continue
                break


def _nodes(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for each in value:
            yield from _nodes(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])]
