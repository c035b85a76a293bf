"""The pages over real HTTP: what they show, what they do, and whom they refuse."""

import html
import re
from typing import Any

import pytest

from crawler.items import Origin
from crawler.outcomes import Flag, Relation, State
from crawler.review import pages, queue
from crawler.review.queue import Action
from crawler.store.database import Store
from crawler.store.rulings import Ruling
from tests.crawler.review.shelf import HARBOUR, LANTERN, ORCHARD, Shelf
from tests.crawler.review.site import Site

EVIL = "<script>alert(1)</script>"


# What is shown


def test_the_queue_lists_what_is_pending_with_its_facts(site: Site, shelf: Shelf) -> None:
    item = shelf.put("https://a.example/1", "手机上的模型", LANTERN, language="zh-Hans", site_name="晴川日报",
                     published_at="2026-11-01T08:00:00+08:00", origin=Origin("北线"), relevance=0.815,
                     flags=["date_guessed"])  # fmt: skip
    shelf.put("https://b.example/1", "Again", LANTERN, published_at="2026-11-02", flags=["date_guessed"])
    page = site.get("/").text
    for shown in (
        "手机上的模型",
        "晴川日报",
        "2026-11-01 08:00 +08:00",
        "from <bdi>北线",
        "1 copy",
        "0.81",
        "date guessed",
    ):
        assert shown in page
    assert f'href="/items/{item}"' in page
    assert "Again" not in page
    assert 'Pending <span class="count">1</span>' in page


def test_an_item_is_shown_with_all_that_is_known_of_it(site: Site, store: Store, shelf: Shelf) -> None:
    item = shelf.put("https://a.example/1", "A model", LANTERN, language="en", authors=["Ines Okafor"],
                     origin=Origin("Northern Wire", "https://n.example/1", ["Evening Digest"]), topics=["models"],
                     entities=["Lantern Labs"], relevance=0.8)  # fmt: skip
    copy = shelf.put("https://b.example/1", "The copy", LANTERN)
    digest = shelf.put("https://c.example/1", "The week", f"{LANTERN}\n{HARBOUR}\n{ORCHARD}")
    shelf.put("https://a.example/1", "A model", LANTERN.replace("eleven", "twelve"), language="en")
    queue.decide(store, item, Action.LATER, Ruling("li", "wait for the licence", shelf.now()))
    page = html.unescape(site.get(f"/items/{item}").text)
    for shown in ("Lantern Labs released", "the same text", f"/items/{copy}", f"/items/{digest}", "contains this",
                  "<del>eleven</del>", "<ins>twelve</ins>", "wait for the licence", "by <bdi>li</bdi>"):  # fmt: skip
        assert shown in page


def test_facts_and_evidence_are_shown(site: Site, shelf: Shelf) -> None:
    item = shelf.put("https://a.example/1", "A model", LANTERN, authors=["Ines Okafor"], topics=["models"],
                     origin=Origin("Northern Wire", "https://n.example/1", ["Evening Digest"]),
                     flags=["spam_terms", "date_guessed"], state=State.QUARANTINED,
                     evidence={"spam_terms": ["free coins"], "relevance": {"language model": 3}})  # fmt: skip
    page = site.get(f"/items/{item}").text
    for shown in ("Ines Okafor", "models", '<a href="https://n.example/1" target="_blank" rel="noopener noreferrer">',
                  "by way of <bdi>Evening Digest", "language model</bdi> 3", "free coins"):  # fmt: skip
        assert shown in page
    assert page.index("Held back") < page.index("free coins") < page.index("Lantern Labs released")


@pytest.mark.parametrize("shape", [None, True, 7, EVIL, [EVIL], {"a": [1, {"b": EVIL}]}, {"x" * 900: "y" * 900}])
def test_evidence_of_any_shape_is_shown_escaped(shape: Any, site: Site, shelf: Shelf) -> None:
    item = shelf.put("https://a.example/1", "T", LANTERN, flags=["hidden_text"], evidence={"hidden_text": shape})
    answer = site.get(f"/items/{item}")
    assert answer.status == 200
    assert EVIL not in answer.text


def test_every_foreign_string_is_escaped(site: Site, store: Store, shelf: Shelf) -> None:
    values = {
        "site_name": EVIL, "authors": [EVIL], "language": '"><script>', "published_at": None, "topics": [EVIL],
        "origin": Origin(EVIL, f"javascript:alert('{EVIL}')", [EVIL]), "entities": [EVIL], "flags": ["list_page"],
        "evidence": {"list_page": {EVIL: EVIL}, "relevance": {EVIL: 1}},
    }  # fmt: skip
    item = shelf.put(f"https://a.example/?q={EVIL}", EVIL, f"{LANTERN}\n{EVIL}", **values)
    shelf.put(f"https://b.example/?q={EVIL}", EVIL, f"{LANTERN}\n{EVIL}", **values)
    shelf.put(f"https://a.example/?q={EVIL}", EVIL + "2", f"{LANTERN}\n{EVIL}{EVIL}", **values)
    queue.decide(store, item, Action.LATER, Ruling(EVIL, EVIL, shelf.now()))
    queue.undo(store, item, shelf.now())
    for path in ("/", f"/items/{item}", f"/items/{item}?undone=1", f"/?decision=1&state={EVIL}"):
        page = site.get(path).text
        assert re.findall("<script[^>]*>", page) == ['<script src="/static/review.js" defer>']
        assert "javascript:" not in page
        assert " style=" not in page


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example/x", None),
        ("https://", None),
        ("http://[bad", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_links(url: str | None, link: str | None) -> None:
    assert pages.web_link(url) == link


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-02", "2026-11-02"),
        ("2026-11-02T09:30:59+08:00", "2026-11-02 09:30 +08:00"),
        ("2026-11-02T09:30:00+00:00", "2026-11-02 09:30 UTC"),
        ("about noon, perhaps", "about noon, perhaps"),
        (None, "unknown"),
    ],
)
def test_times_are_shown_to_the_minute(value: str | None, shown: str) -> None:
    assert pages.when(value) == shown


def test_every_state_flag_and_relation_has_words() -> None:
    assert set(pages.STATE_NAMES) == set(State)
    assert set(pages.FLAG_MEANINGS) == set(Flag)
    assert set(pages.RELATION_NAMES) == set(Relation)


def test_an_empty_queue_says_what_to_do_next(site: Site, store: Store, shelf: Shelf) -> None:
    assert "tidings crawl" in site.get("/").text
    shelf.put("https://a.example/1", "T", LANTERN, state=State.QUARANTINED)
    assert "Look at what is quarantined (1)" in site.get("/").text
    assert "Nothing is here" in site.get("/?state=later").text


def test_long_queues_have_pages(site: Site, shelf: Shelf) -> None:
    for number in range(51):
        shelf.put(f"https://a.example/{number}", f"Title {number}", f"a{number} b{number} c{number} d{number}")
    assert "Page 1 of 2" in site.get("/").text
    assert "Title 50" in site.get("/?page=2").text
    assert site.get("/?page=x").status == site.get(f"/?page={'9' * 30}").status == 200


# What is done


@pytest.mark.parametrize(("action", "state"), [("accept", "accepted"), ("reject", "rejected"), ("later", "later")])
def test_a_form_decides_and_moves_on(action: str, state: str, site: Site, shelf: Shelf, three: list[str]) -> None:
    answer = site.decide(three[0], action, note="why not")
    assert answer.status == 303
    assert answer.place == f"/items/{three[1]}?decision=1"
    assert shelf.state(three[0]) == state
    page = site.get(answer.place).text
    assert "Tractors without drivers" in page
    assert f'{pages.STATE_NAMES[State(state)]}: <a href="/items/{three[0]}"><bdi>A model for the phone' in page


def test_the_last_one_leads_to_the_empty_queue(site: Site, shelf: Shelf) -> None:
    only = shelf.put("https://a.example/1", "T", LANTERN)
    answer = site.decide(only, "accept")
    assert answer.place == "/?state=pending&decision=1"
    assert "Nothing is pending" in site.get(answer.place).text


@pytest.mark.parametrize("state", [State.OFF_TOPIC, State.QUARANTINED])
def test_what_was_set_aside_can_be_taken_back(state: State, site: Site, shelf: Shelf) -> None:
    item = shelf.put("https://a.example/1", "T", LANTERN, state=state)
    assert f'name="seen" value="{state}"' in site.get(f"/items/{item}").text
    assert site.decide(item, "accept", seen=str(state)).place == f"/?state={state}&decision=1"
    assert shelf.state(item) == "accepted"


def test_undo_goes_back_and_says_what_was_undone(site: Site, shelf: Shelf, three: list[str]) -> None:
    site.decide(three[0], "reject")
    answer = site.post("/undo", {"from": three[1]})
    assert answer.place == f"/items/{three[0]}?undone=1"
    assert shelf.state(three[0]) == "pending"
    page = site.get(answer.place).text
    assert "was made “Rejected”, and is “Pending” again" in page
    again = site.post("/undo", {"from": three[1]})
    assert (again.status, "nothing to undo" in again.text) == (409, True)
    assert f'href="/items/{three[1]}"' in again.text


def test_a_decision_of_somebody_else_is_taken_back_on_its_item(
    site: Site, store: Store, shelf: Shelf, three: list[str]
) -> None:
    queue.decide(store, three[0], Action.REJECT, Ruling("li", "", shelf.now()))
    assert site.post("/undo").status == 409
    assert site.post("/undo", {"item": three[0]}).place == f"/items/{three[0]}?undone=1"
    assert shelf.state(three[0]) == "pending"


def test_a_conflict_shows_the_item_again_and_changes_nothing(
    site: Site, store: Store, shelf: Shelf, three: list[str]
) -> None:
    queue.decide(store, three[0], Action.ACCEPT, Ruling("li", "", shelf.now()))
    answer = site.decide(three[0], "reject", note="an advertisement")
    assert answer.status == 409
    assert "is accepted now, by li" in html.unescape(answer.text)
    assert 'name="note" value="an advertisement"' in answer.text
    assert 'name="seen" value="accepted"' in answer.text
    assert shelf.state(three[0]) == "accepted"
    site.decide(three[0], "reject", seen="accepted")
    assert shelf.state(three[0]) == "rejected"


def test_undo_after_somebody_elses_decision_shows_the_item(
    site: Site, store: Store, shelf: Shelf, three: list[str]
) -> None:
    site.decide(three[0], "accept")
    queue.decide(store, three[0], Action.REJECT, Ruling("li", "", shelf.now()))
    answer = site.post("/undo")
    assert (answer.status, "li made it rejected" in answer.text) == (409, True)


def test_a_copy_leads_to_its_head(site: Site, shelf: Shelf, three: list[str]) -> None:
    copy = shelf.put("https://b.example/1", "The copy", LANTERN)
    page = site.get(f"/items/{copy}").text
    assert f'<a href="/items/{three[0]}">' in page
    assert "/decide" not in page
    refused = site.decide(copy, "accept", seen="copy")
    assert (refused.status, three[0] in refused.text) == (409, True)


@pytest.mark.parametrize(
    "fields",
    [{"action": "destroy"}, {"action": "accept", "seen": "fine"}, {"version": "one"}, {"action": ""}],
)
def test_a_form_that_is_not_ours_in_shape_is_refused(fields: dict[str, str], site: Site, three: list[str]) -> None:
    whole = {"action": "accept", "seen": "pending", "version": "1"}
    assert site.post(f"/items/{three[0]}/decide", whole | fields).status == 400


# What goes wrong


def test_a_database_that_is_gone_is_a_page_with_a_message(site: Site, store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("DROP TABLE decisions")
        connection.exec_driver_sql("DROP TABLE items")
    answer = site.get("/")
    assert answer.status == 503
    assert "The database" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")


# Names


def test_the_queue_is_narrowed_down_to_a_name_and_stays_so(site: Site, shelf: Shelf) -> None:
    put = [
        shelf.put("https://a.example/1", "One", LANTERN, entities=["Qwen", "A & B"], evidence={"watched": ["Qwen"]}),
        shelf.put("https://a.example/2", "Two", HARBOUR),
        shelf.put("https://a.example/3", "Three", ORCHARD, entities=["A & B"]),
    ]
    queue_page = site.get("/").text
    assert 'href="/?state=pending&amp;entity=A+%26+B"><bdi>A &amp; B</bdi> 2</a>' in queue_page
    assert "watched: <bdi>Qwen</bdi>" in queue_page
    narrowed = site.get("/?state=pending&entity=A+%26+B").text
    assert [item in narrowed for item in put] == [True, False, True]
    first = site.get(f"/items/{put[0]}?entity=A+%26+B").text
    assert f'href="/items/{put[2]}?entity=A+%26+B"' in first
    assert '<input type="hidden" name="entity" value="A &amp; B">' in first
    assert 'href="/?state=pending&amp;entity=Qwen"' in first
    decided = site.decide(put[0], "accept", entity="A & B")
    assert decided.place.startswith(f"/items/{put[2]}?entity=A+%26+B&")
    last = site.decide(put[2], "accept", entity="A & B")
    assert last.place.startswith("/?state=pending&")


def test_what_is_off_topic_shows_its_words_and_can_be_narrowed_to_perhaps(site: Site, shelf: Shelf) -> None:
    near = {"verdict": "perhaps", "relevance": {"gpu <b>": 2.1}, "set_aside": {"agent": "<i>spy"}}
    item = shelf.put("https://a.example/1", "Near", LANTERN, state=State.OFF_TOPIC, evidence=near)
    shelf.put("https://a.example/2", "Far", HARBOUR, state=State.OFF_TOPIC, evidence={"verdict": "hardly"})
    page = site.get("/?state=off_topic").text
    assert 'href="/?state=off_topic&amp;perhaps=1"' in page
    assert ("gpu &lt;b&gt;" in page, ">perhaps</span>" in page, "Far" in page) == (True, True, True)
    assert "Far" not in site.get("/?state=off_topic&perhaps=1").text
    shown = site.get(f"/items/{item}").text
    assert "perhaps on topic" in shown
    assert "<bdi>agent</bdi>: &lt;i&gt;spy" in shown
