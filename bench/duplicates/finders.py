"""What finds copies: Tidings, and other tools where they are installed."""

from __future__ import annotations

import datetime as dt
import importlib
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from simhash import Simhash

from crawler.text_stories import GivenText, TextStories, Turns, temporary_index
from pipelines.duplication.fold import tokenise

Stories = list[int]
"""For each text, a number that it shares with its copies."""
Finder = Callable[[Sequence[str]], Stories]

_PERMUTATIONS = 128


def finders() -> dict[str, Finder]:
    """Return what is installed, by name, Tidings first."""
    found: dict[str, Finder] = {
        "tidings": tidings,
        "simhash k=3": lambda texts: by_simhash(texts, 3),
        "simhash k=10": lambda texts: by_simhash(texts, 10),
    }
    others: dict[str, tuple[str, Callable[[Any, Sequence[str]], Stories]]] = {
        "datasketch .5": ("datasketch", _datasketch),
        "rensa .5": ("rensa", _rensa),
        "gaoya .5": ("gaoya", _gaoya),
    }
    for name, (module, finder) in others.items():
        try:
            imported = importlib.import_module(module)
        except ImportError:
            continue
        found[name] = lambda texts, finder=finder, imported=imported: finder(imported, texts)  # type: ignore[misc]
    return found


def tidings(texts: Sequence[str]) -> Stories:
    """Return the stories that `tidings dedupe` finds."""

    def read(number: int) -> GivenText:
        return GivenText(str(number), texts[number])

    with temporary_index() as store:
        together = TextStories(store, read, Turns(texts).numbers(), dt.datetime.now(dt.UTC))
        for _ in together.add():
            pass
        numbers: dict[str, int] = {}
        return [numbers.setdefault(place.story, len(numbers)) for place in together.places()]


def package_values(texts: Sequence[str]) -> list[int]:
    """Return the simhash package's values with its defaults; 0 where it fails (numpy 2, a 4-gram over 255 times)."""
    values = []
    for text in texts:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                values.append(int(Simhash(text).value))
            except OverflowError:
                values.append(0)
    return values


def by_simhash(texts: Sequence[str], distance: int) -> Stories:
    """Tie texts whose values differ in so many bits at most."""
    values = package_values(texts)
    return _joined(
        len(values),
        (
            (place, other)
            for place, value in enumerate(values)
            for other in range(place)
            if (value ^ values[other]).bit_count() <= distance
        ),
    )


def _features(text: str) -> list[str]:
    words = tokenise(text).words()
    return [" ".join(words[start : start + 3]) for start in range(max(1, len(words) - 2))]


def _datasketch(module: Any, texts: Sequence[str]) -> Stories:
    index = module.MinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS)
    ties = []
    for number, text in enumerate(texts):
        sketch = module.MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([feature.encode() for feature in _features(text)])
        ties += [(number, int(other)) for other in index.query(sketch)]
        index.insert(str(number), sketch)
    return _joined(len(texts), ties)


def _rensa(module: Any, texts: Sequence[str]) -> Stories:
    index = module.RMinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS, num_bands=32)
    ties: list[tuple[int, int]] = []
    sketches: list[Any] = []
    for number, text in enumerate(texts):
        sketch = module.RMinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update(_features(text))
        ties += [(number, other) for other in index.query(sketch) if sketch.jaccard(sketches[other]) >= 0.5]
        index.insert(number, sketch)
        sketches.append(sketch)
    return _joined(len(texts), ties)


def _gaoya(module: Any, texts: Sequence[str]) -> Stories:
    index = module.minhash.MinHashStringIndex(
        hash_size=32, jaccard_threshold=0.5, num_bands=42, band_size=3, analyzer=_features
    )
    ties = []
    for number, text in enumerate(texts):
        ties += [(number, int(other)) for other in index.query(text)]
        index.insert_document(number, text)
    return _joined(len(texts), ties)


def _joined(count: int, ties: Iterator[tuple[int, int]] | list[tuple[int, int]]) -> Stories:
    above = list(range(count))

    def root(place: int) -> int:
        while above[place] != place:
            above[place] = above[above[place]]
            place = above[place]
        return place

    for one, other in ties:
        above[root(one)] = root(other)
    return [root(place) for place in range(count)]
