"""The decoding bench: its cases are what they say, its table counts."""

from pathlib import Path

import pytest

from bench.decoding.__main__ import report
from bench.decoding.cases import Case, chinese_cases, declared, written
from bench.decoding.pages import chinese_pages, read_folder

PAGE = (
    "<html><head><meta charset=utf-8><title>小型模型</title></head><body><p>"
    + "研究组公布了一个模型。" * 30
    + "</p></body></html>"
)


def test_a_page_gets_one_declaration_or_none() -> None:
    assert "charset" not in declared(PAGE, None)
    assert declared(PAGE, "gbk").count("charset") == 1
    assert declared("<p>x", "gbk").startswith('<meta charset="gbk">')


def test_each_case_is_written_in_its_codec() -> None:
    cases = {case.kind: case for case in chinese_cases(PAGE)}
    assert cases["GBK, meta utf-8"].body.decode("gbk") == declared(PAGE, "utf-8")
    assert cases["UTF-8, header gb2312"].content_type == "text/html; charset=gb2312"
    assert cases["GBK, meta after 9 kB"].body.index(b"charset") > 9000
    assert len(cases["GBK, short, undeclared"].text) < 200
    assert not [kind for kind in cases if kind.startswith("Big5")]  # those are made of traditional pages
    with pytest.raises(UnicodeDecodeError):
        cases["UTF-8, undeclared, 5 broken bytes"].body.decode()


def test_what_counts_as_right() -> None:
    whole = written("whole", PAGE, "gb18030", "text/html")
    assert whole.is_right(PAGE)
    assert not whole.is_right(PAGE.replace("模型", "模形", 1))
    broken = written("broken", PAGE, "gb18030", "text/html", broken=1)
    assert broken.is_right(broken.body.decode("gb18030", "replace"))
    assert not broken.is_right(broken.body.decode("big5", "replace"))


def test_the_table_counts_pages_and_names_the_wrong_ones() -> None:
    right = written("easy", PAGE, "utf-8", "text/html")
    unfair = Case("unfair", b"abc", None, "something else")
    table = report([("one", right), ("two", unfair)], ["tidings", "scrapy"], wrong=True)
    assert "| easy | 1 | 100.0 % | 100.0 % |" in table
    assert "| unfair | 1 | 0.0 % | 0.0 % |" in table
    assert "| **all** | 2 | 50.0 % | 50.0 % |" in table
    assert "unfair: two" in table


def test_pages_come_from_the_sample_web_and_from_folders(tmp_path: Path) -> None:
    assert len(chinese_pages()) > 30
    tmp_path.joinpath("a.html").write_bytes(PAGE.encode("gb18030"))
    tmp_path.joinpath("b.html").write_bytes(b"<p>English only")
    assert [text for _, text in read_folder(tmp_path)] == [PAGE]
