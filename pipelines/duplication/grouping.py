"""The stories among many texts, from how each two of them stand to each other.

What is said of two texts is the same in whichever order they came, so the stories are, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from crawler.outcomes import Relation

_SAME = frozenset({Relation.EXACT, Relation.NEAR, Relation.SCRIPT, Relation.REWRITTEN})
_LOOKED_AT = 6  # parts of a whole that are asked whether they have to do with each other
_PARTS = frozenset({Relation.CONTAINED, Relation.CONTAINS})
_LINKS = frozenset({Relation.UPDATE, Relation.TEMPLATE})


@dataclass(frozen=True, slots=True)
class Tie:
    """How text `one` stands to text `other`, `share` of it being matched and `share_back` of the other."""

    one: int
    other: int
    relation: Relation
    share: float
    share_back: float
    is_cut: bool = False
    """Whether the text ends where a sentence of the other one goes on."""


@dataclass(frozen=True, slots=True)
class Stories:
    """Texts by number. A story has a head, the text as most of its copies have it, and members that are its copies."""

    head_of: Mapping[int, int]
    members: Mapping[int, list[int]]
    """All texts of a story by its head, the head first."""
    holds: Mapping[int, list[int]]
    """For the head of a page of several texts: each text within."""
    linked: Mapping[int, tuple[Relation, int]]
    """For a head: what else it is to another head."""


class Judge(Protocol):
    """What grouping asks of the texts themselves."""

    def most_typical(self, texts: list[int]) -> int:
        """Return the one of some texts that are the same which is most like all the others."""

    def standing(self, part: int, whole: int) -> Tie | None:
        """Return the tie of a text that is contained in another or held by it, seen from the part; or None."""

    def are_apart(self, one: int, other: int, *, whole_texts: bool) -> bool:
        """Return whether two texts are no parts of one; of two whole texts, whether they share no passage."""


@dataclass(slots=True)
class Grouping:
    """Texts that are the same one are joined as soon as they are told; parts find their wholes at the end.

    Texts are numbered from the longest to the shortest.
    """

    _above: dict[int, int] = field(default_factory=dict)
    _ties: dict[tuple[int, int], Tie] = field(default_factory=dict)

    def root(self, text: int) -> int:
        """Return the text that stands for all that are the same as this one so far."""
        while (above := self._above.get(text, text)) != text:
            self._above[text] = self._above.get(above, above)
            text = above
        return text

    def tell(self, tie: Tie) -> None:
        """Take note of how two texts stand to each other."""
        self._ties[tie.one, tie.other] = tie
        one, other = self.root(tie.one), self.root(tie.other)
        if tie.relation in _SAME and one != other:
            first, second = sorted((one, other))
            self._above[second] = first

    def pages(self) -> dict[int, list[int]]:
        """Return for each page the texts that it was told to contain."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for tie in self._ties.values():
            if tie.relation is Relation.CONTAINS:
                found[tie.one].append(tie.other)
        return dict(found)

    def stories(self, judge: Judge) -> Stories:
        """Return the stories. What two texts that stand for all their copies are to each other, the judge says again:
        what stands in some copy of a text may stand in what that one has more.
        """
        same: defaultdict[int, list[int]] = defaultdict(list)
        for text in sorted({each for pair in self._ties for each in pair}):
            same[self.root(text)].append(text)
        heads = {root: judge.most_typical(texts) for root, texts in same.items()}
        parts, pages = self._parts(heads, judge)
        whole = {part: outer for part in parts if (outer := _outermost(part, parts)) != part}
        within: defaultdict[int, list[int]] = defaultdict(list)
        inner: defaultdict[int, list[int]] = defaultdict(list)
        for part, outer in whole.items():
            within[outer].append(part)
            inner[parts[part]].append(part)
        shown = {root: head for root, head in heads.items() if root not in whole}
        members = {head: [head, *_others(root, head, within, same)] for root, head in shown.items()}
        head_of = {text: head for head, texts in members.items() for text in texts}
        holds = {
            shown[page]: sorted({text for part in held for each in (part, *inner[part]) for text in same[each]})
            for page, held in pages.items()
            if page in shown
        }
        return Stories(head_of, members, holds, dict(self._linked(head_of)))

    def _parts(self, heads: Mapping[int, int], judge: Judge) -> tuple[dict[int, int], dict[int, set[int]]]:
        """Return for each part the whole it is a copy of, and for each page the texts that it holds."""
        standing: dict[tuple[int, int], Tie] = {}
        pages: defaultdict[int, set[int]] = defaultdict(set)
        for part, whole in sorted(self._nominated()):
            tie = judge.standing(heads[part], heads[whole])
            if tie and tie.relation is Relation.CONTAINED:
                standing[part, whole] = tie
            elif tie:
                pages[whole].add(part)
        self._find_pages(standing, pages, heads, judge)
        parts: dict[int, int] = {}
        for part, whole in sorted(standing, key=lambda pair: (-standing[pair].share_back, heads[pair[1]])):
            # Of several wholes a part belongs to the one that it makes up most of.
            if part not in parts and part not in pages.get(whole, ()):
                parts[part] = whole
        for page, held in pages.items():  # a part of what a page holds is not one more of its texts
            held.difference_update([each for each in held if parts.get(each) in held or parts.get(each) == page])
        return parts, {page: held for page, held in pages.items() if held}

    def _nominated(self) -> set[tuple[int, int]]:
        """Return (part, whole) for the texts of which some copies stand so."""
        ends = {
            (self.root(tie.one), self.root(tie.other))[:: 1 if tie.relation is Relation.CONTAINED else -1]
            for tie in self._ties.values()
            if tie.relation in _PARTS
        }
        return {(part, whole) for part, whole in ends if part != whole}

    def _find_pages(
        self,
        standing: Mapping[tuple[int, int], Tie],
        pages: defaultdict[int, set[int]],
        heads: Mapping[int, int],
        judge: Judge,
    ) -> None:
        """Add to the pages each whole with two parts that have nothing to do with each other."""
        parts_of: defaultdict[int, set[int]] = defaultdict(set)
        for part, whole in standing:
            parts_of[whole].add(part)
        for whole, found in parts_of.items():
            everything = found | pages.get(whole, set())
            outer = {part for part in found if not any((part, other) in standing for other in everything)}
            complete = [part for part in sorted(outer) if not standing[part, whole].is_cut][:_LOOKED_AT]
            others = sorted(outer | pages.get(whole, set()))[:_LOOKED_AT]
            if any(
                judge.are_apart(heads[one], heads[two], whole_texts=two in complete)
                for one in complete
                for two in others
                if one != two
            ):
                pages[whole] |= set(complete)

    def _linked(self, head_of: Mapping[int, int]) -> Iterator[tuple[int, tuple[Relation, int]]]:
        for tie in self._ties.values():
            if tie.relation in _LINKS:
                one, other = head_of.get(tie.one, tie.one), head_of.get(tie.other, tie.other)
                if one != other:
                    yield one, (tie.relation, other)


def _others(root: int, head: int, within: Mapping[int, list[int]], same: Mapping[int, list[int]]) -> Iterator[int]:
    for each in (root, *within.get(root, ())):
        yield from (text for text in same[each] if text != head)


def _outermost(part: int, parts: Mapping[int, int]) -> int:
    """Return the whole of the whole of a part; where parts hold each other, the one that came first."""
    path = [part]
    while (outer := parts.get(path[-1])) is not None:
        if outer in path:
            return min(path[path.index(outer) :])
        path.append(outer)
    return path[-1]
