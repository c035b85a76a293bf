"""What commands show of a source before it is trusted: its links, and what extraction makes of its articles."""

from __future__ import annotations

from collections.abc import Mapping

from rich.markup import escape
from rich.table import Table

from crawler.commands.shell import out
from crawler.discovery.found import Listing
from crawler.items import NewsItem
from pipelines.extraction.article import Extraction

_SHOWN_LINKS = 15


def show_links(listing: Listing, at_most: int = _SHOWN_LINKS) -> None:
    """Print the first links of a listing: date, title, address."""
    without = f", {listing.passed_over} entries without one" if listing.passed_over else ""
    out.print(f"{len(listing.links)} links{without}")
    table = Table(box=None, header_style="bold")
    for column in ("published", "title", "address"):
        table.add_column(column, overflow="fold")
    for link in listing.links[:at_most]:
        table.add_row(link.published_at or "·", escape(link.title or "·"), escape(link.url))
    out.print(table)
    if len(listing.links) > at_most:
        out.print(f"… and {len(listing.links) - at_most} more")


def show_pages(pages: Mapping[str, Extraction | str]) -> None:
    """Print what extraction makes of articles, one after the other."""
    for url, page in pages.items():
        out.rule(escape(url), align="left", style="dim")
        out.print(_page(page))


def show_side_by_side(pages: Mapping[str, Extraction | str]) -> None:
    """Print what extraction makes of articles, one beside the other."""
    table = Table(expand=True, show_header=True, header_style="dim", show_lines=False)
    for url in pages:
        table.add_column(escape(url), ratio=1, overflow="fold")
    table.add_row(*(_page(page) for page in pages.values()))
    out.print(table)


def _page(page: Extraction | str) -> str:
    if isinstance(page, str):
        return f"[red]{escape(page)}[/red]"
    if page.outcome:
        return f"[red]{page.outcome}[/red]: {escape(page.outcome.detail)}"
    return "\n\n".join(_item(item) for item in page.items)


def _item(item: NewsItem) -> str:
    origin = item.origin.name if item.origin else "none"
    facts = (
        f"published {item.published_at or 'unknown'} · authors {', '.join(item.authors) or 'none'}"
        f" · origin {origin} · {item.language} · {item.text_length} characters"
    )
    lines = item.text.split("\n")
    beginning = "\n".join(line[:300] for line in lines[:4])
    end = f"\n[…]\n{lines[-1][-300:]}" if len(lines) > 4 else ""
    return f"[bold]{escape(item.title or 'no title')}[/bold]\n[dim]{escape(facts)}[/dim]\n{escape(beginning + end)}"
