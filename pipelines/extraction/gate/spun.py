"""Text that a program rewrote word by word, told by the text alone: rare words whose neighbours are wrong.

Such a program puts any synonym in place of a word; a person takes the usual one. So a word for which a thesaurus has
far more usual ones is evidence, by how much more often it comes in rewritten text than in other text, where what stands
beside it does not usually do so. Ordinary prose holds some too (the author likes them, they are the subject), so each
counts once, and it is their sum that tells.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from pipelines.extraction.gate.vocabulary import Words, table
from pipelines.extraction.likelihood import is_usual_pair, simple_form

_HERE = Path(__file__).parent
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_QUOTED = re.compile("“[^”\n]{1,80}”|「[^」\n]{1,80}」|《[^》\n]{1,40}》")  # others' words, often old or spoken ones
_LEAST_HAN = 150  # characters; a shorter text says too little
_SHORT = 450  # a text shorter than this is counted as if it were so long
_PER_100, _LESS = 2.6, 1.1  # the least sum per 100 characters, less this
_CHANCE = 0.75  # what each word is worth less: some come by chance
_MOST = 12_000  # characters that are read
_DIALECT = 3  # words of one: its other words are rare in print, too


def rewritten(text: str) -> dict[str, object] | None:
    """Return the words with wrong neighbours and their worth per 100 Han characters; None when that is little."""
    text = _QUOTED.sub("“”", text[:_MOST])
    han = sum(map(len, _HAN.findall(text)))
    if han < _LEAST_HAN:
        return None
    lexicon, worth = _lexicon()
    least = _PER_100 * max(han, _SHORT) / 100 - _LESS
    found = list(lexicon.places(text))
    if sum(worth[word] for word in {word for word, _, _ in found}) < least:
        return None
    odd = dict.fromkeys(word for word, start, end in found if _is_odd(text, start, end))
    score = sum(map(worth.__getitem__, odd))
    if score < least or len(set(_spoken().found(text))) >= _DIALECT:
        return None
    return {"worth_per_100": round(score * 100 / max(han, _SHORT), 2), "odd_words": list(odd)[:30]}


def _is_odd(text: str, start: int, end: int) -> bool:
    """Return whether both neighbours of a word are unusual ones; what is no Han character says nothing."""
    around = simple_form(text[max(start - 1, 0) : end + 1])
    if start == 0:
        around = " " + around
    return not (goes_together(around[0], around[1]) or goes_together(around[end - start], around[end - start + 1 :]))


def goes_together(letter: str, following: str) -> bool:
    """Return whether a Han character commonly follows another, both in simplified form."""
    if not following or not _HAN.match(letter) or not _HAN.match(following):
        return False
    return following in _pairs().get(letter, "") or is_usual_pair(letter, following)


@functools.cache
def _pairs() -> dict[str, str]:
    return {line[0]: line[2:] for line in _lines("usual_pairs.txt")}


@functools.cache
def _spoken() -> Words:
    return Words(table("rewritten")["spoken"])


@functools.cache
def _lexicon() -> tuple[Words, dict[str, float]]:
    rows = (line.split(" ") for line in _lines("rare_words.txt"))
    worth = {word: float(row[0]) - _CHANCE for row in rows for word in row[1:]}
    return Words(worth), worth


def _lines(name: str) -> list[str]:
    return (_HERE / name).read_text(encoding="utf-8").splitlines()[1:]
