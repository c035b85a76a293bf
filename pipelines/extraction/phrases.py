"""The words of the page's furniture, read from `settings/phrases.toml` once per process."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parents[2] / "settings" / "phrases.toml"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Compiled: what boxes of furniture are called, and what its lines begin with (`alone`, `after`, `contents`);
    `call` and `notice` may stand within a line."""

    strong: re.Pattern[str]
    comments: re.Pattern[str]
    weak: re.Pattern[str]
    never: re.Pattern[str]
    after: re.Pattern[str]
    alone: re.Pattern[str]
    call: re.Pattern[str]
    notice: re.Pattern[str]
    contents: re.Pattern[str]


@functools.cache
def phrases() -> Phrases:
    """Return the phrases. Raises OSError or ValueError for a file that is missing or is no such TOML."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Phrases(
        **{
            name: re.compile("|".join(entries), 0 if table == "boxes" else re.IGNORECASE)
            for table, lists in tables.items()
            for name, entries in lists.items()
        }
    )
