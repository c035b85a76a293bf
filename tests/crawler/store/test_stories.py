"""The look-up: the index finds what a comparison with every stored text finds."""

import datetime as dt
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.items import NewsItem
from crawler.outcomes import Relation
from crawler.store import items, saving, stories
from crawler.store.database import open_store
from pipelines.duplication.verify import compare

_HAN = "春江潮水连海平明月共生滟随波千万里何处无宛转绕芳甸照花林似霰空流霜觉飞汀上白沙看见天一色纤尘皎中孤轮"
_WHOLE = (Relation.EXACT, Relation.NEAR, Relation.SCRIPT)
_LATIN = "tide lamp river model crane paper night copper signal garden winter letter".split()


@st.composite
def bases(draw: st.DrawFn) -> list[str]:
    words = draw(st.sampled_from([list(_HAN), _LATIN]))
    length = draw(st.integers(70, 140))
    random = draw(st.randoms(use_true_random=False))
    return [random.choice(words) + (str(random.randrange(40)) if words is _LATIN else "") for _ in range(length)]


@st.composite
def edits(draw: st.DrawFn, base: list[str]) -> str:
    """Return the text with up to three words changed, left out or put in."""
    text = list(base)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text) - 1))
        text[place : place + draw(st.integers(0, 2))] = draw(st.sampled_from([[], ["新"], ["fresh"]]))
    return " ".join(text)


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[str], str]:
    """Return stored texts, and one to look up that is a light edit of one of them, or of none."""
    drawn = draw(st.lists(bases(), min_size=2, max_size=5))
    stored = [draw(edits(base)) for base in drawn for _ in range(draw(st.integers(1, 2)))]
    return stored, draw(edits(draw(st.sampled_from(drawn) | bases())))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpus=corpora())
def test_the_index_finds_what_a_linear_scan_finds(
    corpus: tuple[list[str], str], empty: Path, newsroom_class: Any
) -> None:
    stored, wanted = corpus
    with TemporaryDirectory() as folder:
        shutil.copy(empty, folder)
        room = newsroom_class(open_store("", folder))
        for number, text in enumerate(stored):
            room.save(room.item(f"https://site{number}.example/", text))
        item = room.item("https://wanted.example/", wanted)
        found, until = stories.look_up(room.store, item.text, stories.prints_of(item))
        rows = items.find(room.store, heads_only=False)
        room.store.close()
    assert until == len(stored)
    scanned = {row["id"]: (row["story"], compare(wanted, row["text"])) for row in rows}
    same = {key: (story, match) for key, (story, match) in scanned.items() if match and match.relation in _WHOLE}
    assert bool(same) == any(each.match.relation in _WHOLE for each in found)
    if not same:
        return
    best = found[0]
    story, match = same[best.member.id]
    assert match
    assert (story, match.relation, match.similarity) == (
        best.member.story, best.match.relation, best.match.similarity
    )  # fmt: skip
    is_there = any(match.relation is Relation.EXACT for _, match in same.values())
    assert (best.match.relation is Relation.EXACT) is is_there
    if not is_there:  # an exact one ends the search; of each other story a likely member is enough
        assert {each.member.story for each in found} >= {story for story, _ in same.values()}


def look_up(room: Any, item: NewsItem) -> list[tuple[str, str]]:
    found, _ = stories.look_up(room.store, item.text, stories.prints_of(item))
    return [(str(each.match.relation), each.member.id) for each in found]


def words(start: int, number: int = 100) -> str:
    return " ".join(f"word{position}" for position in range(start, start + number))


def sentences(start: int, number: int) -> str:
    """Return so many sentences of ten words, no two alike."""
    return " ".join(
        " ".join(f"{_LATIN[place % 12]}{'abcdefghij'[place]}{'xyz'[n % 3]}{n}" for place in range(10)) + "."
        for n in range(start, start + number)
    )


def test_nothing_is_stored_yet(newsroom: Any) -> None:
    assert look_up(newsroom, newsroom.item("https://lab.example/", words(0))) == []


def test_a_text_without_a_word_is_like_nothing(newsroom: Any) -> None:
    newsroom.take("https://lab.example/", "……")
    assert look_up(newsroom, newsroom.item("https://press.example/", "！！")) == []


def test_copies_come_before_links_and_the_whole_before_a_part(newsroom: Any) -> None:
    newsroom.take("https://small.example/", sentences(0, 10))
    newsroom.take("https://page.example/", sentences(0, 60))
    newsroom.take("https://whole.example/", sentences(0, 16))
    wanted = newsroom.item("https://wanted.example/", sentences(0, 17))
    relations = [relation for relation, _ in look_up(newsroom, wanted)]
    assert relations == ["near", "contains", "contains"]


def test_a_cut_text_is_a_copy_of_the_whole_whichever_comes_first(newsroom: Any) -> None:
    cut = sentences(0, 20)[:-30]
    newsroom.take("https://cut.example/", cut)
    assert str(newsroom.take("https://whole.example/", sentences(0, 40)).outcome) == "new"
    assert str(newsroom.take("https://cutter.example/", cut.upper()).outcome) == "copy"
    (head,) = items.find(newsroom.store)
    assert head["url"] == "https://whole.example/"


def test_a_part_within_an_earlier_page_is_linked_to_it(newsroom: Any) -> None:
    page = newsroom.take("https://page.example/", sentences(0, 60))
    part = newsroom.take("https://part.example/", sentences(20, 15))
    assert page.story != part.story
    links = items.linked(newsroom.store, [page.story])
    assert [link["relation"] for link in links[page.story]] == ["contains"]


def test_of_several_that_are_the_same_the_oldest_is_named(newsroom: Any) -> None:
    first = newsroom.take("https://a.example/", words(0))
    newsroom.take("https://b.example/", words(0))
    wanted = newsroom.item("https://c.example/", words(0))
    assert look_up(newsroom, wanted) == [("exact", first.story)]


def test_only_what_is_newer_is_searched_again(newsroom: Any) -> None:
    newsroom.take("https://a.example/", words(0))
    wanted = newsroom.item("https://c.example/", words(0))
    with newsroom.store.reading() as connection:
        seq = stories.newest(connection)
        assert stories.search(connection, wanted.text, stories.prints_of(wanted), after=seq) == []
        assert len(stories.search(connection, wanted.text, stories.prints_of(wanted), after=seq - 1)) == 1


def test_a_twin_that_was_stored_after_the_look_up_is_seen_when_the_place_is_claimed(
    newsroom: Any, now: dt.datetime
) -> None:
    late = newsroom.item("https://b.example/", words(0))
    found, late.trail.checked_until = stories.look_up(newsroom.store, late.text, stories.prints_of(late))
    newsroom.take("https://a.example/", words(0))
    assert str(saving.save(newsroom.store, late, found, now).outcome) == "copy"


def test_a_text_that_changed_after_the_look_up_is_no_twin(newsroom: Any, now: dt.datetime) -> None:
    newsroom.take("https://a.example/", words(0))
    late = newsroom.item("https://b.example/", words(0))
    found, late.trail.checked_until = stories.look_up(newsroom.store, late.text, stories.prints_of(late))
    newsroom.another_run()
    newsroom.take("https://a.example/", words(500))
    late.trail.run_id = newsroom.run_id
    assert str(saving.save(newsroom.store, late, found, now).outcome) == "new"


def test_a_flood_of_copies_is_one_story(newsroom: Any) -> None:
    for number in range(30):
        newsroom.take(f"https://farm{number}.example/", f"{words(0)} farm{number}")
    assert len(items.find(newsroom.store)) == 1


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, None),
        ("2026-05-03", dt.datetime(2026, 5, 3, tzinfo=dt.UTC)),
        ("2026-05-03T08:00:00+08:00", dt.datetime(2026, 5, 3, tzinfo=dt.UTC)),
    ],
)
def test_published_on(newsroom: Any, stated: str | None, expected: dt.datetime | None) -> None:
    item = newsroom.item("https://a.example/", "text", published_at=stated)
    assert stories.published_on(item) == expected
