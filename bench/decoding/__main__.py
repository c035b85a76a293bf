"""`python -m bench.decoding`: how many pages of each case every decoder reads right, and at what price."""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from pathlib import Path

from bench.decoding.cases import Case, chinese_cases, foreign_cases
from bench.decoding.decoders import DECODERS
from bench.decoding.pages import chinese_pages, foreign_pages, read_folder


def main() -> None:
    """Print a table with a line per case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="*", type=Path, help="folders of Chinese pages; the bundled ones by default")
    parser.add_argument("--decoders", default=",".join(DECODERS), help="which, comma-separated")
    parser.add_argument("--wrong", action="store_true", help="name the pages that Tidings reads wrongly")
    options = parser.parse_args()
    pages = dict(page for folder in options.folder for page in read_folder(folder)) or chinese_pages()
    cases = [(name, case) for name, page in pages.items() for case in chinese_cases(page)]
    cases += [(name, case) for name, (page, codecs) in foreign_pages().items() for case in foreign_cases(page, codecs)]
    print(report(cases, options.decoders.split(","), wrong=options.wrong))


def report(cases: list[tuple[str, Case]], names: list[str], *, wrong: bool) -> str:
    """Return a Markdown table: the share of the pages of each case that are right, and CPU per page."""
    right: defaultdict[str, Counter[str]] = defaultdict(Counter)
    number: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    failed: list[str] = []
    for page, case in cases:
        number[case.kind] += 1
        for name in names:
            begun = time.process_time()
            decoded = DECODERS[name](case.body, case.content_type)
            seconds[name] += time.process_time() - begun
            is_right = case.is_right(decoded)
            right[case.kind][name] += is_right
            if wrong and name == "tidings" and not is_right:
                failed.append(f"{case.kind}: {page}")
    lines = [f"| case | pages | {' | '.join(names)} |", "| --- " * (len(names) + 2) + "|"]
    lines += [_line(kind, number[kind], [right[kind][name] for name in names]) for kind in number]
    totals = [sum(right[kind][name] for kind in number) for name in names]
    lines.append(_line("**all**", len(cases), totals))
    prices = [f"{seconds[name] / len(cases) * 1000:.2f} ms" for name in names]
    lines.append(f"| CPU per page | | {' | '.join(prices)} |")
    return "\n".join([*lines, *failed])


def _line(kind: str, pages: int, right: list[int]) -> str:
    return f"| {kind} | {pages} | {' | '.join(f'{100 * count / pages:.1f} %' for count in right)} |"


if __name__ == "__main__":
    main()
