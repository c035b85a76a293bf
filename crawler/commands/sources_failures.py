"""`tidings sources failures`: what could not be had when it was last asked for, and why."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from crawler.commands.shell import messages, open_store, out, plain, settings
from crawler.run import sources_of
from crawler.sources import UnknownSourceError
from crawler.store import endings, runs
from crawler.store.endings import Ended

_LIMIT = 50


def failures(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources; none: all.")] = None,
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = _LIMIT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """List addresses that failed or were rejected when they were last asked for, the newest first, and why."""
    with messages():
        catalogue = sources_of(settings())
    with open_store(only_to_read=True) as store:
        known = {*catalogue, *runs.states(store)}
        if unknown := [name for name in names or [] if name not in known]:
            raise UnknownSourceError(unknown, known)
        found = endings.failures(store, names or [])
    if as_json:
        for each in found[:limit]:
            sys.stdout.write(json.dumps(_row(each), ensure_ascii=False) + "\n")
        return
    if not found:
        out.print("Nothing failed or was rejected when it was last asked for.")
        return
    out.print(_table(found[:limit]))
    if len(found) > limit:
        out.print(f"These are the newest {limit} of {len(found)}; --limit shows more.", highlight=False)


def _row(each: Ended) -> dict[str, Any]:
    return {
        "at": each.at.isoformat(),
        "run": each.run_id,
        "source": each.source,
        "what": "listing" if each.is_listing else "article",
        "url": each.url,
        "outcome": str(each.outcome),
        "detail": each.outcome.detail,
    }


def _table(found: list[Ended]) -> Table:
    table = Table(box=None, header_style="bold")
    for column in ("last asked", "source", "outcome", "address", "why"):
        table.add_column(column, no_wrap=column not in ("address", "why"), overflow="fold")
    for each in found:
        style = "red" if each.is_listing else ""  # a source of which nothing was read, not one page
        cells = (each.source, str(each.outcome), plain(each.url), plain(each.outcome.detail))
        table.add_row(f"{each.at:%Y-%m-%d %H:%M}", *map(Text, cells), style=style)
    return table
