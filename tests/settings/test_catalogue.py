"""The contract of every shipped source: it loads, its kind can be read, its addresses and patterns are sound."""

import datetime as dt
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler.discovery.found import NotAListingError
from crawler.discovery.read import Answer, read_answer
from crawler.sources import Source, load_sources
from crawler.urls import canonical

FOLDER = Path(__file__).parents[2] / "settings" / "sources"
SOURCES = load_sources([FOLDER])
SPIDERS = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": ["crawler.spiders"]}))
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

every = pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))


@every
def test_its_kind_has_a_spider_and_a_reader(source: Source) -> None:
    assert source.kind in SPIDERS.list()
    assert SPIDERS.load(source.kind).kind == source.kind  # type: ignore[attr-defined]
    with pytest.raises(NotAListingError):  # nothing is no list of any kind, and no crash
        read_answer(source, Answer(b"", source.url), NOW)


@every
def test_its_addresses_are_well_formed(source: Source) -> None:
    for address in filter(None, (source.url, source.homepage)):
        parts = urlsplit(address)
        assert parts.scheme in ("http", "https")
        assert "." in (parts.hostname or "")
        assert address == address.strip()
        assert address.isascii()
        assert canonical(canonical(address)) == canonical(address)


@every
def test_it_says_what_it_is_and_why_it_is_off(source: Source) -> None:
    assert source.label
    assert source.homepage
    assert source.language in ("zh", "en")
    assert source.enabled or source.reason
    assert not (source.enabled and source.reason)
    assert source.enabled is False or (source.checked and dt.date(2026, 1, 1) <= source.checked <= NOW.date())


@every
def test_it_finds_its_articles_and_not_itself(source: Source) -> None:
    if source.kind == "listing" and source.enabled:
        assert source.select or source.allow
    if source.allow:
        assert source.allow.startswith("^https?" if "https?" in source.allow else "^http")


def test_names_are_unique_over_all_files() -> None:
    names = [name for path in sorted(FOLDER.glob("*.toml")) for name in tomllib.loads(path.read_text(encoding="utf-8"))]
    assert sorted(names) == sorted(SOURCES)
    assert {source.folder for source in SOURCES.values()} == {(path.stem,) for path in FOLDER.glob("*.toml")}


def test_floods_have_a_lane_with_a_daily_limit() -> None:
    floods = [source for source in SOURCES.values() if "arxiv.org" in source.url]
    assert len(floods) == 4
    assert {source.lane for source in floods} == {"preprints"}
    assert all(source.max_per_day for source in floods)


def test_there_are_sources_of_every_kind() -> None:
    assert {source.kind for source in SOURCES.values()} == {"feed", "sitemap", "listing", "json"}
    assert any(source.browser for source in SOURCES.values())
