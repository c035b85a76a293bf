"""Whether two texts are the same one: decided on the texts, never on a hash alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from crawler.outcomes import Relation
from pipelines.duplication.fingerprint import is_han, shingles
from pipelines.duplication.fold import tokens

MIN_TOKENS = 60
"""A shorter text is a copy only when it is exactly the same: set phrases alone can fill it."""

_SAME = 0.75  # coverage of each side by the other from which two texts are one
_WITHIN = 0.9  # coverage from which a text is nothing but a part of the other
_CONFLICT_SHARE = 0.2  # of a text's numbers that may be missing on the other side
_CONFLICT_COUNT = 2
_MIN_PROSE = 0.2  # share of a text; with less, its lines are no lines
_SENTENCE_END = re.compile(r"[。！？!?.…][”\"’'」』）)\]]*\s*$")
_ALIKE = (Relation.EXACT, Relation.NEAR, Relation.SCRIPT)
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Match:
    """How one text stands to another: `relation`, and the share of it that is matched, 0..1."""

    relation: Relation
    similarity: float
    evidence: dict[str, float]


def compare_texts(new: str, old: str, *, same_script: bool = True) -> Match | None:
    """Return how the text `new` stands to `old`, or None.

    Where one side seems to hold more than the other, what is no prose (lines without a sentence's end: teasers, menus,
    captions) is left out of both, and the comparison that finds them alike counts.
    """
    whole = compare(tokens(new), tokens(old), same_script=same_script)
    if whole and whole.relation not in (Relation.CONTAINED, Relation.CONTAINS):
        return whole
    prose = compare(tokens(prose_of(new)), tokens(prose_of(old)), same_script=same_script)
    if prose is None or prose.relation not in _ALIKE:
        return whole
    return Match(prose.relation, prose.similarity, {**prose.evidence, "prose_only": 1.0})


def prose_of(text: str) -> str:
    """Return the lines that end as a sentence does; the whole text when hardly any does."""
    lines = text.split("\n")
    kept = [line for line in lines if _SENTENCE_END.search(line)]
    return "\n".join(kept) if sum(map(len, kept)) >= _MIN_PROSE * len(text) else text


def coverage(one: list[str], other: list[str], width: int) -> float:
    """Return the share of the shingles of `one`, repeats counted, that stand in `other`, 0..1."""
    mine = Counter(shingles(one, width))
    theirs = set(shingles(other, width))
    total = sum(mine.values())
    return sum(count for shingle, count in mine.items() if shingle in theirs) / total if total else 0.0


def compare(new: list[str], old: list[str], *, same_script: bool = True) -> Match | None:
    """Return how `new` stands to `old` (comparison forms), or None when they are two texts.

    Containment by shingles (Broder 1997) in both directions; where the numbers of the two disagree, one form was
    filled with other data: `template`.
    """
    if not (new and old):
        return None  # texts without a word: nothing says that they are the same
    if new == old:
        same = Relation.EXACT if same_script else Relation.SCRIPT
        return Match(same, 1.0, {"coverage": 1.0, "coverage_back": 1.0})
    if min(len(new), len(old)) < MIN_TOKENS:
        return None
    width = _width(new)
    there, back = coverage(new, old, width), coverage(old, new, width)
    evidence = {"coverage": round(there, 4), "coverage_back": round(back, 4)}
    if max(there, back) < _SAME:
        return None
    relation: Relation | None = _relation(there, back, same_script=same_script)
    if relation in (Relation.NEAR, Relation.SCRIPT) and _numbers_conflict(new, old):
        relation = Relation.TEMPLATE
    return Match(relation, round(there, 4), evidence) if relation else None


def share_within(text: str, others: list[str]) -> float:
    """Return the share of a text that stands in any of the others, 0..1."""
    mine = tokens(text)
    return coverage(mine, [token for other in others for token in tokens(other)], _width(mine))


def _width(comparison: list[str]) -> int:
    return 4 if is_han(comparison) else 3


def _relation(there: float, back: float, *, same_script: bool) -> Relation | None:
    if there >= _SAME and back >= _SAME:
        return Relation.NEAR if same_script else Relation.SCRIPT
    if there >= _WITHIN:
        return Relation.CONTAINED
    if back >= _WITHIN:
        return Relation.CONTAINS
    return None


def _numbers_conflict(one: list[str], other: list[str]) -> bool:
    mine, theirs = _numbers(one), _numbers(other)
    missing = max(len(mine - theirs), len(theirs - mine))
    return missing >= _CONFLICT_COUNT and missing > _CONFLICT_SHARE * max(len(mine), len(theirs))


def _numbers(comparison: list[str]) -> set[str]:
    return {token for token in comparison if _NUMBER.search(token)}
