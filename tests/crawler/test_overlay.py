"""Writing to the overlay: tables are added, what stands there stays, and names are free."""

import datetime as dt
from pathlib import Path

import pytest

from crawler.configuration import ConfigurationError
from crawler.overlay import add_tables, free_name, table_text
from crawler.sources import load_sources

TABLE = {
    "kind": "listing",
    "url": "https://lab.example/news",
    "label": 'A "lab"\n实验室',
    "folder": ("AI", "Labs"),
    "checked": dt.date(2026, 11, 22),
    "select": {"item": "ul > li", "link": "a::attr(href)"},
}


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "config" / "sources" / "added.toml"
    add_tables(path, {"lab": TABLE, "other": {"kind": "feed", "url": "https://other.example/feed"}})
    sources = load_sources([path.parent])
    assert list(sources) == ["lab", "other"]
    lab = sources["lab"]
    assert (lab.label, lab.folder, lab.checked) == (TABLE["label"], ("AI", "Labs"), dt.date(2026, 11, 22))
    assert lab.select is not None
    assert [each.name for each in path.parent.iterdir()] == ["added.toml"]  # nothing is left beside it


def test_what_is_there_stays_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    before = '# Mine.\n\n[ "mine" ]   # the first\nkind   = "feed"\nurl = \'https://mine.example/feed\'\n# the end'
    path.write_text("\ufeff" + before, encoding="utf-8")
    add_tables(path, {"lab": TABLE})
    assert path.read_text(encoding="utf-8").startswith(before)
    assert list(load_sources([tmp_path])) == ["mine", "lab"]


@pytest.mark.parametrize("text", ["[broken", '[lab]\nkind = "feed"\n', b"\xff\xfe[lab]"])
def test_a_file_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path, text: str | bytes) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigurationError):
        add_tables(path, {"lab": TABLE})
    assert path.read_bytes() == (text if isinstance(text, bytes) else text.encode())


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "sources").write_text("a file", encoding="utf-8")
    with pytest.raises(ConfigurationError):
        add_tables(tmp_path / "sources" / "own.toml", {"lab": TABLE})


def test_the_text_of_a_table() -> None:
    assert table_text("lab", {"kind": "feed", "url": "https://lab.example/"}) == (
        '[lab]\nkind = "feed"\nurl = "https://lab.example/"\n'
    )


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("The Lab: News & Views", "https://lab.example/feed", "the-lab-news-views"),
        ("Über KI", "https://ki.example/", "uber-ki"),
        ("机器之心", "https://www.jiqizhixin.com/rss", "jiqizhixin"),
        (None, "https://feeds.bair.berkeley.edu/x", "bair-berkeley"),
        ("", "https://blog.example/", "blog"),
        ("AI", "https://news.example.com/", "example"),
        ("x" * 200, "https://a.example/", "x" * 60),
        ("", "https://例子.测试/", "source"),
        ("Lab", "https://lab.example/", "lab-3"),
    ],
)
def test_names(title: str | None, url: str, expected: str) -> None:
    assert free_name(title, url, {"lab", "lab-2"}) == expected
