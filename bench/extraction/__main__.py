"""`python -m bench.extraction`: measure Tidings and whatever else is installed on pages with gold answers."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from bench.extraction.extractors import EXTRACTORS, installed
from bench.extraction.measure import Conditions, Measured, measure_all
from bench.extraction.pages import GoldPage, demo_pages, read_benchmark, read_manifest
from bench.extraction.report import as_json, changes, report, worst
from bench.extraction.scores import judge

app = typer.Typer(add_completion=False)


@app.command()
def main(
    *,
    manifest: Annotated[
        list[Path] | None, typer.Option(help="JSONL of pages with gold answers; may be repeated.")
    ] = None,
    benchmark: Annotated[Path | None, typer.Option(help="A folder with ground-truth.json and html/*.html.gz.")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="The bundled sample web; also when no other set is named.")
    ] = False,
    extractors: Annotated[str, typer.Option(help="Names, comma-separated; all that are installed by default.")] = "",
    half: Annotated[str | None, typer.Option(help="Only the pages of one half: dev or held.")] = None,
    number: Annotated[int, typer.Option("--worst", help="Show the N pages and fields that cost most.")] = 0,
    of: Annotated[str, typer.Option(help="Whose worst pages and changes are shown.")] = "tidings",
    decoded: Annotated[bool, typer.Option("--decoded", help="Give Tidings decoded text, too, not bytes.")] = False,
    workers: Annotated[int, typer.Option(min=1)] = 1,
    timeout: Annotated[float, typer.Option(help="Seconds for one extractor on one page.")] = 60.0,
    now: Annotated[dt.datetime | None, typer.Option(help="The time that counts as now (UTC).")] = None,
    against: Annotated[Path | None, typer.Option(help="A file of --json: show what changed since.")] = None,
    output: Annotated[Path | None, typer.Option("--json", help="Write every figure and answer to a file.")] = None,
) -> None:
    """Compare extractors on the same pages, in one run, and print the figures as Markdown."""
    names = _names(extractors)
    if of not in names:
        _fail(f"--of {of}: it is not among the extractors of this run")
    before = _before(against)
    pages = _pages(manifest or [], benchmark, half, demo=demo)
    moment = (now or dt.datetime.now(dt.UTC)).replace(tzinfo=dt.UTC)
    measured = _measure(pages, names, Conditions(moment, timeout, workers, decoded))
    rows = [judge(page, each) for page, each in zip(pages, measured, strict=True)]
    print(report(rows, names))
    if number:
        print("\n" + worst(rows, number, of))
    if before:
        print("\n" + changes(rows, before, of))
    if output:
        output.write_text(json.dumps(as_json(rows, names), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _names(given: str) -> list[str]:
    """Return the extractors to run; ends with exit code 2 when one is unknown or not installed."""
    names = [name.strip() for name in given.split(",") if name.strip()] or installed()
    for name in names:
        if name not in EXTRACTORS:
            _fail(f"no extractor {name!r}; there are: {', '.join(EXTRACTORS)}")
        if not EXTRACTORS[name].installed:
            _fail(f"{name} is not installed (module {EXTRACTORS[name].needs})")
    return names


def _pages(manifests: list[Path], benchmark: Path | None, half: str | None, *, demo: bool) -> list[GoldPage]:
    """Return the pages to measure; ends with exit code 2 when a set cannot be read, or nothing is left."""
    if half not in (None, "dev", "held"):
        _fail(f"--half is dev or held, not {half!r}")
    try:
        pages = [page for path in manifests for page in read_manifest(path)]
        pages += read_benchmark(benchmark) if benchmark else []
    except (OSError, ValueError, AttributeError) as error:
        _fail(str(error))
    if demo or not (manifests or benchmark):
        pages += demo_pages()
    pages = [page for page in pages if half in (None, page.half)]
    if not pages:
        _fail("there are no pages to measure")
    return pages


def _before(path: Path | None) -> dict[str, Any] | None:
    """Return what an earlier run wrote; ends with exit code 2 when that cannot be read."""
    if path is None:
        return None
    try:
        written: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        _fail(f"--against {path}: {error}")
    if "pages" not in written:
        _fail(f"--against {path}: no file of --json")
    return written


def _measure(pages: list[GoldPage], names: list[str], conditions: Conditions) -> list[dict[str, Measured]]:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("extracting", total=len(pages))
        return measure_all(pages, names, conditions, lambda: progress.advance(task))


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
