"""Whether two pieces of text are about the same, as the parts of one article are."""

from __future__ import annotations

import numpy as np

from pipelines.duplication.fingerprint import shingles
from pipelines.duplication.fold import Hashes, Places
from pipelines.duplication.form import Form

LEAST_COHESION = 0.03
"""From which two pieces are about the same. Of the rests of articles cut at a paragraph's end and of other articles' on
one page, 40 tokens to thousands, 19 in 20 are on the right side, in Chinese and in English.
"""

_BY_CHANCE = 15  # tokens: shorter pieces have nothing in common by chance
_LONG_WORD = 6  # letters


def cohere(one: Form, other: Form) -> bool:
    """Return whether two texts are about the same, as the parts of one are."""
    return cohesion(one, np.flatnonzero(one.paragraphs), other, np.flatnonzero(other.paragraphs)) >= LEAST_COHESION


def cohesion(one: Form, tokens: Places, other: Form, other_tokens: Places) -> float:
    """Return how far two pieces use the same telling words, as often: the cosine of their counts.

    What any two texts share by chance grows with the logarithm of the shorter one, so the cosine is told for that.
    """
    mine, counts = np.unique(_telling(one, tokens), return_counts=True)
    theirs, other_counts = np.unique(_telling(other, other_tokens), return_counts=True)
    _, here, there = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
    size = float(np.linalg.norm(counts) * np.linalg.norm(other_counts))
    length = max(2 * _BY_CHANCE, min(len(tokens), len(other_tokens)))
    return float(counts[here] @ other_counts[there]) / max(1.0, size) / float(np.log(length / _BY_CHANCE))


def _telling(form: Form, places: Places) -> Hashes:
    """Return the features of some tokens that tell what they are about: pairs of Han characters, or long words."""
    ids = form.tokens.ids[places]
    if form.is_han:
        return shingles(ids, 2)
    return ids[(form.tokens.ends - form.tokens.starts)[places] >= _LONG_WORD]
