"""The fingerprints of a text: its 64-bit simhash with its bands, and a bottom-k sketch of its shingles.

The simhash (Charikar 2002, as the `simhash` package computes it) finds light edits of the whole text; the sketch
(Broder 1997, the k smallest hashes) also finds a text within a longer page, which simhash cannot.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator

import xxhash
from simhash import Simhash

BITS = 64
BANDS = 4
"""Two values that differ in fewer bits than there are bands agree in one band at least (pigeonhole)."""

SKETCH_SIZE = 32  # 16 lose 5 points of recall, 48 gain 1

_SHINGLE = 3
_SKETCH_SHINGLE_HAN = 5
_SKETCH_SHINGLE_OTHER = 3
_SIGN = 1 << 63
# The package multiplies uint8 arrays by the weight: above 255 it raises OverflowError with numpy 2.
_MAX_WEIGHT = 255


def shingles(comparison: list[str], width: int) -> Iterator[str]:
    """Yield each run of `width` tokens; a shorter text is one shingle; an empty one has none."""
    if comparison:
        for start in range(max(1, len(comparison) - width + 1)):
            yield " ".join(comparison[start : start + width])


def simhash(comparison: list[str]) -> int:
    """Return the simhash of a comparison form over its 3-token shingles; 0 for an empty one."""
    weights = Counter(shingles(comparison, _SHINGLE))
    if not weights:
        return 0
    capped = {shingle: min(weight, _MAX_WEIGHT) for shingle, weight in weights.items()}
    return int(Simhash(capped, f=BITS, hashfunc=xxhash.xxh3_64_intdigest).value)


def sketch(comparison: list[str]) -> list[int]:
    """Return the smallest hashes of the distinct shingles, ascending, as signed 64-bit numbers (a database's)."""
    width = _SKETCH_SHINGLE_HAN if is_han(comparison) else _SKETCH_SHINGLE_OTHER
    hashes = {xxhash.xxh3_64_intdigest(shingle.encode()) - _SIGN for shingle in shingles(comparison, width)}
    return heapq.nsmallest(SKETCH_SIZE, hashes)


def is_han(comparison: list[str]) -> bool:
    """Return whether most tokens are single characters: Chinese, where a shingle needs more of them."""
    return sum(1 for token in comparison if len(token) == 1) * 2 > len(comparison)


def bands(value: int) -> list[tuple[int, int]]:
    """Return (band, bits) for each of the bands of a simhash, the low bits first."""
    width = BITS // BANDS
    return [(band, (value >> (band * width)) & ((1 << width) - 1)) for band in range(BANDS)]


def distance(one: int, other: int) -> int:
    """Return the number of bits in which two simhashes differ."""
    return (one ^ other).bit_count()
