"""`tidings export`: one line per story's head."""

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from crawler.items import NewsItem, Trail
from crawler.store import frontier, reviews, runs, saving, stories
from crawler.store.database import Store, open_store
from crawler.store.frontier import Fetched, Link
from crawler.store.rulings import Ruling
from crawler.urls import item_id
from pipelines.duplication import fingerprint
from pipelines.duplication.fold import exact_key, tokens

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "item.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
TEXTS = ("码头用上了预报模型，引水员还是每天自己看一遍潮水。", "面包炉学会了等待，邻居们一开始并不相信。")
FIRST, SECOND = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC), dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC)


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    opened = open_store("", str(data))
    yield opened
    opened.close()


@pytest.fixture
def filled(store: Store) -> None:
    """A copy of the first text, which is accepted; the second one is pending."""
    for url, text, seen in (
        ("https://lab.example/1", TEXTS[0], FIRST),
        ("https://press.example/1", TEXTS[0], FIRST),
        ("https://lab.example/2", TEXTS[1], SECOND),
    ):
        run, _, _ = runs.begin(store, ["lab"], seen)
        (noted,) = frontier.note(store, run, "lab", url, [Link(url, url)], Fetched(), seen)
        comparison = tokens(text)
        item = NewsItem(
            item_id(url), url, url, "lab", text=text, language="zh-Hans", fetched_at=seen.isoformat(), state="pending",
            simhash=f"{fingerprint.simhash(comparison):016x}", text_length=len(text),
            trail=Trail(noted.address_id, run, comparison=" ".join(comparison), exact_key=exact_key(comparison)),
        )  # fmt: skip
        found, _ = stories.look_up(store, text, stories.prints_of(item))
        saving.save(store, item, found, seen)
        runs.end(store, run, "finished", {}, seen)
    reviews.record(store, item_id("https://lab.example/1"), "accepted", Ruling("lin", "", SECOND))


def urls(stdout: str) -> list[str]:
    return [json.loads(line)["url"] for line in stdout.split("\n") if line]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["https://lab.example/1"]),
        (["--state", "pending"], ["https://lab.example/2"]),
        (["--state", "pending", "--state", "accepted"], ["https://lab.example/1", "https://lab.example/2"]),
        (["--state", "rejected"], []),
        (["--state", "copy"], ["https://press.example/1"]),
        (["--since", "2026-05-01"], ["https://lab.example/1"]),
        (["--since", "2026-05-01T16:00:00+08:00"], ["https://lab.example/1"]),
        (["--since", "2026-05-01T08:00:01"], []),
        (["--state", "pending", "--since", "2026-05-02"], ["https://lab.example/2"]),
        (["--format", "jsonl"], ["https://lab.example/1"]),
    ],
)
@pytest.mark.usefixtures("filled")
def test_what_is_exported(tidings: Any, arguments: list[str], expected: list[str]) -> None:
    result = tidings("export", *arguments)
    assert result.exit_code == 0, result.stderr
    assert urls(result.stdout) == expected
    assert ("No item is" in result.stderr) is (not expected)
    for line in result.stdout.strip().split("\n"):
        if line:
            VALIDATOR.validate(json.loads(line))


@pytest.mark.usefixtures("filled")
def test_copies_are_inside(tidings: Any) -> None:
    line = json.loads(tidings("export").stdout)
    assert [copy["url"] for copy in line["copies"]] == ["https://press.example/1"]
    assert line["decided_at"] == "2026-05-03T08:00:00+00:00"


@pytest.mark.usefixtures("filled")
def test_to_a_file(tidings: Any, tmp_path: Path) -> None:
    target = tmp_path / "feed.jsonl"
    target.write_text("earlier", encoding="utf-8")
    result = tidings("export", "-o", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert urls(target.read_text(encoding="utf-8")) == ["https://lab.example/1"]
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.usefixtures("filled")
def test_a_pipe_and_a_link_stay_what_they_are(tidings: Any, tmp_path: Path) -> None:
    pipe, link, file = (tmp_path / name for name in ("pipe", "link", "file"))
    os.mkfifo(pipe)
    file.write_text("earlier", encoding="utf-8")
    link.symlink_to(file)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert [tidings("export", "-o", place).exit_code for place in (pipe, link)] == [0, 0]
        assert len(urls(os.read(reader, 1_000_000).decode())) == 1
    finally:
        os.close(reader)
    assert (pipe.is_fifo(), link.is_symlink(), len(urls(file.read_text(encoding="utf-8")))) == (True, True, 1)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("place", ["none/feed.jsonl", "file/feed.jsonl", "folder"])
def test_a_place_that_cannot_be_written(tidings: Any, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    result = tidings("export", "-o", tmp_path / place)
    assert result.exit_code == 2
    assert f"-o {tmp_path / place}" in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.rglob("*.part")) == []


@pytest.mark.parametrize(
    "arguments", [["--since", "yesterday"], ["--since", "2026-13-01"], ["--state", "done"], ["--format", "xls"]]
)
def test_wrong_use(tidings: Any, arguments: list[str]) -> None:
    result = tidings("export", *arguments)
    assert result.exit_code == 2
    assert arguments[1] in result.stderr


def test_nothing_to_export(tidings: Any) -> None:
    result = tidings("export")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_database_that_cannot_be_used(tidings: Any, data: Path) -> None:
    data.mkdir()
    (data / "tidings.sqlite3").write_text("no database " * 100, encoding="utf-8")
    result = tidings("export")
    assert result.exit_code == 2
    assert "not a database" in result.stderr
