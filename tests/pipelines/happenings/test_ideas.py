"""Ideas: one key for what both languages say, from a file that is checked."""

import tomllib
from pathlib import Path

import pytest

from crawler.configuration import ConfigurationError
from pipelines.happenings.ideas import Ideas, IdeasFile, load_ideas
from pipelines.reading import read

SHIPPED = Path(__file__).parents[3] / "settings"


def keys(ideas: Ideas, text: str) -> set[str]:
    return {each.key for each in ideas.found(read("", text))}


@pytest.fixture(scope="module", name="shipped")
def fixture_shipped(tmp_path_factory: pytest.TempPathFactory) -> Ideas:
    return load_ideas(SHIPPED, tmp_path_factory.mktemp("overlay"))


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("release", "The lab released it."),
        ("release", "公司發佈了新品"),
        ("release", "They are unveiling it"),
        ("funding", "The firm raises money"),
        ("funding", "完成A轮融资"),
        ("law", "the bills were passed"),
        ("takeover", "acquiring a rival"),
        ("subsidy", "subsidies were paid"),
        ("usa", "the U.S. government"),
    ],
)
def test_words_are_found_in_both_languages_and_in_their_forms(key: str, text: str, shipped: Ideas) -> None:
    assert key in keys(shipped, text)


@pytest.mark.parametrize(
    ("key", "text"), [("fine", "a refined taste"), ("car", "careful cartoons"), ("usa", "as he told us")]
)
def test_another_word_is_none(key: str, text: str, shipped: Ideas) -> None:
    assert key not in keys(shipped, text)


def test_an_idea_says_what_it_is() -> None:
    words = {"names": {"MIT": ["mit"]}, "details": {"enzyme": ["enzyme"]}, "happenings": {"release": ["launch"]}}
    ideas = Ideas(IdeasFile(**words, things={"chip": ["chip"]}))
    assert {each.key: each.table for each in ideas.found(read("", "MIT launched chips that see enzymes"))} == {
        "MIT": "names",
        "release": "happenings",
        "chip": "things",
        "enzyme": "details",
    }


def test_a_product_names_its_maker_as_the_watchlist_does(shipped: Ideas) -> None:
    makers = tomllib.loads((SHIPPED / "events.toml").read_text(encoding="utf-8"))["makers"]
    assert makers.keys() <= tomllib.loads((SHIPPED / "watchlist.toml").read_text(encoding="utf-8")).keys()
    assert "OpenAI" in keys(shipped, "the maker of ChatGPT")
    assert "Microsoft" in keys(shipped, "a letter from Redmond") & keys(shipped, "纳德拉周二表示")


@pytest.mark.parametrize(
    "title",
    [
        "早报：模型降价，芯片涨价",
        "【每周】模型与芯片",
        "A发布模型；B发布芯片；C裁员",
        "The week in AI: models, chips",
        "Friday's news roundup",
    ],
)
def test_a_title_announces_news_of_all_kinds(title: str, shipped: Ideas) -> None:
    assert shipped.is_roundup(read(title, ""))


@pytest.mark.parametrize("title", ["南华早报：模型降价", "A发布模型；B跟进", "Weekend: a model is released", ""])
def test_a_title_announces_one(title: str, shipped: Ideas) -> None:
    assert not shipped.is_roundup(read(title, "早报：；；；"))


def test_the_overlay_adds_words(tmp_path: Path) -> None:
    (tmp_path / "events.toml").write_text(
        '[things]\nchip = ["silicon"]\ntram = ["tram", "有轨电车"]\n', encoding="utf-8"
    )
    ideas = load_ideas(SHIPPED, tmp_path)
    assert {"chip", "tram"} <= keys(ideas, "silicon in a tram")
    assert "chip" in keys(ideas, "芯片")


@pytest.mark.parametrize("content", ['things = "chip"', '[thing]\nchip = ["chip"]', "[things]\nchip = [1]", "["])
def test_mistakes_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "events.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"events\.toml"):
        load_ideas(SHIPPED, tmp_path)
