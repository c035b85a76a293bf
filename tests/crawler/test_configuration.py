"""Mistakes in configuration files: what, where, and what is allowed instead."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError
from scrapy.settings import Settings

from crawler.configuration import (
    ConfigurationError,
    Mistake,
    check_settings,
    mistakes_of,
    read_toml,
    unread,
    unread_files,
)


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    weight: float = 1.0


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = "x"
    size: int
    inner: Inner | None = None
    by_key: dict[str, Inner] = {}


@pytest.mark.parametrize(
    ("mistake", "text"),
    [
        (Mistake("a.toml", "lab", "url", "5", "an address"), "a.toml: [lab] url: found 5; allowed: an address"),
        (Mistake("a.toml", "lab", "", "5", "a table"), "a.toml: [lab]: found 5; allowed: a table"),
        (Mistake("a.toml", "", "size", "5", "less"), "a.toml size: found 5; allowed: less"),
        (Mistake("a.toml", "", "", "nothing", "TOML 1.0"), "a.toml: found nothing; allowed: TOML 1.0"),
    ],
)
def test_a_mistake_says_file_table_key_found_and_allowed(mistake: Mistake, text: str) -> None:
    assert str(mistake) == text


def test_the_error_holds_every_mistake() -> None:
    mistakes = [Mistake("a.toml", "", "", "x", "y"), Mistake("b.toml", "", "", "x", "y")]
    error = ConfigurationError(mistakes)
    assert error.mistakes == mistakes
    assert str(error).splitlines() == [str(mistake) for mistake in mistakes]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"[lab\n", "broken TOML"),
        (b"a = 1\na = 2\n", "broken TOML"),
        ('名 = "值"\n'.encode("gbk"), "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_as_toml(tmp_path: Path, content: bytes, found: str) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        read_toml(file)
    assert caught.value.mistakes[0].file == str(file)
    assert found in caught.value.mistakes[0].found


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("[lab]\nkind = \n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="line 2"):
        read_toml(file)


@pytest.mark.parametrize("place", ["missing.toml", "."])
def test_what_is_no_file(tmp_path: Path, place: str) -> None:
    with pytest.raises(ConfigurationError, match="allowed: a readable file"):
        read_toml(tmp_path / place)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"\xef\xbb\xbfsize = 1\r\n")  # as editors on Windows write it
    assert read_toml(file) == {"size": 1}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"size": 1, "sise": 2}, ("lab", "sise", "an unknown key", "by_key, inner, size")),
        ({}, ("lab", "size", "nothing", "this key is required")),
        ({"size": "big"}, ("lab", "size", "'big'", "a valid integer")),
        ({"size": 1, "inner": {"wight": 2}}, ("lab.inner", "wight", "an unknown key", "weight")),
        ({"size": 1, "by_key": {"k": {"wight": 2}}}, ("lab.by_key.k", "wight", "an unknown key", "weight")),
    ],
)
def test_mistakes_of_a_table(table: dict[str, object], expected: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(table)
    (mistake,) = mistakes_of(caught.value, Outer, "a.toml", "lab")
    assert (mistake.table, mistake.key, mistake.found, mistake.allowed) == expected


def test_settings_that_are_no_numbers_are_named_all_at_once() -> None:
    stated = {"TIDINGS_WORKERS": "abc", "TIDINGS_WORKER_TIMEOUT": "0", "DOWNLOAD_DELAY": "nan", "RETRY_TIMES": "1.5"}
    with pytest.raises(ConfigurationError) as caught:
        check_settings(stated)
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        "settings TIDINGS_WORKERS: found 'abc'; allowed: a whole number of at least 1",
        "settings RETRY_TIMES: found '1.5'; allowed: a whole number of at least 0",
        "settings TIDINGS_WORKER_TIMEOUT: found '0'; allowed: a number of at least 0.01",
        "settings DOWNLOAD_DELAY: found 'nan'; allowed: a number of at least 0",
    ]


@pytest.mark.parametrize("workers", [1, "4", "", None])
def test_settings_that_are_numbers_or_not_stated_pass(workers: object) -> None:
    check_settings({"TIDINGS_WORKERS": workers, "DOWNLOAD_DELAY": 0, "TIDINGS_RELEVANCE_THRESHOLD": "0.3"})


def test_a_file_without_a_table_of_its_own_names_the_inner_one() -> None:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate({"size": 1, "inner": {"weight": "much"}})
    (mistake,) = mistakes_of(caught.value, Outer, "a.toml", "")
    assert (mistake.table, mistake.key) == ("inner", "weight")


def test_names_that_nothing_reads_are_told_with_what_was_meant() -> None:
    settings = Settings()
    settings.setmodule("settings.base")
    environment = ("HOME", "TIDINGS_DATA_DIR", "TIDINGS_CONFIG", "TIDINGS_WORKER_TIMEOUT", "TIDINGS_ELSE")
    assigned = ("DOWNLOD_DELAY", "DOWNLOAD_DELAY", "TIDINGS_SOURCE_DIRS", "PLAYWRIGHT_LAUNCH_OPTIONS")
    assert unread(settings, environment, assigned) == [
        "the environment's TIDINGS_CONFIG is read by nothing; did you mean TIDINGS_CONFIG_DIR?",
        "the environment's TIDINGS_WORKER_TIMEOUT is read by nothing; for one run: -s TIDINGS_WORKER_TIMEOUT=VALUE",
        "the environment's TIDINGS_ELSE is read by nothing",
        "-s DOWNLOD_DELAY: there is no such setting; did you mean DOWNLOAD_DELAY?",
    ]


def test_files_of_the_overlay_that_nothing_reads_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "topics.toml").touch()
    (tmp_path / "my-source.toml").touch()
    assert unread_files(str(tmp_path)) == [
        (
            f"{tmp_path / 'my-source.toml'} is read by nothing; read are topics.toml, watchlist.toml, events.toml,"
            f" and sources from {tmp_path / 'sources'}"
        ),
    ]
    monkeypatch.chdir(tmp_path)
    assert unread_files("") == unread_files(str(tmp_path / "missing")) == []
