"""Runs and sources: who crawls what now, what a source answered last, and what a run came to."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crawler.outcomes import Kind
from crawler.store.database import Store
from crawler.store.schema import discoveries, outcomes, runs, source_states

HEARTBEAT_SECONDS = 15
_DEAD_AFTER = dt.timedelta(seconds=6 * HEARTBEAT_SECONDS)


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source between runs."""

    name: str
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    checked_at: dt.datetime | None = None
    succeeded_at: dt.datetime | None = None
    failures: int = 0
    error: str | None = None
    moved_to: str | None = None
    """Where its address was redirected for good (301, 308) when it was last read."""
    held_by: int | None = None


def begin(store: Store, sources: list[str], now: dt.datetime) -> tuple[int, list[str], dict[str, int]]:
    """Open a run and take hold of the sources that nobody else is crawling.

    Returns the run's id, the names that are ours, and for each other one the run that holds it. Runs whose
    process is gone are ended as `interrupted` first, so that what they held is free.
    """
    with store.claiming() as connection:
        _end_dead_runs(connection, now)
        held = dict(
            connection.execute(
                sa.select(source_states.c.name, source_states.c.held_by).where(
                    source_states.c.name.in_(sources), source_states.c.held_by.is_not(None)
                )
            ).all()
        )
        ours = [name for name in sources if name not in held]
        values = {
            "started_at": now,
            "heartbeat_at": now,
            "status": "running",
            "machine": socket.gethostname(),
            "process": os.getpid(),
            "sources": ours,
        }
        run_id = connection.execute(sa.insert(runs).values(values).returning(runs.c.id)).scalar_one()
        known = set(connection.scalars(sa.select(source_states.c.name).where(source_states.c.name.in_(ours))))
        missing = [{"name": name, "held_by": run_id} for name in ours if name not in known]
        if missing:
            connection.execute(sa.insert(source_states), missing)
        connection.execute(sa.update(source_states).where(source_states.c.name.in_(ours)).values(held_by=run_id))
    return run_id, ours, held


def beat(store: Store, run_id: int, now: dt.datetime) -> None:
    """Say that a run is alive."""
    with store.writing() as connection:
        connection.execute(sa.update(runs).where(runs.c.id == run_id).values(heartbeat_at=now))


def end(store: Store, run_id: int, status: str, summary: dict[str, Any], now: dt.datetime) -> None:
    """Close a run and let go of its sources."""
    with store.writing() as connection:
        connection.execute(
            sa.update(runs)
            .where(runs.c.id == run_id)
            .values(status=status, summary=summary, ended_at=now, heartbeat_at=now)
        )
        connection.execute(sa.update(source_states).where(source_states.c.held_by == run_id).values(held_by=None))


def states(store: Store) -> dict[str, SourceState]:
    """Return what is remembered of every source, by name."""
    columns = [source_states.c[name] for name in SourceState.__dataclass_fields__]
    with store.reading() as connection:
        return {row.name: SourceState(**row._mapping) for row in connection.execute(sa.select(*columns))}  # noqa: SLF001  (public despite its name)


def note_failure(store: Store, run_id: int, name: str, url: str, outcome: str, detail: str, now: dt.datetime) -> None:
    """Record that a source's feed, sitemap or listing could not be read."""
    with store.writing() as connection:
        connection.execute(
            sa.update(source_states)
            .where(source_states.c.name == name)
            .values(checked_at=now, failures=source_states.c.failures + 1, error=f"{outcome} {detail}".strip())
        )
        connection.execute(
            sa.insert(discoveries).values(
                run_id=run_id, source=name, url=url, outcome=outcome, links=0, detail=detail, at=now
            )
        )


def note_move(store: Store, name: str, moved_to: str | None) -> None:
    """Remember where a source's address is redirected for good; None: it is not."""
    with store.writing() as connection:
        connection.execute(sa.update(source_states).where(source_states.c.name == name).values(moved_to=moved_to))


def taken_since(store: Store, run_id: int, names: Sequence[str], since: dt.datetime) -> int:
    """Return how many articles of some sources other runs have stored that began after a time."""
    query = (
        sa.select(sa.func.count())
        .select_from(outcomes.join(runs, outcomes.c.run_id == runs.c.id))
        .where(
            runs.c.started_at > since,
            runs.c.id != run_id,
            outcomes.c.source.in_(names),
            outcomes.c.kind.in_([str(Kind.NEW), str(Kind.COPY), str(Kind.OFF_TOPIC)]),
        )
    )
    with store.reading() as connection:
        return connection.scalar(query) or 0


def outcome_counts(store: Store, run_id: int) -> dict[str, dict[str, int]]:
    """Return for each source of a run how many addresses ended in which outcome."""
    query = (
        sa.select(outcomes.c.source, outcomes.c.kind, outcomes.c.reason, sa.func.count())
        .where(outcomes.c.run_id == run_id)
        .group_by(outcomes.c.source, outcomes.c.kind, outcomes.c.reason)
    )
    counts: dict[str, dict[str, int]] = {}
    with store.reading() as connection:
        for source, kind, reason, count in connection.execute(query):
            counts.setdefault(source, {})[f"{kind}:{reason}" if reason else kind] = count
    return counts


def latest(store: Store) -> sa.RowMapping | None:
    """Return the newest run, or None."""
    with store.reading() as connection:
        return connection.execute(sa.select(runs).order_by(runs.c.id.desc()).limit(1)).mappings().first()


def _end_dead_runs(connection: sa.Connection, now: dt.datetime) -> None:
    running = connection.execute(sa.select(runs).where(runs.c.status == "running")).mappings().all()
    dead = [run["id"] for run in running if _is_dead(run, now)]
    if dead:
        connection.execute(sa.update(runs).where(runs.c.id.in_(dead)).values(status="interrupted", ended_at=now))
        connection.execute(sa.update(source_states).where(source_states.c.held_by.in_(dead)).values(held_by=None))


def _is_dead(run: sa.RowMapping, now: dt.datetime) -> bool:
    if run["machine"] == socket.gethostname() and run["process"] != os.getpid():
        try:
            os.kill(run["process"], 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass
    return bool(now - run["heartbeat_at"] > _DEAD_AFTER)
