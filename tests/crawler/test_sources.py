"""Sources: how tables become sources, the overlay over them, and every mistake at once."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crawler.configuration import ConfigurationError, Mistake
from crawler.sources import Source, UnknownSourceError, choose, is_xpath, lanes, load_sources
from crawler.urls import canonical

LAB = """
[lab]
kind = "feed"
url = "https://lab.example/feed"
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write_folder(folder: str, **files: str) -> Path:
        place = tmp_path / folder
        place.mkdir()
        for name, content in files.items():
            (place / f"{name}.toml").write_text(content, encoding="utf-8")
        return place

    return write_folder


def mistakes(*folders: Path) -> list[Mistake]:
    with pytest.raises(ConfigurationError) as caught:
        load_sources(folders)
    return caught.value.mistakes


def table(**keys: object) -> str:
    lines = {"kind": '"feed"', "url": '"https://lab.example/feed"', **keys}
    return "[lab]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items() if value is not None)


def test_a_table_becomes_a_source(write: Write) -> None:
    source = load_sources([write("shipped", labs=LAB)])["lab"]
    assert (source.name, source.kind, source.url, source.enabled) == ("lab", "feed", "https://lab.example/feed", True)
    assert source.zone == ZoneInfo("UTC")
    assert source.model_copy(update={"language": "zh"}).zone == ZoneInfo("Asia/Shanghai")


def test_no_folder_is_no_source(tmp_path: Path) -> None:
    assert load_sources([tmp_path / "none"]) == {}
    assert load_sources([]) == {}


def test_sources_come_in_the_order_of_files_and_tables(write: Write) -> None:
    second = LAB.replace("[lab]", "[b]") + LAB.replace("[lab]", "[a]")
    folder = write("shipped", two=second, one=LAB)
    assert list(load_sources([folder])) == ["lab", "b", "a"]


def test_the_overlay_adds_overrides_and_switches_off(write: Write) -> None:
    shipped = write("shipped", labs=table(label='"Lab"', max_items=5) + LAB.replace("[lab]", "[other]"))
    overlay = write("overlay", mine="[lab]\nmax_items = 50\n[other]\nenabled = false\n" + LAB.replace("[lab]", "[own]"))
    sources = load_sources([shipped, overlay])
    assert list(sources) == ["lab", "other", "own"]
    assert (sources["lab"].max_items, sources["lab"].label) == (50, "Lab")
    assert [name for name, source in sources.items() if source.enabled] == ["lab", "own"]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("kind", '"rss"', "'feed', 'sitemap', 'listing', 'json' or 'page'"),
        ("kind", None, "this key is required"),
        ("url", '"lab.example/feed"', "an absolute http:// or https:// address"),
        ("url", '"ftp://lab.example/"', "an absolute http:// or https:// address"),
        ("url", '"http://["', "an absolute http:// or https:// address"),
        ("timezone", '"Beijing"', "an IANA time zone such as Asia/Shanghai"),
        ("timezone", '"../etc/passwd"', "an IANA time zone such as Asia/Shanghai"),
        ("language", '"fr"', "'zh' or 'en'"),
        ("enabled", '"yes"', "a valid boolean"),
        ("checked", '"2026-10-08"', "a valid date"),
        ("allow", '"(unclosed"', "a regular expression"),
        ("max_items", "0", "greater than or equal to 1"),
        ("max_items", "2.5", "a valid integer"),
        ("first_run_days", "-1", "greater than or equal to 0"),
        ("delay_seconds", "-1", "greater than or equal to 0"),
        ("delay_seconds", "nan", "less than or equal to 600"),
        ("proxy", '"localhost"', "an absolute http:// or https:// address"),
        ("select", '{ item = "li" }', 'only where kind = "listing"'),
        ("fields", '{ items = "data" }', 'where kind = "json", and only there'),
        ("browser", '"yes"', "a valid boolean"),
        ("max_per_day", "0", "greater than or equal to 1"),
        ("lane", '"My lane"', "pattern"),
        ("folder", '"AI"', "a valid tuple"),
        ("intervall_minutes", "5", "interval_minutes"),
        ("name", '"another"', "the table's own name"),
    ],
)
def test_a_key_that_is_wrong(write: Write, key: str, value: str | None, expected: str) -> None:
    folder = write("shipped", labs=table(**{key: value}))
    (mistake,) = mistakes(folder)
    assert (mistake.file, mistake.table) == (str(folder / "labs.toml"), "lab")
    assert mistake.key == ("" if key in ("select", "fields") else key)
    assert expected in mistake.allowed


@pytest.mark.parametrize(
    ("selector", "good"),
    [
        ("a::attr(href)", True),
        ("ul.news > li:nth-child(2n)", True),
        ("//li[@class='news']", True),
        ("./a/@href", True),
        ("(//li)[1]", True),
        ("string(.//h2)", True),
        ("a[", False),
        ("a::nothing", False),
        ("//li[", False),
        ("", False),
    ],
)
def test_selectors_are_tried_before_a_crawl(write: Write, selector: str, good: bool) -> None:
    quoted = selector.replace('"', '\\"')
    text = table(kind='"listing"') + f'\n[lab.select]\nitem = "li"\nlink = "{quoted}"\n'
    folder = write("shipped", labs=text)
    if good:
        assert load_sources([folder])["lab"].select is not None
    else:
        (mistake,) = mistakes(folder)
        assert (mistake.table, mistake.key) == ("lab.select", "link")


@pytest.mark.parametrize(
    ("expression", "good"),
    [("data.list[*]", True), ("join('', ['/a/', slug])", True), ("data[", False), ("", False), ("nosuch(", False)],
)
def test_expressions_are_tried_before_a_crawl(write: Write, expression: str, good: bool) -> None:
    text = table(kind='"json"') + f'\n[lab.fields]\nitems = "{expression}"\n'
    folder = write("shipped", labs=text)
    if good:
        assert load_sources([folder])["lab"].fields is not None
    else:
        (mistake,) = mistakes(folder)
        assert (mistake.table, mistake.key) == ("lab.fields", "items")
        assert "JMESPath" in mistake.allowed


def test_a_list_in_json_says_where_its_items_are(write: Write) -> None:
    (mistake,) = mistakes(write("shipped", labs=table(kind='"json"')))
    assert mistake.allowed == 'the table `fields` where kind = "json", and only there'


def test_a_source_stands_in_the_folder_of_its_file_or_in_its_own(write: Write) -> None:
    shipped = write("shipped", labs=LAB + table(folder='["AI", "Labs"]').replace("[lab]", "[own]"))
    overlay = write("overlay", mine="[lab]\nenabled = false\n" + LAB.replace("[lab]", "[new]"))
    folders = {name: source.folder for name, source in load_sources([shipped, overlay]).items()}
    assert folders == {"lab": ("labs",), "own": ("AI", "Labs"), "new": ("mine",)}


def test_lanes() -> None:
    def source(name: str, lane: str | None) -> Source:
        return Source(name=name, kind="feed", url="https://lab.example/feed", lane=lane)

    assert lanes([source("a", "x"), source("b", None), source("c", "x"), source("d", "y")]) == {
        "x": ["a", "c"],
        "y": ["d"],
    }


def test_an_unknown_key_of_the_selectors_names_the_known_ones(write: Write) -> None:
    folder = write("shipped", labs=table(kind='"listing"') + '\n[lab.select]\nitem = "li"\nlnk = "a"\n')
    (mistake,) = mistakes(folder)
    assert (mistake.table, mistake.key, mistake.allowed) == ("lab.select", "lnk", "date, item, link, next, title")


@pytest.mark.parametrize("name", ["Lab", "my lab", "实验室", "-lab", "a" * 81])
def test_a_name_that_cannot_stand(write: Write, name: str) -> None:
    (mistake,) = mistakes(write("shipped", labs=LAB.replace("[lab]", f'["{name}"]')))
    assert (mistake.table, mistake.key) == (name, "name")


def test_a_value_where_a_table_belongs(write: Write) -> None:
    (mistake,) = mistakes(write("shipped", labs="threshold = 3\n"))
    assert (mistake.key, mistake.found, mistake.allowed) == ("threshold", "3", "one table per source: [name]")


def test_one_name_twice_in_a_folder(write: Write) -> None:
    folder = write("shipped", a=LAB, b=LAB)
    (mistake,) = mistakes(folder)
    assert (mistake.file, mistake.table) == (str(folder / "b.toml"), "lab")
    assert str(folder / "a.toml") in mistake.found


def test_all_mistakes_of_all_files_come_at_once(write: Write) -> None:
    shipped = write("shipped", a="[broken\n", b=table(kind='"rss"', max_items=0), c=LAB.replace("[lab]", "[good]"))
    overlay = write("overlay", d="[good]\nurl = 5\n", e="[own]\nlabel = 'x'\n")
    found = {(Path(each.file).name, each.table, each.key) for each in mistakes(shipped, overlay)}
    assert found == {
        ("a.toml", "", ""),
        ("b.toml", "lab", "kind"),
        ("b.toml", "lab", "max_items"),
        ("d.toml", "good", "url"),
        ("e.toml", "own", "kind"),
        ("e.toml", "own", "url"),
    }


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("//a", True),
        ("./a", True),
        ("(//a)[1]", True),
        ("@href", True),
        ("string(.)", True),
        ("a", False),
        (".a", False),
    ],
)
def test_is_xpath(selector: str, expected: bool) -> None:
    assert is_xpath(selector) is expected


def catalogue() -> dict[str, Source]:
    def source(name: str, *, enabled: bool) -> Source:
        return Source(name=name, kind="feed", url="https://lab.example/feed", enabled=enabled)

    return {"a": source("a", enabled=True), "b": source("b", enabled=False), "c": source("c", enabled=True)}


@pytest.mark.parametrize(
    ("names", "expected"),
    [([], ["a", "c"]), (["b"], ["b"]), (["c", "a"], ["c", "a"]), (["a", "a"], ["a"])],
)
def test_choose(names: list[str], expected: list[str]) -> None:
    assert [source.name for source in choose(catalogue(), names)] == expected


def test_choosing_what_there_is_not() -> None:
    with pytest.raises(UnknownSourceError) as caught:
        choose(catalogue(), ["a", "x", "y"])
    assert (caught.value.names, caught.value.known) == (["x", "y"], ["a", "b", "c"])


@pytest.fixture(scope="module")
def shipped() -> dict[str, Source]:
    return load_sources([Path(__file__).parents[2] / "settings" / "sources"])


def test_many_are_read_and_each_of_those_was_seen_working(shipped: dict[str, Source]) -> None:
    enabled = [source for source in shipped.values() if source.enabled]
    assert len(enabled) >= 25
    unseen = [each.name for each in enabled if each.checked is None or each.checked < dt.date(2026, 1, 1)]
    assert unseen == []


def test_both_languages_are_read(shipped: dict[str, Source]) -> None:
    languages = {source.language for source in shipped.values() if source.enabled}
    assert {"zh", "en"} <= languages


def test_no_address_is_read_twice(shipped: dict[str, Source]) -> None:
    addresses = [canonical(source.url) for source in shipped.values()]
    assert sorted({each for each in addresses if addresses.count(each) > 1}) == []


def test_what_is_off_says_why(shipped: dict[str, Source]) -> None:
    assert [each.name for each in shipped.values() if not each.enabled and not each.reason] == []


def test_every_listing_knows_its_links(shipped: dict[str, Source]) -> None:
    listings = [each for each in shipped.values() if each.enabled and each.kind == "listing"]
    blind = [each.name for each in listings if not (each.select or each.allow)]
    assert blind == []
