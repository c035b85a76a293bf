"""Stage 300: whether an item is what the operator follows."""

from pathlib import Path

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import Settings

from crawler.items import NewsItem
from crawler.outcomes import State
from pipelines.relevance import RelevanceStage
from pipelines.topics import TopicsFile
from pipelines.vocabulary import Vocabulary
from pipelines.watchlist import Name

TERMS = {"语言模型": 4, "language model": 4, "agent": {"weight": 2, "context": ["software"]}}
VOCABULARY = Vocabulary(
    TopicsFile.model_validate({"topics": {"models": {"terms": TERMS}}, "perhaps": 0.1}),
    {"Larkspur": Name(kind="model", aliases=["飞燕"], alert=True), "Kestrel": Name(kind="organisation", weight=0)},
)


def item(title: str | None, text: str) -> NewsItem:
    address = "https://lab.example/a"
    return NewsItem("0" * 16, address, address, "lab", title=title, text=text)


def test_what_is_on_topic_is_pending_with_its_reasons() -> None:
    done = RelevanceStage(VOCABULARY, 0.2).process_item(item("新的语言模型", "这个语言模型今天开放。"))
    assert (done.state, done.topics) == (State.PENDING, ["models"])
    assert done.relevance > 0.2
    assert done.trail.evidence == {"relevance": {"语言模型": 8.31}, "verdict": "clearly"}


def test_what_is_not_is_off_topic() -> None:
    done = RelevanceStage(VOCABULARY, 0.2).process_item(item("樱桃节开幕", "今年的樱桃比去年甜。"))
    assert (done.state, done.relevance, done.topics) == (State.OFF_TOPIC, 0.0, [])


def test_names_are_tagged_and_watched_ones_noted() -> None:
    done = RelevanceStage(VOCABULARY, 0.2).process_item(item("Kestrel buys the maker of 飛燕", "A language model."))
    assert done.entities == ["Kestrel", "Larkspur"]
    assert done.trail.evidence["watched"] == ["Larkspur"]


@pytest.mark.parametrize(("threshold", "verdict"), [(0.9, "perhaps"), (0.2, "clearly")])
def test_the_margin_is_kept(threshold: float, verdict: str) -> None:
    done = RelevanceStage(VOCABULARY, threshold).process_item(item("A quiet day", "A language model."))
    assert done.trail.evidence["verdict"] == verdict


def test_what_did_not_count_is_kept_with_why() -> None:
    done = RelevanceStage(VOCABULARY, 0.2).process_item(item("The agent", "He signed the striker."))
    assert done.trail.evidence == {"relevance": {}, "verdict": "hardly", "set_aside": {"agent": "no context"}}


def test_an_item_without_a_title() -> None:
    assert RelevanceStage(VOCABULARY, 0.01).process_item(item(None, "A language model.")).state == State.PENDING


@pytest.mark.parametrize(
    ("threshold", "state"), [("0", State.PENDING), ("1", State.OFF_TOPIC), (None, State.OFF_TOPIC)]
)
def test_the_threshold_is_the_settings_else_the_files(tmp_path: Path, threshold: str | None, state: State) -> None:
    (tmp_path / "topics.toml").write_text("threshold = 0.9\n[topics.m.terms]\n'tide' = 1\n", encoding="utf-8")
    settings = {
        "TIDINGS_SHIPPED_DIR": str(tmp_path),
        "TIDINGS_CONFIG_DIR": str(tmp_path / "none"),
        "TIDINGS_RELEVANCE_THRESHOLD": threshold,
    }
    stage = RelevanceStage.from_crawler(Crawler(Spider, Settings(settings)))
    assert stage.process_item(item("Tide", "The tide came in.")).state == state
