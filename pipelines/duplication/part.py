"""One text within another: a part of it, a text that a page holds, or an older text within its update."""

from __future__ import annotations

from typing import Any

import numpy as np

from crawler.outcomes import Relation
from pipelines.duplication.clauses import ends_sentence, has_break
from pipelines.duplication.cohesion import LEAST_COHESION, cohesion
from pipelines.duplication.evidence import runs
from pipelines.duplication.fingerprint import distinct, is_in
from pipelines.duplication.fold import Codes, Mask, Tokens
from pipelines.duplication.form import Form
from pipelines.duplication.match import Match, matched, same_text
from pipelines.duplication.side import Side

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
_SENTENCE = 12  # tokens
_LEFT_OUT = 2  # sentences: a page holds a text in one piece
_MORE = 1.5  # times the part's tokens may stand in a site's teasers that look like prose
_STRAY = 0.02  # of the matched tokens that may stand apart from the part
_REST_LEAST = 40  # tokens before and behind a part that say whether they belong to it
_PASSAGE = 16  # tokens in a row
_PARAGRAPHS = 3
_BEGINS_ALIKE = 0.8  # of that is enough when the part begins where the whole does, as a cut text does


def part_or_page(mine: Side, theirs: Side, evidence: dict[str, Any]) -> Match:
    """Return the relation of a text to one that it stands in, or that stands in it.

    A text that lacks the rest of one article is a copy of it. What stands in a page beside something else is not: that
    page is another thing, which holds it. The order in which the two came says nothing.
    """
    turned = mine.coverage < theirs.coverage
    part, whole = (theirs, mine) if turned else (mine, theirs)
    if _is_furniture(whole):
        return matched(
            same_text(mine.form, theirs.form, Relation.NEAR), mine, theirs, evidence
        )  # the rest is furniture
    whole = whole.without_strays(_PASSAGE)
    is_cut, missing = _is_cut(part, whole), _left_out(whole.matched[whole.form.prose])
    evidence = evidence | {"cut": is_cut, "left_out": missing}
    is_part = is_cut or missing >= _LEFT_OUT
    if not is_part:
        coheres, begins_alike = _cohesion(part, whole), _begins_alike(whole)
        evidence |= {"cohesion": round(coheres, 4), "begins_alike": begins_alike}
        is_part = coheres >= LEAST_COHESION * (_BEGINS_ALIKE if begins_alike else 1)
    if is_part:
        return matched(Relation.CONTAINED, mine, theirs, evidence, turned=turned)
    return matched(Relation.CONTAINS, mine, theirs, evidence, turned=not turned)


def updating(mine: Side, theirs: Side, evidence: dict[str, Any]) -> Match | None:
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
        coheres = cohesion(side.form, prose[:lead], other.form, np.flatnonzero(other.form.prose))
        if coheres >= _LEAD_COHESION * LEAST_COHESION:
            numbers = {"lead": lead, "lead_cohesion": round(coheres, 4)}
            return matched(Relation.UPDATE, mine, theirs, evidence | numbers, turned=turned)
    return None


def _left_out(matched: Mask) -> int:
    """Return how many sentences are missing between the first and the last that are matched."""
    places = np.flatnonzero(matched)
    if not len(places):
        return 0
    return sum(1 for start, end in runs(~matched[places[0] : places[-1]]) if end - start >= _SENTENCE)


def _is_furniture(whole: Side) -> bool:
    """Return whether what the whole has more is no text: few paragraphs that end, and no more than teasers."""
    form, more = whole.form, whole.form.prose & ~whole.matched
    paragraphs = np.count_nonzero(more & form.finished & form.paragraphs)
    limit = min(_REST_TOKENS, _REST_NEW * np.count_nonzero(form.paragraphs))
    return bool(paragraphs < limit and np.count_nonzero(more) < _MORE * np.count_nonzero(whole.matched))


def _cohesion(part: Side, whole: Side) -> float:
    """Return how far what stands before and behind the part is about the same; 1 when next to nothing stands there."""
    places = np.flatnonzero(whole.form.prose)
    matched = np.flatnonzero(whole.matched[places])
    first, last = np.quantile(matched, (_STRAY, 1 - _STRAY)) if len(matched) else (0, -1)
    rest = np.concatenate((places[: int(first)], places[int(last) + 1 :]))
    rest = rest[(whole.form.finished & whole.form.paragraphs & ~whole.matched)[rest]]
    if len(rest) < _REST_LEAST:
        return 1.0
    return cohesion(whole.form, rest, part.form, np.flatnonzero(part.matched))


def _is_cut(part: Side, whole: Side) -> bool:
    """Return whether a passage of the part ends its line where the whole's sentence, or paragraph, goes on."""
    tokens, others = part.form.tokens, whole.form.tokens
    in_paragraphs = int(np.count_nonzero(others.codes == ord("\n"))) >= _PARAGRAPHS
    ends = [end for start, end in runs(part.matched) if end - start >= _PASSAGE and _breaks(tokens, end - 1)]
    if not ends or len(others) < _PASSAGE:
        return False
    mine, theirs = (np.lib.stride_tricks.sliding_window_view(each.ids, _PASSAGE) for each in (tokens, others))
    last = mine[np.array(ends) - _PASSAGE]
    places = np.flatnonzero(is_in(theirs[:, -1], distinct(last[:, -1])))
    passages = set(map(bytes, last))
    return any(
        bytes(theirs[place]) in passages and _goes_on(others, place + _PASSAGE - 1, in_paragraphs=in_paragraphs)
        for place in places.tolist()
    )


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


def _begins_alike(whole: Side) -> bool:
    """Return whether the whole's prose begins with the part."""
    return float(whole.matched[_lead(whole.form)].mean()) >= _SAME_LEAD


def _leading(new: Mask) -> int:
    """Return how many tokens the text begins with of which most are new: where new less matched ones is greatest."""
    balance = np.cumsum(np.where(new, 1, -_LEAD_MATCHED))
    return int(balance.argmax()) + 1 if len(balance) and balance.max() > 0 else 0


def _lead(form: Form) -> Any:
    """Return the places of the first tokens of the prose."""
    return np.flatnonzero(form.prose)[: _LEAD_HAN if form.is_han else _LEAD_OTHER]
