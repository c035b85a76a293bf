"""Whether two texts are the same one: decided on the texts, never on a hash alone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from crawler.outcomes import Relation
from pipelines.duplication.clauses import Alignment, align, clauses_of, prose_of
from pipelines.duplication.fingerprint import is_han, shingles
from pipelines.duplication.fold import tokens

MIN_TOKENS = 60
"""A shorter text is a copy only when it is exactly the same: set phrases alone can fill it."""

MIN_WORDS = 40
"""The same for texts in words, of which each says more than a Han character."""

_SAME = 0.75  # coverage of each side by the other from which two texts are one
_WITHIN = 0.8  # coverage from which a text is nothing but a part of the other
_CONFLICT_SHARE = 0.2  # of a text's numbers that may be missing on the other side
_CONFLICT_COUNT = 2
_RELATED = 0.02  # coverage below which nothing else is looked at
_REWRITTEN = 0.8  # of both texts in paired clauses
_REWRITTEN_MORE = 0.6  # the same, when this many anchors agree and hardly one does not
_ANCHORS = 5
_ANCHOR_CONFLICT = 0.1
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Match:
    """How one text stands to another: `relation`, and the share of it that is matched, 0..1."""

    relation: Relation
    similarity: float
    evidence: dict[str, float]


def compare_texts(new: str, old: str, *, same_script: bool = True) -> Match | None:
    """Return how the text `new` stands to `old`, or None when they are two texts.

    What is no prose (lines without a sentence's end: teasers, menus, captions) is left out of the text that is looked
    for, and looked in all the same. Where coverage decides nothing, clauses are paired: a rewriter changes words, and
    leaves clauses, numbers and names. Numbers that differ inside paired clauses are other data in the same form.
    """
    mine, theirs = tokens(new), tokens(old)
    if not (mine and theirs):
        return None
    if mine == theirs:
        return compare(mine, theirs, same_script=same_script)
    my_prose, their_prose = prose_of(new), prose_of(old)
    my_words, their_words = tokens(my_prose), tokens(their_prose)
    if min(len(my_words), len(their_words)) < (MIN_TOKENS if is_han(my_words) else MIN_WORDS):
        return None
    width = _width(my_words)
    there, back = coverage(my_words, theirs, width), coverage(their_words, mine, width)
    if max(there, back) < _RELATED:
        return None
    pairing = align(clauses_of(my_prose), clauses_of(their_prose))
    evidence = {
        "coverage": round(there, 4),
        "coverage_back": round(back, 4),
        "clauses": round(pairing.there, 4),
        "clauses_back": round(pairing.back, 4),
        "conflict": round(pairing.conflict, 4),
    }
    relation = _decide(there, back, pairing, same_script=same_script)
    similarity = pairing.there if relation is Relation.REWRITTEN else there
    return Match(relation, round(similarity, 4), evidence) if relation else None


def _decide(there: float, back: float, pairing: Alignment, *, same_script: bool) -> Relation | None:
    other_data = len(pairing.missing) >= _CONFLICT_COUNT and pairing.conflict > _CONFLICT_SHARE
    if there >= _SAME and back >= _SAME:
        same = Relation.NEAR if same_script else Relation.SCRIPT
        return Relation.TEMPLATE if other_data else same
    if there >= _WITHIN:
        return Relation.CONTAINED
    if back >= _WITHIN:
        return Relation.CONTAINS
    return None if other_data else _decide_by_clauses(pairing)


def _decide_by_clauses(pairing: Alignment) -> Relation | None:
    shares = min(pairing.there, pairing.back)
    agrees = pairing.agreeing >= _ANCHORS and pairing.conflict <= _ANCHOR_CONFLICT
    if shares >= _REWRITTEN or (shares >= _REWRITTEN_MORE and agrees):
        return Relation.REWRITTEN
    if pairing.there >= _WITHIN:
        return Relation.CONTAINED
    return Relation.CONTAINS if pairing.back >= _WITHIN else None


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
