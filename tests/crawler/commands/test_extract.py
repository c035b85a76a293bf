"""`tidings extract`: what becomes of each input, in order, and why."""

import datetime as dt
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from rich.cells import cell_len
from typer.testing import Result

from crawler.demo.web import load_web
from crawler.store.database import open_store
from crawler.store.schema import site_memory
from pipelines.extraction.article import extract
from pipelines.extraction.page import PageInput
from pipelines.extraction.site_memory import SiteMemory

NOW = dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)

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


@pytest.mark.parametrize("place", ["gone.jsonl", "."])
def test_a_manifest_that_cannot_be_read(tidings: Any, pages: Path, place: str) -> None:
    result = tidings("extract", "--manifest", pages / place)
    assert result.exit_code == 1
    assert str(pages / place) in result.stderr


def test_wrong_use(tidings: Any, pages: Path, tmp_path: Path) -> None:
    url = "https://lab.example/"
    (tmp_path / "none").mkdir()
    for arguments in (
        [],
        [pages / "a.html", pages / "c.html", "--url", url],
        [pages, "--url", url],
        [pages / "a.html", "--url", "nonsense"],
        [pages / "a.html", "--url", "http://"],
        [tmp_path / "none"],
        ["http://"],
        [pages / "a.html", "--nonsense"],
    ):
        result = tidings("extract", *arguments)
        assert result.exit_code == 2, arguments
        assert result.stderr.strip()
        assert "Traceback" not in result.stderr
    assert f"{tmp_path / 'none'}: no pages (files that end in .asp" in tidings("extract", tmp_path / "none").stderr


def test_a_file_whose_name_is_no_text(tidings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    name = os.fsdecode("新闻.html".encode("gbk"))
    (folder / name).write_text(page("小型翻译模型开放"), encoding="utf-8")
    result = tidings("extract", folder, "--json")
    assert result.exit_code == 0, result.stderr
    ((row,),) = read(result)
    assert row["input"] == str(folder / name)


SITE_PAGE = """<html><head><title>{title} - 海堤报</title><meta property="og:site_name" content="海堤报"></head><body>
<nav><a href="/">首页</a><a href="/a">社会</a></nav><div class="page"><h1>{title}</h1><p>2026-05-03 08:30</p>
<div class="c-4f1a">{body}</div><div class="related-list"><a href="/1">旧码头的灯塔重新亮起来了</a></div></div>
<footer>海堤报 版权所有</footer></body></html>"""
PROMOTION = "本报的夜间散步活动每周五晚上八点从旧码头出发，沿路讲述船与天气的故事，欢迎读者参加。"


def site_page(number: int) -> str:
    lines = [
        f"<p>第{number}号实验的第{line}步，研究组在{line * number}个渔村录下口述，逐句核对方言里的语气词。</p>"
        for line in range(2, 9)
    ]
    return SITE_PAGE.format(
        title=f"第{number}号实验公布结果", body="".join([*lines[:3], f"<p>{PROMOTION}</p>", *lines[3:]])
    )


@pytest.fixture
def known_site(data: Path) -> str:
    """Let the store know a site by four of its articles."""
    pages = [extract(PageInput(site_page(number).encode(), "https://haidi.example/"), NOW) for number in range(11, 15)]
    memory = SiteMemory()
    memory.learn([each.learned for each in pages if each.learned])
    store = open_store("", str(data))
    with store.writing() as connection:
        row = {"site": "haidi.example", "memory": memory.as_json(), "articles": memory.articles, "updated_at": NOW}
        connection.execute(sa.insert(site_memory).values(row))
    store.close()
    return "https://www.haidi.example/news/77"


class TestMemory:
    def test_none_is_used_unless_told(self, tidings: Any, tmp_path: Path, known_site: str) -> None:
        (tmp_path / "a.html").write_text(site_page(77), encoding="utf-8")
        given = [tmp_path / "a.html", "--url", known_site, "--json"]
        (without,), (told,) = (
            read(tidings("extract", *given))[0],
            read(tidings("extract", *given, "--memory"))[0],
        )
        assert PROMOTION in without["text"]
        assert told["text"].split("\n") == [line for line in without["text"].split("\n") if line != PROMOTION]
        assert list(told) == list(without)

    def test_it_is_said(self, tidings: Any, tmp_path: Path, known_site: str) -> None:
        (tmp_path / "a.html").write_text(site_page(77), encoding="utf-8")
        result = tidings("extract", tmp_path / "a.html", "--url", known_site, "--memory")
        assert "memory: 1 of 1 sites are known" in result.stderr
        assert "with the memory of haidi.example, 4 articles" in " ".join(result.stdout.split())
        assert "memory agrees in div.page>div.c-fa" in " ".join(result.stdout.split())
        assert "stands in 4 other articles of t" in result.stdout

    def test_nothing_is_known_of_files(self, tidings: Any, pages: Path) -> None:
        result = tidings("extract", pages, "--memory", "--json")
        assert result.exit_code == 0
        assert "memory: 0 of 0 sites are known" in result.stderr
        assert len(titles(result)) == 3


class TestForAPerson:
    def test_each_field_with_where_it_came_from(self, tidings: Any, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_text(site_page(77), encoding="utf-8")
        result = tidings("extract", tmp_path / "a.html")
        assert (result.exit_code, result.stderr) == (0, "")
        lines = result.stdout.split("\n")
        assert "第77号实验公布结果" in [line.strip() for line in lines]
        assert max(map(cell_len, lines)) <= 100
        shown = {line.split()[0]: line for line in lines if line[:1].isalpha() and len(line.split()) > 1}
        assert "h1" in shown["title"]
        assert "2026-05-03" in shown["published_at"]
        assert "has 100% of it" in shown["text"] or "agrees" in shown["text"]
        assert any("not" in line and "海堤报" in line for line in lines)
        assert [line for line in lines if "in <nav>" in line and "首页" in line]
        assert [line for line in lines if "in <footer>" in line]

    def test_a_long_text_is_shortened_unless_told(self, tidings: Any, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_text(site_page(77), encoding="utf-8")
        short, whole = (tidings("extract", tmp_path / "a.html", *more).stdout for more in ([], ["--full"]))
        assert "more lines]" in short
        assert "第6步" not in short
        assert "第6步" in whole
        assert "more lines]" not in whole

    def test_articles_of_one_page_stand_one_after_the_other(self, tidings: Any, tmp_path: Path) -> None:
        page = next(url for url in load_web() if "taowu-portal" in url and "88231" in url)
        (tmp_path / "three.html").write_bytes(load_web()[page][0].body)
        result = tidings("extract", tmp_path / "three.html", "--url", page)
        assert [result.stdout.count(f"article {number} of 3") for number in (1, 2, 3)] == [1, 1, 1]
        assert result.stdout.index("article 1 of 3") < result.stdout.index("article 2 of 3")
        assert "keywords" in result.stdout

    def test_a_flag_has_its_evidence(self, tidings: Any, tmp_path: Path) -> None:
        (tmp_path / "broken.html").write_bytes(page("小型翻译模型开放").encode() + b"<p>\xff\xfe\xfa</p>")
        result = tidings("extract", tmp_path / "broken.html")
        assert "mojibake" in result.stdout
        assert "undecodable_characters" in result.stdout

    def test_markup_in_a_page_is_shown_as_it_is(self, tidings: Any, tmp_path: Path) -> None:
        (tmp_path / "a.html").write_text(page("[bold]小型[/nonsense]模型[/]开放"), encoding="utf-8")
        result = tidings("extract", tmp_path / "a.html")
        assert result.exit_code == 0, result.exception
        assert "[bold]小型[/nonsense]模型[/]开放" in result.stdout


def test_the_progress_on_a_terminal_takes_nothing_from_the_output(pages: Path, config: Path, data: Path) -> None:
    master, slave = pty.openpty()
    environment = os.environ | {"TIDINGS_DATA_DIR": str(data), "TIDINGS_CONFIG_DIR": str(config), "TERM": "xterm"}
    command = [sys.executable, "-m", "crawler", "extract", str(pages), "--json"]
    process = subprocess.Popen(
        command, cwd=Path(__file__).parents[3], env=environment, stdout=subprocess.PIPE, stderr=slave
    )
    os.close(slave)
    output = process.communicate(timeout=60)[0].decode()
    os.close(master)
    assert process.returncode == 0
    assert [json.loads(line)[0]["title"] for line in output.splitlines()] == [
        "码头用上预报模型",
        "面包炉学会等待",
        "小型翻译模型开放",
    ]
