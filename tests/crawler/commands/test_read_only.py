"""A database that may only be read: commands that read do so, the others say what they need."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.store.database import open_store
from tests.conftest import Desk, Finished
from tests.hostile_server import Web, article, rss

NEEDED = "It is read-only. Make the file and its folder writable, or set TIDINGS_DATA_DIR."


@pytest.fixture
def kept(desk: Desk, web: Web) -> Iterator[Desk]:
    """A desk with one item, whose data may only be read."""
    web.add({"http://site.test/feed": rss(["http://site.test/1"]), "http://site.test/1": article(1)})
    desk.source("a-site", "feed", "http://site.test/feed")
    assert desk.crawl().code == 0
    yield desk
    desk.data.chmod(0o755)


def close(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)


def tidings(desk: Desk, *arguments: str) -> Finished:
    return desk.tidings(*arguments, own=True, plain_user=True)


def test_what_may_only_be_read_is_read_and_left_as_it_is(kept: Desk) -> None:
    (row,) = kept.items().values()
    close(kept.data)
    before = {file.name: file.stat().st_mtime_ns for file in kept.data.iterdir()}
    for command, said in {
        ("items", "list"): str(row["title"]),
        ("items", "show", str(row["id"])): str(row["title"]),
        ("export", "--state", "pending"): f'"id": "{row["id"]}"',
        ("sources", "list"): "a-site",
        ("sources", "failures"): "Nothing failed",
    }.items():
        finished = tidings(kept, *command)
        assert (finished.code, said in finished.out) == (0, True), (command, finished)
    for command in (("items", "accept", str(row["id"])), ("crawl",)):
        finished = tidings(kept, *command)
        assert (finished.code, NEEDED in finished.err, "Traceback" in finished.err) == (2, True, False), finished
    assert {file.name: file.stat().st_mtime_ns for file in kept.data.iterdir()} == before


def test_what_another_user_is_writing_to_is_read_as_it_is_now(kept: Desk) -> None:
    store = open_store("", str(kept.data))
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE items SET title = 'Written just now'")
    close(kept.data)  # the writer's files are beside the database
    finished = tidings(kept, "items", "list")
    kept.data.chmod(0o755)
    store.close()
    assert (finished.code, "Written just now" in finished.out) == (0, True), finished


def test_what_may_not_even_be_read_is_named(kept: Desk) -> None:
    database = kept.data / "tidings.sqlite3"
    for closed in (database, kept.data):
        closed.chmod(0)
        finished = tidings(kept, "sources", "failures")
        kept.data.chmod(0o755)
        told = f"The database sqlite:///{database} cannot be used" in finished.err
        assert (finished.code, told, "Traceback" in finished.err) == (2, True, False), finished
