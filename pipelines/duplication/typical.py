"""Which of several copies tells the text as the others do: without a site's furniture, cuts and changed words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.duplication.form import Form


def most_typical(forms: Sequence[Form]) -> int:
    """Return the place of the text that is most like all the others: by how often its shingles stand in those, over the
    root of how many it has, as in the cosine of the two; of equals the last.

    A text is the set of its shingles.
    """
    sets = [form.shingles(form.width).distinct for form in forms]
    _, of_each, copies = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    in_others = np.split(copies[of_each] - 1, np.cumsum([len(each) for each in sets])[:-1])
    likenesses = [float(each.sum()) / max(1, len(each)) ** 0.5 for each in in_others]
    return max(range(len(likenesses)), key=lambda place: (likenesses[place], place))
