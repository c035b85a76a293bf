"""`tidings sources list`, and what every command says of wrong names and configuration."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.sources import load_sources

SHIPPED = load_sources([Path(__file__).parents[3] / "settings" / "sources"])
OWN = '[harbour]\nkind = "feed"\nurl = "https://harbour.example/feed"\nlabel = "码头"\nlanguage = "zh"\n'


@pytest.fixture
def overlay(config: Path) -> Path:
    return config / "sources" / "own.toml"


def test_the_whole_catalogue_as_json(tidings: Any) -> None:
    result = tidings("sources", "list", "--json")
    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["name"] for row in rows] == list(SHIPPED)
    assert all({"kind", "url", "enabled"} <= set(row) for row in rows)


def test_only_what_is_read(tidings: Any) -> None:
    rows = [json.loads(line) for line in tidings("sources", "list", "--enabled", "--json").stdout.splitlines()]
    assert {row["name"] for row in rows} == {source.name for source in SHIPPED.values() if source.enabled}


def test_the_overlay_is_seen(tidings: Any, overlay: Path) -> None:
    off = next(name for name, source in SHIPPED.items() if source.enabled)
    overlay.write_text(f"{OWN}[{off}]\nenabled = false\n", encoding="utf-8")
    rows = {row["name"]: row for row in map(json.loads, tidings("sources", "list", "--json").stdout.splitlines())}
    assert rows["harbour"]["label"] == "码头"
    assert rows[off]["enabled"] is False


def test_for_a_person(tidings: Any, overlay: Path) -> None:
    overlay.write_text(OWN, encoding="utf-8")
    result = tidings("sources", "list")
    assert result.exit_code == 0
    assert "harbour" in result.stdout
    assert f"of {len(SHIPPED) + 1} sources are read" in result.stdout


@pytest.mark.parametrize("command", [["crawl"], ["sources", "check"]])
def test_an_unknown_name_is_answered_with_the_nearest(tidings: Any, overlay: Path, command: list[str]) -> None:
    overlay.write_text(OWN, encoding="utf-8")
    result = tidings(*command, "harbuor")
    assert result.exit_code == 2
    assert "no such source: harbuor" in result.stderr
    assert "Did you mean harbour?" in result.stderr


@pytest.mark.parametrize("command", [["crawl"], ["sources", "list"], ["sources", "check", "harbour"], ["watch"]])
def test_a_broken_overlay_is_told_whole_before_anything_is_done(
    tidings: Any, config: Path, data: Path, command: list[str]
) -> None:
    (config / "sources" / "a.toml").write_text("[broken\n", encoding="utf-8")
    (config / "sources" / "b.toml").write_text(
        '[harbour]\nkind = "rss"\nurl = "harbour.example"\ncolour = "blue"\n', encoding="utf-8"
    )
    result = tidings(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "4 mistakes" in result.stderr
    for named in ("a.toml", "broken TOML", "b.toml: [harbour] kind: found 'rss'", "[harbour] url", "[harbour] colour"):
        assert named in result.stderr
    assert not data.exists()


@pytest.mark.parametrize("command", ["crawl", "watch"])
def test_mistakes_of_all_files_and_settings_are_told_at_once(
    tidings: Any, config: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (config / "sources" / "a.toml").write_text("[harbour]\ncolour = 1\n", encoding="utf-8")
    (config / "topics.toml").write_text('threshold = "high"\n', encoding="utf-8")
    (config / "watchlist.toml").write_text("Harbour = 3\n", encoding="utf-8")
    (config / "events.toml").write_text("idea = 3\n", encoding="utf-8")
    told = ("a.toml: [harbour] colour: found an unknown key", "topics.toml threshold: found 'high'; allowed: a valid",
            "watchlist.toml Harbour: found 3", "events.toml idea: found an unknown key")  # fmt: skip
    result = tidings(command)
    assert (result.exit_code, [each for each in told if each not in result.stderr]) == (2, [])
    monkeypatch.setenv("TIDINGS_RELEVANCE_THRESHOLD", "much")
    result = tidings(command)
    assert "settings TIDINGS_RELEVANCE_THRESHOLD: found 'much'" in result.stderr
    assert [each for each in told if each not in result.stderr] == []


def test_a_misspelt_setting_is_named(tidings: Any) -> None:
    result = tidings("crawl", "harber", "-s", "DOWNLOD_TIMEOUT=2")
    assert "-s DOWNLOD_TIMEOUT: there is no such setting; did you mean DOWNLOAD_TIMEOUT?" in result.stderr


def test_a_file_that_nothing_reads_is_named_in_the_folder_of_this_run(tidings: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").touch()
    result = tidings("crawl", "harber", "-s", f"TIDINGS_CONFIG_DIR={tmp_path}")
    assert f"{tmp_path / 'mine.toml'} is read by nothing" in result.stderr


@pytest.mark.parametrize("assignment", ["DOWNLOAD_DELAY", "=2", "DOWNLOAD DELAY=2", "", "2=2"])
def test_a_setting_that_is_no_assignment(tidings: Any, assignment: str) -> None:
    result = tidings("crawl", "-s", assignment)
    assert result.exit_code == 2
    assert "write NAME=VALUE" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["sources", "nonsense"], ["crawl", "--nonsense"], ["crawl", "--max-pages", "0"],
     ["crawl", "--since-days", "-1"], ["crawl", "--since-days", "inf"], ["crawl", "--since-days", "1e9"], ["dedupe"]],
)  # fmt: skip
def test_wrong_use_ends_with_2(tidings: Any, arguments: list[str]) -> None:
    assert tidings(*arguments).exit_code == 2


def test_a_crawl_says_that_its_output_cannot_be_written_before_it_begins(
    tidings: Any, tmp_path: Path, data: Path
) -> None:
    result = tidings("crawl", "-o", tmp_path / "none" / "out.jsonl")
    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr
    assert not data.exists()


def test_nothing_is_enabled(tidings: Any, overlay: Path) -> None:
    overlay.write_text("".join(f"[{name}]\nenabled = false\n" for name in SHIPPED), encoding="utf-8")
    result = tidings("crawl")
    assert result.exit_code == 2
    assert "no source is enabled" in result.stderr


def test_a_database_that_cannot_be_used(tidings: Any, data: Path) -> None:
    data.write_text("in the folder's place", encoding="utf-8")
    result = tidings("sources", "list")
    assert result.exit_code == 2
    assert "TIDINGS_DATA_DIR" in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TIDINGS_RELEVANCE_THRESHOLD", "high", "settings TIDINGS_RELEVANCE_THRESHOLD: found 'high'; allowed: a"),
        ("TIDINGS_RELEVANCE_THRESHOLD", "2", "found '2'; allowed: a number from 0 to 1"),
        ("TIDINGS_CONFIG_DIR", __file__, f"settings TIDINGS_CONFIG_DIR: found {__file__}, which is a file; allowed: a"),
        (
            "TIDINGS_CONFIG_DIR",
            "/nowhere at all",
            "found /nowhere at all, which does not exist; allowed: a",
        ),
        ("SCRAPY_SETTINGS_MODULE", "settings.nope", "SCRAPY_SETTINGS_MODULE=settings.nope: No module named"),
    ],
)
def test_a_wrong_value_of_the_environment_is_named(
    tidings: Any, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    result = tidings("sources", "list")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
