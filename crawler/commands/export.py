"""`tidings export`: the feed out."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler import publish
from crawler.commands.shell import err, fail, open_store, tracked
from crawler.outcomes import State
from crawler.store import items


class Format(StrEnum):
    """What can be written."""

    JSONL = "jsonl"


def export(
    *,
    state: Annotated[list[State] | None, typer.Option(help="States to export; may be repeated.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="First seen since this day or time (ISO 8601).")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.JSONL,  # noqa: ARG001  (one, so far)
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file; none: standard output.")] = None,
) -> None:
    """Write one line per story's head, its copies inside."""
    moment = _since(since) if since else None
    wanted = [str(each) for each in state or [State.ACCEPTED]]
    with open_store(only_to_read=True) as store:
        rows = items.find(store, states=wanted, since=moment, heads_only=State.COPY not in wanted)
        lines = publish.jsonl(store, rows)
        if not rows:
            err.print(f"No item is {' or '.join(wanted)}{f' since {since}' if since else ''}.", highlight=False)
        if output is None:
            sys.stdout.writelines(lines)
            return
        _write(output, tracked(lines, "exporting", len(rows)))
    err.print(f"{len(rows)} items in {output}", highlight=False)


def _since(stated: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(stated)
    except ValueError:
        fail(f"--since {stated}: write a day (2026-11-01) or a time (2026-11-01T08:00+08:00)")
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _write(output: Path, lines: Iterable[str]) -> None:
    """Write the file whole or not at all: a reader never sees half of it. A pipe or a device is written to as it is,
    and of a link what it leads to: neither is put out of its place.
    """
    file = output.resolve() if output.exists() else output  # a link in a circle leads nowhere
    in_one_go = file.is_file() or not file.exists()
    part = file.with_name(file.name + ".part") if in_one_go else file
    try:
        with part.open("w", encoding="utf-8") as target:
            target.writelines(lines)
        if in_one_go:
            part.replace(file)
    except OSError as error:
        if in_one_go:
            with contextlib.suppress(OSError):
                part.unlink()
        fail(f"-o {output}: {error.strerror}. Name a file in a folder that you may write to, on a disk with space.")
