"""The watchlist: organisations, models, products and persons, and which of their names stand in a text for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler.configuration import Mistake, mistakes_of, read_table
from pipelines.lexicon import Place
from pipelines.reading import Reading, word_form, written_form
from pipelines.topics import SURE, Evidence

_LISTS = ("aliases", "exact", "drop", "ambiguous", "context", "exclude", "yes", "no")
_MAX_TAG = 80  # characters, as the store keeps them
_WORD = re.compile(r"[A-Za-z][\w']*")
_TITLE_CASE = 0.6  # share of a line's longer words with a capital, from which capitals say nothing
_VERSION = re.compile(r" ?[1-9](?:\.[0-9])?(?![0-9a-z])")
_SURNAME_AFTER = re.compile(r" (?:[A-Z]\. )?[A-Z][a-z]{2,}")
_NAME_BEFORE = re.compile(r"(?:^|[^A-Za-z])[A-Z][a-z]+ $")


class Name(BaseModel):
    """One table of a watchlist.toml; its key is the tag, and a name like the aliases unless it is an exact one."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Literal["organisation", "model", "product", "person"]
    aliases: list[str] = Field(default_factory=list)
    exact: list[str] = Field(default_factory=list)
    drop: list[str] = Field(default_factory=list)
    ambiguous: list[str] = Field(default_factory=list)
    given_name: bool = False
    everyday: bool = False
    context: list[str] = Field(default_factory=list)
    exclude: list[str] = Field(default_factory=list)
    topic: str = "models"
    weight: float = Field(default=4.0, ge=0, le=10, strict=False)
    alert: bool = False
    mute: bool = False
    yes: list[str] = Field(default_factory=list)
    no: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Alias:
    tag: str
    written: str | None
    """The form that the page must have, when case and script matter."""
    ambiguous: bool


class Watchlist:
    """Names made ready for matching."""

    def __init__(self, names: Mapping[str, Name]) -> None:
        self.names = {tag: name for tag, name in names.items() if not name.mute}
        self._aliases: dict[str, list[_Alias]] = {}
        for tag, name in self.names.items():
            unsure = {form(each) for each in name.ambiguous for form in (word_form, written_form)}
            for form, written in aliases_of(tag, name):
                self._aliases.setdefault(form, []).append(_Alias(tag, written, (written or form) in unsure))
        self._context = {tag: _forms(name.context) for tag, name in self.names.items()}
        self._evidence = {
            tag: Evidence(tag, name.weight, (name.topic,), name.everyday) for tag, name in self.names.items()
        }

    @property
    def patterns(self) -> frozenset[str]:
        """The word forms of all names."""
        return frozenset(self._aliases)

    @property
    def versioned(self) -> frozenset[str]:
        """Those that may have a version's digits directly behind them."""
        models = {tag for tag, name in self.names.items() if name.kind == "model"}
        return frozenset(form for form, aliases in self._aliases.items() if any(each.tag in models for each in aliases))

    @property
    def excluded(self) -> frozenset[str]:
        """Phrases in which a name is somebody else's."""
        return frozenset().union(*(_forms(name.exclude) for name in self.names.values()))

    @property
    def context_words(self) -> frozenset[str]:
        """The words that are looked for only because of what they say of names."""
        return frozenset().union(*self._context.values())

    def resolve(self, name: str) -> str:
        """Return the tag that a name or an alias stands for; what is on no list is returned as it is."""
        found = self._aliases.get(word_form(name), [])
        exactly = [each.tag for each in found if each.written == written_form(name)]
        return next(iter([*exactly, *(each.tag for each in found)]), name)

    def found(
        self, reading: Reading, claimed: Iterable[Place], there: Set[str], *, in_field: bool
    ) -> list[tuple[Evidence, int]]:
        """Return the names that the claimed places stand for, each with its start.

        `there` are all patterns that the text holds; `in_field` says that terms show what the text is about.
        An ambiguous name counts in company only: with terms, with a name that is not ambiguous, with its own context.
        """
        candidates = [(place, alias) for place in claimed if (alias := self._alias_at(reading, place)) is not None]
        in_field = in_field or any(
            self.names[alias.tag].weight >= SURE and not self._unsure(reading, place, alias)
            for place, alias in candidates
        )
        return [
            (self._evidence[alias.tag], place.start)
            for place, alias in candidates
            if in_field or not self._unsure(reading, place, alias) or self._context[alias.tag] & there
        ]

    def _alias_at(self, reading: Reading, place: Place) -> _Alias | None:
        written = reading.written[place.start : place.end]
        for alias in self._aliases.get(place.pattern, []):
            if alias.written is not None and alias.written != written:
                continue
            if alias.ambiguous and self.names[alias.tag].given_name and _is_person(reading, place):
                continue
            return alias
        return None

    def _unsure(self, reading: Reading, place: Place, alias: _Alias) -> bool:
        """Return whether a name needs company; one of a model does not when a version follows: Llama 4, Veo3.1."""
        name = self.names[alias.tag]
        versioned = name.kind == "model" and not name.given_name and _VERSION.match(reading.folded, place.end)
        return alias.ambiguous and not versioned


def read_watchlist(shipped: Path, overlay: Path, topics: Iterable[str], mistakes: list[Mistake]) -> dict[str, Name]:
    """Return the names of the shipped file with the operator's over them.

    A table in the overlay adds a name, or changes the keys that it states of a shipped one; lists add up. What is wrong
    is added to `mistakes`.
    """
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    for path in (shipped, overlay):
        for tag, table in read_table(path, mistakes).items():
            if not isinstance(table, dict):
                mistakes.append(Mistake(str(path), "", tag, repr(table)[:80], "one table per name: [name]"))
                continue
            earlier = tables.get(tag, ("", {}))[1]
            tables[tag] = (str(path), _over(earlier, table))
    names = {}
    for tag, (file, table) in tables.items():
        try:
            names[tag] = Name.model_validate(table)
        except ValidationError as error:
            mistakes += mistakes_of(error, Name, file, tag)
    files = {tag: file for tag, (file, _) in tables.items()}
    mistakes += _unusable(names, files, set(topics))
    return names


def aliases_of(tag: str, name: Name) -> list[tuple[str, str | None]]:
    """Return the word forms of a name; with each the form that the page must have, or None when any will do."""
    exact = [(word_form(each), written_form(each)) for each in name.exact]
    exact_forms = {form for form, _ in exact}
    free = [form for each in (tag, *name.aliases) if (form := word_form(each)) not in exact_forms]
    dropped = {word_form(each) for each in name.drop}
    both: list[tuple[str, str | None]] = [*((form, None) for form in free), *exact]
    return [(form, written) for form, written in dict.fromkeys(both) if form not in dropped]


def _over(earlier: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    merged = {**earlier, **table}
    for key in _LISTS:
        if isinstance(earlier.get(key), list) and isinstance(table.get(key), list):
            merged[key] = [*earlier[key], *table[key]]
    return merged


def _unusable(names: Mapping[str, Name], files: Mapping[str, str], topics: set[str]) -> list[Mistake]:
    """Return what is wrong between the keys and the tables: topics that are none, names that are empty or taken."""
    mistakes, owners = [], dict[tuple[str, str | None], str]()
    for tag, name in names.items():
        aliases = aliases_of(tag, name)
        wrong: list[tuple[str, str, str]] = [
            *_out_of_bounds(tag, name, topics),
            *_no_words(name, {form for form, _ in aliases}),
        ]
        taken = {} if name.mute else {alias: owners.setdefault(alias, tag) for alias in aliases}
        wrong += [
            ("aliases", repr(written or form), f"names that no other table has; [{owner}] has it")
            for (form, written), owner in taken.items()
            if owner != tag
        ]
        mistakes += [Mistake(files[tag], tag[:_MAX_TAG], *each) for each in wrong]
    return mistakes


def _out_of_bounds(tag: str, name: Name, topics: set[str]) -> Iterator[tuple[str, str, str]]:
    if len(tag) > _MAX_TAG:
        yield "", f"a name of {len(tag)} characters", f"at most {_MAX_TAG}"
    if name.topic not in topics:
        yield "topic", repr(name.topic), ", ".join(sorted(topics))


def _no_words(name: Name, forms: set[str]) -> Iterator[tuple[str, str, str]]:
    for key in ("aliases", "exact", "context", "exclude"):
        for each in getattr(name, key):
            if not word_form(each):
                yield key, repr(each), "words with letters or digits"
    for each in name.ambiguous:
        if word_form(each) not in forms:
            yield "ambiguous", repr(each), "one of this table's own names"


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words if (form := word_form(word)))


def _is_person(reading: Reading, place: Place) -> bool:
    """Return whether a given name stands beside another name of a person, where capitals tell."""
    line = reading.line_at(place.start)
    words = [word for word in _WORD.findall(line) if len(word) > 3]
    if words and sum(word[0].isupper() for word in words) >= _TITLE_CASE * len(words):
        return False
    before = reading.written[max(0, place.start - 30) : place.start]
    return bool(_SURNAME_AFTER.match(reading.written, place.end)) or bool(_NAME_BEFORE.search(before))
