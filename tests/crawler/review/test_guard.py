"""Whom the pages refuse, over real HTTP, and what every answer says."""

from collections.abc import Callable

import pytest

from crawler.review.guard import MAX_BODY
from tests.crawler.review.shelf import Shelf
from tests.crawler.review.site import Site

FORM = "application/x-www-form-urlencoded"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/help", "/static/review.css", "/nowhere", "/items/zz", "/?state=copy"])
def test_every_answer_carries_the_headers(path: str, site: Site) -> None:
    headers = site.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_this_site_only(site: Site) -> None:
    cookie = site.get("/").headers["Set-Cookie"]
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
    assert site.get("/").headers["Set-Cookie"] is None


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "", "[::1", "10.0.0.1:8765"])
def test_other_hosts_are_refused(host: str, site: Site, three: list[str]) -> None:
    answer = site.ask("GET", "/", Host=host or " ")
    assert (answer.status, "A model for the phone" in answer.text) == (421, False)
    assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize("host", ["localhost:9000", "LOCALHOST", "[::1]:8765", "127.0.0.1"])
def test_own_names_pass_on_any_port(host: str, site: Site) -> None:
    assert site.ask("GET", "/", Host=host).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "same-origin"}, 303),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec_Fetch_Site": "", "Origin": "own"}, 303),
        ({"Sec_Fetch_Site": "", "Origin": "http://evil.example"}, 403),
        ({"Sec_Fetch_Site": "", "Origin": "null"}, 403),
        ({"Sec_Fetch_Site": ""}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Sec_Fetch_Site": "same-origin", "Origin": "http://127.0.0.1:1"}, 403),
    ],
)
def test_forms_come_from_our_own_pages(
    headers: dict[str, str], status: int, site: Site, shelf: Shelf, three: list[str]
) -> None:
    own = {name: site.url if value == "own" else value for name, value in headers.items()}
    fields = {"action": "accept", "seen": "pending", "version": 1}
    assert site.post(f"/items/{three[0]}/decide", fields, **own).status == status
    assert shelf.state(three[0]) == ("accepted" if status == 303 else "pending")


@pytest.mark.parametrize("token", ["", "0" * 64, "非"])
def test_a_form_without_the_token_is_refused(token: str, site: Site, shelf: Shelf, three: list[str]) -> None:
    answer = site.decide(three[0], "accept", token=token)
    assert (answer.status, shelf.state(three[0])) == (403, "pending")
    assert 'href="/"' in answer.text


def test_a_token_belongs_to_its_cookie_and_its_process(
    serve: Callable[..., Site], shelf: Shelf, three: list[str]
) -> None:
    one, other = serve(), serve()
    token = one.token()
    assert other.decide(three[0], "accept", token=token).status == 403
    one.cookie = "tidings_review=" + "a" * 32
    assert one.decide(three[0], "accept", token=token).status == 403
    assert shelf.state(three[0]) == "pending"


def test_large_and_strange_bodies_are_refused(site: Site) -> None:
    assert site.post("/undo", {"note": "x" * MAX_BODY}).status == 413
    own = {"Sec_Fetch_Site": "same-origin"}
    assert site.ask("POST", "/undo", "{}", Content_Type="application/json", **own).status == 415
    assert site.ask("POST", "/undo", "a=%ff", Content_Type=FORM, **own).status == 400
    assert site.ask("POST", "/undo", "&".join("a=1" for _ in range(50)), Content_Type=FORM, **own).status == 400
    assert site.ask("POST", "/undo", "a=1", Content_Type=FORM, Content_Length="-1", **own).status in (400, 413)


def test_other_methods_and_pages_are_refused_with_a_way_back(site: Site, three: list[str]) -> None:
    for method, path, status in (
        ("GET", "/undo", 405), ("PUT", "/", 405), ("GET", "/static/../web.py", 404), ("GET", "/items/0123", 404),
        ("GET", "/?state=copy", 404), ("POST", f"/items/{three[0]}", 403),
    ):  # fmt: skip
        answer = site.ask(method, path)
        assert answer.status == status
        assert 'href="/"' in answer.text


def test_beyond_this_machine_forms_carry_their_origin(serve: Callable[..., Site]) -> None:
    site = serve(host="review.internal", loopback=False)
    answer = site.ask("GET", "/", Host="review.internal:8765")
    assert (answer.status, answer.headers["Referrer-Policy"]) == (200, "same-origin")
