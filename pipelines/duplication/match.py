"""What is told of two texts: the relation, the shares that are matched, and the evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crawler.outcomes import Relation
from pipelines.duplication.form import Form
from pipelines.duplication.side import Side


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


def matched(relation: Relation, mine: Side, theirs: Side, evidence: dict[str, Any], *, turned: bool = False) -> Match:
    """Return the match with the shares that the two sides say."""
    return Match(relation, round(mine.coverage, 4), evidence, turned, round(theirs.coverage, 4))


def same_text(new: Form, old: Form, relation: Relation) -> Relation:
    """Return the relation of two texts that are one: `script` when one is written in the other script."""
    return relation if new.is_traditional == old.is_traditional else Relation.SCRIPT
