"""Topics: what is found in a text, and how the operator's file goes over the shipped one."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.configuration import ConfigurationError
from pipelines.topics import Topics, TopicsFile, load_topics

SHIPPED = Path(__file__).parents[2] / "settings" / "topics.toml"


def topics(terms: dict[str, float], *excluded: str, **others: dict[str, float]) -> Topics:
    tables = {"main": terms, **others}
    content: dict[str, Any] = {"topics": {key: {"terms": table} for key, table in tables.items()}}
    return Topics(TopicsFile.model_validate({**content, "exclude": {"phrases": list(excluded)}}))


def found(given_topics: Topics, text: str) -> dict[str, int]:
    return given_topics.score("", text).terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Training in the main hall, said the captain.", {}),
        ("AI is here", {"ai": 1}),
        ("(AI)", {"ai": 1}),
        ("ＡＩ", {"ai": 1}),
        ("AI-ready", {"ai": 1}),
        ("用AI写作", {"ai": 1}),
        ("AI2 and ai4", {}),
        ("ai", {"ai": 1}),
        ("", {}),
    ],
)
def test_a_latin_term_stands_alone(text: str, expected: dict[str, int]) -> None:
    assert found(topics({"ai": 2}), text) == expected


@pytest.mark.parametrize("text", ["新的大语言模型", "新的大語言模型", "新的大语言模型2.0", "「大语言模型」"])
def test_a_chinese_term_is_found_anywhere_in_either_script(text: str) -> None:
    assert found(topics({"大语言模型": 5}), text) == {"大语言模型": 1}


@pytest.mark.parametrize("text", ["生成式AI应用", "生成式 AI 应用", "生成式ＡＩ應用"])
def test_spaces_between_scripts_are_nothing(text: str) -> None:
    assert found(topics({"生成式ai": 5, "ai": 2}), text) == {"生成式ai": 1}


def test_the_longest_of_overlapping_terms_counts() -> None:
    assert found(topics({"模型": 1, "语言模型": 3, "大语言模型": 5}), "大语言模型与模型") == {
        "大语言模型": 1,
        "模型": 1,
    }


def test_an_excluded_phrase_claims_its_place() -> None:
    given_topics = topics({"模型": 3, "model": 3}, "汽车模型", "role model")
    assert found(given_topics, "汽车模型展，她是 a role model。") == {}
    assert found(given_topics, "汽车模型和语言模型") == {"模型": 1}


def test_a_term_of_two_topics_counts_for_both() -> None:
    assert topics({"gpu": 3}, chips={"gpu": 3}).score("GPU", "").topics == ["chips", "main"]


def test_topics_far_behind_the_strongest_are_left_out() -> None:
    score = topics({"gpu": 1}, chips={"wafer": 5}).score("Wafer, wafer", "A wafer with a GPU.")
    assert score.topics == ["chips"]


def test_the_title_says_more_than_the_text() -> None:
    given_topics = topics({"语言模型": 3})
    in_title = given_topics.score("语言模型", "今天开放。").relevance
    in_lead = given_topics.score("今天开放。", "语言模型").relevance
    far_down = given_topics.score("", "字" * 700 + "语言模型").relevance
    assert in_title > in_lead > far_down > 0


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_score_is_a_share(title: str, text: str) -> None:
    score = topics({"ai": 2, "模型": 3, "a": 1}).score(title, text)
    assert 0 <= score.relevance < 1
    assert bool(score.terms) == bool(score.topics) == (score.relevance > 0)


@given(st.integers(0, 40))
def test_more_of_it_is_never_less(times: int) -> None:
    given_topics = topics({"tide": 3})
    base = "word " * 200
    fewer, more = (given_topics.score("", "tide " * number + base).relevance for number in (times, times + 1))
    assert more >= fewer - 0.01  # longer texts need a little more


def test_no_topics_at_all() -> None:
    assert Topics(TopicsFile()).score("人工智能", "人工智能").relevance == 0


class TestLoading:
    def load(self, folder: Path, shipped: str, overlay: str | None = None) -> Topics:
        files = [folder / "shipped.toml", folder / "overlay.toml"]
        for file, content in zip(files, (shipped, overlay), strict=True):
            if content is not None:
                file.write_text(content, encoding="utf-8")
        return load_topics(*files)

    def test_the_overlay_adds_terms_topics_phrases_and_a_threshold(self, tmp_path: Path) -> None:
        loaded = self.load(
            tmp_path,
            "threshold = 0.3\n[topics.m.terms]\n'tide' = 3\n[exclude]\nphrases = ['tide table']\n",
            "threshold = 0.5\n[topics.m.terms]\n'moon' = 3\n[topics.own.terms]\n'码头' = 3\n"
            "[exclude]\nphrases = ['moon cake']\n",
        )
        assert loaded.threshold == 0.5
        assert found(loaded, "tide, moon, 碼頭; a tide table and a moon cake") == {"tide": 1, "moon": 1, "码头": 1}

    def test_the_overlay_changes_a_weight(self, tmp_path: Path) -> None:
        shipped = "[topics.m.terms]\n'tide' = 2\n"
        before = self.load(tmp_path, shipped).score("tide", "").relevance
        assert self.load(tmp_path, shipped, "[topics.m.terms]\n'tide' = 5\n").score("tide", "").relevance > before

    @pytest.mark.parametrize("written", ["ai agent", "AI Agent", "ＡＩ agent"])
    def test_a_term_of_weight_0_is_taken_out_however_it_is_written(self, tmp_path: Path, written: str) -> None:
        shipped = "[topics.m.terms]\n'ai agent' = 5\n'ai' = 2\n"
        loaded = self.load(tmp_path, shipped, f"[topics.m.terms]\n'{written}' = 0\n")
        assert found(loaded, "an AI agent") == {"ai": 1}

    def test_a_text_of_terms_that_are_out_is_about_nothing(self, tmp_path: Path) -> None:
        loaded = self.load(tmp_path, "[topics.m.terms]\n'模型' = 5\n", "[topics.m.terms]\n'模型' = 0\n")
        score = loaded.score("模型", "模型")
        assert (score.relevance, score.topics, score.terms) == (0.0, [], {})

    def test_a_traditional_overlay_means_the_same_term(self, tmp_path: Path) -> None:
        loaded = self.load(tmp_path, "[topics.m.terms]\n'机器学习' = 5\n", "[topics.m.terms]\n'機器學習' = 0\n")
        assert found(loaded, "机器学习") == {}

    @pytest.mark.parametrize(
        ("content", "where"),
        [
            ("treshold = 0.5\n", "overlay.toml treshold: found an unknown key; allowed: exclude, threshold, topics"),
            ("threshold = 3\n", "overlay.toml threshold: found 3; allowed: less than or equal to 1"),
            ("[topics.m.terms]\n'tide' = 'much'\n", "overlay.toml: [topics.m.terms] tide: found 'much'"),
            ("[topics.m.terms]\n'tide' = -12\n", "overlay.toml: [topics.m.terms] tide: found -12"),
            ("[topics.m.terms]\n'tide' = nan\n", "overlay.toml: [topics.m.terms] tide: found nan"),
            ("[topics.m]\nlabel = 'M'\n", ""),
            ("[exclude]\nphrase = []\n", "overlay.toml: [exclude] phrase: found an unknown key; allowed: phrases"),
        ],
    )
    def test_mistakes_are_named(self, tmp_path: Path, content: str, where: str) -> None:
        shipped = "[topics.m.terms]\n'tide' = 2\n"
        if not where:
            self.load(tmp_path, shipped, content)
            return
        with pytest.raises(ConfigurationError) as caught:
            self.load(tmp_path, shipped, content)
        assert where in str(caught.value)

    def test_the_mistakes_of_both_files_come_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError) as caught:
            self.load(tmp_path, "[broken\n", "threshold = 3\nodd = 1\n")
        names = [(Path(mistake.file).name, mistake.key) for mistake in caught.value.mistakes]
        assert sorted(names) == [("overlay.toml", "odd"), ("overlay.toml", "threshold"), ("shipped.toml", "")]

    def test_no_files(self, tmp_path: Path) -> None:
        assert load_topics(tmp_path / "a", tmp_path / "b").score("AI", "AI").relevance == 0


class TestShipped:
    def test_both_languages_count(self) -> None:
        shipped = load_topics(SHIPPED, SHIPPED.parent / "none")
        assert shipped.score("大语言模型开源", "实验室公开了一个大语言模型的权重。").relevance >= shipped.threshold
        assert shipped.score("大語言模型開源", "實驗室公開了一個大語言模型的權重。").relevance >= shipped.threshold
        title, text = "Open weights", "The lab published the weights of its large language model today."
        assert shipped.score(title, text).relevance >= shipped.threshold

    @pytest.mark.parametrize(
        ("title", "text"),
        [
            ("樱桃节周末开幕", "今年的樱桃比去年甜，果农请大家自带篮子。"),
            ("Apple harvest starts", "Rain kept the training of the pickers short; the main orchard opens on Monday."),
        ],
    )
    def test_other_news_does_not(self, title: str, text: str) -> None:
        shipped = load_topics(SHIPPED, SHIPPED.parent / "none")
        assert shipped.score(title, text).relevance < shipped.threshold
