"""Items: stored once, with their place in a story; a better head takes over, and running it twice is harmless."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from crawler.items import NewsItem, Origin
from crawler.outcomes import Flag, Kind, Relation, State
from crawler.store import frontier, items, reviews, runs, saving
from crawler.store.database import Store, StoreError
from crawler.store.rulings import Ruling
from crawler.store.schema import items as items_table
from crawler.store.schema import links, postings, revisions
from crawler.urls import item_id

TEXT = " ".join(
    """
    The harbour office will let a small forecasting model plan its dredging from next spring. Engineers fed it
    eleven years of tide tables, storm logs and the skippers' own notes, then compared its advice with what
    the crews had really done. It was right more often than the old rule of thumb, though it twice sent a
    barge to a channel that was already clear. A person still signs every plan, and the union has asked for
    the reasons to be printed beside each recommendation.
    """.split()
)
EDITED = TEXT.replace("next spring", "the coming spring")
TWICE_EDITED = EDITED.replace("the skippers' own notes", "whatever the skippers had written down")
CUT = TEXT[: len(TEXT) * 7 // 10]
OTHER = " ".join(
    """
    A baker in the hill town has taught her oven to wait. Sensors listen to the dough, a tiny network guesses
    how long the crust needs, and the loaves come out the same on damp mornings as on dry ones. Her neighbours
    were doubtful at first; now four of them share the recipe for the controller, and the miller keeps a spare
    board behind the counter for the days when flour dust gets into the fan and the whole contraption has to
    be taken apart with a spoon.
    """.split()
)
WHOLE = f"{OTHER} {TEXT} {OTHER}"
A, B, C = (f"https://{name}.example/1" for name in ("lab", "press", "portal"))
EARLY, LATE = "2026-05-01T08:00:00+08:00", "2026-05-02T08:00:00+08:00"


def count(store: Store, table: sa.Table) -> int:
    with store.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def heads(store: Store) -> list[str]:
    return [row["url"] for row in items.find(store)]


class TestSave:
    def test_a_new_item(self, newsroom: Any, now: dt.datetime) -> None:
        saved = newsroom.take(A, TEXT, title="Dredging by forecast", topics=["models"], relevance=0.7)
        assert (str(saved.outcome), saved.state, saved.story) == ("new", "pending", item_id(A))
        row = newsroom.row(A)
        assert (row["title"], row["text"], row["topics"], row["is_head"], row["version"]) == (
            "Dredging by forecast",
            TEXT,
            ["models"],
            True,
            1,
        )
        assert row["first_seen_at"] == now

    def test_the_page_is_remembered(self, newsroom: Any) -> None:
        item = newsroom.item(A, TEXT)
        item.trail.page = {"etag": '"e1"', "last_modified": None, "body_hash": "ff"}
        newsroom.save(item)
        newsroom.another_run()
        (noted,) = newsroom.note(A)
        assert (noted.etag, noted.body_hash, noted.outcome) == ('"e1"', "ff", "new")

    def test_the_same_text_again_is_unchanged(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.another_run()
        assert str(newsroom.take(A, TEXT + "\n").outcome) == "unchanged"
        assert count(newsroom.store, items_table) == 1

    def test_the_same_article_found_at_another_address_is_known(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        moved = newsroom.item(B, TEXT, id=item_id(A), canonical_url=A)
        saved = newsroom.save(moved)
        assert (str(saved.outcome), saved.outcome.detail) == ("known", f"{A} is stored, found at another address")

    def test_off_topic_is_kept_with_a_story_of_its_own(self, newsroom: Any) -> None:
        saved = newsroom.take(A, TEXT, state=State.OFF_TOPIC)
        assert (str(saved.outcome), saved.state) == ("off_topic", "off_topic")

    def test_several_articles_of_a_page(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, fragment="one")
        newsroom.take(A, OTHER, fragment="two")
        assert runs.outcome_counts(newsroom.store, newsroom.run_id) == {"lab": {"new": 2}}

    @pytest.mark.parametrize(
        ("text", "relation"),
        [(TEXT, "exact"), (TEXT.upper(), "exact"), (EDITED, "near"), (CUT, "contained")],
    )
    def test_a_copy(self, newsroom: Any, text: str, relation: str) -> None:
        newsroom.take(A, TEXT)
        saved = newsroom.take(B, text)
        assert (str(saved.outcome), saved.state, saved.relation, saved.head, saved.story) == (
            "copy",
            "copy",
            relation,
            item_id(A),
            item_id(A),
        )
        assert heads(newsroom.store) == [A]

    def test_the_other_script(self, newsroom: Any) -> None:
        text = "北岸实验室今天公布了一个小型翻译模型，它只需要一块普通显卡就能运行。"
        newsroom.take(A, text, language="zh-Hans")
        saved = newsroom.take(
            B, "北岸實驗室今天公布了一個小型翻譯模型，它只需要一塊普通顯卡就能運行。", language="zh-Hant"
        )
        assert saved.relation == "script"

    def test_a_page_that_holds_the_text_and_more_stands_beside_it(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        saved = newsroom.take(B, WHOLE)
        assert (str(saved.outcome), saved.relation) == ("new", None)
        assert items.linked(newsroom.store, [item_id(B)]) == {item_id(B): [{"id": item_id(A), "relation": "contains"}]}

    def test_another_text(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        assert str(newsroom.take(B, OTHER).outcome) == "new"
        assert heads(newsroom.store) == [A, B]

    def test_a_copy_that_scores_off_topic_is_a_copy(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        saved = newsroom.take(B, TEXT, state=State.OFF_TOPIC)
        assert (str(saved.outcome), saved.state, saved.head) == ("copy", "copy", item_id(A))

    @pytest.mark.parametrize("text", [TEXT, EDITED, OTHER])
    def test_saving_twice_is_harmless(self, newsroom: Any, text: str) -> None:
        newsroom.take(A, TEXT)
        item = newsroom.item(B, text)
        newsroom.save(item)
        before = self.everything(newsroom.store)
        newsroom.save(item)
        saving.save(newsroom.store, item, [], dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC))
        assert self.everything(newsroom.store) == before

    def test_saving_a_revision_twice_is_harmless(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.another_run()
        item = newsroom.item(A, EDITED)
        newsroom.save(item)
        before = self.everything(newsroom.store)
        newsroom.save(item)
        assert self.everything(newsroom.store) == before

    @staticmethod
    def everything(store: Store) -> list[list[Any]]:
        tables = (items_table, links, revisions, postings, frontier.addresses, frontier.outcomes)
        with store.reading() as connection:
            return [connection.execute(sa.select(table)).all() for table in tables]

    def test_a_text_of_half_a_character_fails_without_a_trace(self, newsroom: Any) -> None:
        item = newsroom.item(A, TEXT, title="\ud83d")
        with pytest.raises((UnicodeEncodeError, StoreError)):
            newsroom.save(item)
        assert count(newsroom.store, items_table) == 0
        assert len(frontier.still_open(newsroom.store, newsroom.run_id)) == 1


class TestRevision:
    def test_the_old_text_is_kept(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, title="First")
        newsroom.another_run()
        saved = newsroom.take(A, EDITED, title="Second")
        assert (str(saved.outcome), saved.outcome.detail, saved.state) == ("revision", "version 2", "pending")
        row = newsroom.row(A)
        assert (row["title"], row["text"], row["version"]) == ("Second", EDITED, 2)
        (old,) = items.versions(newsroom.store, item_id(A))
        assert (old["version"], old["title"], old["text"]) == (1, "First", TEXT)

    def test_versions_add_up(self, newsroom: Any) -> None:
        for text in (TEXT, EDITED, TEXT, TWICE_EDITED):
            newsroom.take(A, text)
            newsroom.another_run()
        assert [row["text"] for row in items.versions(newsroom.store, item_id(A))] == [TEXT, EDITED, TEXT]

    def test_a_decision_stays(self, newsroom: Any, now: dt.datetime) -> None:
        newsroom.take(A, TEXT)
        reviews.record(newsroom.store, item_id(A), "accepted", Ruling("lin", "", now))
        newsroom.another_run()
        assert newsroom.take(A, EDITED).state == "accepted"
        assert newsroom.row(A)["decided_at"] == now

    def test_the_new_text_is_found_and_the_old_one_is_not(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.another_run()
        newsroom.take(A, OTHER)
        assert newsroom.take(B, OTHER).head == item_id(A)
        assert newsroom.take(C, TEXT).head is None


class TestTakeOver:
    def test_the_earlier_published(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        saved = newsroom.take(B, TEXT, published_at=EARLY)
        assert (str(saved.outcome), saved.state, saved.story) == ("new", "pending", item_id(A))
        assert heads(newsroom.store) == [B]
        old = newsroom.row(A)
        assert (old["is_head"], old["state"], old["relation"], old["similarity"]) == (False, "copy", "exact", 1.0)

    def test_the_counts_do_not_depend_on_the_order(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        recounts = newsroom.take(B, TEXT, published_at=EARLY).recounts
        assert recounts == (saving.Recount("lab", Kind.NEW, Kind.COPY),)
        assert runs.outcome_counts(newsroom.store, newsroom.run_id) == {"lab": {"new": 1, "copy": 1}}

    @pytest.mark.parametrize("first", ["2026-05-02T09:00:00+00:00", "2026-05-02"])
    @pytest.mark.parametrize("second", ["2026-05-02", "2026-05-02T09:00:00+00:00", "2026-05-02T00:00:00+00:00"])
    def test_a_day_alone_is_no_time_of_that_day(self, newsroom: Any, first: str, second: str) -> None:
        newsroom.take(A, TEXT, published_at=first)
        newsroom.take(B, TEXT, published_at=second)
        assert heads(newsroom.store) == [A]

    def test_a_day_that_is_over_is_earlier(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at="2026-05-02T00:30:00+00:00")
        newsroom.take(B, TEXT, published_at="2026-05-01")
        assert heads(newsroom.store) == [B]

    def test_a_day_is_one_of_the_sources_zone(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at="2026-05-01T17:00:00+00:00")
        item = newsroom.item(B, TEXT, published_at="2026-05-01")  # over at 16:00 UTC
        item.trail.timezone = "Asia/Shanghai"
        newsroom.save(item)
        assert heads(newsroom.store) == [B]

    def test_a_guessed_date_proves_nothing(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE, flags=[Flag.TRUNCATED])
        newsroom.take(B, TEXT, published_at=EARLY, flags=[Flag.DATE_GUESSED])
        assert heads(newsroom.store) == [A]

    def test_a_third_copy_may_name_the_origin(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=EARLY)
        newsroom.take(B, TEXT, published_at=LATE, site_name="Harbour Wire")
        saved = newsroom.take(C, TEXT, published_at=LATE, origin=Origin("Harbour Wire"))
        assert heads(newsroom.store) == [B]
        assert (str(saved.outcome), saved.head, saved.story) == ("copy", item_id(B), item_id(A))
        assert runs.outcome_counts(newsroom.store, newsroom.run_id) == {"lab": {"new": 1, "copy": 2}}
        assert [(each.before, each.after) for each in saved.recounts] == [("new", "copy"), ("copy", "new")]

    def test_a_canonical_link_to_another_site_names_the_origin(self, newsroom: Any) -> None:
        item = newsroom.item(B, TEXT, published_at=EARLY)
        item.trail.evidence["original"] = A
        newsroom.save(item)
        newsroom.take(A, TEXT, published_at=LATE)
        assert heads(newsroom.store) == [A]

    def test_the_least_flagged(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, flags=[Flag.TRUNCATED])
        newsroom.take(B, TEXT)
        assert heads(newsroom.store) == [B]
        newsroom.take(C, TEXT)
        assert heads(newsroom.store) == [B]

    def test_a_revision_may_show_a_better_head(self, newsroom: Any, now: dt.datetime) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, TEXT, published_at=LATE)
        reviews.record(newsroom.store, item_id(A), "accepted", Ruling("lin", "", now))
        newsroom.another_run()
        saved = newsroom.take(B, EDITED, published_at=EARLY)
        assert (str(saved.outcome), saved.state) == ("revision", "accepted")
        assert heads(newsroom.store) == [B]
        assert (newsroom.row(A)["state"], newsroom.row(A)["relation"]) == ("copy", "near")

    def test_a_copy_says_why_it_is_one_and_says_so_anew_after_a_revision(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, TEXT)
        assert newsroom.row(B)["why"]["coverage"] == 1
        assert newsroom.row(A)["why"] is None
        newsroom.another_run()
        newsroom.take(A, EDITED)
        copy = newsroom.row(B)
        assert (copy["relation"], copy["why"]["coverage"] < 1) == ("near", True)
        newsroom.another_run()
        newsroom.take(B, EDITED)
        assert newsroom.row(B)["relation"] == "exact"

    @pytest.mark.parametrize("origin", ["Harbour Lab", " harbour lab ", "lab.example"])
    def test_the_one_named_as_origin(self, newsroom: Any, origin: str) -> None:
        newsroom.take(B, TEXT, published_at=EARLY, origin=Origin(origin))
        newsroom.take(A, TEXT, published_at=LATE, site_name="Harbour Lab")
        assert heads(newsroom.store) == [A]

    def test_the_head_that_is_named_as_origin_stays(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE, site_name="Harbour Lab")
        newsroom.take(B, TEXT, published_at=EARLY, origin=Origin("Harbour Lab"))
        assert heads(newsroom.store) == [A]

    @pytest.mark.parametrize("state", [State.QUARANTINED, State.OFF_TOPIC])
    def test_what_is_held_back_hides_nothing(self, newsroom: Any, state: State) -> None:
        newsroom.take(A, TEXT, state=state, published_at=EARLY)
        newsroom.take(B, TEXT, published_at=LATE)
        assert (heads(newsroom.store), newsroom.row(B)["state"]) == ([B], "pending")
        newsroom.take(C, TEXT, state=state, published_at="2026-04-30")
        assert heads(newsroom.store) == [B]

    @pytest.mark.parametrize("decided", ["accepted", "rejected", "later"])
    def test_a_persons_decision_moves_along(self, newsroom: Any, now: dt.datetime, decided: str) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        reviews.record(newsroom.store, item_id(A), decided, Ruling("lin", "", now))
        saved = newsroom.take(B, TEXT, published_at=EARLY)
        assert saved.state == decided
        row = newsroom.row(B)
        assert (row["state"], row["decided_at"]) == (decided, now)
        (moved,) = items.history(newsroom.store, item_id(B))
        assert (moved["who"], moved["from_state"], moved["to_state"]) == ("tidings", "pending", decided)
        assert item_id(A) in moved["note"]

    def test_a_part_is_never_the_head_of_the_whole(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, CUT, published_at=EARLY)
        assert heads(newsroom.store) == [A]

    def test_a_page_that_holds_the_text_and_another_is_never_its_head(self, newsroom: Any) -> None:
        newsroom.take(A, f"{TEXT}\n{OTHER}", published_at=EARLY)
        newsroom.take(B, TEXT, published_at=LATE)
        assert heads(newsroom.store) == [A, B]

    def test_every_copy_stands_to_the_head_that_is(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, TEXT, published_at=LATE)
        newsroom.take(C, EDITED, published_at=EARLY)
        copies = items.members(newsroom.store, [item_id(A)])[item_id(A)]
        assert {row["url"]: row["relation"] for row in copies} == {A: "near", B: "near"}

    def test_a_copy_of_a_copy_stands_to_the_head(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        saved = newsroom.take(C, EDITED)
        assert (saved.relation, saved.head) == ("near", item_id(A))
        assert newsroom.row(C)["similarity"] < 1

    def test_links_are_the_storys_and_stay_with_its_head(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, WHOLE, published_at=LATE)
        newsroom.take(C, WHOLE, published_at=EARLY)
        assert heads(newsroom.store) == [A, C]
        assert items.linked(newsroom.store, [item_id(C)]) == {item_id(C): [{"id": item_id(A), "relation": "contains"}]}

    def test_links_lead_to_the_head_that_is(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, WHOLE)
        newsroom.take(C, TEXT, published_at=EARLY)
        assert items.linked(newsroom.store, [item_id(B)]) == {item_id(B): [{"id": item_id(C), "relation": "contains"}]}

    def test_a_story_has_one_head_whatever_comes_in_whatever_order(self, newsroom: Any) -> None:
        for number, (text, day) in enumerate(
            [(TEXT, 9), (EDITED, 3), (TEXT, 1), (TWICE_EDITED, 5), (EDITED, 2)], start=1
        ):
            newsroom.take(f"https://site{number}.example/", text, published_at=f"2026-05-0{day}")
        assert heads(newsroom.store) == ["https://site3.example/"]
        assert count(newsroom.store, items_table) == 5


class TestFind:
    def test_by_state_time_source_and_number(self, newsroom: Any, now: dt.datetime) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, TEXT)
        newsroom.take(C, OTHER, flags=[Flag.LIST_PAGE], state=State.QUARANTINED)
        store = newsroom.store

        def found(**by: Any) -> list[str]:
            return [row["url"] for row in items.find(store, **by)]

        assert found() == [A, C]
        assert found(heads_only=False) == [A, B, C]
        assert found(states=["quarantined"]) == [C]
        assert found(states=["copy"], heads_only=False) == [B]
        assert found(since=now) == [A, C]
        assert found(since=now + dt.timedelta(seconds=1)) == []
        assert found(source="press") == []
        assert found(limit=1) == [A]
        assert items.counts(store) == {"pending": 1, "copy": 1, "quarantined": 1}

    def test_by_the_start_of_an_id(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, OTHER)
        row = items.get(newsroom.store, item_id(A)[:12])
        assert row is not None
        assert row["url"] == A
        assert items.get(newsroom.store, "") is None  # two start so
        assert items.get(newsroom.store, "%") is None
        assert items.get(newsroom.store, "zz") is None


_WRITER = """
import sys
sys.path[:0] = [sys.argv[2]]
from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("conftest", sys.argv[2] + "/conftest.py")
helpers = module_from_spec(spec)
spec.loader.exec_module(helpers)
from crawler.store.database import open_store
room = helpers.Newsroom(open_store("", sys.argv[1]), "source-" + sys.argv[3])
print("ready", flush=True)
sys.stdin.read(1)
for number in range(200):
    text = " ".join(f"word{number}x{position}" for position in range(70))
    room.take(f"https://site{sys.argv[3]}.example/{number}", text, published_at=f"2026-05-0{sys.argv[3]}")
room.store.close()
"""


def test_four_processes_that_save_the_same_texts_at_once(store: Store, tmp_path: Path) -> None:
    here = str(Path(__file__).parent)
    commands = [[sys.executable, "-c", _WRITER, str(tmp_path), here, str(number)] for number in range(1, 5)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    writers = [subprocess.Popen(command, text=True, **pipes) for command in commands]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("x")
        writer.stdin.flush()
    assert [(writer.communicate(timeout=100)[1], writer.returncode) for writer in writers] == [("", 0)] * 4
    rows = items.find(store, heads_only=False)
    assert len(rows) == 800
    stories = {row["story"] for row in rows}
    assert len(stories) == 200
    assert all(row["url"].startswith("https://site1.") for row in rows if row["is_head"])
    assert sum(row["is_head"] for row in rows) == 200
    assert {row["relation"] for row in rows if not row["is_head"]} == {Relation.EXACT}
    counted = [runs.outcome_counts(store, run) for run in range(1, 5)]
    assert sum(sum(sum(kinds.values()) for kinds in each.values()) for each in counted) == 800


def test_the_kinds_that_saving_gives() -> None:
    assert {Kind.NEW, Kind.COPY, Kind.REVISION, Kind.UNCHANGED, Kind.KNOWN, Kind.OFF_TOPIC} < set(Kind)
    assert NewsItem.__dataclass_fields__["trail"].repr is False


class TestRevisedState:
    def test_what_a_stage_gave_is_given_anew(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, state=State.OFF_TOPIC)
        saved = newsroom.take(A, OTHER, state=State.PENDING)
        assert (str(saved.outcome), saved.state) == ("revision", "pending")
        assert [row["state"] for row in items.find(newsroom.store)] == ["pending"]

    def test_what_a_person_decided_stays(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        reviews.record(newsroom.store, item_id(A), "accepted", Ruling("ann", "", dt.datetime.now(dt.UTC)))
        assert newsroom.take(A, OTHER, state=State.OFF_TOPIC).state == "accepted"
