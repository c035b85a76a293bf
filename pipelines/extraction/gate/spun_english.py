"""English text that a program rewrote word by word, told by the text alone: words that nobody puts beside these.

Such a program puts any synonym in place of a word ("counterfeit consciousness", "huge information"); a person takes the
usual one. So a word is evidence by how much more often programs put it there than people write it, more so when its
neighbours are common words that it is never seen beside, and less so when it stands there often. Each word counts once,
as the logarithm of how much likelier it is in a text of which a part was replaced. A fixed term whose words were
replaced one by one counts beside them.
"""

from __future__ import annotations

import functools
import itertools
import math
import re
from bisect import bisect
from collections import defaultdict
from pathlib import Path

from pipelines.extraction.gate.english_words import Word, known_word
from pipelines.extraction.gate.vocabulary import Words, table

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[.,;:!?()\"“”\n]|[^\sA-Za-z]+")
_QUOTED = re.compile(r"[\"“][^\"“”\n]{1,60}[\"”]")  # what others say: a text may tell of such terms
_SENTENCE_ENDS = frozenset('.!?\n"“”')
_REPLACED = 0.12  # of the words of a text
_PER_100, _IN_A_PAPER = 0.5, 1.4  # the least sum per 100 words
_PAPER = 3  # scholarly words of a paper
_TERM, _BY_CHANCE = 2.0, 1.0  # what a replaced term is worth, and how much less one is
_TERM_RARITY = 49  # the least of one of its new words
_STAND_IN_RARITY = 38  # the least of each
_LEAST, _SHORT = 150, 440  # words of a text that says enough; one shorter than this is counted as if it were so long
_FIRST, _SUSPECT = 1_500, 0.2  # characters that are read of every text, and the least sum in them for reading more
_MOST = 12_000
# What two words side by side are worth, by how rare they are together (the sum of both): when they often stand so, when
# they were not seen so, and when one of them is in no list, or there is no word.
_RARITIES = (49, 54, 60, 67, 75)
_SEEN = (-0.1, -0.25, -0.4, -0.6, -1.3, -2.45)
_UNSEEN = (0.85, 2.3, 1.7, 0.8, 0.3, 0.0)
_UNKNOWN = -0.2


def rewritten(text: str) -> dict[str, object] | None:
    """Return the words that a program put in, and the evidence per 100 words; None when that is little."""
    words, tokens = _words(text[:_FIRST])
    worth, number = _weighed(words, tokens)
    if number < _LEAST or sum(worth.values()) + len(_replaced_terms(words)) < _SUSPECT * number / 100:
        return None
    if len(text) > _FIRST:
        words, tokens = _words(text[:_MOST])
        worth, number = _weighed(words, tokens)
    terms = _replaced_terms(words) and _replaced_terms(_words(_QUOTED.sub('"', text[:_MOST]))[0])
    score = (sum(worth.values()) + (_TERM * len(terms) - _BY_CHANCE if terms else 0.0)) * 100 / max(number, _SHORT)
    if score < _PER_100 or (score < _IN_A_PAPER and len(set(_scholarly().found(text[:_MOST]))) >= _PAPER):
        return None
    odd = sorted(worth, key=lambda word: -worth[word])[:30]
    return {"worth_per_100": round(score, 2), "odd_words": odd, **({"rather": terms} if terms else {})}


def _replaced_terms(words: list[str]) -> list[str]:
    """Return the pairs of words that stand for the words of a term and not beside each other, with the term."""
    terms, standing = _terms()
    found: dict[str, str] = {}
    for one, other in itertools.pairwise(words):
        if one in standing and other in standing and (one, other) not in terms:
            meant = next((pair for pair in itertools.product(standing[one], standing[other]) if pair in terms), None)
            if meant and _is_rare(one, other):
                found.setdefault(" ".join(meant), f"{one} {other}: {' '.join(meant)}")
    return list(found.values())


def _tells(word: str) -> bool:
    known = known_word(word)
    return known is None or known.rarity >= _STAND_IN_RARITY


def _is_rare(one: str, other: str) -> bool:
    first, second = known_word(one), known_word(other)
    if first is None or second is None:
        return True
    return other not in first.often and max(first.rarity, second.rarity) >= _TERM_RARITY


def _words(text: str) -> tuple[list[str], list[str]]:
    """Return the words of a text in lower case, "" for other tokens, and the tokens as they stand."""
    tokens = _TOKEN.findall(text)
    return [token.lower() if token.isalpha() else "" for token in tokens], tokens


def _weighed(words: list[str], tokens: list[str]) -> tuple[dict[str, float], int]:
    """Return what each word is worth that may have been put in, on average of its places; and the number of all."""
    listed = [known_word(word) if word else None for word in words]
    found: defaultdict[str, list[float]] = defaultdict(list)
    for at, (word, known) in enumerate(zip(words, listed, strict=True)):
        if known is None or known.worth is None:
            continue
        if tokens[at] != word and at and tokens[at - 1] not in _SENTENCE_ENDS:
            continue  # a name
        times = known.worth + _beside(listed[at - 1] if at else None, known, word)
        times += _beside(known, listed[at + 1], words[at + 1]) if at + 1 < len(words) else _UNKNOWN
        found[word].append(math.log(1 - _REPLACED + _REPLACED * math.exp(times)))
    return {word: sum(each) / len(each) for word, each in found.items()}, len(words) - words.count("")


def _beside(first: Word | None, second: Word | None, following: str) -> float:
    """Return what it is worth that two words stand side by side, of which the second is `following`."""
    if first is None or second is None:
        return _UNKNOWN
    return (_SEEN if following in first.often else _UNSEEN)[bisect(_RARITIES, first.rarity + second.rarity)]


@functools.cache
def _terms() -> tuple[frozenset[tuple[str, str]], dict[str, list[str]]]:
    """Return the terms, and the words of terms that each word may stand for, itself if it is one."""
    terms = frozenset((one, other) for one, other in map(str.split, table("rewritten")["terms"]))
    lines = (Path(__file__).parent / "english_terms.txt").read_text(encoding="utf-8").splitlines()[1:]
    standing = {word: others for word, *others in map(str.split, lines) if _tells(word)}
    for word in itertools.chain.from_iterable(terms):
        standing[word] = [word, *standing.get(word, ())]
    return terms, standing


@functools.cache
def _scholarly() -> Words:
    return Words(table("rewritten")["scholarly"])
