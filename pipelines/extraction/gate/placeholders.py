"""A site's template that nobody filled in: 您的网站名称, 400-123-4567, 某某工业园."""

from __future__ import annotations

from pipelines.extraction.gate.places import Places

KINDS_THAT_HOLD = 2


def placeholders(places: Places) -> dict[str, str]:
    """Return what a template holds for its owner to fill in, by kind, as it stands outside the article."""
    found: dict[str, str] = {}
    for terms in places.terms.values():
        for term in terms:
            if term.of == "placeholder":
                found.setdefault(term.group, term.word)
    return found
