"""One article at several addresses: the canonical one joins them, as far as the texts say the same."""

import datetime as dt
from typing import Any

import pytest

from crawler.items import NewsItem
from crawler.outcomes import State
from crawler.store import items, reviews
from crawler.store.rulings import Ruling
from crawler.urls import item_id

PAGE = "https://press.example/2026/robots-count-the-cranes"
AMP, SECTION = f"{PAGE}/amp", f"{PAGE}?section=ports"
LIAR, LIAR_2 = "https://press.example/2026/a-ferry-is-late", "https://press.example/2026/the-lamp-is-lit"


def words(start: int, number: int = 100) -> str:
    return " ".join(f"word{position}" for position in range(start, start + number))


TEXT = words(0)
EDITED = f"{TEXT} afterword"


def stating(room: Any, url: str, text: str, stated: str = PAGE, **fields: Any) -> NewsItem:
    """Return an item of a page that states another address for itself, as extraction makes it."""
    return room.item(url, text, canonical_url=stated, id=item_id(stated, fields.get("fragment")), **fields)


def take(room: Any, url: str, text: str, stated: str = PAGE, **fields: Any) -> tuple[str, str]:
    saved = room.save(stating(room, url, text, stated, **fields))
    return str(saved.outcome), saved.outcome.detail


def stored(room: Any) -> list[tuple[str, str, str]]:
    return [(row["id"], row["url"], row["canonical_url"]) for row in items.find(room.store, heads_only=False)]


def test_the_page_first_then_its_twins(newsroom: Any) -> None:
    assert take(newsroom, PAGE, TEXT) == ("new", "")
    assert take(newsroom, AMP, TEXT) == ("known", f"{PAGE} is stored, found at another address")
    assert take(newsroom, SECTION, EDITED)[0] == "known"
    assert stored(newsroom) == [(item_id(PAGE), PAGE, PAGE)]
    assert newsroom.row(PAGE)["text"] == TEXT


@pytest.mark.parametrize(("text", "outcome"), [(TEXT, "known"), (EDITED, "revision"), (words(0, 130), "revision")])
def test_the_twin_first_then_the_page_which_owns_the_item_from_then_on(newsroom: Any, text: str, outcome: str) -> None:
    assert take(newsroom, AMP, TEXT)[0] == "new"
    assert stored(newsroom) == [(item_id(PAGE), AMP, PAGE)]
    assert take(newsroom, PAGE, text)[0] == outcome
    assert stored(newsroom) == [(item_id(PAGE), PAGE, PAGE)]
    newsroom.another_run()
    assert take(newsroom, PAGE, text) == ("unchanged", "")
    assert take(newsroom, AMP, TEXT)[0] == "known"
    newsroom.another_run()
    assert take(newsroom, PAGE, f"{text} more")[0] == "revision"


def test_twins_without_the_page(newsroom: Any) -> None:
    assert take(newsroom, SECTION, TEXT)[0] == "new"
    assert take(newsroom, AMP, TEXT)[0] == "known"
    newsroom.another_run()
    assert take(newsroom, SECTION, EDITED)[0] == "revision"
    assert take(newsroom, AMP, TEXT)[0] == "known"
    assert stored(newsroom) == [(item_id(PAGE), SECTION, PAGE)]


def test_a_known_twin_stays_one_when_its_page_is_rewritten_before_the_other(newsroom: Any) -> None:
    take(newsroom, PAGE, TEXT)
    take(newsroom, AMP, TEXT)
    newsroom.another_run()
    assert take(newsroom, AMP, words(5000))[0] == "known"
    assert take(newsroom, PAGE, words(5000))[0] == "revision"
    assert len(stored(newsroom)) == 1


def test_a_link_to_another_article_is_ignored_and_noted(newsroom: Any) -> None:
    take(newsroom, PAGE, TEXT)
    item = stating(newsroom, LIAR, words(2000))
    assert str(newsroom.save(item).outcome) == "new"
    assert (item.id, item.canonical_url) == (item_id(LIAR), LIAR)
    assert newsroom.row(LIAR)["evidence"]["canonical"] == [{"stated": PAGE, "refused": "another text stands there"}]
    assert newsroom.row(PAGE)["text"] == TEXT
    newsroom.another_run()
    assert take(newsroom, LIAR, words(2000)) == ("unchanged", "")
    assert take(newsroom, LIAR, words(2000, 110))[0] == "revision"
    assert len(stored(newsroom)) == 2


def test_a_template_that_states_one_article_on_every_page(newsroom: Any) -> None:
    for number, url in enumerate((LIAR, LIAR_2, PAGE), start=1):
        assert take(newsroom, url, words(number * 2000))[0] == "new"
    assert [url for _, url, _ in stored(newsroom)] == [LIAR, LIAR_2, PAGE]
    assert [stated for _, _, stated in stored(newsroom)] == [LIAR, LIAR_2, PAGE]  # the address went back to its owner
    assert len({found for found, _, _ in stored(newsroom)}) == 3
    assert items.find(newsroom.store)[0]["id"] == item_id(PAGE)  # an id stays
    newsroom.another_run()
    for number, url in enumerate((LIAR, LIAR_2, PAGE), start=1):
        assert take(newsroom, url, words(number * 2000))[0] == "unchanged"
        assert take(newsroom, url, words(number * 2000, 110))[0] == "revision"
    assert len(stored(newsroom)) == 3


def test_an_item_of_before_keeps_its_id_when_its_page_begins_to_state_an_address(newsroom: Any) -> None:
    newsroom.take(SECTION, TEXT)
    newsroom.another_run()
    assert take(newsroom, SECTION, EDITED)[0] == "revision"
    assert stored(newsroom) == [(item_id(SECTION), SECTION, SECTION)]
    saved = newsroom.save(stating(newsroom, PAGE, EDITED))
    assert (str(saved.outcome), saved.relation) == ("copy", "exact")


def test_the_articles_of_one_page_are_told_apart(newsroom: Any) -> None:
    for fragment, start in (("one", 0), ("two", 2000)):
        assert take(newsroom, AMP, words(start), fragment=fragment)[0] == "new"
    for fragment, start in (("one", 0), ("two", 2000)):
        assert take(newsroom, PAGE, words(start), fragment=fragment)[0] == "known"
    newsroom.another_run()
    for fragment, start in (("one", 0), ("two", 2000)):
        assert take(newsroom, PAGE, words(start), fragment=fragment)[0] == "unchanged"
    assert {row[0] for row in stored(newsroom)} == {item_id(PAGE, "one"), item_id(PAGE, "two")}


def test_the_same_body_at_addresses_that_state_nothing_is_one_story(newsroom: Any) -> None:
    for number, slug in enumerate(("robots", "cranes", "anything")):
        saved = newsroom.take(f"https://press.example/881234/{slug}", TEXT)
        assert (str(saved.outcome), saved.relation) == (("new", None) if not number else ("copy", "exact"))
    assert len(items.find(newsroom.store)) == 1


def test_what_a_person_decided_is_the_twins_too(newsroom: Any, now: dt.datetime) -> None:
    take(newsroom, AMP, TEXT, state=State.PENDING)
    reviews.record(newsroom.store, item_id(PAGE), "accepted", Ruling("mei", "", now))
    saved = newsroom.save(stating(newsroom, PAGE, EDITED))
    assert (str(saved.outcome), saved.state) == ("revision", "accepted")
