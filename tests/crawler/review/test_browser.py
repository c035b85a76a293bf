"""The keys, in a real browser: pressed, they change the database and show the next item."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request, expect, sync_playwright

from crawler.outcomes import State
from crawler.review import queue, views
from crawler.review.queue import Action
from crawler.store.database import Store
from crawler.store.rulings import Ruling
from tests.crawler.review.shelf import FUND, HARBOUR, LANTERN, Shelf
from tests.crawler.review.site import Site

CHROMIUM = Path("/usr/bin/chromium")
MISSING = f"Chromium is not installed ({CHROMIUM}): the review's keys are not tested"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

if not CHROMIUM.exists() and not os.environ.get("CI"):
    pytest.skip(MISSING, allow_module_level=True)


# Of this module alone: Playwright keeps an event loop running, in which other tests could not start theirs.
@pytest.fixture(scope="module", name="browser")
def fixture_browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), MISSING  # reached without it in CI only
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(name="page")
def fixture_page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page that fails the test on any console message, error or request to elsewhere."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.set_default_timeout(8000)
    complaints: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def stay_here(asked: Request) -> None:
        if not asked.url.startswith(site.url):
            complaints.append(f"asked for {asked.url}")

    page.on("console", lambda message: complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", dismiss)
    page.on("request", stay_here)
    yield page
    context.close()
    # Chromium notes on its console that an answer had an error status: a conflict has 409.
    assert [each for each in complaints if "status of 409" not in each] == []


def heading(page: Page, title: str) -> None:
    expect(page.locator("h1")).to_have_text(title)
    page.wait_for_load_state()  # keys count once the script has run


def press(page: Page, key: str, title: str) -> None:
    """Press a key that leads to the page of a title."""
    page.keyboard.press(key)
    heading(page, title)


@pytest.mark.parametrize(("key", "state"), [("a", "accepted"), ("r", "rejected"), ("l", "later"), ("A", "accepted")])
def test_one_key_decides_and_moves_on(key: str, state: str, page: Page, shelf: Shelf, three: list[str]) -> None:
    page.goto(f"/items/{three[0]}")
    if key == "A":
        page.get_by_role("button", name="Accept").click()
    else:
        page.keyboard.press(key)
    heading(page, "Tractors without drivers")
    assert shelf.state(three[0]) == state
    assert "A model for the phone" in page.get_by_role("status").inner_text()


def test_a_key_pressed_twice_decides_once(page: Page, shelf: Shelf, three: list[str]) -> None:
    page.goto(f"/items/{three[0]}")
    page.evaluate("""() => { for (let n = 0; n < 3; n += 1) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "a", code: "KeyA", bubbles: true})); } }""")
    heading(page, "Tractors without drivers")
    assert [shelf.state(each) for each in three] == ["accepted", "pending", "pending"]


def test_a_reason_is_written_and_sent_with_enter(page: Page, store: Store, three: list[str]) -> None:
    page.goto(f"/items/{three[0]}")
    page.keyboard.press("Shift+R")
    expect(page.get_by_label("Reason for rejecting")).to_be_focused()
    page.keyboard.type("a large advertisement")  # l, a, r, u, j, k are letters here
    press(page, "Enter", "Tractors without drivers")
    (row,) = views.card(store, three[0]).history
    assert (row["to_state"], row["note"], row["who"]) == ("rejected", "a large advertisement", "mei")


def test_escape_leaves_the_reason(page: Page, shelf: Shelf, three: list[str]) -> None:
    page.goto(f"/items/{three[0]}")
    page.keyboard.press("Shift+R")
    page.keyboard.type("no")
    page.keyboard.press("Escape")
    press(page, "j", "Tractors without drivers")
    assert shelf.state(three[0]) == "pending"


def test_undo_goes_back_to_the_item(page: Page, shelf: Shelf, three: list[str]) -> None:
    page.goto(f"/items/{three[0]}")
    press(page, "a", "Tractors without drivers")
    press(page, "u", "A model for the phone")
    expect(page.get_by_role("status")).to_contain_text("was made “Accepted”, and is “Pending” again")
    assert shelf.state(three[0]) == "pending"


def test_next_previous_queue_and_start(page: Page, shelf: Shelf, three: list[str]) -> None:
    page.goto("/")
    press(page, "s", "A model for the phone")
    press(page, "j", "Tractors without drivers")
    press(page, "j", "Robots pick pears")
    press(page, "k", "Tractors without drivers")
    press(page, "g", "Pending")
    page.keyboard.press("j")
    page.keyboard.press("j")
    press(page, "Enter", "Tractors without drivers")
    assert {shelf.state(each) for each in three} == {"pending"}


def test_help_is_laid_over_and_keys_rest_meanwhile(page: Page, shelf: Shelf, three: list[str]) -> None:
    page.goto(f"/items/{three[0]}")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("s starts with the first")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert shelf.state(three[0]) == "pending"


def test_the_original_opens_without_a_way_back_to_us(page: Page, site: Site, shelf: Shelf) -> None:
    item = shelf.put(f"{site.url}/help", "T", LANTERN)
    page.goto(f"/items/{item}")
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    opened.value.wait_for_load_state()
    assert opened.value.url == f"{site.url}/help"
    assert opened.value.evaluate("[window.opener, document.referrer]") == [None, ""]


def test_a_foreign_page_of_html_does_nothing(page: Page, shelf: Shelf) -> None:
    evil = "<img src=x onerror=\"document.body.innerHTML='taken';alert(1)\"><script>alert(2)</script>"
    item = shelf.put("https://a.example/1", evil, f"{LANTERN}\n{evil}", flags=["list_page"], site_name=evil,
                     state=State.QUARANTINED, evidence={"list_page": {evil: evil}})  # fmt: skip
    page.goto("/?state=quarantined")
    expect(page.locator(".row-title")).to_have_text(evil)
    page.goto(f"/items/{item}")
    heading(page, evil)
    assert page.locator("img").count() == 0
    page.keyboard.press("a")
    expect(page.locator(".empty")).to_contain_text("Nothing is here")
    assert shelf.state(item) == "accepted"


def test_what_holds_an_item_can_be_read_above_its_text(page: Page, shelf: Shelf) -> None:
    places = ["everyone waits for the ferry Goldreef.", "nobody knows the price Goldreef,"]
    item = shelf.put("https://a.example/1", "Night ferry", LANTERN, flags=["rewritten", "brand_injected"],
                     state=State.QUARANTINED, evidence={
                         "brand_injected": {"name": "Goldreef", "named_in": "keywords", "places": places},
                         "rewritten": {"odd_words_per_100": 1.3, "odd_words": {"模子": 4, "逐鹿": 1}}})  # fmt: skip
    page.goto(f"/items/{item}")
    expect(page.get_by_role("heading", name="Held back because of")).to_be_visible()
    boxes = page.locator(".flag-box.holding")
    expect(boxes).to_have_count(2)
    for words in ("brand injected", "named in", "keywords", " · ".join(places)):
        expect(boxes.filter(has_text="Goldreef")).to_contain_text(words)
    expect(boxes.filter(has_text="模子")).to_contain_text("模子: 4, 逐鹿: 1")
    above = boxes.last.bounding_box()
    text = page.get_by_text(LANTERN.split("\n")[0]).bounding_box()
    assert above is not None
    assert text is not None
    assert above["y"] + above["height"] <= text["y"]


def test_a_conflict_is_shown(page: Page, store: Store, shelf: Shelf, three: list[str]) -> None:
    page.goto(f"/items/{three[0]}")
    queue.decide(store, three[0], Action.REJECT, Ruling("li", "", shelf.now()))
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("is rejected now, by li")
    assert shelf.state(three[0]) == "rejected"


def test_an_event_is_decided_with_two_keys_and_taken_back_with_one(
    page: Page, shelf: Shelf, event: list[str], three: list[str]
) -> None:
    page.goto(f"/items/{event[0]}")
    press(page, "e", "3 stories tell one event")
    press(page, "r", "A model for the phone")
    assert [shelf.state(each) for each in event] == ["rejected"] * 3
    press(page, "u", "Aldermoor raises $412 million from Quince Capital")
    expect(page.get_by_role("status")).to_contain_text("and 2 more of its event were made “Rejected”")
    assert [shelf.state(each) for each in [*event, *three]] == ["pending"] * 6


def test_a_story_is_taken_out_of_its_event_and_an_event_taken_apart(page: Page, event: list[str]) -> None:
    page.goto(f"/items/{event[2]}")
    press(page, "x", "Take it out of its event?")
    press(page, "n", "Aldermoor完成4.12亿美元融资，Quince Capital领投")
    press(page, "x", "Take it out of its event?")
    page.keyboard.press("y")
    expect(page.get_by_role("status")).to_contain_text("Taken out of its event")
    page.goto(f"/items/{event[0]}/event")
    heading(page, "2 stories tell one event")
    press(page, "t", "Take all apart?")
    press(page, "y", "Aldermoor raises $412 million from Quince Capital")
    page.keyboard.press("g")
    expect(page.locator(".row-title")).to_have_count(3)


def test_two_stories_are_put_into_one_event_after_a_look(page: Page, shelf: Shelf, event: list[str]) -> None:
    essay = shelf.put("https://far.example/1", "An essay on it", LANTERN, published_at="2026-11-01", tells=True)
    page.goto(f"/items/{essay}")
    page.keyboard.press("w")
    expect(page.get_by_label("Put this story into one event with")).to_be_focused()
    page.keyboard.type(event[0])
    press(page, "Enter", "Put them into one event?")
    press(page, "n", "An essay on it")
    page.goto(f"/items/{essay}/together?other={event[0]}")
    press(page, "y", "An essay on it")
    expect(page.get_by_role("status")).to_contain_text("Put into one event")
    press(page, "e", "4 stories tell one event")
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("was put into one event with another story")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_an_event_fits_any_window(
    browser: Browser, site: Site, event: list[str], width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for path in ("/", f"/items/{event[0]}", f"/items/{event[0]}/event", f"/items/{event[0]}/apart", "/help"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_all_that_can_be_done_with_an_item_stands_in_one_row(
    width: int, browser: Browser, site: Site, shelf: Shelf, three: list[str], event: list[str]
) -> None:
    shelf.put("https://copy.example/fund", "Aldermoor raises $412 million", FUND, language="en")
    shelf.put("https://lakeside.example/after", "Harbours and lanterns", f"{HARBOUR}\n{LANTERN}", language="en")
    context = browser.new_context(base_url=site.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(f"/items/{event[0]}")
    heading(page, "Aldermoor raises $412 million from Quince Capital")
    page.keyboard.press("Shift+R")  # writing a reason moves nothing
    expect(page.get_by_label("Reason for rejecting")).to_be_focused()
    tops = page.eval_on_selector_all(
        ".bar .button, .bar [aria-keyshortcuts]",
        "all => Object.fromEntries(all.map(e => [e.getAttribute('aria-keyshortcuts') ?? e.innerText, e.offsetTop]))",
    )
    context.close()
    assert set(tops) >= {"a", "r", "Shift+R", "l", "p", "e", "u", "k", "j", "o", "Queue g"}
    assert max(tops.values()) - min(tops.values()) < 10, tops


def test_it_works_without_javascript(browser: Browser, site: Site, shelf: Shelf, three: list[str]) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="A model for the phone").click()
    page.get_by_label("Reason for rejecting").fill("thin")
    page.get_by_role("button", name="Reject").click()
    heading(page, "Tractors without drivers")
    assert shelf.state(three[0]) == "rejected"
    page.get_by_role("button", name="Undo").click()
    heading(page, "A model for the phone")
    assert shelf.state(three[0]) == "pending"
    page.get_by_role("link", name="Keys").click()
    heading_of_help = page.get_by_role("heading", name="Keys")
    expect(heading_of_help).to_be_visible()
    context.close()


def test_a_form_of_another_site_is_refused(browser: Browser, site: Site, shelf: Shelf, three: list[str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(site.url)  # the cookie is there
    action = f"{site.url}/items/{three[0]}/decide"
    page.route("http://evil.example/", lambda route: route.fulfill(content_type="text/html", body=f"""
        <form method="post" action="{action}"><input name="action" value="accept"><input name="seen" value="pending">
        <input name="version" value="1"><button>Free coins</button></form>"""))  # fmt: skip
    page.goto("http://evil.example/")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("does not come from a page of Tidings")
    assert shelf.state(three[0]) == "pending"
    context.close()


@pytest.fixture(name="story")
def fixture_story(shelf: Shelf) -> list[str]:
    """A head, its copy, and another story."""
    nearly = LANTERN.replace("on Monday", "this Monday")
    return [
        shelf.put("https://lakeside.example/lantern", "A model for the phone", LANTERN, language="en"),
        shelf.put("https://press.example/lantern", "Phone model out", nearly, language="en"),
        shelf.put("https://lakeside.example/harbour", "Tractors without drivers", HARBOUR, language="en"),
    ]


def test_a_copy_is_parted_after_a_look_and_brought_back(page: Page, shelf: Shelf, story: list[str]) -> None:
    page.goto(f"/items/{story[1]}")
    press(page, "p", "Part it from its story?")
    expect(page.get_by_role("region", name="Story")).to_have_count(2)
    press(page, "n", "Phone model out")
    assert shelf.state(story[1]) == "copy"
    press(page, "p", "Part it from its story?")
    press(page, "y", "Phone model out")
    expect(page.get_by_role("status")).to_contain_text("Parted from its story")
    assert shelf.state(story[1]) == "pending"
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("was parted from its story")
    assert shelf.state(story[1]) == "copy"


def test_stories_are_joined_after_a_look(page: Page, shelf: Shelf, store: Store, story: list[str]) -> None:
    page.goto(f"/items/{story[2]}")
    page.keyboard.press("m")
    expect(page.get_by_label("Join this story to the one of")).to_be_focused()
    page.keyboard.type("https://lakeside.example/lantern")
    press(page, "Enter", "Join the stories?")
    expect(page.get_by_role("region", name="Story").get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("Shift+R")
    page.keyboard.type("yes, one event")
    press(page, "Enter", "Tractors without drivers")
    expect(page.get_by_role("status")).to_contain_text("Joined to a story")
    assert shelf.state(story[2]) == "copy"
    assert views.card(store, story[0]).history[-1]["note"] == "yes, one event"


def test_a_copy_is_parted_from_the_page_of_its_head_without_javascript(
    browser: Browser, site: Site, shelf: Shelf, story: list[str]
) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/items/{story[0]}")
    page.get_by_role("link", name="part it").click()
    page.get_by_role("button", name="Part it from its story").click()
    expect(page.locator("h1")).to_have_text("Phone model out")
    context.close()
    assert shelf.state(story[1]) == "pending"
