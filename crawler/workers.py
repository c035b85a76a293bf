"""The process pool: everything that costs CPU runs here, with a time and memory limit, never on the event loop.

The limit is one of CPU time, which a busy machine does not use up; the clock ends only what waits for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as PoolTimeoutError
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

P = ParamSpec("P")
T = TypeVar("T")

_NICE = 5  # the event loop goes first: it has little to do, and others wait for it
_MAX_DEATHS = 1
"""How often a task whose worker died is tried again: it may have been the neighbour's fault, once."""
_PATIENCE = 12
"""By the clock a task may take this many times the CPU time it is given: for one that sleeps."""


class WorkerTimeoutError(Exception):
    """A task took more CPU time than its limit, or far more by the clock; its worker was ended and replaced."""


class WorkerDiedError(Exception):
    """The worker of a task died twice (out of memory, or killed); it was replaced."""


class WorkerPool:
    """Processes that run pure functions. Survives hung and killed workers; they end when this process does."""

    def __init__(self, workers: int, cpu_seconds: float, memory_mb: int, max_tasks: int) -> None:
        self._seconds = cpu_seconds
        self._make = partial(
            ProcessPool,
            max_workers=workers,
            max_tasks=max_tasks,
            initializer=_prepare,
            initargs=(memory_mb, os.getpid()),
            context=_context(),
        )
        self._pool = self._make()
        self._broken: list[ProcessPool] = []
        self._closed = False
        # The first task starts the server that forks workers, which takes seconds: here, before an event loop turns.
        self._pool.schedule(os.getpid).result()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what `function` returns, from a worker; its arguments and result must be picklable.

        Raises WorkerTimeoutError, WorkerDiedError, MemoryError, or what the function raises.
        """
        for deaths in range(_MAX_DEATHS + 1):
            task = (self._seconds, function, args, kwargs)
            future = self._working().schedule(_limited, args=task, timeout=self._seconds * _PATIENCE)
            try:
                result: T = await asyncio.wrap_future(future)
            except PoolTimeoutError as error:
                raise WorkerTimeoutError(f"took longer than {self._seconds * _PATIENCE:g} s") from error
            except ProcessExpired as error:
                if error.exitcode == -signal.SIGPROF:
                    raise WorkerTimeoutError(f"took more than {self._seconds:g} s of CPU time") from error
                if deaths == _MAX_DEATHS:
                    raise WorkerDiedError(f"the worker died (exit code {error.exitcode})") from error
            except BrokenProcessPool as error:
                if deaths == _MAX_DEATHS:
                    raise WorkerDiedError("the workers died") from error
            else:
                return result
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the workers; running tasks are given up."""
        self._closed = True
        for pool in (*self._broken, self._pool):
            pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
            pool.join()

    def _working(self) -> ProcessPool:
        """Return pebble's pool; a new one when a worker died that had nothing to do, since it gives all up then."""
        if not self._pool.active and not self._closed:
            self._broken.append(self._pool)
            self._pool = self._make()
        return self._pool


def _limited(seconds: float, function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
    """Run a function in a process that the kernel ends when it takes more CPU time, also deep within a C library."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return function(*args, **kwargs)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _context() -> Any:
    # A fork of a process with threads (the store's, Twisted's) may inherit a held lock: a clean server forks instead.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pipelines.extraction.article", "crawler.discovery.feed"])
    return context


def _prepare(memory_mb: int, parent: int) -> None:
    """Set a worker up: Ctrl-C is the parent's business, memory is limited, and no parent means no worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # what ends a task that takes too long
    os.nice(_NICE)
    gc.freeze()  # what is loaded by now stays: no garbage collection needs to look through it
    _end_with(parent)
    with contextlib.suppress(ValueError, OSError):  # a system without this limit works without it
        limit = _address_space() + memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end_with(parent: int) -> None:
    """End this worker soon after the crawling process is gone, also after its kill -9."""
    import threading
    import time

    server = os.getppid()  # the fork server; it ends with the parent, also when nobody waits for that one yet

    def watch() -> None:
        while True:
            if os.getppid() != server:
                os._exit(0)
            try:
                os.kill(parent, 0)
            except ProcessLookupError:
                os._exit(0)
            except PermissionError:
                return
            time.sleep(2)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _address_space() -> int:
    """Return how much address space this process uses already, in bytes; 4 GiB where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  (a kernel file)
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 4 * 1024**3
