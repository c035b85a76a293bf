"""How the clauses of two texts pair up: a rewriter changes words, and leaves clauses, their order and the data."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.duplication.fold import Mask, Places
from pipelines.duplication.form import Form

_AGREE = 0.4  # overlap of two clauses' telling tokens from which one is the other
_MIN_CONTENT = 2
_BACK, _AHEAD = 2, 12  # clauses around the expected one that are looked at
_RARE = 2  # clauses that hold a token: it finds the thread again where it is lost


@dataclass(frozen=True, slots=True)
class Alignment:
    """The paired clauses of two texts, and the share of each text's tokens in them."""

    here: Places
    """The paired clauses of the new text, in order."""
    over: Places
    """The clause of the old text that each of them is paired with."""
    there: float
    back: float
    overlap: float
    """Mean overlap of the paired clauses' telling tokens, 0..1."""


@functools.lru_cache(maxsize=1)  # a rewritten copy that is told is then explained
def align(new: Form, old: Form) -> Alignment:
    """Pair the clauses of two texts, each one with the best near the place that the pair before it leads to."""
    pairs = list(_follow(_candidates(new, old)))
    if not pairs:
        return Alignment(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), 0.0, 0.0, 0.0)
    here, over = np.array([pair[:2] for pair in pairs]).T
    mine, theirs = tokens_of(new, here), tokens_of(old, over)
    return Alignment(
        here,
        over,
        there=float(mine.sum() / new.clauses.sizes.sum()),
        back=float(theirs.sum() / old.clauses.sizes.sum()),
        overlap=sum(overlap for _, _, overlap in pairs) / len(pairs),
    )


def tokens_of(form: Form, clauses: Places) -> Mask:
    """Return which tokens stand in the given clauses."""
    chosen = np.zeros(len(form.clauses), dtype=bool)
    chosen[clauses] = True
    starts = form.clauses.starts[chosen]
    edges = np.zeros(len(form) + 1, dtype=np.int64)
    edges[starts] = 1
    edges[starts + form.clauses.sizes[chosen]] -= 1
    return np.cumsum(edges)[:-1] > 0


def _candidates(new: Form, old: Form) -> dict[int, list[tuple[int, float, bool]]]:
    """Return for each clause of the new text those of the old one that agree: (clause, overlap, by a rare word)."""
    here, over, is_rare = _joined(new, old)
    # A pair of clauses is one number, for each token that both hold: twice as quick in order as an order of them is.
    pairs = np.sort((here * max(1, len(old.clauses)) + over) * 2 + is_rare)
    last = np.flatnonzero(np.diff(pairs >> 1, append=-1))
    shared = np.diff(last, prepend=-1)
    by_rare = (pairs[last] & 1).astype(bool)
    here, over = np.divmod(pairs[last] >> 1, max(1, len(old.clauses)))
    sizes, other_sizes = _content_sizes(new)[here], _content_sizes(old)[over]
    larger = np.maximum(sizes, other_sizes)
    agree = (shared >= _AGREE * larger) & (np.minimum(sizes, other_sizes) >= _MIN_CONTENT)
    found: dict[int, list[tuple[int, float, bool]]] = {}
    columns = (here, over, shared / np.maximum(1, larger), by_rare)
    for clause, other, overlap, rare in zip(*(column[agree].tolist() for column in columns), strict=True):
        found.setdefault(clause, []).append((other, overlap, rare))
    return found


def _joined(new: Form, old: Form) -> tuple[Places, Places, Mask]:
    """Return (clause, clause of the old text, rare) for each telling token that a clause of each text holds."""
    mine, my_clauses = new.content
    theirs, their_clauses = old.content
    low = np.searchsorted(theirs, mine, "left")
    counts = np.searchsorted(theirs, mine, "right") - low
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return (
        np.repeat(my_clauses, counts),
        their_clauses[np.repeat(low, counts) + within],
        np.repeat(counts <= _RARE, counts),
    )


def _content_sizes(form: Form) -> Places:
    """Return how many telling tokens each clause has."""
    return np.bincount(form.content[1], minlength=len(form.clauses))


def _follow(candidates: dict[int, list[tuple[int, float, bool]]]) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs with their overlap, clause by clause; where the thread is lost, a rare word finds it again."""
    expected = 0
    for here, found in candidates.items():
        near = [
            (overlap, -abs(over - expected), over)
            for over, overlap, is_rare in found
            if is_rare or expected - _BACK <= over < expected + _AHEAD
        ]
        if near:
            overlap, _, over = max(near)
            yield here, over, overlap
            expected = over + 1
