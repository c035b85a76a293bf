"""Mistakes in configuration: all of them at once, each with file, table, key, what was found and what is allowed."""

from __future__ import annotations

import contextlib
import difflib
import math
import shlex
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a configuration file, or among the settings."""

    file: str
    table: str
    key: str
    found: str
    allowed: str

    def __str__(self) -> str:
        where = f"{self.file}: [{self.table}]" if self.table else self.file
        key = f" {self.key}" if self.key else ""
        return f"{where}{key}: found {self.found}; allowed: {self.allowed}"


class ConfigurationError(Exception):
    """Configuration that cannot be used. `mistakes` holds every one that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(str(mistake) for mistake in mistakes))


_WHOLE_NUMBERS = {
    "TIDINGS_WORKERS": 1,
    "TIDINGS_WORKER_MEMORY_MB": 64,
    "TIDINGS_WORKER_MAX_TASKS": 1,
    "TIDINGS_PARSE_MAXSIZE": 1,
    "CONCURRENT_REQUESTS": 1,
    "DOWNLOAD_MAXSIZE": 1,
    "RETRY_TIMES": 0,
    "REDIRECT_MAX_TIMES": 0,
}
_NUMBERS = {
    "TIDINGS_WORKER_TIMEOUT": 0.01,
    "TIDINGS_MAX_CRAWL_DELAY": 0,
    "TIDINGS_RETRY_BASE_SECONDS": 0,
    "TIDINGS_RETRY_MAX_SECONDS": 0,
    "TIDINGS_RECHECK_DAYS": 0,
    "TIDINGS_RECHECK_HOURS": 0,
    "TIDINGS_RELEVANCE_THRESHOLD": 0,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 0.01,
}
"""The least that each may be. They come as texts from the environment and from `-s`."""

OVERLAY_FILES = ("topics.toml", "watchlist.toml", "events.toml")
"""What is read from the overlay's folder, beside its folder of sources."""

_WITHOUT_DEFAULT = "PLAYWRIGHT_"
"""With what the settings of the browser's download handler begin: none of them stands anywhere with a default."""

_MOST = {"TIDINGS_RELEVANCE_THRESHOLD": 1}
"""The most that some may be: no score is higher."""


def check_settings(settings: Mapping[Any, Any]) -> None:
    """Raise ConfigurationError for settings with which no command could do what it should: numbers that are none, or
    out of their range; an overlay that was named and is no folder.
    """
    mistakes = _overlay_mistakes(settings)
    for kind, called, least_of in ((int, "a whole number", _WHOLE_NUMBERS), (float, "a number", _NUMBERS)):
        for name, least in least_of.items():
            found, most = settings.get(name), _MOST.get(name)
            if found not in (None, "") and not _is_number(found, kind, least, math.inf if most is None else most):
                allowed = f"{called} of at least {least}" if most is None else f"{called} from {least} to {most}"
                mistakes.append(Mistake("settings", "", name, repr(found), allowed))
    if mistakes:
        raise ConfigurationError(mistakes)


def unread(settings: Mapping[Any, Any], environment: Iterable[str], assigned: Iterable[str] = ()) -> list[str]:
    """Return a sentence for each name that somebody set and nothing reads: misspelt ones, as a rule.

    `environment` are the names of the environment's variables, `assigned` those of `-s NAME=VALUE` of one run, which
    are not in `settings` yet.
    """
    read, own = list(settings["TIDINGS_ENVIRONMENT"]), [name for name in settings if name.startswith("TIDINGS_")]
    told = []
    for name in environment:
        if name.startswith("TIDINGS_") and name not in read:
            hint = f"; for one run: -s {name}=VALUE" if name in own else _meant(name, read)
            told.append(f"the environment's {name} is read by nothing{hint}")
    return told + [
        f"-s {name}: there is no such setting{_meant(name, settings)}"
        for name in assigned
        if name not in settings and not name.startswith(_WITHOUT_DEFAULT)
    ]


def unread_files(overlay: str) -> list[str]:
    """Return a sentence for each file in the overlay's folder that nothing reads.

    An unreadable folder has none: `check_settings` tells of that.
    """
    told = []
    with contextlib.suppress(OSError):
        for path in sorted(Path(overlay).glob("*.toml")) if overlay else ():
            if path.name not in OVERLAY_FILES:
                what = f"read are {', '.join(OVERLAY_FILES)}, and sources from {Path(overlay) / 'sources'}"
                told.append(f"{path} is read by nothing; {what}")
    return told


def _meant(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), 1, 0.75)
    return f"; did you mean {close[0]}?" if close else ""


def _overlay_mistakes(settings: Mapping[Any, Any]) -> list[Mistake]:
    """Return what is wrong with the overlay's folder; only the one that is there unless named may be missing."""
    if not settings.get("TIDINGS_CONFIG_DIR"):
        return []
    overlay, usual = Path(settings["TIDINGS_CONFIG_DIR"]), Path(settings.get("TIDINGS_SHIPPED_DIR") or "") / "local"
    if overlay.is_dir() or (overlay == usual and not overlay.exists()):
        return []
    what = "is a file" if overlay.exists() else "does not exist"
    allowed = f"a folder; to begin a new overlay: mkdir -p {shlex.quote(str(overlay))}"
    return [Mistake("settings", "", "TIDINGS_CONFIG_DIR", f"{overlay}, which {what}", allowed)]


def _is_number(found: object, kind: Callable[[Any], float], least: float, most: float) -> bool:
    try:
        return least <= kind(found) <= most and kind(found) < math.inf
    except ValueError:
        return False


def read_toml(path: Path) -> dict[str, Any]:
    """Return a TOML file's content. Raises ConfigurationError, with the line, when it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # editors on Windows write a byte order mark
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([Mistake(str(path), "", "", f"broken TOML: {error}", "TOML 1.0")]) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            [Mistake(str(path), "", "", f"bytes that are not UTF-8: {error}", "UTF-8 text")]
        ) from error
    except OSError as error:
        found = error.strerror or str(error)
        raise ConfigurationError([Mistake(str(path), "", "", found, "a readable file")]) from error


def read_table(path: Path, mistakes: list[Mistake]) -> dict[str, Any]:
    """Return a TOML file's content; an empty table when there is no such file, or when it cannot be read: that is added
    to `mistakes`.
    """
    if not path.is_file():
        return {}
    try:
        return read_toml(path)
    except ConfigurationError as error:
        mistakes += error.mistakes
        return {}


def mistakes_of(error: ValidationError, model: type[BaseModel], file: str, table: str) -> list[Mistake]:
    """Return what pydantic found as mistakes: unknown keys with the allowed ones, values with their rule."""
    return [_mistake(each, model, file, table) for each in error.errors(include_url=False)]


def _mistake(each: Any, model: type[BaseModel], file: str, table: str) -> Mistake:
    *within, key = [str(part) for part in each["loc"]] or [""]
    where = ".".join(part for part in (table, *within) if part)
    if each["type"] == "extra_forbidden":
        return Mistake(file, where, key, "an unknown key", _allowed_keys(model, within))
    if each["type"] == "missing":
        return Mistake(file, where, key, "nothing", "this key is required")
    return Mistake(file, where, key, repr(each["input"])[:120], _rule(each).removeprefix("Input should be "))


def rules_of(error: ValidationError) -> list[tuple[str, str]]:
    """Return for each value that pydantic refused where it stands and what it should be."""
    return [(".".join(map(str, each["loc"])), _rule(each)) for each in error.errors(include_url=False)]


def _rule(each: Any) -> str:
    return str(each["msg"]).removeprefix("Value error, ").partition(", unable to parse")[0]


def _allowed_keys(model: type[BaseModel], within: list[str]) -> str:
    for part in within:
        annotation: Any = model.model_fields[part].annotation if part in model.model_fields else None
        nested = [kind for kind in getattr(annotation, "__args__", (annotation,)) if _is_model(kind)]
        if not nested:
            break
        model = nested[0]
    return ", ".join(sorted(set(model.model_fields) - {"name"}))


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
