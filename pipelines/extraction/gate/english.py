"""The phrases of an English text, and what their places are worth as evidence that a program put them there.

Each word beside a phrase counts what its being there is worth (`settings/gate.toml`, `injected`), and so does that the
words on either side go together without it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from pipelines.extraction.gate.beside import ALONE, PART_OF_A_WORD, Edge, Place, worth_beside
from pipelines.extraction.gate.english_words import known_word
from pipelines.extraction.gate.vocabulary import table

MOST = 4_500  # characters that are read: what is put in stands all over a text
_TIMES = 4  # a phrase of a text stands so often, one that is tried
_LONGEST = 4  # words of a phrase
_SHORTEST = 4  # letters of one of a single word
_AROUND = 30  # characters on either side of a phrase that are read
_WORDS = re.compile(r"[A-Za-z][\w'’-]*")
_BEFORE, _AFTER = re.compile(r"([A-Za-z][\w'’-]*) $"), re.compile(r" ([A-Za-z][\w'’-]*)")
_MARKS = frozenset(",.;:!?")
_SUFFIXES = {"ly": (2.0, 0.5), "ed": (0.5, 0.0), "s": (1.5, 0.0)}  # before and after, of a word in no list
_OTHER_WORD = (0.5, 0.0)
_GO_TOGETHER = 1.5  # words on either side that do without it
_NEW_SENTENCE, _CAPITAL = 2.5, 1.0  # a capital after it: of a word as "The", and of another word that is no name
_SENTENCE_ENDS = frozenset(".!?\n")
_SMALL_LETTER = 2.0  # at the beginning of a sentence
_DEAREST = 2.3  # what a place can be worth


def place(phrase: str, at: int, text: str) -> Place:
    """Return what stands beside a phrase at a place of a text, and what that is worth."""
    end = at + len(phrase)
    before, after = text[max(0, at - _AROUND) : at], text[end : end + _AROUND]
    left, right = _BEFORE.search(before), _AFTER.match(after)
    one, other = left[1] if left else before[-8:], right[1] if right else after[:8]
    around = (one.lower(), other.lower())
    if after[:1] in {"'", "’", "-"} or before[-1:] == "-":
        return Place(at, PART_OF_A_WORD, Edge.NONE, *around)
    if right and other[0].isupper() and other != "I" and other.lower() in _words("sentence_starts"):
        return Place(at, _NEW_SENTENCE, Edge.NONE if left else Edge.HEAD, around[0], after[:16])
    if left and right:
        return Place(at, min(_DEAREST, _together(*around) + _before(one) + _after(other)), Edge.NONE, *around)
    if right:
        return Place(at, _at_head(phrase, before, other), Edge.HEAD, *around)
    if left and after[:1] in _MARKS:
        return Place(at, _before(one), Edge.END, *around)
    return Place(at, ALONE, Edge.NEITHER, *around)


def _at_head(phrase: str, before: str, other: str) -> float:
    """Return what it is worth that a phrase is at the head of a clause, before another word."""
    begins = before.rstrip(" ")[-1:] in _SENTENCE_ENDS or not before
    if begins and phrase.islower():
        return _SMALL_LETTER
    is_word = begins and other[0].isupper() and (known := known_word(other.lower())) and known.very_often
    return _CAPITAL if is_word else _after(other)


def _together(one: str, other: str) -> float:
    """Return what it is worth that two words stand around a phrase: something when they go together.

    "A Dutch company" goes without "Dutch", too: a small word before and another one after it say nothing, unless the
    small one is a verb's.
    """
    tells = not _is_small(one) or one in _words("before_verbs") or _is_small(other)
    return _GO_TOGETHER if tells and (known := known_word(one)) and other in known.very_often else 0.0


def _before(word: str) -> float:
    return _worth(word, 0)


def _after(word: str) -> float:
    return _worth(word, 1)


def _is_small(word: str) -> bool:
    return word in _small()


@functools.lru_cache(maxsize=8192)
def _worth(word: str, side: int) -> float:
    """Return what a word is worth on a side of a phrase."""
    if (known := _small().get(word.lower())) is not None:
        return known[side]
    if word[0].isupper():
        return 0.0
    return next((worth[side] for suffix, worth in _SUFFIXES.items() if word.endswith(suffix)), _OTHER_WORD[side])


def _small() -> dict[str, tuple[float, float]]:
    return worth_beside("english")


@functools.cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("injected")["english"][name].split())


def phrases(text: str) -> Iterator[str]:
    """Yield the phrases of two to four words that a text holds often, and its names of one."""
    words = _WORDS.findall(text)
    small = _small()
    counted = Counter(words)
    often = dict.fromkeys(word for word, times in counted.items() if times >= _TIMES and word.lower() not in small)
    beside = Counter(pair for pair in itertools.pairwise(words) if pair[0] in often and pair[1] in often)
    taken: dict[str, None] = {}
    for pair, times in beside.items():
        phrase = _whole(" ".join(pair), text) if times >= _TIMES else None
        if phrase and phrase not in taken:
            taken[phrase] = None
            yield phrase
    within = " ".join(taken)
    for word in often:
        if word[0].isupper() and len(word) >= _SHORTEST and word not in within and "'" not in word and "’" not in word:
            yield word


def is_plain(_: str) -> bool:
    """Return whether a phrase has no small word in it; none has."""
    return True


def _whole(phrase: str, text: str) -> str | None:
    """Return a phrase with the words that follow it wherever it stands, if it stands often.

    A small word ends it, unless that always follows: "roof repair near me".
    """
    while (number := text.count(phrase)) >= _TIMES:
        at = text.find(phrase) + len(phrase)
        following = _AFTER.match(text[at : at + _AROUND])
        if phrase.count(" ") + 1 == _LONGEST or not following:
            return phrase
        longer = f"{phrase} {following[1]}"
        if text.count(longer) < number:
            return phrase
        phrase = longer
    return None
