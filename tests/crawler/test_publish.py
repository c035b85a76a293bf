"""The feed's form of what is stored."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from crawler import publish
from crawler.items import PUBLIC_FIELDS, NewsItem, Origin, Trail
from crawler.outcomes import Flag, State
from crawler.store import frontier, items, reviews, runs, saving, stories
from crawler.store.database import Store, open_store
from crawler.store.frontier import Fetched, Link
from crawler.store.rulings import Ruling
from crawler.urls import item_id
from pipelines.duplication import fingerprint
from pipelines.duplication.fold import exact_key, tokens

NOW = dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC)
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "item.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
TEXT = "北岸实验室今天公布了一个小型翻译模型，它只需要一块普通显卡就能运行。代码下周公开。"
A, B, C = (f"https://{name}.example/1" for name in ("lab", "press", "portal"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store("", str(tmp_path))
    yield opened
    opened.close()


def take(store: Store, url: str, text: str, **fields: Any) -> None:
    run, _, _ = runs.begin(store, ["lab"], NOW)
    (noted,) = frontier.note(store, run, "lab", url, [Link(url, url)], Fetched(), NOW)
    comparison = tokens(text)
    item = NewsItem(
        id=item_id(url),
        url=url,
        canonical_url=url,
        source="lab",
        text=text,
        fetched_at=NOW.isoformat(),
        simhash=f"{fingerprint.simhash(comparison):016x}",
        text_length=len(text),
        **{"state": State.PENDING, "language": "zh-Hans", **fields},
        trail=Trail(noted.address_id, run, comparison=" ".join(comparison), exact_key=exact_key(comparison)),
    )
    found, _ = stories.look_up(store, text, stories.prints_of(item))
    saving.save(store, item, found, NOW)
    runs.end(store, run, "finished", {}, NOW)


def lines(store: Store, **by: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in publish.jsonl(store, items.find(store, **by))]


def test_a_line_fits_the_schema_field_by_field(store: Store) -> None:
    take(
        store, A, TEXT, title="小模型", authors=["林晓"], published_at="2026-05-02T09:00:00+08:00",
        modified_at="2026-05-03", origin=Origin("北岸日报", "https://press.example/", ["西城晚报"]), topics=["models"],
        relevance=0.61, flags=[Flag.TRUNCATED], site_name="北岸实验室",
    )  # fmt: skip
    (line,) = lines(store)
    VALIDATOR.validate(line)
    assert list(line) == list(SCHEMA["properties"]) == list(PUBLIC_FIELDS)
    assert line["origin"] == {"name": "北岸日报", "url": "https://press.example/", "via": ["西城晚报"]}
    assert (line["first_seen_at"], line["decided_at"]) == ("2026-05-03T08:00:00+00:00", None)
    assert (line["title"], line["copies"], line["links"]) == ("小模型", [], [])


def test_a_bare_item_fits_too(store: Store) -> None:
    take(store, A, TEXT, language=None)
    (line,) = lines(store)
    VALIDATOR.validate(line)


def test_copies_are_inside_their_head_in_order_of_arrival(store: Store) -> None:
    take(store, A, TEXT, published_at="2026-05-01")
    take(store, B, TEXT, site_name="新闻", published_at="2026-05-02")
    take(store, C, TEXT)
    (line,) = lines(store)
    VALIDATOR.validate(line)
    assert line["copies"] == [
        {"url": B, "site_name": "新闻", "relation": "exact", "similarity": 1.0, "published_at": "2026-05-02"},
        {"url": C, "site_name": None, "relation": "exact", "similarity": 1.0, "published_at": None},
    ]


def test_a_copy_has_no_copies_of_its_own(store: Store) -> None:
    take(store, A, TEXT)
    take(store, B, TEXT)
    take(store, C, TEXT)
    for line in lines(store, states=["copy"], heads_only=False):
        VALIDATOR.validate(line)
        assert line["copies"] == []


def test_a_decision_has_its_time(store: Store) -> None:
    take(store, A, TEXT)
    reviews.record(store, item_id(A), "accepted", Ruling("lin", "", NOW))
    (line,) = lines(store, states=["accepted"])
    VALIDATOR.validate(line)
    assert line["decided_at"] == "2026-05-03T08:00:00+00:00"


def test_an_item_is_one_line_whatever_its_text_holds(store: Store) -> None:
    take(store, A, "第一段\u2028第二段\n第三段\x85“引号”\\ 完")
    (raw,) = publish.jsonl(store, items.find(store))
    assert raw.count("\n") == 1
    assert "第一段" in raw  # readable, not escaped
    VALIDATOR.validate(json.loads(raw))


def test_many_items(store: Store) -> None:
    for number in range(3):
        take(store, f"https://lab.example/{number}", f"{TEXT}{'一二三'[number]}")
    assert [line["url"] for line in lines(store)] == [f"https://lab.example/{number}" for number in range(3)]


def test_nothing(store: Store) -> None:
    assert lines(store) == []
