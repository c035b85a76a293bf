"""Make the list of English word pairs that `pipelines/extraction/gate/english.py` reads, from the package `symspellpy`.

`python -m bench.word_pairs frequency_dictionary_en_82_765.txt frequency_bigramdictionary_en_243_342.txt` writes
`word_pairs.txt`: which words often follow each in running text, far more often than by chance (MIT licence).
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[1] / "pipelines" / "extraction" / "gate" / "word_pairs.txt"
OFTEN, BY_CHANCE = 30_000_000, 8.0  # how often a pair occurs in the list, and how many times as often as by chance


def main() -> None:
    """Read the two files named on the command line and write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", type=Path, help="symspellpy's frequency_dictionary_en_82_765.txt")
    parser.add_argument("pairs", type=Path, help="symspellpy's frequency_bigramdictionary_en_243_342.txt")
    given = parser.parse_args()
    words = {(row := line.split())[0]: int(row[1]) for line in _lines(given.words)}
    lines = word_pairs(words, [(one, other, int(times)) for one, other, times in map(str.split, _lines(given.pairs))])
    head = "# Made by bench/word_pairs.py from symspellpy (MIT licence)"
    TARGET.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    print(f"{len(lines)} words, {sum(line.count(' ') for line in lines)} pairs")


def word_pairs(words: dict[str, int], pairs: list[tuple[str, str, int]]) -> list[str]:
    """Return a line for each word: itself, and those that often follow it."""
    total = sum(words.values())
    following: defaultdict[str, list[str]] = defaultdict(list)
    for one, other, times in pairs:
        chance = words.get(one, 0) * words.get(other, 0) / total
        if times >= OFTEN and chance and times >= BY_CHANCE * chance and one.isalpha() and other.isalpha():
            following[one].append(other)
    return [" ".join((word, *sorted(others))) for word, others in sorted(following.items())]


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig").splitlines()


if __name__ == "__main__":
    main()
