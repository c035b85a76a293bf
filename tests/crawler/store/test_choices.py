"""What persons say of stories: parted, joined, previewed, undone; and no computation says otherwise afterwards."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from crawler.items import Origin
from crawler.outcomes import Flag, State
from crawler.store import choices, items, reviews
from crawler.store.database import Store
from crawler.store.reviews import SupersededError
from crawler.store.rulings import ChoiceError, Ruling, StaleError
from crawler.store.schema import decisions, story_choices
from crawler.store.schema import items as items_table
from crawler.urls import canonical, item_id

A, B, C, D, E, F, G = (f"https://{name}.example/" for name in "abcdefg")
EARLY, LATE = "2026-05-01T08:00:00+00:00", "2026-05-02T08:00:00+00:00"
NOW = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)


def words(start: int, number: int = 100) -> str:
    return " ".join(f"word{position}" for position in range(start, start + number))


TEXT, OTHER = words(0), words(1000)
EDITED, TWICE = f"{TEXT} afterword", f"{TEXT} afterword postscript"


def id_of(url: str) -> str:
    return item_id(canonical(url))


def part(store: Store, url: str, who: str = "mei", **more: Any) -> choices.Choice:
    return choices.part(store, id_of(url), Ruling(who, "", NOW, **more))


def join(store: Store, url: str, other: str, who: str = "mei", **more: Any) -> choices.Choice:
    return choices.join(store, id_of(url), id_of(other), Ruling(who, "", NOW, **more))


def decide(store: Store, url: str, state: str, who: str = "mei") -> None:
    assert reviews.record(store, id_of(url), state, Ruling(who, "", NOW))


def undo(store: Store, url: str | None = None, who: str | None = None) -> str:
    undone = reviews.undo(store, id_of(url) if url else None, NOW, who)
    assert undone
    return undone.kind


def grouped(store: Store) -> list[list[str]]:
    """Return the stories as lists of addresses, the head first, then the copies in order of arrival."""
    found: dict[str, list[str]] = {}
    for row in sorted(items.find(store, heads_only=False), key=lambda row: (not row["is_head"], row["seq"])):
        found.setdefault(row["story"], []).append(row["url"])
    return sorted(found.values())


def states(store: Store) -> dict[str, str]:
    return {row["url"]: row["state"] for row in items.find(store, heads_only=False)}


def everything(store: Store) -> list[Any]:
    with store.reading() as connection:
        return [connection.execute(sa.select(table)).all() for table in (items_table, decisions, story_choices)]


@pytest.fixture
def torn(newsroom: Any) -> Any:
    """Return a story of which the head, accepted, is all that two groups of copies have in common."""
    newsroom.take(A, words(0, 300))
    for url, text in ((B, words(0, 240)), (C, words(245, 55)), (D, words(245, 55)), (E, words(0, 239))):
        newsroom.take(url, text)
    decide(newsroom.store, A, "accepted")
    assert grouped(newsroom.store) == [[A, B, C, D, E]]
    return newsroom


class TestPart:
    def test_a_copy_becomes_a_story_of_its_own_and_waits_for_a_decision(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        decide(newsroom.store, A, "accepted")
        choice = part(newsroom.store, B)
        assert grouped(newsroom.store) == [[A], [B]]
        assert states(newsroom.store) == {A: "accepted", B: "pending"}
        row = newsroom.row(B)
        assert (row["is_head"], row["relation"], row["similarity"], row["why"]) == (True, None, None, None)
        assert (choice.kind, choice.moved, choice.item_id) == ("part", [id_of(B)], id_of(B))
        assert [story.head["id"] for story in choice.stories] == [id_of(B), id_of(A)]

    @pytest.mark.parametrize(("flags", "state"), [([Flag.LIST_PAGE], State.QUARANTINED), ([], State.OFF_TOPIC)])
    def test_it_is_held_as_the_stages_would_hold_it(self, newsroom: Any, flags: list[Flag], state: State) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED, flags=flags, state=state)
        part(newsroom.store, B)
        assert states(newsroom.store) == {A: "pending", B: state}

    def test_the_same_text_to_the_letter_goes_along(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        for url in (B, C):
            newsroom.take(url, EDITED)
        newsroom.take(D, TWICE)
        assert part(newsroom.store, C).moved == [id_of(B), id_of(C)]
        assert grouped(newsroom.store) == [[A, D], [C, B]]
        assert (newsroom.row(B)["relation"], newsroom.row(D)["relation"]) == ("exact", "near")

    def test_one_of_several_that_are_the_heads_text_goes_alone(self, newsroom: Any) -> None:
        for url in (A, B, C):
            newsroom.take(url, TEXT)
        assert part(newsroom.store, B).moved == [id_of(B)]
        assert grouped(newsroom.store) == [[A, C], [B]]

    def test_the_head_leaves_and_the_others_keep_the_story_and_find_another(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=EARLY)
        newsroom.take(B, EDITED, published_at=LATE)
        newsroom.take(C, TWICE, published_at=EARLY)
        part(newsroom.store, A)
        assert grouped(newsroom.store) == [[A], [C, B]]
        assert newsroom.row(B)["story"] == newsroom.row(C)["story"] == id_of(A)  # the id stays with those that stay
        assert newsroom.row(A)["story"] != id_of(A)
        assert newsroom.row(B)["relation"] == "near"

    def test_what_is_no_copy_of_the_new_head_gets_a_story_of_its_own(self, torn: Any) -> None:
        before = everything(torn.store)
        seen = part(torn.store, A, preview=True)
        assert everything(torn.store) == before
        assert [story.head["id"] for story in seen.loose] == [id_of(C)]
        choice = part(torn.store, A, seen=seen.seen)
        assert grouped(torn.store) == [[A], [B, E], [C, D]]
        assert [story.head["id"] for story in choice.stories] == [id_of(A), id_of(B), id_of(C)]
        assert torn.row(C)["relation"] is torn.row(C)["similarity"] is torn.row(C)["why"] is None
        assert (torn.row(D)["relation"], torn.row(E)["relation"]) == ("exact", "near")
        assert states(torn.store) == {A: "accepted", B: "pending", C: "pending", D: "copy", E: "copy"}

    def test_what_a_person_joined_stays(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        newsroom.take(C, OTHER)
        newsroom.take(D, f"{OTHER} more")
        join(newsroom.store, C, B)
        part(newsroom.store, A)
        assert grouped(newsroom.store) == [[A], [B], [C, D]]  # they were said to be what A is
        undo(newsroom.store, A)
        undo(newsroom.store, C)
        join(newsroom.store, A, C)
        part(newsroom.store, C)
        assert grouped(newsroom.store) == [[A, B], [C], [D]]

    def test_joined_to_what_stays(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, OTHER, published_at=LATE)
        join(newsroom.store, B, A)
        newsroom.take(C, TEXT, published_at=EARLY)
        assert grouped(newsroom.store) == [[C, A, B]]
        newsroom.take(D, f"{OTHER} more", published_at=LATE)
        with newsroom.store.claiming() as connection:  # so that C goes alone
            connection.execute(sa.update(items_table).where(items_table.c.id == id_of(C)).values(exact_key="c"))
        part(newsroom.store, C)
        assert grouped(newsroom.store) == [[A, B, D], [C]]
        told = {url: (newsroom.row(url)["relation"], newsroom.row(url)["similarity"]) for url in (B, D)}
        assert told == {B: ("rewritten", None), D: ("rewritten", None)}

    def test_a_decision_goes_where_it_was_made(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        decide(newsroom.store, A, "accepted")
        newsroom.take(B, EDITED, published_at=EARLY)
        assert states(newsroom.store) == {A: "copy", B: "accepted"}
        part(newsroom.store, A)
        assert states(newsroom.store) == {A: "accepted", B: "pending"}
        (moved, back) = items.history(newsroom.store, id_of(B))
        assert [(row["who"], row["to_state"]) for row in (moved, back)] == [
            ("tidings", "accepted"),
            ("tidings", "pending"),
        ]
        undo(newsroom.store, A)
        assert states(newsroom.store) == {A: "copy", B: "accepted"}

    def test_what_is_alone_cannot_be_parted(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        with pytest.raises(ChoiceError, match="alone in its story"):
            part(newsroom.store, A)

    def test_what_there_is_not_cannot_be_parted_or_joined(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        with pytest.raises(ChoiceError, match="no item"):
            part(newsroom.store, B)
        with pytest.raises(ChoiceError, match="no item"):
            join(newsroom.store, A, B)


class TestJoin:
    def test_one_story_goes_into_the_other(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, TEXT)
        newsroom.take(C, OTHER)
        choice = join(newsroom.store, B, C)
        assert choice.moved == [id_of(A), id_of(B)]
        assert grouped(newsroom.store) == [[C, A, B]]
        assert {row["story"] for row in items.find(newsroom.store, heads_only=False)} == {id_of(C)}
        row = newsroom.row(A)
        assert (row["relation"], row["similarity"], row["why"], row["state"]) == ("rewritten", None, None, "copy")

    def test_what_the_texts_show_is_said(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        part(newsroom.store, B)
        join(newsroom.store, B, A)
        assert newsroom.row(B)["relation"] == "near"
        assert newsroom.row(B)["why"]["coverage"] > 0.9

    def test_the_most_original_of_all_is_the_head(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=EARLY)
        newsroom.take(B, OTHER, published_at=LATE)
        join(newsroom.store, A, B)
        assert grouped(newsroom.store) == [[A, B]]
        assert newsroom.row(B)["relation"] == "rewritten"

    @pytest.mark.parametrize("first", [A, B])
    def test_the_newest_decision_on_either_holds(self, newsroom: Any, first: str) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, OTHER)
        decide(newsroom.store, first, "rejected")
        decide(newsroom.store, B if first == A else A, "accepted")
        join(newsroom.store, A, B)
        assert states(newsroom.store) == {A: "copy", B: "accepted"}
        undo(newsroom.store, A)
        assert states(newsroom.store) == {first: "rejected", (B if first == A else A): "accepted"}

    def test_nobody_decides_twice(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, OTHER)
        decide(newsroom.store, A, "accepted")
        join(newsroom.store, A, B)
        assert states(newsroom.store) == {A: "copy", B: "accepted"}
        assert newsroom.row(B)["decided_at"] == NOW

    def test_one_story_cannot_be_joined_to_itself(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, TEXT)
        with pytest.raises(ChoiceError, match="in one story already"):
            join(newsroom.store, A, B)

    def test_links_between_the_two_are_none_any_more(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, f"{TEXT}.\n{words(2000, 300)}.")
        assert items.linked(newsroom.store, [id_of(B)])
        join(newsroom.store, A, B)
        assert items.linked(newsroom.store, [id_of(A), id_of(B)]) == {}


class TestNoComputationSaysOtherwise:
    @pytest.fixture
    def parted(self, newsroom: Any) -> Any:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, EDITED, published_at=LATE)
        part(newsroom.store, B)
        newsroom.another_run()
        return newsroom

    @pytest.fixture
    def joined(self, newsroom: Any) -> Any:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, OTHER, published_at=LATE)
        join(newsroom.store, B, A)
        newsroom.another_run()
        return newsroom

    def test_a_crawl_that_sees_the_parted_again(self, parted: Any) -> None:
        assert str(parted.take(B, EDITED).outcome) == "unchanged"
        assert grouped(parted.store) == [[A], [B]]

    @pytest.mark.parametrize("text", [TEXT, TWICE])
    def test_a_revision_of_the_parted(self, parted: Any, text: str) -> None:
        assert str(parted.take(B, text).outcome) == "revision"
        assert grouped(parted.store) == [[A], [B]]

    def test_a_revision_of_what_it_was_parted_from(self, parted: Any) -> None:
        parted.take(A, EDITED)
        assert grouped(parted.store) == [[A], [B]]

    @pytest.mark.parametrize(("text", "story"), [(TEXT, A), (EDITED, B), (f"{EDITED} more", B)])
    def test_a_new_copy_joins_the_story_of_the_text_that_is_nearest(self, parted: Any, text: str, story: str) -> None:
        parted.take(C, text, published_at=LATE)
        assert grouped(parted.store) == ([[A, C], [B]] if story == A else [[A], [B, C]])

    @pytest.mark.parametrize("text", [TEXT, EDITED])
    def test_a_better_head_of_either(self, parted: Any, text: str) -> None:
        parted.take(C, text, published_at=EARLY)
        assert parted.row(C)["is_head"]
        assert parted.row(A)["story"] != parted.row(B)["story"]

    def test_a_crawl_that_sees_the_joined_again(self, joined: Any) -> None:
        assert str(joined.take(B, OTHER).outcome) == "unchanged"
        assert grouped(joined.store) == [[A, B]]

    @pytest.mark.parametrize("url", [A, B])
    def test_a_revision_of_the_joined(self, joined: Any, url: str) -> None:
        joined.take(url, words(5000))
        assert grouped(joined.store) == [[A, B]]

    @pytest.mark.parametrize(("text", "relation"), [(TEXT, "exact"), (OTHER, "exact"), (f"{OTHER} more", "near")])
    def test_a_new_copy_of_either_joins_the_one_story(self, joined: Any, text: str, relation: str) -> None:
        saved = joined.take(C, text, published_at=LATE)
        assert grouped(joined.store) == [[A, B, C]]
        assert saved.relation == relation

    @pytest.mark.parametrize("text", [TEXT, OTHER])
    def test_a_better_head_heads_both(self, joined: Any, text: str) -> None:
        decide(joined.store, A, "accepted")
        saved = joined.take(C, text, published_at=EARLY)
        assert (grouped(joined.store), saved.state) == ([[C, A, B]], "accepted")
        assert {joined.row(A)["relation"], joined.row(B)["relation"]} == {"exact", "rewritten"}

    def test_an_origin_that_a_joined_one_names(self, joined: Any) -> None:
        joined.take(C, OTHER, published_at=LATE, site_name="Wire")
        joined.take(D, TEXT, published_at=LATE, origin=Origin("Wire"))
        assert grouped(joined.store) == [[C, A, B, D]]


class TestUndo:
    def test_the_parted_comes_back_as_it_was(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        decide(newsroom.store, A, "accepted")
        before = everything(newsroom.store)[0]
        part(newsroom.store, B)
        assert undo(newsroom.store, B) == "part"
        assert everything(newsroom.store)[0] == before
        assert undo(newsroom.store, B) == "state"

    @pytest.mark.parametrize("seen_from", [A, B, C, None])
    def test_a_parted_head_heads_again_and_all_stand_to_it_as_before(self, torn: Any, seen_from: str | None) -> None:
        before = everything(torn.store)[0]
        part(torn.store, A)
        assert undo(torn.store, seen_from) == "part"
        assert everything(torn.store)[0] == before
        assert undo(torn.store, A) == "state"

    def test_a_parted_head_heads_again_whatever_came_since(self, torn: Any) -> None:
        part(torn.store, A)
        torn.take(F, words(0, 238))
        torn.take(G, words(245, 55))
        undo(torn.store, A)
        assert grouped(torn.store) == [[A, B, C, D, E, F, G]]
        assert torn.row(G)["relation"] == "contained"
        assert states(torn.store)[A] == "accepted"

    def test_a_better_head_that_came_since_stays(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, EDITED, published_at=LATE)
        part(newsroom.store, A)
        newsroom.take(C, TWICE, published_at=EARLY)
        undo(newsroom.store, A)
        assert grouped(newsroom.store) == [[C, A, B]]

    def test_what_a_person_joined_elsewhere_since_stays_there(self, torn: Any) -> None:
        torn.take(F, OTHER)
        part(torn.store, A)
        join(torn.store, C, F, "lin")
        undo(torn.store, A)
        assert grouped(torn.store) == [[A, B, E], [F, C, D]]

    def test_what_was_revised_since_is_compared_again(self, torn: Any) -> None:
        part(torn.store, A)
        torn.another_run()
        torn.take(D, words(245, 50))
        undo(torn.store, A)
        assert grouped(torn.store) == [[A, B, C, D, E]]
        assert torn.row(D)["relation"] == "contained"

    def test_the_joined_go_apart_as_they_were(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        newsroom.take(C, OTHER)
        decide(newsroom.store, C, "rejected")
        before = everything(newsroom.store)[0]
        join(newsroom.store, A, C)
        assert undo(newsroom.store, B) == "join"
        assert everything(newsroom.store)[0] == before

    @pytest.mark.parametrize("seen_from", [A, B])
    def test_it_is_taken_back_from_either_side(self, newsroom: Any, seen_from: str) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        part(newsroom.store, B)
        assert undo(newsroom.store, seen_from, None) == "part"
        assert grouped(newsroom.store) == [[A, B]]

    def test_what_came_since_goes_with_its_text(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, OTHER)
        join(newsroom.store, B, A)
        newsroom.take(C, OTHER)
        newsroom.take(D, EDITED)
        undo(newsroom.store, A)
        assert grouped(newsroom.store) == [[A, D], [B, C]]

    def test_copies_of_the_parted_come_back_with_it(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=LATE)
        newsroom.take(B, EDITED, published_at=LATE)
        part(newsroom.store, B)
        newsroom.take(C, EDITED, published_at=EARLY)
        undo(newsroom.store, B)
        assert grouped(newsroom.store) == [[C, A, B]]

    def test_the_newest_first_of_ones_own(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        part(newsroom.store, B)
        decide(newsroom.store, B, "accepted")
        join(newsroom.store, B, A)
        assert [undo(newsroom.store, who="mei") for _ in range(3)] == ["join", "state", "part"]
        assert grouped(newsroom.store) == [[A, B]]
        assert states(newsroom.store) == {A: "pending", B: "copy"}

    def test_not_when_somebody_else_decided_since(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        part(newsroom.store, B)
        decide(newsroom.store, B, "accepted", "lin")
        with pytest.raises(SupersededError, match="lin"):
            undo(newsroom.store, who="mei")
        assert grouped(newsroom.store) == [[A], [B]]

    def test_what_somebody_parted_again_since_stays_apart(self, newsroom: Any) -> None:
        for url, text in ((A, TEXT), (B, EDITED), (C, OTHER)):
            newsroom.take(url, text)
        join(newsroom.store, A, C)
        part(newsroom.store, B, "lin")
        part(newsroom.store, A, "mei")  # newer than lin's
        undo(newsroom.store, A)
        assert newsroom.row(B)["story"] not in {newsroom.row(A)["story"], newsroom.row(C)["story"]}
        undo(newsroom.store, B)
        undo(newsroom.store, A)
        assert grouped(newsroom.store) == [[A, B], [C]]

    def test_parting_again_after_undoing(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        for _ in range(2):
            part(newsroom.store, A)
            undo(newsroom.store, A)
        part(newsroom.store, B)
        assert grouped(newsroom.store) == [[A], [B]]
        assert all(row["is_head"] for row in items.find(newsroom.store, heads_only=False))

    def test_all_is_kept(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        part(newsroom.store, B)
        undo(newsroom.store, B)
        (row,) = reviews.story_history(newsroom.store, id_of(A))
        assert (row["kind"], row["who"], row["from_state"], row["to_state"]) == ("part", "mei", "copy", "pending")
        assert row["undone_at"] == NOW
        with newsroom.store.reading() as connection:
            (kept,) = connection.execute(sa.select(story_choices)).mappings()
        assert (kept["story"], kept["other_id"], kept["members"]) == (id_of(A), id_of(A), [id_of(B)])


class TestPreview:
    def test_it_says_what_will_be_and_changes_nothing(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT, published_at=EARLY)
        newsroom.take(B, EDITED, published_at=LATE)
        newsroom.take(C, OTHER)
        before = everything(newsroom.store)
        seen = part(newsroom.store, B, preview=True)
        joined = join(newsroom.store, C, A, preview=True)
        assert everything(newsroom.store) == before
        assert seen.decision_id is joined.decision_id is None
        done = part(newsroom.store, B, seen=seen.seen)
        assert [(story.head["id"], story.head["state"]) for story in done.stories] == [
            (story.head["id"], story.head["state"]) for story in seen.stories
        ]
        assert [row["id"] for row in joined.stories[0].copies] == [id_of(B), id_of(C)]

    def test_what_changed_since_is_not_done(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, EDITED)
        seen = part(newsroom.store, B, preview=True).seen
        newsroom.take(C, TWICE)
        with pytest.raises(StaleError):
            part(newsroom.store, B, seen=seen)
        assert grouped(newsroom.store) == [[A, B, C]]

    def test_a_story_that_was_decided_since_is_not_joined(self, newsroom: Any) -> None:
        newsroom.take(A, TEXT)
        newsroom.take(B, OTHER)
        seen = join(newsroom.store, A, B, preview=True).seen
        decide(newsroom.store, B, "accepted")
        with pytest.raises(StaleError):
            join(newsroom.store, A, B, seen=seen)


def test_the_copies_of_what_is_parted_again_go_with_it(newsroom: Any) -> None:
    for url, text in ((A, TEXT), (B, OTHER), (C, f"{OTHER} afterword"), (D, EDITED)):
        newsroom.take(url, text)
    join(newsroom.store, B, A)
    assert grouped(newsroom.store) == [[A, B, C, D]]
    before = everything(newsroom.store)
    choice = part(newsroom.store, B)
    assert choice.moved == [id_of(B), id_of(C)]
    assert grouped(newsroom.store) == [[A, D], [B, C]]
    assert newsroom.row(C)["relation"] == "near"
    assert undo(newsroom.store) == "part"
    assert everything(newsroom.store)[0] == before[0]


def test_a_copy_that_was_put_into_a_story_by_itself_stays_there(newsroom: Any) -> None:
    for url, text in ((A, TEXT), (B, OTHER), (C, f"{OTHER} afterword")):
        newsroom.take(url, text)
    part(newsroom.store, C)
    join(newsroom.store, C, A)
    join(newsroom.store, B, A)
    part(newsroom.store, B)
    assert grouped(newsroom.store) == [[A, C], [B]]
