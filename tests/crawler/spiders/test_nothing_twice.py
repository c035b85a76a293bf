"""Nothing is fetched or stored twice, and nothing is lost: over runs, sources, redirects and kill -9."""

import contextlib
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, article, page, rss

DATE = "Mon, 04 May 2026 12:00:00 GMT"


def moved(url: str) -> Answer:
    return Answer(status=301, headers={"Location": url})


@pytest.fixture
def small_web(web: Web) -> Web:
    web.add({f"http://site.test/{number}": article(number) for number in range(3)})
    web.add(
        {
            "http://site.test/dated": Answer(page("dated"), last_modified=DATE),
            "http://site.test/plain": Answer(page("plain")),
            "http://site.test/pdf": Answer(b"%PDF-1.7", content_type="application/pdf", etag='"pdf"'),
            "http://site.test/gone": Answer(b"", 404),
            "http://short.test/a": moved("http://site.test/0?utm_source=short"),
            "http://site.test/0?utm_source=short": article(0),
            "http://site.test/0?utm_medium=feed": article(0),
            "http://short.test/b": moved("http://final.test/b"),
            "http://short.test/c": moved("http://final.test/b"),
            "http://final.test/b": article("final"),
        }
    )
    own = [f"http://site.test/{path}" for path in ("0", "1", "2", "dated", "plain", "pdf", "gone")]
    feed = rss([*own, *[f"http://short.test/{path}" for path in "abc"]])
    web.add({"http://site.test/feed": Answer(feed.body, content_type=feed.content_type, etag='"feed"')})
    web.add({"http://other.test/feed": rss(["http://site.test/0?utm_medium=feed#top", "http://site.test/1"])})
    return web


def test_runs_over_the_same_web(desk: Desk, small_web: Web) -> None:
    web = small_web
    desk.source("first", "feed", "http://site.test/feed")
    desk.source("second", "feed", "http://other.test/feed")
    assert desk.crawl().code == 0
    first = desk.outcomes()
    items = desk.items()
    assert set(items) == {f"http://site.test/{path}" for path in ("0", "1", "2", "dated", "plain")} | {
        "http://final.test/b"
    }
    assert sorted(first.values()) == sorted(["new"] * 6 + ["known"] * 2 + ["rejected:not_html", "failed:http_404"])
    fetched_once = [url for url in web.urls() if "final" not in url and "site.test/0" not in url]
    assert len(set(fetched_once)) == len(fetched_once)

    web.forget()
    assert desk.crawl().code == 0
    second = desk.outcomes()
    assert desk.items().keys() == items.keys()
    assert [row["text"] for row in desk.items().values()] == [row["text"] for row in items.values()]
    assert set(second) <= set(first)
    assert {second[url] for url in items if url in second} == {"unchanged"}
    assert second["http://site.test/pdf"] == "rejected:not_html"
    assert set(second.values()) <= {"unchanged", "known", "rejected:not_html", "failed:http_404"}
    asked = {each.url: each.headers for each in web.requests()}
    assert asked["http://site.test/1"]["If-None-Match"] == '"1"'
    assert asked["http://site.test/feed"]["If-None-Match"] == '"feed"'
    assert asked["http://site.test/dated"]["If-Modified-Since"] == DATE
    assert "If-None-Match" not in asked["http://site.test/dated"]
    assert "If-None-Match" not in asked["http://final.test/b"]  # the validators are another address's

    web.add({"http://site.test/1": Answer(page("one, told anew"), etag='"1b"')})
    assert desk.crawl("first").code == 0
    third = desk.outcomes()
    assert third["http://site.test/1"] == "revision"
    assert set(third.values()) <= {"revision", "unchanged", "known", "rejected:not_html", "failed:http_404"}
    changed = desk.items()["http://site.test/1"]
    before = items["http://site.test/1"]
    assert changed["text"] != before["text"]
    assert (changed["id"], changed["story"], changed["version"]) == (before["id"], before["story"], 2)
    kept = desk.rows("select item_id, version, text from revisions")
    assert kept == [{"item_id": before["id"], "version": 1, "text": before["text"]}]
    assert {row["status"] for row in desk.rows("select status from runs")} == {"finished"}


PAGES = [f"http://site{number % 4}.test/{number}" for number in range(40)]


def twin_web(web: Web) -> None:
    """Forty pages of thirty texts: ten are told twice."""
    for number, url in enumerate(PAGES):
        web.add({url: Answer(page(number % 30), delay_seconds=0.05)})
    web.add({"http://hub.test/feed": rss(PAGES)})


def state(desk: Desk) -> tuple[dict[str, str], set[frozenset[str]]]:
    """Return each item's text by its id, and which items stand in one story."""
    stories: dict[str, set[str]] = {}
    for row in desk.items().values():
        stories.setdefault(row["story"], set()).add(row["id"])
    texts = {row["id"]: row["text"] for row in desk.items().values()}
    return texts, {frozenset(ids) for ids in stories.values()}


def outcomes_so_far(desk: Desk) -> int:
    import sqlite3

    with contextlib.suppress(sqlite3.OperationalError):  # no database or no tables yet
        return int(desk.rows("select count(*) as n from outcomes")[0]["n"])
    return 0


def kill_in_the_middle(desk: Desk) -> None:
    process = desk.start()
    end = time.monotonic() + 60
    while outcomes_so_far(desk) < 5:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.send_signal(signal.SIGKILL)
    # The killed process is not waited for: under a supervisor that is slow to do so, its workers end all the same.
    _, alive = psutil.wait_procs(children, timeout=8)
    alive = [each for each in alive if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    process.communicate()
    assert alive == []
    assert process.returncode == -signal.SIGKILL


def test_kill_minus_9_loses_nothing(desk: Desk, web: Web, tmp_path: Path) -> None:
    twin_web(web)
    undisturbed = Desk(tmp_path / "undisturbed", web)
    for each in (desk, undisturbed):
        each.source("hub", "feed", "http://hub.test/feed", "first_run_days = 0\nmax_items = 1000")
    alone = undisturbed.start()
    kill_in_the_middle(desk)
    assert undisturbed.finish(alone).code == 0
    assert 0 < len(desk.items()) < len(PAGES)
    web.forget()
    assert desk.crawl().code == 0
    assert state(desk) == state(undisturbed)
    assert len(desk.items()) == 40
    assert len(state(desk)[1]) == 30
    assert [row["status"] for row in desk.rows("select status from runs order by id")] == ["interrupted", "finished"]
    assert set(desk.outcomes(2)) == set(undisturbed.outcomes(1)) == set(PAGES)
    assert len(web.urls()) == len(set(web.urls()))
    assert desk.rows("select count(*) as n from addresses where pending_run is not null") == [{"n": 0}]


def test_ctrl_c_ends_the_run_and_names_what_is_left(desk: Desk, web: Web) -> None:
    twin_web(web)
    for number, url in enumerate(PAGES[10:]):  # much is left, however late a busy machine looks at the first outcomes
        web.add({url: Answer(page(number), delay_seconds=1.0)})
    desk.source("hub", "feed", "http://hub.test/feed", "first_run_days = 0\nmax_items = 1000")
    process = desk.start(CONCURRENT_REQUESTS=2)
    while outcomes_so_far(desk) < 3:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert [row["status"] for row in desk.rows("select status from runs")] == ["interrupted"]
    assert "failed:interrupted" in desk.outcomes().values()
    assert "failed:bug" not in desk.outcomes().values()
    assert set(desk.outcomes()) == set(PAGES)
