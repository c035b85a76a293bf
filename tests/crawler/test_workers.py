"""The worker pool: hung, killed and greedy tasks, and no process left behind."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
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
    made = WorkerPool(workers=1, timeout=1.0, memory_mb=512, max_tasks=100)
    yield made
    made.close()


async def test_a_hung_task_ends_and_the_pool_works_on(pool: WorkerPool) -> None:
    assert await pool.run(double, 2) == 4
    for stuck in (hang, spin):
        with pytest.raises(WorkerTimeoutError, match="longer than 1 s"):
            await pool.run(stuck)
    assert await pool.run(double, 3) == 6


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


async def test_neighbours_of_a_hung_task_are_served() -> None:
    pool = WorkerPool(workers=2, timeout=1.0, memory_mb=512, max_tasks=100)
    try:
        answers = await asyncio.gather(
            pool.run(hang), *[pool.run(double, n) for n in range(20)], pool.run(die, 1), return_exceptions=True
        )
    finally:
        pool.close()
    assert isinstance(answers[0], WorkerTimeoutError)
    assert answers[1:21] == [2 * n for n in range(20)]
    assert isinstance(answers[21], WorkerDiedError)


async def test_workers_are_renewed_and_none_is_left() -> None:
    pool = WorkerPool(workers=1, timeout=5.0, memory_mb=512, max_tasks=3)
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
