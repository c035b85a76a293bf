"""Text that a program rewrote word by word, told by the text alone: rare words whose neighbours are wrong.

Such a program puts any synonym in place of a word; a person takes the usual one. So the words are counted for which a
thesaurus has a far more usual one of the same length, where what stands beside them does not usually do so. Ordinary
prose holds some too (the author likes them, they are the subject): it is their number that tells.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

from pipelines.extraction.gate.vocabulary import Words
from pipelines.extraction.likelihood import is_usual_pair, simple_form

_HERE = Path(__file__).parent
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LEAST_HAN = 150  # characters; a shorter text says too little
_SHORT = 500  # a text shorter than this is counted as if it were so long
_PER_100 = 0.85
_AGAIN = 0.7  # the power of how often a word occurs: it may be the subject
_MOST = 12_000  # characters that are read


def rewritten(text: str) -> dict[str, object] | None:
    """Return the words with wrong neighbours and their number per 100 Han characters; None when there are too few.

    A word that occurs again counts less each time.
    """
    text = text[:_MOST]
    han = sum(map(len, _HAN.findall(text)))
    if han < _LEAST_HAN:
        return None
    odd = Counter(word for word, start, end in _lexicon().places(text) if _is_odd(text, start, end))
    score = sum(times**_AGAIN for times in odd.values()) * 100 / max(han, _SHORT)
    if score < _PER_100:
        return None
    return {"odd_words_per_100": round(score, 2), "odd_words": dict(odd.most_common(30))}


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
def _lexicon() -> Words:
    return Words(_lines("rare_words.txt"))


def _lines(name: str) -> list[str]:
    return (_HERE / name).read_text(encoding="utf-8").splitlines()[1:]
