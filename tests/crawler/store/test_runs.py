"""Runs and the sources that they hold."""

import datetime as dt
import os
import socket
import subprocess
import sys
from typing import Any

import pytest
import sqlalchemy as sa

from crawler.outcomes import Kind, Outcome, Rejection, rejected
from crawler.store import frontier, runs
from crawler.store.database import Store
from crawler.store.schema import runs as runs_table

FEED = "https://lab.example/feed"


@pytest.fixture
def gone() -> int:
    """Return the number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def say(store: Store, run_id: int, **values: Any) -> None:
    with store.writing() as connection:
        connection.execute(sa.update(runs_table).where(runs_table.c.id == run_id).values(values))


def status(store: Store, run_id: int) -> str | None:
    with store.reading() as connection:
        return connection.scalar(sa.select(runs_table.c.status).where(runs_table.c.id == run_id))


def test_a_run_takes_hold_of_its_sources(store: Store, now: dt.datetime) -> None:
    run, ours, held = runs.begin(store, ["lab", "press"], now)
    assert (ours, held) == (["lab", "press"], {})
    assert {name: state.held_by for name, state in runs.states(store).items()} == {"lab": run, "press": run}
    newest = runs.latest(store)
    assert newest is not None
    assert (newest["sources"], newest["status"], newest["process"]) == (["lab", "press"], "running", os.getpid())


def test_what_another_run_holds_is_named_with_its_holder(store: Store, now: dt.datetime) -> None:
    first, _, _ = runs.begin(store, ["lab"], now)
    second, ours, held = runs.begin(store, ["press", "lab"], now)
    assert (ours, held) == (["press"], {"lab": first})
    assert runs.states(store)["press"].held_by == second


def test_a_run_that_ends_lets_go_of_its_sources_only(store: Store, now: dt.datetime) -> None:
    first, _, _ = runs.begin(store, ["lab"], now)
    second, _, _ = runs.begin(store, ["press"], now)
    runs.end(store, first, "finished", {"outcomes": {}}, now)
    assert {name: state.held_by for name, state in runs.states(store).items()} == {"lab": None, "press": second}
    assert (status(store, first), status(store, second)) == ("finished", "running")


def test_a_run_without_sources(store: Store, now: dt.datetime) -> None:
    _, ours, held = runs.begin(store, [], now)
    assert (ours, held) == ([], {})


def test_the_sources_of_a_dead_process_are_free(store: Store, now: dt.datetime, gone: int) -> None:
    first, _, _ = runs.begin(store, ["lab"], now)
    say(store, first, process=gone)
    _, ours, held = runs.begin(store, ["lab"], now)
    assert (ours, held) == (["lab"], {})
    assert status(store, first) == "interrupted"


def test_those_of_a_living_process_are_not(store: Store, now: dt.datetime) -> None:
    first, _, _ = runs.begin(store, ["lab"], now)
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        say(store, first, process=process.pid)
        _, ours, held = runs.begin(store, ["lab"], now)
        assert (ours, held) == ([], {"lab": first})
    finally:
        process.communicate(b"\n")


@pytest.mark.parametrize(("silent_seconds", "free"), [(60, False), (120, True)])
def test_a_run_on_another_machine_lives_by_its_beats(
    store: Store, now: dt.datetime, gone: int, silent_seconds: int, free: bool
) -> None:
    first, _, _ = runs.begin(store, ["lab"], now)
    say(store, first, machine=socket.gethostname() + "-other", process=gone)
    _, ours, _ = runs.begin(store, ["lab"], now + dt.timedelta(seconds=silent_seconds))
    assert (ours == ["lab"]) is free


def test_a_beat_keeps_a_run_alive(store: Store, now: dt.datetime) -> None:
    first, _, _ = runs.begin(store, ["lab"], now)
    say(store, first, machine="elsewhere")
    later = now + dt.timedelta(minutes=10)
    runs.beat(store, first, later)
    assert runs.begin(store, ["lab"], later)[1] == []


def test_what_a_dead_run_left_open_is_left_over(newsroom: Any, now: dt.datetime, gone: int) -> None:
    noted = newsroom.note("https://lab.example/a", "https://lab.example/b")
    frontier.end_all(
        newsroom.store, newsroom.run_id, [frontier.Ending(noted[0].address_id, "lab", Outcome(Kind.NEW))], now
    )
    say(newsroom.store, newsroom.run_id, process=gone)
    run, ours, _ = runs.begin(newsroom.store, ["lab"], now)
    assert ours == ["lab"]
    left = frontier.left_over(newsroom.store, run, "lab", now)
    assert [each.url for each in left] == ["https://lab.example/b"]


def test_failures_of_a_source_add_up(newsroom: Any, now: dt.datetime) -> None:
    for _ in range(2):
        runs.note_failure(newsroom.store, newsroom.run_id, "lab", FEED, "failed:dns", "no such host", now)
    state = runs.states(newsroom.store)["lab"]
    assert (state.failures, state.error, state.checked_at, state.succeeded_at) == (
        2,
        "failed:dns no such host",
        now,
        None,
    )


def test_outcomes_are_counted_by_source_and_reason(newsroom: Any, now: dt.datetime) -> None:
    noted = newsroom.note(*(f"https://lab.example/{name}" for name in "abc"))
    robots = rejected(Rejection.ROBOTS)
    endings = [
        frontier.Ending(each.address_id, "lab", outcome)
        for each, outcome in zip(noted, [Outcome(Kind.NEW), robots, robots], strict=True)
    ]
    frontier.end_all(newsroom.store, newsroom.run_id, endings, now)
    assert runs.outcome_counts(newsroom.store, newsroom.run_id) == {"lab": {"new": 1, "rejected:robots": 2}}


def test_no_run_yet(store: Store) -> None:
    assert runs.latest(store) is None
    assert runs.states(store) == {}
