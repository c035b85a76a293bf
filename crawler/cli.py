"""The `tidings` command: one module per command in `crawler/commands`, registered here.

Imported again by every worker process that is started, so nothing is imported before it is needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


_INTERRUPTED = 130  # what shells say of a program that Ctrl-C ended


def build() -> typer.Typer:
    """Return the command line with all its commands."""
    import typer

    from crawler.commands import crawl, dedupe, demo, export, extract, items, review, sources, watch

    app = typer.Typer(
        name="tidings",
        help="Watches the web for AI news: each story once, clean, with its true source.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.command("demo")(demo.demo)
    app.command("crawl")(crawl.crawl)
    app.command("watch")(watch.watch)
    app.command("review")(review.review)
    app.command("export")(export.export)
    app.command("extract")(extract.extract)
    app.command("dedupe")(dedupe.dedupe)
    app.add_typer(items.app, name="items")
    app.add_typer(sources.app, name="sources")
    return app


def main() -> None:
    """Run the command line; exit codes are those of `crawler.commands.shell`."""
    try:
        build()()
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None
