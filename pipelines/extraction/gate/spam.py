"""Trades that advertise themselves on hijacked pages: their own words, by where on the page they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.vocabulary import Term, terms

_HOLDS = 5.0
_HOLDS_HIDDEN = 3.0  # of a text that nobody is meant to see: a strong term and a weak one
_OTHER_TRADE = 4.0  # two strong terms in the description, or a strong and a weak one in the title
_PLACES = {"title": 1.5, "described": 1.25, "links": 1.0, "lines": 1.0, "text": 0.75}
_LENGTH = 2000  # characters of text; of a longer one, terms within it count for less
_EXCHANGE, _STRONG = 2, 2.0  # trades in the links of a page, and the weight of a term that shows one
_REPORTS = 2  # words of a report in a text that is one


def spam_terms(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the trade that a page advertises, its score and its terms by place; None below the threshold.

    Each term counts once, where it counts most. In a report about such a trade, terms in headline and text do not
    count, nor those beside it that the article has, too, nor a description that is one of a report. Links to several
    trades are an exchange of links: they count together.
    """
    within, heading = terms(text), terms(title or "")
    own = [*heading, *within]
    if _reports(heading, within):
        said = {place: [term for term in found if term not in own] for place, found in places.terms.items()}
        if any(term.of == "report" for term in places.terms["described"]):
            said["described"] = []
    else:
        said = {**places.terms, "title": [*places.terms["title"], *heading], "text": within}
    trade, found = _strongest(said)
    linked = {term: "links" for term in places.terms["links"] if term.of == "trade"}
    if len({term.group for term in linked if term.weight >= _STRONG}) >= _EXCHANGE and _score(linked, 1.0) > _score(
        found, 1.0
    ):
        trade, found = "several", linked
    score = _score(found, min(1.0, _LENGTH / max(len(text), 1)))
    if score < _HOLDS:
        return None
    return {"trade": trade, "score": round(score, 1), "terms": {term.word: place for term, place in found.items()}}


def other_trade(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the trade that title or description of a page advertise and of which its article has no word, or None."""
    if _score(_strongest({place: places.terms[place] for place in ("title", "described")})[1], 1.0) < _OTHER_TRADE:
        return None
    own = {term.group for term in terms(f"{title or ''}\n{text}")}
    said = {place: [term for term in places.terms[place] if term.group not in own] for place in ("title", "described")}
    trade, found = _strongest(said)
    if (score := _score(found, 1.0)) < _OTHER_TRADE:
        return None
    return {"trade": trade, "score": round(score, 1), "terms": {term.word: place for term, place in found.items()}}


def advertised(text: str) -> list[str]:
    """Return the terms of the trade that a hidden text advertises; none below the threshold."""
    _, found = _strongest({"lines": terms(text)})
    return [term.word for term in found] if _score(found, 1.0) >= _HOLDS_HIDDEN else []


def _reports(heading: list[Term], within: list[Term]) -> bool:
    """Return whether a text tells of police, courts, law or research: it may name a trade's words."""
    words = {term.word for term in within if term.of == "report"}
    return any(term.of == "report" for term in heading) or len(words) >= _REPORTS


def _strongest(said: Mapping[str, Iterable[Term]]) -> tuple[str, dict[Term, str]]:
    """Return the trade with most to say, and its terms with the first place of each; places come in order of weight."""
    trades: dict[str, dict[Term, str]] = {"": {}}
    for place in _PLACES:
        for term in said.get(place, ()):
            if term.of == "trade":
                trades.setdefault(term.group, {}).setdefault(term, place)
    return max(trades.items(), key=lambda each: _score(each[1], 1.0))


def _score(found: Mapping[Term, str], spread: float) -> float:
    return sum(term.weight * _PLACES[place] * (spread if place == "text" else 1.0) for term, place in found.items())
