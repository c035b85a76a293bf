"""`tidings dedupe`: the stories among the texts of a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.progress import track

from crawler.commands.shell import err, fail, messages
from crawler.run import utc_now
from crawler.text_stories import GivenText, Place, TextStories, open_temporary

_MAX_NAMED = 20


class TextLine(BaseModel):
    """One line of the input; what else it holds is passed through."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: str | int
    text: str
    url: str | None = None
    title: str | None = None
    published_at: str | None = None


def dedupe(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help="Lines with id and text; url, title, published_at.")
    ],
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file; none: standard output.")] = None,
) -> None:
    """Write the same lines with story, relation, of and similarity. The answer is final for the whole file."""
    lines = _read(file)
    with messages():
        store, folder = open_temporary()
        try:
            together = TextStories(store, utc_now())
            given = [_given(line) for line in lines]
            for _ in track(together.add(given), "comparing", len(given), console=err, transient=True):
                pass
            places = together.places()
        finally:
            store.close()
            folder.cleanup()
    ids = {str(line.id): line.id for line in lines}
    result = (json.dumps(_with_place(line, places[str(line.id)], ids), ensure_ascii=False) + "\n" for line in lines)
    _write(result, output)


def _read(file: Path) -> list[TextLine]:
    """Return the lines of the file. Ends with all that is wrong in it, by line."""
    lines: list[TextLine] = []
    first_at: dict[str, int] = {}
    wrong: list[str] = []
    try:
        with file.open(encoding="utf-8-sig") as source:
            for number, raw in enumerate(source, 1):
                if not raw.strip():
                    continue
                try:
                    line = TextLine.model_validate_json(raw)
                except ValidationError as error:
                    wrong.append(f"  line {number}: {_what(error)}")
                    continue
                earlier = first_at.setdefault(str(line.id), number)
                if earlier != number:
                    wrong.append(f"  line {number}: the id {line.id!r} stands in line {earlier}, too")
                lines.append(line)
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file}: {error}")
    if wrong:
        more = f"\n  … and {len(wrong) - _MAX_NAMED} more" if len(wrong) > _MAX_NAMED else ""
        fail(f"{file}: lines that cannot be used:\n" + "\n".join(wrong[:_MAX_NAMED]) + more)
    return lines


def _what(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in each['loc']) or 'the line'}: {each['msg']}"
        for each in error.errors(include_url=False)
    )


def _given(line: TextLine) -> GivenText:
    return GivenText(str(line.id), line.text, line.url, line.title, line.published_at)


def _with_place(line: TextLine, place: Place, ids: dict[str, str | int]) -> dict[str, Any]:
    return line.model_dump(exclude_unset=True) | {
        "story": place.story,
        "relation": place.relation,
        "of": [ids[key] for key in place.of],
        "similarity": place.similarity,
    }


def _write(lines: Iterable[str], output: Path | None) -> None:
    if output is None:
        sys.stdout.writelines(lines)
        return
    try:
        with output.open("w", encoding="utf-8") as target:
            target.writelines(lines)
    except OSError as error:
        fail(f"-o {output}: {error.strerror}")
