"""What all commands share: settings, the store, messages and exit codes."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import track
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from crawler.configuration import ConfigurationError, check_settings, unread, unread_files
from crawler.sources import UnknownSourceError
from crawler.store.database import Store, StoreError

T = TypeVar("T")

DONE, SOURCE_FAILED, WRONG_USE = 0, 1, 2
"""Exit codes: done; a source (not a page) failed or an input could not be read; wrong use or configuration."""

_WIDE = 160  # columns of a log or a pipe, which wrap nothing
# Without emoji: `failed:bug` and what stands in titles is shown as it is.
out = Console(emoji=False, width=None if sys.stdout.isatty() else _WIDE)
err = Console(emoji=False, stderr=True, width=None if sys.stderr.isatty() else _WIDE)


def settings(overrides: dict[str, Any] | None = None, assignments: list[str] | None = None) -> Settings:
    """Return the project's settings with a command's own values, and `-s NAME=VALUE` over all.

    Raises ConfigurationError for values that cannot be, ValueError for a settings module that is none.
    """
    # Found by this module's place, not by the working directory, so that `tidings` runs from anywhere.
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "settings.dev")
    try:
        loaded = get_project_settings()
    except ModuleNotFoundError as error:
        stated = os.environ["SCRAPY_SETTINGS_MODULE"]
        raise ValueError(f"SCRAPY_SETTINGS_MODULE={stated}: {error}; settings.dev is the usual one") from error
    loaded.setdict(overrides or {}, priority="cmdline")
    assigned = [_assignment(each) for each in assignments or []]
    told = unread(loaded, os.environ, [name for name, _ in assigned])
    for name, value in assigned:
        loaded.set(name, value, priority="cmdline")
    for sentence in [*told, *unread_files(loaded["TIDINGS_CONFIG_DIR"])]:
        _warn(sentence)
    try:
        check_settings(loaded)
    except ConfigurationError:
        from crawler.mistakes import check_configuration

        check_configuration(loaded)  # raises, too, with what is wrong in the files
        raise
    return loaded


def _assignment(stated: str) -> tuple[str, str]:
    name, sign, value = stated.partition("=")
    if not sign or not name.isidentifier():
        raise typer.BadParameter(f"-s {stated}: write NAME=VALUE, for example -s DOWNLOAD_DELAY=2")
    return name, value


@functools.cache  # once, however often a command asks for the settings
def _warn(sentence: str) -> None:
    say(f"tidings: {sentence}")


@contextlib.contextmanager
def messages() -> Iterator[None]:
    """Turn what is wrong with configuration, names and the database into a message and exit code 2."""
    try:
        yield
    except ConfigurationError as error:
        count = len(error.mistakes)
        err.print(f"[red]The configuration has {count} mistake{'s' if count > 1 else ''}:[/red]")
        for mistake in error.mistakes:
            say(f"  {mistake}")
        raise typer.Exit(WRONG_USE) from error
    except UnknownSourceError as error:
        fail(f"{error} (`tidings sources list` shows the {len(error.known)} there are)")
    except (StoreError, ValueError) as error:
        fail(str(error))


@contextlib.contextmanager
def open_store(*, only_to_read: bool = False) -> Iterator[Store]:
    """Give the store that the settings name, with messages for what is wrong with it."""
    from crawler.run import store_of

    with messages():
        store = store_of(settings(), only_to_read=only_to_read)
        try:
            yield store
        finally:
            store.close()


def say(line: str) -> None:
    """Print a line to stderr as it is."""
    err.print(line, markup=False, soft_wrap=True, highlight=False)


def fail(message: str, code: int = WRONG_USE) -> None:
    """Print what is wrong to stderr and end with a code."""
    say(f"tidings: {message}")
    raise typer.Exit(code)


def check_writable(output: Path) -> None:
    """End with a message when the file cannot be written to, before any work is done for it."""
    try:
        with output.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        fail(f"-o {output}: {error.strerror}. Name a file in a folder that you may write to.")


def tracked(values: Iterable[T], what: str, count: int) -> Iterable[T]:
    """Return the values, with a bar on stderr of how many were taken, where that is a terminal."""
    return track(values, what, count, console=err, transient=True, disable=not err.is_terminal)


def plain(text: str | None) -> str:
    """Return foreign text as one line that a terminal only prints: without control and direction characters."""
    kept = "".join(
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in text or ""
        if unicodedata.bidirectional(char) not in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
    )
    return " ".join(kept.split())
