"""Runs extractors over pages: in worker processes, page by page, with a time limit for each of them."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import gc
import logging
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from bench.extraction.extractors import EXTRACTORS, Answer, Page, without_declaration
from bench.extraction.pages import GoldPage, Saved
from pipelines.extraction.decode import decode

T = TypeVar("T")

_WARM_UPS = 8
_SLOW = 0.5
_warm: set[str] = set()


@dataclass(frozen=True, slots=True)
class Measured:
    """One extractor's answer for one page. Times are CPU seconds; a failure leaves an empty answer."""

    answer: Answer = field(default_factory=Answer)
    cpu: float | None = None
    cpu_body: float | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What holds for the whole run. `decoded`: Tidings gets the decoded text, as UTF-8, instead of the page's bytes."""

    now: dt.datetime
    timeout: float = 60.0
    workers: int = 1
    decoded: bool = False
    warm_up: tuple[Saved, ...] = ()
    """Pages that each process gives an extractor first, untimed: imports and tables are not the first page's to pay."""


def measure_all(
    pages: Sequence[GoldPage], names: Sequence[str], conditions: Conditions, done: Callable[[], None] = lambda: None
) -> list[dict[str, Measured]]:
    """Return, per page, what each extractor made of it. All extractors take a page before any takes the next one."""
    warm_up = tuple(page.saved for page in pages[:: max(1, len(pages) // _WARM_UPS)])
    conditions = dataclasses.replace(conditions, warm_up=warm_up)
    pool = ProcessPool(
        max_workers=conditions.workers,
        context=multiprocessing.get_context("spawn"),
        initializer=logging.disable,  # what extractors log of each page would drown the report
    )
    try:
        futures = [
            {
                name: pool.schedule(measure, args=(page.saved, name, conditions), timeout=conditions.timeout)
                for name in order
            }
            for page, order in zip(pages, _orders(names), strict=False)
        ]
        measured = []
        for row in futures:
            measured.append({name: _result(row[name].result) for name in names})
            done()
        return measured
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _orders(names: Sequence[str]) -> Iterator[list[str]]:
    """Yield the names again and again, each time another one first: what one leaves in caches may help the next."""
    at = 0
    while True:
        yield [*names[at:], *names[:at]]
        at = (at + 1) % max(1, len(names))


def _result(result: Callable[[], Measured]) -> Measured:
    try:
        return result()
    except TimeoutError:
        return Measured(failure="timeout")
    except ProcessExpired as error:
        return Measured(failure=f"died ({error.exitcode})")


def measure(saved: Saved, name: str, conditions: Conditions) -> Measured:
    """Run one extractor on one page, timed once for all fields and, where it can do less, once for the body alone."""
    extractor = EXTRACTORS[name]
    _warm_up(name, conditions)
    try:
        page = _page(saved, conditions)
        if extractor.prepare:
            page = extractor.prepare(page)
        answer, cpu = _timed(extractor.full, page)
        cpu_body = _timed(extractor.body, page)[1] if extractor.body else None
    except Exception as error:  # noqa: BLE001  (whatever an extractor raises is counted as its failure)
        return Measured(failure=" ".join(f"{type(error).__name__}: {error}".split())[:160])
    return Measured(answer, cpu, cpu_body)


def _timed(run: Callable[[Page], T], page: Page) -> tuple[T, float]:
    """Return a result and its CPU seconds: of the better of two runs when the first was slow.

    Some load a table for seconds when they first meet a certain thing, such as a date that they cannot read.
    """
    result, seconds = _timed_once(run, page)
    return result, seconds if seconds < _SLOW else min(seconds, _timed_once(run, page)[1])


def _timed_once(run: Callable[[Page], T], page: Page) -> tuple[T, float]:
    gc.collect()  # what others left behind is not this one's to clear away
    start = time.process_time()
    result = run(page)
    return result, time.process_time() - start


def _warm_up(name: str, conditions: Conditions) -> None:
    if name in _warm:
        return
    _warm.add(name)
    for saved in conditions.warm_up:
        with contextlib.suppress(Exception):  # the timed run will show what is wrong
            EXTRACTORS[name].full(_page(saved, conditions))
    gc.collect()
    gc.freeze()  # else each collection walks through every extractor's tables


def _page(saved: Saved, conditions: Conditions) -> Page:
    body = saved.read()
    text = decode(body).text
    return Page(
        body=text.encode("utf-8", "replace") if conditions.decoded else body,
        text=without_declaration(text),
        url=saved.url,
        lang=saved.lang,
        now=conditions.now,
    )
