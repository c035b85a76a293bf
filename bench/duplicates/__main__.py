"""`python -m bench.duplicates`: copies found, wrong merges and cost, of Tidings and other tools, in one run."""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.duplicates.finders import Stories, finders
from bench.duplicates.sets import Text, own_set, read_set
from bench.duplicates.speed import fingerprint_speed, index_speed, way_speed


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="with texts.jsonl and gold.jsonl; none: texts of our own")
    parser.add_argument("--half", choices=["dev", "held"], help="the copies of one half of the sources")
    parser.add_argument("--only", help="one finder, by name")
    parser.add_argument("--speed", action="store_true", help="what it costs, instead")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="of the index, with --speed")
    options = parser.parse_args()
    if options.speed:
        print(fingerprint_speed(), way_speed(), sep="\n")
        for line in index_speed(options.sizes):
            print(line, flush=True)
        return
    sets = {str(folder): read_set(folder, options.half) for folder in options.folders} or {"own": own_set()}
    for name, texts in sets.items():
        print(f"\n{name}: {len(texts)} texts, {sum(1 for text in texts if text.of)} copies")
        compare({key: finder for key, finder in finders().items() if options.only in (None, key)}, texts)


def compare(chosen: dict[str, object], texts: Sequence[Text]) -> None:
    """Print recall per transformation for each finder, then precision, wrong merges and CPU time."""
    columns: dict[str, list[str]] = {}
    kinds = sorted({text.kind for text in texts if text.of})
    for name, finder in chosen.items():
        start = time.process_time()
        stories: Stories = finder([text.text for text in texts])  # type: ignore[operator]
        spent = time.process_time() - start
        found = recall(texts, stories)
        mean = sum(found[kind] for kind in kinds) / max(1, len(kinds))
        wrong, ties = wrong_merges(texts, stories)
        precision = 1 - wrong / ties if ties else 1.0
        columns[name] = [
            *(f"{found[kind]:.3f}" for kind in kinds),
            f"{mean:.4f}",
            f"{precision:.4f}",
            str(wrong),
            f"{spent:.1f}",
        ]
    rows = [*kinds, "mean recall", "precision", "wrong merges", "CPU s"]
    print(f"{'':36}" + "".join(f"{name:>15}" for name in columns))
    for place, row in enumerate(rows):
        print(f"{row:36}" + "".join(f"{column[place]:>15}" for column in columns.values()))


def recall(texts: Sequence[Text], stories: Stories) -> dict[str, float]:
    """Return for each kind the share of copies that share a story with one of their sources."""
    places = {text.id: place for place, text in enumerate(texts)}
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    for place, text in enumerate(texts):
        if text.of:
            hits[text.kind].append(any(stories[places[source]] == stories[place] for source in text.of))
    return {kind: sum(found) / len(found) for kind, found in hits.items()}


def wrong_merges(texts: Sequence[Text], stories: Stories) -> tuple[int, int]:
    """Return how many texts that are copies of nothing share a story with another such text; and all ties.

    A tie is one text of a story beside its first.
    """
    own = Counter(story for text, story in zip(texts, stories, strict=True) if not text.of)
    wrong = sum(count - 1 for count in own.values())
    return wrong, sum(count - 1 for count in Counter(stories).values())


if __name__ == "__main__":
    main()
