"""An event on the pages: one card, decided at once, taken apart, taken back."""

import re

import pytest

from crawler.review import queue
from crawler.review.queue import Action
from crawler.store.database import Store
from crawler.store.rulings import Ruling
from tests.crawler.review.shelf import LANTERN, Shelf
from tests.crawler.review.site import Answer, Site


def seen(page: Answer) -> str:
    return page.text.partition('name="seen" value="')[2].partition('"')[0]


def states(shelf: Shelf, ids: list[str]) -> list[str]:
    return [shelf.state(each) for each in ids]


def rows(page: Answer) -> list[str]:
    return re.findall(r'class="row-title" href="/items/([0-9a-f]{16})', page.text)


def test_an_event_is_one_card_and_each_story_shows_the_others(site: Site, event: list[str], three: list[str]) -> None:
    page = site.get("/")
    assert rows(page) == [event[0], *three]
    assert "2 more tell this event" in page.text
    assert 'class="count">6<' in page.text  # the tab counts stories
    for each in event:
        shown = site.get(f"/items/{each}").text
        assert "3 stories tell this event" in shown
        assert all(f'href="/items/{other}"' in shown for other in event)
        assert "aldermoor" in shown.partition('aria-label="Event"')[2]  # why


def test_a_story_of_its_own_shows_no_event(site: Site, three: list[str]) -> None:
    assert 'aria-label="Event"' not in site.get(f"/items/{three[0]}").text
    assert site.get(f"/items/{three[0]}/event").status == 409
    assert "no other story tells the event" in site.get(f"/items/{three[0]}/apart").text.lower()


@pytest.mark.parametrize(("action", "state"), [("accept", "accepted"), ("reject", "rejected"), ("later", "later")])
def test_all_that_wait_are_decided_at_once_and_taken_back(
    action: str, state: str, site: Site, shelf: Shelf, event: list[str], three: list[str]
) -> None:
    page = site.get(f"/items/{event[0]}/event")
    assert rows(page) == event
    assert page.text.count('<p class="lead"') == 3
    done = site.post(f"/items/{event[0]}/event", {"action": action, "seen": seen(page), "note": "seen often"})
    assert (done.status, done.place.partition("?")[0]) == (303, f"/items/{three[0]}")
    assert states(shelf, event) == [state] * 3
    assert states(shelf, three) == ["pending"] * 3
    assert "and 2 more of its event" in site.get(done.place).text
    back = site.post("/undo", {"from": three[0]})
    assert states(shelf, event) == ["pending"] * 3
    assert "and 2 more of its event were made" in site.get(back.place).text


def test_what_is_decided_already_is_not_concerned(site: Site, store: Store, shelf: Shelf, event: list[str]) -> None:
    queue.decide(store, event[0], Action.ACCEPT, Ruling("mei", "", shelf.now()))
    page = site.get(f"/items/{event[1]}/event")
    assert rows(page) == [event[1], event[2], event[0]]
    assert "Not concerned" in page.text
    site.post(f"/items/{event[1]}/event", {"action": "reject", "seen": seen(page)})
    assert states(shelf, event) == ["accepted", "rejected", "rejected"]


def test_the_last_event_leads_to_the_empty_queue(site: Site, event: list[str]) -> None:
    page = site.get(f"/items/{event[0]}/event")
    done = site.post(f"/items/{event[0]}/event", {"action": "accept", "seen": seen(page)})
    assert "Nothing is pending" in site.get(done.place).text


def test_what_changed_meanwhile_is_shown_again_and_not_done(
    site: Site, store: Store, shelf: Shelf, event: list[str]
) -> None:
    page = site.get(f"/items/{event[0]}/event")
    queue.decide(store, event[2], Action.REJECT, Ruling("lin", "", shelf.now()))
    answer = site.post(f"/items/{event[0]}/event", {"action": "accept", "seen": seen(page), "note": "my reason"})
    assert answer.status == 409
    assert "have changed since you saw them" in answer.text
    assert 'value="my reason"' in answer.text
    assert states(shelf, event) == ["pending", "pending", "rejected"]


@pytest.mark.parametrize("fields", [{}, {"action": "burn"}])
def test_a_form_that_is_none_is_refused(fields: dict[str, str], site: Site, shelf: Shelf, event: list[str]) -> None:
    assert site.post(f"/items/{event[0]}/event", fields).status == 400
    assert states(shelf, event) == ["pending"] * 3


def test_a_story_is_taken_out_and_comes_back(site: Site, shelf: Shelf, event: list[str]) -> None:
    page = site.get(f"/items/{event[2]}/apart")
    assert page.text.count('<section class="story"') == 2
    assert "3 stories tell this event" in site.get(f"/items/{event[0]}").text
    done = site.post(f"/items/{event[2]}/apart", {"seen": seen(page), "note": "another round"})
    assert "Taken out of its event" in site.get(done.place).text
    assert "taken out of an event" in site.get(f"/items/{event[2]}").text
    assert "2 stories tell this event" in site.get(f"/items/{event[0]}").text
    assert rows(site.get("/")) == [event[0], event[2]]
    back = site.post("/undo", {"from": event[2]})
    assert "was taken out of its event" in site.get(back.place).text
    assert rows(site.get("/")) == [event[0]]


def test_all_are_taken_apart(site: Site, event: list[str]) -> None:
    page = site.get(f"/items/{event[0]}/apart?all=1")
    assert page.text.count('<section class="story"') == 3
    site.post(f"/items/{event[0]}/apart", {"seen": seen(page), "all": "1"})
    assert rows(site.get("/")) == event


def test_two_stories_are_put_into_one_event_and_come_back(site: Site, shelf: Shelf, event: list[str]) -> None:
    other = shelf.put("https://far.example/1", "An essay on it", LANTERN, published_at="2026-11-01", tells=True)
    page = site.get(f"/items/{other}/together?other={event[1]}")
    assert page.text.count('<section class="story"') == 1
    assert all(f'href="/items/{each}"' in page.text for each in (other, *event))
    done = site.post(f"/items/{other}/together", {"seen": seen(page), "other": event[1], "note": "<i>an essay</i>"})
    assert "Put into one event" in site.get(done.place).text
    assert rows(site.get("/")) == [event[0]]
    shown = site.get(f"/items/{event[1]}").text
    assert "4 stories tell this event" in shown
    assert "put into one event" in shown.partition('aria-label="Decisions"')[2]
    assert "&lt;i&gt;an essay" in shown
    back = site.post("/undo", {"from": other})
    assert "was put into one event with another story" in site.get(back.place).text
    assert len(rows(site.get("/"))) == 2


@pytest.mark.parametrize(
    ("other", "status", "message"),
    [("{0}", 409, "one event already"), ("{1}", 409, "one event already"), ("", 404, "There is no item")],
)
def test_what_cannot_be_one_event_is_said(other: str, status: int, message: str, site: Site, event: list[str]) -> None:
    answer = site.get(f"/items/{event[0]}/together?other={other.format(*event)}")
    assert (answer.status, message in answer.text) == (status, True)


def test_evidence_has_numbers_as_people_write_them(site: Site, event: list[str]) -> None:
    assert "412 million" in site.get(f"/items/{event[0]}").text
    assert "4.12亿" in site.get(f"/items/{event[2]}").text
    assert "e+08" not in site.get(f"/items/{event[2]}").text


def test_every_foreign_string_of_an_event_is_escaped(site: Site, shelf: Shelf, event: list[str]) -> None:
    evil = "<img src=x onerror=alert(1)>"
    text = f"Aldermoor gets 412 million dollars from Quince Capital {evil} at 3.7 billion, says Vera Osk of Tilbury."
    title = f"Quince Capital backs Aldermoor with $412 million {evil}"
    item = shelf.put("https://evil.example/fund", title, text, published_at="2026-11-01", site_name=evil, tells=True)
    assert item in rows(site.get(f"/items/{event[0]}/event"))
    for path in (f"/items/{item}", f"/items/{item}/event", f"/items/{item}/apart"):
        assert evil not in site.get(path).text


def test_a_narrowed_queue_stays_narrowed(site: Site, shelf: Shelf, event: list[str]) -> None:
    other = shelf.put("https://a.example/1", "T", LANTERN, entities=["Quince"])
    page = site.get(f"/items/{event[0]}/event?entity=Quince")
    assert 'name="entity" value="Quince"' in page.text
    done = site.post(f"/items/{event[0]}/event", {"action": "accept", "seen": seen(page), "entity": "Quince"})
    assert done.place.startswith(f"/items/{other}?entity=Quince")
