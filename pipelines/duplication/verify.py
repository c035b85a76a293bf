"""Whether two texts are the same one: decided on the texts, never on a hash alone."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from crawler.outcomes import Relation
from pipelines.duplication.alignment import absent, align, tokens_of
from pipelines.duplication.clauses import ends_sentence, has_break
from pipelines.duplication.evidence import passages, replaced_words, runs
from pipelines.duplication.fingerprint import distinct, is_in, shingles
from pipelines.duplication.fold import Codes, Hashes, Mask, Places, Tokens
from pipelines.duplication.form import Form

_SAME = 0.75  # coverage of each side by the other from which two texts are one
_ALL = 0.93  # of each text: less leaves room for another article on the page
_WITHIN = 0.8  # coverage from which a text is nothing but a part of the other
_CONFLICT_SHARE = 0.2  # of a text's anchors that may be missing on the other side
_CONFLICT_COUNT = 2
_NUMBERS_SHARE = 0.4  # of the numbers alone, when there are
_NUMBERS_COUNT = 6  # or more of them, both texts together
_RELATED = 0.12  # coverage below which nothing else is looked at; the heaviest rewriting measured leaves .21
_PASSAGES = 0.05  # coverage from which two texts share more than phrases
_HINT = 0.02  # of the smaller text's shingles in common, below which nothing at all is looked at
_REWRITTEN = 0.72  # of both texts in paired clauses
_REWRITTEN_MORE = 0.6  # the same, when this many anchors agree and hardly one does not
_UNTOUCHED = 0.93  # mean overlap of the pairs: above it nothing was rewritten, and the rest is something else
_UNEQUAL = 0.2  # by which the shares may differ then: more, and one is a part of the other
_ANCHORS = 5
_ANCHOR_CONFLICT = 0.1
_LEAD_HAN, _LEAD_OTHER = 60, 40  # tokens of prose that make up a lead
_SAME_LEAD = 0.7  # of it that two texts share when they begin alike
_UPDATED = 0.85  # of the older text that stands in an update of it
_LEAD = 40  # tokens: a shorter new beginning is a headline or a dateline
_LEAD_SHARE = 0.4  # of the text: a longer one is an article of its own
_LEAD_ALONE = 0.85  # of what is new in an update stands in its lead; a copy that lost sentences lacks them all over
_LEAD_MATCHED = 2  # new tokens that outweigh a matched one within the lead
_IN_ORDER = 0.9  # correlation of the places: sentences in another order are an abridged copy, not an older text
_LEAD_COHESION = 1.5  # times the cohesion that the parts of one article have
_REST_NEW = 0.15  # of a page, or
_REST_TOKENS = 100  # so many tokens of it, that its part lacks: less makes it no page of its own
# Telling features of the rest that stand in the part, too: pairs of Han characters, or long words. One article's
# parts share their names. Of pieces of 90 to 400 tokens of one article, and of two, 9 in 10 are on the right side.
_COHESION_HAN, _COHESION_OTHER = 0.045, 0.1
_PIECE = 400  # tokens of each that are looked at: longer ones share more by chance
_SENTENCE = 12  # tokens
_LEFT_OUT = 2  # sentences: a page holds a text in one piece
_MORE = 1.5  # times the part's tokens may stand in a site's teasers that look like prose
_STRAY = 0.02  # of the matched tokens that may stand apart from the part
_PASSAGE = 16  # tokens in a row
_PARAGRAPHS = 3
_BEGINS_ALIKE = 0.8  # of that is enough when the part begins where the whole does, as a cut text does


@dataclass(frozen=True, slots=True)
class Match:
    """How one text stands to another: `relation`, and the share of it that is matched, 0..1.

    When it is `turned`, the relation holds the other way round: the other text is contained in this one, contains
    this one, or is the update of it.
    """

    relation: Relation
    similarity: float
    evidence: dict[str, Any] = field(default_factory=dict)
    turned: bool = False
    similarity_back: float = 1.0
    """The share of the other text that is matched."""

    @property
    def is_cut(self) -> bool:
        """Whether one of the texts ends where a sentence of the other goes on."""
        return bool(self.evidence.get("cut"))


class _Side:
    """One text's prose against the other text: the share of it that is matched, and which tokens are."""

    def __init__(self, form: Form, shared: Hashes, width: int) -> None:
        self.form = form
        self._found = form.shingles(width).found(shared)
        self._width = width
        among = form.paragraphs[: len(self._found)]
        self.coverage = int(np.count_nonzero(self._found & among)) / max(1, int(np.count_nonzero(among)))

    @cached_property
    def matched(self) -> Mask:
        """Which tokens stand in a shingle that the other text has, too."""
        matched = np.zeros(len(self.form), dtype=bool)
        for offset in range(self._width):
            matched[offset : offset + len(self._found)] |= self._found[: len(self.form) - offset]
        return matched

    def order(self, other: _Side) -> float:
        """Return how far what both texts have stands in the same order, at most 1."""
        return self.form.shingles(self._width).agreement_in_order(other.form.shingles(self._width))

    def paired(self, clauses: Places, share: float) -> _Side:
        """Return the side with the tokens of these clauses as matched, too, and this share of it."""
        side = copy(self)
        side.coverage = share
        side.matched = self.matched | tokens_of(self.form, clauses)
        return side


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
        return Match(_same(new, old, Relation.EXACT), 1.0, {"coverage": 1.0, "coverage_back": 1.0})
    width = new.width
    mine, theirs = new.shingles(width), old.shingles(width)
    shared = mine.shared(theirs)
    if len(shared) < _HINT * min(len(mine.distinct), len(theirs.distinct)) or new.is_short or old.is_short:
        return None
    one, other = _Side(new, shared, width), _Side(old, shared, width)
    if max(one.coverage, other.coverage) < _RELATED:
        return None
    return _by_coverage(one, other) or _by_clauses(one, other)


def explained(match: Match, new: Form, old: Form) -> Match:
    """Return the match with what a person is shown of it: the passages in common, the words put for others."""
    width = new.width
    mine = _Side(new, old.shingles(width).distinct, width)
    shown: dict[str, Any] = {"passages": passages(new, mine.matched)}
    if match.relation is Relation.REWRITTEN:
        shown["replaced"] = replaced_words(new, old, align(new, old))
    return replace(match, evidence=match.evidence | shown)


def cohere(one: Form, other: Form) -> bool:
    """Return whether two texts are about the same, as the parts of one are."""
    common = _in_common(one, np.flatnonzero(one.paragraphs), other, np.flatnonzero(other.paragraphs))
    return common >= _coheres(one)


def share_passages(one: Form, other: Form) -> bool:
    """Return whether more than a phrase of one text stands in the other."""
    return max(coverage(one, other), coverage(other, one)) >= _PASSAGES


def coverage(one: Form, other: Form) -> float:
    """Return the share of the shingles of a text, repeats counted, that stand in another, 0..1."""
    found = one.shingles(one.width).found(other.shingles(one.width).distinct)
    return float(found.mean()) if len(found) else 0.0


def share_within(text: Form, others: list[Form]) -> float:
    """Return the share of a text that stands in any of the others, 0..1."""
    own = text.shingles(text.width)
    found = np.zeros(len(own), dtype=bool)
    for other in others:
        found |= own.found(other.shingles(text.width).distinct)
    return float(found.mean()) if len(found) else 0.0


def _by_coverage(mine: _Side, theirs: _Side) -> Match | None:
    """Return the relation of texts of which one stands in the other, word by word."""
    evidence = {"coverage": round(mine.coverage, 4), "coverage_back": round(theirs.coverage, 4)}
    both = mine.coverage >= _SAME and theirs.coverage >= _SAME
    if not both and max(mine.coverage, theirs.coverage) < _WITHIN:
        return None
    agreeing, missing = _conflict(mine, theirs, lambda form: form.anchors)
    evidence |= {"anchors": agreeing, "anchors_missing": missing}
    conflict = missing >= _CONFLICT_COUNT and missing > _CONFLICT_SHARE * (agreeing + missing)
    if conflict or (missing >= _NUMBERS_COUNT and _has_other_numbers(mine, theirs)):
        return _match(Relation.TEMPLATE, mine, theirs, evidence) if both else None
    if (update := _update(mine, theirs, evidence)) is not None:
        return update
    if both and min(mine.coverage, theirs.coverage) >= _ALL:
        return _match(_same(mine.form, theirs.form, Relation.NEAR), mine, theirs, evidence)
    part = _part(mine, theirs, evidence)
    if both and part.relation is not Relation.CONTAINS:
        return _match(_same(mine.form, theirs.form, Relation.NEAR), mine, theirs, evidence)
    return part


def _by_clauses(mine: _Side, theirs: _Side) -> Match | None:
    """Return the relation of texts of which one says the same as the other, clause by clause."""
    pairing = align(mine.form, theirs.form)
    conflict = pairing.missing >= _CONFLICT_COUNT and pairing.conflict > _CONFLICT_SHARE
    evidence = {
        "coverage": round(mine.coverage, 4),
        "coverage_back": round(theirs.coverage, 4),
        "clauses": round(pairing.there, 4),
        "clauses_back": round(pairing.back, 4),
        "overlap": round(pairing.overlap, 4),
        "anchors": pairing.agreeing,
        "anchors_missing": pairing.missing,
    }
    shares = min(pairing.there, pairing.back)
    agrees = pairing.agreeing >= _ANCHORS and pairing.conflict <= _ANCHOR_CONFLICT
    is_mutual = abs(pairing.there - pairing.back) <= _UNEQUAL and pairing.overlap <= _UNTOUCHED
    one = mine.paired(pairing.here, pairing.there)
    other = theirs.paired(pairing.over, pairing.back)
    if conflict:
        return _match(Relation.TEMPLATE, one, other, evidence) if shares >= _REWRITTEN_MORE else None
    if shares >= _REWRITTEN or (shares >= _REWRITTEN_MORE and agrees and is_mutual):
        return _match(Relation.REWRITTEN, one, other, evidence)
    return _part(one, other, evidence) if max(pairing.there, pairing.back) >= _WITHIN else None


def _part(mine: _Side, theirs: _Side, evidence: dict[str, Any]) -> Match:
    """Return the relation of a text to one that it stands in, or that stands in it.

    A text that lacks the rest of one article is a copy of it. What stands in a page beside something else is not: that
    page is another thing, which holds it. The order in which the two came says nothing.
    """
    turned = mine.coverage < theirs.coverage
    part, whole = (theirs, mine) if turned else (mine, theirs)
    if _is_furniture(whole):
        return _match(_same(mine.form, theirs.form, Relation.NEAR), mine, theirs, evidence)  # the rest is furniture
    is_cut, left_out = _is_cut(part, whole), _left_out(whole.matched[whole.form.prose])
    evidence = evidence | {"cut": is_cut, "left_out": left_out}
    is_part = is_cut or left_out >= _LEFT_OUT
    if not is_part:
        cohesion, begins_alike = _cohesion(part, whole), _begins_alike(whole)
        evidence |= {"cohesion": round(cohesion, 4), "begins_alike": begins_alike}
        is_part = cohesion >= _coheres(whole.form) * (_BEGINS_ALIKE if begins_alike else 1)
    if is_part:
        return _match(Relation.CONTAINED, mine, theirs, evidence, turned=turned)
    return _match(Relation.CONTAINS, mine, theirs, evidence, turned=not turned)


def _left_out(matched: Mask) -> int:
    """Return how many sentences are missing between the first and the last that are matched."""
    places = np.flatnonzero(matched)
    if not len(places):
        return 0
    return sum(1 for start, end in runs(~matched[places[0] : places[-1]]) if end - start >= _SENTENCE)


def _is_furniture(whole: _Side) -> bool:
    """Return whether what the whole has more is no text: few paragraphs that end, and no more than teasers."""
    form, more = whole.form, whole.form.prose & ~whole.matched
    paragraphs = np.count_nonzero(more & form.finished & form.paragraphs)
    limit = min(_REST_TOKENS, _REST_NEW * np.count_nonzero(form.paragraphs))
    return bool(paragraphs < limit and np.count_nonzero(more) < _MORE * np.count_nonzero(whole.matched))


def _cohesion(part: _Side, whole: _Side) -> float:
    """Return the share of the shingles of what stands before and behind the part that the part has, too; 1 when
    next to nothing stands there.
    """
    places = np.flatnonzero(whole.form.prose)
    matched = np.flatnonzero(whole.matched[places])
    first, last = np.quantile(matched, (_STRAY, 1 - _STRAY)) if len(matched) else (0, -1)
    rest = np.concatenate((places[: int(first)], places[int(last) + 1 :]))
    rest = rest[(whole.form.finished & whole.form.paragraphs & ~whole.matched)[rest]]
    if len(rest) < min(_REST_TOKENS, _REST_NEW * len(places)):
        return 1.0
    return _in_common(whole.form, rest, part.form, np.flatnonzero(part.matched))


def _in_common(one: Form, tokens: Places, other: Form, other_tokens: Places) -> float:
    """Return the share of the telling features of the smaller of two pieces that the other one has, too."""
    mine, theirs = one.telling(tokens[:_PIECE]), other.telling(other_tokens[:_PIECE])
    shared = np.count_nonzero(is_in(mine, theirs))
    return float(shared / max(1, min(len(mine), len(theirs))))


def _coheres(form: Form) -> float:
    return _COHESION_HAN if form.is_han else _COHESION_OTHER


def _is_cut(part: _Side, whole: _Side) -> bool:
    """Return whether a passage of the part ends its line where the whole's sentence, or paragraph, goes on."""
    tokens, others = part.form.tokens, whole.form.tokens
    in_paragraphs = int(np.count_nonzero(others.codes == ord("\n"))) >= _PARAGRAPHS
    ends = [end for start, end in runs(part.matched) if end - start >= _PASSAGE and _breaks(tokens, end - 1)]
    if not ends or len(others) < _PASSAGE:
        return False
    last = distinct(shingles(tokens.ids, _PASSAGE)[np.array(ends) - _PASSAGE])
    places = np.flatnonzero(is_in(shingles(others.ids, _PASSAGE), last)) + _PASSAGE - 1
    return any(_goes_on(others, place, in_paragraphs=in_paragraphs) for place in places.tolist())


def _breaks(tokens: Tokens, place: int) -> bool:
    """Return whether the line ends after a token; half a word may follow, where a text is cut by characters."""
    if place + 2 >= len(tokens):
        return True
    return has_break(tokens.codes[tokens.ends[place] : tokens.starts[place + 2]])


def _goes_on(tokens: Tokens, place: int, *, in_paragraphs: bool) -> bool:
    """Return whether the sentence goes on after a token; in a text of paragraphs, whether its paragraph does."""
    if place + 1 >= len(tokens):
        return False
    between = _between(tokens, place)
    return not (has_break(between) if in_paragraphs else ends_sentence(between))


def _between(tokens: Tokens, place: int) -> Codes:
    return tokens.codes[tokens.ends[place] : tokens.starts[place + 1]]


def _begins_alike(whole: _Side) -> bool:
    """Return whether the whole's prose begins with the part."""
    return float(whole.matched[_lead(whole.form)].mean()) >= _SAME_LEAD


def _update(mine: _Side, theirs: _Side, evidence: dict[str, Any]) -> Match | None:
    """Return `update` when one text is the other, whole and in its place, behind a lead of its own about the same."""
    for side, other, turned in ((mine, theirs, False), (theirs, mine, True)):
        if other.coverage < _UPDATED:
            continue
        prose = np.flatnonzero(side.form.prose)
        new = ~side.matched[prose]
        lead = _leading(new)
        if not (_LEAD <= lead <= _LEAD_SHARE * len(prose)) or new[:lead].sum() < _LEAD_ALONE * new.sum():
            continue
        if _left_out(side.matched[prose[lead:]]) or side.order(other) < _IN_ORDER:
            continue
        cohesion = _in_common(side.form, prose[:lead], other.form, np.flatnonzero(other.form.prose))
        if cohesion >= _LEAD_COHESION * _coheres(side.form):
            numbers = {"lead": lead, "lead_cohesion": round(cohesion, 4)}
            return _match(Relation.UPDATE, mine, theirs, evidence | numbers, turned=turned)
    return None


def _leading(new: Mask) -> int:
    """Return how many tokens the text begins with of which most are new: where new less matched ones is greatest."""
    balance = np.cumsum(np.where(new, 1, -_LEAD_MATCHED))
    return int(balance.argmax()) + 1 if len(balance) and balance.max() > 0 else 0


def _lead(form: Form) -> Any:
    """Return the places of the first tokens of the prose."""
    return np.flatnonzero(form.prose)[: _LEAD_HAN if form.is_han else _LEAD_OTHER]


def _has_other_numbers(mine: _Side, theirs: _Side) -> bool:
    """Return whether most numbers differ: names may agree all the same, in the report of another day."""
    agreeing, missing = _conflict(mine, theirs, lambda form: form.numbers)
    return missing >= _NUMBERS_COUNT and missing > _NUMBERS_SHARE * (agreeing + missing)


def _conflict(mine: _Side, theirs: _Side, chosen: Callable[[Form], Mask]) -> tuple[int, int]:
    """Return how many chosen anchors of the sides that stand in each other agree, and how many the other lacks.

    Where both stand in each other, other data means that each lacks some of the other's: one that has more than the
    other was only added to.
    """
    agreeing, missing = 0, []
    for side, other in ((mine, theirs), (theirs, mine)):
        if side.coverage < _SAME:
            continue
        anchors = chosen(side.form) & side.form.paragraphs
        lacking = int(np.count_nonzero(absent(side.form, anchors, other.form)))
        agreeing += int(np.count_nonzero(anchors)) - lacking
        missing.append(lacking)
    return agreeing, min(missing) * len(missing)


def _same(new: Form, old: Form, relation: Relation) -> Relation:
    """Return the relation of two texts that are one: `script` when one is written in the other script."""
    return relation if new.is_traditional == old.is_traditional else Relation.SCRIPT


def _match(relation: Relation, mine: _Side, theirs: _Side, evidence: dict[str, Any], *, turned: bool = False) -> Match:
    return Match(relation, round(mine.coverage, 4), evidence, turned, round(theirs.coverage, 4))
