"""The words of bylines and source lines, read once from `settings/bylines.toml`, and their form."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from opencc import OpenCC

_FILE = Path(__file__).parents[2] / "settings" / "bylines.toml"
_ALIKE = {
    "：": ":",
    "﹕": ":",
    "∶": ":",
    "／": "/",
    "｜": "|",
    "丨": "|",
    "│": "|",
    "︱": "|",
    "（": "(",
    "）": ")",
    "\u3000": " ",
}


@functools.cache
def words(table: str, key: str) -> frozenset[str]:
    """Return the words of a list in `settings/bylines.toml`, e.g. `words("never", "person")`."""
    return frozenset(_tables()[table][key])


@functools.lru_cache(maxsize=2048)  # the rules of a page ask for the same lines
def folded(line: str) -> str:
    """Return a line in the form that the words have: simplified, lower case, ASCII signs; as long as the line itself.

    Since no character moves, what is found in the folded line can be taken from the line as the page states it.
    """
    return line.translate(_fold_table())


def any_of(found: Iterable[str]) -> str:
    """Return a pattern that matches any of these words, the longest first; two Han characters may be spaced out."""
    return "(?:" + "|".join(_spread(word) for word in sorted(found, key=lambda word: (-len(word), word))) + ")"


def _spread(word: str) -> str:
    if len(word) == 2 and "\u3400" <= word[0] <= "\u9fff":
        return rf"{word[0]} {{0,4}}{word[1]}"  # 作　者: two characters take the room of four
    return re.escape(word)


@functools.cache
def _tables() -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@functools.cache
def _fold_table() -> dict[int, str]:
    """Return a table that folds character by character; of the traditional ones, those that the words need."""
    to_traditional = OpenCC("s2t")
    needed = {character for table in _tables().values() for row in table.values() for word in row for character in word}
    pairs = {to_traditional.convert(character): character for character in needed}
    table = {ord(other): character for other, character in pairs.items() if len(other) == 1}
    table |= {ord(other): sign for other, sign in _ALIKE.items()}
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF1A)}  # full-width digits
    return table
