"""What a person is shown of a decision: the passages that two texts share, and the words that one has for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

import numpy as np

from pipelines.duplication.alignment import Alignment
from pipelines.duplication.fold import Mask, Places
from pipelines.duplication.form import Form

_PASSAGES = 3
_LONGEST = 80  # characters of a passage that are shown
_REPLACED = 40
_MOST_CLAUSES, _MOST_TOKENS = 200, 200  # that are compared word by word, which takes time with the square


def passages(form: Form, matched: Mask) -> list[str]:
    """Return the longest runs of matched tokens as they stand in the text, the longest first, cut to a line."""
    longest = sorted(runs(matched), key=lambda run: run[0] - run[1])[:_PASSAGES]
    return [_written(form, start, end) for start, end in longest]


def runs(chosen: Mask) -> list[tuple[int, int]]:
    """Return where each run of chosen tokens begins, and the place after its end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], chosen.astype(np.int8), [0]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def replaced_words(new: Form, old: Form, pairing: Alignment) -> list[tuple[str, str]]:
    """Return (new, old) for the words that differ within paired clauses, each once, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in replacements(new, old, pairing):
        # One character of a word says little: the run begins one earlier.
        is_single = each.end - each.start == each.over_end - each.over == 1
        back = int(is_single and not each.begins_clause and new.is_han)
        mine = _written(new, each.start - back, each.end)
        counts[mine, _written(old, each.over - back, each.over_end)] += 1
    return [pair for pair, _ in counts.most_common(_REPLACED)]


class Replacement(NamedTuple):
    """Tokens from `start` to `end` that stand for those from `over` to `over_end` in the other text."""

    start: int
    end: int
    over: int
    over_end: int
    begins_clause: bool
    """Whether nothing stands before one of the two in its clause."""


def replacements(new: Form, old: Form, pairing: Alignment) -> Iterator[Replacement]:
    """Yield what stands in the paired clauses of a text for something else, clause by clause."""
    paired = zip(_clauses(new, pairing.here), _clauses(old, pairing.over), strict=True)
    for (my_start, mine), (their_start, theirs) in paired:
        if mine != theirs:
            for a, b, c, d in _replacements(mine, theirs):
                yield Replacement(my_start + a, my_start + b, their_start + c, their_start + d, not (a and c))


def _clauses(form: Form, chosen: Places) -> Iterator[tuple[int, list[int]]]:
    """Yield the first token of each of the chosen clauses, and its tokens."""
    ids, chosen = form.tokens.ids.tolist(), chosen[:_MOST_CLAUSES]
    sizes = np.minimum(form.clauses.sizes[chosen], _MOST_TOKENS).tolist()
    for start, size in zip(form.clauses.starts[chosen].tolist(), sizes, strict=True):
        yield start, ids[start : start + size]


def _replacements(mine: list[int], theirs: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, end, start in the other, end there) of each run of tokens that others stand for.

    Most clauses differ in one run, or in words as long as those that they had: then nothing has to be searched for.
    """
    first = _alike(mine, theirs)
    behind = _alike(mine[first:][::-1], theirs[first:][::-1])
    mine, theirs = mine[first : len(mine) - behind], theirs[first : len(theirs) - behind]
    same = [one == other for one, other in zip(mine, theirs, strict=False)]
    if len(mine) == len(theirs) and 2 * sum(same) >= len(same):
        steps = _in_place(same)
    elif set(mine).isdisjoint(theirs):
        steps = [("replace", 0, len(mine), 0, len(theirs))] if mine and theirs else []
    else:
        steps = list(SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes())
    for kind, a, b, c, d in steps:
        if kind == "replace":
            yield first + a, first + b, first + c, first + d


def _in_place(same: list[bool]) -> list[tuple[str, int, int, int, int]]:
    """Return the runs of places at which two clauses of one length differ, each as an opcode of `SequenceMatcher`."""
    steps = []
    end = 0
    for is_same, run in groupby(same):
        start, end = end, end + len(list(run))
        if not is_same:
            steps.append(("replace", start, end, start, end))
    return steps


def _alike(mine: list[int], theirs: list[int]) -> int:
    """Return how many tokens two clauses begin with alike."""
    return next(
        (place for place, (one, other) in enumerate(zip(mine, theirs, strict=False)) if one != other),
        min(len(mine), len(theirs)),
    )


def _written(form: Form, start: int, end: int) -> str:
    tokens = form.tokens
    return tokens.text[tokens.starts[start] : tokens.ends[end - 1]][:_LONGEST]
