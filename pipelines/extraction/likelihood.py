"""How surprising a text is to a reader of Chinese and English news, in bits per character.

A small model, made to tell ordinary text from text that was decoded wrongly: how rare each Han character is, which
pairs of them are common within words (`characters.txt`, made by `bench/characters.py`), and a fixed cost for every
other kind of character, less when it follows one of its own kind. A foreign word is thus cheap, a foreign letter among
Han characters is dear.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path

from pipelines.duplication.fold import simplified

UNKNOWN_HAN = 21.0
_KNOWN_PAIR = -4.0  # what a pair seen within words takes off
_NEW_PAIR = 0.8  # what any other pair adds

# From this code point on: the kind, its bits, and its bits after another of the same kind.
_KINDS: tuple[tuple[int, str, float, float], ...] = (
    (0x00, "control", 22, 22),
    (0x09, "space", 4, 4),
    (0x0E, "control", 22, 22),
    (0x20, "space", 4, 4),
    (0x21, "sign", 7, 6),
    (0x30, "digit", 6, 4),
    (0x3A, "sign", 7, 6),
    (0x41, "letter", 8, 5),
    (0x5B, "sign", 7, 6),
    (0x61, "letter", 8, 5),
    (0x7B, "sign", 7, 6),
    (0x7F, "control", 22, 16),
    (0xA0, "space", 5, 5),
    (0xA1, "latin sign", 13, 10),
    (0xAB, "quote", 7, 7),
    (0xAC, "latin sign", 13, 10),
    (0xB7, "quote", 7, 7),
    (0xB8, "latin sign", 13, 10),
    (0xBB, "quote", 7, 7),
    (0xBC, "latin sign", 13, 10),
    (0xC0, "latin letter", 12, 8),
    (0x100, "latin letter", 12, 9),
    (0x180, "rare letter", 16, 10),
    (0x250, "rare letter", 18, 10),
    (0x370, "greek", 13, 5),
    (0x400, "cyrillic", 13, 5),
    (0x530, "other letter", 16, 5),
    (0x1100, "hangul", 14, 9.5),
    (0x1200, "other letter", 16, 5),
    (0x1E00, "latin letter", 12, 8),
    (0x1F00, "greek", 13, 5),
    (0x2000, "space", 8, 8),
    (0x2010, "sign beyond ASCII", 12, 9),
    (0x2013, "quote", 7, 7),
    (0x2027, "space", 12, 12),
    (0x2030, "sign beyond ASCII", 12, 9),
    (0x2500, "box", 15, 5),
    (0x25A0, "sign beyond ASCII", 12, 9),
    (0x2E80, "radical", 20, 16),
    (0x3000, "wide sign", 13, 10),
    (0x3012, "rare wide sign", 14, 10),
    (0x3041, "kana", 13, 6),
    (0x3100, "rare wide sign", 16, 8),
    (0x3131, "hangul", 16, 9),
    (0x3190, "rare wide sign", 16, 10),
    (0x3400, "han", UNKNOWN_HAN, UNKNOWN_HAN),
    (0xA000, "other letter", 16, 8),
    (0xAC00, "hangul", 14, 9.5),
    (0xD7B0, "other letter", 20, 16),
    (0xE000, "private", 22, 16),
    (0xF900, "han", UNKNOWN_HAN, UNKNOWN_HAN),
    (0xFB00, "other letter", 16, 6),
    (0xFE10, "rare wide sign", 16, 10),
    (0xFF01, "wide sign", 13, 10),
    (0xFF10, "wide letter", 12, 7),
    (0xFF1A, "wide sign", 13, 10),
    (0xFF20, "wide letter", 12, 7),
    (0xFF5F, "wide sign", 13, 10),
    (0xFF61, "half kana", 20, 9),
    (0xFFA0, "rare wide sign", 18, 14),
    (0xFFFD, "lost", 18, 14),
    (0xFFFE, "control", 25, 25),
    (0x10000, "sign beyond ASCII", 14, 9),
    (0x20000, "han", UNKNOWN_HAN, UNKNOWN_HAN),
    (0x323B0, "private", 25, 25),
)
_STARTS = [start for start, *_ in _KINDS]
_LIKE_LETTERS = frozenset({"letter", "latin letter"})
_EXACT = (
    dict.fromkeys("，。", 4.0)
    | dict.fromkeys("、\u3000", 5.0)
    | dict.fromkeys("！？：；（）《》「」—…", 6.0)
    | dict.fromkeys("£€©®°§™", 9.0)
    | dict.fromkeys("ÐðÝýÞþ", 10.0)
)
_USUAL_PAIRS = frozenset("。” ！” ？” ，“ ：“ ”， ”。 。“ 》， 》。 ）。 ）， …… —— 。’ ’， ’” 、“ ”、 ”（ ”的".split())
_USUAL_PAIR = 2.5
_CAPITAL_INSIDE = 3.0  # added for a capital after a small letter
_WITHIN_WORDS = frozenset("'’-")


@functools.cache
def _model() -> tuple[dict[str, float], dict[str, frozenset[str]], dict[int, int]]:
    """Return rarity by character, followers by character, and the simplified form of each traditional character."""
    rarity: dict[str, float] = {}
    followers: dict[str, frozenset[str]] = {}
    for line in (Path(__file__).parent / "characters.txt").read_text(encoding="utf-8").splitlines()[1:]:
        letter, bits, *after = line.split(" ")
        rarity[letter] = float(bits)
        followers[letter] = frozenset(after[0]) if after else frozenset()
    every = [chr(point) for point in range(0x3400, 0xA000)]
    # A line each: OpenCC would take neighbours for a phrase.
    plain = simplified("\n".join(every)).split("\n")
    folds = {ord(letter): ord(form) for letter, form in zip(every, plain, strict=True) if letter != form}
    return rarity, followers, folds


def ordinary_han(bits: float) -> Iterable[str]:
    """Yield the Han characters, simplified and traditional, that cost at most so many bits."""
    rarity, _, folds = _model()
    yield from (letter for letter, cost in rarity.items() if cost <= bits)
    yield from (chr(point) for point, form in folds.items() if rarity.get(chr(form), UNKNOWN_HAN) <= bits)


def is_usual_pair(letter: str, following: str) -> bool:
    """Return whether two characters, rare ones even, are usual side by side: they make a word, or a pet name (彤彤)."""
    _, followers, folds = _model()
    return letter == following or following.translate(folds) in followers.get(letter.translate(folds), ())


def simple_form(text: str) -> str:
    """Return a text with each traditional character as its simplified form; as long as the text itself."""
    return text.translate(_model()[2])


def surprise(text: str, before: str = "") -> list[float]:
    """Return the bits of each character of a text that stands after the character `before`."""
    rarity, followers, folds = _model()
    plain = text.translate(folds)
    last = before.translate(folds)
    last_kind = _kind(last)[0] if last else "space"
    costs = []
    for letter in plain:
        kind, first, again = _kind(letter)
        if kind == "han":
            cost = rarity.get(letter, UNKNOWN_HAN)
            if last_kind == "han":
                cost += _KNOWN_PAIR if letter in followers.get(last, ()) else _NEW_PAIR
        elif kind == last_kind or (kind in _LIKE_LETTERS and last_kind in _LIKE_LETTERS):
            cost = again + (_CAPITAL_INSIDE if letter.isupper() and last.islower() else 0.0)
        elif kind == "letter" and last in _WITHIN_WORDS:
            cost = again
        else:
            cost = first
        if last + letter in _USUAL_PAIRS:
            cost = _USUAL_PAIR
        costs.append(cost)
        last, last_kind = letter, kind
    return costs


@functools.lru_cache(maxsize=4096)
def _kind(letter: str) -> tuple[str, float, float]:
    _, kind, first, again = _KINDS[bisect_right(_STARTS, ord(letter)) - 1]
    exact = _EXACT.get(letter)
    return (kind, exact, exact) if exact else (kind, first, again)
