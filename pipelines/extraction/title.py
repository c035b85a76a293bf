"""The headline a reader sees: without site name and section."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml.html import HtmlElement

from pipelines.duplication.fold import fold
from pipelines.extraction.structured import Structured, text_of

_SEPARATORS = re.compile(r"\s*[|｜_—–»·]+\s*|\s+[-−]\s*|\s*-\s+|--+")
_SPACES = re.compile(r"\s+")
_WEIGHTS = {"h1": 3.0, "og": 2.0, "json-ld": 1.6, "feed": 1.6, "title": 1.2}
_NO_HEADLINE = 3  # characters
_WITH_SUFFIX = 0.4  # what a place's vote is worth for its whole text, when a part of it is most of it
_WITHOUT_SUPPORT = 0.25  # what a vote is worth when the body shares no word with it


def headline(tree: HtmlElement, structured: Structured, feed_title: str | None, body: str) -> str | None:
    """Return the article's title: the candidate on which the page's places agree most, or None.

    Each place (h1, og:title, JSON-LD, the feed, `<title>`) votes with its weight for its text; `<title>` and og:title
    rather for their longest part, since they carry the site's name. Words that the body does not share count little.
    """
    votes: defaultdict[str, float] = defaultdict(float)
    spelling: dict[str, str] = {}
    voted: set[tuple[str, str]] = set()
    for place, text in _candidates(tree, structured, feed_title):
        cleaned = _SPACES.sub(" ", text).strip()
        if len(cleaned) < _NO_HEADLINE:
            continue
        key = _key(cleaned)
        if (place, key) in voted:
            continue
        voted.add((place, key))
        spelling.setdefault(key, cleaned)
        part = _longest_part(cleaned) if place in ("title", "og") else cleaned
        votes[key] += _WEIGHTS[place] * (1 if part == cleaned else _WITH_SUFFIX)
        if part != cleaned:
            spelling.setdefault(_key(part), part)
            votes[_key(part)] += _WEIGHTS[place]
    if not votes:
        return None
    folded = fold(body[:3000])
    best = max(votes, key=lambda key: votes[key] * (_WITHOUT_SUPPORT + _support(key, folded)))
    return spelling[best]


def _longest_part(text: str) -> str:
    """Return the longest part between separators when it is most of the text, else the text: no `headline | site`."""
    part = max(_SEPARATORS.split(text), key=len).strip()
    return part if len(part) * 2 > len(text) else text


def without_title(text: str, title: str | None) -> str:
    """Return the text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest if title and rest and _key(first) == _key(title) else text


def _candidates(tree: HtmlElement, structured: Structured, feed_title: str | None) -> list[tuple[str, str]]:
    found = [("h1", heading.text_content()) for heading in list(tree.iter("h1"))[:3]]
    for place, text in (
        ("og", structured.first("og:title", "twitter:title")),
        ("json-ld", text_of(structured.article.get("headline"))),
        ("feed", feed_title),
        ("title", tree.findtext(".//title")),
    ):
        if text:
            found.append((place, text))
    return found


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text)) or text


def _support(key: str, body: str) -> float:
    """Return the share of a title's character pairs that stand in the body's beginning, 0..1."""
    pairs = {key[start : start + 2] for start in range(len(key) - 1)}
    return sum(pair in body for pair in pairs) / len(pairs) if pairs else 0.0
