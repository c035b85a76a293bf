"""`tidings sources`: the catalogue. What looks at sources, adds them and hands them on stands in modules of its own."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from crawler.commands import sources_add, sources_check, sources_exchange, sources_failures
from crawler.commands.shell import messages, open_store, out, settings
from crawler.run import sources_of
from crawler.sources import Source
from crawler.store import frontier, items, runs
from crawler.store.items import HeldBack
from crawler.store.runs import SourceState

app = typer.Typer(help="The catalogue of sources.", no_args_is_help=True)
app.command("check")(sources_check.check)
app.command("failures")(sources_failures.failures)
app.command("add")(sources_add.add)
app.command("import")(sources_exchange.import_opml)
app.command("export")(sources_exchange.export_opml)


@app.command("list")
def list_sources(
    *,
    enabled: Annotated[bool, typer.Option("--enabled", help="Only those that a crawl reads.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Show every source: what it is, whether it is read, when it last answered."""
    with messages():
        catalogue = sources_of(settings())
    with open_store(only_to_read=True) as store:
        states, listed, held = runs.states(store), frontier.listed_count(store), items.held_by_source(store)
    shown = [source for source in catalogue.values() if source.enabled or not enabled]
    if as_json:
        for source in shown:
            sys.stdout.write(
                json.dumps(_row(source, states.get(source.name), held.get(source.name)), ensure_ascii=False) + "\n"
            )
        return
    table = Table(box=None, header_style="bold")
    for column in ("source", "kind", "lang", "read", "links", "last answer", "what"):
        table.add_column(column, no_wrap=column != "what", overflow="fold")
    for source in shown:
        state = states.get(source.name, SourceState(source.name))
        answered = f"{state.succeeded_at:%Y-%m-%d %H:%M}" if state.succeeded_at else "never"
        moved = f"moved for good to {state.moved_to}" if state.moved_to else None
        what = state.error or moved or source.reason or source.label or source.url
        style = None if source.enabled and not state.error else "red" if state.error else "dim"
        links = str(listed.get(source.name, "·"))
        read = "yes" if source.enabled else "no"
        table.add_row(source.name, source.kind, source.language or "", read, links, answered, escape(what), style=style)
    out.print(table)
    for name in sorted(held):
        if held[name].is_much:
            out.print(f"{name}: {held[name]} are held back; see tidings items list --state quarantined", style="yellow")
    out.print(f"{sum(source.enabled for source in catalogue.values())} of {len(catalogue)} sources are read.")


def _row(source: Source, state: SourceState | None, held: HeldBack | None) -> dict[str, object]:
    row = json.loads(source.model_dump_json(exclude_none=True))
    if state:
        row |= {
            "succeeded_at": state.succeeded_at.isoformat() if state.succeeded_at else None,
            "failures": state.failures,
            "error": state.error,
            "moved_to": state.moved_to,
        }
    if held:
        row |= {"items": held.items, "held": held.held}
    return dict(row)
