"""The bench of copies: its set, its scores, and that Tidings does on it what it is said to do."""

import json
from collections import defaultdict
from pathlib import Path
from random import Random

import pytest

from bench.duplicates.__main__ import main, recall, wrong_merges
from bench.duplicates.finders import by_simhash, tidings
from bench.duplicates.sets import Text, filled_forms, own_set, read_set
from bench.duplicates.speed import index_speed, invented
from bench.duplicates.transform import TRANSFORMATIONS, corrected, has_numbers
from crawler.outcomes import Relation
from pipelines.duplication.verify import compare

TEXTS = [
    Text("a", "one"),
    Text("b", "two"),
    Text("c", "one!", ("a",), "cut"),
    Text("d", "two!", ("b",), "cut"),
    Text("e", "both", ("a", "b"), "page"),
]


def test_recall_counts_a_story_shared_with_any_source() -> None:
    assert recall(TEXTS, [1, 2, 1, 3, 2]) == {"cut": 0.5, "page": 1.0}


def test_wrong_merges_are_of_texts_that_are_copies_of_nothing() -> None:
    assert wrong_merges(TEXTS, [1, 2, 1, 2, 2]) == (0, 3)
    assert wrong_merges(TEXTS, [1, 1, 1, 4, 5]) == (1, 2)


def test_the_own_set_is_the_same_every_time_and_holds_every_kind() -> None:
    texts = own_set()
    assert texts == own_set()
    assert {text.kind for text in texts if text.of} == {*(kind for kind, _ in TRANSFORMATIONS), "concat3", "corrected"}
    ids = {text.id for text in texts}
    assert all(source in ids for text in texts for source in text.of)


def test_tidings_finds_the_copies_of_the_own_set_and_nothing_else() -> None:
    texts = own_set()
    stories = _stories(texts)
    found = recall(texts, stories)
    assert sum(found.values()) / len(found) > 0.97
    assert wrong_merges(texts, stories)[0] <= 1
    shuffled = Random(3).sample(texts, len(texts))  # noqa: S311  (any order)
    assert _together(shuffled, _stories(shuffled)) == _together(texts, stories)


def _stories(texts: list[Text]) -> list[int]:
    return tidings([text.text for text in texts])


def _together(texts: list[Text], stories: list[int]) -> set[frozenset[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for text, story in zip(texts, stories, strict=True):
        found[story].add(text.id)
    return {frozenset(ids) for ids in found.values()}


def test_a_form_filled_in_twice_is_two_texts_and_a_corrected_one_is_one() -> None:
    forms = list(filled_forms())
    relations = {name: match and match.relation for name, one, other in forms for match in [compare(other, one)]}
    assert len(relations) == len(forms) >= 98
    assert {name for name, relation in relations.items() if relation not in (None, Relation.TEMPLATE)} == set()
    told = [compare(corrected(one, Random(1)), one) for _, one, _ in forms if has_numbers(one)]  # noqa: S311  (the same ones every time)
    assert sum(match is not None and match.relation is Relation.NEAR for match in told) >= 0.9 * len(told)


def test_the_package_ties_what_is_the_same() -> None:
    assert by_simhash(["a text about tides", "something else", "a text about tides"], 0) == [0, 1, 0]


def test_a_set_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    text = next(invented(1))
    lines = [{"id": "a", "text": text}, {"id": "b", "text": text}]
    (tmp_path / "texts.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    (tmp_path / "gold.jsonl").write_text(json.dumps({"id": "b", "of": ["a"], "kind": "same"}), encoding="utf-8")
    halves = [len(read_set(tmp_path, half)) for half in ("dev", "held")]
    assert sorted(halves) == [1, 2]
    monkeypatch.setattr("sys.argv", ["bench", str(tmp_path), "--only", "tidings"])
    main()
    assert "1.0000" in capsys.readouterr().out


def test_speed_says_what_the_index_costs() -> None:
    *sizes, just_opened, in_use = index_speed([500, 1000])
    assert len(sizes) == 2
    assert all("bytes a text" in line for line in sizes)
    assert all("1,000: " in line and line.endswith(" times") for line in (just_opened, in_use))
