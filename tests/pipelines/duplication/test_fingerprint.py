"""Fingerprints: as the papers and the simhash package have them, for every text."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from simhash import Simhash

from pipelines.duplication.fingerprint import (
    BANDS,
    SKELETON_SIZE,
    SKETCH_SIZE,
    bands,
    distance,
    distinct,
    fingerprints,
    is_han,
    shingles,
    simhash,
    simhash_of,
    sketch,
    smallest,
)
from pipelines.duplication.fold import Hashes, tokenise

WORDS = st.lists(st.sampled_from("模 型 数 据 model data gpu 7 2026 开 放".split()), max_size=120)
VALUES = st.integers(0, 2**64 - 1)


def hashes(values: list[int]) -> Hashes:
    return np.array(values, dtype=np.uint64)


def of_the_package(features: list[int]) -> int:
    """Return the package's value for hashed features; it takes them by name and asks for their hash."""
    weights = Counter(str(feature) for feature in features)
    return int(Simhash(dict(weights), f=64, hashfunc=lambda name: int(name) if name.isdigit() else 0).value)


@given(st.lists(VALUES, min_size=1, max_size=700))
def test_the_simhash_is_the_packages_own(features: list[int]) -> None:
    assert simhash_of(hashes(features)) == of_the_package(features)


@given(WORDS.filter(bool))
def test_a_texts_simhash_is_the_packages_own_for_its_shingles(comparison: list[str]) -> None:
    features = shingles(tokenise(" ".join(comparison)).ids, 3)
    assert simhash(comparison) == of_the_package([int(each) for each in features])


def test_no_feature_has_no_simhash() -> None:
    assert simhash_of(hashes([])) == 0
    assert simhash([]) == 0


@pytest.mark.parametrize("count", [254, 255, 256, 257, 510, 511, 70_000])
def test_a_shingle_that_comes_many_times_overflows_nothing(count: int) -> None:
    assert simhash_of(hashes([5] * count)) == 5
    assert simhash_of(hashes([5] * count + [6] * (count - 1))) == 5


@given(WORDS, st.integers(1, 6))
def test_shingles(comparison: list[str], width: int) -> None:
    ids = tokenise(" ".join(comparison)).ids
    found = shingles(ids, width)
    runs = [tuple(comparison[start : start + width]) for start in range(max(1, len(comparison) - width + 1))]
    assert len(found) == (len(runs) if comparison else 0)
    if comparison:
        assert len(set(found.tolist())) == len(set(runs))


@given(st.lists(VALUES | st.integers(0, 9), max_size=900), st.integers(1, 40))
def test_smallest(values: list[int], count: int) -> None:
    assert smallest(hashes(values), count) == sorted(set(values))[:count]
    assert distinct(hashes(values)).tolist() == sorted(set(values))


@given(WORDS)
def test_fingerprints_are_those_of_the_text(comparison: list[str]) -> None:
    text = "，".join(comparison)
    prints = fingerprints(text)
    assert prints.simhash == simhash(comparison)
    assert list(prints.sketch) == sketch(comparison)
    assert len(prints.sketch) <= SKETCH_SIZE
    assert len(prints.skeleton) <= SKELETON_SIZE
    assert bool(prints.postings) == bool(comparison)
    assert len(prints.postings) == len(set(prints.postings))
    assert all(-(2**31) <= each < 2**31 for each in prints.postings)


def test_fingerprints_stay_what_they_are() -> None:
    """Stored ones would no longer be found: what changes them needs a new VERSION."""
    prints = fingerprints("模型今天开放。It runs on one card, and costs 7 euros.")
    assert f"{prints.simhash:016x}" == "c4bc4997920bcf19"
    assert prints.exact_key == "d5680b69c70b73da484f13fece5af871"
    assert sum(prints.postings) == -3278610411


def test_a_text_within_a_longer_page_shares_its_sketch() -> None:
    text = [f"word{number}" for number in range(200)]
    page = [f"menu{number}" for number in range(100)] + text
    assert len(set(sketch(text)) & set(sketch(page))) >= 10


def test_a_text_whose_words_were_replaced_shares_its_skeleton() -> None:
    clauses = [5, 9, 3, 12, 7, 4, 8, 6, 11, 5, 10, 3, 7, 9]
    one = "，".join("甲" * size for size in clauses)
    other = "，".join("乙" * size for size in clauses)
    assert fingerprints(one).skeleton == fingerprints(other).skeleton != ()
    assert not set(fingerprints(one).sketch) & set(fingerprints(other).sketch)


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
    assert sum(part << (22 * band) for band, part in parts) == value
    assert all(0 <= part < 2**22 for _, part in parts)


@given(VALUES, st.sets(st.integers(0, 63), max_size=BANDS - 1))
def test_fewer_differences_than_bands_leave_a_band_equal(value: int, bits: set[int]) -> None:
    other = value ^ sum(1 << bit for bit in bits)
    assert set(bands(value)) & set(bands(other))
    assert distance(value, other) == distance(other, value) == len(bits)
