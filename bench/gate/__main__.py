"""`python -m bench.gate [dev|held]`: how many bad pages of each kind are held, and how many clean ones pass."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from bench.gate.pages import HALVES, Sample, samples
from crawler.items import NewsItem
from crawler.outcomes import HOLDING_FLAGS
from pipelines.extraction.article import extract
from pipelines.extraction.page import PageInput

CLEAN_PASS, BAD_HELD = 0.99, 0.95
_NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


@dataclass
class Figures:
    """Of one kind of page: how many there are, how many are held, and by which flags."""

    pages: int = 0
    held: int = 0
    flags: Counter[str] = field(default_factory=Counter)


def flags_of(sample: Sample) -> frozenset[str]:
    """Return the flags that hold an item of the page; a page without an article is held by nothing."""
    found = extract(PageInput(sample.page, "https://site.example/news/1.html", "text/html; charset=utf-8"), _NOW)
    return frozenset().union(*(held(item) for item in found.items))


def held(item: NewsItem) -> frozenset[str]:
    """Return the flags that hold an item."""
    return frozenset(map(str, HOLDING_FLAGS.intersection(item.flags)))


def measure(half: str) -> dict[str, Figures]:
    """Return the figures of each kind of page in a half."""
    figures: dict[str, Figures] = defaultdict(Figures)
    for sample in samples(half):
        found, known = flags_of(sample), figures[f"{sample.language} {sample.kind}"]
        known.pages += 1
        known.held += bool(found)
        known.flags.update(found)
    return dict(figures)


def shares(figures: dict[str, Figures]) -> tuple[float, float]:
    """Return the share of clean pages that pass, and that of bad ones that are held, without hard ones."""
    clean = [known for kind, known in figures.items() if " clean" in kind]
    bad = [known for kind, known in figures.items() if " clean" not in kind and " hard" not in kind]
    return 1 - _share(clean), _share(bad)


def _share(of: list[Figures]) -> float:
    return sum(known.held for known in of) / max(sum(known.pages for known in of), 1)


def main() -> int:
    """Print the figures; 1 when a half is below what the gate promises."""
    good = True
    for half in sys.argv[1:] or HALVES:
        figures = measure(half)
        for kind, known in figures.items():
            print(f"{half} {kind:36} held {known.held:3} of {known.pages:3}  {dict(known.flags)}")
        passed, caught = shares(figures)
        print(f"{half}: {passed:.1%} of clean pages pass, {caught:.1%} of bad ones are held")
        good = good and passed >= CLEAN_PASS and caught >= BAD_HELD
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
