"""The stories among given texts."""

import datetime as dt
import itertools
from collections.abc import Sequence

import pytest

from crawler.text_stories import GivenText, Place, TextStories, Turns, temporary_index

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


def places(*texts: GivenText) -> dict[str, Place]:
    with temporary_index() as store:
        together = TextStories(store, texts.__getitem__, Turns(each.text for each in texts).numbers(), NOW)
        assert len(list(together.add())) == len(texts)
        return dict(zip((text.key for text in texts), together.places(), strict=True))


def stories(texts: Sequence[GivenText]) -> set[frozenset[str]]:
    """Return which texts share a story."""
    found: dict[str, set[str]] = {}
    for key, place in places(*texts).items():
        found.setdefault(place.story, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


def test_texts_take_their_turns_by_what_they_say() -> None:
    texts = ["a tide", "a long tide", "b tide", "a tide"]
    turns = Turns(texts).numbers()
    assert turns[0] == 1
    assert turns.index(0) == turns.index(3) - 1
    assert [texts[number] for number in turns] == [texts[::-1][number] for number in Turns(texts[::-1]).numbers()]


def test_a_text_of_its_own() -> None:
    place = places(GivenText("a", TEXT))["a"]
    assert (place.relation, place.of, place.similarity) == (None, (), 0.0)
    assert place.story


def test_a_copy_names_its_head_and_shows_why() -> None:
    found = places(GivenText("a", TEXT), GivenText("b", OTHER), GivenText("c", TEXT.replace("eleven", "twelve")))
    assert (found["c"].story, found["c"].relation, found["c"].of) == (found["a"].story, "near", (0,))
    assert found["b"].story != found["a"].story
    assert found["c"].evidence["coverage"] == found["c"].similarity
    assert TEXT.endswith(found["c"].evidence["passages"][0][-20:]) or found["c"].evidence["passages"][0] in TEXT


def test_of_equals_the_first_in_the_file_is_the_head() -> None:
    longer = f"{TEXT} The barge crews drink to that."
    found = places(GivenText("short", TEXT), GivenText("long", longer), GivenText("same", TEXT))
    assert [found[key].of for key in ("short", "long", "same")] == [(), (0,), (0,)]


def test_a_later_text_that_was_published_earlier_is_the_head_of_all() -> None:
    found = places(
        GivenText("a", TEXT, published_at="2026-05-02"),
        GivenText("b", TEXT, published_at="2026-05-02"),
        GivenText("c", TEXT, published_at="2026-05-01"),
    )
    assert [found[key].of for key in "abc"] == [(2,), (2,), ()]
    assert len({place.story for place in found.values()}) == 1


def test_how_much_of_a_copy_is_matched_is_said_from_its_side() -> None:
    longer = f"{TEXT} The barge crews drink to that."
    found = places(
        GivenText("long", longer, published_at="2026-05-02"), GivenText("short", TEXT, published_at="2026-05-01")
    )
    assert (found["long"].relation, found["long"].of) == ("near", (1,))
    assert 0.8 < found["long"].similarity < 1


def test_a_page_that_holds_several_names_every_one() -> None:
    page = f"{TEXT} {OTHER} {THIRD}"
    found = places(GivenText("a", TEXT), GivenText("b", OTHER), GivenText("b2", OTHER), GivenText("page", page))
    assert (found["page"].relation, found["page"].of) == ("contains", (0, 1, 2))
    assert 0.5 < found["page"].similarity < 0.75  # two of three
    assert len({place.story for place in found.values()}) == 3


def test_a_page_names_a_text_that_is_a_small_part_of_it() -> None:
    long = " ".join(
        f"The skipper of boat {count} saw {count * 7} gulls over reef {count * 13}." for count in range(400)
    )
    small = [TEXT, OTHER, THIRD]
    page = "\n".join([*small, long])
    found = places(*map(GivenText, "abcdp", [*small, long, page]))
    assert found["p"].of == (0, 1, 2, 3)
    assert len({found[key].story for key in "abcd"}) == 4


def test_a_page_of_nothing_but_known_texts_is_shown_with_the_one_that_it_is_most_of() -> None:
    page = f"{OTHER} {TEXT} {THIRD}"
    found = places(
        GivenText("a", TEXT), GivenText("page", page), GivenText("b", OTHER), GivenText("c", f"{THIRD} {THIRD}")
    )
    assert (found["page"].relation, found["page"].of) == ("contains", (0, 2, 3))
    assert len({found[key].story for key in "abc"}) == 3  # never joined by the page
    assert found["page"].story in {found[key].story for key in "abc"}
    assert [found[key].relation for key in "abc"] == [None] * 3  # nor is it the head of any


def test_a_copy_of_a_page_is_shown_where_the_page_is() -> None:
    page = f"{OTHER} {TEXT} {THIRD}"
    found = places(
        GivenText("a", TEXT), GivenText("b", OTHER), GivenText("c", f"{THIRD} {THIRD}"),
        GivenText("page", page), GivenText("again", page.upper()),
    )  # fmt: skip
    assert found["page"].relation == "contains"
    assert (found["again"].relation, found["again"].of) == ("exact", (3,))
    assert found["again"].story == found["page"].story != places(GivenText("page", page))["page"].story


def test_a_text_that_stands_within_an_earlier_page() -> None:
    found = places(GivenText("page", f"{OTHER} {THIRD} {TEXT}"), GivenText("a", TEXT))
    assert (found["page"].relation, found["page"].of) == ("contains", (1,))
    assert found["a"].relation is None
    assert found["a"].story != found["page"].story


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_changes_only_who_is_head(order: tuple[int, ...]) -> None:
    texts = [
        GivenText("whole", f"{TEXT} {THIRD}"),
        GivenText("cut", f"{TEXT} {THIRD}"[:500]),
        GivenText("copy", f"{TEXT} {THIRD}".upper()),
        GivenText("page", f"{OTHER}\n{TEXT} {THIRD}\nOur cook has tried what the baker does and burnt a loaf."),
    ]
    assert stories([texts[place] for place in order]) == {frozenset({"whole", "cut", "copy"}), frozenset({"page"})}


def test_a_cut_text_is_a_copy_of_the_whole_that_comes_later() -> None:
    found = places(GivenText("cut", f"{TEXT} {THIRD}"[:400]), GivenText("whole", f"{TEXT} {THIRD}"))
    assert (found["cut"].relation, found["cut"].of) == ("contained", (1,))
    assert found["whole"].relation is None


def test_texts_without_words_are_no_copies_of_each_other() -> None:
    found = places(GivenText("a", ""), GivenText("b", ""), GivenText("c", "……"))
    assert [place.relation for place in found.values()] == [None] * 3
    assert len({place.story for place in found.values()}) == 3


@pytest.mark.parametrize("stated", [None, "", "soon", "2031-01-01", "2026-05-01T08:00:00+08:00", "5月1日"])
def test_dates_that_say_nothing_hurt_nothing(stated: str | None) -> None:
    assert places(GivenText("a", TEXT, published_at=stated))["a"].relation is None


def test_one_address_under_two_keys_is_two_texts() -> None:
    url = "https://lab.example/a"
    found = places(GivenText("a", TEXT, url), GivenText("b", OTHER, url), GivenText("c", TEXT, url))
    assert [found[key].relation for key in "abc"] == [None, None, "exact"]


def test_nothing() -> None:
    assert places() == {}
