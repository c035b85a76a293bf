"""The demo as a person runs it: every page meets what is expected of it, or is honestly marked as not yet."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from crawler.commands.demo import _fresh
from crawler.demo.verdict import Judged, Verdict, expected_pages, judge
from crawler.store.database import open_store
from crawler.store.rulings import Ruling, enter
from crawler.store.schema import decisions, outcomes, runs

_FIELDS = {
    "outcome", "items", "title", "language", "relation", "state", "published_at", "authors", "origin", "flags", "story",
    "event", "contains", "lacks",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("demo") / "kept"
    finished = subprocess.run(
        [sys.executable, "-m", "crawler", "demo", "--keep", str(folder)],
        capture_output=True, text=True, timeout=300, check=False, env={**os.environ, "COLUMNS": "200"},
    )  # fmt: skip
    return finished, folder


@pytest.fixture(scope="module")
def judged(demo: tuple[subprocess.CompletedProcess[str], Path]) -> list[Judged]:
    store = open_store("", str(demo[1]))
    try:
        return judge(store, [1, 2])
    finally:
        store.close()


def test_the_demo_ends_well_and_says_how_to_go_on(demo: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    finished, folder = demo
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "0 missed" in finished.stdout
    assert f"TIDINGS_DATA_DIR={folder} tidings review" in finished.stdout
    assert "tidings export" in finished.stdout
    told = " ".join(finished.stdout.split())
    assert "the text still holds “pay us a small commission”, which is no part of the article" in told


def test_no_page_misses_what_is_expected_of_it(judged: list[Judged]) -> None:
    assert [(each.url, each.crawl, each.wrong) for each in judged if each.verdict is Verdict.MISSED] == []


def test_no_mark_of_later_work_is_out_of_date(judged: list[Judged]) -> None:
    assert [(each.url, each.stale) for each in judged if each.stale] == []


def test_marks_name_fields() -> None:
    marks = {mark.partition("@")[0] for page in expected_pages() for mark in page["not_yet"]}
    assert marks <= _FIELDS


def test_each_address_has_exactly_one_outcome_in_each_crawl(
    demo: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    store = open_store("", str(demo[1]))
    try:
        with store.reading() as connection:
            counted = connection.execute(sa.select(outcomes.c.run_id, outcomes.c.address_id, outcomes.c.fragment)).all()
            statuses = list(connection.scalars(sa.select(runs.c.status)))
    finally:
        store.close()
    fragments: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for run, address, fragment in counted:
        fragments[run, address].append(fragment)
    several = [each for each in fragments.values() if each != [""]]
    assert [len(each) for each in several] == [3], "only the page of three articles has one outcome per article"
    assert "" not in several[0]
    assert statuses == ["finished", "finished"]


@pytest.mark.parametrize("is_decided", [False, True])
def test_a_second_demo_in_a_folder_loses_nothing_of_a_persons(
    is_decided: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tidings-demo").touch()
    (tmp_path / "tidings.sqlite3.backup").write_text("mine", encoding="utf-8")
    store = open_store("", str(tmp_path))
    if is_decided:
        with store.writing() as connection:
            enter(connection, Ruling("mei", "", dt.datetime.now(dt.UTC)), "0" * 16, "pending", "accepted")
    store.close()
    assert _fresh(tmp_path) == tmp_path
    kept = tmp_path / "earlier-1"
    assert not (tmp_path / "tidings.sqlite3").exists()
    assert (tmp_path / "tidings.sqlite3.backup").read_text(encoding="utf-8") == "mine"
    assert kept.exists() is is_decided
    said = " ".join(capsys.readouterr().out.split())
    assert (f"with 1 decisions, is in {kept} now" if is_decided else "made anew; nothing was decided in it") in said
    if is_decided:
        store = open_store("", str(kept))
        with store.reading() as connection:
            assert connection.scalar(sa.select(decisions.c.who)) == "mei"
        store.close()


def test_the_demo_refuses_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "tidings.sqlite3").write_text("somebody's", encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-m", "crawler", "demo", "--keep", str(tmp_path)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert finished.returncode == 2
    assert "no demo's" in finished.stderr
    assert (tmp_path / "tidings.sqlite3").read_text(encoding="utf-8") == "somebody's"
