"""Anchors: the data of a text, which a rewriter leaves. Numbers, in digits or spelled out; and names, or Latin words
among Han characters.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from pipelines.duplication.fingerprint import distinct, is_in
from pipelines.duplication.fold import Codes, Hashes, Mask, Places, Tokens, has_digit
from pipelines.duplication.numerals import spelled_numbers

_AROUND = 3  # tokens on each side that make the place of a number: fewer come again, more are changed with the number
_WORDS_AROUND = 2  # of them that are no numbers: fewer stand elsewhere, too
_A_NUMBER = np.uint64(0x5851F42D4C957F2D)  # stands for any number among those tokens
_POINT, _COLON, _COMMA = map(ord, ".:,")
_GROUP = 3  # digits between commas
_INJECTED = 3  # times a word comes that stands on one side only and is no datum: a brand put in
_CONFLICT = 0.2  # of the anchors that may be missing on the other side
_OTHER_NUMBERS = 0.4  # of the numbers at the same place that may be others
_OTHER_PAIRS = 3  # of numbers: one or two are corrected, or misread
_POWERS = 256  # of a longer number the weights begin again
_STEP = 0x9FB21C651E98DF25
_SALT = np.uint64(0x8CB92BA72F3D8DD7)


@dataclass(frozen=True, slots=True)
class SpelledOut:
    """The numbers of a text that stand in Han characters or words: which tokens begin one, which go on with one."""

    begins: Mask
    goes_on: Mask
    digits: list[str]

    @classmethod
    def of(cls, tokens: Tokens) -> SpelledOut:
        """Return the numbers that a text spells out."""
        begins, goes_on = np.zeros(len(tokens), dtype=bool), np.zeros(len(tokens), dtype=bool)
        found = sorted(spelled_numbers(tokens.text)) if len(tokens) else []
        first = np.searchsorted(tokens.starts, [number.start for number in found])
        last = np.searchsorted(tokens.ends, [number.end for number in found])
        digits = []
        for number, start, end in zip(found, first.tolist(), last.tolist(), strict=True):
            if tokens.starts[start] == number.start and tokens.ends[end] == number.end:  # else within a longer word
                begins[start], goes_on[start + 1 : end + 1] = True, True
                digits.append(number.digits)
        return cls(begins, goes_on, digits)

    def written(self) -> tuple[Codes, Places]:
        """Return the characters of their digits, one after the other, and how many each number has."""
        codes = np.frombuffer("".join(self.digits).encode("utf-32-le"), dtype="<u4")
        return codes, np.array([len(each) for each in self.digits], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Anchors:
    """The anchors of a text in order: the token with which each begins, and a value that equal ones share.

    3.5, 1,000 and 10:30 are one number each; 1000 is 1,000, 05 is 5, and 一千 is 1000.
    """

    places: Places
    values: Hashes
    wholes: Hashes
    """The values of numbers without what stands behind a point; of names, the same as `values`."""
    decimals: Places
    """How many characters stand behind the point, with the point."""
    is_number: Mask
    is_spelled: Mask
    """Which numbers stand in Han characters or words."""
    contexts: Hashes
    """Of numbers, a hash of what stands around each, other numbers there whatever they are; of names, nothing."""
    words: Hashes
    """What the text holds, ascending: its words, numbers and their whole parts, whether they are anchors or not."""

    @classmethod
    def of(cls, tokens: Tokens, is_anchor: Mask, spelled: SpelledOut) -> Anchors:
        """Return the anchors among the tokens that are said to be; numbers hold a digit, or are spelled out."""
        is_digit = has_digit(tokens)
        goes_on = _goes_on(tokens, is_digit) | spelled.goes_on
        starts = np.flatnonzero(~goes_on)
        ends = np.append(starts[1:], len(tokens))
        is_spelled = spelled.begins[starts]
        in_digits = is_digit[starts] & ~is_spelled
        is_number = in_digits | is_spelled
        values = tokens.ids[starts]
        contexts = _contexts(values, is_number)
        wholes, decimals = values.copy(), np.zeros(len(starts), dtype=np.int64)
        if in_digits.any():
            first, last = starts[in_digits], ends[in_digits] - 1
            values[in_digits], wholes[in_digits], decimals[in_digits] = _read(tokens, first, last)
        if is_spelled.any():
            values[is_spelled], wholes[is_spelled], decimals[is_spelled] = _valued(*spelled.written())
        is_word = tokens.is_word[starts] | is_number
        words = distinct(np.concatenate((values[is_word], wholes[is_number])))
        chosen = is_anchor[starts]
        return cls(
            starts[chosen], values[chosen], wholes[chosen], decimals[chosen], is_number[chosen], is_spelled[chosen],
            contexts[chosen], words,
        )  # fmt: skip

    def lacking(self, other: Anchors) -> Mask:
        """Return which anchors the other text lacks. Of a number its whole part is enough: it may be rounded.

        A word that was put in all over one side only is no datum.
        """
        lacking = ~(is_in(self.values, other.words) | is_in(self.wholes, other.words))
        if lacking.any():
            _, back, counts = np.unique(self.values[lacking], return_inverse=True, return_counts=True)
            lacking[lacking] = (counts[back] < _INJECTED) | self.is_number[lacking]
        return lacking


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the data of two texts agree, both texts together."""

    agreeing: int
    missing: int
    """Anchors that the other text lacks, on the side that lacks fewer, twice: what one side has more was put in."""
    numbers: int
    """Numbers that stand at the same place in both, but for the same one spelled out in both, which says little."""
    other_numbers: int
    """Of these, those that are other numbers there."""
    other_pairs: int
    """How many pairs of a number and another these make: one corrected wherever it stands is one."""
    kinds: int
    """How many different anchors are missing or other, on the side that has fewer of them."""

    @classmethod
    def whole(cls, anchors: int) -> Agreement:
        """Return the agreement of texts of which one lacks none of so many anchors."""
        return cls(anchors, 0, 0, 0, 0, 0)

    @property
    def conflict(self) -> float:
        """The share of the anchors that the other text lacks, 0..1."""
        return self.missing / max(1, self.agreeing + self.missing)

    def is_other_data(self, fewest: int) -> bool:
        """Return whether one text is the other's form with other data filled in, at least so many of them."""
        if self.other_pairs >= _OTHER_PAIRS and self.other_numbers > _OTHER_NUMBERS * self.numbers:
            return True
        return self.kinds >= fewest and self.conflict > _CONFLICT


def agreement(one: Anchors, among: Mask, other: Anchors, other_among: Mask) -> Agreement:
    """Return how far the anchors of two texts agree that begin at the chosen tokens of each."""
    chosen, other_chosen = among[one.places], other_among[other.places]
    mine, theirs = one.lacking(other) & chosen, other.lacking(one) & other_chosen
    missing = 2 * int(min(np.count_nonzero(mine), np.count_nonzero(theirs)))
    here, over = _same_places(one, other, chosen, other_chosen)
    is_other = one.wholes[here] != other.wholes[over]
    is_other |= (one.values[here] != other.values[over]) & (one.decimals[here] == other.decimals[over])
    mine[here[is_other]] = theirs[over[is_other]] = True
    return Agreement(
        agreeing=int(np.count_nonzero(chosen) + np.count_nonzero(other_chosen)) - missing,
        missing=missing,
        numbers=int(np.count_nonzero(is_other | ~one.is_spelled[here])),
        other_numbers=int(np.count_nonzero(is_other)),
        other_pairs=len(distinct(one.values[here][is_other] * _SALT ^ other.values[over][is_other])),
        kinds=min(len(distinct(one.values[mine])), len(distinct(other.values[theirs]))),
    )


def _goes_on(tokens: Tokens, is_digit: Mask) -> Mask:
    """Return which tokens go on with the number that the token before is of."""
    goes_on = np.zeros(len(tokens), dtype=bool)
    close = np.flatnonzero(is_digit[1:] & is_digit[:-1] & (tokens.starts[1:] == tokens.ends[:-1] + 1))
    between = tokens.codes[tokens.ends[close]]
    is_group = (tokens.ends - tokens.starts)[close + 1] == _GROUP
    goes_on[close + 1] = _is_point(between) | ((between == _COMMA) & is_group)
    return goes_on


def _is_point(codes: Codes) -> Mask:
    found: Mask = (codes == _POINT) | (codes == _COLON)
    return found


def _contexts(values: Hashes, is_number: Mask) -> Hashes:
    """Return a hash of what stands around each number, 0 where that is numbers but for a word: it tells no place."""
    contexts = np.zeros(len(values), dtype=np.uint64)
    numbers = np.flatnonzero(is_number)
    around = np.zeros(len(values) + 2 * _AROUND, dtype=np.uint64)
    around[_AROUND : _AROUND + len(values)] = np.where(is_number, _A_NUMBER, values)
    words = np.zeros(len(numbers), dtype=np.int64)
    for offset in range(2 * _AROUND + 1):
        contexts[numbers] += around[numbers + offset] * _weights()[offset]
        words += (around[numbers + offset] != _A_NUMBER) & (around[numbers + offset] != 0)
    contexts[numbers[words < _WORDS_AROUND]] = 0
    return contexts


def _read(tokens: Tokens, first: Places, last: Places) -> tuple[Hashes, Hashes, Places]:
    """Return the values of the numbers from one token to another, those of their whole parts, and their decimals."""
    starts, sizes = tokens.starts[first], tokens.ends[last] - tokens.starts[first]
    return _valued(tokens.codes[np.arange(sizes.sum()) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)], sizes)


def _valued(codes: Codes, sizes: Places) -> tuple[Hashes, Hashes, Places]:
    """Return the same for the characters of numbers, one after the other, of which each has so many."""
    before = np.cumsum(sizes) - sizes
    points = np.cumsum(_is_point(codes))
    is_behind = points > np.repeat(points[before], sizes)  # no number begins with one
    decimals: Places = np.add.reduceat(is_behind, before, dtype=np.int64)
    counts = codes != _COMMA
    return _hashed(codes, counts, before), _hashed(codes, counts & ~is_behind, before), decimals


def _hashed(codes: Codes, counts: Mask, before: Places) -> Hashes:
    """Return a hash of the characters of each number that count; zeros in front make no difference."""
    left = np.append(np.cumsum(counts[::-1])[::-1], 0)
    sizes = np.diff(before, append=len(codes))
    exponents = left[:-1] - np.repeat(left[before + sizes], sizes)
    weighed = (codes.astype(np.uint64) - np.uint64(ord("0"))) * _weights()[exponents % _POWERS]
    weighed[~counts] = 0
    return np.add.reduceat(weighed, before) ^ _SALT


def _same_places(one: Anchors, other: Anchors, chosen: Mask, other_chosen: Mask) -> tuple[Places, Places]:
    """Return (number, number of the other text) for those in the same context, where it comes as often in both.

    What comes as often stands in the same order.
    """
    mine, kinds, first, counts = _by_context(one, chosen)
    theirs, their_kinds, their_first, their_counts = _by_context(other, other_chosen)
    here, over = is_in(kinds, their_kinds), is_in(their_kinds, kinds)
    alike = counts[here] == their_counts[over]
    counts = counts[here][alike]
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return (
        mine[np.repeat(first[here][alike], counts) + nth],
        theirs[np.repeat(their_first[over][alike], counts) + nth],
    )


def _by_context(anchors: Anchors, chosen: Mask) -> tuple[Places, Hashes, Places, Places]:
    """Return the chosen numbers in order of their contexts; and for each context its first place and count."""
    numbers = np.flatnonzero(anchors.is_number & chosen & (anchors.contexts != 0))
    contexts = anchors.contexts[numbers]
    order = np.argsort(contexts, kind="stable")
    ordered = contexts[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)])
    return numbers[order], ordered[first], first, np.diff(np.append(first, len(ordered)))


@functools.cache
def _weights() -> Hashes:
    return np.array([pow(_STEP, exponent + 1, 1 << 64) for exponent in range(_POWERS)], dtype=np.uint64)
