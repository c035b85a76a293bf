"""A title or description that sells what the article has no word of, whatever the trade."""

from __future__ import annotations

import functools
import re

from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.vocabulary import Words, table, terms
from pipelines.extraction.likelihood import simple_form

_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_WORD = re.compile(r"[a-z]{4,}")
_LEAST = {True: 6, False: 4}  # pairs of Han characters, or words, of a place that is long enough to be judged
_SHARED = 0.25  # of them stand in the article, at most
_TERMS = {"title": 1, "described": 2}  # words of selling in a place
_MOST = 600  # characters of a place that are read
_ARTICLE = 20_000


def sells_another(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the place that sells something of which headline and articles say nothing, and how; None for none.

    The title of a page with several articles is about one of them, as a rule.
    """
    said_here = f"{title or ''}\n{text[:_ARTICLE]}\n{places.articles[:_ARTICLE]}"
    for place, written in (("title", places.title), ("described", places.described)):
        said = simple_form(written[:_MOST]).lower()
        if not said:
            continue
        trades = (term.word for term in terms(said) if term.of == "trade" and term.weight > 1)
        sold = dict.fromkeys((*_lexicon().found(said), *trades))
        if len(sold) < _TERMS[place]:
            continue
        if (shared := _shared(said, said_here)) is not None and shared <= _SHARED:
            return {"place": place, "text": said[:200], "sells": list(sold), "shared": round(shared, 2)}
    return None


def is_sold(phrase: str, title: str) -> bool:
    """Return whether a phrase advertises something of which a headline says nothing."""
    own = _WORD.findall(phrase.lower())
    words = set(_WORD.findall(title.lower()))
    if any(word in words or f"{word}s" in words or word.removesuffix("s") in words for word in own):
        return False
    if trades_in(phrase) or any(term.of == "trade" for term in terms(phrase)):
        return True
    return phrase.isascii() and bool(_lexicon().found(phrase))  # in Han, parts of other words: 回收站


def trades_in(said: str) -> list[str]:
    """Return the words of trades in what is said, by which sites and goods are named that are put into other texts."""
    return _brands().found(said)


def selling_words(said: str) -> list[str]:
    """Return the words of selling in what is said, each once."""
    return list(dict.fromkeys(_lexicon().found(simple_form(said).lower())))


def _shared(said: str, article: str) -> float | None:
    """Return the share of a place's words that the article has, too; None when there are too few of its script."""
    article = simple_form(article).lower()
    is_han = len(_RUN.findall(article)) > len(_WORD.findall(article))
    if is_han:
        own = {run[at : at + 2] for run in _RUN.findall(said) for at in range(len(run) - 1)}
        known = sum(pair in article for pair in own)
    else:
        own = set(_WORD.findall(said)) - set(table("brand")["function_words"])
        words = set(_WORD.findall(article))
        known = sum(word in words or word.removesuffix("s") in words for word in own)
    return known / len(own) if len(own) >= _LEAST[is_han] else None


@functools.cache
def _lexicon() -> Words:
    return Words(table("selling")["words"])


@functools.cache
def _brands() -> Words:
    return Words(table("selling")["in_names"])
