"""Clauses: the smallest parts of a text that a rewriter leaves in their order, and how two texts' clauses pair up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.duplication.fold import tokens

_BREAK = re.compile(r"[。！？!?；;，,、：:\n…]+|\.(?=\s|$)|\s[-–—]\s|——")
_SENTENCE_END = re.compile(r"[。！？!?.…][”\"’'」』）)\]]*\s*$")
_ANCHOR = re.compile(r"[a-z0-9]")
# Characters and words that any two texts share.
_COMMON = frozenset(
    """
    的 了 在 是 和 有 与 对 也 就 都 而 及 或 这 那 一 不 为 以 于 上 下 中 个 们 将 从 到 被 把 他 她 它 我 你 人 会 能
    要 说 the a an of to in is are was were be and or that this it its for on with as at by from has have had will not
    he she they
    """.split()
)
_MIN_PROSE = 60  # tokens
_MIN_CONTENT = 2
_AGREE = 0.4  # overlap of two clauses' content from which one is the other
_BACK, _AHEAD = 2, 12  # clauses around the expected one that are looked at


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: how many tokens it has, the telling ones among them, and its anchors (numbers, Latin words)."""

    size: int
    content: frozenset[str]
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two texts' clauses pair up: the share of each text's tokens in a pair, and what the pairs disagree on."""

    there: float
    back: float
    overlap: float
    """Mean overlap of the paired clauses' content, 0..1."""
    agreeing: int
    """Anchors that stand in a pair and in the other text."""
    missing: list[str] = field(default_factory=list)
    """Anchors of paired clauses that the other text lacks: the data differ."""

    @property
    def conflict(self) -> float:
        """The share of the anchors in pairs that the other text lacks, 0..1."""
        return len(self.missing) / max(1, self.agreeing + len(self.missing))


def prose_of(text: str) -> str:
    """Return the lines that end as a sentence does; the whole text when those are too few to be a text."""
    kept = "\n".join(line for line in text.split("\n") if _SENTENCE_END.search(line))
    return kept if len(tokens(kept)) >= _MIN_PROSE else text


def clauses_of(text: str) -> list[Clause]:
    """Return a text's clauses in order, those without a token left out."""
    found = []
    for part in _BREAK.split(text):
        if words := tokens(part):
            content = frozenset(word for word in words if word not in _COMMON)
            anchors = frozenset(word for word in content if _ANCHOR.match(word))
            found.append(Clause(len(words), content, anchors))
    return found


def align(new: Sequence[Clause], old: Sequence[Clause]) -> Alignment:
    """Pair the clauses of two texts, each one with the best near the place that the pair before it leads to."""
    pairs = _pairs(new, old)
    if not pairs:
        return Alignment(0.0, 0.0, 0.0, 0)
    mine, theirs = _anchors(new), _anchors(old)
    agreeing, missing = 0, []
    for here, there in pairs:
        for anchors, own, other in ((new[here].anchors, mine, theirs), (old[there].anchors, theirs, mine)):
            for anchor in anchors:
                if anchor in other:
                    agreeing += 1
                elif own[anchor] < 3 or anchor[0].isdigit():  # a word all over one side only was put in
                    missing.append(anchor)
    return Alignment(
        there=sum(new[here].size for here, _ in pairs) / sum(clause.size for clause in new),
        back=sum(old[there].size for there in {there for _, there in pairs}) / sum(clause.size for clause in old),
        overlap=sum(_overlap(new[here], old[there]) for here, there in pairs) / len(pairs),
        agreeing=agreeing,
        missing=missing,
    )


def _pairs(new: Sequence[Clause], old: Sequence[Clause]) -> list[tuple[int, int]]:
    """Return the places of clauses that are the same one; where the thread is lost, a rare word finds it again."""
    by_word: dict[str, list[int]] = {}
    for place, clause in enumerate(old):
        for word in clause.content:
            by_word.setdefault(word, []).append(place)
    pairs: list[tuple[int, int]] = []
    expected = 0
    for place, clause in enumerate(new):
        if len(clause.content) < _MIN_CONTENT:
            continue
        near = set(range(max(0, expected - _BACK), min(len(old), expected + _AHEAD)))
        for word in clause.content:
            if len(found := by_word.get(word, ())) <= 2:
                near.update(found)
        best = max(near, key=lambda there: (_overlap(clause, old[there]), -abs(there - expected)), default=None)
        if best is not None and _overlap(clause, old[best]) >= _AGREE:
            pairs.append((place, best))
            expected = best + 1
    return pairs


def _overlap(one: Clause, other: Clause) -> float:
    """Return the overlap of two clauses' content against the larger one; 0 when one is far shorter."""
    larger = max(len(one.content), len(other.content))
    return len(one.content & other.content) / larger if larger and len(other.content) >= _MIN_CONTENT else 0.0


def _anchors(clauses: Sequence[Clause]) -> Counter[str]:
    return Counter(anchor for clause in clauses for anchor in clause.anchors)
