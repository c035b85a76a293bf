"""English text that a program rewrote word by word, told by the text alone: words that nobody puts beside these.

Such a program puts any synonym in place of a word ("counterfeit consciousness", "huge information"); a person takes the
usual one. So a word is evidence by how much more often programs put it there than people write it, more so when its
neighbours are common words that it is never seen beside, and less so when it stands there often. Each word counts once,
as the logarithm of how much likelier it is in a text of which a part was replaced.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections import defaultdict

from pipelines.extraction.gate.english_words import Word, known_word

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|[.,;:!?()\"“”\n]|[^\sA-Za-z]+")
_SENTENCE_ENDS = frozenset('.!?\n"“”')
_REPLACED = 0.12  # of the words of a text
_PER_100 = 0.5  # the least sum per 100 words
_LEAST, _SHORT = 160, 440  # words of a text that says enough; one shorter than this is counted as if it were so long
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
    worth, number = _weighed(text[:_FIRST])
    if number < _LEAST or sum(worth.values()) < _SUSPECT * number / 100:
        return None
    if len(text) > _FIRST:
        worth, number = _weighed(text[:_MOST])
    score = sum(worth.values()) * 100 / max(number, _SHORT)
    if score < _PER_100:
        return None
    odd = sorted(worth, key=lambda word: -worth[word])[:30]
    return {"worth_per_100": round(score, 2), "odd_words": odd}


def _weighed(text: str) -> tuple[dict[str, float], int]:
    """Return what each word is worth that may have been put in, on average of its places; and the number of all."""
    tokens = _TOKEN.findall(text)
    words = [token.lower() if token.isalpha() else "" for token in tokens]
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
