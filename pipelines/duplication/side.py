"""One text against another: how much of it is matched there, and which tokens are."""

from __future__ import annotations

from copy import copy
from functools import cached_property

import numpy as np

from pipelines.duplication.alignment import tokens_of
from pipelines.duplication.evidence import runs
from pipelines.duplication.fold import Mask, Places
from pipelines.duplication.form import Form


class Side:
    """One text's prose against the other text: the share of it that is matched, and which tokens are.

    `shared` are those of its distinct shingles that the other has, too.
    """

    def __init__(self, form: Form, shared: Mask, width: int) -> None:
        self.form = form
        self._found = form.shingles(width).found(shared)
        self._width = width
        self.is_paired = False
        among = form.paragraphs[: len(self._found)]
        self.coverage = int(np.count_nonzero(self._found & among)) / max(1, int(np.count_nonzero(among)))

    @cached_property
    def matched(self) -> Mask:
        """Which tokens stand in a shingle that the other text has, too."""
        matched = np.zeros(len(self.form), dtype=bool)
        for offset in range(self._width):
            matched[offset : offset + len(self._found)] |= self._found[: len(self.form) - offset]
        return matched

    @property
    def anchor_tokens(self) -> int:
        """How many tokens of its paragraphs are of anchors."""
        return int(np.count_nonzero(self._in_anchor))

    @property
    def has_unmatched_anchors(self) -> bool:
        """Whether any of them is not matched."""
        return bool((self._in_anchor & ~self.matched).any())

    @cached_property
    def _in_anchor(self) -> Mask:
        return self.form.in_anchor & self.form.paragraphs

    def order(self, other: Side) -> float:
        """Return how far what both texts have stands in the same order, at most 1."""
        return self.form.shingles(self._width).agreement_in_order(other.form.shingles(self._width))

    def without_strays(self, passage: int) -> Side:
        """Return the side without what is matched before its first passage and behind its last: phrases that any two
        texts share, the more the longer they are. Clauses that were paired are no such phrases.
        """
        passages = [run for run in runs(self.matched) if run[1] - run[0] >= passage]
        if self.is_paired or not passages:
            return self
        side = copy(self)
        side.matched = self.matched.copy()
        side.matched[: passages[0][0]] = side.matched[passages[-1][1] :] = False
        return side

    def paired(self, clauses: Places, share: float) -> Side:
        """Return the side with the tokens of these clauses as matched, too, and this share of it."""
        side = copy(self)
        side.coverage = share
        side.is_paired = True
        side.matched = self.matched | tokens_of(self.form, clauses)
        return side
