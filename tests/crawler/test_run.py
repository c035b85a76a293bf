"""One run: its hold on sources, its counts, and what happens when the store is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.outcomes import Failure, Kind, Outcome, failed
from crawler.run import CrawlRun, StoreLostError, sources_of, store_of, utc_now
from crawler.sources import Source
from crawler.store import frontier, runs
from crawler.store.database import Store, StoreError
from crawler.store.frontier import Ending, Fetched, Link

SOURCES = [Source(name=name, kind="feed", url=f"http://{name}.test/feed") for name in ("one", "two")]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        {
            "TIDINGS_DATABASE_URL": "",
            "TIDINGS_DATA_DIR": str(tmp_path / "data"),
            "TIDINGS_RECHECK_DAYS": 7,
            "TIDINGS_RECHECK_HOURS": 6,
            "TIDINGS_WORKERS": 1,
            "TIDINGS_WORKER_TIMEOUT": 5,
            "TIDINGS_WORKER_MEMORY_MB": 512,
            "TIDINGS_WORKER_MAX_TASKS": 10,
        }
    )


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = store_of(settings)
    yield opened
    opened.close()


async def note(run: CrawlRun, *paths: str) -> list[frontier.Noted]:
    links = [Link(url, url) for url in (f"http://one.test/{path}" for path in paths)]
    return await run.call(frontier.note, run.id, "one", "http://one.test/feed", links, Fetched(), utc_now())


async def test_a_run_counts_what_it_writes(settings: Settings, store: Store) -> None:
    run = CrawlRun.open(settings, SOURCES)
    first, second, third = await note(run, "a", "b", "c")
    await run.end(first, Outcome(Kind.UNCHANGED))
    await run.end_all([Ending(each.address_id, "one", failed(Failure.TIMEOUT)) for each in (second, third)])
    await run.fail_source(SOURCES[1], "http://two.test/feed", failed(Failure.DNS, "no such host"))
    assert run.total == {"unchanged": 1, "failed:timeout": 2}
    assert run.new == 0
    summary = run.close(finished=True)
    assert summary["outcomes"] == {"one": {"unchanged": 1, "failed:timeout": 2}}
    assert summary["failed_sources"] == {"two": "failed:dns: no such host"}
    row = runs.latest(store)
    assert row is not None
    assert (row["status"], row["summary"]) == ("finished", summary)
    assert runs.outcome_counts(store, run.id) == summary["outcomes"]
    assert runs.states(store)["two"].failures == 1


def test_a_source_is_crawled_by_one_run_at_a_time(settings: Settings) -> None:
    first = CrawlRun.open(settings, SOURCES[:1])
    second = CrawlRun.open(settings, SOURCES)
    assert [source.name for source in second.sources] == ["two"]
    assert second.held == {"one": first.id}
    first.close(finished=True)
    second.close(finished=False)
    third = CrawlRun.open(settings, SOURCES)
    assert [source.name for source in third.sources] == ["one", "two"]
    third.close(finished=True)


async def test_a_store_that_is_gone_ends_the_run_once(settings: Settings) -> None:
    ended = []

    def broken(_: Store) -> None:
        raise StoreError("The disk is full.")

    run = CrawlRun.open(settings, SOURCES)
    run.on_fatal = lambda: ended.append("now")
    for _ in range(2):
        with pytest.raises(StoreLostError, match="The disk is full"):
            await run.call(broken)
    assert ended == ["now"]
    assert str(run.fatal) == "The disk is full."
    run.close(finished=False)


def test_named_folders_are_the_whole_catalogue(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.toml").write_text('[mine]\nkind = "feed"\nurl = "http://mine.test/"\n', encoding="utf-8")
    shipped = tmp_path / "shipped" / "sources"
    shipped.mkdir(parents=True)
    (shipped / "a.toml").write_text('[theirs]\nkind = "feed"\nurl = "http://theirs.test/"\n', encoding="utf-8")
    folders = {"TIDINGS_SHIPPED_DIR": str(tmp_path / "shipped"), "TIDINGS_CONFIG_DIR": str(tmp_path / "none")}
    assert list(sources_of(Settings(folders))) == ["theirs"]
    assert list(sources_of(Settings({**folders, "TIDINGS_SOURCE_DIRS": str(own)}))) == ["mine"]
