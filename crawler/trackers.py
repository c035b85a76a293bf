"""The parameters of an address that only say where a reader came from: `settings/trackers.toml`, read once.

Not a setting: the ids of items are made with it, so every process and every installation must mean the same.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trackers:
    """Names, starts of names, and pairs of a name with a value (or, with `*`, the start of one); all in lower case."""

    names: frozenset[str]
    prefixes: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    starts: tuple[tuple[str, str], ...]

    def hold(self, name: str, value: str) -> bool:
        """Return whether a parameter, given in lower case, is tracking."""
        return (
            name in self.names
            or name.startswith(self.prefixes)
            or (name, value) in self.pairs
            or any(name == key and value.startswith(start) for key, start in self.starts)
        )


def read_trackers(path: Path) -> Trackers:
    """Return what a trackers file holds. Raises OSError, ValueError or KeyError: it is shipped, so that is a bug."""
    groups = tomllib.loads(path.read_text(encoding="utf-8")).values()
    pairs = [(name, value) for group in groups for name, values in group.get("values", {}).items() for value in values]
    return Trackers(
        names=frozenset(name for group in groups for name in group.get("names", [])),
        prefixes=tuple(prefix for group in groups for prefix in group.get("prefixes", [])),
        pairs=frozenset(pair for pair in pairs if not pair[1].endswith("*")),
        starts=tuple((name, value.removesuffix("*")) for name, value in pairs if value.endswith("*")),
    )
