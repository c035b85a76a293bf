"""`tidings sources import` and `export`: subscriptions from and to feed readers, as OPML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from crawler.commands.shell import SOURCE_FAILED, err, fail, messages, out, settings
from crawler.discovery.opml import OpmlError, Subscription, breaks_off, read_opml, write_opml
from crawler.overlay import add_tables, free_name
from crawler.run import sources_of
from crawler.sources import Source
from crawler.urls import canonical, host


def import_opml(
    path: Annotated[Path, typer.Argument(metavar="FILE.opml", readable=False, help="What a feed reader exported.")],
    *,
    off: Annotated[bool, typer.Option("--off", help="Add them switched off.")] = False,
    file: Annotated[str, typer.Option(help="The file in the overlay's `sources` folder.")] = "imported.toml",
) -> None:
    """Add the feeds of an OPML file to the overlay, in their folders; those that are known are passed over."""
    try:
        body = path.read_bytes()
        subscriptions = read_opml(body)
    except OSError as error:
        fail(f"{path}: {error.strerror}", SOURCE_FAILED)
    except OpmlError as error:
        fail(f"{path}: {error}", SOURCE_FAILED)
    if not subscriptions:
        out.print(f"{path} holds no subscriptions.", markup=False, highlight=False, soft_wrap=True)
        return
    if line := breaks_off(body):
        cut = f"{path} breaks off in line {line}: subscriptions that stood behind it are missing."
        err.print(cut, markup=False, highlight=False, soft_wrap=True)
    with messages():
        loaded = settings()
        catalogue = sources_of(loaded)
        tables, known, wrong = _tables(subscriptions, catalogue, off=off)
        target = Path(loaded["TIDINGS_CONFIG_DIR"]) / "sources" / file
        if tables:
            add_tables(target, tables)
    for message in wrong:
        err.print(f"  {message}", markup=False, highlight=False, soft_wrap=True)
    out.print(
        f"{len(tables)} sources added to {target}, {known} known already, {len(wrong)} without a usable address.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def export_opml(
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file; standard output otherwise.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also the feeds that are off.")] = False,
) -> None:
    """Write the feeds as OPML, in their folders. Sources of other kinds are left out: no feed reader can read them."""
    with messages():
        sources = [each for each in sources_of(settings()).values() if each.enabled or everything]
    feeds = [source for source in sources if source.kind == "feed"]
    opml = write_opml(feeds, "Tidings")
    if output is None:
        sys.stdout.write(opml.decode())
    else:
        try:
            output.write_bytes(opml)
        except OSError as error:
            fail(f"-o {output}: {error.strerror}. Name a file in a folder that you may write to.")
    err.print(
        f"{len(feeds)} feeds; {len(sources) - len(feeds)} sources are no feeds and were left out.", highlight=False
    )


def _tables(
    subscriptions: list[Subscription], catalogue: dict[str, Source], *, off: bool
) -> tuple[dict[str, dict[str, Any]], int, list[str]]:
    """Return the tables of what is new, how many are known, and what is wrong with the others."""
    addresses = {canonical(source.url) for source in catalogue.values()}
    tables: dict[str, dict[str, Any]] = {}
    known = 0
    wrong = []
    for each in subscriptions:
        name = free_name(each.title, each.url, {*catalogue, *tables})
        table = _table(each, off=off)
        try:
            source = Source.model_validate({**table, "name": name})
            address = canonical(source.url)
        except (ValidationError, ValueError):
            wrong.append(f"{each.title or 'no title'}: {each.url[:200]}")
            continue
        if address in addresses:
            known += 1
            continue
        addresses.add(address)
        tables[name] = table
    return tables, known, wrong


def _table(each: Subscription, *, off: bool) -> dict[str, Any]:
    table: dict[str, Any] = {"kind": "feed", "url": each.url}
    if each.title:
        table["label"] = each.title
    if each.homepage and each.homepage.startswith(("http://", "https://")) and host(each.homepage):
        table["homepage"] = each.homepage
    if each.folder:
        table["folder"] = list(each.folder)
    if off:
        table |= {"enabled": False, "reason": "imported switched off"}
    return table
