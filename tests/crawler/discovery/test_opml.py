"""OPML: what feed readers write, in their manner, and what is written for them."""

from pathlib import Path

import pytest

from crawler.discovery.opml import OpmlError, Subscription, breaks_off, read_opml, write_opml
from crawler.sources import Source, load_sources

NESTED = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="AI"><outline text="Labs &amp; more" title="Labs &amp; more">
<outline text="Lab" type="rss" xmlUrl="https://lab.example/feed?a=1&amp;b=2" htmlUrl="https://lab.example/"/></outline>
<outline type="rss" text="机器" xmlUrl="https://zh.example/feed"/></outline>
<outline text="Loose" xmlUrl="https://loose.example/feed" category="/Tech/AI,/Other"/>
<outline text="Off" isComment="true"><outline text="Old" xmlUrl="https://old.example/feed"/></outline>
<outline text="A link" type="link" url="https://link.example/"/>
</body></opml>"""
FOUND = [
    Subscription("https://lab.example/feed?a=1&b=2", "Lab", "https://lab.example/", ("AI", "Labs & more")),
    Subscription("https://zh.example/feed", "机器", None, ("AI",)),
    Subscription("https://loose.example/feed", "Loose", None, ("Tech", "AI")),
]


@pytest.mark.parametrize(
    "text",
    [
        NESTED,
        "\ufeff\n" + NESTED,
        NESTED.replace("&amp;", "&"),  # ill-formed, as some readers write it
        NESTED.replace("xmlUrl", "xmlurl").replace("htmlUrl", "HTMLURL"),
        NESTED.replace("</body></opml>", ""),
        NESTED.replace("<opml", '<!DOCTYPE opml [<!ENTITY x "y">]><opml', 1),
    ],
)
def test_feeds_in_their_folders(text: str) -> None:
    found = read_opml(text.encode())
    assert found == FOUND


def test_the_bytes_count_and_not_the_declaration() -> None:
    assert read_opml(NESTED.replace("UTF-8", "GB2312").encode("gb18030")) == FOUND


@pytest.mark.parametrize(
    "body", [b"", b"\x89PNG\r\n\x1a\n\x00", b"feeds: none", b"<html><body/></html>", b"{}", b"<opml"]
)
def test_what_is_no_opml(body: bytes) -> None:
    if body == b"<opml":
        assert read_opml(b"<opml><body/></opml>") == []
        return
    with pytest.raises(OpmlError):
        read_opml(body)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"<opml><body><outline", 1),
        (b'<?xml version="1.0"?>\n<opml version="2.0">\n<body>\n<outline text="AI">\n', 4),
        (b"<opml><head><title>Mine", 1),
    ],
)
def test_what_breaks_off_before_its_first_feed(body: bytes, line: int) -> None:
    with pytest.raises(OpmlError, match=f"could not be read: it breaks off in line {line}"):
        read_opml(body)


def test_where_a_file_breaks_off() -> None:
    assert breaks_off(NESTED.encode()) is None
    assert breaks_off(b"<opml version='2.0'/>") is None
    assert breaks_off(NESTED[: NESTED.index('<outline text="Off')].encode()) == 6


def test_entities_are_not_followed() -> None:
    text = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;" xmlUrl="http://a.example/"/></body></opml>'
    assert all("root" not in (each.title or "") for each in read_opml(text.encode()))


def test_what_is_written_is_read_again() -> None:
    def source(name: str, folder: tuple[str, ...], **more: str) -> Source:
        return Source(name=name, kind="feed", url=f"https://{name}.example/feed?a=1&b=2", folder=folder, **more)  # type: ignore[arg-type]

    sources = [
        source("lab", ("AI", "Labs"), label='A "lab" <of> ours', homepage="https://lab.example/"),
        source("press", ("AI",), language="zh"),
        source("other", ("AI", "Labs")),
        source("loose", ()),
    ]
    read = {each.url: each for each in read_opml(write_opml(sources, "Tidings"))}
    assert {each.url: (each.label or each.name, each.homepage, each.folder) for each in sources} == {
        url: (each.title, each.homepage, each.folder) for url, each in read.items()
    }


def test_the_whole_catalogue_goes_out_and_comes_back() -> None:
    shipped = load_sources([Path(__file__).parents[3] / "settings" / "sources"])
    feeds = [source for source in shipped.values() if source.kind == "feed"]
    read = read_opml(write_opml(feeds, "Tidings"))
    assert {(each.url, each.folder) for each in read} == {(source.url, source.folder) for source in feeds}
