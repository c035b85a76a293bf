"""Labelled texts: one's own, made here from the sample web's articles, or a folder with texts and gold answers."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from bench.duplicates.transform import TRANSFORMATIONS, corrected, has_numbers, quoting, report, together
from crawler import demo

_SITES = Path(demo.__file__).parent / "sites"
_ORIGINALS = ("news.huarui.example", "mp.weiwen.example", "northwire.example", "lab-notes.example")
_FORMS = Path(__file__).parent / "forms.txt"
_CHOICE = re.compile(r"\[([^|\]]*)\|([^|\]]*)\]")
_SHORTEST = 300  # characters
_REPORTS = 60
_REVISED = "cost-of-an-answer-corrected"  # a copy of another one
_SEED = 7


@dataclass(frozen=True, slots=True)
class Text:
    """A text in order of arrival; of a copy, the ids of what it was made of and how."""

    id: str
    text: str
    of: tuple[str, ...] = ()
    kind: str = ""


def own_set() -> list[Text]:
    """Return the articles of the sample web, hard negatives, and copies of each article in every way.

    Of the forms that are filled in twice, each text stands for itself; one with numbers has a copy with two corrected.
    """
    articles = list(_articles())
    random = Random(_SEED)  # noqa: S311  (no secret: the same set every time)
    negatives = [
        *(Text(f"report {number}", report(number, random)) for number in range(_REPORTS)),
        *(Text(f"{article.id}:quoting", quoting(article.text, random)) for article in articles),
    ]
    filled = [Text(f"{name} {which}", text) for name, *texts in filled_forms() for which, text in enumerate(texts)]
    copies = [
        Text(f"{article.id}:{kind}", make(article.text, random), (article.id,), kind)
        for article in articles
        for kind, make in TRANSFORMATIONS
    ]
    pages = [
        Text(f"{one.id}:concat3", together(three), tuple(each.id for each in three), "concat3")
        for one in articles
        for three in [[one, *random.sample([each for each in articles if each.id != one.id], 2)]]
    ]
    corrections = [
        Text(f"{one.id}:corrected", corrected(one.text, random), (one.id,), "corrected")
        for one in filled[::2]
        if has_numbers(one.text)
    ]
    return [*articles, *negatives, *filled, *copies, *pages, *corrections]


def filled_forms() -> Iterator[tuple[str, str, str]]:
    """Yield forms (reports, notices, advertisements) by name, each filled in twice: two texts, not one.

    `[3|4]` in the file stands for 3 in the first and for 4 in the second.
    """
    for form in _FORMS.read_text(encoding="utf-8").split("== ")[1:]:
        name, text = form.split("\n", 1)
        yield name, _CHOICE.sub(r"\1", text).strip(), _CHOICE.sub(r"\2", text).strip()


def read_set(folder: Path, half: str | None) -> list[Text]:
    """Return the texts of `texts.jsonl` with the answers of `gold.jsonl`; with `half`, half of the sources' copies."""
    gold = {line["id"]: line for line in _lines(folder / "gold.jsonl")}
    found = []
    for line in _lines(folder / "texts.jsonl"):
        answer = gold.get(line["id"], {"of": [], "kind": ""})
        if not (half and answer["of"] and _half(answer["of"][0]) != half):
            found.append(Text(line["id"], line["text"], tuple(answer["of"]), answer["kind"]))
    return found


def _articles() -> Iterable[Text]:
    for site in _ORIGINALS:
        for file in sorted((_SITES / site / "articles").glob("*.toml")):
            text = tomllib.loads(file.read_text(encoding="utf-8"))["text"]
            plain = "\n".join(line for line in text.split("\n") if line.strip())
            if len(plain) >= _SHORTEST and file.stem != _REVISED:
                yield Text(file.stem, plain)


def _half(source: str) -> str:
    return "dev" if hashlib.sha256(source.encode()).digest()[0] % 2 else "held"


def _lines(file: Path) -> Iterable[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
