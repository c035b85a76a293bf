"""Whether two pieces of text are about the same, as the parts of one article are."""

from __future__ import annotations

import numpy as np

from pipelines.duplication.fingerprint import is_in
from pipelines.duplication.fold import Places
from pipelines.duplication.form import Form

# Telling features of the rest that stand in the part, too: pairs of Han characters, or long words. One article's
# parts share their names. Of pieces of 90 to 400 tokens of one article, and of two, 9 in 10 are on the right side.
_COHESION_HAN, _COHESION_OTHER = 0.045, 0.1
_PIECE = 400  # tokens of each that are looked at: longer ones share more by chance


def cohere(one: Form, other: Form) -> bool:
    """Return whether two texts are about the same, as the parts of one are."""
    common = in_common(one, np.flatnonzero(one.paragraphs), other, np.flatnonzero(other.paragraphs))
    return common >= least_cohesion(one)


def in_common(one: Form, tokens: Places, other: Form, other_tokens: Places) -> float:
    """Return the share of the telling features of the smaller of two pieces that the other one has, too."""
    mine, theirs = one.telling(tokens[:_PIECE]), other.telling(other_tokens[:_PIECE])
    shared = np.count_nonzero(is_in(mine, theirs))
    return float(shared / max(1, min(len(mine), len(theirs))))


def least_cohesion(form: Form) -> float:
    """Return the share of telling features in common from which two pieces are about the same."""
    return _COHESION_HAN if form.is_han else _COHESION_OTHER
