"""`tidings extract`: what becomes of each input, in order, and why."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import Result

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "item.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def page(headline: str) -> str:
    sentence = f"{headline}，北岸实验室的人说，他们花了八个月整理语料，其中一半来自渔村老人的口述录音。"
    body = "".join(f"<p>第{number}段，{sentence}</p>" for number in "一二三四")
    return (
        f"<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "b").mkdir(parents=True)
    (folder / "c.html").write_text(page("小型翻译模型开放"), encoding="utf-8")
    (folder / "a.html").write_text(page("码头用上预报模型"), encoding="gbk")
    (folder / "b" / "one.htm").write_text(page("面包炉学会等待"), encoding="utf-8")
    (folder / "notes.json").write_text("{}", encoding="utf-8")
    return folder


def read(result: Result) -> list[list[dict[str, Any]]]:
    return [json.loads(line) for line in result.stdout.split("\n") if line]


def titles(result: Result) -> list[str | None]:
    return [rows[0]["title"] if rows else None for rows in read(result)]


def test_a_page(tidings: Any, pages: Path) -> None:
    result = tidings("extract", pages / "c.html", "--url", "https://lab.example/news/1?utm_source=x", "--json")
    assert result.exit_code == 0, result.stderr
    ((row,),) = read(result)
    assert row.pop("input") == str(pages / "c.html")
    VALIDATOR.validate(row)
    assert list(row) == list(SCHEMA["properties"])
    assert (row["title"], row["url"], row["state"], row["story"]) == (
        "小型翻译模型开放",
        "https://lab.example/news/1",
        None,
        None,
    )


def test_a_folder_is_taken_in_the_order_of_its_paths(tidings: Any, pages: Path) -> None:
    result = tidings("extract", pages, "--json")
    assert result.exit_code == 0, result.stderr
    assert titles(result) == ["码头用上预报模型", "面包炉学会等待", "小型翻译模型开放"]
    assert [rows[0]["input"] for rows in read(result)] == [
        str(pages / name) for name in ("a.html", "b/one.htm", "c.html")
    ]


def test_inputs_stay_in_the_order_given_and_each_has_a_line(tidings: Any, pages: Path, tmp_path: Path) -> None:
    empty, binary, missing = tmp_path / "empty.html", tmp_path / "binary.html", tmp_path / "missing.html"
    empty.write_bytes(b" \n")
    binary.write_bytes(b"%PDF-1.7 " + b"\x00" * 100)
    result = tidings("extract", pages / "c.html", empty, missing, pages / "a.html", binary, "--json")
    assert result.exit_code == 1
    assert titles(result) == ["小型翻译模型开放", None, None, "码头用上预报模型", None]
    lines = result.stderr.strip().split("\n")
    assert [line.partition(":")[0].strip() for line in lines] == [str(empty), str(missing), str(binary)]
    assert "rejected:not_html" in lines[2]


def test_many_inputs_stay_in_order(tidings: Any, pages: Path) -> None:
    given = [pages / "a.html", pages / "c.html"] * 20
    assert titles(tidings("extract", *given, "--json")) == ["码头用上预报模型", "小型翻译模型开放"] * 20


def test_a_manifest(tidings: Any, pages: Path) -> None:
    rows = [
        {"html_path": "c.html", "url": "https://lab.example/1", "more": 1},
        {"html_path": "gone.html", "url": "https://lab.example/2"},
        {"html_path": "a.html", "url": None},
        {"html_path": "b/one.htm"},
        {"html_path": "c.html", "url": "http://["},
    ]
    manifest = pages / "manifest.jsonl"
    manifest.write_text("\n\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    result = tidings("extract", "--manifest", manifest, "--json")
    assert result.exit_code == 1
    assert "gone.html: No such file" in result.stderr
    items = read(result)
    assert [each[0]["input"] if each else None for each in items] == ["c.html", None, "a.html", "b/one.htm", "c.html"]
    assert items[0][0]["url"] == "https://lab.example/1"
    assert len({each[0]["id"] for each in items if each}) == 4


@pytest.mark.parametrize(
    "line", ["{", "[]", "7", '{"url": "https://lab.example/"}', '{"html_path": 5}', '{"html_path": "a", "url": 5}']
)
def test_a_manifest_with_a_bad_line(tidings: Any, tmp_path: Path, line: str) -> None:
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text('{"html_path": "a.html", "url": "https://lab.example/"}\n' + line + "\n", encoding="utf-8")
    result = tidings("extract", "--manifest", manifest, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"line 2: {line}" in result.stderr


def test_wrong_use(tidings: Any, pages: Path, tmp_path: Path) -> None:
    url = "https://lab.example/"
    (tmp_path / "none").mkdir()
    for arguments in (
        [],
        [pages / "a.html", pages / "c.html", "--url", url],
        [pages, "--url", url],
        ["--manifest", pages / "gone.jsonl"],
        ["--manifest", pages, "--url", url],
        [tmp_path / "none"],
        [pages / "a.html", "--nonsense"],
    ):
        result = tidings("extract", *arguments)
        assert result.exit_code == 2, arguments
        assert result.stderr.strip()
        assert "Traceback" not in result.stderr


def test_a_file_whose_name_is_no_text(tidings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    name = os.fsdecode("新闻.html".encode("gbk"))
    (folder / name).write_text(page("小型翻译模型开放"), encoding="utf-8")
    result = tidings("extract", folder, "--json")
    assert result.exit_code == 0, result.stderr
    ((row,),) = read(result)
    assert row["input"] == str(folder / name)


def test_for_a_person(tidings: Any, pages: Path) -> None:
    result = tidings("extract", pages / "c.html")
    assert result.exit_code == 0
    assert "小型翻译模型开放" in result.stdout
