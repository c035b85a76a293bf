"""`tidings sources`: the catalogue, and a look at one source before it is trusted."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from crawler.commands.shell import SOURCE_FAILED, err, fail, messages, open_store, out, settings
from crawler.commands.site_memories import forget_memory, show_memory
from crawler.items import NewsItem
from crawler.run import pool_of, sources_of
from crawler.sources import Source, choose
from crawler.store import frontier, runs
from crawler.store.runs import SourceState
from pipelines.extraction.article import Extraction

if TYPE_CHECKING:
    from crawler.spiders.fetch import CheckSpider

app = typer.Typer(help="The catalogue of sources.", no_args_is_help=True)

_SHOWN_LINKS = 15


@app.command("list")
def list_sources(
    *,
    enabled: Annotated[bool, typer.Option("--enabled", help="Only those that a crawl reads.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Show every source: what it is, whether it is read, when it last answered."""
    with messages():
        catalogue = sources_of(settings())
    with open_store() as store:
        states, listed = runs.states(store), frontier.listed_count(store)
    shown = [source for source in catalogue.values() if source.enabled or not enabled]
    if as_json:
        for source in shown:
            sys.stdout.write(json.dumps(_row(source, states.get(source.name)), ensure_ascii=False) + "\n")
        return
    table = Table(box=None, header_style="bold")
    for column in ("source", "kind", "lang", "read", "links", "last answer", "what"):
        table.add_column(column, no_wrap=column != "what", overflow="fold")
    for source in shown:
        state = states.get(source.name, SourceState(source.name))
        answered = f"{state.succeeded_at:%Y-%m-%d %H:%M}" if state.succeeded_at else "never"
        what = state.error or source.reason or source.label or source.url
        style = None if source.enabled and not state.error else "red" if state.error else "dim"
        links = str(listed.get(source.name, "·"))
        read = "yes" if source.enabled else "no"
        table.add_row(source.name, source.kind, source.language or "", read, links, answered, escape(what), style=style)
    out.print(table)
    out.print(f"{sum(source.enabled for source in catalogue.values())} of {len(catalogue)} sources are read.")


@app.command("check")
def check(
    name: Annotated[str, typer.Argument(help="The source's name.")],
    *,
    articles: Annotated[int, typer.Option(min=0, max=20, help="How many articles to extract.")] = 3,
    forget: Annotated[
        bool, typer.Option("--forget-memory", help="Forget what was learned of the source's sites, and end.")
    ] = False,
) -> None:
    """Fetch a source, show the links it gives and what extraction makes of the first; store nothing."""
    from crawler.commands.crawl import run_spider
    from crawler.spiders.fetch import CheckSpider

    with messages():
        loaded = settings({"LOG_LEVEL": "ERROR"})
        source = choose(sources_of(loaded), [name])[0]
        if forget:
            forget_memory(source)
            return
        loaded.set("TIDINGS_PROXIES", [source.proxy] if source.proxy else [], priority="cmdline")
        pool = pool_of(loaded)
        try:
            with err.status(f"asking {source.url}"):
                spider = run_spider(loaded, CheckSpider, source=source, pool=pool, articles=articles)
        finally:
            pool.close()
    out.print(f"[bold]{source.name}[/bold] ({source.kind}) {escape(source.url)}")
    show_memory(source)
    if spider.problem:
        fail(f"source {name}: {spider.problem}", SOURCE_FAILED)
    _show_links(spider)
    for url, page in spider.pages.items():
        _show_page(url, page)


def _row(source: Source, state: SourceState | None) -> dict[str, object]:
    row = json.loads(source.model_dump_json(exclude_none=True))
    if state:
        row |= {
            "succeeded_at": state.succeeded_at.isoformat() if state.succeeded_at else None,
            "failures": state.failures,
            "error": state.error,
        }
    return dict(row)


def _show_links(spider: CheckSpider) -> None:
    listing = spider.listing
    if listing is None:
        return
    out.print(
        f"{len(listing.links)} links" + (f", {listing.passed_over} entries without one" if listing.passed_over else "")
    )
    table = Table(box=None, header_style="bold")
    for column in ("published", "title", "address"):
        table.add_column(column, overflow="fold")
    for link in listing.links[:_SHOWN_LINKS]:
        table.add_row(link.published_at or "·", escape(link.title or "·"), escape(link.url))
    out.print(table)
    if len(listing.links) > _SHOWN_LINKS:
        out.print(f"… and {len(listing.links) - _SHOWN_LINKS} more")


def _show_page(url: str, page: Extraction | str) -> None:
    out.rule(escape(url), align="left", style="dim")
    if isinstance(page, str):
        out.print(f"[red]{escape(page)}[/red]")
    elif page.outcome:
        out.print(f"[red]{page.outcome}[/red]: {escape(page.outcome.detail)}")
    else:
        for item in page.items:
            _show_item(item)


def _show_item(item: NewsItem) -> None:
    out.print(f"[bold]{escape(item.title or 'no title')}[/bold]")
    origin = item.origin.name if item.origin else "none"
    facts = f"published {item.published_at or 'unknown'} · authors {', '.join(item.authors) or 'none'}"
    out.print(escape(f"{facts} · origin {origin} · {item.language} · {item.text_length} characters"), style="dim")
    lines = item.text.split("\n")
    out.print(escape("\n".join(line[:300] for line in lines[:4])))
    if len(lines) > 4:
        out.print(escape(f"[…]\n{lines[-1][-300:]}"), highlight=False)
