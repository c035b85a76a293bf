"""Fingerprints: as the papers and the simhash package have them, for every text."""

from collections import Counter

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st
from simhash import Simhash

from pipelines.duplication.fingerprint import (
    BANDS,
    SKETCH_SIZE,
    bands,
    distance,
    is_han,
    shingles,
    simhash,
    sketch,
)

WORDS = st.lists(st.sampled_from("模 型 数 据 model data gpu 7 2026 开 放".split()), max_size=120)
VALUES = st.integers(0, 2**64 - 1)


@pytest.mark.parametrize(
    ("comparison", "width", "expected"),
    [
        ([], 3, []),
        (["a"], 3, ["a"]),
        (["a", "b"], 3, ["a b"]),
        (["a", "b", "c"], 3, ["a b c"]),
        (["a", "b", "c", "d"], 3, ["a b c", "b c d"]),
    ],
)
def test_shingles(comparison: list[str], width: int, expected: list[str]) -> None:
    assert list(shingles(comparison, width)) == expected


@given(WORDS)
def test_the_simhash_is_the_packages_own(comparison: list[str]) -> None:
    weights = Counter(shingles(comparison, 3))
    expected = Simhash(dict(weights), f=64, hashfunc=xxhash.xxh3_64_intdigest).value if weights else 0
    assert simhash(comparison) == expected


def test_simhashes_stay_what_they_are() -> None:
    assert simhash([]) == 0
    assert f"{simhash('模 型 今 天 开 放'.split()):016x}" == "ad20b5020010a43e"


@pytest.mark.parametrize("count", [255, 256, 257, 300, 70_000])
def test_a_shingle_that_comes_many_times_overflows_nothing(count: int) -> None:
    assert 0 <= simhash(["哈"] * count) < 2**64
    assert simhash([*["哈"] * count, "结", "束", "了"]) >= 0


@given(WORDS)
def test_a_sketch_holds_the_smallest_distinct_hashes(comparison: list[str]) -> None:
    hashes = sketch(comparison)
    assert hashes == sorted(set(hashes))
    assert len(hashes) <= SKETCH_SIZE
    assert all(-(2**63) <= each < 2**63 for each in hashes)
    assert bool(hashes) == bool(comparison)


def test_a_text_within_a_longer_page_shares_its_sketch() -> None:
    text = [f"word{number}" for number in range(200)]
    page = [f"menu{number}" for number in range(100)] + text
    assert len(set(sketch(text)) & set(sketch(page))) >= 10


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [([], False), (["模", "型"], True), (["model"], False), (["模", "型", "model"], True), (["模", "model"], False)],
)
def test_is_han(comparison: list[str], expected: bool) -> None:
    assert is_han(comparison) is expected


@given(VALUES)
def test_the_bands_are_the_whole_value(value: int) -> None:
    parts = bands(value)
    assert [band for band, _ in parts] == list(range(BANDS))
    assert sum(part << (16 * band) for band, part in parts) == value
    assert all(0 <= part < 2**16 for _, part in parts)


@given(VALUES, st.sets(st.integers(0, 63), max_size=BANDS - 1))
def test_fewer_differences_than_bands_leave_a_band_equal(value: int, bits: set[int]) -> None:
    other = value ^ sum(1 << bit for bit in bits)
    assert set(bands(value)) & set(bands(other))
    assert distance(value, other) == distance(other, value) == len(bits)
