"""What a text tells of the stories that were there before it: parts of one, texts on a page of several."""

import datetime as dt
import itertools
from typing import Any

import pytest
import sqlalchemy as sa

from crawler.items import Origin
from crawler.outcomes import Kind, State
from crawler.store import choices, event_choices, items, reviews, saving, stories
from crawler.store.database import Store
from crawler.store.rulings import Ruling
from crawler.store.schema import links, outcomes
from crawler.urls import canonical, item_id

FIRST, SECOND, WHOLE, PAGE, MORE = (f"https://{name}.example/" for name in ("first", "second", "whole", "page", "more"))
NOW = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
SPRING = (
    "The harbour office lets a small forecasting model plan its dredging from next spring. Engineers fed it eleven "
    "years of tide tables, storm logs and the skippers' own notebooks, then compared its advice with what the dredging "
    "crews had really done. The forecasting was right more often than the old rule of thumb, though it twice sent a "
    "barge to a channel that was already clear. A person still signs every dredging plan."
)
AUTUMN = (
    "Skippers asked for a second forecasting tool after the autumn storms had closed two channels overnight. "
    "It reads the same notebooks and storm tables, but it warns about driftwood and not about dredging, and the "
    "engineers in charge of the barges may overrule it with one key. Since October the crews have done so nine times; "
    "in seven of these cases the driftwood was there all the same, and nobody was hurt."
)
BAKER = (
    "A baker in the hill town has taught her oven to wait. Sensors listen to the dough, a tiny network guesses how "
    "long the crust needs, and the loaves come out the same on damp mornings as on dry ones."
)
BOTH = f"{SPRING}\n{AUTUMN}"


def lines(start: int, number: int) -> str:
    """Return a paragraph for each number: twelve words that stand in no other one."""
    each = (" ".join(f"word{line * 12 + place}" for place in range(12)) for line in range(start, start + number))
    return "\n".join(f"{line}." for line in each)


def plain(start: int, number: int) -> str:
    """Return lines as `lines` does, of words without a number."""
    letters = str.maketrans("0123456789", "bcdfghklmn")
    return lines(start, number).translate(letters)


def looked_up(newsroom: Any, url: str, text: str) -> tuple[Any, list[stories.Found]]:
    """Return an item and what is found of it, as they are before it is saved."""
    item = newsroom.item(url, text)
    found, item.trail.checked_until = stories.look_up(newsroom.store, item.text, stories.prints_of(item))
    return item, found


CUT, REST, UNCUT = lines(0, 16)[:-20], lines(18, 14)[:-20], lines(0, 34)


def id_of(url: str) -> str:
    return item_id(canonical(url))


def grouped(store: Store) -> list[list[str]]:
    """Return the stories as lists of addresses, the head first, then the copies in order of arrival."""
    found: dict[str, list[str]] = {}
    for row in sorted(items.find(store, heads_only=False), key=lambda row: (not row["is_head"], row["seq"])):
        found.setdefault(row["story"], []).append(row["url"])
    return sorted(found.values())


def counted(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        query = sa.select(outcomes.c.item_id, outcomes.c.kind).where(outcomes.c.item_id.is_not(None))
        kinds = dict(connection.execute(query).all())
    return {row["url"]: kinds[row["id"]] for row in items.find(store, heads_only=False)}


def held(store: Store, url: str) -> set[str]:
    links = items.linked(store, [id_of(url)]).get(id_of(url), [])
    return {link["id"] for link in links if link["relation"] == "contains"}


def test_two_parts_become_one_story_when_the_whole_comes(newsroom: Any) -> None:
    newsroom.take(FIRST, CUT)
    newsroom.take(SECOND, REST)
    saved = newsroom.take(WHOLE, UNCUT)
    assert grouped(newsroom.store) == [[WHOLE, FIRST, SECOND]]
    assert [newsroom.row(url)["relation"] for url in (FIRST, SECOND)] == ["contained", "contained"]
    assert counted(newsroom.store) == {FIRST: Kind.COPY, SECOND: Kind.COPY, WHOLE: Kind.NEW}
    assert len(saved.recounts) == 2


def test_what_was_decided_last_on_one_of_them_holds(newsroom: Any) -> None:
    newsroom.take(FIRST, CUT)
    newsroom.take(SECOND, REST)
    for url, state in ((FIRST, State.ACCEPTED), (SECOND, State.REJECTED)):
        assert reviews.record(newsroom.store, id_of(url), state, Ruling("mei", "", NOW))
    newsroom.take(WHOLE, UNCUT)
    assert newsroom.row(WHOLE)["state"] == State.REJECTED
    assert [newsroom.row(url)["state"] for url in (FIRST, SECOND)] == [State.COPY, State.COPY]


def test_a_persons_word_keeps_stories_apart(newsroom: Any) -> None:
    newsroom.take(WHOLE, UNCUT)
    newsroom.take(FIRST, CUT)
    choices.part(newsroom.store, id_of(FIRST), Ruling("mei", "", NOW))
    newsroom.take(MORE, f"{UNCUT} afterword")
    assert grouped(newsroom.store) == [[FIRST], [WHOLE, MORE]]


def test_a_page_that_came_first_is_found_out_by_its_second_text(newsroom: Any) -> None:
    newsroom.take(PAGE, BOTH)
    newsroom.take(FIRST, SPRING)
    assert grouped(newsroom.store) == [[PAGE, FIRST]]  # one text about one thing, as far as anybody can see
    newsroom.take(SECOND, AUTUMN)
    assert grouped(newsroom.store) == [[FIRST], [PAGE], [SECOND]]
    assert held(newsroom.store, PAGE) == {id_of(FIRST), id_of(SECOND)}
    assert set(counted(newsroom.store).values()) == {Kind.NEW}
    newsroom.take(MORE, SPRING.upper())
    assert grouped(newsroom.store) == [[FIRST, MORE], [PAGE], [SECOND]]


def test_a_page_gives_back_what_was_decided_before_it_came(newsroom: Any) -> None:
    newsroom.take(FIRST, SPRING)
    assert reviews.record(newsroom.store, id_of(FIRST), State.ACCEPTED, Ruling("mei", "", NOW))
    newsroom.take(PAGE, BOTH)
    assert grouped(newsroom.store) == [[PAGE, FIRST]]
    newsroom.take(SECOND, AUTUMN)
    states = {row["url"]: row["state"] for row in items.find(newsroom.store)}
    assert states == {FIRST: State.ACCEPTED, PAGE: State.PENDING, SECOND: State.PENDING}


def test_where_a_person_had_a_say_only_the_new_text_goes(newsroom: Any) -> None:
    newsroom.take(PAGE, BOTH)
    newsroom.take(MORE, BAKER)
    newsroom.take(FIRST, SPRING)
    choices.join(newsroom.store, id_of(MORE), id_of(PAGE), Ruling("mei", "", NOW))
    newsroom.take(SECOND, AUTUMN)
    assert grouped(newsroom.store) == [[PAGE, MORE, FIRST], [SECOND]]
    assert held(newsroom.store, PAGE) == {id_of(SECOND)}


def test_a_page_that_comes_last_holds_what_is_there(newsroom: Any) -> None:
    newsroom.take(FIRST, SPRING)
    newsroom.take(SECOND, AUTUMN)
    saved = newsroom.take(PAGE, BOTH)
    assert (saved.outcome.kind, saved.relation) == (Kind.NEW, None)
    assert grouped(newsroom.store) == [[FIRST], [PAGE], [SECOND]]
    assert held(newsroom.store, PAGE) == {id_of(FIRST), id_of(SECOND)}


def test_a_part_belongs_to_the_whole_that_it_makes_up_most_of(newsroom: Any) -> None:
    newsroom.take(PAGE, f"{lines(0, 17)}\n{lines(100, 60)}")
    newsroom.take(WHOLE, f"{lines(200, 8)}\n{lines(0, 17)}")
    newsroom.take(FIRST, CUT)
    assert grouped(newsroom.store) == [[PAGE], [WHOLE, FIRST]]


def test_nothing_is_gathered_around_a_story_in_which_a_person_had_a_say(newsroom: Any) -> None:
    for url, text in ((FIRST, CUT), (SECOND, lines(17, 8)[:-20]), (PAGE, lines(26, 8)[:-20]), (MORE, BAKER)):
        newsroom.take(url, text)
    choices.join(newsroom.store, id_of(MORE), id_of(FIRST), Ruling("mei", "", NOW))
    newsroom.take(WHOLE, UNCUT)
    assert grouped(newsroom.store) == [[PAGE], [SECOND], [WHOLE, FIRST, MORE]]


def test_happenings_that_a_person_keeps_apart_stay_stories_of_their_own(newsroom: Any) -> None:
    newsroom.tell(FIRST, "Harbour", CUT)
    newsroom.tell(SECOND, "Harbour", REST)
    event_choices.join(newsroom.store, id_of(FIRST), id_of(SECOND), Ruling("mei", "", NOW))
    event_choices.part(newsroom.store, id_of(FIRST), Ruling("lin", "", NOW))
    newsroom.tell(WHOLE, "Harbour", UNCUT)
    assert newsroom.row(FIRST)["story"] != newsroom.row(SECOND)["story"]


@pytest.mark.parametrize(("first", "second"), [("01", "02"), ("02", "01")])
def test_the_most_original_whole_heads_wholes_and_parts(newsroom: Any, first: str, second: str) -> None:
    newsroom.take(FIRST, lines(3, 31), published_at=f"2026-05-{first}T08:00:00+00:00")
    newsroom.take(SECOND, lines(0, 10)[:-20], published_at=f"2026-05-{second}T08:00:00+00:00")
    newsroom.take(WHOLE, UNCUT, published_at="2026-05-03T08:00:00+00:00")
    assert grouped(newsroom.store) == [[FIRST, SECOND, WHOLE]]


def test_a_copy_that_comes_to_head_all_is_counted_as_new(newsroom: Any) -> None:
    begun, ended = f"{plain(0, 5)}\n{plain(13, 27)}", f"{plain(0, 22)}\n{plain(31, 9)}"
    newsroom.take(FIRST, begun, published_at="2026-05-01T08:00:00+00:00")
    newsroom.take(MORE, f"{begun} afterword", published_at="2026-05-02T08:00:00+00:00", site_name="Wire")
    newsroom.take(SECOND, ended, published_at="2026-05-02T08:00:00+00:00", origin=Origin("Wire"))
    assert grouped(newsroom.store) == [[FIRST, MORE], [SECOND]]
    newsroom.take(WHOLE, plain(0, 40), published_at="2026-05-03T08:00:00+00:00")
    assert grouped(newsroom.store) == [[MORE, FIRST, SECOND, WHOLE]]
    assert counted(newsroom.store) == {MORE: Kind.NEW, FIRST: Kind.COPY, SECOND: Kind.COPY, WHOLE: Kind.COPY}


def test_copies_of_a_text_on_a_page_go_with_it(newsroom: Any) -> None:
    newsroom.take(PAGE, BOTH)
    newsroom.take(FIRST, SPRING)
    more = "The mayor of the neighbouring island will borrow the same program in winter, he told the council on Monday."
    newsroom.take(MORE, f"{SPRING} {more}")
    assert newsroom.row(MORE)["relation"] == "near"  # as the first is told, and no part of the page
    newsroom.take(SECOND, AUTUMN)
    assert grouped(newsroom.store) == [[FIRST, MORE], [PAGE], [SECOND]]


def test_a_cut_page_stays_with_the_page(newsroom: Any) -> None:
    newsroom.take(PAGE, f"{BOTH}\n{BAKER}")
    newsroom.take(MORE, f"{BOTH}\n{BAKER}"[:-270])
    newsroom.take(FIRST, SPRING)
    assert newsroom.row(MORE)["relation"] == "contained"
    newsroom.take(SECOND, AUTUMN)
    assert grouped(newsroom.store) == [[FIRST], [PAGE, MORE], [SECOND]]


def test_a_text_on_two_pages_is_held_by_both(newsroom: Any) -> None:
    newsroom.take(PAGE, BOTH)
    newsroom.take(MORE, f"{BAKER}\n{AUTUMN}")
    newsroom.take(FIRST, SPRING)
    newsroom.take(SECOND, AUTUMN)
    assert held(newsroom.store, PAGE) == {id_of(FIRST), id_of(SECOND)}
    assert held(newsroom.store, MORE) == {id_of(SECOND)}


def test_a_head_that_became_a_copy_since_the_look_up_is_no_page(newsroom: Any) -> None:
    page = f"{BOTH}\n{BAKER}"
    newsroom.take(PAGE, page[:-40])
    newsroom.take(FIRST, SPRING)
    item, found = looked_up(newsroom, SECOND, AUTUMN)
    newsroom.take(WHOLE, f"{page}\n{lines(0, 20)}")
    assert grouped(newsroom.store) == [[WHOLE, PAGE, FIRST]]
    saving.save(newsroom.store, item, found, NOW)
    assert grouped(newsroom.store) == [[WHOLE, PAGE, FIRST, SECOND]]
    assert held(newsroom.store, PAGE) == set()


def test_what_came_since_the_look_up_may_be_nearer(newsroom: Any) -> None:
    newsroom.take(PAGE, BOTH)
    newsroom.take(FIRST, SPRING)
    item, found = looked_up(newsroom, MORE, AUTUMN)
    newsroom.take(SECOND, AUTUMN.upper())
    saving.save(newsroom.store, item, found, NOW)
    assert grouped(newsroom.store) == [[FIRST], [PAGE], [SECOND, MORE]]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_arrival_changes_only_who_is_head(newsroom: Any, order: tuple[int, ...]) -> None:
    texts = {PAGE: f"{BOTH}\n{BAKER}", FIRST: SPRING, SECOND: AUTUMN, MORE: SPRING.upper()}
    for place in order:
        newsroom.take(list(texts)[place], texts[list(texts)[place]])
    assert {frozenset(story) for story in grouped(newsroom.store)} == {
        frozenset({FIRST, MORE}),
        frozenset({SECOND}),
        frozenset({PAGE}),
    }


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_in_any_order_a_page_holds_all_its_texts(newsroom: Any, order: tuple[int, ...]) -> None:
    texts = {PAGE: f"{BOTH}\n{BAKER}", FIRST: SPRING, SECOND: AUTUMN, MORE: BAKER}
    for place in order:
        newsroom.take(list(texts)[place], texts[list(texts)[place]])
    assert grouped(newsroom.store) == [[FIRST], [MORE], [PAGE], [SECOND]]
    assert held(newsroom.store, PAGE) == {id_of(FIRST), id_of(SECOND), id_of(MORE)}


def test_what_a_copy_holds_beside_the_text_says_nothing_of_the_head(newsroom: Any) -> None:
    newsroom.take(WHOLE, SPRING)
    newsroom.take(PAGE, SPRING.upper())
    newsroom.take(MORE, BAKER)
    with newsroom.store.writing() as connection:
        row = {"item_id": id_of(PAGE), "other_id": id_of(MORE), "relation": "contains", "similarity": 0.3}
        connection.execute(sa.insert(links), row)
    newsroom.take(FIRST, SPRING[:-100])
    assert grouped(newsroom.store) == [[MORE], [WHOLE, PAGE, FIRST]]
