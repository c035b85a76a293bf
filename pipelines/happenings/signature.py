"""The signature of a story: the terms in it that another telling of the same happening would hold, too.

A term begins with its kind. Those of all kinds but WORD mean the same in every language.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from pipelines.duplication.fold import han_share
from pipelines.happenings.ideas import Ideas, Table
from pipelines.happenings.numbers import numbers
from pipelines.reading import Reading, read

VERSION = re.compile(
    r" ?(v?[0-9]{1,3}(?:\.[0-9]+)?)(?![0-9%,.]*[0-9%])"
    r"(?! ?(?:million|billion|bn|per ?cent|years|days|个|位|名|万|亿|年|月|日))"
)
"""The version behind a name: a short number that counts nothing."""

_READ = 4000  # characters of a text: news tells first what happened
_READ_HAN = 1800
_WORDS_READ = 0.4  # of that, for words: what comes later differs from teller to teller
_MAX_TERMS = 110
_HAN_LANGUAGE = 0.15  # share of Han characters from which a text is Chinese: names and numbers may be most of it
_TITLE, _LEAD, _BODY = 2.0, 1.4, 0.3
_LONGER, _SMALL_WORDS = (
    4,
    0.5,
)  # letters of a title's longer words, and the share of them that is small in sentence case
_AT_A_START = 0.5  # what a name says of which the capital may be that of a sentence
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f][A-Za-z0-9\u00c0-\u024f]*(?:\.[0-9]+)*|[0-9]+[A-Za-z][A-Za-z0-9]*")
_ENGLISH = re.compile(r"[a-z\u00e0-\u024f][a-z\u00e0-\u024f']{2,}")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n。！？：；\"“”'(（【「《|]) *$")


class Kind(StrEnum):
    """What a term is."""

    NAME = "name"
    """One of the watchlist, with its version when one follows; or of events.toml."""
    LATIN = "latin"
    """A name, or a part of one, in Latin letters."""
    NUMBER = "number"
    IDEA = "idea"
    DETAIL = "detail"
    """An idea of which few stories tell."""
    HAPPENING = "happening"
    WORD = "word"
    """A word of the text's own language: the stem of an English one, two characters of a Chinese one."""


_OF_TABLE: dict[Table, Kind] = {
    "happenings": Kind.HAPPENING, "details": Kind.DETAIL, "names": Kind.NAME, "makers": Kind.NAME,
}  # fmt: skip
_KINDS = {str(kind): kind for kind in Kind}


def term(kind: Kind, value: str) -> str:
    """Return the term of a kind."""
    return f"{kind}:{value}"


def kind_of(term: str) -> Kind:
    """Return what a term is."""
    return _KINDS[term[: term.index(":")]]


ROUNDUP = term(Kind.IDEA, "roundup")
"""Stands in a story that tells of many happenings, and so is a telling of none."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the watchlist in a text, and whether it stands in the title."""

    name: str
    in_title: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """A story as far as happenings are compared: `terms`, each with its weight by its places; those of the title."""

    is_han: bool
    terms: dict[str, float]
    title: frozenset[str]


def signature(
    title: str, text: str, mentions: Iterable[Mention], ideas: Ideas, published: dt.date | None = None
) -> Signature:
    """Return the signature of a title and a text."""
    is_han = han_share(f"{title}\n{text[:_READ]}") > _HAN_LANGUAGE
    reading = read(title, text[: _READ_HAN if is_han else _READ])
    terms: dict[str, float] = {}
    in_title: set[str] = set()

    def add(found: str, start: int, weight: float = 1.0) -> None:
        place = _TITLE if start < reading.title_end else _LEAD if start < reading.lead_end else _BODY
        terms[found] = max(terms.get(found, 0.0), place * weight)
        if start < reading.title_end:
            in_title.add(found)

    for mention in mentions:
        add(term(Kind.NAME, mention.name), 0 if mention.in_title else reading.title_end)
    for idea in ideas.found(reading):
        add(term(_OF_TABLE.get(idea.table, Kind.IDEA), idea.key), idea.start)
    if ideas.is_roundup(reading):
        add(ROUNDUP, 0)
    for number in numbers(reading.folded, published):
        add(term(Kind.NUMBER, number.form), number.start, number.weight)
    for name, start, certain in _latin_names(reading, ideas, is_han=is_han):
        add(term(Kind.LATIN, name), start, certain)
    for word, start in (_han_words if is_han else _english_words)(reading, ideas):
        add(term(Kind.WORD, word), start)
    return Signature(is_han, _heaviest(terms), frozenset(in_title))


def _heaviest(terms: dict[str, float]) -> dict[str, float]:
    """Return the first terms; words go first when there are too many."""
    if len(terms) <= _MAX_TERMS:
        return terms
    ranked = sorted(terms, key=lambda each: (kind_of(each) is Kind.WORD, -terms[each]))
    return {each: terms[each] for each in ranked[:_MAX_TERMS]}


def _latin_names(reading: Reading, ideas: Ideas, *, is_han: bool) -> Iterator[tuple[str, int, float]]:
    """Yield names in Latin letters, and each with the number behind it, with their starts and how sure they are.

    In a Chinese text every Latin word is one. In an English text it is what has a capital wherever it stands, or
    digits, or a capital within; less surely, what has one only where sentences begin.
    """
    found = list(_LATIN.finditer(reading.written))
    certain = (lambda _: 1.0) if is_han else _capitalised(reading, ideas, found)
    telling = [match for match in found if len(match[0]) > 1 and match[0].lower() not in ideas.stop_names]
    names = [(match, sure) for match in telling if (sure := certain(match))]
    following = {match.start(): match for match, _ in names}
    for match, sure in names:
        word = match[0].lower()
        yield word, match.start(), sure
        end = match.end()
        if version := VERSION.match(reading.folded, end):
            word, end = f"{word} {version[1]}", version.end()
            yield word, match.start(), sure
        if (beside := following.get(end + 1)) and reading.written[end] != "\n":
            yield f"{word} {beside[0].lower()}", match.start(), sure


def _capitalised(reading: Reading, ideas: Ideas, found: list[re.Match[str]]) -> Callable[[re.Match[str]], float]:
    small, sure = set[str](), set[str]()
    sentence_case = _is_sentence_case(reading)
    for match in found:
        word, written = match[0].lower(), match[0]
        if written[0].islower() and not _is_marked(written):
            small.add(word)
        elif (match.start() >= reading.title_end or sentence_case) and not _begins_sentence(reading, match):
            sure.add(word)

    def certain(match: re.Match[str]) -> float:
        word, written = match[0].lower(), match[0]
        if _is_marked(written):
            return 1.0
        if not written[0].isupper() or word in small or word in ideas.stop_words:
            return 0.0
        return 1.0 if word in sure else _AT_A_START

    return certain


def _is_sentence_case(reading: Reading) -> bool:
    """Return whether most longer words of the title are small, so that its capitals mean names."""
    longer: list[str] = [word for word in _LATIN.findall(reading.written[: reading.title_end]) if len(word) >= _LONGER]
    return sum(word[0].islower() for word in longer) >= _SMALL_WORDS * len(longer)


def _begins_sentence(reading: Reading, match: re.Match[str]) -> bool:
    return bool(_SENTENCE_START.search(reading.written, max(0, match.start() - 3), match.start()))


def _is_marked(written: str) -> bool:
    """Return whether a word looks like a name whatever its place: digits in it, or a capital after a small letter."""
    return any(character.isdigit() for character in written) or any(
        before.islower() and character.isupper() for before, character in itertools.pairwise(written)
    )


def _english_words(reading: Reading, ideas: Ideas) -> Iterator[tuple[str, int]]:
    for match in _ENGLISH.finditer(reading.folded, 0, reading.title_end + int(_READ * _WORDS_READ)):
        word = match[0].removesuffix("'s")
        if word not in ideas.stop_words and len(word) > 2:
            yield stem(word), match.start()


def _han_words(reading: Reading, ideas: Ideas) -> Iterator[tuple[str, int]]:
    """Yield each two Han characters in a row, but those with one that only binds others."""
    end = reading.title_end + int(_READ_HAN * _WORDS_READ)
    for run in _HAN_RUN.finditer(reading.folded, 0, end):
        for start in range(run.start(), run.end() - 1):
            pair = reading.folded[start : start + 2]
            if not ideas.stop_characters.intersection(pair):
                yield pair, start


def stem(word: str) -> str:
    """Return an English word without its regular ending: rough, and the same for the forms of one word."""
    for ending, kept in (
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ers", ""),
        ("ed", ""),
        ("er", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + kept
            break
    return word.removesuffix("e") if len(word) > 4 else word
