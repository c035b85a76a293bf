"""Whatever the bytes are: an answer, in the time and memory that a worker has."""

import datetime as dt
import random
from collections.abc import Iterator

import pytest

from crawler.demo.web import load_web
from crawler.workers import WorkerPool
from pipelines.extraction.article import Extraction, extract
from pipelines.extraction.page import PageInput
from tests.pipelines.extraction.framing import CHINESE, ENGLISH

NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
PROSE = CHINESE[0]
SIZE = 20_000_000
CUTS, FLIPS = 20, 30


def some_pages(count: int) -> list[tuple[str, bytes]]:
    """Return pages of the sample web, of as many sites as there are."""
    by_site = [
        [page for page in pages if len(page.body) > 2000 and page.status == 200] for pages in load_web().values()
    ]
    found = [page for pages in by_site for page in pages[:1]] + [page for pages in by_site for page in pages[1:3]]
    return [(page.url, page.body) for page in found[:count]]


PAGES = some_pages(12)


@pytest.mark.parametrize(("url", "body"), PAGES, ids=[url for url, _ in PAGES])
def test_a_page_cut_off_anywhere(url: str, body: bytes) -> None:
    places = random.Random(url).sample(range(len(body)), CUTS)  # noqa: S311  (no secret)
    for place in places:
        extraction = extract(PageInput(body[:place], url), NOW)
        assert bool(extraction.items) != (extraction.outcome is not None)


@pytest.mark.parametrize(("url", "body"), PAGES, ids=[url for url, _ in PAGES])
def test_a_page_with_flipped_bytes(url: str, body: bytes) -> None:
    chance = random.Random(url)  # noqa: S311  (no secret)
    for _ in range(CUTS):
        broken = bytearray(body)
        for place in chance.sample(range(len(body)), FLIPS):
            broken[place] = chance.randrange(256)
        extraction = extract(PageInput(bytes(broken), url), NOW)
        assert bool(extraction.items) != (extraction.outcome is not None)


def repeated(unit: str, size: int = SIZE) -> str:
    return unit * (size // len(unit.encode()) + 1)


CARD = f'<div class="card"><h3><a href="/x">第三号渡船换了新的程序</a></h3><p>{PROSE}</p></div>'
SHAPES = {
    "one paragraph": lambda: "<p>" + repeated(PROSE),
    "one paragraph, English": lambda: "<p>" + repeated(ENGLISH[0]),
    "one word": lambda: "<p>" + repeated("a"),
    "links": lambda: repeated('<a href="/x">第三号渡船换了新的程序</a>'),
    "a list of links": lambda: repeated('<li><a href="/x">第三号渡船换了新的程序</a></li>'),
    "cards": lambda: repeated(CARD),
    "broken lines": lambda: "<p>" + repeated("渡船<br>"),
    "lines without words": lambda: repeated("<br>"),
    "an attribute": lambda: '<div class="' + repeated("comment related ", 3_000_000) + f'">{PROSE * 5}',
    "a style": lambda: '<div style="' + repeated("display : ", 3_000_000) + f'">{PROSE * 5}',
    "cells": lambda: "<table>" + repeated("<tr><td>甲</td><td>乙</td></tr>"),
    "cells of one row": lambda: "<table><tr>" + repeated("<td>甲乙丙丁</td>"),
    "tags that do not end": lambda: repeated(f"<b><i><p>{PROSE}"),
    "boxes within boxes": lambda: "<div>" * 100_000 + PROSE * 5,
    "inline boxes within boxes": lambda: "<p>" + "<span>" * 100_000 + PROSE * 5,
    "lists within lists": lambda: "<ul><li>字" * 50_000 + PROSE * 5,
    "tables within tables": lambda: "<table><tr><td>" * 20_000 + PROSE * 5,
    "inline boxes": lambda: "<p>" + repeated("<span>字</span>"),
    "comments that do not end": lambda: repeated("<!--") + PROSE * 5,
    "brackets": lambda: repeated("<") + PROSE * 5,
    "entities": lambda: "<p>" + repeated("&amp;&#20013;"),
    "headings": lambda: repeated(f"<h2>渡船的新程序</h2><p>{PROSE}</p>"),
    "articles": lambda: repeated(f"<article><h2>渡船的新程序</h2><p>{PROSE * 4}</p></article>"),
    "articles with keywords": lambda: repeated(f"<h2>渡船程序</h2><p>渡船调度,渡船程序,渡船表</p><p>{PROSE * 4}</p>"),
    "labels": lambda: repeated("<p>2026-04-01 10:20 来源：江口晚报 作者：林晓</p>"),
    "contacts": lambda: repeated("<p>a.b.c-d+e@f.example 400-123-4567 https://a.example/</p>"),
    "a select": lambda: f"<p>{PROSE * 3}</p><select>" + repeated("<option>字</option>"),
    "preformatted": lambda: "<pre>" + repeated("渡船\n"),
    "metadata": lambda: repeated('<meta property="og:title" content="渡船">') + f"<p>{PROSE * 3}",
    "ends": lambda: repeated("</div></p></body></html>") + PROSE * 5,
}


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """A worker with the limits of a crawl: `TIDINGS_WORKER_TIMEOUT` and `TIDINGS_WORKER_MEMORY_MB`."""
    from settings import base

    made = WorkerPool(1, base.TIDINGS_WORKER_TIMEOUT, base.TIDINGS_WORKER_MEMORY_MB, max_tasks=100)
    yield made
    made.close()


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_page_of_any_size_and_shape_fits_into_a_worker(pool: WorkerPool, shape: str) -> None:
    page = PageInput(SHAPES[shape]().encode(), "https://lab.example/1")
    extraction: Extraction = await pool.run(extract, page, NOW)
    assert bool(extraction.items) != (extraction.outcome is not None)
