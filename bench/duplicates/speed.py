"""What fingerprints, index and the whole way cost, on invented texts, as CPU time of the process."""

from __future__ import annotations

import contextlib
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.duplicates.finders import package_values, tidings
from crawler.store import index
from crawler.store.database import open_index
from pipelines.duplication.fingerprint import SKELETON_SIZE, SKETCH_SIZE, Fingerprints, fingerprints

_CHARACTERS = 1900
_ROUNDS = 5
_BATCH = 500
_QUERIES = 500
_COPIED = 50  # of the queries that look for a stored text
_VOCABULARY = 20_000


def invented(count: int, seed: int = 1) -> Iterator[str]:
    """Yield Chinese-looking texts: words by the law of Zipf and Mandelbrot, in clauses and paragraphs."""
    random = np.random.default_rng(seed)
    words = ["".join(map(chr, random.integers(0x4E00, 0x6800, size))) for size in random.integers(1, 4, _VOCABULARY)]
    frequency = 1 / (np.arange(_VOCABULARY) + 20)
    frequency /= frequency.sum()
    for _ in range(count):
        drawn = iter(random.choice(_VOCABULARY, _CHARACTERS, p=frequency).tolist())
        parts: list[str] = []
        length = 0
        while length < _CHARACTERS:
            size = int(random.integers(3, 9))
            clause = "".join(words[next(drawn)] for _ in range(size))
            parts += [clause, str(random.choice(["，", "，", "。", "。\n"]))]
            length += len(clause) + 1
        yield "".join(parts)[:_CHARACTERS]


def fingerprint_speed() -> str:
    """Return how many texts a CPU second takes, all fingerprints together and the package's simhash, in one run."""
    texts = list(invented(300))
    fingerprints(texts[0])
    ours = _best(lambda: [fingerprints(text) for text in texts]) / len(texts)
    theirs = _best(lambda: package_values(texts)) / len(texts)
    rates = f"{1 / ours:,.0f} texts a CPU second; the simhash package {1 / theirs:,.0f}"
    return f"fingerprints: {rates}; {theirs / ours:.1f} times"


def way_speed(count: int = 2000) -> str:
    """Return how many texts a CPU second takes all the way: fingerprints, look-up, comparison."""
    texts = list(invented(count))
    start = time.process_time()
    tidings(texts)
    ours = (time.process_time() - start) / count
    theirs = _best(lambda: package_values(texts[:200]), 1) / 200
    whole = f"the whole way: {1 / ours:,.0f} texts a CPU second"
    return f"{whole}; {theirs / ours:.2f} times the simhash package's value alone"


def index_speed(sizes: Sequence[int]) -> Iterator[str]:
    """Yield what the index costs at each size: insert, bytes, memory; then a look-up, the same ones at each size."""
    random = np.random.default_rng(3)
    first, second = (_prints(random, _QUERIES) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        grown = Path(folder) / "index.sqlite3"
        store = open_index(grown)
        stored, spent = 0, 0.0
        for size in sizes:
            before, since = stored, spent
            while stored < size:
                prints = _prints(random, _BATCH)
                if not stored:
                    first[:_COPIED] = prints[:_COPIED]
                    second[:_COPIED] = prints[-_COPIED:]
                start = time.process_time()
                with store.writing() as connection:
                    index.add(connection, list(enumerate(prints, stored + 1)))
                spent += time.process_time() - start
                stored += _BATCH
            shutil.copy(grown, Path(folder) / f"{size}.sqlite3")
            insert = (spent - since) / (stored - before)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            yield (
                f"index of {size:>9,}: insert {insert * 1e6:4.0f} µs CPU, {grown.stat().st_size / stored:.0f} bytes "
                f"a text, memory {memory:.0f} MB"
            )
        store.close()
        files = [Path(folder) / f"{size}.sqlite3" for size in sizes]
        for state, times in zip(("just opened", "in use"), _look_up_times(files, [first, second]), strict=True):
            at_each = ", ".join(f"{size:,}: {each * 1e6:.0f} µs" for size, each in zip(sizes, times, strict=True))
            yield f"look-up ({state}), median CPU: {at_each}; {times[-1] / times[0]:.2f} times"


def _look_up_times(files: Sequence[Path], asked: Sequence[Sequence[Fingerprints]]) -> Iterator[list[float]]:
    """Yield for each lot of look-ups its median time in each index.

    Each look-up is made in all of them in turn, so that what else the machine does slows all of them alike.
    """
    stores = [open_index(file) for file in files]
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(store.reading()) for store in stores]
        for lot in asked:
            times: list[list[float]] = [[] for _ in files]
            for prints in lot:
                for spent, connection in zip(times, connections, strict=True):
                    start = time.process_time()
                    index.candidates(connection, prints)
                    spent.append(time.process_time() - start)
            yield [statistics.median(spent) for spent in times]
    for store in stores:
        store.close()


def _prints(random: np.random.Generator, count: int) -> list[Fingerprints]:
    """Return fingerprints as of texts that have nothing in common but chance and some set phrases."""
    sketches = random.integers(0, 2**63, (count, SKETCH_SIZE))
    sketches[:, 0] = random.zipf(1.3, count) % 100_000  # a set phrase
    skeletons = random.integers(0, 2**63, (count, SKELETON_SIZE))
    values = random.integers(0, 2**63, count)
    return [
        Fingerprints("", int(value), tuple(map(int, sketch)), tuple(map(int, skeleton)))
        for value, sketch, skeleton in zip(values, sketches, skeletons, strict=True)
    ]


def _best(work: object, rounds: int = _ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()  # type: ignore[operator]
        times.append(time.process_time() - start)
    return min(times)
