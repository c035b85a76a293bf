"""A text made ready for comparing: what a comparison asks of it, each worked out once and when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.duplication.anchors import Anchors, SpelledOut
from pipelines.duplication.clauses import Clauses, clauses_of, prose_of
from pipelines.duplication.fingerprint import is_han, shingles
from pipelines.duplication.fold import Hashes, Mask, Places, Tokens, has_digit, is_capital, tokenise, traditional_share

MIN_TOKENS = 60
"""A shorter text is a copy only when it is exactly the same, or another's beginning: set phrases alone can fill it."""

MIN_WORDS = 40
"""The same for texts in words, of which each says more than a Han character."""

_WIDTH_HAN, _WIDTH_OTHER = 4, 3
_PARAGRAPH_HAN, _PARAGRAPH_OTHER = 40, 25  # tokens
_TRADITIONAL = (
    0.03  # of the Han characters; those of a traditional text that differ are a third, of a simplified one none
)
_COMMON_SHARE = 0.12  # of a text's clauses: a token in more of them tells none from another
_COMMON_COUNT, _COMMON_MOST = 4, 40  # so few never are common, so many always: pairs of them grow with the square


@dataclass(frozen=True, slots=True)
class Shingles:
    """The hashes of a text's shingles: the distinct ones, ascending, and for each place in the text which one it is.

    Looking up ascending hashes in ascending ones is three times as quick as looking up those of a text in its order.
    """

    distinct: Hashes
    which: Places

    @classmethod
    def of(cls, hashes: Hashes) -> Shingles:
        """Put the hashes of a text's shingles in order."""
        order = np.argsort(hashes)
        ordered = hashes[order]
        is_first = np.ones(len(ordered), dtype=bool)
        np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
        which = np.empty(len(ordered), dtype=np.int64)
        which[order] = np.cumsum(is_first) - 1
        return cls(ordered[is_first], which)

    def __len__(self) -> int:
        return len(self.which)

    def shared(self, other: Shingles) -> tuple[Mask, Mask]:
        """Return which of the distinct shingles of each text the other has, too."""
        if len(self.distinct) > len(other.distinct):
            theirs, mine = other.shared(self)
            return mine, theirs
        places = other.distinct.searchsorted(self.distinct)
        places[places == len(other.distinct)] = 0
        mine = other.distinct[places] == self.distinct
        theirs = np.zeros(len(other.distinct), dtype=bool)
        theirs[places[mine]] = True
        return mine, theirs

    def found(self, chosen: Mask) -> Mask:
        """Return for each place whether its shingle is among the chosen distinct ones."""
        found: Mask = chosen[self.which]
        return found

    def agreement_in_order(self, other: Shingles) -> float:
        """Return how far what both texts have stands in the same order in both: 1 for the same, about 0 for any."""
        here, there = self.shared(other)
        # Distinct shingles ascend in both, so the places of the shared ones go together.
        mine, theirs = self.first_places()[here], other.first_places()[there]
        return float(np.corrcoef(mine, theirs)[0, 1]) if len(mine) > 1 else 1.0

    def first_places(self) -> Places:
        """Return for each distinct shingle where it stands first."""
        first = np.empty(len(self.distinct), dtype=np.int64)
        first[self.which[::-1]] = np.arange(len(self.which))[::-1]
        return first


class Form:
    """One text, its tokens and, on demand, its shingles, prose, clauses and anchors."""

    def __init__(self, text: str | Tokens) -> None:
        self.tokens = text if isinstance(text, Tokens) else tokenise(text)

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def is_han(self) -> bool:
        """Whether most tokens are Han characters."""
        return is_han(self.tokens)

    @cached_property
    def is_traditional(self) -> bool:
        """Whether it is written in traditional Han characters."""
        return traditional_share(self.tokens) > _TRADITIONAL

    @cached_property
    def is_short(self) -> bool:
        """Whether the prose is too short for anything but an exact copy."""
        return int(np.count_nonzero(self.prose)) < self._fewest

    @cached_property
    def prose(self) -> Mask:
        """Which tokens stand in lines of prose; all of them when there is too little prose to be a text."""
        prose, _, _ = self._lines
        return prose if np.count_nonzero(prose) >= self._fewest else np.ones(len(self), dtype=bool)

    @property
    def _fewest(self) -> int:
        return MIN_TOKENS if self.is_han else MIN_WORDS

    @property
    def least_beginning(self) -> int:
        """Of how many tokens the beginning of a text is no set phrase."""
        return self._fewest // 2

    @property
    def extent(self) -> tuple[int, int]:
        """How many tokens a text has, and characters its last one: of two that begin alike the longer one has more."""
        tokens = self.tokens
        return len(self), int(tokens.ends[-1] - tokens.starts[-1]) if len(self) else 0

    def begins_with(self, other: Form) -> bool:
        """Return whether the text begins with the words of another, the last of which may be cut."""
        last = len(other) - 1
        if not 0 <= last < len(self) or not np.array_equal(self.tokens.ids[:last], other.tokens.ids[:last]):
            return False
        mine, theirs = (form.tokens.codes[form.tokens.starts[last] : form.tokens.ends[last]] for form in (self, other))
        return np.array_equal(mine[: len(theirs)], theirs)

    @cached_property
    def paragraphs(self) -> Mask:
        """Which tokens of the prose stand in lines longer than a headline; all of it when few do."""
        _, long, _ = self._lines
        return long if np.count_nonzero(long) * 2 >= np.count_nonzero(self.prose) else self.prose

    @cached_property
    def finished(self) -> Mask:
        """Which tokens stand in lines that end as a sentence does: a teaser's text breaks off."""
        return self._lines[2]

    @cached_property
    def _lines(self) -> tuple[Mask, Mask, Mask]:
        return prose_of(self.tokens, _PARAGRAPH_HAN if self.is_han else _PARAGRAPH_OTHER)

    @cached_property
    def width(self) -> int:
        """How many tokens a shingle has."""
        return _WIDTH_HAN if self.is_han else _WIDTH_OTHER

    def shingles(self, width: int) -> Shingles:
        """Return the shingles that begin at each token but the last ones."""
        return self._shingles if width == self.width else Shingles.of(shingles(self.tokens.ids, width))

    @cached_property
    def _shingles(self) -> Shingles:
        return Shingles.of(shingles(self.tokens.ids, self.width))

    @cached_property
    def clauses(self) -> Clauses:
        """The clauses of the prose."""
        clauses = self._all_clauses
        return clauses.only(self.prose[clauses.starts])

    @cached_property
    def _all_clauses(self) -> Clauses:
        return clauses_of(self.tokens)

    @cached_property
    def anchors(self) -> Anchors:
        """The numbers and names of the text."""
        return Anchors.of(self.tokens, self.in_anchor, self._spelled)

    @cached_property
    def in_anchor(self) -> Mask:
        """Which tokens a rewriter leaves: numbers; in a Chinese text Latin words; in others, names within a clause."""
        spelled = self._spelled.begins | self._spelled.goes_on
        if self.is_han:
            return self.tokens.is_word | spelled
        names = is_capital(self.tokens)
        names[self._all_clauses.starts] = False
        return names | has_digit(self.tokens) | spelled

    @cached_property
    def _spelled(self) -> SpelledOut:
        return SpelledOut.of(self.tokens)

    @cached_property
    def content(self) -> tuple[Hashes, Places]:
        """The telling tokens of the clauses, ordered by token: (token, clause), each pair once."""
        clauses = self.clauses
        clause_of = np.repeat(np.arange(len(clauses)), clauses.sizes)
        places = np.repeat(clauses.starts - np.cumsum(clauses.sizes) + clauses.sizes, clauses.sizes)
        ids = self.tokens.ids[places + np.arange(len(clause_of))]
        order = np.lexsort((clause_of, ids))
        ids, clause_of = ids[order], clause_of[order]
        if not len(ids):
            return ids, clause_of
        once = np.append(True, (ids[1:] != ids[:-1]) | (clause_of[1:] != clause_of[:-1]))
        ids, clause_of = ids[once], clause_of[once]
        first = np.flatnonzero(np.append(True, ids[1:] != ids[:-1]))
        counts = np.diff(np.append(first, len(ids)))
        common = min(max(_COMMON_COUNT, _COMMON_SHARE * len(clauses)), _COMMON_MOST)
        telling = np.repeat(counts <= common, counts)
        return ids[telling], clause_of[telling]
