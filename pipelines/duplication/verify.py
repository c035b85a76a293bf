"""Whether two texts are the same one: decided on the texts, never on a hash alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from crawler.outcomes import Relation
from pipelines.duplication.alignment import align, tokens_of
from pipelines.duplication.anchors import Agreement, agreement
from pipelines.duplication.cohesion import cohere
from pipelines.duplication.evidence import passages, replaced_words, runs
from pipelines.duplication.filled_in import filled_in
from pipelines.duplication.fold import Mask
from pipelines.duplication.form import Form
from pipelines.duplication.match import Match, matched, same_text
from pipelines.duplication.part import part_or_page, updating
from pipelines.duplication.side import Side

_SAME = 0.75  # coverage of each side by the other from which two texts are one
_ALL = 0.93  # of each text, the numbers that were changed among it: nothing else was
_WITHIN = 0.8  # coverage from which a text is nothing but a part of the other
_OTHER_DATA = 2  # anchors that differ in another report of the same form
_CORRECTED = 2  # that may differ where next to nothing else was changed: these are corrected
_OTHER_SHARE = 0.2  # of the anchors of a part, which the whole may lack
_RELATED = 0.12  # coverage below which nothing else is looked at; the heaviest rewriting measured leaves .21
_PASSAGES = 0.05  # coverage from which two texts share more than phrases
_HINT = 0.02  # of the smaller text's shingles in common, below which nothing at all is looked at
_REWRITTEN = 0.72  # of both texts in paired clauses
_REWRITTEN_MORE = 0.6  # the same, when this many anchors agree and hardly one does not
_UNTOUCHED = 0.93  # mean overlap of the pairs: above it nothing was rewritten, and the rest is something else
_UNEQUAL = 0.2  # by which the shares may differ then: more, and one is a part of the other
_ANCHORS = 5
_ANCHOR_CONFLICT = 0.1
_SAME_NUMBERS = 20  # of both texts together, from which words are no other data: the numbers would be others, too
_CHANGED = 0.05  # of each text that was changed, below which words are corrected
_CHANGES = 30  # places from which words are replaced all over: a form has fewer
_DATA_SHARE = 0.3  # of the changes that are data in a form
_PHRASES_SHARE = 0.5  # of them that are data or whole phrases in a form: so many
_PHRASES = 3
_ALONE = 2  # so many are enough in a short text of which much was changed, and in which no numbers agree
_NO_NUMBERS = 2
_SHORT = 300  # tokens
_MUCH = 0.08


def compare(new: Form | str, old: Form | str) -> Match | None:
    """Return how the text `new` stands to `old`, or None when they are two texts.

    What is no prose (lines without a sentence's end: teasers, menus, captions) is left out of the text that is looked
    for, and looked in all the same. Cheap before dear: containment by shingles (Broder 1997) in both directions; where
    it decides nothing, clauses are paired. Numbers and names that differ are other data in the same form.
    """
    new, old = (each if isinstance(each, Form) else Form(each) for each in (new, old))
    if not (len(new) and len(old)):
        return None  # texts without a word: nothing says that they are the same
    if np.array_equal(new.tokens.ids, old.tokens.ids):
        return Match(same_text(new, old, Relation.EXACT), 1.0, {"coverage": 1.0, "coverage_back": 1.0})
    width = new.width
    mine, theirs = new.shingles(width), old.shingles(width)
    here, there = mine.shared(theirs)
    if np.count_nonzero(here) < _HINT * min(len(here), len(there)):
        return None
    one, other = Side(new, here, width), Side(old, there, width)
    if new.is_short or old.is_short:
        return _beginning(one, other)
    if max(one.coverage, other.coverage) < _RELATED:
        return None
    return _by_coverage(one, other) or _by_clauses(one, other)


def explained(match: Match, new: Form, old: Form) -> Match:
    """Return the match with what a person is shown of it: the passages in common, the words put for others."""
    width = new.width
    shared, _ = new.shingles(width).shared(old.shingles(width))
    mine = Side(new, shared, width)
    shown: dict[str, Any] = {"passages": passages(new, mine.matched)}
    if match.relation is Relation.REWRITTEN:
        shown["replaced"] = replaced_words(new, old, align(new, old))
    return replace(match, evidence=match.evidence | shown)


def share_passages(one: Form, other: Form) -> bool:
    """Return whether more than a phrase of one text stands in the other."""
    return max(coverage(one, other), coverage(other, one)) >= _PASSAGES


def are_apart(one: Form, other: Form, *, whole_texts: bool) -> bool:
    """Return whether two texts that stand in a third are no parts of one text.

    They share no passage; and unless both are `whole_texts`, which end as texts do, they are not about the same either.
    """
    return not share_passages(one, other) and (whole_texts or not cohere(one, other))


def coverage(one: Form, other: Form) -> float:
    """Return the share of the shingles of a text, repeats counted, that stand in another, 0..1."""
    return share_within(one, [other])


def share_within(text: Form, others: list[Form]) -> float:
    """Return the share of a text that stands in any of the others, 0..1."""
    found = _found(text, others)
    return float(found.mean()) if len(found) else 0.0


def rest_of(text: Form, others: list[Form]) -> str:
    """Return what of a text stands in none of the others."""
    new = np.zeros(len(text), dtype=bool)
    found = _found(text, others)
    new[: len(found)] = ~found
    return "\n".join(
        text.tokens.text[text.tokens.starts[start] : text.tokens.ends[end - 1]] for start, end in runs(new)
    )


def _found(text: Form, others: list[Form]) -> Mask:
    """Return which shingles of a text stand in any of the others."""
    own = text.shingles(text.width)
    found = np.zeros(len(own), dtype=bool)
    for other in others:
        shared, _ = own.shared(other.shingles(text.width))
        found |= own.found(shared)
    return found


def _beginning(mine: Side, theirs: Side) -> Match | None:
    """Return `contained` for a text too short for anything else that the other begins with: a teaser."""
    turned = mine.form.extent > theirs.form.extent
    part, whole = (theirs.form, mine.form) if turned else (mine.form, theirs.form)
    if len(part) < part.least_beginning or not whole.begins_with(part):
        return None
    evidence = {"coverage": round(mine.coverage, 4), "coverage_back": round(theirs.coverage, 4), "begins_alike": True}
    return matched(Relation.CONTAINED, mine, theirs, evidence, turned=turned)


def _by_coverage(mine: Side, theirs: Side) -> Match | None:
    """Return the relation of texts of which one stands in the other, word by word."""
    evidence = {"coverage": round(mine.coverage, 4), "coverage_back": round(theirs.coverage, 4)}
    if min(mine.coverage, theirs.coverage) >= _SAME:
        return _in_each_other(mine, theirs, evidence)
    if max(mine.coverage, theirs.coverage) >= _WITHIN:
        return _one_in_the_other(mine, theirs, evidence)
    return None


def _in_each_other(mine: Side, theirs: Side, evidence: dict[str, Any]) -> Match:
    data = _agreement(mine, theirs)
    evidence |= _shown(data)
    if data.is_other_data(_CORRECTED + 1 if _only_numbers_changed(mine, theirs, data) else _OTHER_DATA):
        return matched(Relation.TEMPLATE, mine, theirs, evidence)
    if (form := _form(mine, theirs, data, evidence)) is not None:
        return form
    if (update := updating(mine, theirs, evidence)) is not None:
        return update
    if (part := part_or_page(mine, theirs, evidence)).relation is Relation.CONTAINS:
        return part
    return matched(same_text(mine.form, theirs.form, Relation.NEAR), mine, theirs, evidence)


def _one_in_the_other(mine: Side, theirs: Side, evidence: dict[str, Any]) -> Match | None:
    part, whole = (mine, theirs) if mine.coverage > theirs.coverage else (theirs, mine)
    count, missing = _missing(part, whole)
    if missing >= _OTHER_DATA and missing > _OTHER_SHARE * count:
        return None
    evidence |= {"anchors": count - missing, "anchors_missing": missing}
    return updating(mine, theirs, evidence) or part_or_page(mine, theirs, evidence)


def _missing(part: Side, whole: Side) -> tuple[int, int]:
    """Return how many anchors a part has, and how many of them the whole lacks."""
    if not part.has_unmatched_anchors:
        return part.anchor_tokens, 0
    anchors, other = part.form.anchors, whole.form.anchors
    among = part.form.paragraphs[anchors.places]
    return int(np.count_nonzero(among)), int(np.count_nonzero(anchors.lacking(other) & among))


def _by_clauses(mine: Side, theirs: Side) -> Match | None:
    """Return the relation of texts of which one says the same as the other, clause by clause."""
    pairing = align(mine.form, theirs.form)
    shares = sorted((pairing.there, pairing.back))
    if shares[0] < _REWRITTEN_MORE and shares[1] < _WITHIN:
        return None
    one = mine.paired(pairing.here, pairing.there)
    other = theirs.paired(pairing.over, pairing.back)
    data = agreement(
        mine.form.anchors, tokens_of(mine.form, pairing.here), theirs.form.anchors, tokens_of(theirs.form, pairing.over)
    )
    evidence = {
        "coverage": round(mine.coverage, 4),
        "coverage_back": round(theirs.coverage, 4),
        "clauses": round(pairing.there, 4),
        "clauses_back": round(pairing.back, 4),
        "overlap": round(pairing.overlap, 4),
    } | _shown(data)
    if data.is_other_data(_OTHER_DATA):
        return matched(Relation.TEMPLATE, one, other, evidence) if shares[0] >= _REWRITTEN_MORE else None
    if shares[0] >= _REWRITTEN_MORE and (form := _form(mine, theirs, data, evidence)) is not None:
        return form
    agrees = data.agreeing >= _ANCHORS and data.conflict <= _ANCHOR_CONFLICT
    is_mutual = shares[1] - shares[0] <= _UNEQUAL and pairing.overlap <= _UNTOUCHED
    if shares[0] >= _REWRITTEN or (shares[0] >= _REWRITTEN_MORE and agrees and is_mutual):
        return matched(Relation.REWRITTEN, one, other, evidence)
    return part_or_page(one, other, evidence) if shares[1] >= _WITHIN else None


def _may_be_form(mine: Side, theirs: Side, data: Agreement) -> bool:
    """Return whether words may be other data: few numbers say that they are the same, and something was changed."""
    if data.agreeing > _SAME_NUMBERS:
        return False
    for side in (mine, theirs):
        among = side.form.paragraphs
        changed = np.count_nonzero(among & ~side.matched)
        if changed < _CHANGED * np.count_nonzero(among) or len(runs(~side.matched)) > _CHANGES:
            return False
    return True


def _form(mine: Side, theirs: Side, data: Agreement, evidence: dict[str, Any]) -> Match | None:
    """Return `template` when words that are data, as numbers are, were put for others."""
    if not _may_be_form(mine, theirs, data):
        return None
    words = filled_in(mine.form, theirs.form, align(mine.form, theirs.form))
    if words.changed < _CHANGED:
        return None
    others = words.data + words.phrases
    share = others / max(1, words.changes)
    missing, kinds = data.missing + 2 * words.unanchored, data.kinds + words.unanchored
    if replace(data, missing=missing, kinds=kinds).is_other_data(_OTHER_DATA):
        is_form = share >= _DATA_SHARE
    else:
        is_brief = data.agreeing <= _NO_NUMBERS and max(len(mine.form), len(theirs.form)) < _SHORT
        fewest = _ALONE if is_brief and words.data and words.changed >= _MUCH else _PHRASES
        is_form = others >= fewest and share >= _PHRASES_SHARE and (is_brief or words.data > 0)
    if not is_form:
        return None
    shown = evidence | {"words_other": words.data, "phrases_other": words.phrases}
    return matched(Relation.TEMPLATE, mine, theirs, shown)


def _agreement(mine: Side, theirs: Side) -> Agreement:
    """Return how far the data of texts agree that stand in each other."""
    one, other = mine.form, theirs.form
    if not (mine.has_unmatched_anchors and theirs.has_unmatched_anchors):  # what is matched is the same
        return Agreement.whole(mine.anchor_tokens + theirs.anchor_tokens)
    return agreement(one.anchors, one.paragraphs, other.anchors, other.paragraphs)


def _only_numbers_changed(mine: Side, theirs: Side, data: Agreement) -> bool:
    """Return whether next to nothing was changed but numbers: of which each is in as many shingles as one is wide."""
    tokens = min(int(np.count_nonzero(side.form.paragraphs)) for side in (mine, theirs))
    within = data.other_numbers * mine.form.width / max(1, tokens)
    return min(mine.coverage, theirs.coverage) + within >= _ALL


def _shown(data: Agreement) -> dict[str, Any]:
    """Return what is told of the data as evidence."""
    return {"anchors": data.agreeing, "anchors_missing": data.missing, "numbers_other": data.other_numbers}
