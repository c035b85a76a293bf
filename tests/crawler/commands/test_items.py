"""`tidings items` and the refusals of `tidings review`, run as commands on a real database."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from crawler.commands.shell import plain
from crawler.outcomes import State
from crawler.review import person
from crawler.store import reviews
from crawler.store.database import open_store
from tests.crawler.review.shelf import FUND, FUND_IN_CHINESE, HARBOUR, LANTERN, ORCHARD, Shelf

Run = Callable[..., Result]


@pytest.fixture(name="shelf")
def fixture_shelf(tmp_path: Path) -> Iterator[Shelf]:
    store = open_store("", str(tmp_path))
    yield Shelf(store)
    store.close()


@pytest.fixture(name="run")
def fixture_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command as the user `mei` in a wide terminal."""
    monkeypatch.setattr("settings.base.TIDINGS_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("settings.dev.TIDINGS_DATA_DIR", str(tmp_path))
    monkeypatch.setattr("crawler.commands.shell.out.width", 160)
    monkeypatch.setenv("LOGNAME", "mei")

    def run(*arguments: str) -> Result:
        from crawler.cli import build

        return CliRunner().invoke(build(), list(arguments))

    return run


@pytest.fixture(name="two")
def fixture_two(shelf: Shelf) -> list[str]:
    return [
        shelf.put("https://a.example/1", "手机上的模型", LANTERN, language="zh-Hans", relevance=0.8,
                  flags=["date_guessed"], evidence={"date_guessed": {"from": "the address"}}),
        shelf.put("https://a.example/2", "Tractors", HARBOUR, published_at="2026-11-01T08:00:00+08:00"),
    ]  # fmt: skip


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_list_shows_what_is_pending(run: Run, shelf: Shelf, two: list[str]) -> None:
    shelf.put("https://b.example/1", "A copy", LANTERN, flags=["date_guessed", "truncated"])
    shelf.put("https://b.example/2", "Held", ORCHARD, state=State.QUARANTINED)
    shown = run("items", "list").stdout
    for each in (*two, "手机上的模型", "[date_guessed]", "2026-11-01", "0.80"):
        assert each in shown
    assert "A copy" not in shown
    assert "Held" not in shown
    assert "Held" in run("items", "list", "--state", "quarantined", "--state", "later").stdout
    assert "A copy" in run("items", "list", "--state", "copy").stdout
    assert "No item is rejected" in run("items", "list", "--state", "rejected").stdout


def test_list_is_limited_and_says_so(run: Run, two: list[str]) -> None:
    shown = run("items", "list", "--limit", "1").stdout
    assert two[1] not in shown
    assert "--limit shows more" in shown
    assert "No item of openai-news is pending" in run("items", "list", "--source", "openai-news").stdout


@pytest.mark.parametrize(("name", "near"), [("openai-new", "openai-news"), ("lakeside", "lakeside-press")])
def test_a_source_that_nobody_knows(name: str, near: str, run: Run, two: list[str]) -> None:
    result = run("items", "list", "--source", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"no such source: {name}" in result.stderr
    assert f"Did you mean {near}?" in result.stderr


def test_json_is_the_feeds_form(run: Run, two: list[str]) -> None:
    listed = lines(run("items", "list", "--json"))
    assert [each["id"] for each in listed] == two
    assert listed[0]["title"] == "手机上的模型"
    assert {"copies", "links", "schema"} <= set(listed[0])
    assert "evidence" not in listed[0]
    assert lines(run("items", "show", two[1], "--json")) == listed[1:]


def test_show_tells_all(run: Run, shelf: Shelf, two: list[str]) -> None:
    copy = shelf.put("https://b.example/1", "A copy", LANTERN, flags=["date_guessed", "truncated"])
    run("items", "reject", two[0], "--reason", "an advertisement")
    shown = run("items", "show", two[0][:10]).stdout
    for each in (two[0], copy, "Lantern Labs released", 'date_guessed: {"from": "the address"}', "exact 1.00",
                 "rejected by mei: an advertisement"):  # fmt: skip
        assert each in shown


@pytest.mark.parametrize(("command", "state"), [("accept", "accepted"), ("reject", "rejected"), ("later", "later")])
def test_decisions(command: str, state: str, run: Run, shelf: Shelf, two: list[str]) -> None:
    result = run("items", command, two[0][:8], two[1])
    assert result.exit_code == 0
    assert [shelf.state(each) for each in two] == [state, state]
    assert "already" in run("items", command, two[0]).stdout
    assert len(reviews.story_history(shelf.store, two[0])) == 1


def test_a_decision_may_be_somebody_elses(run: Run, shelf: Shelf, two: list[str]) -> None:
    run("items", "accept", two[0], "--who", "li")
    assert reviews.story_history(shelf.store, two[0])[0]["who"] == "li"
    assert run("items", "undo").exit_code == 2
    assert f"{two[0]} is pending again" in run("items", "undo", "--who", "li").stdout


def test_undo_of_the_newest_and_of_one(run: Run, shelf: Shelf, two: list[str]) -> None:
    run("items", "accept", *two)
    assert f"{two[1]} is pending again" in run("items", "undo").stdout
    assert f"{two[0]} is pending again" in run("items", "undo", two[0]).stdout
    again = run("items", "undo", two[0])
    assert (again.exit_code, "nothing to undo" in again.stderr) == (2, True)


@pytest.fixture(name="copy")
def fixture_copy(shelf: Shelf, two: list[str]) -> str:
    """A copy of the first item that is not the same to the letter."""
    return shelf.put("https://b.example/1", "A \x1b[31mcopy", f"{LANTERN} More.", flags=["date_guessed", "truncated"])


def test_a_copy_is_shown_with_why_it_is_one(run: Run, two: list[str], copy: str) -> None:
    shown = run("items", "show", two[0]).stdout
    assert f"{copy} near " in shown
    assert '"coverage": ' in shown
    told = run("items", "show", copy).stdout
    assert f"{two[0]} near " in told
    assert f"{copy} near " not in told


def test_a_copy_is_parted_and_brought_back(run: Run, shelf: Shelf, two: list[str], copy: str) -> None:
    tried = run("items", "part", copy[:10], "--dry-run")
    assert (tried.exit_code, shelf.state(copy)) == (0, "copy")
    assert f"{copy} would be parted from its story" in tried.stdout
    done = run("items", "part", copy[:10], "--reason", "another phone")
    assert f"{copy} is parted from its story  A [31mcopy" in done.stdout
    assert done.stdout.splitlines()[1:] == tried.stdout.splitlines()[1:]
    assert f"  {copy}  pending" in done.stdout
    assert shelf.state(copy) == "pending"
    assert "part pending by mei: another phone" in run("items", "show", copy).stdout
    assert "was parted by mei" in run("items", "undo").stdout
    assert shelf.state(copy) == "copy"


def test_a_parted_head_is_the_head_again(run: Run, shelf: Shelf) -> None:
    page = shelf.put("https://a.example/0", "Two things", f"{LANTERN}\n{HARBOUR}")
    parts = [shelf.put(f"https://a.example/{n}", f"Part {n}", text) for n, text in enumerate((LANTERN, HARBOUR), 1)]
    for each in parts:
        run("items", "join", each, page)  # harmless for what is a copy already
    run("items", "accept", page)
    before = [run("items", "show", each, "--json").stdout for each in (page, *parts)]
    tried = run("items", "part", page, "--dry-run").stdout
    assert f"No copy of the new head, and so a story of its own, too: {parts[1]}" in tried
    assert run("items", "part", page).exit_code == 0
    assert [shelf.state(each) for each in (page, *parts)] == ["accepted", "pending", "pending"]
    assert f"{page} is accepted" in run("items", "undo", parts[1]).stdout
    after = [run("items", "show", each, "--json").stdout for each in (page, *parts)]
    for one, other in zip(before, after, strict=True):
        old, new = json.loads(one), json.loads(other)
        assert {**old, "decisions": None} == {**new, "decisions": None}


def test_stories_are_joined_and_go_apart(run: Run, shelf: Shelf, two: list[str], copy: str) -> None:
    run("items", "accept", two[1])
    done = run("items", "join", copy, "https://a.example/2?utm_source=x", "--who", "li")
    assert f"{two[0]} is joined to the story of  Tractors" in done.stdout
    assert [shelf.state(each) for each in (*two, copy)] == ["copy", "accepted", "copy"]
    assert f"    {copy}" not in done.stdout
    assert done.stdout.splitlines()[1].startswith(f"  {two[1]}  accepted")
    assert "was joined by li" in run("items", "undo", copy).stdout
    assert [shelf.state(each) for each in (*two, copy)] == ["pending", "accepted", "copy"]


@pytest.fixture(name="event")
def fixture_event(shelf: Shelf) -> list[str]:
    """Two stories of one event, the best-sourced first."""
    return [
        shelf.put("https://wire.example/fund", "Aldermoor raises $412 million", FUND, published_at="2026-11-01",
                  tells=True),
        shelf.put("https://news.example/fund", "Aldermoor融资4.12亿美元", FUND_IN_CHINESE, published_at="2026-11-02",
                  tells=True),
    ]  # fmt: skip


def test_list_folds_an_event_into_one_line(run: Run, two: list[str], event: list[str]) -> None:
    folded = run("items", "list").stdout
    assert "[+1 of this event]" in folded
    assert [each in folded for each in [*two, *event]] == [True, True, True, False]
    for option in ("--unfold", "--json", "--source=lakeside-press"):
        unfolded = run("items", "list", option).stdout
        assert all(each in unfolded for each in [*two, *event])
    assert lines(run("items", "list", "--json"))[-1]["links"] == [{"id": event[0], "relation": "event"}]
    assert event[1] in run("items", "show", event[0]).stdout


@pytest.mark.parametrize(("command", "state"), [("accept", "accepted"), ("reject", "rejected"), ("later", "later")])
def test_an_event_is_decided_at_once_and_taken_back(
    command: str, state: str, run: Run, shelf: Shelf, two: list[str], event: list[str]
) -> None:
    looked = run("items", command, event[0], "--event", "--dry-run").stdout
    assert all(f"{each} would be {state}" in looked for each in event)
    assert [shelf.state(each) for each in event] == ["pending", "pending"]
    done = run("items", command, *event, "--event")  # the second one is decided with the first
    assert done.exit_code == 0
    assert [shelf.state(each) for each in [*event, *two]] == [state, state, "pending", "pending"]
    assert "and so are 1 more of its event" in run("items", "undo").stdout
    assert [shelf.state(each) for each in event] == ["pending", "pending"]


def test_an_event_is_taken_apart_and_comes_back(run: Run, shelf: Shelf, event: list[str]) -> None:
    assert f"{event[1]} would be taken out of its event" in run("items", "apart", event[1], "--dry-run").stdout
    assert "+1 of this event" in run("items", "list").stdout
    assert run("items", "apart", event[0], "--all", "--reason", "two rounds").exit_code == 0
    assert "of this event" not in run("items", "list").stdout
    assert "two rounds" in run("items", "show", event[0]).stdout
    assert f"apart pending on {event[0]} by mei: two rounds" in run("items", "show", event[1]).stdout
    undone = run("items", "undo").stdout
    assert f"{event[0]} was taken out of its event by mei: that is undone. {event[0]} is pending." in undone
    assert "+1 of this event" in run("items", "list").stdout


def test_an_event_is_made_by_hand(run: Run, shelf: Shelf, event: list[str]) -> None:
    third = shelf.put("https://far.example/1", "Something of Tilbury", HARBOUR, published_at="2026-11-02", tells=True)
    looked = run("items", "together", third, event[1], "--dry-run").stdout
    assert f"{third} would be put into one event  Something of Tilbury" in looked
    assert all(f"  1  {each}  pending" in looked for each in (third, *event))
    assert third in run("items", "list").stdout
    assert run("items", "together", third, event[1], "--reason", "an essay on it").exit_code == 0
    assert "[+2 of this event]" in run("items", "list").stdout
    for each in (third, event[1]):
        assert "an essay on it" in run("items", "show", each).stdout
    assert "was put into one event with another story by mei: that is undone" in run("items", "undo").stdout
    assert "[+1 of this event]" in run("items", "list").stdout


def test_evidence_of_an_event_has_numbers_as_people_write_them(run: Run, event: list[str]) -> None:
    shown = run("items", "show", event[0]).stdout
    assert "412 million" in shown
    assert "e+" not in shown


def test_events_are_decided_all_or_none(run: Run, shelf: Shelf, two: list[str], event: list[str]) -> None:
    for ids in ([event[0], two[0]], [two[0], event[0]]):
        result = run("items", "accept", *ids, "--event")
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"no other story tells the event of {two[0]}. Nothing was decided" in result.stderr
        assert [shelf.state(each) for each in event] == ["pending", "pending"]


@pytest.mark.parametrize(
    "command", [["apart", "{}"], ["accept", "{}", "--event"], ["accept", "{}", "--dry-run"]], ids=lambda each: each[0]
)
def test_what_is_no_event_is_wrong_use(command: list[str], run: Run, shelf: Shelf, two: list[str]) -> None:
    assert run("items", *(each.format(two[0]) for each in command)).exit_code == 2
    assert shelf.state(two[0]) == "pending"


def test_what_cannot_be_parted_or_joined_is_wrong_use(run: Run, two: list[str], copy: str) -> None:
    for command, message in (
        (["part", two[1]], "alone in its story"),
        (["join", two[0], copy], "in one story already"),
        (["join", two[0], "0" * 16], "there is no item"),
        (["part", "0" * 16], "there is no item"),
        (["together", two[0], two[1]], "was stored before there were events"),
        (["together", two[0], "0" * 16], "there is no item"),
    ):
        result = run("items", *command)
        assert (result.exit_code, message in result.stderr) == (2, True)


@pytest.mark.parametrize("command", [["show"], ["accept"], ["reject"], ["later"], ["undo"]])
def test_an_unknown_id_is_wrong_use(command: list[str], run: Run, two: list[str]) -> None:
    result = run("items", *command, "0" * 16)
    assert (result.exit_code, "there is no item" in result.stderr) == (2, True)


def test_one_wrong_id_decides_none(run: Run, shelf: Shelf, two: list[str]) -> None:
    copy = shelf.put("https://b.example/1", "A copy", LANTERN, flags=["date_guessed", "truncated"])
    for wrong in ("nonsense", copy):
        result = run("items", "accept", two[0], wrong)
        assert result.exit_code == 2
        assert shelf.state(two[0]) == "pending"
    assert two[0] in result.stderr


def test_foreign_text_cannot_steer_the_terminal(run: Run, shelf: Shelf) -> None:
    item = shelf.put("https://a.example/1", "A\x1b[2J[bold]B\u202egnp", f"{LANTERN}\n\x1b]0;taken\x07")
    for shown in (run("items", "list").stdout, run("items", "show", item).stdout):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "[bold]" in shown
    assert plain(None) == ""


def test_who_is_the_systems_user_or_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert person.user_name().startswith("user ")


def test_review_says_that_a_port_is_taken(run: Run, shelf: Shelf) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("review", "--port", str(port))
    assert result.exit_code == 2
    assert f"port {port}" in result.stderr
    assert "--port" in result.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "reviews.example"])
def test_review_refuses_to_be_open_to_all(host: str, run: Run) -> None:
    result = run("review", "--host", host)
    assert (result.exit_code, "--allow-remote" in result.stderr) == (2, True)


def test_review_names_an_address_that_is_not_ours(run: Run, shelf: Shelf) -> None:
    result = run("review", "--host", "192.0.2.1", "--port", "0", "--allow-remote")
    assert (result.exit_code, "192.0.2.1" in result.stderr) == (2, True)


def test_review_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    """A process of its own: it prints its address, answers, and ends with code 0 on Ctrl-C."""
    environment = {**os.environ, "TIDINGS_DATA_DIR": str(tmp_path), "PYTHONUNBUFFERED": "1", "COLUMNS": "120"}
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", "review", "--port", "0"],
        cwd=Path(__file__).parents[3], env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1]
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert b"Nothing is pending" in answer.read()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=15)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, errors) == (0, "")


class TestNames:
    """Names of the watchlist, by their tag or any of their names."""

    @pytest.fixture(name="named", autouse=True)
    def fixture_named(self, shelf: Shelf) -> list[str]:
        perhaps = {"verdict": "perhaps", "relevance": {"chip": 2.0}, "set_aside": {"agent": "spy"}}
        return [
            shelf.put("https://a.example/1", "One", LANTERN, entities=["Megvii"], evidence={"watched": ["Megvii"]}),
            shelf.put("https://a.example/2", "Two", HARBOUR, entities=["Qwen"]),
            shelf.put("https://a.example/3", "Three", ORCHARD, state=State.OFF_TOPIC, evidence=perhaps),
        ]

    @pytest.mark.parametrize("name", ["Megvii", "megvii", "旷视", "曠視"])
    def test_the_list_of_a_name(self, run: Run, named: list[str], name: str) -> None:
        assert [each["id"] for each in lines(run("items", "list", "--entity", name, "--json"))] == [named[0]]

    def test_a_name_that_nobody_mentions(self, run: Run) -> None:
        assert "No item is pending and mentions 商汤诗社." in run("items", "list", "--entity", "商汤诗社").stdout

    def test_what_is_watched_is_marked(self, run: Run) -> None:
        listed = run("items", "list").stdout
        assert "One  [watched: Megvii]" in listed
        assert listed.count("watched") == 1

    def test_what_is_perhaps_on_topic(self, run: Run, named: list[str], shelf: Shelf) -> None:
        shelf.put("https://a.example/4", "Four", LANTERN[:200], state=State.OFF_TOPIC, evidence={"verdict": "hardly"})
        assert [each["id"] for each in lines(run("items", "list", "--perhaps", "--json"))] == [named[2]]

    def test_an_item_says_what_counted_and_what_did_not(self, run: Run, named: list[str]) -> None:
        shown = run("items", "show", named[2]).stdout
        assert re.search(r'relevance +0\.00 perhaps +\{"chip": 2\.0\}', shown)
        assert re.search(r'not counted +\{"agent": "spy"\}', shown)
        assert re.search(r"watched +Megvii", run("items", "show", named[0]).stdout)
