"""A phrase that breaks the sentences it stands in: put at random places, as a program does, or before whole clauses.

What is looked for needs no list of names, and not that the page states the phrase. A phrase that a text is about is a
part of its sentences: without it they make none. One that was put in leaves whole sentences when it is taken out, so
the words on either side of it go together, or what follows it begins a clause of its own. A part of a longer name
stands between the same words each time; words around one that was put in are others each time.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.extraction.gate.brand import is_glued, names_of, places_of
from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.spun import goes_together
from pipelines.extraction.gate.vocabulary import table
from pipelines.extraction.likelihood import simple_form

_PAIRS = Path(__file__).parent / "word_pairs.txt"
_MOST = 2_400  # characters that are read: what is put in stands all over a text
_TIMES = 4  # a phrase of a text stands so often, one that is tried
_SEED_HAN = 3  # characters that begin a phrase in Han
_LONGEST = 12  # characters of a phrase in Han; words of one are fewer
_LONGEST_WORDS = 4
_NAME = 4  # characters of a phrase whose ends and heads of clauses count
_SUBJECTS = 0.3  # share of clauses that begin with a phrase and go on as after a subject: of one that is none
_AROUND = 32  # characters on either side of a phrase that are read
# At least so many places of a phrase are odd, and so large a share of all: when the page states it, when the article's
# headline has it, and when nothing but the text does.
_STATED = ((3, 0.45), (5, 0.33))
_SUBJECT = ((4, 0.6),)
_UNSTATED = ((6, 0.65), (8, 0.5))
_OTHERS = 0.7  # share of the odd places that stand between words of their own
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{3,}")
_STOP = "，。！？；：、,!?;:.…\n"
_WORDS = re.compile(r"[A-Za-z][\w'’-]*")
_WORD_BEFORE, _WORD_AFTER = re.compile(r"([A-Za-z][\w'’-]*) $"), re.compile(r" ([A-Za-z][\w'’-]*)")
_SENTENCE_ENDS = re.compile(r"(?:[.!?][\"”)]? |\n|^)$")


@dataclass
class _Odd:
    """How many places a phrase has, and what stands on either side of the odd ones; `sure` of them are no chance."""

    places: int = 0
    sure: int = 0
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def __add__(self, other: _Odd) -> _Odd:
        """Return all places of both."""
        lists = (self.before + other.before, self.after + other.after, self.starts + other.starts)
        return _Odd(self.places, self.sure + other.sure, *lists)

    def add(self, before: str, after: str, start: int) -> None:
        """Note a place by what stands on either side of it."""
        self.before.append(before)
        self.after.append(after)
        self.starts.append(start)

    def holds(self, steps: Sequence[tuple[int, float]]) -> bool:
        """Return whether so many places are odd, and the words around them so different, that it is no chance."""
        number = len(self.before)
        counted = number if self.sure else number - 1
        steps = steps if self.sure > 1 else steps[:1]
        others = min(len(set(self.before)), len(set(self.after)))
        if others < max(steps[0][0], _OTHERS * number):
            return False
        return any(counted >= least and number >= share * self.places for least, share in steps)


def broken_sentences(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the phrase that breaks a text's sentences, and the places where it does; None when there is none.

    Of a phrase that the page states of itself, ends and heads of clauses count, too.
    """
    text = text[:_MOST]
    stated: dict[str, str] | None = None
    for phrase in _phrases(text):
        within, beside = _odd_places(phrase, text)
        every = within + beside
        if not every.holds(_STATED):
            continue
        stated = names_of(places, title) if stated is None else stated
        named_in = stated.get(phrase)
        if named_in and (phrase not in (title or "") or every.holds(_SUBJECT)):
            return {"name": phrase, "named_in": named_in, "places": _near(phrase, every, text)}
        if within.holds(_UNSTATED):
            return {"name": phrase, "named_in": "text", "places": _near(phrase, within, text)}
    return None


def _phrases(text: str) -> Iterator[str]:
    """Yield what a text says again and again, as long as it is the same each time."""
    if not _HAN.search(text[:200]):
        yield from _english_phrases(text)
        return
    grams = Counter(map("".join, zip(text, text[1:], text[2:], strict=False)))
    found: list[str] = []
    for gram in [gram for gram, times in grams.items() if times >= _TIMES]:
        if _HAN_RUN.fullmatch(gram) and not any(gram in phrase for phrase in found):
            phrase = _whole(gram, text)
            if len(phrase) <= _LONGEST:
                found.append(phrase)
                yield phrase


def _whole(gram: str, text: str) -> str:
    """Return the phrase that a gram is a part of wherever it stands."""
    starts = list(places_of(gram, text))
    first, last = 0, len(gram)
    while last - first <= _LONGEST and len(after := {text[at + last : at + last + 1] for at in starts}) == 1:
        if not _HAN.match(after.pop()):
            break
        last += 1
    while last - first <= _LONGEST and len(before := {text[at + first - 1 : at + first] for at in starts}) == 1:
        if not _HAN.match(before.pop()):
            break
        first -= 1
    return text[starts[0] + first : starts[0] + last]


def _english_phrases(text: str) -> Iterator[str]:
    """Yield the names of one word and the phrases of two to four that a text holds often."""
    words = _WORDS.findall(text)
    small, pairs = _words("function_words"), _word_pairs()
    taken: set[str] = set()
    together = Counter(itertools.pairwise(words))
    for one, other in [pair for pair, times in together.items() if times >= _TIMES]:
        if not {one.lower(), other.lower()} & small and f"{one} {other}" in text:
            phrase = _whole_words(one, other, words)
            if phrase not in taken and phrase in text:
                taken.add(phrase)
                yield phrase
    within = " ".join(taken)
    for word in [word for word, times in Counter(words).items() if times >= _TIMES]:
        if word[0].isupper() and len(word) > 3 and word.lower() not in pairs and word not in within:
            yield word


def _whole_words(one: str, other: str, words: list[str]) -> str:
    at = [n for n in range(len(words) - 1) if words[n] == one and words[n + 1] == other]
    phrase = [one, other]
    small = _words("function_words")
    while len(phrase) < _LONGEST_WORDS:
        after = {words[n + len(phrase)] if n + len(phrase) < len(words) else "" for n in at}
        if len(after) > 1 or not (word := after.pop()) or word.lower() in small:
            break
        phrase.append(word)
    return " ".join(phrase)


def _near(phrase: str, odd: _Odd, text: str) -> list[str]:
    """Return the phrase's odd places, each with what stands about it."""
    return [text[max(0, at - 12) : at + len(phrase) + 8].replace("\n", " ") for at in odd.starts]


def _odd_places(phrase: str, text: str) -> tuple[_Odd, _Odd]:
    """Return the places of a phrase that break a clause, and those at ends and heads of clauses that take none."""
    within, beside = _Odd(), _Odd()
    is_han = bool(_HAN.match(phrase[-1]))
    sides = _han_sides if is_han else _latin_sides
    heads: list[tuple[str, str, int]] = []
    for at in places_of(phrase, text):
        within.places += 1
        end = at + len(phrase)
        before, after = text[max(0, at - _AROUND) : at], text[end : end + _AROUND]
        if found := sides(before, after):
            within.add(found[0], found[1], at)
            within.sure += found[2]
        elif is_glued(phrase, at, text):
            beside.add(before[-2:], str(at), at)
        elif head := _head(before, after, is_han=is_han):
            heads.append((before[-6:], head, at))
    beside.places = within.places
    if len(phrase) < _NAME:
        return within, _Odd()
    if not is_han or sum(after[0] in _words("after") for _, after, _ in heads) <= _SUBJECTS * len(heads):
        for place in heads:
            beside.add(*place)
    return within, beside


def _head(before: str, after: str, *, is_han: bool) -> str | None:
    """Return what follows a phrase at the head of a clause; in English only what is no part of a name or a verb."""
    if is_han:
        return after[:2] if (not before or before[-1] in _STOP) and after and after[0] not in _STOP else None
    following = _WORD_AFTER.match(after)
    if not following or not _SENTENCE_ENDS.search(before) or not following[1][0].isupper():
        return None
    return following[1] if following[1].lower() in _word_pairs() else None


def _han_sides(before: str, after: str) -> tuple[str, str, bool] | None:
    """Return what stands on either side of a phrase that was put between two characters that go together."""
    one, other = before.rstrip(" ")[-1:], after.lstrip(" ")[:1]
    if not one or not other or not _HAN.match(one) or not _HAN.match(other):
        return None
    simple = simple_form(one + other)
    return (before.rstrip(" ")[-2:], after.lstrip(" ")[:2], True) if goes_together(simple[0], simple[1]) else None


def _latin_sides(before: str, after: str) -> tuple[str, str, bool] | None:
    """Return the words on either side of a phrase that cannot stand there, and whether grammar alone says so."""
    following = _WORD_AFTER.match(after)
    if not following:
        return None
    second, other = following[1], following[1].lower()
    preceding = _WORD_BEFORE.search(before)
    if not preceding:
        begins = _SENTENCE_ENDS.search(before) and second[0].isupper() and other in _words("function_words")
        goes_on = before.endswith(", ") and other in _words("clause_starts")
        return (before[-8:], other, True) if begins or goes_on else None
    first, one = preceding[1], preceding[1].lower()
    if other in _words("determiners") and not one.startswith(_stems()):
        return one, other, True
    if (
        one in _words("subjects")
        or first in _words("modals")
        or (first in _words("auxiliaries") and _is_participle(other))
    ):
        return one, other, True
    return (one, other, False) if other in _word_pairs().get(one, ()) else None


def _is_participle(word: str) -> bool:
    return word.endswith(("ing", "ed")) or word in ("been", "not", "a", "the")


@functools.cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("brand")[name])


@functools.cache
def _stems() -> tuple[str, ...]:
    return tuple(table("brand")["before_two_objects"])


@functools.cache
def _word_pairs() -> dict[str, frozenset[str]]:
    rows = (line.split(" ") for line in _PAIRS.read_text(encoding="utf-8").splitlines()[1:])
    return {row[0]: frozenset(row[1:]) for row in rows}
