"""The worker pool: hung, killed and greedy tasks, and no process left behind."""

import asyncio
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from crawler.workers import WorkerDiedError, WorkerPool, WorkerTimeoutError


def double(number: int) -> int:
    return 2 * number


def pid(_: object = None) -> int:
    return os.getpid()


def hang() -> None:
    time.sleep(600)


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    re.match("(a+)+$", "a" * 60 + "b")


def rest(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


def work(seconds: float) -> str:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return "worked"


def die(code: int) -> None:
    os._exit(code)


def die_once(mark: Path) -> str:
    if mark.exists():
        return "done"
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "unreachable"


def die_and_count(marks: Path) -> None:
    (marks / str(time.monotonic_ns())).touch()
    os._exit(3)


def marks_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def hog() -> int:
    return sum(
        len(bytearray(64 * 1024 * 1024)) for held in [[bytearray(64 * 1024 * 1024) for _ in range(64)]] for _ in held
    )


def fail() -> None:
    raise ValueError("the function's own")


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool(workers=1, cpu_seconds=10.0, memory_mb=512, max_tasks=100)
    yield made
    made.close()


@pytest.fixture
def hasty() -> Iterator[WorkerPool]:
    """A pool that gives a task very little time."""
    made = WorkerPool(workers=2, cpu_seconds=0.2, memory_mb=512, max_tasks=100)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("stuck", "why"),
    [(spin, "more than 0.2 s of CPU time"), (spin_in_c, "more than 0.2 s of CPU time"), (hang, "longer than 2.4 s")],
)
async def test_a_task_that_does_not_end_is_ended_and_the_pool_works_on(
    hasty: WorkerPool, stuck: Callable[[], None], why: str
) -> None:
    assert await hasty.run(double, 2) == 4
    with pytest.raises(WorkerTimeoutError, match=why):
        await hasty.run(stuck)
    assert await hasty.run(double, 3) == 6


async def test_a_task_that_waits_for_its_turn_is_not_ended(hasty: WorkerPool) -> None:
    assert await hasty.run(rest, 0.8) == "rested"


async def test_what_tasks_take_is_not_added_up(hasty: WorkerPool) -> None:
    assert {await hasty.run(work, 0.05) for _ in range(10)} == {"worked"}


async def test_a_worker_killed_while_it_had_nothing_to_do_is_replaced() -> None:
    pool = WorkerPool(workers=1, cpu_seconds=10.0, memory_mb=512, max_tasks=100)
    try:
        for _ in range(2):
            idle = await pool.run(pid)
            os.kill(idle, signal.SIGKILL)
            psutil.wait_procs([psutil.Process(idle)] if psutil.pid_exists(idle) else [], timeout=10)
            assert await asyncio.gather(*[pool.run(double, n) for n in range(4)]) == [0, 2, 4, 6]
        last = await pool.run(pid)
    finally:
        pool.close()
    assert not psutil.pid_exists(last)


async def test_a_dead_worker_is_replaced(pool: WorkerPool, tmp_path: Path) -> None:
    with pytest.raises(WorkerDiedError, match="exit code 3"):
        await pool.run(die_and_count, tmp_path)
    assert len(marks_in(tmp_path)) == 2  # it was tried once more
    assert await pool.run(die_once, tmp_path / "mark") == "done"
    assert await pool.run(double, 4) == 8


async def test_a_greedy_task_is_limited(pool: WorkerPool) -> None:
    with pytest.raises((MemoryError, WorkerDiedError)):
        await pool.run(hog)
    assert await pool.run(double, 5) == 10


async def test_a_functions_own_error_comes_through(pool: WorkerPool) -> None:
    with pytest.raises(ValueError, match="the function's own"):
        await pool.run(fail)


async def test_neighbours_of_a_hung_task_are_served(hasty: WorkerPool) -> None:
    answers = await asyncio.gather(
        hasty.run(hang), *[hasty.run(double, n) for n in range(20)], hasty.run(die, 1), return_exceptions=True
    )
    assert isinstance(answers[0], WorkerTimeoutError)
    assert answers[1:21] == [2 * n for n in range(20)]
    assert isinstance(answers[21], WorkerDiedError)


async def test_workers_are_renewed_and_none_is_left() -> None:
    pool = WorkerPool(workers=1, cpu_seconds=5.0, memory_mb=512, max_tasks=3)
    pids = [await pool.run(pid) for _ in range(7)]
    assert len(set(pids)) == 3
    assert os.getpid() not in pids
    busy = asyncio.ensure_future(pool.run(hang))
    await asyncio.sleep(0.3)
    pool.close()
    await asyncio.wait([busy], timeout=1)
    busy.cancel()
    await asyncio.gather(busy, return_exceptions=True)
    assert [each for each in set(pids) if psutil.pid_exists(each)] == []
    # What stays until this process ends is the server that forks workers, and multiprocessing's own tracker.
    left = psutil.Process().children()
    assert all(
        "forkserver" in line or "resource_tracker" in line for each in left if (line := " ".join(each.cmdline()))
    )
