"""A real store with invented items, and the review pages on a real port."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from crawler.review.web import create_app
from crawler.store.database import Store, open_store
from tests.crawler.review.shelf import FUND, FUND_AGAIN, FUND_IN_CHINESE, HARBOUR, LANTERN, ORCHARD, Shelf
from tests.crawler.review.site import Site


@pytest.fixture(name="store")
def fixture_store(tmp_path: Path) -> Iterator[Store]:
    store = open_store("", str(tmp_path))
    yield store
    store.close()


@pytest.fixture(name="shelf")
def fixture_shelf(store: Store) -> Shelf:
    return Shelf(store)


@pytest.fixture(name="three")
def fixture_three(shelf: Shelf) -> list[str]:
    """Three pending items, in the queue's order."""
    return [
        shelf.put("https://lakeside.example/lantern", "A model for the phone", LANTERN, language="en"),
        shelf.put("https://lakeside.example/harbour", "Tractors without drivers", HARBOUR, language="en"),
        shelf.put("https://lakeside.example/orchard", "Robots pick pears", ORCHARD, language="en"),
    ]


@pytest.fixture(name="event")
def fixture_event(shelf: Shelf) -> list[str]:
    """Three pending stories of one event, the best-sourced first."""
    day = "2026-11-01T{}:00:00+00:00"
    return [
        shelf.put("https://wire.example/fund", "Aldermoor raises $412 million from Quince Capital", FUND, language="en",
                  published_at=day.format("06"), tells=True),
        shelf.put("https://lakeside.example/fund", "Quince Capital values Aldermoor at $3.7 billion", FUND_AGAIN,
                  language="en", published_at=day.format("08"), tells=True),
        shelf.put("https://news.example/fund", "Aldermoor完成4.12亿美元融资，Quince Capital领投", FUND_IN_CHINESE,
                  language="zh-Hans", published_at=day.format("09"), tells=True),
    ]  # fmt: skip


@pytest.fixture(name="serve")
def fixture_serve(store: Store, shelf: Shelf) -> Iterator[Callable[..., Site]]:
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(who: str = "mei", **values: Any) -> Site:
        app = create_app(store, who, shelf.now, **values)
        config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off", ws="none")
        listener = config.bind_socket()
        listener.listen()  # a request that comes before the server runs waits
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        running.append((server, thread))
        return Site(listener.getsockname()[1])

    yield serve
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(name="site")
def fixture_site(serve: Callable[..., Site]) -> Site:
    return serve()
