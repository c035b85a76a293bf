"""What a run says, as Markdown: tables per language and data set, comparisons, failures, and what cost most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.extraction.extractors import Answer
from bench.extraction.scores import BASE, FIELDS, Judged, Row, against, bodies, cpu, failures, field, groups
from bench.extraction.scoring import FieldScore, Verdict, field_score, odd_lines


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the fields' table: which shares it shows, and of how many pages they are."""

    field: str
    title: str
    pages: Callable[[FieldScore], int]
    shares: Callable[[FieldScore], tuple[float, ...]]


def _stated(which: str, *, partly: str = "") -> Column:
    return Column(
        which,
        f"{which} right · {partly} · wrong · missing" if partly else f"{which} right · wrong · missing",
        lambda score: score.stated,
        lambda score: (score.right, *([score.lenient] if partly else []), score.wrong, score.missing),
    )


def _blank(which: str) -> Column:
    return Column(which, f"{which} invented", lambda score: score.blank, lambda score: (score.invented,))


_COLUMNS = (
    Column("title", "title exact · lenient", lambda score: score.stated, lambda score: (score.right, score.lenient)),
    _stated("date"),
    _blank("date"),
    _stated("authors", partly="partly or more"),
    _blank("authors"),
    _stated("origin"),
    _blank("origin"),
)
_BODY = ("body", "pages", "F1", "P", "R", "page F1", "under .5", "ms body", "ms all", "CPU", "failed")
_CHANGE = 0.01
_LINES = 6
_WIDTH = 110
_BAD = (Verdict.WRONG, Verdict.INVENTED, Verdict.MISSING, Verdict.NEAR)


def report(rows: Sequence[Row], names: Sequence[str]) -> str:
    """Return the whole report: for each group a table of bodies, a table of fields and the comparison."""
    parts = []
    for title, group in groups(rows):
        parts.append(f"## {title}: {len(group)} pages")
        parts.append(_table(_BODY, [_body_row(group, name) for name in names]))
        parts.extend(_fields(group, names))
        parts.extend(_comparisons(group, names))
    failed = [f"- {name}: {page.dataset}/{page.id}: {why}" for name in names for page, why in failures(rows, name)]
    if failed:
        parts.append("## Failed (counted as empty)\n\n" + "\n".join(failed))
    return "\n\n".join(parts)


def _body_row(rows: Sequence[Row], name: str) -> list[str]:
    body, time = bodies(rows, name), cpu(rows, name)
    figures = [body.f1, body.precision, body.recall, body.page_f1]
    shown = [_share(each) for each in figures] + [_percent(body.low)] if body.pages else ["–"] * 5
    times = ["–"] * 3
    if time:
        times = [_number(time.body, 1), _number(time.full, 1), _number(time.ratio, 2)]
    return [name, str(body.pages), *shown, *times, str(len(failures(rows, name)))]


def _fields(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    """Yield a table of the fields for which something is known; its head has the number of pages for each column."""
    known = {which: field_score(row.judged[names[0]].verdicts[which] for row in rows) for which in FIELDS}
    columns = [column for column in _COLUMNS if column.pages(known[column.field])]
    if columns:
        head = ["%", *(f"{column.title} ({column.pages(known[column.field])})" for column in columns)]
        yield _table(head, [[name, *(_cell(rows, name, column) for column in columns)] for name in names])


def _cell(rows: Sequence[Row], name: str, column: Column) -> str:
    score = field(rows, name, column.field)
    return " · ".join(f"{100 * share:.1f}" for share in column.shares(score)) if score else ""


def _comparisons(rows: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    if BASE not in names or "tidings" not in names:
        return
    found = against(rows, "tidings")
    if found.pages:
        yield (
            f"Tidings − {BASE}, mean page F1: {found.mean:+.4f}, 95 % interval {found.low:+.4f} … {found.high:+.4f} "
            f"({found.pages} pages: {found.better} better, {found.worse} worse)"
        )


def worst(rows: Sequence[Row], number: int, name: str = "tidings") -> str:
    """Return what cost an extractor most: its worst bodies with the lines missed and surplus, and its wrong fields."""
    parts = [f"## What cost {name} most: bodies", *(_worst_body(row, name) for row in _by_loss(rows, name)[:number])]
    for which in FIELDS:
        bad = [row for row in rows if row.judged[name].verdicts[which] in _BAD]
        bad.sort(key=lambda row: _BAD.index(row.judged[name].verdicts[which] or Verdict.NEAR))
        counts = Counter(row.judged[name].verdicts[which] for row in bad)
        told = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        parts.append(f"## What cost {name} most: {which} ({told or 'nothing'})")
        parts.append("\n".join(_wrong_field(row, name, which) for row in bad[:number]))
    return "\n\n".join(part for part in parts if part)


def _by_loss(rows: Sequence[Row], name: str) -> list[Row]:
    scored = [(found.f1, at) for at, row in enumerate(rows) if (found := row.judged[name].match) and found.f1 < 1]
    return [rows[at] for _, at in sorted(scored)]


def _worst_body(row: Row, name: str) -> str:
    page, judged = row.page, row.judged[name]
    others = ", ".join(f"{other} {_f1(each)}" for other, each in row.judged.items() if other != name)
    text, gold = judged.measured.answer.text, page.gold.text or ""
    lines = [f"### {page.dataset}/{page.id}  F1 {_f1(judged)} ({others})", page.saved.url, ""]
    lines += _some("- ", odd_lines(gold, text, page.lang))
    lines += _some("+ ", odd_lines(text, gold, page.lang))
    return "\n".join(lines)


def _f1(judged: Judged) -> str:
    return _share(judged.match.f1) if judged.match else "–"


def _some(sign: str, lines: list[str]) -> list[str]:
    """Return some of the lines that one side lacks: `-` what was missed, `+` what is surplus."""
    shown = [sign + line.strip()[:_WIDTH] for line in lines[:_LINES]]
    left = len(lines) - _LINES
    return [*shown, f"{sign}… and {left} lines more"] if left > 0 else shown


def _wrong_field(row: Row, name: str, which: str) -> str:
    page, judged = row.page, row.judged[name]
    right = [other for other, each in row.judged.items() if each.verdicts[which] == Verdict.RIGHT]
    return (
        f"- {judged.verdicts[which]}: {page.dataset}/{page.id}: {value(judged.measured.answer, which)!r}, "
        f"gold {getattr(page.gold, which)!r}" + (f"; right: {', '.join(right)}" if right else "")
    )


def changes(rows: Sequence[Row], before: dict[str, Any], name: str = "tidings") -> str:
    """Return what changed for an extractor since a run written by `as_json`: bodies by .01 or more, and verdicts."""
    old = {(page["dataset"], page["id"]): page["answers"].get(name) for page in before["pages"]}
    lines = []
    for row in rows:
        then = old.get((row.page.dataset, row.page.id))
        lines += (
            [f"{row.page.dataset}/{row.page.id}: {each}" for each in _changed(row.judged[name], then)] if then else []
        )
    return "\n".join([f"## Changed for {name} ({len(lines)})", "", *(f"- {line}" for line in lines)])


def _changed(now: Judged, then: dict[str, Any]) -> Iterator[str]:
    if now.match and then["f1"] is not None and abs(now.match.f1 - then["f1"]) >= _CHANGE:
        yield f"F1 {_share(then['f1'])} → {_share(now.match.f1)}"
    for which in FIELDS:
        if now.verdicts[which] != then["verdicts"][which]:
            was, found = then["values"][which], value(now.measured.answer, which)
            yield f"{which} {then['verdicts'][which]} → {now.verdicts[which]}: {was!r} → {found!r}"


def value(answer: Answer, which: str) -> Any:
    """Return a field of an answer."""
    return getattr(answer, which)


def as_json(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Any]:
    """Return everything that was measured, as plain JSON values: the groups' figures and every page's."""
    return {
        "groups": {title: {name: _summary(group, name) for name in names} for title, group in groups(rows)},
        "pages": [_page(row) for row in rows],
    }


def _summary(rows: Sequence[Row], name: str) -> dict[str, Any]:
    time = cpu(rows, name)
    fields = {which: field(rows, name, which) for which in FIELDS}
    return {
        "body": asdict(bodies(rows, name)),
        "cpu": asdict(time) if time else None,
        "fields": {which: asdict(score) for which, score in fields.items() if score},
        "failed": len(failures(rows, name)),
    }


def _page(row: Row) -> dict[str, Any]:
    return {
        "dataset": row.page.dataset,
        "id": row.page.id,
        "lang": row.page.lang,
        "answers": {
            name: {
                "f1": judged.match.f1 if judged.match else None,
                "precision": judged.match.precision if judged.match else None,
                "recall": judged.match.recall if judged.match else None,
                "cpu": judged.measured.cpu,
                "failure": judged.measured.failure,
                "verdicts": judged.verdicts,
                "values": {which: value(judged.measured.answer, which) for which in FIELDS},
                "text": judged.measured.answer.text,
            }
            for name, judged in row.judged.items()
        },
    }


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose columns also line up as plain text."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    lines = [[each.ljust(width) for each, width in zip(row, widths, strict=True)] for row in [head, *rows]]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _share(value: float) -> str:
    return f"{value:.3f}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
