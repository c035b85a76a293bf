"""An article for a person's eyes: each field with where it came from, what was cut and why, and its text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from crawler.items import NewsItem, public
from pipelines.extraction.explanation import Explanation, Field

COLUMNS = 100
"""The width that everything fits in."""
_PASSED_SHOWN, _CUTS_SHOWN, _LINES_OF_CUT = 3, 8, 3
_LINES_BEFORE, _LINES_AFTER, _LINE_LENGTH = 4, 1, 240
_VALUE_LENGTH, _EVIDENCE_LENGTH = 160, 300
_NOTHING = "·"


def shown(item: NewsItem, told: Explanation | None, heading: str, *, whole: bool = False) -> RenderableType:
    """Return an article with its fields, flags, cuts and text; shortened, unless the whole is wanted."""
    parts: list[RenderableType] = [
        Rule(style="dim"),
        Text(heading, style="dim", overflow="fold"),
        Text(item.title or "no title", style="bold"),
        Text(item.url, style="dim", overflow="fold"),
        Padding(_fields(item, told, whole=whole), (1, 0, 0, 0)),
    ]
    if told and told.cut:
        parts.append(Padding(_cuts(told.cut, whole=whole), (1, 0, 0, 0)))
    parts.append(Padding(_text(item.text, whole=whole), (1, 0)))
    return Group(*parts)


def _fields(item: NewsItem, told: Explanation | None, *, whole: bool) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(style="bold", no_wrap=True, width=14)
    table.add_column(overflow="fold", ratio=3)
    table.add_column(overflow="fold", ratio=2, style="dim")
    values = public(item)
    told_fields = {field.name: field for field in told.fields} if told else {}
    for name in ("title", "published_at", "modified_at", "authors", "origin"):
        field = told_fields.get(name)
        table.add_row(name, *_value(values[name], field))
        for text, why in _passed_over(field, whole=whole):
            table.add_row(Text("not", style="dim", justify="right"), Text(text, style="dim"), why)
    size = f"{item.text_length} characters, {item.language or 'language unknown'}"
    table.add_row("text", size, _agreement(told) if told else "")
    if told and told.signs:
        table.add_row("one of several", Text(", ".join(told.signs)), "")
    subjects = [f"{item.relevance:.2f}", *item.topics, *item.entities]
    table.add_row("relevance", Text(_shortened(" · ".join(subjects), _VALUE_LENGTH)), "")
    for name, seen in item.trail.evidence.items():
        told_by = json.dumps(seen, ensure_ascii=False, default=str)
        if name in item.flags:
            table.add_row("flag", Text(name, style="yellow"), "")
        else:
            told_by = f"{name}: {told_by}"
        table.add_row("", Text(told_by if whole else _shortened(told_by, _EVIDENCE_LENGTH), style="dim"), "")
    return table


def _value(value: Any, field: Field | None) -> tuple[Text, Text]:
    if isinstance(value, dict):  # the origin
        via = "".join(f", via {each}" for each in value["via"])
        value = f"{value['name']}{via}" + (f" ({value['url']})" if value["url"] else "")
    if isinstance(value, list):
        value = ", ".join(value)
    where = field.where if field and field.where and value else ""
    return Text(_shortened(value or _NOTHING, _VALUE_LENGTH)), Text(where or "")


def _passed_over(field: Field | None, *, whole: bool) -> Iterator[tuple[str, Text]]:
    passed = field.passed_over if field else []
    shown_here = passed if whole else passed[:_PASSED_SHOWN]
    for text, why in shown_here:
        yield _shortened(text, _VALUE_LENGTH), Text(why)
    if len(shown_here) < len(passed):
        yield f"{len(passed) - len(shown_here)} more", Text("--full shows them all")


def _agreement(told: Explanation) -> Text:
    """Return where the body stands, and who agreed with it."""
    asked = [f"{name} {share:.0%}" for name, share in told.asked.items() if name != told.agreed]
    if told.agreed in told.asked:
        asked.insert(0, f"{told.agreed} has {told.asked[told.agreed]:.0%} of it")
    elif told.agreed:
        asked.insert(0, f"{told.agreed} agrees")
    else:
        asked.insert(0, "nobody agrees")
    where = f" in {told.box}" if told.box else ""
    return Text("; ".join(asked) + where)


def _cuts(cut: list[tuple[str, str]], *, whole: bool) -> Table:
    """Return the lines that were cut, by reason, in the order in which the reasons first occur on the page."""
    by_reason: dict[str, list[str]] = {}
    for line, why in cut:
        by_reason.setdefault(why, []).append(line)
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(justify="right", no_wrap=True, width=5)
    table.add_column(overflow="fold" if whole else "ellipsis", no_wrap=not whole, width=34, style="yellow")
    table.add_column(overflow="fold" if whole else "ellipsis", no_wrap=not whole, ratio=1, style="dim")
    table.add_row(Text(str(len(cut)), style="bold"), Text("lines cut", style="bold"), "")
    shown_here = list(by_reason.items()) if whole else _largest(by_reason)
    for why, lines in shown_here:
        listed = lines if whole else lines[:_LINES_OF_CUT]
        between = "\n" if whole else " | "
        more = " | …" if len(listed) < len(lines) else ""
        table.add_row(str(len(lines)), Text(why), Text(between.join(listed) + more))
    if len(shown_here) < len(by_reason):
        rest = len(cut) - sum(len(lines) for _, lines in shown_here)
        table.add_row(str(rest), f"for {len(by_reason) - len(shown_here)} other reasons", Text("--full shows them all"))
    return table


def _largest(by_reason: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Return the reasons with the most lines, in their order."""
    kept = sorted(by_reason, key=lambda why: -len(by_reason[why]))[:_CUTS_SHOWN]
    return [(why, lines) for why, lines in by_reason.items() if why in kept]


def _text(text: str, *, whole: bool) -> Text:
    lines = text.split("\n")
    left_out = len(lines) - _LINES_BEFORE - _LINES_AFTER
    if whole:
        return Text(text)
    if left_out > 1:
        note = f"[… {left_out} more lines]"
        lines = [*lines[:_LINES_BEFORE], note, *lines[-_LINES_AFTER:]]
    return Text("\n".join(_shortened(line, _LINE_LENGTH) for line in lines))


def _shortened(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else f"{text[: length - 1]}…"
