"""A real store in a file, a run in it, and items made to order."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.items import NewsItem, Trail
from crawler.outcomes import State
from crawler.store import frontier, items, runs, saving, stories
from crawler.store.database import Store, open_store
from crawler.store.frontier import Fetched, Link, Noted
from crawler.store.saving import Saved
from crawler.urls import canonical, item_id
from pipelines.duplication import fingerprint
from pipelines.duplication.fold import exact_key, tokens
from pipelines.events import sign
from pipelines.extraction.language import language_of
from pipelines.happenings.ideas import load_ideas
from pipelines.happenings.signature import Mention

IDEAS = load_ideas(Path(__file__).parents[3] / "settings", Path(__file__).parent)
NOW = dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC)


@pytest.fixture
def now() -> dt.datetime:
    return NOW


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated database without a row: a copy is quicker than the migrations."""
    folder = tmp_path_factory.mktemp("empty")
    open_store("", str(folder)).close()
    return folder / "tidings.sqlite3"


@pytest.fixture
def store(tmp_path: Path, empty: Path) -> Iterator[Store]:
    shutil.copy(empty, tmp_path)
    opened = open_store("", str(tmp_path))
    yield opened
    opened.close()


class Newsroom:
    """A run over one source, in which pages are noted, and items made and saved, as the stages do it."""

    def __init__(self, store: Store, source: str = "lab") -> None:
        self.store = store
        self.source = source
        self.run_id, _, _ = runs.begin(store, [source], NOW)

    def another_run(self) -> None:
        runs.end(self.store, self.run_id, "finished", {}, NOW)
        self.run_id, _, _ = runs.begin(self.store, [self.source], NOW)

    def note(self, *urls: str) -> list[Noted]:
        links = [Link(url, canonical(url)) for url in urls]
        return frontier.note(self.store, self.run_id, self.source, "https://lab.example/feed", links, Fetched(), NOW)

    def item(self, url: str, text: str, **fields: Any) -> NewsItem:
        """Return an item of an address that the run has noted."""
        self.note(url)
        with self.store.reading() as connection:
            address = frontier._by_canonical(connection, [canonical(url)])[canonical(url)]
        comparison = tokens(text)
        trail = Trail(
            address_id=address.address_id,
            run_id=self.run_id,
            comparison=" ".join(comparison),
            exact_key=exact_key(comparison),
            page={"body_hash": exact_key([text])},
        )
        values: dict[str, Any] = {
            "id": item_id(canonical(url), fields.get("fragment")),
            "url": url,
            "canonical_url": canonical(url),
            "source": self.source,
            "text": text,
            "language": language_of(text, None),
            "fetched_at": NOW.isoformat(),
            "state": State.PENDING,
            "simhash": f"{fingerprint.simhash(comparison):016x}",
            "text_length": len(text),
            "trail": trail,
        }
        return NewsItem(**(values | fields))

    def save(self, item: NewsItem) -> Saved:
        """Look the item up and store it, as the stages 500 and 600 do."""
        found, item.trail.checked_until = stories.look_up(self.store, item.text, stories.prints_of(item))
        return saving.save(self.store, item, found, NOW)

    def take(self, url: str, text: str, **fields: Any) -> Saved:
        return self.save(self.item(url, text, **fields))

    def tell(self, url: str, title: str, text: str, names: str = "", **fields: Any) -> Saved:
        """Store an item as `take` does, signed as the stages do it; `names` of the watchlist are in its title."""
        item = self.item(url, text, title=title, **fields)
        item.trail.mentions = [Mention(name, in_title=True) for name in names.split()]
        sign(item, IDEAS)
        return self.save(item)

    def row(self, url: str) -> Any:
        row = items.get(self.store, item_id(canonical(url)))
        assert row is not None
        return row


@pytest.fixture
def newsroom(store: Store) -> Newsroom:
    return Newsroom(store)


@pytest.fixture(scope="session")
def newsroom_class() -> type[Newsroom]:
    return Newsroom
