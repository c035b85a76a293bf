"""The address that a page gives as its own: the true ones believed, the lies refused with a reason."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement

from crawler.urls import canonical
from pipelines.extraction.canonical import canonical_of, read_canonical
from pipelines.extraction.page import parse

SITE = "https://www.harbour-press.example"
STORY = f"{SITE}/2026/05/robots-count-the-cranes"


def page(*links: str, graph: str | None = None, head: str = "") -> HtmlElement:
    stated = "".join(f'<link rel="canonical" href="{escape(each)}">' for each in links)
    meta = f'<meta property="og:url" content="{escape(graph)}">' if graph is not None else ""
    tree = parse(f"<html><head><title>t</title>{stated}{meta}{head}</head><body><p>text</p></body></html>")
    assert tree is not None
    return tree


@pytest.mark.parametrize(
    ("url", "stated"),
    [
        (STORY, STORY),
        (f"{STORY}/", STORY),
        (STORY, f"{STORY}/"),
        (STORY, "https://harbour-press.example/2026/05/robots-count-the-cranes"),
        (STORY, "http://www.harbour-press.example/2026/05/robots-count-the-cranes"),
        # AMP and mobile twins
        (f"{STORY}/amp", STORY),
        (f"{STORY}/amp/", f"{STORY}/"),
        (f"{STORY}?amp", STORY),
        (f"{STORY}?amp=1", STORY),
        (f"{STORY}?outputType=amp", STORY),
        (f"{SITE}/amp/2026/05/robots-count-the-cranes", STORY),
        (f"{STORY}.amp.html", f"{STORY}.html"),
        (f"{STORY}/amp.html", STORY),
        ("https://amp.harbour-press.example/2026/05/robots-count-the-cranes", STORY),
        ("https://m.harbour-press.example/2026/05/robots-count-the-cranes", STORY),
        ("https://m.harbour-press.example/story/881234.html", f"{SITE}/2026/881234.html"),
        ("https://wap.harbour-press.example/?p=123", f"{SITE}/?p=123"),
        # a query that only sorts the page in, and trackers
        (f"{STORY}?section=ports", STORY),
        (f"{STORY}?utm_source=feed", STORY),
        (f"{SITE}/index.php?id=7781&section=ports", f"{SITE}/index.php?id=7781"),
        # several sections, channels of a portal, a slug that the server ignores
        (f"{SITE}/technology/robots-count-the-cranes", f"{SITE}/ports/robots-count-the-cranes"),
        ("https://tech.harbour-press.example/doc-ifx881234.shtml", "https://finance.harbour-press.example/roll/doc-ifx881234.shtml"),
        (f"{SITE}/article/881234/anything-at-all", f"{SITE}/article/881234/robots-count-the-cranes"),
        (f"{SITE}/881234", f"{SITE}/article/881234/robots-count-the-cranes"),
        (f"{SITE}/?p=123", f"{SITE}/archives/123/?p=123"),
    ],
)  # fmt: skip
def test_what_is_believed(url: str, stated: str) -> None:
    assert canonical_of(page(stated), url) == canonical(stated)
    assert read_canonical(page(stated), url).refused == ()
    assert canonical_of(page(graph=stated), url) == canonical(stated)


@pytest.mark.parametrize(
    "stated", ["../05/robots-count-the-cranes", "//www.harbour-press.example/2026/05/robots-count-the-cranes"]
)
def test_a_relative_address_is_read_from_the_page(stated: str) -> None:
    assert canonical_of(page(stated), f"{STORY}?x=1") == STORY


@pytest.mark.parametrize(
    ("url", "stated", "reason"),
    [
        (STORY, f"{SITE}/", "the home page"),
        (STORY, SITE, "the home page"),
        (STORY, f"{SITE}/index.html", "the home page"),
        (STORY, f"{SITE}/en/", "the home page"),
        (STORY, "https://harbour-press.example", "the home page"),
        (f"{SITE}/?p=123", f"{SITE}/", "the home page"),
        (f"{SITE}/index.php?id=77", f"{SITE}/index.php", "the home page"),
        (STORY, f"{SITE}/2026/", "a path above this page"),
        (STORY, f"{SITE}/2026/05/index.html", "a path above this page"),
        (f"{STORY}/2", STORY, "a path above this page"),
        (f"{STORY}/page/3", STORY, "a path above this page"),
        (STORY, f"{SITE}/ports/", "another address, with no second witness"),
        (f"{SITE}/news.php?id=77123", f"{SITE}/news.php", "another address, with no second witness"),
        (f"{SITE}/news.php?id=77123", f"{SITE}/news.php?id=77124", "another address, with no second witness"),
        (f"{SITE}/?p=123", f"{SITE}/?p=124", "another address, with no second witness"),
        (STORY, f"{SITE}/2026/05/a-ferry-is-late-again", "another address, with no second witness"),
        (f"{SITE}/20260503/a.html", f"{SITE}/20260503/b.html", "another address, with no second witness"),
        (f"{SITE}/article/881234.html", f"{SITE}/article/881235.html", "another address, with no second witness"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(url: str, stated: str, reason: str) -> None:
    found = read_canonical(page(stated), url)
    assert (found.identity, found.original) == (None, None)
    assert found.refused == ((canonical(stated), reason),)
    assert found.note() == {"canonical": [{"stated": canonical(stated), "refused": reason}]}


def test_another_address_is_believed_when_both_places_name_it() -> None:
    short = f"{SITE}/s/Qx7"
    assert canonical_of(page(STORY), short) is None
    assert canonical_of(page(STORY, graph=STORY), short) == STORY
    assert canonical_of(page(STORY, graph=f"{STORY}/"), short) == STORY


@pytest.mark.parametrize("both", [f"{SITE}/ports/", f"{SITE}/tag/robots"])
def test_a_list_is_refused_even_when_both_places_name_it(both: str) -> None:
    found = read_canonical(page(both, graph=both), STORY)
    assert found.identity is None
    assert found.refused == ((canonical(both), "a list page"),)


def test_the_home_page_is_refused_even_when_both_places_name_it() -> None:
    assert canonical_of(page(SITE, graph=SITE), STORY) is None


def test_where_the_link_lies_the_graph_may_say_the_truth() -> None:
    found = read_canonical(page(f"{SITE}/", graph=STORY), f"{STORY}?amp")
    assert found.identity == STORY
    assert found.refused == ((f"{SITE}/", "the home page"),)


def test_a_page_that_says_two_things_says_nothing() -> None:
    found = read_canonical(page(STORY, f"{SITE}/ports/robots-count-the-cranes"), STORY)
    assert found.identity is None
    assert [reason for _, reason in found.refused] == ["the page has several canonical links"] * 2
    assert canonical_of(page(STORY, STORY), STORY) == STORY


def test_another_site_is_a_hint_at_the_origin_and_no_identity() -> None:
    there = "https://lab-notes.example/posts/robots-count-the-cranes"
    found = read_canonical(page(there), STORY)
    assert (found.identity, found.original, found.refused) == (None, there, ())
    assert found.note() == {"original": there}
    found = read_canonical(page(there, graph=STORY), STORY)
    assert (found.identity, found.original) == (STORY, there)


@pytest.mark.parametrize("there", ["https://lab-notes.example/", "https://lab-notes.example"])
def test_the_home_page_of_another_site_is_no_hint(there: str) -> None:
    assert read_canonical(page(there), STORY).original is None


def test_the_graph_alone_names_no_other_site() -> None:
    assert read_canonical(page(graph="https://lab-notes.example/posts/1"), STORY).original is None


@pytest.mark.parametrize("stated", ["", "  ", "javascript:void(0)", "http://[", "mailto:a@b.example", "#", "{{ url }}"])
def test_what_is_no_address_of_a_page_says_nothing_of_another(stated: str) -> None:
    assert canonical_of(page(stated), STORY) in (None, STORY)


def test_a_page_that_says_nothing() -> None:
    assert read_canonical(page(), STORY) == read_canonical(page(), "saved/page.html")
    assert read_canonical(page(), STORY).note() == {}


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="CANONICAL" href="{STORY}">',
        f'<link href="{STORY}" rel="canonical nofollow">',
        f'<link rel=canonical href={STORY}>',
        f'<meta name="og:url" content="{STORY}">',
        f'<noscript><img src="/pixel"></noscript><link rel="canonical" href="{STORY}">',
    ],
)  # fmt: skip
def test_spellings_of_the_statement(head: str) -> None:
    assert canonical_of(page(head=head), f"{STORY}?section=a") == STORY


URLS = st.text(max_size=40) | st.text("htps:/.?#[]@%&=-_amp0中", max_size=30).map(f"{SITE}/".__add__)


@given(URLS, st.lists(URLS, max_size=2), st.none() | URLS)
def test_nothing_is_raised_and_what_is_believed_is_of_this_site_and_in_one_spelling(
    url: str, links: list[str], graph: str | None
) -> None:
    found = read_canonical(page(*(each.replace("\x00", "") for each in links), graph=graph), url)
    if found.identity:
        assert canonical(found.identity) == found.identity
        assert canonical_of(page(found.identity), found.identity) == found.identity
