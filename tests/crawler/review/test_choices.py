"""Parting and joining stories on the pages: looked at first, done, taken back."""

import re

import pytest

from crawler.review import queue
from crawler.review.queue import Action
from crawler.store.database import Store
from crawler.store.rulings import Ruling
from tests.crawler.review.shelf import HARBOUR, LANTERN, Shelf
from tests.crawler.review.site import Answer, Site

NEARLY = LANTERN.replace("on Monday", "this Monday")


@pytest.fixture(name="pair")
def fixture_pair(shelf: Shelf) -> tuple[str, str]:
    """A story of two: its head and a copy."""
    head = shelf.put("https://lakeside.example/lantern", "A model for the phone", LANTERN, language="en")
    return head, shelf.put("https://press.example/lantern", "Phone model <b>out</b>", NEARLY, language="en")


@pytest.fixture(name="harbour")
def fixture_harbour(shelf: Shelf) -> str:
    return shelf.put("https://lakeside.example/harbour", "Tractors without drivers", HARBOUR, language="en")


def seen(page: Answer) -> str:
    return page.text.partition('name="seen" value="')[2].partition('"')[0]


def story(store: Store, item: str) -> str:
    return str(queue.get(store, item)["story"])


def test_a_copy_is_shown_with_relation_share_and_why(site: Site, pair: tuple[str, str]) -> None:
    for item in pair:
        page = site.get(f"/items/{item}").text
        assert "nearly the same text" in page
        assert re.search(r"<dt>coverage</dt><dd[^>]*>0\.\d+</dd>", page)
        assert f'href="/items/{pair[1]}/part"' in page


def test_parting_is_previewed_done_and_taken_back(
    site: Site, store: Store, shelf: Shelf, pair: tuple[str, str]
) -> None:
    head, copy = pair
    queue.decide(store, head, Action.ACCEPT, Ruling("mei", "", shelf.now()))
    page = site.get(f"/items/{copy}/part")
    assert page.status == 200
    assert page.text.count('<section class="story"') == 2
    assert "Phone model &lt;b&gt;out&lt;/b&gt;" in page.text
    assert story(store, copy) == story(store, head)
    done = site.post(f"/items/{copy}/part", {"seen": seen(page), "note": "another phone"})
    assert (done.status, done.place.partition("?")[0]) == (303, f"/items/{copy}")
    assert "Parted from its story" in site.get(done.place).text
    assert (shelf.state(copy), shelf.state(head)) == ("pending", "accepted")
    for item in pair:
        page_after = site.get(f"/items/{item}").text
        assert "parted from a story" in page_after
        assert "another phone" in page_after
    back = site.post("/undo", {"from": copy})
    assert "was parted from its story" in site.get(back.place).text
    assert (shelf.state(copy), story(store, copy)) == ("copy", story(store, head))


def test_parting_a_head_says_what_gets_a_story_of_its_own(site: Site, store: Store, shelf: Shelf) -> None:
    texts = ("\n".join([LANTERN, HARBOUR]), LANTERN, HARBOUR)
    put = [shelf.put(f"https://{n}.example/", f"Text {n}", text, language="en") for n, text in enumerate(texts)]
    queue.join(store, put[1], put[0], Ruling("mei", "", shelf.now()))
    queue.join(store, put[2], put[0], Ruling("mei", "", shelf.now()))
    head = next(each for each in put if shelf.state(each) != "copy")
    before = [dict(queue.get(store, each)) for each in put]
    page = site.get(f"/items/{head}/part")
    assert page.text.count('<section class="story"') == 3
    assert "what is no copy of the new head is a story of its own" in page.text
    site.post(f"/items/{head}/part", {"seen": seen(page)})
    assert len({story(store, each) for each in put}) == 3
    site.post("/undo", {"from": head})
    assert [dict(queue.get(store, each)) for each in put] == before


@pytest.mark.parametrize(
    "named", ["{}", "https://lakeside.example/harbour?utm_source=x", "http://127.0.0.1:1/items/{}"]
)
def test_joining_is_previewed_done_and_taken_back(
    named: str, site: Site, store: Store, pair: tuple[str, str], harbour: str
) -> None:
    other = named.format(harbour)
    page = site.get(f"/items/{pair[0]}/join?other={other}")
    assert page.status == 200
    assert page.text.count('<section class="story"') == 1
    assert "2 items go over" in page.text
    done = site.post(f"/items/{pair[0]}/join", {"seen": seen(page), "other": other})
    assert "Joined to a story" in site.get(done.place).text
    assert {story(store, item) for item in pair} == {story(store, harbour)}
    site.post("/undo", {"from": harbour, "item": harbour})
    assert story(store, pair[0]) == story(store, pair[1]) != story(store, harbour)


def test_what_changed_meanwhile_is_shown_again_and_not_done(
    site: Site, store: Store, shelf: Shelf, pair: tuple[str, str]
) -> None:
    head, copy = pair
    page = site.get(f"/items/{copy}/part")
    queue.decide(store, head, Action.REJECT, Ruling("lin", "", shelf.now()))
    answer = site.post(f"/items/{copy}/part", {"seen": seen(page), "note": "my reason"})
    assert answer.status == 409
    assert "have changed since you saw them" in answer.text
    assert 'value="my reason"' in answer.text
    assert story(store, copy) == story(store, head)
    assert site.post(f"/items/{copy}/part", {"seen": seen(answer)}).status == 303


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/items/{harbour}/part", 409, "alone in its story"),
        ("/items/{head}/join?other={copy}", 409, "in one story already"),
        ("/items/{head}/join?other=0123456789abcdef", 404, "There is no item"),
        ("/items/{head}/join?other=https://nowhere.example/x", 404, "There is no item"),
        ("/items/{head}/join?other=http://[", 404, "There is no item"),
        ("/items/{head}/join", 404, "There is no item"),
        ("/items/0123456789abcdef/part", 404, "There is no item"),
    ],
)
def test_what_cannot_be_is_said_with_a_way_back(
    path: str, status: int, message: str, site: Site, pair: tuple[str, str], harbour: str
) -> None:
    answer = site.get(path.format(head=pair[0], copy=pair[1], harbour=harbour))
    assert answer.status == status
    assert message in answer.text
    assert 'class="button" href="/"' in answer.text
    assert ("Go to the item" in answer.text) is ("/items/0123" not in path)


def test_undo_after_somebody_else_parted_says_so(site: Site, store: Store, shelf: Shelf, pair: tuple[str, str]) -> None:
    head, copy = pair
    site.decide(head, "accept")
    queue.part(store, copy, Ruling("lin", "", shelf.now()))
    answer = site.post("/undo", {"from": head})
    assert answer.status == 409
    assert "lin parted it from a story" in answer.text
    assert shelf.state(head) == "accepted"


def test_a_canonical_link_that_is_not_believed_is_shown(site: Site, shelf: Shelf) -> None:
    noted = {
        "canonical": [{"stated": "https://lakeside.example/<x>", "refused": "the home page"}],
        "original": "javascript:1",
    }
    item = shelf.put("https://lakeside.example/lantern", "T", LANTERN, evidence=noted)
    page = site.get(f"/items/{item}").text
    assert "https://lakeside.example/&lt;x&gt;" in page
    assert "the home page" in page
    assert "<bdi>javascript:1</bdi>, as the page" in page
    assert 'href="javascript' not in page
