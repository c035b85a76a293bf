"""The page and its tree."""

import pytest

from pipelines.extraction.page import looks_binary, parse


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n", True),
        (b"\xff\xd8\xff\xe0", True),
        (b"GIF89a", True),
        (b"%PDF-1.7", True),
        (b"PK\x03\x04", True),
        (b"\x1f\x8b\x08", True),
        (b"\x7fELF", True),
        (b"\n\n%PDF-1.7", True),
        (b"\x00" * 100, True),
        (b"", False),
        (b"<html>", False),
        ("北岸".encode("gbk"), False),
        ("<html>北岸".encode("utf-16"), False),
    ],
)
def test_looks_binary(body: bytes, expected: bool) -> None:
    assert looks_binary(body) is expected


@pytest.mark.parametrize("text", ["", " \n ", "\x00"])
def test_what_gives_no_tree(text: str) -> None:
    assert parse(text) is None


def test_what_follows_the_end_of_the_document_is_read() -> None:
    tree = parse("<html><body><p>one</p></body></html><html><body><p>two</p></body></html>")
    assert tree is not None
    assert [each.text for each in tree.iter("p")] == ["one", "two"]


def test_an_xml_declaration_is_no_hindrance() -> None:
    assert parse('<?xml version="1.0" encoding="gbk"?><html><body><p>一</p></body></html>') is not None


def test_the_space_of_old_chinese_pages_is_one() -> None:
    tree = parse(b"<p>\xa3\xa0\xa3\xa0\xb6\xc9\xb4\xac</p>".decode("gb18030"))
    assert tree is not None
    assert tree.text_content().split() == ["渡船"]
