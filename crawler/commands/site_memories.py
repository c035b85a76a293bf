"""What was learned of a source's sites, for a person's eyes; and forgetting it."""

from __future__ import annotations

from rich.markup import escape

from crawler.commands.shell import open_store, out
from crawler.sources import Source
from crawler.store import memory
from pipelines.extraction.site_memory import SiteMemory

_BOXES_SHOWN, _LINES_SHOWN = 3, 5


def show_memory(source: Source) -> None:
    """Print what is known of the sites of a source: their articles, the body's box, and their furniture."""
    with open_store(only_to_read=True) as store:
        sites = memory.sites_of(store, source)
        known = memory.recall_all(store, sites)
    for site in sites:
        if site in known:
            _show(site, known[site])
        else:
            out.print(f"memory of {escape(site)}: none yet", style="dim")


def forget_memory(source: Source) -> None:
    """Forget what is known of the sites of a source, and say what that was."""
    with open_store() as store:
        forgotten = memory.forget(store, memory.sites_of(store, source))
    what = ", ".join(forgotten) or "nothing, since nothing was known"
    out.print(f"{source.name}: forgotten: {escape(what)}", highlight=False)


def _show(site: str, known: SiteMemory) -> None:
    boxes = sorted(known.boxes.items(), key=lambda each: -each[1])[:_BOXES_SHOWN]
    where = ", ".join(f"{box} ({count / max(known.articles, 1):.0%})" for box, count in boxes) or "no box yet"
    lines = known.furniture()
    out.print(
        f"memory of {escape(site)}: {known.articles} articles; bodies in {escape(where)}; "
        f"{len(lines)} lines known as furniture",
        highlight=False,
    )
    for count, text in lines[:_LINES_SHOWN]:
        out.print(f"  {count:>4}  {escape(text)}", style="dim", highlight=False)
