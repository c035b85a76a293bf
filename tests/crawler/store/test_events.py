"""Events in the store: found by an index as by comparing all with all, kept up to date, parted and decided."""

import datetime as dt
import itertools
import multiprocessing
import random
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bench.events.__main__ import HERE, SHIPPED, group, pairs_of, scores, signatures, stories
from crawler.outcomes import State
from crawler.store import choices, event_choices, items, reviews
from crawler.store.database import Store, open_store
from crawler.store.event_filing import follow
from crawler.store.mentions import EVERYTHING, Narrow
from crawler.store.reviews import SupersededError
from crawler.store.rulings import ChoiceError, Ruling, StaleError
from crawler.store.schema import items as items_table
from crawler.store.schema import likenesses, telling, telling_terms, term_counts
from crawler.urls import canonical, item_id
from pipelines.events import sign
from pipelines.happenings.ideas import load_ideas
from pipelines.relevance import judge
from pipelines.vocabulary import load_vocabulary

A, B, C, D, E = (f"https://{name}.example/" for name in "abcde")
NOW = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
AT = "2026-05-03T{:02}:00:00+00:00"

_ENGLISH = """The start-up Aldermoor of Tilbury has raised $412 million. The round is led by Quince Capital and values
it at $3.7 billion. Founder Vera Osk wants to build 14 factories."""
_OTHER_ENGLISH = """Investors led by Quince Capital put 412 million dollars into Aldermoor, whose founder Vera Osk is at
home in Tilbury. It is worth 3.7 billion dollars now and plans 14 factories."""
_CHINESE = """初创公司Aldermoor宣布完成4.12亿美元融资，由Quince Capital领投，估值37亿美元。
创始人Vera Osk表示将新建14座工厂。"""
_FIRE = """A fire destroyed the paper mill of Brackwater on Sunday. 61 people worked there; two of them were hurt.
The mayor, Odo Finch, thanked the 230 firemen."""
FUND = (
    ("Aldermoor raises $412 million from Quince Capital", _ENGLISH),
    ("Quince Capital values Aldermoor at $3.7 billion", _OTHER_ENGLISH),
    ("Aldermoor完成4.12亿美元融资，Quince Capital领投", _CHINESE),
)
FIRE = ("Fire at Brackwater mill", _FIRE)


def id_of(url: str) -> str:
    return item_id(canonical(url))


def tell_all(newsroom: Any, *urls: str) -> None:
    """Store tellings of one happening at the addresses, then another happening at E."""
    for hour, (url, (title, text)) in enumerate(zip(urls, FUND, strict=False)):
        newsroom.tell(url, title, text, published_at=AT.format(6 + hour))
    newsroom.tell(E, *FIRE, published_at=AT.format(7))


def events(store: Store) -> list[list[str]]:
    """Return the events as lists of addresses, the best-sourced story first."""
    found: dict[str, list[str]] = {}
    query = (
        sa.select(telling.c.event, items_table.c.url)
        .join(items_table, sa.and_(items_table.c.story == telling.c.story, items_table.c.is_head))
        .where(telling.c.event.is_not(None))
        .order_by(telling.c.event, telling.c.place)
    )
    with store.reading() as connection:
        for event, url in connection.execute(query):
            found.setdefault(event, []).append(url)
    return sorted(found.values())


def event_id(store: Store, url: str) -> str | None:
    with store.reading() as connection:
        return connection.scalar(
            sa.select(telling.c.event)
            .join(items_table, items_table.c.story == telling.c.story)
            .where(items_table.c.id == id_of(url))
        )


def filed(store: Store) -> list[Any]:
    with store.reading() as connection:
        counts = connection.execute(sa.select(term_counts).where(term_counts.c.stories != 0)).all()
        tables = (telling, telling_terms, likenesses)
        return [*(sorted(map(repr, connection.execute(sa.select(table)))) for table in tables), counts]


def states(store: Store) -> dict[str, str]:
    return {row["url"]: row["state"] for row in items.find(store, heads_only=False)}


class TestFinding:
    @pytest.mark.parametrize("seed", [None, 1])
    def test_the_index_finds_what_comparing_all_with_all_finds_in_any_order(
        self, seed: int | None, newsroom: Any
    ) -> None:
        of_a_half = stories("held")
        vocabulary, ideas = load_vocabulary(SHIPPED, HERE), load_ideas(SHIPPED, HERE)
        order = sorted(of_a_half, key=lambda each: each.at)
        if seed is not None:
            random.Random(seed).shuffle(order)  # noqa: S311  (an order, no secret)
        for each in order:
            url = f"https://s{each.key}.example/"
            item = newsroom.item(url, each.text, title=each.title, published_at=each.at.isoformat())
            judge(item, vocabulary)
            sign(item, ideas)
            newsroom.save(item)
        found = pairs_of([sorted(url[9:13] for url in each) for each in events(newsroom.store)])
        wanted = pairs_of(group([each.key for each in of_a_half], scores(of_a_half, signatures(of_a_half)), ()))
        assert len(found ^ wanted) <= 0.06 * len(wanted)  # how rare a term is is known better and better

    def test_stories_in_both_languages_are_one_event_and_another_happening_is_not(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        assert events(newsroom.store) == [[A, B, C]]
        assert event_id(newsroom.store, C) == newsroom.row(A)["story"]

    @pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
    def test_no_order_changes_the_event(self, order: tuple[int, ...], newsroom: Any) -> None:
        for place in order:
            title, text = FUND[place]
            newsroom.tell((A, B, C)[place], title, text, published_at=AT.format(6 + place))
        assert events(newsroom.store) == [[A, B, C]]

    def test_weeks_apart_is_no_event(self, newsroom: Any) -> None:
        newsroom.tell(A, *FUND[0], published_at="2026-04-01")
        newsroom.tell(B, *FUND[1], published_at="2026-05-01")
        assert events(newsroom.store) == []

    def test_without_a_date_the_day_it_was_fetched_counts(self, newsroom: Any) -> None:
        newsroom.tell(A, *FUND[0], published_at=None)
        newsroom.tell(B, *FUND[1], published_at="2026-05-03")
        assert events(newsroom.store) == [[A, B]]

    def test_the_story_that_others_name_as_their_origin_comes_first(self, newsroom: Any) -> None:
        from crawler.items import Origin

        newsroom.tell(A, *FUND[0], published_at=AT.format(6), origin=Origin("Wire"))
        newsroom.tell(B, *FUND[1], published_at=AT.format(9), site_name="Wire")
        assert events(newsroom.store) == [[B, A]]

    def test_copies_follow_their_story(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        newsroom.tell(C, *FUND[0], published_at=AT.format(12))
        assert events(newsroom.store) == [[A, B]]
        newsroom.tell(D, *FUND[0], published_at=AT.format(1))  # a better head of the same text
        assert events(newsroom.store) == [[D, B]]

    def test_an_item_without_a_signature_takes_part_in_none(self, newsroom: Any) -> None:
        newsroom.take(A, FUND[0][1], title=FUND[0][0])
        newsroom.tell(B, *FUND[1])
        assert events(newsroom.store) == []


class TestKeepingUp:
    def test_the_same_again_changes_nothing(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        before = filed(newsroom.store)
        newsroom.another_run()
        tell_all(newsroom, A, B, C)
        with newsroom.store.claiming() as connection:
            follow(connection, [newsroom.row(url)["story"] for url in (A, B, C, E)])
        assert filed(newsroom.store) == before

    def test_a_revision_leaves_the_event_and_comes_back(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        before = event_id(newsroom.store, A)
        newsroom.another_run()
        newsroom.tell(A, *FIRE, published_at=AT.format(6))
        assert [B, C] in events(newsroom.store)
        assert event_id(newsroom.store, B) == before  # the name stays with what is left
        newsroom.another_run()
        newsroom.tell(A, *FUND[0], published_at=AT.format(6))
        assert [A, B, C] in events(newsroom.store)

    def test_a_story_that_left_its_event_gives_no_other_one_the_same_name(self, newsroom: Any) -> None:
        for url, telling_ in zip((A, B, C), FUND, strict=True):
            newsroom.tell(url, *telling_, published_at=AT.format(6))
        newsroom.another_run()
        newsroom.tell(A, "Brackwater mill burns down", _FIRE + " Odo Finch spoke.", published_at=AT.format(6))
        newsroom.tell(E, *FIRE, published_at=AT.format(7))
        assert event_id(newsroom.store, A) == event_id(newsroom.store, E) != event_id(newsroom.store, B)
        assert [B, C] in events(newsroom.store)

    def test_a_revised_story_without_an_event_has_no_fellows(self, newsroom: Any, monkeypatch: Any) -> None:
        monkeypatch.setattr("crawler.store.event_groups._REACH", 3)
        letters = "bcdfghjkmp"
        for one, letter in enumerate(letters):
            words = " ".join(f"{letter}{other}{letter}a{letter}{other}o" for other in letters)
            newsroom.tell(f"https://x{one}.example/", words[:30].title(), f"{words}. {words[::-1]}.")
        newsroom.tell(E, *FIRE, published_at=AT.format(7))
        newsroom.another_run()
        newsroom.tell(
            "https://x0.example/", "Brackwater mill burns", _FIRE + " Odo Finch spoke.", published_at=AT.format(6)
        )
        assert [sorted(each) for each in events(newsroom.store)] == [[E, "https://x0.example/"]]

    def test_two_events_are_filed_as_one_story_each_after_a_join_and_its_undoing(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        before = filed(newsroom.store)
        choices.join(newsroom.store, id_of(B), id_of(A), Ruling("mei", "", NOW))
        assert events(newsroom.store) == [[A, C]]
        reviews.undo(newsroom.store, None, NOW, "mei")
        assert events(newsroom.store) == [[A, B, C]]
        assert filed(newsroom.store)[0] == before[0]
        assert filed(newsroom.store)[3] == before[3]

    def test_a_copy_that_is_parted_tells_the_event_itself(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        newsroom.tell(C, FUND[0][0], FUND[0][1], published_at=AT.format(12))
        choices.part(newsroom.store, id_of(C), Ruling("mei", "", NOW))
        assert sorted(events(newsroom.store)[0]) == [A, B, C]


def _tell_in_a_process(folder: str, place: int, newsroom_class: Any) -> None:
    store = open_store("", folder)
    newsroom = newsroom_class(store, source=f"lab{place}")
    title, text = FUND[place]
    newsroom.tell((A, B, C)[place], title, text, published_at=AT.format(6 + place))
    store.close()


def test_workers_at_once_found_one_event(tmp_path: Path, newsroom_class: Any) -> None:
    open_store("", str(tmp_path)).close()
    context = multiprocessing.get_context("fork")
    workers = [
        context.Process(target=_tell_in_a_process, args=(str(tmp_path), place, newsroom_class)) for place in range(3)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    store = open_store("", str(tmp_path))
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert events(store) == [[A, B, C]]
    store.close()


class TestPart:
    def part(self, store: Store, url: str, who: str = "mei", **more: Any) -> event_choices.EventChoice:
        everything = more.pop("everything", False)
        return event_choices.part(store, id_of(url), Ruling(who, "", NOW, **more), everything=everything)

    def test_one_story_leaves_and_the_others_stay(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        choice = self.part(newsroom.store, A)
        assert events(newsroom.store) == [[B, C]]
        assert [row["url"] for row in choice.concerned] == [A]
        assert [[row["url"] for row in each] for each in choice.groups] == [[A], [B, C]]

    def test_all_are_taken_apart(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        self.part(newsroom.store, B, everything=True)
        assert events(newsroom.store) == []

    def test_no_later_computation_says_otherwise(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        self.part(newsroom.store, A)
        newsroom.another_run()
        newsroom.tell(A, FUND[0][0], FUND[0][1] + " More is to come.", published_at=AT.format(6))  # a revision
        newsroom.tell(C, *FUND[2], published_at=AT.format(8))  # like both
        newsroom.tell(D, *FUND[0], published_at=AT.format(1))  # a better head of the story of A
        assert all(not {A, B} <= set(each) and not {D, B} <= set(each) for each in events(newsroom.store))
        assert len(events(newsroom.store)) == 1

    def test_undoing_brings_the_event_back_with_its_name(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        before = event_id(newsroom.store, A)
        self.part(newsroom.store, B)
        undone = reviews.undo(newsroom.store, None, NOW, "mei")
        assert undone
        assert undone.kind == "apart"
        assert events(newsroom.store) == [[A, B]]
        assert event_id(newsroom.store, B) == before

    def test_a_preview_changes_nothing_and_what_changed_since_is_not_done(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        before = filed(newsroom.store)
        seen = self.part(newsroom.store, A, preview=True)
        assert seen.decision_id is None
        assert filed(newsroom.store) == before
        reviews.record(newsroom.store, id_of(B), "accepted", Ruling("lin", "", NOW))
        with pytest.raises(StaleError):
            self.part(newsroom.store, A, seen=seen.seen)
        assert events(newsroom.store) == [[A, B]]

    @pytest.mark.parametrize("url", [E, "https://nowhere.example/"])
    def test_what_tells_its_event_alone_cannot_leave_it(self, url: str, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        with pytest.raises(ChoiceError):
            self.part(newsroom.store, url)

    def test_states_stay(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        reviews.record(newsroom.store, id_of(A), "accepted", Ruling("mei", "", NOW))
        self.part(newsroom.store, A)
        assert states(newsroom.store) == {A: "accepted", B: "pending", E: "pending"}

    def test_it_stands_in_the_history_of_every_story_it_is_about(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        self.part(newsroom.store, A)
        kinds = {
            url: [row["kind"] for row in reviews.story_history(newsroom.store, id_of(url))] for url in (A, B, C, E)
        }
        assert kinds == {A: ["apart"], B: ["apart"], C: ["apart"], E: []}


class TestTogether:
    def join(self, store: Store, url: str, other: str, who: str = "mei", **more: Any) -> event_choices.EventChoice:
        return event_choices.join(store, id_of(url), id_of(other), Ruling(who, "", NOW, **more))

    def test_two_stories_become_one_event_and_states_stay(self, newsroom: Any) -> None:
        tell_all(newsroom, A)
        reviews.record(newsroom.store, id_of(A), "accepted", Ruling("mei", "", NOW))
        choice = self.join(newsroom.store, E, A)
        assert events(newsroom.store) == [[A, E]]
        assert [row["url"] for row in choice.concerned] == [E]
        assert [[row["url"] for row in each] for each in choice.groups] == [[E, A]]
        assert states(newsroom.store) == {A: "accepted", E: "pending"}
        histories = [reviews.story_history(newsroom.store, id_of(url))[-1]["kind"] for url in (A, E)]
        assert histories == ["together", "together"]

    def test_whole_events_come_together(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        before = event_id(newsroom.store, A)
        self.join(newsroom.store, E, B)
        assert events(newsroom.store) == [[A, B, E]]
        assert event_id(newsroom.store, E) == before

    def test_no_later_computation_says_otherwise(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        self.join(newsroom.store, E, A)
        newsroom.another_run()
        revised = (FIRE[0], FIRE[1] + " More is to come.")
        newsroom.tell(E, *revised, published_at=AT.format(7))
        newsroom.tell(C, *FUND[2], published_at=AT.format(8))
        newsroom.tell(D, *revised, published_at=AT.format(1))  # a better head of the story of E
        assert [sorted(each) for each in events(newsroom.store)] == [[A, B, C, D]]

    def test_undoing_takes_them_from_each_other(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        self.join(newsroom.store, E, A)
        undone = reviews.undo(newsroom.store, id_of(A), NOW)
        assert undone
        assert undone.kind == "together"
        assert events(newsroom.store) == [[A, B]]

    def test_of_two_decisions_on_a_pair_the_newer_one_counts(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        event_choices.part(newsroom.store, id_of(A), Ruling("mei", "", NOW))
        self.join(newsroom.store, A, B)
        assert events(newsroom.store) == [[A, B]]
        event_choices.part(newsroom.store, id_of(B), Ruling("lin", "", NOW))
        assert events(newsroom.store) == []
        reviews.undo(newsroom.store, id_of(A), NOW)
        assert events(newsroom.store) == [[A, B]]

    def test_a_preview_changes_nothing_and_a_newcomer_is_not_taken_along_unseen(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        before = filed(newsroom.store)
        seen = self.join(newsroom.store, E, A, preview=True)
        assert seen.decision_id is None
        assert [[row["url"] for row in each] for each in seen.groups] == [[E, A, B]]
        assert filed(newsroom.store) == before
        newsroom.tell(C, *FUND[2], published_at=AT.format(8))
        with pytest.raises(StaleError):
            self.join(newsroom.store, E, A, seen=seen.seen)
        assert events(newsroom.store) == [[A, B, C]]

    def test_what_cannot_be_is_said(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        for other in (A, B, "https://nowhere.example/"):
            with pytest.raises(ChoiceError, match=r"one event already|there is no item"):
                self.join(newsroom.store, A, other)
        newsroom.take(D, "a text that was stored before there were events")
        with pytest.raises(ChoiceError, match="before there were events"):
            self.join(newsroom.store, A, D)

    def test_not_against_what_somebody_else_said(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        event_choices.part(newsroom.store, id_of(A), Ruling("lin", "", NOW))
        self.join(newsroom.store, E, A)
        with pytest.raises(ChoiceError, match="tell something else"):
            self.join(newsroom.store, E, B)
        assert events(newsroom.store) == [[A, E]]


class TestDecide:
    def decide(self, store: Store, url: str, to: str, who: str = "mei", **more: Any) -> event_choices.EventChoice:
        return event_choices.decide(store, id_of(url), to, Ruling(who, "why", NOW, **more))

    def test_all_that_wait_are_decided_and_no_others(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        reviews.record(newsroom.store, id_of(A), "accepted", Ruling("mei", "", NOW))
        choice = self.decide(newsroom.store, C, "rejected")
        assert states(newsroom.store) == {A: "accepted", B: "rejected", C: "rejected", E: "pending"}
        assert [row["url"] for row in choice.concerned] == [B, C]
        (row,) = items.history(newsroom.store, id_of(B))
        assert (row["from_state"], row["to_state"], row["who"], row["note"]) == ("pending", "rejected", "mei", "why")

    def test_one_undo_takes_all_back(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        self.decide(newsroom.store, A, "rejected")
        undone = reviews.undo(newsroom.store, None, NOW, "mei")
        assert undone
        assert reviews.batch_size(newsroom.store, undone) == 3
        assert set(states(newsroom.store).values()) == {"pending"}
        assert reviews.undo(newsroom.store, None, NOW, "mei") is None

    def test_one_of_them_is_taken_back_alone_on_its_own_page(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        self.decide(newsroom.store, A, "rejected")
        reviews.undo(newsroom.store, id_of(B), NOW)
        assert states(newsroom.store) == {A: "rejected", B: "pending", C: "rejected", E: "pending"}
        reviews.undo(newsroom.store, None, NOW, "mei")
        assert set(states(newsroom.store).values()) == {"pending"}

    def test_not_when_somebody_else_decided_one_of_them_since(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        self.decide(newsroom.store, A, "rejected")
        reviews.record(newsroom.store, id_of(B), "accepted", Ruling("lin", "", NOW))
        with pytest.raises(SupersededError, match="lin"):
            reviews.undo(newsroom.store, None, NOW, "mei")
        assert states(newsroom.store) == {A: "rejected", B: "accepted", C: "rejected", E: "pending"}

    def test_a_preview_changes_nothing_and_a_newcomer_is_not_decided_unseen(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        seen = self.decide(newsroom.store, A, "rejected", preview=True)
        assert set(states(newsroom.store).values()) == {"pending"}
        newsroom.tell(C, *FUND[2], published_at=AT.format(8))
        with pytest.raises(StaleError):
            self.decide(newsroom.store, A, "rejected", seen=seen.seen)
        assert set(states(newsroom.store).values()) == {"pending"}

    @pytest.mark.parametrize(("url", "to"), [(E, "accepted"), (A, "pending")])
    def test_what_cannot_be_is_said(self, url: str, to: str, newsroom: Any) -> None:
        tell_all(newsroom, A, B)
        with pytest.raises(ChoiceError):
            self.decide(newsroom.store, url, to)


class TestLists:
    def cards(self, store: Store, state: str, narrow: Narrow = EVERYTHING) -> list[tuple[str, int]]:
        rows = reviews.heads_in(store, state, newest_first=False, offset=0, limit=10, narrow=narrow)
        assert reviews.head_count(store, state, narrow) == len(rows)
        return [(row["url"], row["fellows"]) for row in rows]

    def test_an_event_is_one_card_in_each_state(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        assert self.cards(newsroom.store, "pending") == [(A, 2), (E, 0)]
        reviews.record(newsroom.store, id_of(A), "accepted", Ruling("mei", "", NOW))
        assert self.cards(newsroom.store, "pending") == [(B, 1), (E, 0)]
        assert self.cards(newsroom.store, "accepted") == [(A, 0)]

    def test_a_narrower_list_folds_what_is_in_it(self, newsroom: Any) -> None:
        newsroom.tell(A, *FUND[0], published_at=AT.format(6))
        newsroom.tell(B, *FUND[1], published_at=AT.format(7), entities=["Quince"])
        assert self.cards(newsroom.store, "pending", Narrow("Quince")) == [(B, 0)]

    def test_the_next_item_is_the_next_card(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        seq = newsroom.row(A)["seq"]
        assert reviews.beside(newsroom.store, "pending", seq, newest_first=False) == (None, id_of(E))

    def test_the_feed_links_the_stories_of_an_event(self, newsroom: Any) -> None:
        tell_all(newsroom, A, B, C)
        newsroom.tell(D, *FUND[0], published_at=AT.format(12))  # a copy of A
        assert items.linked(newsroom.store, [id_of(B), id_of(D), id_of(E)]) == {
            id_of(B): [{"id": id_of(A), "relation": "event"}, {"id": id_of(C), "relation": "event"}],
            id_of(D): [{"id": id_of(B), "relation": "event"}, {"id": id_of(C), "relation": "event"}],
        }

    @pytest.mark.parametrize("state", [State.OFF_TOPIC, State.QUARANTINED])
    def test_what_is_held_back_takes_part_and_comes_last(self, state: State, newsroom: Any) -> None:
        newsroom.tell(A, *FUND[0], published_at=AT.format(6), state=state)
        newsroom.tell(B, *FUND[1], published_at=AT.format(7))
        assert events(newsroom.store) == [[B, A]]
