"""`tidings watch`: the scheduled crawl, until stopped."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer
from apscheduler.schedulers.blocking import BlockingScheduler

from crawler.commands.shell import messages, out, settings
from crawler.mistakes import check_configuration
from crawler.run import sources_of, store_of, utc_now


def watch(
    every: Annotated[int, typer.Option(min=1, help="Seconds between two looks at what is due.")] = 60,
) -> None:
    """Keep crawling what is due. Ctrl-C ends it; a crawl that is under way finishes its pages first."""
    with messages():  # what is wrong is said now, not by each crawl
        loaded = settings()
        check_configuration(loaded)
        enabled = [source for source in sources_of(loaded).values() if source.enabled]
        store_of(loaded).close()
    out.print(f"Watching {len(enabled)} sources; Ctrl-C ends it.")
    scheduler = BlockingScheduler(timezone="UTC")
    # One crawl at a time: a look that comes while a crawl lasts is left out, and made up for by the next.
    scheduler.add_job(_crawl_due, "interval", seconds=every, next_run_time=utc_now(), max_instances=1, coalesce=True)
    try:
        scheduler.start()
    except KeyboardInterrupt:
        out.print("Stopped.")


def _crawl_due() -> None:
    """Crawl in a process of its own, so that a fault or a leak in one crawl is not the next one's."""
    subprocess.run([sys.executable, "-m", "crawler", "crawl", "--due"], check=False)
