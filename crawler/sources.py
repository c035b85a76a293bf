"""Source, and how the catalogue is read: shipped tables first, then the operator's overlay over them."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import jmespath
from jmespath.exceptions import JMESPathError
from lxml import etree
from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.configuration import ConfigurationError, Mistake, mistakes_of, read_toml
from crawler.urls import is_address
from pipelines.extraction.zones import zone_of

MAX_DAYS = 36_500
"""The longest time back that may be asked for: a hundred years."""

SourceKind = Literal["feed", "sitemap", "listing", "json", "page"]


def _address(value: str) -> str:
    if is_address(value):
        return value
    raise ValueError("an absolute http:// or https:// address")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("an IANA time zone such as Asia/Shanghai") from error
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from error
    return value


def is_xpath(selector: str) -> bool:
    """Return whether a selector of a source is XPath; everything else is CSS."""
    return selector.startswith(("/", "./", "(", "@", "string("))


def _selector(value: str) -> str:
    try:
        etree.XPath(value if is_xpath(value) else HTMLTranslator().css_to_xpath(value))
    except Exception as error:
        raise ValueError(f"a CSS selector, or an XPath that starts with / or ./ or ( ({error})") from error
    return value


def _expression(value: str) -> str:
    try:
        jmespath.compile(value)
    except JMESPathError as error:
        raise ValueError(f"a JMESPath expression ({' '.join(str(error).split())})") from error
    return value


def _name(value: str) -> str:
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", value):
        return value
    raise ValueError("a name of the pattern [a-z0-9][a-z0-9._-]*, up to 80 characters")


Name = Annotated[str, AfterValidator(_name)]
Address = Annotated[str, AfterValidator(_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Regex = Annotated[str, AfterValidator(_regex)]
Selector = Annotated[str, AfterValidator(_selector)]
Expression = Annotated[str, AfterValidator(_expression)]


class Selectors(BaseModel):
    """Where a listing keeps its links: CSS or XPath; `link`, `title` and `date` are looked up within `item`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: Selector
    link: Selector = "a::attr(href)"
    title: Selector | None = None
    date: Selector | None = None
    next: Selector | None = None


class Fields(BaseModel):
    """Where a JSON answer keeps its links: JMESPath; all but `items` and `next` are looked up within one of `items`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: Expression
    link: Expression = "url"
    title: Expression | None = "title"
    date: Expression | None = None
    summary: Expression | None = None
    text: Expression | None = None
    next: Expression | None = None
    script: Selector | None = None
    """The JSON stands in an HTML page: the selector of its text, such as `script#__NEXT_DATA__::text`."""


class Source(BaseModel):
    """One place that is read. The table's key in TOML is its name."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Name
    kind: SourceKind
    url: Address
    label: str | None = None
    homepage: Address | None = None
    folder: tuple[str, ...] = Field(default=(), strict=False)
    language: Literal["zh", "en"] | None = None
    timezone: Zone | None = None
    enabled: bool = True
    checked: dt.date | None = None
    reason: str | None = None
    note: str | None = None
    proxy: Address | None = None
    browser: bool = False
    allow: Regex | None = None
    max_items: int = Field(default=30, ge=1, le=10_000)
    max_per_day: int | None = Field(default=None, ge=1, le=100_000)
    lane: Name | None = None
    first_run_days: int = Field(default=7, ge=0, le=MAX_DAYS)
    max_pages: int = Field(default=1, ge=1, le=100)
    interval_minutes: int = Field(default=60, ge=1, le=525_600)
    delay_seconds: float | None = Field(default=None, ge=0, le=600, strict=False)
    select: Selectors | None = None
    fields: Fields | None = None

    @model_validator(mode="after")
    def _tables_of_their_kind(self) -> Self:
        if self.select is not None and self.kind != "listing":
            raise ValueError('the table `select` only where kind = "listing"')
        if (self.fields is not None) != (self.kind == "json"):
            raise ValueError('the table `fields` where kind = "json", and only there')
        if self.browser and self.proxy:
            raise ValueError("`browser` without `proxy`: the browser takes HTTP_PROXY and HTTPS_PROXY alone")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the source's lists: as stated, or that of its language."""
        return ZoneInfo(self.timezone or zone_of(self.language))


_CLOSE = 0.7  # of difflib's ratio: a misspelt name is closer, another name is not


class UnknownSourceError(Exception):
    """A source was named that no table defines. `names` are the unknown ones, `known` all that exist."""

    def __init__(self, names: list[str], known: Iterable[str]) -> None:
        self.names, self.known = names, sorted(known)
        close = [match for name in names for match in difflib.get_close_matches(name, self.known, 1, _CLOSE)]
        hint = f". Did you mean {', '.join(close)}?" if close else ""
        super().__init__(f"no such source: {', '.join(names)}{hint}")


def load_sources(folders: Iterable[Path]) -> dict[str, Source]:
    """Return the sources by name, from the `*.toml` files of each folder, a later folder over an earlier one.

    A table in a later folder adds a source, or overrides the keys that it states of an earlier one.
    Raises ConfigurationError with every mistake of every file.
    """
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    mistakes: list[Mistake] = []
    for folder in folders:
        here: dict[str, str] = {}
        for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
            try:
                content = read_toml(path)
            except ConfigurationError as error:
                mistakes += error.mistakes
                continue
            mistakes += _merge(tables, here, content, str(path))
    sources: dict[str, Source] = {}
    for name, (file, table) in tables.items():
        try:
            sources[name] = Source.model_validate({**table, "name": name})
        except ValidationError as error:
            mistakes += mistakes_of(error, Source, file, name)
    if mistakes:
        raise ConfigurationError(mistakes)
    return sources


def _merge(
    tables: dict[str, tuple[str, dict[str, Any]]], here: dict[str, str], content: Mapping[str, Any], file: str
) -> list[Mistake]:
    mistakes = []
    for name, table in content.items():
        if not isinstance(table, dict):
            mistakes.append(Mistake(file, "", name, repr(table)[:80], "one table per source: [name]"))
        elif name in here:
            mistakes.append(Mistake(file, name, "", f"the same name as in {here[name]}", "unique names"))
        elif "name" in table:
            mistakes.append(Mistake(file, name, "name", "an unknown key", "the table's own name is the source's name"))
        else:
            here[name] = file
            earlier = tables.get(name, (file, {"folder": [Path(file).stem]}))[1]
            tables[name] = (file, {**earlier, **table})
    return mistakes


def lanes(sources: Iterable[Source]) -> dict[str, list[str]]:
    """Return for each lane the names of its sources."""
    found: dict[str, list[str]] = {}
    for source in sources:
        if source.lane:
            found.setdefault(source.lane, []).append(source.name)
    return found


def choose(sources: Mapping[str, Source], names: Iterable[str]) -> list[Source]:
    """Return the named sources, or all enabled ones when none is named. Raises UnknownSourceError."""
    wanted = list(dict.fromkeys(names))
    unknown = [name for name in wanted if name not in sources]
    if unknown:
        raise UnknownSourceError(unknown, sources)
    return [sources[name] for name in wanted] or [each for each in sources.values() if each.enabled]
