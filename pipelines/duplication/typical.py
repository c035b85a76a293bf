"""Which of several copies tells the text as the others do: without a site's furniture, cuts and changed words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.duplication.fingerprint import shingles
from pipelines.duplication.form import Form

_LENGTH = 3  # tokens of a shingle


def most_typical(forms: Sequence[Form]) -> int:
    """Return the place of the text that is nearest, by cosine, to the sum of all the others; of equals the last.

    A text is the set of its shingles; the cosines are told up to a factor that is the same for all.
    """
    sets = [np.unique(shingles(form.tokens.ids, _LENGTH)) for form in forms]
    _, of_each, copies = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    in_others = np.split(copies[of_each] - 1, np.cumsum([len(each) for each in sets])[:-1])
    cosines = [float(each.sum()) / max(1, len(each)) ** 0.5 for each in in_others]
    return max(range(len(cosines)), key=lambda place: (cosines[place], place))
