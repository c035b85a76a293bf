"""`tidings sources add URL`: find what a site offers, show it, and write a table to the overlay on a yes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from crawler.commands.previews import show_links, show_side_by_side
from crawler.commands.shell import SOURCE_FAILED, err, fail, messages, out, settings
from crawler.configuration import rules_of
from crawler.overlay import add_tables, free_name, table_text
from crawler.run import pool_of, sources_of, utc_now
from crawler.sources import Source
from crawler.spiders.discover import DiscoverSpider, Offer
from crawler.urls import canonical
from pipelines.extraction.article import Extraction

_SHOWN_LINKS = 8


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A site, a page that lists news, a feed or a sitemap.")],
    *,
    name: Annotated[str | None, typer.Option(help="The source's name; made of its title otherwise.")] = None,
    pick: Annotated[int, typer.Option(min=1, help="Which of the things found, by the number shown.")] = 1,
    file: Annotated[str, typer.Option(help="The file in the overlay's `sources` folder.")] = "added.toml",
    browser: Annotated[bool, typer.Option("--browser", help="For sites that are empty without scripts.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
) -> None:
    """Find a site's feeds, sitemaps or news listing, preview the best, and add it to the overlay."""
    address = url if "://" in url else f"https://{url}"
    with messages():
        loaded = settings({"LOG_LEVEL": "ERROR"})
        catalogue = sources_of(loaded)
        _check(address, name, catalogue)
        spider = _discover(address, pick, browser=browser)
    if not spider.offers:
        _show_tried(spider)
        fail(spider.problem or f"no feed, sitemap or listing was found at {address}", SOURCE_FAILED)
    if pick > len(spider.offers):
        fail(f"--pick {pick}: {len(spider.offers)} were found")
    offer = spider.offers[pick - 1]
    _show_offers(spider.offers, pick)
    if known := _known(offer.source.url, catalogue):
        fail(f"{offer.source.url} is in the catalogue already: {known}")
    show_links(offer.listing, _SHOWN_LINKS)
    show_side_by_side(spider.preview)
    name = name or free_name(offer.listing.title or spider.title, offer.source.url, catalogue)
    table = _table(offer, address, spider)
    path = Path(loaded["TIDINGS_CONFIG_DIR"]) / "sources" / file
    out.print(escape(table_text(name, table)), highlight=False)
    if not yes and not _is_wanted(path):
        out.print("Nothing was written.")
        return
    with messages():
        Source.model_validate({**table, "name": name})
        add_tables(path, {name: table})
    out.print(f"Added to {escape(str(path))}. `tidings crawl {name}` reads it now.")


def _check(url: str, name: str | None, catalogue: dict[str, Source]) -> None:
    """End with a message when the address or the name cannot be used."""
    try:
        Source(name=name or "name", kind="page", url=url)
    except ValidationError as error:
        stated = {"url": url, "name": name}
        fail("; ".join(f"{key}: found {stated[key]!r}; allowed: {rule}" for key, rule in rules_of(error)))
    if name in catalogue:
        fail(f"--name {name}: there is a source of this name; an overlay table of the same name changes it by hand")
    if known := _known(url, catalogue):
        fail(f"{url} is in the catalogue already: {known}")


def _known(url: str, catalogue: dict[str, Source]) -> str | None:
    same = canonical(url)
    return next((each.name for each in catalogue.values() if canonical(each.url) == same), None)


def _discover(url: str, pick: int, *, browser: bool) -> DiscoverSpider:
    from crawler.commands.crawl import run_spider

    loaded = settings({"LOG_LEVEL": "ERROR"})
    pool = pool_of(loaded)
    try:
        with err.status(f"looking round at {url}"):
            return run_spider(loaded, DiscoverSpider, url=url, pool=pool, pick=pick, browser=browser)
    finally:
        pool.close()


def _table(offer: Offer, asked: str, spider: DiscoverSpider) -> dict[str, Any]:
    """Return the table that an offer is written as: only what differs from the defaults."""
    source = offer.source
    table: dict[str, Any] = {"kind": source.kind, "url": source.url}
    if title := offer.listing.title or spider.title:
        table["label"] = title
    if canonical(asked) != canonical(source.url):
        table["homepage"] = asked
    languages = [
        item.language for page in spider.preview.values() if isinstance(page, Extraction) for item in page.items
    ]
    language = max(languages, key=languages.count, default=None) or ""
    if language[:2] in ("zh", "en"):
        table["language"] = language[:2]
    if source.browser:
        table["browser"] = True
    if source.allow:
        table["allow"] = source.allow
    return {**table, "checked": utc_now().date()}


def _is_wanted(path: Path) -> bool:
    try:
        return typer.confirm(f"Add this to {path}?")
    except typer.Abort:  # nobody there to answer
        return False


def _show_offers(offers: list[Offer], pick: int) -> None:
    table = Table(box=None, header_style="bold")
    for column in ("", "what", "links", "dated", "address", "named by"):
        table.add_column(column, overflow="fold")
    for number, offer in enumerate(offers, 1):
        links = offer.listing.links
        dated = sum(bool(link.published_at) for link in links)
        style = "bold" if number == pick else "dim"
        table.add_row(
            str(number), offer.what, str(len(links)), str(dated), escape(offer.source.url), offer.said_by, style=style
        )
    out.print(table)
    if len(offers) > 1:
        out.print("`--pick NUMBER` takes another one.", style="dim")


def _show_tried(spider: DiscoverSpider) -> None:
    for url, found in spider.tried.items():
        err.print(f"  {url}: {found}", markup=False, highlight=False, soft_wrap=True)
