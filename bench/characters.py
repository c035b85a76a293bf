"""Make `pipelines/extraction/characters.txt` from the word list of jieba: `python -m bench.characters dict.txt`.

The list (MIT licence, Sun Junyi; `jieba/dict.txt` of the package `jieba`) holds words, how often each occurs, and its
part of speech. What is kept: how rare each character is (bits, from 6 to 20), and which characters commonly follow it
within a word. Traditional characters are counted as their simplified forms.
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections import Counter, defaultdict
from pathlib import Path

from pipelines.duplication.fold import simplified

TARGET = Path(__file__).parents[1] / "pipelines" / "extraction" / "characters.txt"
RAREST = 20  # bits; rarer ones are left out and count as unknown
SEEN = 20  # a pair that occurs less often in the list's texts is chance
ATTRACTION = 1.0  # bits by which a pair occurs more often than its two characters would by themselves


def main() -> None:
    """Read the word list named on the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", type=Path, help="jieba's dict.txt")
    singles, pairs = count(parser.parse_args().words.read_text(encoding="utf-8").splitlines())
    lines = table(singles, pairs)
    TARGET.write_text("\n".join(["# Made by bench/characters.py from jieba's word list (MIT licence)", *lines, ""]))
    print(f"{len(lines)} characters, {sum(len(line.split()[-1]) for line in lines if line.count(' ') == 2)} pairs")


def count(words: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Return how often each Han character and each pair of them occurs."""
    singles: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for line in words:
        word, times, _ = line.rsplit(" ", 2)
        word = "".join(letter if "\u3400" <= letter <= "\u9fff" else " " for letter in simplified(word))
        for letter in word.replace(" ", ""):
            singles[letter] += int(times)
        for pair in map("".join, itertools.pairwise(word)):
            if " " not in pair:
                pairs[pair] += int(times)
    return singles, pairs


def table(singles: Counter[str], pairs: Counter[str]) -> list[str]:
    """Return a line per character: itself, its rarity in bits, and the characters that commonly follow it."""
    total = singles.total()
    followers: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for pair, times in pairs.items():
        if times >= SEEN and math.log2(times * total / (singles[pair[0]] * singles[pair[1]])) > ATTRACTION:
            followers[pair[0]].append((-times, pair[1]))
    lines = []
    for letter, times in sorted(singles.items(), key=lambda entry: (-entry[1], entry[0])):
        bits = round(-math.log2((times + 0.5) / total))
        if bits <= RAREST:
            lines.append(f"{letter} {bits} {''.join(after for _, after in sorted(followers[letter]))}".rstrip())
    return lines


if __name__ == "__main__":
    main()
