"""`python -m bench.relevance`: how well topics and names tell AI news from other news, on texts of our own.

Prints, for each set, precision, recall and F1, the texts that are judged wrongly, the terms that cost most, and the
CPU time of an item. Which sets were looked at, and when, stands in docs/decisions/0005-relevance.md.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pipelines.duplication.fold import han_share
from pipelines.vocabulary import Judgement, Verdict, Vocabulary, load_vocabulary

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "settings"
SETS = {name: HERE / f"{name.lower()}.tsv" for name in "ABCDE"}
_ROUNDS = 5  # of the same texts, so that the clock has something to measure


@dataclass(frozen=True)
class Text:
    """A labelled text."""

    on_topic: bool
    kind: str
    title: str
    text: str

    @property
    def language(self) -> str:
        """`zh` or `en`, by its characters."""
        return "zh" if han_share(self.title + self.text) > 0.3 else "en"


@dataclass(frozen=True)
class Judged:
    """A text with what the vocabulary says of it."""

    text: Text
    judgement: Judgement
    taken: bool


@dataclass(frozen=True)
class Figures:
    """Right and wrong answers, as shares."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, judged: list[Judged]) -> Figures:
        """Count answers; a share of nothing is 0."""
        right = sum(each.taken and each.text.on_topic for each in judged)
        taken = sum(each.taken for each in judged)
        wanted = sum(each.text.on_topic for each in judged)
        precision, recall = right / max(taken, 1), right / max(wanted, 1)
        return cls(precision, recall, 2 * right / max(taken + wanted, 1))


def texts(name: str) -> list[Text]:
    """Return the texts of a set, in order."""
    with SETS[name].open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Text(row["on_topic"] == "yes", row["kind"], row["title"], row["text"]) for row in rows]


def judge(vocabulary: Vocabulary, given: list[Text]) -> list[Judged]:
    """Return each text with its judgement."""
    judged = []
    for text in given:
        judgement = vocabulary.judge(text.title, text.text)
        taken = vocabulary.verdict(judgement.score.relevance) is Verdict.CLEARLY
        judged.append(Judged(text, judgement, taken))
    return judged


def costs(judged: list[Judged]) -> dict[str, dict[str, float]]:
    """Return for each kind of mistake the words in it: what they gave, or how often they were set aside."""
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for each in judged:
        if each.taken == each.text.on_topic:
            continue
        score = each.judgement.score
        for word, amount in score.words.items():
            found["taken for news" if each.taken else "left out"][word] += amount
        for word in () if each.taken else score.set_aside:
            found["set aside"][word] += 1
    return {name: dict(counted) for name, counted in found.items()}


def cpu_ms(vocabulary: Vocabulary, given: list[Text]) -> float:
    """Return the CPU time of judging one text, in milliseconds."""
    started = time.process_time()
    for _ in range(_ROUNDS):
        for text in given:
            vocabulary.judge(text.title, text.text)
    return (time.process_time() - started) * 1000 / (_ROUNDS * len(given))


def main() -> int:
    """Print the figures of both halves; 1 when F1 of either is below .97."""
    vocabulary = load_vocabulary(SHIPPED, HERE / "no-overlay")
    everything: list[Judged] = []
    lowest = 1.0
    for name in SETS:
        judged = judge(vocabulary, texts(name))
        everything += judged
        lowest = min(lowest, Figures.of(judged).f1)
        _show(f"set {name}", judged)
        for language in ("zh", "en"):
            _show(f"  {language}", [each for each in judged if each.text.language == language])
    for each in everything:
        if each.taken != each.text.on_topic:
            score = each.judgement.score
            said = "taken" if each.taken else "left out"
            print(
                f"{said}: {each.text.title} ({each.text.kind}) {score.relevance} {score.words} aside {score.set_aside}"
            )
    for name, counted in costs(everything).items():
        dearest = sorted(counted.items(), key=lambda each: -each[1])[:15]
        print(f"terms that cost most, {name}: " + ", ".join(f"{word} {cost:.1f}" for word, cost in dearest))
    given = [each.text for each in everything]
    long = [Text(each.on_topic, each.kind, each.title, "\n".join([each.text] * 30)) for each in given[::10]]
    length = sum(len(each.text) for each in long) // len(long)
    print(
        f"CPU of an item: {cpu_ms(vocabulary, given):.3f} ms; "
        f"of one with {length} characters: {cpu_ms(vocabulary, long):.3f} ms"
    )
    return 0 if lowest >= 0.97 else 1


def _show(name: str, judged: list[Judged]) -> None:
    figures = Figures.of(judged)
    wanted = sum(each.text.on_topic for each in judged)
    print(
        f"{name}: {len(judged)} texts, {wanted} on topic: "
        f"precision {figures.precision:.3f} recall {figures.recall:.3f} F1 {figures.f1:.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
