"""Trades that advertise themselves on hijacked pages: their own words, by where on the page they stand."""

from __future__ import annotations

import functools

from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.vocabulary import Words, table

_HOLDS = 5.0
_WEIGHTS = {"strong": 2.0, "weak": 1.0}
_PLACES = {"title": 1.5, "described": 1.25, "links": 1.0, "lines": 1.0, "text": 0.75}
_LENGTH = 2000  # characters of text; of a longer one, terms within it count for less
_REPORTS = 2  # words of a report in a text that is one


def spam_terms(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the trade that a page advertises, its score and its terms by place; None below the threshold.

    Each term counts once, where it counts most. In a report about such a trade, terms in title and text do not count.
    """
    said = {
        "title": f"{places.title}\n{places.structured.meta.get('og:title', '')}\n{title or ''}",
        "described": places.described,
        "links": places.links,
        "lines": places.lines,
        "text": text,
    }
    if reports(title, text):
        del said["title"], said["text"]
    terms: dict[str, dict[str, str]] = {}
    for place, words in said.items():
        for word in _lexicon().found(words):
            terms.setdefault(_trades()[word][0], {}).setdefault(word, place)
    scores = {trade: _score(found, text) for trade, found in terms.items()}
    trade = max(scores, key=lambda each: scores[each], default=None)
    if trade is None or scores[trade] < _HOLDS:
        return None
    return {"trade": trade, "score": round(scores[trade], 1), "terms": terms[trade]}


def advertised(text: str) -> list[str]:
    """Return the terms of the trade that a text by itself advertises; none below the threshold."""
    terms: dict[str, dict[str, str]] = {}
    for word in _lexicon().found(text):
        terms.setdefault(_trades()[word][0], {}).setdefault(word, "lines")
    return next((list(found) for found in terms.values() if _score(found, "") >= _HOLDS), [])


def reports(title: str | None, text: str) -> bool:
    """Return whether a text tells of police, courts, law or research: it may name a trade's words."""
    return bool(_reports().found(title or "")) or len(set(_reports().found(text))) >= _REPORTS


def _score(found: dict[str, str], text: str) -> float:
    spread = min(1.0, _LENGTH / max(len(text), 1))
    return sum(
        _trades()[word][1] * _PLACES[place] * (spread if place == "text" else 1.0) for word, place in found.items()
    )


@functools.cache
def _trades() -> dict[str, tuple[str, float]]:
    """Return the trade and the weight of each term."""
    trades = {trade: lists for trade, lists in table("spam").items() if trade != "report"}
    return {
        word: (trade, _WEIGHTS[kind])
        for trade, lists in trades.items()
        for kind, words in lists.items()
        for word in words
    }


@functools.cache
def _lexicon() -> Words:
    return Words(_trades())


@functools.cache
def _reports() -> Words:
    return Words(table("spam")["report"]["words"])
