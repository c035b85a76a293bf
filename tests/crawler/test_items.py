"""NewsItem and its public form, held to docs/item.schema.json."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from crawler.items import PUBLIC_FIELDS, SCHEMA_VERSION, NewsItem, Origin, public
from crawler.outcomes import COPY_RELATIONS, Flag, Relation, State

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "item.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def item(**fields: Any) -> NewsItem:
    address = "https://example.org/a"
    return NewsItem(**{"id": "0123456789abcdef", "url": address, "canonical_url": address, "source": "lab", **fields})


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_has_the_fields_of_the_item_in_their_order() -> None:
    assert list(SCHEMA["properties"]) == list(PUBLIC_FIELDS) == SCHEMA["required"]


def test_every_field_is_described() -> None:
    assert [name for name, each in SCHEMA["properties"].items() if not each.get("description")] == []


def test_the_closed_lists_of_the_schema_are_those_of_the_code() -> None:
    fields = SCHEMA["properties"]
    assert fields["state"]["enum"] == [*State, None]
    assert fields["flags"]["items"]["enum"] == list(Flag)
    copies, links = (fields[name]["items"]["properties"]["relation"]["enum"] for name in ("copies", "links"))
    assert copies == [relation for relation in Relation if relation in COPY_RELATIONS]
    assert links == [relation for relation in Relation if relation not in COPY_RELATIONS]
    assert fields["schema"]["const"] == SCHEMA_VERSION


@pytest.mark.parametrize(
    "given",
    [
        item(),
        item(source="", state=None, story=None),
        item(
            title="星河实验室开放新模型",
            text="今天开放。",
            authors=["林晓"],
            language="zh-Hans",
            published_at="2026-05-03T08:00:00+08:00",
            modified_at="2026-05-04",
            first_seen_at="2026-05-03T00:10:00+00:00",
            origin=Origin("北岸日报", None, ["西城晚报"]),
            flags=[Flag.TRUNCATED],
            state=State.PENDING,
            story="0123456789abcdef",
            simhash="00000000000000ff",
            text_length=5,
        ),
    ],
    ids=["bare", "extracted", "full"],
)
def test_a_public_item_fits_the_schema(given: NewsItem) -> None:
    line = json.loads(json.dumps(public(given), ensure_ascii=False))
    assert list(line) == list(PUBLIC_FIELDS)
    VALIDATOR.validate(line)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("state", "done"),
        ("flags", ["odd"]),
        ("flags", ["truncated", "truncated"]),
        ("id", "ABC"),
        ("published_at", "3 May 2026"),
        ("published_at", "2026-05-03T08:00:00"),
        ("fetched_at", "2026-05-03T08:00:00+08:00"),
        ("relevance", 1.2),
        ("simhash", "ff"),
        ("origin", {"name": "北岸日报"}),
        ("links", [{"id": "0123456789abcdef", "relation": "near"}]),
        ("copies", [{"url": "https://example.org/b", "relation": "exact"}]),
        ("schema", 2),
        ("trail", {}),
    ],
)
def test_the_schema_refuses_what_the_feed_does_not_promise(field: str, wrong: object) -> None:
    assert not VALIDATOR.is_valid({**public(item()), field: wrong})


@pytest.mark.parametrize("name", PUBLIC_FIELDS)
def test_the_schema_misses_each_field(name: str) -> None:
    line = public(item())
    del line[name]
    assert not VALIDATOR.is_valid(line)


def test_a_flag_comes_once_with_its_newest_evidence() -> None:
    flagged = item()
    flagged.flag(Flag.MOJIBAKE, {"count": 1})
    flagged.flag(Flag.MOJIBAKE, {"count": 2})
    assert (flagged.flags, flagged.trail.evidence) == (["mojibake"], {"mojibake": {"count": 2}})


def test_a_log_line_holds_no_text() -> None:
    assert "今天开放" not in str(item(text="今天开放"))
