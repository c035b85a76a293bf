"""How answers are scored: pure functions of what was found and what is right.

Bodies are compared as the public article-extraction-benchmark does it: multisets of 4-grams, each page's counts of true
positives, false positives and false negatives divided by their sum; the F1 of a set is that of its mean precision (over
pages with any output) and its mean recall. One thing differs: Chinese is cut into characters, since that benchmark's
tokens, runs of word characters, would be whole clauses.
"""

from __future__ import annotations

import random
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_N = 4
_WORD = re.compile(r"\w+")
_CHARACTER = re.compile(r"\w")
_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?!\d)")
_SPACES = re.compile(r"\s+")

Shingles = Counter[tuple[str, ...]]


class Verdict(StrEnum):
    """What a field's value is worth on one page."""

    RIGHT = "right"
    NEAR = "near"
    """A title that differs in marks or in a suffix; authors of whom at least one is right."""
    WRONG = "wrong"
    MISSING = "missing"
    INVENTED = "invented"
    """A value where the page has none."""
    RIGHTLY_NONE = "rightly none"


@dataclass(frozen=True, slots=True)
class Match:
    """How a found text covers the right one: shares of the 4-grams of both, adding up to 1 (0 when both are empty)."""

    hit: float
    surplus: float
    missed: float

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 when both texts are empty."""
        if self.surplus == self.missed == 0:
            return 1.0
        return self.hit / (self.hit + self.surplus) if self.hit else 0.0

    @property
    def recall(self) -> float:
        """The share of what is right that was found; 1 when both texts are empty."""
        if self.surplus == self.missed == 0:
            return 1.0
        return self.hit / (self.hit + self.missed) if self.hit else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class BodyScore:
    """The bodies of a set: `f1` as the benchmark has it, `page_f1` the mean over pages, `low` the share under .5."""

    pages: int
    f1: float
    precision: float
    recall: float
    page_f1: float
    low: float


@dataclass(frozen=True, slots=True)
class FieldScore:
    """A field over a set: shares of the pages that state it, and of those that are known to have none."""

    stated: int
    right: float
    lenient: float
    wrong: float
    missing: float
    blank: int
    invented: float


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference with its 95 % interval, and on how many pages the one or the other was ahead."""

    pages: int
    mean: float
    low: float
    high: float
    better: int
    worse: int


def harmonic(one: float, other: float) -> float:
    """Return the harmonic mean of two shares; 0 when both are 0."""
    return 2 * one * other / (one + other) if one + other else 0.0


def shingles(text: str, lang: str) -> Shingles:
    """Return the 4-grams of a text; of fewer than four tokens, the one shingle that they make."""
    tokens = (_CHARACTER if lang == "zh" else _WORD).findall(text)
    grams = (tuple(tokens[at : at + _N]) for at in range(max(1, len(tokens) - _N + 1)))
    return Counter(gram for gram in grams if gram)


def match(gold: Shingles, found: Shingles) -> Match:
    """Compare what was found with what is right."""
    hit = (gold & found).total()
    surplus, missed = found.total() - hit, gold.total() - hit
    total = hit + surplus + missed
    return Match(hit / total, surplus / total, missed / total) if total else Match(0.0, 0.0, 0.0)


def body_score(matches: Sequence[Match]) -> BodyScore:
    """Sum a set's bodies up; every figure is 0 for a set without any."""
    if not matches:
        return BodyScore(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    precision = _mean(each.precision for each in matches if each.hit + each.surplus > 0)
    recall = _mean(each.recall for each in matches if each.hit + each.missed > 0)
    return BodyScore(
        pages=len(matches),
        f1=harmonic(precision, recall),
        precision=precision,
        recall=recall,
        page_f1=_mean(each.f1 for each in matches),
        low=_mean(float(each.f1 < 0.5) for each in matches),
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return statistics.fmean(listed) if listed else 0.0


def title_verdict(gold: Sequence[str] | None, found: str | None) -> Verdict | None:
    """Right when equal but for width and white space (which Chinese headlines gain and lose at line ends).

    Near when the letters and digits are equal, or one title holds the other and is at most twice as long.
    """
    bare = _bare(gold, bool(found and found.strip()))
    if bare or gold is None or not found:
        return bare
    if any(_one_form(each) == _one_form(found) for each in gold):
        return Verdict.RIGHT
    return Verdict.NEAR if any(_alike(fold(each), fold(found)) for each in gold) else Verdict.WRONG


def date_verdict(gold: Sequence[str] | None, found: str | None) -> Verdict | None:
    """Right when the day is one of the gold days, as both are written; the time of day is not compared."""
    bare = _bare(gold, bool(found))
    if bare or gold is None or not found:
        return bare
    return Verdict.RIGHT if day_of(found) in {day_of(each) or each for each in gold} else Verdict.WRONG


def authors_verdict(gold: Sequence[str] | None, found: Sequence[str]) -> Verdict | None:
    """Right when the sets of folded names are equal, near when they share a name."""
    bare = _bare(gold, any(fold(each) for each in found))
    if bare or gold is None:
        return bare
    right, ours = {fold(each) for each in gold}, {fold(each) for each in found} - {""}
    if right == ours:
        return Verdict.RIGHT
    return Verdict.NEAR if right & ours else Verdict.WRONG


def origin_verdict(gold: Sequence[str] | None, found: str | None) -> Verdict | None:
    """Right when the folded name is one of the gold names."""
    bare = _bare(gold, bool(found))
    if bare or gold is None or not found:
        return bare
    return Verdict.RIGHT if fold(found) in {fold(each) for each in gold} else Verdict.WRONG


def _bare(gold: Sequence[str] | None, found: bool) -> Verdict | None:  # noqa: FBT001  (private)
    """Judge what can be judged without comparing values; None also when nothing is known of the page."""
    if gold is None:
        return None
    if not gold:
        return Verdict.INVENTED if found else Verdict.RIGHTLY_NONE
    return None if found else Verdict.MISSING


def fold(text: str) -> str:
    """Return the letters and digits of a text, in one width and case."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold())).replace("_", "")


def day_of(text: str) -> str | None:
    """Return the day that a date begins with, as YYYY-MM-DD, or None when there is none to read."""
    found = _DAY.search(unicodedata.normalize("NFKC", text))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


def _one_form(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return one == other or (bool(short) and short in long and len(long) <= 2 * len(short))


def field_score(verdicts: Iterable[Verdict | None]) -> FieldScore:
    """Sum a field up; None (not known) does not count."""
    counts = Counter(each for each in verdicts if each)
    blank = counts[Verdict.INVENTED] + counts[Verdict.RIGHTLY_NONE]
    stated = counts.total() - blank
    of = max(1, stated)
    return FieldScore(
        stated=stated,
        right=counts[Verdict.RIGHT] / of,
        lenient=(counts[Verdict.RIGHT] + counts[Verdict.NEAR]) / of,
        wrong=counts[Verdict.WRONG] / of,
        missing=counts[Verdict.MISSING] / of,
        blank=blank,
        invented=counts[Verdict.INVENTED] / max(1, blank),
    )


def paired_bootstrap(ours: Sequence[float], theirs: Sequence[float], resamples: int = 2000, seed: int = 0) -> Interval:
    """Return the mean of `ours - theirs` over the same pages, with the 95 % interval of resampled pages."""
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    if not differences:
        return Interval(0, 0.0, 0.0, 0.0, 0, 0)
    dice = random.Random(seed)  # noqa: S311  (statistics, no secret)
    means = sorted(statistics.fmean(dice.choices(differences, k=len(differences))) for _ in range(resamples))
    return Interval(
        pages=len(differences),
        mean=statistics.fmean(differences),
        low=means[int(0.025 * resamples)],
        high=means[int(0.975 * resamples) - 1],
        better=sum(each > 0.001 for each in differences),
        worse=sum(each < -0.001 for each in differences),
    )


def odd_lines(text: str, other: str, lang: str) -> list[str]:
    """Return the lines of a text that the other one does not hold, nor half of their 4-grams."""
    whole, known = fold(other), shingles(other, lang)
    return [line for line in text.split("\n") if fold(line) not in whole and _held(shingles(line, lang), known) < 0.5]


def _held(line: Shingles, known: Shingles) -> float:
    return sum(count for gram, count in line.items() if gram in known) / max(1, line.total())
