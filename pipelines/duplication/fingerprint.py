"""The fingerprints of a text, made once: numbers by which its copies are found among many.

- the 64-bit simhash (Charikar 2002; the same value as the `simhash` package gives for the same features) and its bands,
  for light edits of the whole text;
- the sketch (Broder 1997: the k smallest hashes of its shingles), which also finds a text within a longer page;
- the skeleton, a sketch of the lengths of its clauses, which a rewriter who replaces words leaves as they are.

They only name candidates: the texts decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from simhash import Simhash

from pipelines.duplication.clauses import clauses_of
from pipelines.duplication.fold import Hashes, Mask, Tokens, exact_key, tokenise

VERSION = 3
"""Changes with what a text's fingerprints are: those that were stored by another version have to be made again."""

BITS = 64
BANDS = 3
"""Two values that differ in fewer bits than there are bands agree in one band at least (pigeonhole).

Four bands of 16 bits would lead to 60 of a million texts by chance, and to ever more; these lead to one or two.
"""

SKETCH_SIZE = 32  # 16 lose 5 points of recall, 48 gain 1
SKELETON_SIZE = 8
MOST_POSTINGS = SKETCH_SIZE + SKELETON_SIZE + BANDS

_SIMHASH_SHINGLE = 3
_SKETCH_SHINGLE_HAN = 5
_SKETCH_SHINGLE_OTHER = 3
_SKELETON_SHINGLE = 5

_WIDEST = 16  # tokens of a shingle
_ODD = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_WEIGHTS = [np.uint64(pow(0x9FB21C651E98DF25, exponent, 1 << 64)) for exponent in range(_WIDEST)]
_BITS_OF_A_BYTE = np.arange(8, dtype=np.uint64)[:, np.newaxis]
_LANES = np.uint64(0x0101010101010101)
_LANE_LIMIT = 255  # ones that a byte can count
_ROOM = 3  # times the sketch's size that is looked at, so that enough distinct hashes are among them
_BAND = -(-BITS // BANDS)  # bits, but for the last band
_BAND_SALT = 0x5BD1E995
_SKELETON_SALT = np.uint64(0xA24BAED4963EE407)


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What is stored of a text to find its copies by; `sketch` and `skeleton` ascend."""

    exact_key: str
    simhash: int
    sketch: tuple[int, ...]
    skeleton: tuple[int, ...]

    @property
    def postings(self) -> list[int]:
        """Every fingerprint as a signed 32-bit number, under which the text is filed in an index; each one once, and
        `MOST_POSTINGS` at most.
        """
        hashes = [*self.sketch, *self.skeleton, *_band_hashes(self.simhash)] if self.sketch else []
        return list(dict.fromkeys(((each & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000 for each in hashes))


def fingerprints(text: str | Tokens) -> Fingerprints:
    """Return the fingerprints of a text; a text without a word has an empty sketch and the simhash 0."""
    form = text if isinstance(text, Tokens) else tokenise(text)
    return Fingerprints(exact_key(form), simhash(form), tuple(sketch(form)), tuple(skeleton(form)))


def simhash(comparison: list[str] | Tokens) -> int:
    """Return the simhash of a comparison form over its 3-token shingles; 0 for an empty one."""
    return simhash_of(shingles(_form(comparison).ids, _SIMHASH_SHINGLE))


def sketch(comparison: list[str] | Tokens) -> list[int]:
    """Return the smallest hashes of the distinct shingles, ascending."""
    form = _form(comparison)
    width = _SKETCH_SHINGLE_HAN if is_han(form) else _SKETCH_SHINGLE_OTHER
    return smallest(shingles(form.ids, width), SKETCH_SIZE)


def skeleton(form: Tokens) -> list[int]:
    """Return the smallest hashes of runs of clauses: how long each is and whether a sentence ends; of few, none."""
    clauses = clauses_of(form)
    if len(clauses) < _SKELETON_SHINGLE:
        return []
    shapes = (clauses.sizes * 2 + clauses.ends_sentence + 1).astype(np.uint64) * _SKELETON_SALT
    return smallest(shingles(shapes, _SKELETON_SHINGLE), SKELETON_SIZE)


def shingles(ids: Hashes, width: int) -> Hashes:
    """Return the hash of each run of `width` tokens; a shorter text is one shingle; an empty one has none."""
    if not len(ids):
        return ids
    width = min(width, len(ids))
    count = len(ids) - width + 1
    hashes = ids[:count] * _WEIGHTS[0]
    for offset in range(1, width):
        hashes += ids[offset : offset + count] * _WEIGHTS[offset]
    hashes ^= hashes >> _HALF
    hashes *= _ODD
    hashes ^= hashes >> _HALF
    hashes *= _ODD
    hashes ^= hashes >> _HALF
    return hashes


def simhash_of(features: Hashes) -> int:
    """Return the simhash of hashed features, one that comes again counting again; 0 for none.

    Bit by bit of each byte, all eight bytes of a hash are counted at once, in the eight bytes of a number.
    """
    if not len(features):
        return 0
    lanes = (features >> _BITS_OF_A_BYTE) & _LANES
    counted = np.add.reduceat(lanes, np.arange(0, len(features), _LANE_LIMIT), axis=1).astype("<u8", copy=False)
    ones = counted.view(np.uint8).reshape(8, -1, 8).sum(axis=1, dtype=np.int64).T
    bits = ones.ravel() * 2 > len(features)
    return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")


def smallest(hashes: Hashes, count: int) -> list[int]:
    """Return the `count` smallest distinct hashes, ascending; all of them when there are no more."""
    if len(hashes) > 4 * _ROOM * count:  # hashes are spread evenly: the smallest lie below a limit that can be foreseen
        limit = np.uint64(int(_ROOM * count / len(hashes) * 2**64))
        low = distinct(hashes[hashes < limit])
        if len(low) >= count:
            return list(low[:count].tolist())
    return list(distinct(hashes)[:count].tolist())


def distinct(hashes: Hashes) -> Hashes:
    """Return the distinct hashes, ascending."""
    ordered = np.sort(hashes)
    if len(ordered) < 2:
        return ordered
    first = np.empty(len(ordered), dtype=bool)
    first[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def is_in(hashes: Hashes, ordered: Hashes) -> Mask:
    """Return which hashes stand in an ascending array."""
    if not len(ordered):
        return np.zeros(len(hashes), dtype=bool)
    places = np.searchsorted(ordered, hashes)
    places[places == len(ordered)] = 0
    found: Mask = ordered[places] == hashes
    return found


def is_han(comparison: list[str] | Tokens) -> bool:
    """Return whether most tokens are Han characters, of which a shingle needs more than of words."""
    form = _form(comparison)
    return int(np.count_nonzero(form.is_word)) * 2 < len(form)


def bands(value: int) -> list[tuple[int, int]]:
    """Return (band, bits) for each of the bands of a simhash, the low bits first."""
    return [(band, (value >> (band * _BAND)) & ((1 << _BAND) - 1)) for band in range(BANDS)]


def distance(one: int, other: int) -> int:
    """Return the number of bits in which two simhashes differ, as the package's type counts them."""
    return int(Simhash(one).distance(Simhash(other)))


def _band_hashes(value: int) -> list[int]:
    return [((band + 1) << _BAND | bits) * _BAND_SALT & 0xFFFFFFFF for band, bits in bands(value)]


def _form(comparison: list[str] | Tokens) -> Tokens:
    return comparison if isinstance(comparison, Tokens) else tokenise(" ".join(comparison))
