"""The scores of a run: each answer judged, and the pages grouped by language and data set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.extraction.extractors import EXTRACTORS
from bench.extraction.measure import Measured
from bench.extraction.pages import GoldPage
from bench.extraction.scoring import (
    BodyScore,
    FieldScore,
    Interval,
    Match,
    Verdict,
    authors_verdict,
    body_score,
    date_verdict,
    field_score,
    match,
    origin_verdict,
    paired_bootstrap,
    shingles,
    title_verdict,
)

FIELDS = ("title", "date", "authors", "origin")
BASE = "trafilatura"


@dataclass(frozen=True, slots=True)
class Judged:
    """One extractor's answer for one page, with what it is worth; `match` is None where no text is known."""

    measured: Measured
    match: Match | None
    verdicts: dict[str, Verdict | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A page and the judged answers of all extractors."""

    page: GoldPage
    judged: dict[str, Judged]


@dataclass(frozen=True, slots=True)
class Cpu:
    """Milliseconds of CPU per page, and the ratio to trafilatura with metadata on the pages that both finished."""

    full: float
    body: float | None
    ratio: float | None


def judge(page: GoldPage, measured: dict[str, Measured]) -> Row:
    """Judge what each extractor made of a page."""
    gold = None if page.gold.text is None else shingles(page.gold.text, page.lang)
    judged = {}
    for name, each in measured.items():
        found = None if gold is None else match(gold, shingles(each.answer.text, page.lang))
        judged[name] = Judged(each, found, _verdicts(page, each))
    return Row(page, judged)


def _verdicts(page: GoldPage, measured: Measured) -> dict[str, Verdict | None]:
    gold, answer = page.gold, measured.answer
    return {
        "title": title_verdict(gold.title, answer.title),
        "date": date_verdict(gold.date, answer.date),
        "authors": authors_verdict(gold.authors, answer.authors),
        "origin": origin_verdict(gold.origin, answer.origin),
    }


def groups(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each language's sets, one by one and, where there are several, together."""
    for lang in sorted({row.page.lang for row in rows}, reverse=True):
        own = [row for row in rows if row.page.lang == lang]
        names = list(dict.fromkeys(row.page.dataset for row in own))
        for name in names:
            yield f"{lang} · {name}", [row for row in own if row.page.dataset == name]
        if len(names) > 1:
            yield f"{lang} · all", own


def bodies(rows: Sequence[Row], name: str) -> BodyScore:
    """Return the body figures of one extractor."""
    return body_score([found for row in rows if (found := row.judged[name].match)])


def field(rows: Sequence[Row], name: str, which: str) -> FieldScore | None:
    """Return the figures of one field, or None when the extractor does not have that field."""
    if which not in EXTRACTORS[name].fields:
        return None
    return field_score(row.judged[name].verdicts[which] for row in rows)


def cpu(rows: Sequence[Row], name: str) -> Cpu | None:
    """Return the CPU figures of one extractor, or None when it finished no page."""
    full = _times(rows, name, lambda each: each.cpu)
    if not full:
        return None
    body = _times(rows, name, lambda each: each.cpu_body)
    base = _times(rows, BASE, lambda each: each.cpu) if BASE in rows[0].judged else {}
    common = full.keys() & base.keys()
    return Cpu(
        full=1000 * sum(full.values()) / len(full),
        body=1000 * sum(body.values()) / len(body) if body else None,
        ratio=sum(full[at] for at in common) / sum(base[at] for at in common) if common else None,
    )


def _times(rows: Sequence[Row], name: str, which: Callable[[Measured], float | None]) -> dict[int, float]:
    times = ((at, which(row.judged[name].measured)) for at, row in enumerate(rows))
    return {at: time for at, time in times if time is not None}


def failures(rows: Sequence[Row], name: str) -> list[tuple[GoldPage, str]]:
    """Return the pages on which an extractor crashed or ran out of time."""
    found = ((row.page, row.judged[name].measured.failure) for row in rows)
    return [(page, failure) for page, failure in found if failure]


def against(rows: Sequence[Row], name: str, base: str = BASE) -> Interval:
    """Compare two extractors' body F1 page by page."""
    pairs = [(row.judged[name].match, row.judged[base].match) for row in rows]
    scored = [(one.f1, other.f1) for one, other in pairs if one and other]
    return paired_bootstrap([one for one, _ in scored], [other for _, other in scored])
