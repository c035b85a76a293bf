"""Ideas: words that Chinese and English have for the same thing, from settings/events.toml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler.configuration import ConfigurationError, Mistake, mistakes_of, read_table
from pipelines.lexicon import Lexicon, longest
from pipelines.reading import Reading, word_form

_VOWELS = "aeiou"


class IdeasFile(BaseModel):
    """An events.toml: for each idea its words in both languages; and what tells no story from another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    happenings: dict[str, list[str]] = Field(default_factory=dict)
    things: dict[str, list[str]] = Field(default_factory=dict)
    places: dict[str, list[str]] = Field(default_factory=dict)
    stop: dict[Literal["words", "characters", "names"], list[str]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea in a text: its key, where it starts, and whether it is something that happens."""

    key: str
    start: int
    happens: bool


class Ideas:
    """Words made ready for looking them up; `stop_…` are those of the table `stop`, in lower case."""

    def __init__(self, file: IdeasFile) -> None:
        self._happenings = frozenset(file.happenings)
        self.stop_words = frozenset(word.lower() for word in file.stop.get("words", ()))
        self.stop_names = frozenset(name.lower() for name in file.stop.get("names", ()))
        self.stop_characters = frozenset("".join(file.stop.get("characters", ())))
        self._keys: dict[str, list[str]] = {}
        for key, words in (*file.happenings.items(), *file.things.items(), *file.places.items()):
            for form in {form for word in words for form in _forms(word_form(word))}:
                self._keys.setdefault(form, []).append(key)
        self._lexicon = Lexicon(self._keys)

    def found(self, reading: Reading) -> Iterator[Idea]:
        """Yield the ideas of a text; where words overlap, the longest stands."""
        for place in longest(self._lexicon.places(reading)):
            for key in self._keys[place.pattern]:
                yield Idea(key, place.start, key in self._happenings)


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
