"""`python -m bench.events`: how well stories that tell one happening in other words are found, on stories of our own.

Prints, for each half of the set, precision and recall over pairs of stories, also by language. A half is made of whole
families (a firm, a field), so that near misses stand in the same one; digests stand in both. What was tuned on is
`dev`; docs/decisions/0010-events.md says what the figures prove.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import itertools
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.happenings.grouping import Pair, group, pair
from pipelines.happenings.ideas import load_ideas
from pipelines.happenings.likeness import WINDOW_DAYS, Rarity, likeness, weighed
from pipelines.happenings.signature import Signature, signature
from pipelines.vocabulary import load_vocabulary

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "settings"
HALVES = ("dev", "held")
PRESS = "press"
"""A set of its own: real firms, a sentence or two a story, told as newsrooms do."""
AGENCY = "agency"
"""Another: invented news of real firms at the length of an agency's text, most of it near misses of the same week."""
LATER = "later"
"""A small one of the same kind, written after the rules had been settled; nothing was tuned on it."""
NEWSROOMS = "newsrooms"
"""Invented news, mostly of real firms, told by several newsrooms: another lead, other quotes, a part of the numbers."""
FILES = {each: f"{each}.tsv" for each in (PRESS, AGENCY, LATER, NEWSROOMS)}
WANTED_PRECISION, WANTED_RECALL = 0.95, 0.7


@dataclass(frozen=True)
class Story:
    """A labelled story: those of one `event` tell one happening."""

    key: str
    event: str
    at: dt.datetime
    title: str
    text: str

    @property
    def family(self) -> str:
        """What the event has in common with its near misses."""
        return self.event.partition("/")[0]


@dataclass(frozen=True)
class Figures:
    """Pairs that were put together, rightly or wrongly, and pairs that were not."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of right ones among the pairs that were put together."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the labelled pairs that were put together."""
        return self.right / max(1, self.right + self.missed)


def stories(half: str | None = None, file: str = "stories.tsv") -> list[Story]:
    """Return the stories of a half, or all, in the order of a file."""
    with (HERE / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [
        Story(f"{number:04}", row["event"], dt.datetime.fromisoformat(row["published_at"]), row["title"], row["text"])
        for number, row in enumerate(rows)
    ]
    return [each for each in found if half in (None, half_of(each.family)) or each.family == "digest"]


def half_of(family: str) -> str:
    """Return the half that a family stands in."""
    return HALVES[hashlib.sha256(family.encode()).digest()[0] % 2]


def signatures(given: Sequence[Story]) -> dict[str, Signature]:
    """Return the signature of each story, as the stages make it."""
    vocabulary, ideas = load_vocabulary(SHIPPED, HERE), load_ideas(SHIPPED, HERE)
    return {
        each.key: signature(
            each.title, each.text, vocabulary.judge(each.title, each.text).mentions, ideas, each.at.date()
        )
        for each in given
    }


def scores(given: Sequence[Story], signs: dict[str, Signature]) -> dict[Pair, float]:
    """Return how alike each two stories are that may be one event at all."""
    rarity = Rarity(len(given), Counter(term for each in given for term in signs[each.key].terms))
    ready = {each.key: weighed(signs[each.key], rarity) for each in given}
    found = {}
    for one, other in itertools.combinations(given, 2):
        days = abs(one.at - other.at) / dt.timedelta(days=1)
        if days <= WINDOW_DAYS:
            found[pair(one.key, other.key)] = likeness(ready[one.key], ready[other.key], days).score
    return found


def labelled(given: Sequence[Story]) -> set[Pair]:
    """Return the pairs of stories that tell one happening."""
    return {pair(one.key, other.key) for one, other in itertools.combinations(given, 2) if one.event == other.event}


def pairs_of(groups: Sequence[Sequence[str]]) -> set[Pair]:
    """Return the pairs of stories that stand in one group."""
    return {pair(one, other) for each in groups for one, other in itertools.combinations(each, 2)}


def figures(found: set[Pair], wanted: set[Pair]) -> Figures:
    """Count pairs."""
    return Figures(len(found & wanted), len(found - wanted), len(wanted - found))


def main() -> int:
    """Print the figures of both halves; 1 when the half that was not tuned on misses what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m bench.events", description=__doc__)
    parser.add_argument("--half", choices=(*HALVES, *FILES), help="only this one")
    parser.add_argument("--wrong", action="store_true", help="name the pairs that are wrong, and those that are missed")
    options = parser.parse_args()
    good = True
    for half in (options.half,) if options.half else (*HALVES, *FILES):
        given = stories(file=FILES[half]) if half in FILES else stories(half)
        signs = signatures(given)
        likely = scores(given, signs)
        found, wanted = pairs_of(group([each.key for each in given], likely, ())), labelled(given)
        events = sum(number > 1 for number in Counter(each.event for each in given).values())
        print(f"{half}: {len(given)} stories, {events} events of several, {len(wanted)} pairs")
        all_of_it = figures(found, wanted)
        _show("all", all_of_it)
        for name, languages in (("zh-zh", {True}), ("en-en", {False}), ("zh-en", {True, False})):
            of_these = {each for each in found | wanted if {signs[each[0]].is_han, signs[each[1]].is_han} == languages}
            _show(name, figures(found & of_these, wanted & of_these))
        if options.wrong:
            titles = {each.key: each.title for each in given}
            for what, these in (("wrong", found - wanted), ("missed", wanted - found)):
                for one, other in sorted(these):
                    print(f"  {what} {likely.get((one, other), 0):.3f}: {titles[one]} | {titles[other]}")
        if half == "held":
            good = all_of_it.precision >= WANTED_PRECISION and all_of_it.recall >= WANTED_RECALL
    return 0 if good else 1


def _show(name: str, figures: Figures) -> None:
    counts = f"right {figures.right} wrong {figures.wrong} missed {figures.missed}"
    print(f"  {name}: precision {figures.precision:.3f} recall {figures.recall:.3f} ({counts})")


if __name__ == "__main__":
    sys.exit(main())
