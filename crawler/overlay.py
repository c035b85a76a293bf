"""Writing to the operator's overlay: tables are added, and what stands there already stays as it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from crawler.configuration import ConfigurationError, Mistake
from crawler.urls import host

_NO_NAME = re.compile(r"[^a-z0-9]+")
_GENERIC = frozenset({"www", "feeds", "feed", "rss", "rsshub", "blog", "blogs", "news", "m"})


def add_tables(path: Path, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Add tables to a TOML file, which is made when there is none. Comments and order of what is there are kept.

    Raises ConfigurationError when the file cannot be read or written, or holds one of the tables already.
    """
    try:
        text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        document = tomlkit.parse(text)
        for name, table in tables.items():
            if name in document:
                raise ConfigurationError([Mistake(str(path), name, "", "a table of this name", "a new name")])
            if document.body:
                document.add(tomlkit.nl())
            document.add(name, _table(table))
        _write(path, tomlkit.dumps(document))
    except TOMLKitError as error:
        raise ConfigurationError([Mistake(str(path), "", "", f"broken TOML: {error}", "TOML 1.0")]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError([Mistake(str(path), "", "", str(error), "a file that can be written")]) from error


def table_text(name: str, table: Mapping[str, Any]) -> str:
    """Return a table as it would be written."""
    document = tomlkit.document()
    document.add(name, _table(table))
    return tomlkit.dumps(document)


def free_name(title: str | None, url: str, taken: Collection[str]) -> str:
    """Return a name for a source that none has yet: made of its title, or of its host where that has no letters."""
    base = _slug(title or "")
    if len(base) < 3:
        labels = host(url).split(".")
        told = [label for label in labels[:-1] if label not in _GENERIC] or labels[:-1]
        base = _slug("-".join(told)) or "source"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NO_NAME.sub("-", plain)[:60].strip("-")


def _table(values: Mapping[str, Any]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for key, value in values.items():
        table.add(
            key, _table(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value
        )
    return table


def _write(path: Path, text: str) -> None:
    """Put the text in the file's place at once: a crawl that starts meanwhile reads the old or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
