"""Ideas: words that Chinese and English have for the same thing, from settings/events.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler.configuration import ConfigurationError, Mistake, mistakes_of, read_table
from pipelines.lexicon import Lexicon, longest
from pipelines.reading import Reading, word_form

_VOWELS = "aeiou"
_CLAUSES = 2  # semicolons in a title from which it is a list
_OPENING = " [(【「《<|#"


class IdeasFile(BaseModel):
    """An events.toml: for each idea its words in both languages; and what tells no story from another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    happenings: dict[str, list[str]] = Field(default_factory=dict)
    things: dict[str, list[str]] = Field(default_factory=dict)
    details: dict[str, list[str]] = Field(default_factory=dict)
    places: dict[str, list[str]] = Field(default_factory=dict)
    names: dict[str, list[str]] = Field(default_factory=dict)
    makers: dict[str, list[str]] = Field(default_factory=dict)
    roundups: dict[Literal["begins", "within"], list[str]] = Field(default_factory=dict)
    stop: dict[Literal["words", "characters", "names"], list[str]] = Field(default_factory=dict)


Table = Literal["happenings", "things", "details", "places", "names", "makers"]
_TABLES: tuple[Table, ...] = get_args(Table)


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea in a text: its key, where it starts, and the table that holds it."""

    key: str
    start: int
    table: Table


class Ideas:
    """Words made ready for looking them up; `stop_…` are those of the table `stop`, in lower case."""

    def __init__(self, file: IdeasFile) -> None:
        self.stop_words = frozenset(word.lower() for word in file.stop.get("words", ()))
        self.stop_names = frozenset(name.lower() for name in file.stop.get("names", ()))
        self.stop_characters = frozenset("".join(file.stop.get("characters", ())))
        self._ideas: dict[str, list[tuple[str, Table]]] = {}
        for table in _TABLES:
            for key, words in getattr(file, table).items():
                for form in {form for word in words for form in _forms(word_form(word))}:
                    self._ideas.setdefault(form, []).append((key, table))
        within = "|".join(re.escape(word_form(word)) for word in file.roundups.get("within", ()))
        self._within = re.compile(rf"\b(?:{within})\b") if within else None
        self._begins = tuple(word_form(word) for word in file.roundups.get("begins", ()))
        self._lexicon = Lexicon(self._ideas)

    def found(self, reading: Reading) -> Iterator[Idea]:
        """Yield the ideas of a text; where words overlap, the longest stands."""
        for place in longest(self._lexicon.places(reading)):
            for key, table in self._ideas[place.pattern]:
                yield Idea(key, place.start, table)

    def is_roundup(self, reading: Reading) -> bool:
        """Return whether a title says that many happenings are told: by its words, or by a row of clauses."""
        title = reading.folded[: reading.title_end]
        return (
            title.count(";") >= _CLAUSES
            or title.lstrip(_OPENING).startswith(self._begins)
            or (self._within is not None and bool(self._within.search(title)))
        )


def load_ideas(shipped: Path, overlay: Path) -> Ideas:
    """Return the ideas of two folders' events.toml; lists of the overlay add up with the shipped ones.

    Raises ConfigurationError with every mistake of both files.
    """
    mistakes: list[Mistake] = []
    files = [_read(folder / "events.toml", mistakes) for folder in (shipped, overlay)]
    if mistakes:
        raise ConfigurationError(mistakes)
    return Ideas(IdeasFile(**{name: _added(getattr(file, name) for file in files) for name in IdeasFile.model_fields}))


def _read(path: Path, mistakes: list[Mistake]) -> IdeasFile:
    try:
        return IdeasFile.model_validate(read_table(path, mistakes))
    except ValidationError as error:
        mistakes += mistakes_of(error, IdeasFile, str(path), "")
        return IdeasFile()


def _added(tables: Iterable[Mapping[Any, list[str]]]) -> dict[Any, list[str]]:
    both: dict[Any, list[str]] = {}
    for table in tables:
        for key, words in table.items():
            both[key] = [*both.get(key, []), *words]
    return both


def _forms(word: str) -> Iterator[str]:
    """Yield a word with its regular English endings; a Chinese one, or one with a digit, alone."""
    if not word:
        return
    yield word
    last = word.rpartition(" ")[2]
    if not (last.isascii() and last.isalpha() and len(last) > 2):
        return
    if word.endswith("e"):
        yield from (f"{word}s", f"{word}d", f"{word[:-1]}ing")
    elif word.endswith("y") and word[-2] not in _VOWELS:
        yield from (f"{word[:-1]}ies", f"{word[:-1]}ied", f"{word}ing")
    else:
        yield from (f"{word}s", f"{word}es", f"{word}ed", f"{word}ing")
