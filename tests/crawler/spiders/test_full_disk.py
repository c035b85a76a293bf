"""A disk that is full: it is said once, in one message, and what was not stored comes with the next run."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, Desk
from tests.hostile_server import Web, article, rss

LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
sys.argv = ["tidings", *sys.argv[1:]]
runpy.run_module("crawler", run_name="__main__", alter_sys=True)
"""


def listed(desk: Desk, web: Web, count: int) -> list[str]:
    urls = [f"http://hub.test/{number}" for number in range(count)]
    web.add({url: article(url) for url in urls})
    web.add({"http://hub.test/feed": rss(urls)})
    desk.source("hub", "feed", "http://hub.test/feed")
    return urls


def test_the_database_is_full(desk: Desk, web: Web) -> None:
    urls = listed(desk, web, 30)
    desk.source("first", "page", urls[0])
    assert desk.crawl("first").code == 0  # the tables are made
    finished = desk.python(LIMITED, "crawl", "hub")
    assert finished.code == 2
    assert "tidings.sqlite3 cannot be used" in finished.err
    assert "Traceback" not in finished.err
    stored = len(desk.items())
    assert stored < len(urls)

    assert desk.crawl("hub").code == 0
    assert set(desk.items()) == set(urls)


def test_the_feed_of_a_run_cannot_be_written(desk: Desk, web: Web) -> None:
    listed(desk, web, 3)
    finished = desk.crawl("-o", "/dev/full")
    assert finished.code == 2
    said = "-o /dev/full: No space left on device. 3 of this run's new items are not in it; they are stored"
    assert said in " ".join(finished.err.split())
    assert "Traceback" not in finished.err
    assert len(desk.items()) == 3


def test_a_line_that_has_no_room_leaves_the_lines_before_it_whole(tmp_path: Path) -> None:
    """The limit on a file's size stands for the end of the disk."""
    program = """
import resource, sys
from crawler.extensions.feed import _WholeLines
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
with open(sys.argv[1], "ab") as file:
    lines = _WholeLines(file)
    for line in (b"first\\n", b"second\\n", b"3rd\\n"):
        try:
            lines.write(line)
        except OSError as error:
            print(line, error.strerror)
"""
    feed = tmp_path / "feed.jsonl"
    ended = subprocess.run([sys.executable, "-c", program, feed], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ended.stdout, ended.stderr) == ("b'second\\n' File too large\n", "")
    assert feed.read_bytes() == b"first\n3rd\n"
