"""`tidings sources check`: what sources give right now. Nothing is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from crawler.commands.previews import show_links, show_pages
from crawler.commands.shell import DONE, SOURCE_FAILED, err, fail, messages, out, settings
from crawler.commands.site_memories import forget_memory, show_memory
from crawler.run import pool_of, sources_of
from crawler.sources import Source, choose
from crawler.spiders.check import Checked, CheckSpider


def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="The sources' names.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every source, also those that are off.")] = False,
    articles: Annotated[
        int | None, typer.Option(min=0, max=20, help="Articles to extract of each: 3 of one source, 1 of several.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per source and line.")] = False,
    forget: Annotated[
        bool, typer.Option("--forget-memory", help="Forget what was learned of the sources' sites, and end.")
    ] = False,
) -> None:
    """Ask sources, show what they are and what they list, and extract a few articles; store nothing."""
    if bool(names) == everything:
        fail("name sources, or give --all")
    with messages():
        catalogue = sources_of(settings())
        chosen = list(catalogue.values()) if everything else choose(catalogue, names or [])
        if forget:
            for source in chosen:
                forget_memory(source)
            return
        alone = len(chosen) == 1 and not everything
        tried = articles if articles is not None else 3 if alone else 1
        checked = look_at(chosen, tried)
    if as_json:
        for each in checked:
            sys.stdout.write(json.dumps(row(each), ensure_ascii=False) + "\n")
    elif alone:
        _show(checked[0])
    else:
        _show_table(checked)
    raise typer.Exit(SOURCE_FAILED if any(each.problem for each in checked) else DONE)


def look_at(sources: list[Source], articles: int) -> list[Checked]:
    """Return what each source gives right now, with so many of its articles."""
    from crawler.commands.crawl import run_spider

    loaded = settings({"LOG_LEVEL": "ERROR"})
    proxies = sorted({source.proxy for source in sources if source.proxy})
    loaded.set("TIDINGS_PROXIES", proxies, priority="cmdline")
    pool = pool_of(loaded)
    try:
        with err.status(f"asking {sources[0].url}" if len(sources) == 1 else f"asking {len(sources)} sources"):
            return run_spider(loaded, CheckSpider, sources=sources, pool=pool, articles=articles).checked
    finally:
        pool.close()


def row(seen: Checked) -> dict[str, Any]:
    """Return what was seen of a source, as plain JSON values."""
    return {
        "name": seen.source.name,
        "kind": seen.source.kind,
        "url": seen.source.url,
        "ok": seen.problem is None,
        "problem": seen.problem,
        "is": seen.what,
        "moved_to": seen.moved_to,
        "links": len(seen.listing.links),
        "dated": _rounded(seen.dated),
        "newest": seen.newest,
        "articles": len(seen.pages),
        "bodies": _rounded(seen.bodies),
        "without_text": seen.without_text,
        "robots": seen.robots,
        "crawl_delay": seen.crawl_delay,
        "seconds": _rounded(seen.seconds),
    }


def _show(seen: Checked) -> None:
    source = seen.source
    out.print(f"[bold]{source.name}[/bold] ({source.kind}) {escape(source.url)}")
    show_memory(source)
    if seen.problem:
        what = f" (the answer is {seen.what})" if seen.what else ""
        fail(f"source {source.name}: {seen.problem}{what}", SOURCE_FAILED)
    facts = [
        seen.what,
        f"newest {seen.newest or 'unknown'}",
        f"dated {_percent(seen.dated)}",
        _robots(seen),
        _time(seen),
    ]
    out.print(escape(" · ".join(fact for fact in facts if fact)), style="dim")
    if seen.moved_to:
        out.print(f"moved for good to {escape(seen.moved_to)}: put that into its table", style="yellow")
    if source.kind != "page":
        show_links(seen.listing)
    show_pages(seen.pages)


def _show_table(checked: list[Checked]) -> None:
    table = Table(box=None, header_style="bold")
    for column in ("source", "kind", "is", "links", "dated", "newest", "texts", "robots", "time", "what"):
        table.add_column(column, no_wrap=column not in ("what", "is"), overflow="fold")
    for seen in checked:
        table.add_row(
            seen.source.name,
            seen.source.kind,
            seen.what or "·",
            str(len(seen.listing.links)),
            _percent(seen.dated),
            (seen.newest or "·")[:10],
            _percent(seen.bodies),
            _robots(seen),
            _time(seen),
            escape(seen.problem or "; ".join(_remarks(seen))),
            style="red" if seen.problem else None,
        )
    out.print(table)
    failed = sum(each.problem is not None for each in checked)
    out.print(f"{len(checked) - failed} of {len(checked)} sources can be read.")


def _remarks(seen: Checked) -> Iterator[str]:
    """Yield what is to be known of a source that can be read."""
    if seen.moved_to:
        yield f"moved for good to {seen.moved_to}"
    if without := list(seen.without_text.values()):
        yield f"{len(without)} of {len(seen.pages)} tried gave no text: {without[0]}"


def _robots(seen: Checked) -> str:
    delay = f", {seen.crawl_delay:g} s apart" if seen.crawl_delay else ""
    return f"{seen.robots}{delay}" if seen.robots else "·"


def _time(seen: Checked) -> str:
    return f"{seen.seconds:.1f} s" if seen.seconds is not None else "·"


def _percent(share: float | None) -> str:
    return "·" if share is None else f"{share:.0%}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
