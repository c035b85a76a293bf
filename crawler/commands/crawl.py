"""`tidings crawl`: one crawl of the named, the due, or all enabled sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import typer
from rich.table import Table
from rich.text import Text
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler.commands.shell import (
    DONE,
    SOURCE_FAILED,
    WRONG_USE,
    check_writable,
    fail,
    messages,
    out,
    plain,
    say,
    settings,
)
from crawler.mistakes import check_configuration
from crawler.run import CrawlRun, sources_of, store_of, utc_now
from crawler.schedule import due
from crawler.sources import MAX_DAYS, choose
from crawler.spiders.crawl import CrawlSpider
from crawler.store import runs

S = TypeVar("S", bound=Spider)
_TITLES_SHOWN = 3


def crawl(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources; none: all enabled ones.")
    ] = None,
    *,
    only_due: Annotated[bool, typer.Option("--due", help="Only what is due by its interval.")] = False,
    max_pages: Annotated[int | None, typer.Option(min=1, help="Fetch at most this many articles.")] = None,
    since_days: Annotated[
        float | None,
        typer.Option(min=0, max=MAX_DAYS, help="Only what was published in the last N days (0: all)."),
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Append this run's new items, JSONL.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("-s", "--set", help="A setting for this run: NAME=VALUE.")
    ] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Log what happens to stderr.")] = False,
) -> None:
    """Crawl once: live progress, then a summary per source."""
    overrides: dict[str, Any] = {
        "TIDINGS_PROGRESS": True,
        "LOG_LEVEL": "INFO" if verbose else "WARNING",
        "LOGSTATS_INTERVAL": 0,
    }
    if output:
        check_writable(output)
        overrides["FEED_EXPORTERS"] = {"jsonlines": "crawler.extensions.feed.LinesExporter"}
        overrides["FEEDS"] = {str(output.absolute()): {"format": "jsonlines", "overwrite": False, "store_empty": True}}
    with messages():
        loaded = settings(overrides, setting)
        check_configuration(loaded)
        catalogue = sources_of(loaded)
        chosen = choose(catalogue, names or [])
        if only_due:
            store = store_of(loaded)
            states = runs.states(store)
            store.close()
            chosen = due(
                chosen,
                {name: (state.checked_at, state.failures) for name, state in states.items()},
                utc_now(),
            )
            if not chosen:
                out.print("Nothing is due.")
                return
        if not chosen:
            fail("no source is enabled; `tidings sources list` shows them all")
        arguments = {"source": ",".join(source.name for source in chosen), "scheduled": only_due}
        run = run_crawl(loaded, {**arguments, "since_days": since_days, "max_pages": max_pages})
    show(run)
    if run.unwritten:
        fail(
            f"-o {output}: {run.unwritten[0]}. {len(run.unwritten)} of this run's new items are not in it; "
            "they are stored: `tidings export --state pending` writes them."
        )
    raise typer.Exit(exit_code(run))


def run_crawl(loaded: Settings, arguments: dict[str, Any]) -> CrawlRun:
    """Run one crawl to its end in this process, and return its run. Raises what kept it from starting."""
    catalogue = sources_of(loaded)
    proxies = sorted({source.proxy for source in catalogue.values() if source.proxy})
    loaded.set("TIDINGS_PROXIES", proxies, priority="cmdline")
    return run_spider(loaded, CrawlSpider, **arguments).run


def run_spider(loaded: Settings, spider: type[S], **arguments: Any) -> S:
    """Run one spider to its end in this process, and return it. Raises what kept it from starting."""
    process = AsyncCrawlerProcess(loaded)
    crawler = process.create_crawler(spider)
    task = process.crawl(crawler, **arguments)
    process.start()
    if task.cancelled():
        fail("the crawl was ended before it began", WRONG_USE)
    if error := task.exception():
        raise error
    return cast("S", crawler.spider)


def exit_code(run: CrawlRun) -> int:
    """Return the code that a run ends with."""
    if run.fatal:
        return WRONG_USE
    return SOURCE_FAILED if run.failed_sources else DONE


def show(run: CrawlRun) -> None:
    """Print a run's summary: a row per source, what was noticed, and what went wrong."""
    table = Table(title=f"Run {run.id}", title_justify="left", box=None, header_style="bold")
    for column in (
        "source",
        "new",
        "copies",
        "revised",
        "unchanged",
        "known",
        "off topic",
        "rejected",
        "failed",
        "answer",
    ):
        table.add_column(column, justify="left" if column in ("source", "answer") else "right", no_wrap=True)
    listings = {source.name for source in run.sources if source.kind != "page"}
    for name, counts in sorted(run.counts.items()):
        failure = run.failed_sources.get(name, "").partition(": ")[0]
        numbers = (str(number) if number else "·" for number in _columns(counts))
        table.add_row(name, *numbers, failure or ("ok" if name in listings else "·"), style="red" if failure else None)
    table.add_section()
    table.add_row("all", *(str(number) for number in _columns(run.total)), style="bold")
    out.print(table)
    reasons = {name: count for name, count in run.total.items() if ":" in name}
    if reasons:
        out.print("  " + ", ".join(f"{name} {count}" for name, count in sorted(reasons.items())), highlight=False)
        out.print("  `tidings sources failures` lists them", highlight=False)
    watched = [f"watched: {_watched(name, titles)}" for name, titles in sorted(run.watched.items())]
    held_back = [f"held back: {plain(site)}: {known}" for site, known in sorted(run.held_back.items()) if known.is_much]
    for line in (*watched, *held_back):
        out.print(Text(f"  {line}", style="bold"), soft_wrap=True)
    if run.loop_delays:
        delay, busy = run.loop_delays["loop_delay_ms/p99"], run.loop_delays["loop_cpu_ms/p99"]
        out.print(f"  event loop, 99th percentile: {delay:.0f} ms late, {busy:.0f} ms busy", style="dim")
    complain(run)


def complain(run: CrawlRun) -> None:
    """Say on stderr which sources failed or are held by another run, and what ended this one."""
    for name, why in sorted(run.failed_sources.items()):
        say(f"source {name}: {why}")
    for name, holder in sorted(run.held.items()):
        say(f"source {name}: skipped, run {holder} is crawling it")
    if run.fatal:
        say(f"tidings: {run.fatal}")


def _watched(name: str, titles: list[str]) -> str:
    """Return the line of a watched name: in how many new items it stands, and the first titles."""
    shown = ", ".join(f'"{plain(title)}"' for title in titles[:_TITLES_SHOWN])
    more = f", and {len(titles) - _TITLES_SHOWN} more" if len(titles) > _TITLES_SHOWN else ""
    return f"{name} in {len(titles)} new item{'s' if len(titles) > 1 else ''}: {shown}{more}"


def _columns(counts: Any) -> list[int]:
    def starting(kind: str) -> int:
        return sum(count for name, count in counts.items() if name.startswith(kind + ":"))

    exact = [counts[name] for name in ("new", "copy", "revision", "unchanged", "known", "off_topic")]
    return [*exact, starting("rejected"), starting("failed")]
