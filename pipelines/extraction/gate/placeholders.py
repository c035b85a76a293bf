"""A site's template that nobody filled in: 您的网站名称, 400-123-4567, 某某工业园."""

from __future__ import annotations

from pipelines.extraction.gate.places import Places

KINDS_THAT_HOLD = 2


def placeholders(places: Places, text: str) -> dict[str, str]:
    """Return what a template holds for its owner to fill in, by kind, outside the article: not what that speaks of."""
    found: dict[str, str] = {}
    for terms in places.terms.values():
        for term in terms:
            if term.of == "placeholder":
                found.setdefault(term.group, term.word)
    said = text.lower() if found else ""
    return {kind: word for kind, word in found.items() if word not in said}
