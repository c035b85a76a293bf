"""What the sample web's pages should become, beside what they became."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from crawler.store.database import Store
from crawler.store.schema import addresses, items, outcomes, telling
from crawler.urls import canonical

Row = sa.RowMapping
_EXPECTED = Path(__file__).parent / "expected.json"
_PLAIN = ("title", "language", "relation", "state")


class Verdict(StrEnum):
    """How a page fared. What is not yet reached is never met."""

    MET = "met"
    NOT_YET = "not yet"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Judged:
    """One page in one crawl: what became of it and why, and where that is not what it should be."""

    url: str
    crawl: int
    outcome: str
    detail: str
    expected: str
    verdict: Verdict
    wrong: list[str] = field(default_factory=list)
    """What is not as it should be, each for a person to read."""
    stale: list[str] = field(default_factory=list)
    """Fields marked as not yet reached that are reached: the mark is to be taken away."""


def expected_pages() -> list[dict[str, Any]]:
    """Return the entries of `expected.json`."""
    pages: list[dict[str, Any]] = json.loads(_EXPECTED.read_text(encoding="utf-8"))["pages"]
    return pages


def judge(store: Store, runs: Sequence[int]) -> list[Judged]:
    """Return a verdict on every expected page of the two crawls, in the order of the data file."""
    pages = expected_pages()
    found = [_outcomes(store, run) for run in runs]
    stored = _items(store)
    groups = [_Groups(pages, stored, kind) for kind in ("story", "event")]
    judged = []
    for page in pages:
        same = canonical(page["url"])
        first = found[0].get(same)
        if page["outcome"] is not None or first is not None:
            late = str(page["outcome"]).startswith("failed") and page["second"] == "new"
            wrong = (
                {} if late or page["second"] == "revision" else dict(_differences(page, stored.get(same, []), groups))
            )
            judged.append(_judged(page, 1, first, page["outcome"], wrong))
        wrong = dict(_differences(page, stored.get(same, []), groups)) if page["second"] in ("new", "revision") else {}
        judged.append(_judged(page, 2, found[1].get(same), page["second"], wrong))
    known = {canonical(page["url"]) for page in pages}
    for crawl, by_url in enumerate(found, 1):
        judged += [
            Judged(url, crawl, outcome, detail, "not discovered", Verdict.MISSED, ["an address that nobody expected"])
            for url, (outcome, detail) in by_url.items()
            if url not in known
        ]
    return judged


def _judged(
    page: Mapping[str, Any], crawl: int, found: tuple[str, str] | None, expected: str | None, wrong: dict[str, str]
) -> Judged:
    outcome, detail = found or ("no outcome", "")
    if outcome != expected:
        wrong = {"outcome": f"became {outcome}, should be {expected}", **wrong}
    not_yet = [mark for mark in page["not_yet"] if _crawl_of(mark) in (0, crawl)]
    open_marks = {mark.partition("@")[0] for mark in not_yet}
    missed = [name for name in wrong if name not in open_marks]
    verdict = Verdict.MISSED if missed else Verdict.NOT_YET if wrong else Verdict.MET
    stale = sorted(open_marks - set(wrong)) if crawl == 1 or page["second"] in ("new", "revision") else []
    return Judged(page["url"], crawl, outcome, detail, str(expected), verdict, list(wrong.values()), stale)


def _crawl_of(mark: str) -> int:
    """Return the crawl that a mark such as `outcome@2` is for; 0: both."""
    return int(mark.partition("@")[2] or 0)


def _differences(page: Mapping[str, Any], found: Sequence[Row], groups: Sequence[_Groups]) -> Iterator[tuple[str, str]]:
    """Yield (field, what differs) for the items of a page; pages of several items are compared in their order."""
    expected = page["items"]
    if len(found) != len(expected):
        yield "items", f"{len(found)} articles were found, should be {len(expected)}"
        return
    for want, have in zip(expected, found, strict=True):
        yield from _fields(want, have)
        yield from _words(want, have["text"])
        for group in groups:
            if problem := group.problem(want, have):
                yield group.kind, problem


def _fields(want: Mapping[str, Any], have: Row) -> Iterator[tuple[str, str]]:
    found = {name: have[name] for name in _PLAIN if name in want}
    found |= {"authors": list(have["authors"]), "flags": sorted(have["flags"])}
    found["origin"] = have["origin"]["name"] if have["origin"] else None
    for name, value in found.items():
        expected = sorted(want[name]) if name == "flags" else want[name]
        if value != expected:
            yield name, f"{name} is {_shown(value)}, should be {_shown(expected)}"
    if not _same_time(have["published_at"], want["published_at"]):
        yield "published_at", f"published {_shown(have['published_at'])}, should be {_shown(want['published_at'])}"


def _shown(value: Any) -> str:
    return ", ".join(value) or "none" if isinstance(value, list) else "unknown" if value is None else str(value)


def _words(want: Mapping[str, Any], text: str) -> Iterator[tuple[str, str]]:
    missing = [words for words in [*want["contains"], *want.get("repaired", [])] if words not in text]
    if missing:
        yield "contains", f"the text lacks “{missing[0]}”"
    extra = [words for words in want["lacks"] if words in text]
    if extra:
        yield "lacks", f"the text still holds “{extra[0]}”, which is no part of the article"


class _Groups:
    """Which stories or events (`kind`) of the store hold the items of each expected one; an event may be none."""

    def __init__(self, pages: Sequence[Mapping[str, Any]], stored: Mapping[str, Sequence[Row]], kind: str) -> None:
        self.kind = kind
        self._actual: dict[str | None, set[str | None]] = {}
        self._expected: dict[str | None, set[str | None]] = {}
        for page in pages:
            have = stored.get(canonical(page["url"]), [])
            if len(have) != len(page["items"]):
                continue
            for want, item in zip(page["items"], have, strict=True):
                self._actual.setdefault(want.get(kind), set()).add(item[kind])
                self._expected.setdefault(item[kind], set()).add(want.get(kind))

    def problem(self, want: Mapping[str, Any], have: Row) -> str | None:
        """Return what is wrong with an item's story or event, or None."""
        expected, actual = want.get(self.kind), have[self.kind]
        if (expected is None) != (actual is None):
            return f"{self.kind} is {_shown(actual)}, should be {_shown(expected)}"
        if expected is None:
            return None
        if len(self._actual[expected]) > 1:
            return f"the {self.kind} {expected} fell into {len(self._actual[expected])}"
        if len(self._expected[actual]) > 1:
            return f"one {self.kind} holds {', '.join(sorted(str(each) for each in self._expected[actual]))}"
        return None


def _same_time(one: str | None, other: str | None) -> bool:
    if one is None or other is None or len(one) == 10 or len(other) == 10:
        return one == other
    return dt.datetime.fromisoformat(one) == dt.datetime.fromisoformat(other)


def _outcomes(store: Store, run: int) -> dict[str, tuple[str, str]]:
    """Return each address's outcome in a run; of a page of several items, the outcome of the first."""
    query = (
        sa.select(addresses.c.canonical_url, outcomes.c.kind, outcomes.c.reason, outcomes.c.detail)
        .join(addresses, addresses.c.id == outcomes.c.address_id)
        .where(outcomes.c.run_id == run)
        .order_by(outcomes.c.id.desc())
    )
    with store.reading() as connection:
        return {
            url: (f"{kind}:{reason}" if reason else kind, detail)
            for url, kind, reason, detail in connection.execute(query)
        }


def _items(store: Store) -> dict[str, list[sa.RowMapping]]:
    """Return the stored items by the address that they were discovered at, in their order."""
    query = (
        sa.select(addresses.c.canonical_url.label("discovered"), items, telling.c.event)
        .join(addresses, addresses.c.id == items.c.address_id)
        .outerjoin(telling, telling.c.story == items.c.story)
    )
    found: dict[str, list[sa.RowMapping]] = {}
    with store.reading() as connection:
        for row in connection.execute(query.order_by(items.c.seq)).mappings():
            found.setdefault(row["discovered"], []).append(row)
    return found
