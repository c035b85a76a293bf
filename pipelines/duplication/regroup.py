"""What is left of a story whose head is gone: which of its texts are still one, and who heads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from crawler.outcomes import COPY_RELATIONS, Relation
from pipelines.duplication.form import Form
from pipelines.duplication.head import Copy, most_original
from pipelines.duplication.match import Match
from pipelines.duplication.verify import compare


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are one: the head and its copies, in order of arrival."""

    head: str
    members: list[str]


class Remainder:
    """Texts by their ids, in order of arrival, with what tells the head; `said` are sets of ids that a person says are
    one text.
    """

    def __init__(self, texts: Mapping[str, str], copies: Mapping[str, Copy], said: Sequence[Collection[str]]) -> None:
        self._forms = {key: Form(text) for key, text in texts.items()}
        self._copies = copies
        self._said = [set(each) for each in said]

    def groups(self) -> list[Group]:
        """Return the texts in groups, that of the most original one first.

        Each text is a copy of its group's head, or of one that a person says is the same as that.
        """
        found = []
        left = list(self._forms)
        while left:
            group = self._group(left)
            found.append(group)
            left = [each for each in left if each not in group.members]
        return found

    def _group(self, left: Sequence[str]) -> Group:
        head = self._best(left, left[0], parts=())
        tried: set[str] = set()
        while True:
            members, parts = self._around(head, left)
            tried.add(head)
            better = self._best(members, head, parts)
            if better in tried:
                return Group(head, members)
            head = better

    def _best(self, among: Sequence[str], present: str, parts: Collection[str]) -> str:
        copies = [replace(self._copies[each], is_part=each in parts) for each in among]
        return among[most_original(copies, among.index(present))]

    def _around(self, head: str, left: Sequence[str]) -> tuple[list[str], set[str]]:
        """Return who belongs to a head, itself included, and who of them is nothing but a part of the text."""
        same = self._same(head) & set(left)
        members, parts = [], set()
        for each in left:
            match = self._copy(each, head) if each != head else None
            if match and match.relation is Relation.CONTAINED:
                parts.add(head if match.turned else each)
            if match or each in same or any(self._copy(each, other) for other in same - {head}):
                members.append(each)
        return members, parts

    def _same(self, head: str) -> set[str]:
        """Return what persons say is the same as a text, itself included."""
        same = {head}
        while more := {each for said in self._said if said & same for each in said} - same:
            same |= more
        return same

    def _copy(self, one: str, other: str) -> Match | None:
        match = compare(self._forms[one], self._forms[other])
        return match if match and match.relation in COPY_RELATIONS else None
