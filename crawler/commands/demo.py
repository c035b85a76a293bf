"""`tidings demo`: the bundled sample web, crawled twice into a database of its own, and what became of every page."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from rich.markup import escape
from rich.table import Table

from crawler.commands.shell import DONE, SOURCE_FAILED, err, fail, messages, out
from crawler.demo.server import SampleWeb
from crawler.demo.verdict import Judged, Verdict, judge
from crawler.store.database import open_store
from crawler.store.schema import decisions, runs

_MARK = "tidings-demo"
_DATABASE = "tidings.sqlite3"
_STYLES = {Verdict.MET: "green", Verdict.NOT_YET: "yellow", Verdict.MISSED: "bold red"}
_SOURCES = Path(__file__).parent.parent / "demo"


def demo(
    keep: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the database here, as a TIDINGS_DATA_DIR.")
    ] = None,
) -> None:
    """Crawl the bundled sample web twice, with no network, and print what became of every page."""
    folder = _fresh(keep) if keep else Path(tempfile.mkdtemp(prefix="tidings-demo-"))
    try:
        with SampleWeb() as web:
            for crawl in (0, 1):
                web.epoch = crawl
                out.print(f"Crawl {crawl + 1} of the sample web, through {web.proxy}", highlight=False)
                _crawl(web.proxy, folder)
        judged = _judge(folder)
    finally:
        if not keep:
            shutil.rmtree(folder)
    _show(judged)
    if keep:
        out.print(f"\nReview them:   TIDINGS_DATA_DIR={keep} tidings review      (or: make review)", highlight=False)
        out.print(f"As a feed:     TIDINGS_DATA_DIR={keep} tidings export --state pending", highlight=False)
    raise typer.Exit(SOURCE_FAILED if any(each.verdict is Verdict.MISSED for each in judged) else DONE)


def _fresh(keep: Path) -> Path:
    """Return the folder, without a database and with the mark that it is a demo's. Other files are never touched, nor
    is a database without that mark.
    """
    mark = keep / _MARK
    try:
        if keep.exists() and any(keep.iterdir()) and not mark.exists():
            fail(f"--keep {keep}: the folder holds something that is no demo's. Name a new or an empty one.")
        keep.mkdir(parents=True, exist_ok=True)
        if (keep / _DATABASE).exists():
            _put_away(keep)
        mark.write_text("made by `tidings demo`, which makes its database anew each time\n", encoding="utf-8")
    except OSError as error:
        fail(f"--keep {keep}: {error.strerror}. Name a folder that you may write to.")
    return keep.absolute()


def _put_away(keep: Path) -> None:
    """Take an earlier demo's database out of the way: one with decisions in it is kept under another name."""
    with messages():
        store = open_store("", str(keep))
        with store.reading() as connection:
            decided = connection.scalar(sa.select(sa.func.count()).select_from(decisions)) or 0
        store.close()
    files = [file for end in ("", "-wal", "-shm") if (file := keep / f"{_DATABASE}{end}").exists()]
    if not decided:
        for file in files:
            file.unlink()
        out.print(f"The earlier demo in {keep} is made anew; nothing was decided in it.", highlight=False)
        return
    number = next(number for number in itertools.count(1) if not (keep / f"earlier-{number}").exists())
    aside = keep / f"earlier-{number}"
    aside.mkdir()
    for file in files:
        file.rename(aside / file.name)
    out.print(f"The earlier demo, with {decided} decisions, is in {aside} now.", highlight=False)


def _crawl(proxy: str, folder: Path) -> None:
    """Run `tidings crawl` as an operator would, in a process of its own, with the sample web as its proxy."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("TIDINGS_")}
    environment |= {
        "HTTP_PROXY": proxy,
        "http_proxy": proxy,
        "TIDINGS_DATA_DIR": str(folder),
        "SCRAPY_SETTINGS_MODULE": "settings.testing",
    }
    for name in ("NO_PROXY", "no_proxy"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "crawler", "crawl", "-s", f"TIDINGS_SOURCE_DIRS={_SOURCES}"]
    with tempfile.TemporaryDirectory(prefix="tidings-no-overlay-") as overlay:  # the operator's own is not for the demo
        environment["TIDINGS_CONFIG_DIR"] = overlay
        finished = subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)  # noqa: S603  (our own command)
    if finished.returncode not in (DONE, SOURCE_FAILED):
        fail(f"the crawl ended with exit code {finished.returncode}", SOURCE_FAILED)


def _judge(folder: Path) -> list[Judged]:
    with messages():
        store = open_store("", str(folder))
        try:
            with store.reading() as connection:
                numbers = list(connection.scalars(sa.select(runs.c.id).order_by(runs.c.id)))
            return judge(store, numbers)
        finally:
            store.close()


def _show(judged: list[Judged]) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("page", "crawl 1", "crawl 2", "verdict", "why"):
        table.add_column(column, overflow="fold")
    by_page: dict[str, list[Judged]] = {}
    for each in judged:
        by_page.setdefault(each.url, []).append(each)
    for url, crawls in by_page.items():
        outcomes = {each.crawl: each.outcome for each in crawls}
        worst = max((each.verdict for each in crawls), key=list(Verdict).index)
        why = "; ".join(dict.fromkeys(part for each in crawls for part in (*each.wrong, each.detail) if part))
        table.add_row(
            escape(url.removeprefix("http://")),
            outcomes.get(1, "·"),
            outcomes.get(2, "·"),
            f"[{_STYLES[worst]}]{worst}[/]",
            escape(why[:200]),
        )
    out.print(table)
    counted = Counter(each.verdict for each in judged)
    out.print(
        f"{len(by_page)} pages in 2 crawls: "
        + ", ".join(f"[{_STYLES[verdict]}]{counted[verdict]} {verdict}[/]" for verdict in Verdict),
        highlight=False,
    )
    stale = [each for each in judged if each.stale]
    for each in stale:
        err.print(f"marked as not yet, but reached: {each.url} {', '.join(each.stale)}", markup=False, highlight=False)
