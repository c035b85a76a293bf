"""`tidings sources import` and `export`: subscriptions from and to feed readers."""

from pathlib import Path
from typing import Any

import pytest

from crawler.discovery.opml import read_opml
from crawler.sources import load_sources

OPML = """<opml version="2.0"><body>
<outline text="AI"><outline text="Labs">
<outline text="A Lab" xmlUrl="https://a-lab.example/feed" htmlUrl="nothing"/></outline></outline>
<outline text="A Lab" xmlUrl="https://another.example/feed"/>
<outline text="机器" xmlUrl="https://www.jiqi.example/rss?utm_source=reader"/>
<outline text="Again" xmlUrl="HTTPS://A-LAB.example:443/feed#top"/>
<outline text="OpenAI" xmlUrl="https://openai.com/news/rss.xml"/>
<outline text="No address" xmlUrl="feed://lab.example/"/><outline text="Empty" xmlUrl=" "/>
</body></opml>"""


@pytest.fixture
def subscriptions(tmp_path: Path) -> Path:
    path = tmp_path / "reader.opml"
    path.write_text(OPML, encoding="utf-8")
    return path


def test_what_is_new_is_added_once(tidings: Any, config: Path, subscriptions: Path) -> None:
    result = tidings("sources", "import", subscriptions)
    assert result.exit_code == 0, result.stderr
    assert "3 sources added" in result.stdout
    assert "2 known already, 1 without a usable address" in result.stdout
    assert "No address: feed://lab.example/" in result.stderr
    sources = load_sources([config / "sources"])
    assert {name: source.folder for name, source in sources.items()} == {
        "a-lab": ("AI", "Labs"),
        "a-lab-2": ("imported",),
        "jiqi": ("imported",),
    }
    assert sources["jiqi"].label == "机器"
    assert all(source.enabled for source in sources.values())
    again = tidings("sources", "import", subscriptions)
    assert (again.exit_code, "0 sources added" in again.stdout) == (0, True)
    assert len(load_sources([config / "sources"])) == 3


def test_switched_off(tidings: Any, config: Path, subscriptions: Path) -> None:
    assert tidings("sources", "import", subscriptions, "--off", "--file", "reader.toml").exit_code == 0
    sources = load_sources([config / "sources"]).values()
    assert {(source.enabled, source.reason) for source in sources} == {(False, "imported switched off")}
    assert (config / "sources" / "reader.toml").exists()


@pytest.mark.parametrize("content", [None, b"", b"<html></html>", b"\x89PNG\r\n\x1a\n\x00"])
def test_what_cannot_be_read(tidings: Any, config: Path, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "reader.opml"
    if content is not None:
        path.write_bytes(content)
    result = tidings("sources", "import", path)
    assert result.exit_code == 1
    assert "reader.opml: " in result.stderr
    assert list((config / "sources").iterdir()) == []


def test_what_is_torn(tidings: Any, config: Path, tmp_path: Path) -> None:
    path = tmp_path / "reader.opml"
    path.write_text("<opml><body><outline", encoding="utf-8")
    result = tidings("sources", "import", path)
    assert result.exit_code == 1
    assert "reader.opml: could not be read: it breaks off in line 1" in result.stderr
    path.write_text(OPML[: OPML.index('<outline text="机器')], encoding="utf-8")
    result = tidings("sources", "import", path)
    assert (result.exit_code, "2 sources added" in result.stdout) == (0, True)
    assert "breaks off in line 4: subscriptions that stood behind it are missing" in result.stderr


@pytest.mark.parametrize("body", ["", "<outline text='AI'><outline text='Labs'/></outline>"])
def test_what_holds_no_subscriptions(tidings: Any, config: Path, tmp_path: Path, body: str) -> None:
    path = tmp_path / "reader.opml"
    path.write_text(f"<opml><body>{body}</body></opml>", encoding="utf-8")
    result = tidings("sources", "import", path)
    assert (result.exit_code, "reader.opml holds no subscriptions." in result.stdout) == (0, True)
    assert list((config / "sources").iterdir()) == []


def test_out_and_in_again(tidings: Any, config: Path, subscriptions: Path, tmp_path: Path) -> None:
    tidings("sources", "import", subscriptions)
    out = tmp_path / "out.opml"
    assert tidings("sources", "export", "-o", out).exit_code == 0
    written = {each.url: each.folder for each in read_opml(out.read_bytes())}
    assert written["https://a-lab.example/feed"] == ("AI", "Labs")
    assert written["https://openai.com/news/rss.xml"] == ("labs",)
    everything = tidings("sources", "export", "--all")
    assert len(read_opml(everything.stdout.encode())) > len(written)
    (config / "sources" / "imported.toml").unlink()
    result = tidings("sources", "import", out)
    assert "3 sources added" in result.stdout  # all others are shipped
    assert load_sources([config / "sources"])["a-lab"].folder == ("AI", "Labs")


def test_a_file_that_cannot_be_written(tidings: Any, tmp_path: Path) -> None:
    result = tidings("sources", "export", "-o", tmp_path / "none" / "out.opml")
    assert result.exit_code == 2
    assert "No such file or directory" in result.stderr
