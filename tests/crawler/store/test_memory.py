"""What is kept of each site: who teaches, who reads, and what happens to rows that cannot be read."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crawler.outcomes import Kind, Outcome
from crawler.store import frontier, memory
from crawler.store.database import Store, open_store
from crawler.store.frontier import Ending
from crawler.store.schema import site_memory
from pipelines.extraction.site_memory import Learned, SiteMemory

SITE = "lab.example"
LINE = "0123456789abcdef"


def lesson(box: str = "main.>div.text") -> tuple[str, Learned]:
    return SITE, Learned(box, {LINE: "Subscribe to our newsletter"})


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.lab.example/news/1", "lab.example"),
        ("https://m.lab.example/news/1", "lab.example"),
        ("http://lab.example:8080/", "lab.example"),
        ("https://WWW.Lab.Example/", "lab.example"),
        ("https://blog.lab.example/", "blog.lab.example"),
        ("https://m.example/", "m.example"),
        ("http://127.0.0.1:80/x", "127.0.0.1"),
        ("file:///pages/a.html", ""),
        ("http://[", ""),
    ],
)
def test_the_pages_of_a_site_share_a_host(url: str, site: str) -> None:
    assert memory.site_of(url) == site


def test_nothing_is_known_of_a_new_site(store: Store) -> None:
    assert memory.recall(store, SITE) == SiteMemory()
    assert memory.recall_all(store, [SITE, "", "other.example"]) == {}


def test_only_what_founded_an_item_teaches(newsroom: Any, now: dt.datetime) -> None:
    kinds = [Kind.NEW, Kind.OFF_TOPIC, Kind.COPY, Kind.REVISION, Kind.UNCHANGED]
    noted = newsroom.note(*(f"https://lab.example/{kind}" for kind in kinds), "https://lab.example/not-read")
    endings = [Ending(each.address_id, "lab", Outcome(kind)) for each, kind in zip(noted, kinds, strict=False)]
    frontier.end_all(newsroom.store, newsroom.run_id, endings, now)
    memory.learn(newsroom.store, newsroom.run_id, {each.address_id: lesson() for each in noted}, now)
    known = memory.recall(newsroom.store, SITE)
    assert (known.articles, known.lines, known.boxes) == (2, {LINE: 2}, {"main.>div.text": 2})


def test_a_page_of_several_articles_teaches_once(newsroom: Any, now: dt.datetime) -> None:
    [noted] = newsroom.note("https://lab.example/several")
    endings = [Ending(noted.address_id, "lab", Outcome(Kind.NEW), fragment) for fragment in ("one", "two", "three")]
    frontier.end_all(newsroom.store, newsroom.run_id, endings, now)
    memory.learn(newsroom.store, newsroom.run_id, {noted.address_id: lesson()}, now)
    assert memory.recall(newsroom.store, SITE).articles == 1


def test_a_head_that_became_a_copy_in_the_same_run_teaches_nothing(newsroom: Any, now: dt.datetime) -> None:
    text = "".join(
        f"第{number}段，北岸实验室的人说，他们花了八个月整理语料，其中一半来自口述录音。" for number in range(9)
    )
    first = newsroom.item("https://lab.example/later", text, published_at="2026-05-03")
    second = newsroom.item("https://lab.example/earlier", text, published_at="2026-05-01")
    newsroom.save(first)
    newsroom.save(second)
    taught = {item.trail.address_id: lesson() for item in (first, second)}
    memory.learn(newsroom.store, newsroom.run_id, taught, now)
    assert memory.recall(newsroom.store, SITE).articles == 1


def test_runs_add_up_and_say_when(newsroom: Any, now: dt.datetime) -> None:
    for number in range(3):
        [noted] = newsroom.note(f"https://lab.example/{number}")
        frontier.end_all(newsroom.store, newsroom.run_id, [Ending(noted.address_id, "lab", Outcome(Kind.NEW))], now)
        memory.learn(newsroom.store, newsroom.run_id, {noted.address_id: lesson()}, now)
        newsroom.another_run()
    assert memory.recall(newsroom.store, SITE).trusts("main.>div.text")
    with newsroom.store.reading() as connection:
        row = connection.execute(sa.select(site_memory)).mappings().one()
    assert (row["site"], row["articles"], row["updated_at"]) == (SITE, 3, now)


_LEARNER = """
import datetime as dt, sys
from crawler.outcomes import Kind, Outcome
from crawler.store import frontier, memory, runs
from crawler.store.database import open_store
from crawler.store.frontier import Ending, Fetched, Link
from pipelines.extraction.site_memory import Learned
store, name, now = open_store("", sys.argv[1]), sys.argv[2], dt.datetime.now(dt.UTC)
run, _, _ = runs.begin(store, [name], now)
links = [Link(f"https://lab.example/{name}/{number}", f"https://lab.example/{name}/{number}") for number in range(20)]
noted = frontier.note(store, run, name, "https://lab.example/feed", links, Fetched(), now)
frontier.end_all(store, run, [Ending(each.address_id, name, Outcome(Kind.NEW)) for each in noted], now)
print("ready", flush=True)
sys.stdin.read(1)
for each in noted:
    memory.learn(store, run, {each.address_id: ("lab.example", Learned("box", {"0123456789abcdef": "x"}))}, now)
store.close()
"""


def test_runs_that_end_at_the_same_time_lose_no_lesson(store: Store, tmp_path: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _LEARNER, str(tmp_path), name],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in ("one", "two", "three")
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    assert [(process.communicate(timeout=60), process.returncode)[1] for process in started] == [0, 0, 0]
    known = memory.recall(store, SITE)
    assert (known.articles, known.lines, known.boxes) == (60, {LINE: 60}, {"box": 60})


@pytest.mark.parametrize("kept", ["[]", '"nonsense"', '{"articles": "many"}', '{"lines": {"a": null}}'])
def test_a_row_that_cannot_be_read_is_learned_anew(
    newsroom: Any, now: dt.datetime, kept: str, caplog: pytest.LogCaptureFixture
) -> None:
    with newsroom.store.writing() as connection:
        connection.execute(
            sa.text("insert into site_memory values (:s, :m, 3, :n)"),
            {"s": SITE, "m": kept, "n": "2026-01-01 00:00:00"},
        )
    assert memory.recall(newsroom.store, SITE) == SiteMemory()
    assert "site lab.example: what is kept of it cannot be read" in caplog.text
    [noted] = newsroom.note("https://lab.example/a")
    frontier.end_all(newsroom.store, newsroom.run_id, [Ending(noted.address_id, "lab", Outcome(Kind.NEW))], now)
    memory.learn(newsroom.store, newsroom.run_id, {noted.address_id: lesson()}, now)
    assert memory.recall(newsroom.store, SITE).articles == 1


def test_forgetting_names_what_was_known(newsroom: Any, now: dt.datetime, tmp_path: Path) -> None:
    [noted] = newsroom.note("https://lab.example/a")
    frontier.end_all(newsroom.store, newsroom.run_id, [Ending(noted.address_id, "lab", Outcome(Kind.NEW))], now)
    memory.learn(newsroom.store, newsroom.run_id, {noted.address_id: lesson()}, now)
    assert memory.forget(newsroom.store, [SITE, "other.example"]) == [SITE]
    assert memory.forget(newsroom.store, [SITE]) == []
    again = open_store("", str(tmp_path))
    assert memory.recall(again, SITE) == SiteMemory()
    again.close()
