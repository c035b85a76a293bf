"""The comparison form: what two texts must share to be the same text, whatever their script, width or punctuation.

One table over code points does the folding (NFKC, traditional to simplified, lower case) and says what each
character is. Tokens are numbers: those of Han characters and words that fold alike are equal.
"""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash
from opencc import OpenCC

Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_HAN_RANGES = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))
# In other blocks no character folds into another one, but for traditional Han characters (a test looks at all).
_FOLDING_BLOCKS = (
    range(0x3400), range(0xA000, 0xAC00), range(0xF900, 0x12000), range(0x16A00, 0x17000), range(0x1B000, 0x20000),
    range(0x2F800, 0x2FA20),
)  # fmt: skip
_HANGUL_PARTS = (range(0x1161, 0x1176), range(0x11A8, 0x11C3))

_LAST_LETTER = 0x1FFFF  # but for Han ones

_GAP, _HAN_TOKEN, _WORD = 0, 1, 2

_ASCII_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_STEP = 0xD6E8FEB86659FD93
_LONGEST_WORD = 256  # in a longer run of letters the weights begin again


@dataclass(frozen=True, slots=True)
class _Table:
    folded: Codes
    kind: npt.NDArray[np.uint8]
    is_compound: Mask
    """Characters that fold into several, or join the one before: a text with one is normalised as a whole first."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as numbers: `ids` of its tokens and where in `text` each begins and ends.

    `text` is the given text; NFKC-normalised when one of its characters stands for several. `codes` are its folded
    characters.
    """

    text: str
    codes: Codes
    ids: Hashes
    starts: Places
    ends: Places
    is_word: Mask

    def __len__(self) -> int:
        return len(self.ids)

    def written(self) -> str:
        """Return the tokens as they are written in the comparison form, a space between them."""
        letters = self.codes[_table().kind[self.codes] != _GAP]
        return _written(np.insert(letters, np.cumsum(self.ends - self.starts)[:-1], ord(" ")))

    def words(self) -> list[str]:
        """Return the tokens as they are written in the comparison form."""
        return self.written().split()


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text with traditional characters as simplified ones (OpenCC t2s); everything else as it is."""
    return str(_to_simplified().convert(text)) if _HAN_CHARACTER.search(text) else text


def fold(text: str) -> str:
    """Return the text NFKC-normalised, simplified and in lower case: the form in which terms are looked up."""
    return _written(_folded(text)[1])


def tokenise(text: str) -> Tokens:
    """Return a text's tokens: one per Han character or per run of other letters and digits."""
    text, codes = _folded(text)
    kind = _table().kind[codes]
    places = np.flatnonzero(kind)
    kinds = kind[places]
    begins = kinds == _HAN_TOKEN
    if len(places):
        follows = np.empty(len(places), dtype=bool)
        follows[0] = False
        np.logical_and(places[1:] == places[:-1] + 1, kinds[:-1] == _WORD, out=follows[1:])
        begins |= ~follows
    first = np.flatnonzero(begins)
    starts = places[first]
    sizes = np.empty(len(first), dtype=np.int64)
    np.subtract(first[1:], first[:-1], out=sizes[:-1])
    sizes[-1:] = len(places) - first[-1:]
    values = (codes[places].astype(np.uint64) + np.uint64(1)) * _SPREAD
    values ^= values >> np.uint64(32)
    if len(first) != len(places):
        offsets = places - np.repeat(starts, sizes)
        values *= _powers()[offsets % _LONGEST_WORD]
        ids = np.add.reduceat(values, first)
    else:
        ids = values * _powers()[0]
    return Tokens(text, codes, ids, starts, starts + sizes, kinds[first] == _WORD)


def tokens(text: str) -> list[str]:
    """Return the comparison form: one token per Han character or per run of other letters and digits."""
    if text.isascii():
        return text.lower().translate(_ASCII_GAPS).split()  # the same, many times faster for a line
    return tokenise(text).words()


def traditional_share(form: Tokens) -> float:
    """Return the share of the Han characters that fold into another one: traditional ones."""
    places = form.starts[~form.is_word]
    changed = np.count_nonzero(codes_of(form.text)[places] != form.codes[places])
    return changed / len(places) if len(places) else 0.0


def has_digit(form: Tokens) -> Mask:
    """Return which tokens hold a digit 0 to 9."""
    digits = np.concatenate(([0], np.cumsum((form.codes >= ord("0")) & (form.codes <= ord("9")))))
    holds: Mask = digits[form.ends] > digits[form.starts]
    return holds


def is_capital(form: Tokens) -> Mask:
    """Return which tokens are words that begin with a capital letter."""
    begins: Mask = form.is_word & (codes_of(form.text)[form.starts] != form.codes[form.starts])
    return begins


def han_share(text: str) -> float:
    """Return the share of Han characters among the letters and digits of a text, 0..1."""
    han, letters = han_and_letters(text)
    return han / letters if letters else 0.0


def han_and_letters(text: str) -> tuple[int, int]:
    """Return how many Han characters a text has, and how many letters and digits, those among them."""
    kinds = _table().kind[codes_of(text)]
    return int(np.count_nonzero(kinds == _HAN_TOKEN)), int(np.count_nonzero(kinds))


def exact_key(comparison: Iterable[str] | Tokens) -> str:
    """Return the 128-bit XXH3 of a comparison form (32 hex digits): equal keys mean the same text."""
    form = comparison if isinstance(comparison, Tokens) else tokenise(" ".join(comparison))
    return xxhash.xxh3_128_hexdigest(form.ids.astype("<u8").tobytes())


def _folded(text: str) -> tuple[str, Codes]:
    """Return the text, normalised where it has to be, and its folded code points, one for each of its characters."""
    table = _table()
    codes = codes_of(text)
    if table.is_compound[codes].any():
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
        codes = codes_of(text)
    return text, table.folded[codes]


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _written(codes: Codes) -> str:
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


@functools.cache
def _powers() -> Hashes:
    return np.array([pow(_STEP, exponent, 1 << 64) for exponent in range(_LONGEST_WORD)], dtype=np.uint64)


@functools.cache
def _table() -> _Table:
    """Return the table over all code points. Takes a tenth of a second, once in a process."""
    size = sys.maxunicode + 1
    folded = np.arange(size, dtype=np.uint32)
    kind = np.zeros(size, dtype=np.uint8)
    kind[: _LAST_LETTER + 1] = [_WORD if chr(code).isalnum() else _GAP for code in range(_LAST_LETTER + 1)]
    is_compound = np.zeros(size, dtype=bool)
    for block in _FOLDING_BLOCKS:
        for code in block:
            character = chr(code)
            becomes = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).lower())
            if len(becomes) == 1:
                folded[code] = ord(becomes)
            elif any(each.isalnum() for each in becomes):
                is_compound[code] = True
            elif kind[code]:
                folded[code] = ord(" ")
            joined = unicodedata.decomposition(character).split()
            if len(joined) == 2 and not joined[0].startswith("<"):
                is_compound[int(joined[1], 16)] = True
    for parts in _HANGUL_PARTS:
        is_compound[parts.start : parts.stop] = True
    for first, last in _HAN_RANGES:
        kind[first : last + 1] = _HAN_TOKEN
    _simplify(folded)
    return _Table(folded, kind[folded], is_compound)


def _simplify(folded: Codes) -> None:
    """Let traditional characters fold into simplified ones. Each is converted by itself, so that no phrase matters."""
    han = [code for first, last in _HAN_RANGES for code in range(first, last + 1)]
    converted = _to_simplified().convert("\n".join(map(chr, han))).split("\n")
    simple = np.arange(len(folded), dtype=np.uint32)
    simple[han] = [ord(each) if len(each) == 1 else code for code, each in zip(han, converted, strict=True)]
    np.take(simple, folded, out=folded)
