"""A site's template that nobody filled in: 您的网站名称, 400-123-4567, 某某工业园."""

from __future__ import annotations

import functools
import re

from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.vocabulary import table

KINDS_THAT_HOLD = 2


def placeholders(places: Places) -> dict[str, str]:
    """Return what a template holds for its owner to fill in, by kind, as it stands outside the article."""
    text = f"{places.names}\n{places.lines}\n{places.links}"
    return {kind: found.group() for kind, pattern in _patterns() if (found := pattern.search(text))}


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kinds = table("placeholders").items()
    return tuple((kind, re.compile("|".join(forms), re.IGNORECASE)) for kind, forms in kinds)
