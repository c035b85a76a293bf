"""Inputs that the user may not read: each command names them, says why, and ends with 1."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Desk
from tests.hostile_server import page


@pytest.fixture
def inputs(tmp_path: Path) -> Iterator[Path]:
    """A folder of which a file and a folder are closed."""
    folder = tmp_path / "inputs"
    (folder / "closed").mkdir(parents=True)
    (folder / "open.html").write_bytes(page("open"))
    (folder / "shut.html").write_bytes(page("shut"))
    for name in ("shut.html", "closed"):
        (folder / name).chmod(0)
    yield folder
    (folder / "closed").chmod(0o755)


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("extract", "shut.html"),
        ("extract", "closed"),
        ("extract", "closed/within.html"),
        ("extract", "none"),
        ("extract", "x" * 5000),
        ("extract --manifest", "shut.html"),
        ("dedupe", "shut.html"),
        ("dedupe", "closed/within.html"),
        ("sources import", "shut.html"),
    ],
)
def test_an_input_that_cannot_be_read_is_named(desk: Desk, inputs: Path, command: str, name: str) -> None:
    finished = desk.tidings(*command.split(), str(inputs / name), own=True, plain_user=True)
    reason = {"none": "No such file or directory", "x" * 5000: "File name too long"}.get(name, "Permission denied")
    assert finished.code == 1, finished
    assert f"{inputs / name}: {reason}" in finished.err
    assert "Traceback" not in finished.err


def test_what_is_closed_within_a_folder_has_its_line_and_the_rest_is_extracted(desk: Desk, inputs: Path) -> None:
    finished = desk.tidings("extract", "--json", str(inputs), own=True, plain_user=True)
    assert finished.code == 1
    assert [len(json.loads(line)) for line in finished.out.splitlines()] == [0, 1, 0]
    assert finished.err.splitlines() == [f"{inputs / name}: Permission denied" for name in ("closed", "shut.html")]
