"""`tidings extract`: what extraction makes of pages, and why. Nothing is stored, nothing dropped for relevance."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.progress import Progress

from crawler.commands.explanations import COLUMNS, shown
from crawler.commands.shell import DONE, SOURCE_FAILED, err, fail, messages, open_store, out, settings
from crawler.configuration import rules_of
from crawler.items import public
from crawler.outcomes import Failure
from crawler.run import pool_of, utc_now
from crawler.store.memory import recall_all, site_of
from crawler.urls import is_address
from crawler.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError
from pipelines.extraction.article import Extraction
from pipelines.extraction.article import extract as extract_page
from pipelines.extraction.page import PageInput
from pipelines.extraction.site_memory import SiteMemory
from pipelines.relevance import judge, vocabulary_of

_PAGES = frozenset({".html", ".htm", ".shtml", ".xhtml", ".php", ".asp", ".aspx", ".txt"})


@dataclass(frozen=True, slots=True)
class Given:
    """One input: how it was named, the file or address to read, and the address that the page had."""

    name: str
    path: Path | None
    url: str


class ManifestLine(BaseModel):
    """One line of a manifest; what else it holds is passed over."""

    model_config = ConfigDict(strict=True)

    html_path: str
    url: str | None = None


def extract(
    inputs: Annotated[list[str] | None, typer.Argument(metavar="INPUT...", help="Files, folders, addresses.")] = None,
    *,
    url: Annotated[str | None, typer.Option(help="The address that the one input was fetched from.")] = None,
    manifest: Annotated[
        Path | None, typer.Option(readable=False, help="JSONL with html_path and url per line.")
    ] = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Use what earlier crawls learned of each page's site.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="The whole text, and every line that was cut.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array of items per input and line.")] = False,
) -> None:
    """Show the articles of pages: each field with where it came from, what was cut and why."""
    given = [*_inputs(inputs or [], url), *(_manifest(manifest) if manifest else [])]
    if not given:
        fail("name a file, a folder or an address, or give a --manifest")
    with messages():
        pool = pool_of(settings())
    try:
        pages = _Pages(given, explain=not as_json, memory=memory)
        code = _run(pages, pool, as_json=as_json, full=full)
    finally:
        pool.close()
    raise typer.Exit(code)


class _Pages:
    """The pages of inputs: addresses are fetched together, files are read when their turn comes."""

    def __init__(self, given: list[Given], *, explain: bool, memory: bool) -> None:
        self.given = given
        self._explain = explain
        self._fetched = _fetch([each.url for each in given if each.path is None])
        self._memories = self._recall() if memory else {}

    def read(self, given: Given) -> PageInput | str:
        """Return a page as extraction is given it, or why there is none."""
        page = self._fetched[given.url] if given.path is None else _read(given)
        if isinstance(page, str):
            return page
        return replace(page, explain=self._explain, memory=self._memories.get(site_of(page.url)))

    def note(self, given: Given) -> str:
        """Return what the heading of an input says beside its name."""
        page = self._fetched.get(given.url)
        site = site_of(page.url if isinstance(page, PageInput) else given.url)
        memory = self._memories.get(site)
        return f" · with the memory of {site}, {memory.articles} articles" if memory else ""

    def _recall(self) -> dict[str, SiteMemory]:
        """Return the memories of all sites, and say on stderr what is known."""
        fetched = (page.url for page in self._fetched.values() if isinstance(page, PageInput))
        sites = {site_of(url) for url in (*fetched, *(each.url for each in self.given if each.path))} - {""}
        with open_store(only_to_read=True) as store:
            known = recall_all(store, sites)
        err.print(f"memory: {len(known)} of {len(sites)} sites are known", highlight=False)
        return known


def _inputs(names: list[str], url: str | None) -> list[Given]:
    if url and not is_address(url):
        fail(f"--url {url}: allowed: an absolute http:// or https:// address")
    if url and len(names) != 1:
        fail("--url goes with exactly one input; for several, write a --manifest")
    given: list[Given] = []
    for name in names:
        if name.startswith(("http://", "https://")):
            if not is_address(name):
                fail(f"{name}: no address; write http://host/path")
            given.append(Given(name, None, name))
            continue
        path = Path(name)
        is_folder = _is_folder(path)
        if is_folder and url:
            fail(f"--url goes with one page, and {name} is a folder; write a --manifest")
        pages = _pages_in(path) if is_folder else [path]
        if not pages:
            ends = ", ".join(sorted(_PAGES))
            err.print(f"{name}: no pages (files that end in {ends})", markup=False, highlight=False, soft_wrap=True)
        given += [Given(str(page), page, url or page.absolute().as_uri()) for page in pages]
    return given


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # it cannot be looked at: that is told when it is read
        return False


def _pages_in(folder: Path) -> list[Path]:
    """Return a folder's pages and those of the folders within it, sorted by path; among them the folders that cannot be
    looked into, so that reading them says why.
    """
    closed: list[Path] = []
    pages = [
        Path(place, name)
        for place, _, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename)))
        for name in names
        if Path(name).suffix.lower() in _PAGES
    ]
    return sorted(pages + closed)


def _manifest(path: Path) -> list[Given]:
    """Return what a manifest names; `html_path` is relative to the manifest's folder. Ends with every bad line."""
    given, wrong = [], []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # not splitlines: U+2028 may stand in JSON
    except OSError as error:
        fail(f"--manifest {path}: {error.strerror}", SOURCE_FAILED)
    except UnicodeDecodeError as error:
        fail(f"--manifest {path}: is not UTF-8 (byte {error.start + 1}); save it as UTF-8")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = ManifestLine.model_validate_json(line)
        except ValidationError as error:
            found = "; ".join(f"{where or 'the line'}: {rule}" for where, rule in rules_of(error))
            wrong.append(f"  line {number}: {line[:80]}  ({found})")
            continue
        page = path.parent / row.html_path
        given.append(Given(row.html_path, page, row.url or page.absolute().as_uri()))
    if wrong:
        fail(f"--manifest {path}: not JSON objects with `html_path` and `url`:\n" + "\n".join(wrong))
    return given


def _run(pages: _Pages, pool: WorkerPool, *, as_json: bool, full: bool) -> int:
    code = DONE
    with messages():
        vocabulary = vocabulary_of(settings())
    # What goes to a file must not be led through the terminal on which the progress is shown.
    progress = Progress(
        *Progress.get_default_columns(),
        console=err,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
        disable=len(pages.given) < 2 or not err.is_terminal,
    )
    with progress:
        results = _results(pages, pool)
        for each, result in progress.track(results, len(pages.given), description="extracting"):
            if isinstance(result, str):
                err.print(f"{each.name}: {result}", markup=False, highlight=False, soft_wrap=True)
                code = SOURCE_FAILED
            extraction = Extraction() if isinstance(result, str) else result
            for item in extraction.items:
                judge(item, vocabulary)
            if as_json:
                rows = [{"input": each.name, **public(item)} for item in extraction.items]
                sys.stdout.write(_json(rows) + "\n")
            else:
                _show(each.name, pages.note(each), extraction, full=full)
    return code


def _show(name: str, note: str, extraction: Extraction, *, full: bool) -> None:
    count = len(extraction.items)
    for number, (item, told) in enumerate(zip_longest(extraction.items, extraction.explanations), 1):
        which = f" · article {number} of {count}" if count > 1 else ""
        out.print(shown(item, told, f"{name}{which}{note}", whole=full), width=min(COLUMNS, out.width), highlight=False)


def _results(pages: _Pages, pool: WorkerPool) -> Iterator[tuple[Given, Extraction | str]]:
    """Yield each input's extraction, or what is wrong with it, in the order given; many are under way at a time."""
    window = 32
    with asyncio.Runner() as runner:
        for start in range(0, len(pages.given), window):
            part = pages.given[start : start + window]
            yield from zip(part, runner.run(_extract_all(list(map(pages.read, part)), pool)), strict=True)


async def _extract_all(pages: list[PageInput | str], pool: WorkerPool) -> list[Extraction | str]:
    return list(await asyncio.gather(*(_extract(page, pool) for page in pages)))


async def _extract(page: PageInput | str, pool: WorkerPool) -> Extraction | str:
    if isinstance(page, str):
        return page
    try:
        extraction = await pool.run(extract_page, page, utc_now())
    except (WorkerTimeoutError, WorkerDiedError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001  (a page that breaks a parser must not keep the others from being shown)
        return f"failed:{Failure.EXTRACT_ERROR}: {type(error).__name__}: {error}"
    return f"{extraction.outcome}: {extraction.outcome.detail}" if extraction.outcome else extraction


def _read(given: Given) -> PageInput | str:
    try:
        body = given.path.read_bytes() if given.path else b""
    except OSError as error:
        return error.strerror or str(error)
    return PageInput(body, given.url) if body.strip() else "the file is empty"


def _fetch(urls: list[str]) -> dict[str, PageInput | str]:
    """Return the pages of addresses, fetched as politely and safely as in a crawl, or why there is none."""
    if not urls:
        return {}
    from crawler.commands.crawl import run_spider
    from crawler.spiders.fetch import FetchSpider

    with messages():
        spider = run_spider(settings({"LOG_LEVEL": "ERROR"}), FetchSpider, urls=urls)
    return {url: spider.answers.get(url, "nothing was received") for url in urls}


def _json(rows: list[dict[str, Any]]) -> str:
    """Return readable JSON; bytes of a file's name that are no text stand as the escapes that JSON has for them."""
    return json.dumps(rows, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
