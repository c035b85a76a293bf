"""When an article was published and modified: from what its page states about the article, or not at all."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass, field

from pipelines.extraction.date_changes import changed_in_lines, changed_in_meta
from pipelines.extraction.date_lines import DateLines
from pipelines.extraction.date_places import FIRST, LAST, LATER
from pipelines.extraction.date_text import finer
from pipelines.extraction.evidence import Candidate, Passed
from pipelines.extraction.frame import Frame
from pipelines.extraction.structured import text_of

_YEAR_ALONE = (
    "-01-01"  # what a template makes of a year; a true first of January is shown, has its time, or stands alone
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the article: its value (ISO 8601 with an offset, or YYYY-MM-DD; None: unknown) and where it is stated.

    `guessed`: nothing better than the address, an embedded datum or a count back from now speaks for it. `passed_over`
    are other dates of the page, and why they were not taken.
    """

    value: str | None = None
    where: str | None = None
    guessed: bool = False
    passed_over: list[Passed] = field(default_factory=list)


def published(frame: Frame) -> Dated:
    """Return when the article says it was published, with where and what was passed over.

    In this order: JSON-LD, meta elements, WeChat's variable, a labelled line by the headline, `<time>`, an unlabelled
    line, the feed; then the body's end, a labelled line elsewhere, scripts, the address; then what counts back from
    now. The time is taken from another place when the first knows the day only. Nothing in the future, no year alone.
    """
    search = DateLines(frame)
    for places in (FIRST, LATER, LAST):
        candidates = [candidate for place in places for candidate in place(search)]
        if candidates and (found := _choose(candidates, search)) and not _is_later_than_change(found, search):
            return found
    return Dated(passed_over=search.refused)


def _is_later_than_change(found: Dated, search: DateLines) -> bool:
    """Return whether a date that is a guess lies after the day on which the page says it was last changed."""
    changed = modified(search.frame).value if found.guessed and found.value else None
    if not changed or not found.value or found.value[:10] <= changed[:10] or found.where == "line:modified":
        return False
    search.refuse(found.where or "", found.value, f"the page was last changed on {changed[:10]}")
    return True


def modified(frame: Frame) -> Dated:
    """Return when the page says that the article was last changed, or a date without a value."""
    search = DateLines(frame)
    stated = search.parse(text_of(frame.structured.article.get("dateModified")), "json-ld")
    candidates = [Candidate(stated, "json-ld")] if stated else []
    candidates += changed_in_meta(search)
    candidates += changed_in_lines(search)
    return _choose(candidates, search) if candidates else Dated(passed_over=search.refused)


def _choose(candidates: list[Candidate], search: DateLines) -> Dated:
    days = {each.value[:10] for each in candidates if each.where == "line" or len(each.value) > len("2026-01-01")}
    is_day = [each.value in days or not each.value.endswith(_YEAR_ALONE) for each in candidates]
    candidates = list(itertools.compress(candidates, is_day)) or candidates
    first = _rebuilt(candidates) or candidates[0]
    value: str = first.value
    for other in candidates:
        value = finer(value, other.value, search.frame.zone) or value
    passed = [
        Passed(each.value, each.where, f"{first.where} goes before")
        for each in candidates
        if each is not first and each.value[:10] != first.value[:10]
    ]
    return Dated(value, first.where, first.guessed, passed + search.refused)


def _rebuilt(candidates: list[Candidate]) -> Candidate | None:
    """Return the day shown by the headline when machines are told a later one, as of a site that was rebuilt, which
    is shown nowhere."""
    stated = candidates[0]
    shown = next((each for each in candidates if each.alone), None)
    said = {each.value[:10] for each in candidates if each.where == "line"}
    if shown is None or stated.value[:10] in said:
        return None
    days = dt.date.fromisoformat(stated.value[:10]) - dt.date.fromisoformat(shown.value[:10])
    return shown if days > dt.timedelta(days=1) else None
