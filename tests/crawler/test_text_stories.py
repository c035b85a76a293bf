"""The stories among given texts."""

import datetime as dt
from collections.abc import Iterator

import pytest

from crawler.store.database import Store
from crawler.text_stories import GivenText, Place, TextStories, open_temporary

NOW = dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC)
TEXT = (
    "The harbour office will let a small forecasting model plan its dredging from next spring. Engineers fed it eleven "
    "years of tide tables, storm logs and the skippers' own notes, then compared its advice with what the crews had "
    "really done. It was right more often than the old rule of thumb, though it twice sent a barge to a channel that "
    "was already clear. A person still signs every plan."
)
OTHER = (
    "A baker in the hill town has taught her oven to wait. Sensors listen to the dough, a tiny network guesses how "
    "long the crust needs, and the loaves come out the same on damp mornings as on dry ones. Her neighbours were "
    "doubtful at first; now four of them share the recipe for the controller, and the miller keeps a spare board "
    "behind the counter for the days when flour dust gets into the fan."
)
THIRD = (
    "Night trains on the valley line now carry a box that listens to the rails. It was trained on two winters of "
    "recordings, learned what a loose bolt sounds like, and calls the workshop before a driver would notice anything. "
    "The fitters say that it hears too much in the rain, so one of them still walks the line on Sundays with a hammer "
    "and a lamp, and writes what he finds into the same log that the box reads."
)


@pytest.fixture
def store() -> Iterator[Store]:
    opened, folder = open_temporary()
    yield opened
    opened.close()
    folder.cleanup()


def places(store: Store, *texts: GivenText) -> dict[str, Place]:
    together = TextStories(store, NOW)
    assert len(list(together.add(texts))) == len(texts)
    return together.places()


def test_a_text_of_its_own(store: Store) -> None:
    place = places(store, GivenText("a", TEXT))["a"]
    assert (place.relation, place.of, place.similarity) == (None, (), None)
    assert place.story


def test_a_copy_names_its_head(store: Store) -> None:
    found = places(store, GivenText("a", TEXT), GivenText("b", OTHER), GivenText("c", TEXT.lower()))
    assert found["c"] == Place(found["a"].story, "exact", ("a",), 1.0)
    assert found["b"].story != found["a"].story


def test_a_later_text_that_was_published_earlier_is_the_head_of_all(store: Store) -> None:
    found = places(
        store,
        GivenText("a", TEXT, published_at="2026-05-02"),
        GivenText("b", TEXT, published_at="2026-05-02"),
        GivenText("c", TEXT, published_at="2026-05-01"),
    )
    assert [found[key].of for key in "abc"] == [("c",), ("c",), ()]
    assert len({place.story for place in found.values()}) == 1


def test_how_much_of_a_copy_is_matched_is_said_from_its_side(store: Store) -> None:
    longer = f"{TEXT} The barge crews drink to that."
    found = places(
        store, GivenText("long", longer, published_at="2026-05-02"), GivenText("short", TEXT, published_at="2026-05-01")
    )
    assert (found["long"].relation, found["long"].of) == ("near", ("short",))
    similarity = found["long"].similarity
    assert similarity is not None
    assert 0.8 < similarity < 1


def test_a_page_that_holds_several_names_every_one(store: Store) -> None:
    page = f"{TEXT} {OTHER} {THIRD}"
    found = places(store, GivenText("a", TEXT), GivenText("b", OTHER), GivenText("b2", OTHER), GivenText("page", page))
    assert (found["page"].relation, set(found["page"].of)) == ("contains", {"a", "b", "b2"})
    similarity = found["page"].similarity
    assert similarity is not None
    assert 0.5 < similarity < 0.75  # two of three


def test_a_text_that_stands_within_an_earlier_page(store: Store) -> None:
    found = places(store, GivenText("page", f"{TEXT} {OTHER} {THIRD}"), GivenText("a", TEXT))
    assert (found["a"].relation, found["a"].of) == ("contained", ("page",))
    similarity = found["a"].similarity
    assert similarity is not None
    assert similarity > 0.9
    assert found["page"].relation is None


def test_texts_without_words_are_no_copies_of_each_other(store: Store) -> None:
    found = places(store, GivenText("a", ""), GivenText("b", ""), GivenText("c", "……"))
    assert [place.relation for place in found.values()] == [None] * 3
    assert len({place.story for place in found.values()}) == 3


@pytest.mark.parametrize("stated", [None, "", "soon", "2031-01-01", "2026-05-01T08:00:00+08:00", "5月1日"])
def test_dates_that_say_nothing_hurt_nothing(store: Store, stated: str | None) -> None:
    assert places(store, GivenText("a", TEXT, published_at=stated))["a"].relation is None


def test_one_address_under_two_keys_is_two_texts(store: Store) -> None:
    url = "https://lab.example/a"
    found = places(store, GivenText("a", TEXT, url), GivenText("b", OTHER, url), GivenText("c", TEXT, url))
    assert [found[key].relation for key in "abc"] == [None, None, "exact"]


def test_nothing(store: Store) -> None:
    assert places(store) == {}


def test_more_texts_than_one_batch(store: Store) -> None:
    texts = [GivenText(str(number), f"note {number // 2} of the harbour log") for number in range(1100)]
    found = places(store, *texts)
    assert [found[str(number)].of for number in range(1100)] == [
        (str(number - 1),) if number % 2 else () for number in range(1100)
    ]
