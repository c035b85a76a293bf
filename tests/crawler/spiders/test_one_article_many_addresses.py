"""One article at many addresses, crawled: what a page states for itself is believed as far as the texts agree."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, page, rss

TWINS, LIES, TEMPLATE, SLUGS, QUERIES, WIRE = (
    f"http://{name}.test" for name in ("twins", "lies", "template", "slugs", "queries", "wire")
)
PATH = "/2026/05/robots-count-the-cranes"
STORY = f"{TWINS}{PATH}"


def stating(seed: str, stated: str = "", *, graph: str = "", sentences: int = 14) -> Answer:
    """Return an article page that states addresses for itself."""
    head = f'<link rel="canonical" href="{stated}">' if stated else ""
    head += f'<meta property="og:url" content="{graph}">' if graph else ""
    body = page(seed, f"What came of {seed}", sentences=sentences)
    return Answer(body.replace(b"</head>", f"{head}</head>".encode(), 1))


FIRST = {f"{STORY}/amp": stating("cranes", STORY, sentences=12)}
SECOND = {
    f"{STORY}?utm_source=feed&fbclid=7": stating("cranes", STORY),
    f"{STORY}?section=ports": stating("cranes", STORY, graph=STORY),
    f"http://m.twins.test{PATH}": stating("cranes", STORY),
    f"{TWINS}/ports/robots-count-the-cranes": stating("cranes", STORY),
    f"{LIES}/2026/05/the-ferry-is-late": stating("ferry", LIES),
    f"{LIES}/2026/05/the-lamp-is-lit": stating("lamp", f"{LIES}/2026/05/"),
    f"{LIES}/2026/05/the-kite-is-up": stating("kite", f"{LIES}/2026/05/the-kite-is-up"),
    f"{LIES}/2026/05/a-net-is-mended": stating(
        "net", f"{LIES}/2026/05/the-kite-is-up", graph=f"{LIES}/2026/05/the-kite-is-up"
    ),
    f"{LIES}/2026/05/the-tide-is-out": stating("tide", f"{LIES}/ports/", graph=f"{LIES}/ports/"),
    f"{LIES}/news.php?id=77123": stating("fog", f"{LIES}/news.php"),
    f"{TEMPLATE}/2026/05/the-bell-is-cast": stating("bell", f"{TEMPLATE}{PATH}", graph=f"{TEMPLATE}{PATH}"),
    f"{TEMPLATE}/2026/05/the-rope-is-cut": stating("rope", f"{TEMPLATE}{PATH}", graph=f"{TEMPLATE}{PATH}"),
    f"{TEMPLATE}{PATH}": stating("cradle", f"{TEMPLATE}{PATH}", graph=f"{TEMPLATE}{PATH}"),
    f"{SLUGS}/article/881234/robots": stating("slugs"),
    f"{SLUGS}/article/881234/cranes": stating("slugs"),
    f"{SLUGS}/article/881234/anything-at-all": stating("slugs"),
    f"{QUERIES}/?p=123": stating("post 123", QUERIES),
    f"{QUERIES}/?p=124": stating("post 124", QUERIES),
    f"{QUERIES}/copied-from-the-wire": stating("wire", f"{WIRE}{PATH}"),
    f"{WIRE}{PATH}": stating("wire", f"{WIRE}{PATH}"),
}


@pytest.fixture(scope="module", name="desk")
def fixture_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Crawl the AMP page, and then all the others."""
    with Web() as web:
        desk = Desk(tmp_path_factory.mktemp("addresses"), web)
        desk.source("feed", "feed", "http://feed.test/", "first_run_days = 0\ndelay_seconds = 0")
        for pages in (FIRST, SECOND):
            web.add(pages)
            web.add({"http://feed.test/": rss(pages)})
            finished = desk.crawl()
            assert finished.code == 0, finished.err
        yield desk


def kinds(desk: Desk, site: str) -> dict[str, str]:
    return {url.removeprefix(site): outcome for url, outcome in desk.outcomes().items() if url.startswith(site)}


def stored(desk: Desk, site: str) -> dict[str, dict[str, Any]]:
    return {url.removeprefix(site): row for url, row in desk.items().items() if url.startswith(site)}


def test_twins_and_sections_are_one_item_which_the_canonical_page_owns(desk: Desk) -> None:
    assert desk.outcomes(1) == {f"{STORY}/amp": "new"}
    assert kinds(desk, TWINS) == {
        f"{PATH}?utm_source=feed&fbclid=7": "revision",  # as the feed wrote it
        f"{PATH}?section=ports": "known",
        "/ports/robots-count-the-cranes": "known",
    }
    assert kinds(desk, "http://m.twins.test") == {PATH: "known"}
    (item,) = stored(desk, TWINS).values()
    assert (item["url"], item["canonical_url"], item["version"]) == (STORY, STORY, 2)
    assert stored(desk, "http://m.twins.test") == {}


def test_links_that_lie_are_ignored_and_noted(desk: Desk) -> None:
    assert set(kinds(desk, LIES).values()) == {"new"}
    assert {row["url"]: row["canonical_url"] for row in stored(desk, LIES).values()} == {
        url: url for url in SECOND if url.startswith(LIES)
    }
    noted = desk.rows("select url, json_extract(evidence, '$.canonical[0].refused') as reason from items order by url")
    assert {row["url"].removeprefix(LIES): row["reason"] for row in noted if row["url"].startswith(LIES)} == {
        "/2026/05/the-ferry-is-late": "the home page",
        "/2026/05/the-lamp-is-lit": "a path above this page",
        "/2026/05/the-kite-is-up": None,
        "/2026/05/a-net-is-mended": "another text stands there",
        "/2026/05/the-tide-is-out": "a list page",
        "/news.php?id=77123": "another address, with no second witness",
    }


def test_a_template_that_states_one_article_on_every_page_loses_none(desk: Desk) -> None:
    assert list(kinds(desk, TEMPLATE).values()) == ["new"] * 3
    assert all(row["canonical_url"] == row["url"] for row in stored(desk, TEMPLATE).values())


def test_one_body_under_many_slugs_is_one_story(desk: Desk) -> None:
    assert sorted(kinds(desk, SLUGS).values()) == ["copy", "copy", "new"]
    assert sorted(str(row["relation"]) for row in stored(desk, SLUGS).values()) == ["None", "exact", "exact"]


def test_a_query_that_says_what_is_read_is_identity(desk: Desk) -> None:
    assert kinds(desk, f"{QUERIES}/?p=") == {"123": "new", "124": "new"}
    assert len(stored(desk, f"{QUERIES}/?p=")) == 2


def test_a_link_to_another_site_is_no_identity_and_names_the_origin(desk: Desk) -> None:
    (copy,), (original,) = stored(desk, f"{QUERIES}/copied").values(), stored(desk, WIRE).values()
    assert copy["canonical_url"] == copy["url"]
    assert (copy["is_head"], original["is_head"], copy["story"] == original["story"]) == (0, 1, True)
    assert {*kinds(desk, f"{QUERIES}/copied").values(), *kinds(desk, WIRE).values()} == {"copy", "new"}
