"""`tidings dedupe`: the same lines in the same order, each with its place."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

TEXT = (
    "The harbour office will let a small forecasting model plan its dredging from next spring. Engineers fed it eleven "
    "years of tide tables, storm logs and the skippers' own notes, then compared its advice with what the crews had "
    "really done. It was right more often than the old rule of thumb, though it twice sent a barge to a channel that "
    "was already clear. A person still signs every plan."
)
EDITED = TEXT.replace("next spring", "the coming spring")
OTHER = (
    "A baker in the hill town has taught her oven to wait. Sensors listen to the dough, a tiny network guesses how "
    "long the crust needs, and the loaves come out the same on damp mornings as on dry ones. Her neighbours were "
    "doubtful at first; now four of them share the recipe for the controller, and the miller keeps a spare board "
    "behind the counter for the days when flour dust gets into the fan."
)
ADDED = ("story", "relation", "of", "similarity")


def write(folder: Path, *lines: dict[str, Any] | str) -> Path:
    file = folder / "texts.jsonl"
    written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    file.write_text("\n".join(written) + "\n", encoding="utf-8")
    return file


def read(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.split("\n") if line]


def test_copies_links_and_texts_of_their_own(tidings: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {"id": "a", "text": TEXT},
        {"id": "b", "text": OTHER},
        {"id": "c", "text": EDITED},
        {"id": "d", "text": TEXT.upper()},
        {"id": "e", "text": f"{OTHER} {' '.join(f'word{number}' for number in range(120))}."},
    )
    rows = {row["id"]: row for row in read(tidings("dedupe", file))}
    assert list(rows) == list("abcde")
    assert {key: (row["relation"], row["of"]) for key, row in rows.items()} == {
        "a": (None, []),
        "b": (None, []),
        "c": ("near", ["a"]),
        "d": ("exact", ["a"]),
        "e": ("contains", ["b"]),
    }
    assert rows["a"]["story"] == rows["c"]["story"] == rows["d"]["story"]
    assert len({rows[key]["story"] for key in "abe"}) == 3
    assert rows["a"]["similarity"] == 0.0  # a head: it is told of no text
    assert all(0 <= row["similarity"] <= 1 for row in rows.values())
    assert rows["d"]["similarity"] == 1.0
    assert 0.7 < rows["c"]["similarity"] < 1
    assert 0 < rows["e"]["similarity"] < 0.75


def test_the_answer_is_final_for_the_whole_file(tidings: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {"id": "late", "text": TEXT, "published_at": "2026-05-03"},
        {"id": "early", "text": TEXT, "published_at": "2026-05-01"},
    )
    late, early = read(tidings("dedupe", file))
    assert (late["relation"], late["of"]) == ("exact", ["early"])
    assert (early["relation"], early["of"]) == (None, [])


def test_lines_keep_what_they_hold(tidings: Any, tmp_path: Path) -> None:
    line = {
        "id": "一",
        "text": TEXT,
        "url": None,
        "title": None,
        "published_at": None,
        "标签": ["x", {"y": 1.5}],
        "n": None,
    }
    (row,) = read(tidings("dedupe", write(tmp_path, line)))
    assert {name: value for name, value in row.items() if name not in ADDED} == line
    (bare,) = read(tidings("dedupe", write(tmp_path, {"id": "a", "text": "short"})))
    assert set(bare) == {"id", "text", *ADDED}


def test_ids_stay_what_they_are(tidings: Any, tmp_path: Path) -> None:
    rows = read(tidings("dedupe", write(tmp_path, {"id": 1, "text": TEXT}, {"id": 2, "text": TEXT})))
    assert [row["id"] for row in rows] == [1, 2]
    assert rows[1]["of"] == [1]


def test_an_earlier_answer_is_replaced(tidings: Any, tmp_path: Path) -> None:
    file = write(
        tmp_path, {"id": "a", "text": TEXT, "story": "old", "relation": "near", "of": ["z"], "similarity": 0.5}
    )
    (row,) = read(tidings("dedupe", file))
    assert (row["relation"], row["of"], row["similarity"]) == (None, [], 0.0)
    assert row["story"] != "old"


def test_short_and_empty_texts(tidings: Any, tmp_path: Path) -> None:
    texts = ["", "", "……", "快讯", "快讯", "快讯！", "快讯二"]
    rows = read(tidings("dedupe", write(tmp_path, *({"id": str(n), "text": text} for n, text in enumerate(texts)))))
    assert [row["of"] for row in rows] == [[], [], [], [], ["3"], ["3"], []]


def test_empty_lines_and_an_empty_file(tidings: Any, tmp_path: Path) -> None:
    assert read(tidings("dedupe", write(tmp_path, "", "  ", {"id": "a", "text": "x"}, ""))) != []
    assert read(tidings("dedupe", write(tmp_path, ""))) == []


def test_a_file_that_begins_with_a_byte_order_mark(tidings: Any, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": "a", "text": "x"}\n', encoding="utf-8-sig")
    assert len(read(tidings("dedupe", file))) == 1


def test_to_a_file(tidings: Any, tmp_path: Path) -> None:
    result = tidings("dedupe", write(tmp_path, {"id": "a", "text": TEXT}), "-o", tmp_path / "out.jsonl")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["id"] == "a"


def test_the_input_is_not_written_over(tidings: Any, tmp_path: Path) -> None:
    file = write(tmp_path, {"id": "a", "text": TEXT})
    before = file.read_bytes()
    (tmp_path / "same.jsonl").symlink_to(file)
    for target in (file, tmp_path / "same.jsonl"):
        result = tidings("dedupe", file, "-o", target)
        assert result.exit_code == 2
        assert "that is the input" in result.stderr
    assert file.read_bytes() == before


def test_nothing_of_the_installation_is_touched(tidings: Any, tmp_path: Path, data: Path) -> None:
    read(tidings("dedupe", write(tmp_path, {"id": "a", "text": TEXT})))
    assert not data.exists()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "line 2"),
        ("[]", "line 2"),
        ("null", "line 2"),
        ('{"text": "x"}', "line 2: id"),
        ('{"id": null, "text": "x"}', "line 2: id"),
        ('{"id": 1.5, "text": "x"}', "line 2: id"),
        ('{"id": "b"}', "line 2: text"),
        ('{"id": "b", "text": null}', "line 2: text"),
        ('{"id": "b", "text": "x", "url": 5}', "line 2: url"),
        ('{"id": "b", "text": "x", "published_at": 20260503}', "line 2: published_at"),
        ('{"id": "b", "text": "\\ud83d"}', "line 2"),
        ('{"id": "a", "text": "x"}', "line 2: the id 'a' stands in line 1, too"),
    ],
)
def test_a_bad_line_is_named(tidings: Any, tmp_path: Path, line: str, named: str) -> None:
    result = tidings("dedupe", write(tmp_path, {"id": "a", "text": "x"}, line))
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in result.stderr
    assert "Traceback" not in result.stderr


def test_all_bad_lines_are_named_up_to_twenty(tidings: Any, tmp_path: Path) -> None:
    result = tidings("dedupe", write(tmp_path, *["{"] * 25))
    assert result.exit_code == 2
    assert "line 20:" in result.stderr
    assert "line 21:" not in result.stderr
    assert "5 more" in result.stderr


@pytest.mark.parametrize("place", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read(tidings: Any, tmp_path: Path, place: str) -> None:
    result = tidings("dedupe", tmp_path / place)
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


def test_bytes_that_are_not_utf_8(tidings: Any, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    lines = [b'{"id": "a", "text": "x"}', '{"id": "b", "text": "北岸"}'.encode("gbk"), b'{"id": "c"}', b"{"]
    file.write_bytes(b"\n".join(lines))
    result = tidings("dedupe", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 2: is not UTF-8 (0xb1 at byte 22); save the file as UTF-8" in result.stderr
    assert "line 3: text:" in result.stderr
    assert "line 4:" in result.stderr


def test_a_place_that_cannot_be_written(tidings: Any, tmp_path: Path) -> None:
    bad = write(tmp_path, "{")  # not read: the place is looked at first
    result = tidings("dedupe", bad, "-o", tmp_path / "none" / "out.jsonl")
    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr
    assert "line 1" not in result.stderr


def test_a_full_standard_output_is_no_fault_of_the_input(tmp_path: Path) -> None:
    file = write(tmp_path, {"id": "a", "text": TEXT})
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "dedupe", str(file)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "standard output: No space left on device" in done.stderr
    assert str(file) not in done.stderr
