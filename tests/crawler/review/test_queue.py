"""Decide, undo, audit, on a real database."""

import pytest

from crawler.outcomes import State
from crawler.review import queue, views
from crawler.review.queue import Action, ConflictError, CopyError, UnknownItemError
from crawler.store import items, reviews
from crawler.store.database import Store
from crawler.store.mentions import Narrow
from crawler.store.rulings import Ruling
from tests.crawler.review.shelf import HARBOUR, LANTERN, ORCHARD, Shelf

EARLIER, LATER = "2026-11-01T08:00:00+08:00", "2026-11-02T08:00:00+08:00"


@pytest.mark.parametrize(
    ("action", "state"), [(Action.ACCEPT, "accepted"), (Action.REJECT, "rejected"), (Action.LATER, "later")]
)
def test_a_decision_changes_the_state_and_is_kept(
    action: Action, state: str, store: Store, shelf: Shelf, three: list[str]
) -> None:
    at = shelf.now()
    queue.decide(store, three[0], action, Ruling("mei", " too\tthin\n", at))
    assert shelf.state(three[0]) == state
    (kept,) = views.card(store, three[0]).history
    assert (kept["who"], kept["note"], kept["from_state"], kept["to_state"]) == ("mei", "too thin", "pending", state)
    assert kept["at"] == at
    assert queue.get(store, three[0])["decided_at"] == at


def test_the_same_again_writes_nothing_unless_there_is_a_new_reason(
    store: Store, shelf: Shelf, three: list[str]
) -> None:
    assert queue.decide(store, three[0], Action.REJECT, Ruling("mei", "", shelf.now()))
    assert queue.decide(store, three[0], Action.REJECT, Ruling("mei", "", shelf.now())) is None
    assert queue.decide(store, three[0], Action.REJECT, Ruling("mei", "an advertisement", shelf.now()))
    assert len(views.card(store, three[0]).history) == 2


def test_what_is_off_topic_or_quarantined_can_be_accepted(store: Store, shelf: Shelf) -> None:
    for number, state in enumerate((State.OFF_TOPIC, State.QUARANTINED)):
        item = shelf.put(f"https://lakeside.example/{number}", "T", (LANTERN, HARBOUR)[number], state=state)
        queue.decide(store, item, Action.ACCEPT, Ruling("mei", "", shelf.now(), seen=f"{state} 1"))
        assert shelf.state(item) == "accepted"


def test_ids_may_be_abbreviated(store: Store, three: list[str]) -> None:
    assert queue.get(store, three[1][:9].upper() + " ")["id"] == three[1]


@pytest.mark.parametrize("wrong", ["0123456789abcdef", "", "%", "zz", "a" * 40])
def test_an_unknown_id_is_said(wrong: str, store: Store, three: list[str]) -> None:
    with pytest.raises(UnknownItemError, match="there is no item"):
        queue.get(store, wrong)


def test_an_ambiguous_id_is_said_with_what_it_could_mean(store: Store, shelf: Shelf) -> None:
    ids = [shelf.put(f"https://a.example/{n}", "T", f"{LANTERN} {n * 'more and other words '}") for n in range(40)]
    first = next(each[0] for each in ids if sum(other[0] == each[0] for other in ids) > 1)
    with pytest.raises(UnknownItemError, match=f"several ids start with {first}: {first}"):
        queue.get(store, first)


def test_a_copy_names_the_head_that_is_to_be_decided(store: Store, shelf: Shelf, three: list[str]) -> None:
    copy = shelf.put("https://other.example/again", "A model for the phone", LANTERN)
    assert shelf.state(copy) == "copy"
    with pytest.raises(CopyError, match=three[0]) as raised:
        queue.decide(store, copy, Action.ACCEPT, Ruling("mei", "", shelf.now()))
    assert raised.value.head_id == three[0]
    assert views.card(store, copy).head["id"] == three[0]
    assert [each["id"] for each in views.card(store, three[0]).copies] == [copy]


def test_what_was_decided_meanwhile_is_reported_and_not_overwritten(
    store: Store, shelf: Shelf, three: list[str]
) -> None:
    queue.decide(store, three[0], Action.REJECT, Ruling("li", "", shelf.now()))
    with pytest.raises(ConflictError, match="was pending when you saw it and is rejected now, by li"):
        queue.decide(store, three[0], Action.ACCEPT, Ruling("mei", "", shelf.now(), seen="pending 1"))
    assert shelf.state(three[0]) == "rejected"


def test_a_text_that_changed_meanwhile_is_shown_before_it_is_decided(
    store: Store, shelf: Shelf, three: list[str]
) -> None:
    shelf.put("https://lakeside.example/lantern", "A model for the phone", LANTERN + "\nCorrected: nine languages.")
    with pytest.raises(ConflictError, match="new text"):
        queue.decide(store, three[0], Action.ACCEPT, Ruling("mei", "", shelf.now(), seen="pending 1"))
    assert queue.decide(store, three[0], Action.ACCEPT, Ruling("mei", "", shelf.now(), seen="pending 2"))
    assert len(views.card(store, three[0]).versions) == 1


def test_the_store_itself_refuses_what_was_not_seen_so(store: Store, shelf: Shelf, three: list[str]) -> None:
    assert reviews.record(store, three[0], "accepted", Ruling("mei", "", shelf.now(), seen="later 1")) is None
    assert shelf.state(three[0]) == "pending"


def test_undo_goes_back_step_by_step(store: Store, shelf: Shelf, three: list[str]) -> None:
    queue.decide(store, three[0], Action.LATER, Ruling("mei", "", shelf.now()))
    queue.decide(store, three[1], Action.REJECT, Ruling("mei", "thin", shelf.now()))
    queue.decide(store, three[0], Action.ACCEPT, Ruling("mei", "", shelf.now()))
    undone = []
    while found := queue.undo(store, None, shelf.now(), "mei"):
        undone.append((found[1], found[0].to_state, shelf.state(found[1])))
    assert undone == [
        (three[0], "accepted", "later"),
        (three[1], "rejected", "pending"),
        (three[0], "later", "pending"),
    ]
    assert queue.get(store, three[0])["decided_at"] is None
    assert all(row["undone_at"] for row in views.card(store, three[0]).history)


def test_undo_without_an_item_takes_only_ones_own(store: Store, shelf: Shelf, three: list[str]) -> None:
    queue.decide(store, three[0], Action.ACCEPT, Ruling("mei", "", shelf.now()))
    queue.decide(store, three[1], Action.ACCEPT, Ruling("li", "", shelf.now()))
    found = queue.undo(store, None, shelf.now(), "mei")
    assert found is not None
    assert found[1] == three[0]
    assert shelf.state(three[1]) == "accepted"
    assert queue.undo(store, None, shelf.now(), "mei") is None


def test_undo_of_an_item_takes_anybodys(store: Store, shelf: Shelf, three: list[str]) -> None:
    queue.decide(store, three[1], Action.ACCEPT, Ruling("li", "", shelf.now()))
    assert queue.undo(store, three[1][:8], shelf.now(), "mei")
    assert shelf.state(three[1]) == "pending"
    assert queue.undo(store, three[0], shelf.now(), "mei") is None


def test_undo_does_not_touch_what_another_one_decided_since(store: Store, shelf: Shelf, three: list[str]) -> None:
    queue.decide(store, three[0], Action.ACCEPT, Ruling("mei", "", shelf.now()))
    queue.decide(store, three[0], Action.REJECT, Ruling("li", "", shelf.now()))
    with pytest.raises(ConflictError, match="li made it rejected"):
        queue.undo(store, None, shelf.now(), "mei")
    assert shelf.state(three[0]) == "rejected"


def test_undo_follows_a_decision_that_moved_to_a_better_head(store: Store, shelf: Shelf) -> None:
    old = shelf.put("https://copy.example/1", "T", LANTERN, published_at=LATER)
    queue.decide(store, old, Action.ACCEPT, Ruling("mei", "", shelf.now()))
    new = shelf.put("https://first.example/1", "T", LANTERN, published_at=EARLIER)
    assert (shelf.state(old), shelf.state(new)) == ("copy", "accepted")
    assert [row["who"] for row in views.card(store, new).history] == ["mei", "tidings"]
    found = queue.undo(store, None, shelf.now(), "mei")
    assert found is not None
    assert found[1] == new
    assert (shelf.state(old), shelf.state(new)) == ("copy", "pending")
    assert queue.undo(store, new, shelf.now(), "mei") is None


def test_undo_leaves_a_state_that_was_there_before_the_better_head(store: Store, shelf: Shelf) -> None:
    old = shelf.put("https://copy.example/1", "T", LANTERN, published_at=LATER)
    queue.decide(store, old, Action.LATER, Ruling("mei", "", shelf.now()))
    queue.decide(store, old, Action.REJECT, Ruling("mei", "", shelf.now()))
    new = shelf.put("https://first.example/1", "T", LANTERN, published_at=EARLIER)
    queue.undo(store, new, shelf.now(), "mei")
    assert shelf.state(new) == "later"


def test_the_programs_name_is_no_persons(store: Store, shelf: Shelf, three: list[str]) -> None:
    queue.decide(store, three[0], Action.ACCEPT, Ruling("tidings", "", shelf.now()))
    assert queue.undo(store, None, shelf.now(), "tidings")
    assert queue.person("\x00" + "x" * 200) == "x" * 80


def test_next_goes_on_in_the_tab_and_starts_again_at_its_end(store: Store, three: list[str]) -> None:
    seqs = [queue.get(store, each)["seq"] for each in three]
    assert [views.next_item(store, "pending", seq) for seq in seqs] == [three[1], three[2], three[0]]
    assert views.next_item(store, "later", 0) is None


def test_what_is_decided_is_listed_from_the_newest(store: Store, shelf: Shelf, three: list[str]) -> None:
    for each in three:
        queue.decide(store, each, Action.ACCEPT, Ruling("mei", "", shelf.now()))
    assert [row["id"] for row in views.queue_page(store, State.ACCEPTED, 1).rows] == three[::-1]
    card = views.card(store, three[1])
    assert (card.previous_id, card.next_id) == (three[2], three[0])


def test_the_queue_is_paged_and_counts_heads(store: Store, shelf: Shelf) -> None:
    ids = [shelf.put(f"https://a.example/{n}", f"T{n}", f"word{n} other{n} more{n} last{n}") for n in range(53)]
    shelf.put("https://b.example/copy", "Copy", "word7 other7 more7 last7")
    assert views.counts(store)[State.PENDING] == 53
    page = views.queue_page(store, State.PENDING, 99)
    assert (page.number, page.pages, page.total) == (2, 2, 53)
    assert [row["id"] for row in page.rows] == ids[50:]
    assert [row["copies"] for row in views.queue_page(store, State.PENDING, 1).rows[6:9]] == [0, 1, 0]
    assert "text" not in page.rows[0]


def test_links_are_shown_from_both_sides(store: Store, shelf: Shelf, three: list[str]) -> None:
    whole = shelf.put("https://digest.example/week", "The week", f"{LANTERN}\n{HARBOUR}\n{'And much else. ' * 3}")
    there = views.card(store, whole).links
    assert {(row["id"], row["link_relation"], row["outward"]) for row in there} == {
        (three[0], "contains", True),
        (three[1], "contains", True),
    }
    back = views.card(store, three[0]).links
    assert [(row["id"], row["outward"]) for row in back] == [(whole, False)]
    assert items.history(store, whole) == []


class TestNarrow:
    """The queue narrowed down to a name, or to what is perhaps on topic."""

    @pytest.fixture(name="named")
    def fixture_named(self, shelf: Shelf) -> list[str]:
        return [
            shelf.put("https://lakeside.example/lantern", "A", LANTERN, entities=["Lantern Labs", "Qwen"]),
            shelf.put("https://lakeside.example/harbour", "B", HARBOUR, entities=["Qwen"]),
            shelf.put("https://lakeside.example/orchard", "C", ORCHARD, entities=[]),
        ]

    def test_a_page_holds_what_mentions_the_name_and_counts_all_names(self, store: Store, named: list[str]) -> None:
        page = views.queue_page(store, State.PENDING, 1, Narrow("Qwen"))
        assert [row["id"] for row in page.rows] == named[:2]
        assert page.total == 2
        assert page.names == [("Qwen", 2), ("Lantern Labs", 1)]
        assert views.queue_page(store, State.PENDING, 1, Narrow("Nobody")).rows == []

    def test_the_next_one_mentions_it_too(self, store: Store, named: list[str]) -> None:
        seqs = [queue.get(store, each)["seq"] for each in named]
        assert [views.next_item(store, "pending", seq, Narrow("Qwen")) for seq in seqs] == [
            named[1],
            named[0],
            named[0],
        ]
        assert views.card(store, named[1], Narrow("Qwen")).next_id is None
        assert views.card(store, named[1]).next_id == named[2]

    def test_names_of_decided_items_are_counted_in_their_tab(
        self, store: Store, shelf: Shelf, named: list[str]
    ) -> None:
        queue.decide(store, named[0], Action.ACCEPT, Ruling("mei", "", shelf.now()))
        assert views.queue_page(store, State.PENDING, 1).names == [("Qwen", 1)]
        assert views.queue_page(store, State.ACCEPTED, 1).names == [("Lantern Labs", 1), ("Qwen", 1)]

    def test_a_revision_brings_its_own_names(self, store: Store, shelf: Shelf, named: list[str]) -> None:
        shelf.put("https://lakeside.example/harbour", "B", HARBOUR + "\nAnd so on.", entities=["Veo"])
        assert views.queue_page(store, State.PENDING, 1).names == [("Lantern Labs", 1), ("Qwen", 1), ("Veo", 1)]

    def test_perhaps(self, store: Store, shelf: Shelf) -> None:
        put = [
            shelf.put(f"https://lakeside.example/{verdict}", verdict, text, state=State.OFF_TOPIC, evidence=evidence)
            for verdict, text, evidence in [
                ("perhaps", LANTERN, {"verdict": "perhaps", "relevance": {"chip": 2.0}, "watched": ["Qwen"]}),
                ("hardly", HARBOUR, {"verdict": "hardly", "relevance": {}}),
                ("none", ORCHARD, {}),
            ]
        ]
        (row,) = views.queue_page(store, State.OFF_TOPIC, 1, Narrow(perhaps=True)).rows
        assert (row["id"], row["verdict"], row["words"], row["watched"]) == (put[0], "perhaps", {"chip": 2.0}, ["Qwen"])
        rows = views.queue_page(store, State.OFF_TOPIC, 1).rows
        assert [(row["verdict"], row["words"], row["watched"]) for row in rows[:2]] == [
            (None, None, None),
            ("hardly", {}, None),
        ]
