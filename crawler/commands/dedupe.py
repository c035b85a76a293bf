"""`tidings dedupe`: the stories among the texts of a file."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TextIO

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from crawler.commands.shell import SOURCE_FAILED, check_writable, fail, messages, tracked
from crawler.configuration import rules_of
from crawler.run import utc_now
from crawler.text_stories import GivenText, Place, TextStories, Turns, temporary_index

_MAX_NAMED = 20


class TextLine(BaseModel):
    """One line of the input; what else it holds is passed through."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: str | int
    text: str
    url: str | None = None
    title: str | None = None
    published_at: str | None = None


class TextFile:
    """The lines of a file, checked once and read again where they stand: the file may be larger than the memory."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._starts = array("q")
        self.ids: list[str | int] = []
        self.turns = Turns()
        self.mistakes: list[str] = []
        self._check()

    def __len__(self) -> int:
        return len(self.ids)

    def line(self, number: int) -> dict[str, Any]:
        """Return a line as it is."""
        self._source.seek(self._starts[number])
        read: dict[str, Any] = json.loads(self._source.readline())
        return read

    def text(self, number: int) -> GivenText:
        """Return a line's text."""
        line = self.line(number)
        return GivenText(str(line["id"]), line["text"], line.get("url"), line.get("title"), line.get("published_at"))

    def _check(self) -> None:
        first_at: dict[str, int] = {}
        start = len(b"\xef\xbb\xbf") if self._source.peek(3)[:3] == b"\xef\xbb\xbf" else 0  # type: ignore[attr-defined]
        self._source.seek(start)
        for number, raw in enumerate(self._source, 1):
            if raw.strip():
                self._check_line(number, raw, start, first_at)
            start += len(raw)

    def _check_line(self, number: int, raw: bytes, start: int, first_at: dict[str, int]) -> None:
        try:
            line = TextLine.model_validate_json(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            found = f"0x{raw[error.start]:02x} at byte {error.start + 1}"
            self.mistakes.append(f"  line {number}: is not UTF-8 ({found}); save the file as UTF-8")
            return
        except ValidationError as error:
            wrong = (f"{where or 'the line'}: {rule}" for where, rule in rules_of(error))
            self.mistakes.append(f"  line {number}: {'; '.join(wrong)}")
            return
        earlier = first_at.setdefault(str(line.id), number)
        if earlier != number:
            self.mistakes.append(f"  line {number}: the id {line.id!r} stands in line {earlier}, too")
        self._starts.append(start)
        self.turns.add(line.text)
        self.ids.append(line.id)


def dedupe(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.jsonl", readable=False, help="Lines with id and text; url, title, published_at."),
    ],
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file; none: standard output.")] = None,
) -> None:
    """Write the same lines with story, relation, of and similarity. The answer is final for the whole file."""
    if output is not None and _is_same(output, file):
        fail(f"-o {output}: that is the input, which is read while this is written; name another file")
    if output is not None:
        check_writable(output)  # now, and not after hours of comparing
    with _opened(file) as texts, messages(), temporary_index() as store:
        together = TextStories(store, texts.text, texts.turns.numbers(), utc_now())
        for _ in tracked(together.add(), "comparing", len(texts)):
            pass
        with _target(output) as target:
            places = tracked(together.places(), "writing", len(texts))
            for number, place in enumerate(places):
                written = texts.line(number) | _place(place, texts.ids)
                target.write(json.dumps(written, ensure_ascii=False) + "\n")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there, or cannot be looked at: that is told when it is opened
        return False


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[TextFile]:
    """Give the lines of the file. Ends with all that is wrong in it, by line."""
    with contextlib.ExitStack() as stack:
        try:
            source: BinaryIO = stack.enter_context(file.open("rb"))
            if not source.seekable():  # a pipe is read once: keep it
                kept = stack.enter_context(tempfile.TemporaryFile(prefix="tidings-"))
                shutil.copyfileobj(source, kept)
                source = kept
                source.seek(0)
            texts = TextFile(source)
        except OSError as error:
            fail(f"{file}: {error.strerror}", SOURCE_FAILED)
        if texts.mistakes:
            left = len(texts.mistakes) - _MAX_NAMED
            more = f"\n  … and {left} more" if left > 0 else ""
            fail(f"{file}: lines that cannot be used:\n" + "\n".join(texts.mistakes[:_MAX_NAMED]) + more)
        yield texts


def _place(place: Place, ids: list[str | int]) -> dict[str, Any]:
    of = [ids[number] for number in place.of]
    fields = {"story": place.story, "relation": place.relation, "of": of, "similarity": place.similarity}
    return fields | ({"evidence": place.evidence} if place.relation else {})


@contextlib.contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise  # the reader has enough: no fault
        except OSError as error:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())  # what is left in the buffer would fail once more at the very end
            fail(f"standard output: {error.strerror}")
        return
    try:
        with output.open("w", encoding="utf-8") as target:
            yield target
    except OSError as error:
        fail(f"-o {output}: {error.strerror}")
