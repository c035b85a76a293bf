"""Topics: what counts in a text and how much, and how the operator's file goes over the shipped one."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.configuration import ConfigurationError
from pipelines.topics import Score, TopicsFile
from pipelines.vocabulary import Verdict, Vocabulary, load_vocabulary

SETTINGS = Path(__file__).parents[2] / "settings"
TRANSFORMER = {"transformer": {"weight": 3, "context": ["attention", "语言模型"]}}
GRID = {"grid": {"terms": ["transformer"], "words": ["substation", "kilovolt", "变压器"]}}


@pytest.fixture(scope="module", name="shipped")
def fixture_shipped() -> Vocabulary:
    return load_vocabulary(SETTINGS, SETTINGS / "none")


def vocabulary(terms: dict[str, Any], *excluded: str, **tables: Any) -> Vocabulary:
    trades = tables.pop("trades", {})
    topics = {key: {"terms": table} for key, table in {"main": terms, **tables}.items()}
    content = {"topics": topics, "exclude": {"phrases": list(excluded)}, "trades": trades}
    return Vocabulary(TopicsFile.model_validate(content))


def score(given_vocabulary: Vocabulary, title: str, text: str = "") -> Score:
    return given_vocabulary.judge(title, text).score


def found(given_vocabulary: Vocabulary, text: str) -> set[str]:
    return set(score(given_vocabulary, "", text).words)


@pytest.mark.parametrize("text", ["生成式AI应用", "生成式 AI 应用", "生成式ＡＩ應用"])
def test_spaces_between_scripts_are_nothing(text: str) -> None:
    assert found(vocabulary({"生成式ai": 5, "ai": 2}), text) == {"生成式ai"}


def test_hyphens_and_plurals_are_the_same_term() -> None:
    given_vocabulary = vocabulary({"self-driving car": 4})
    assert found(given_vocabulary, "Self driving cars") == found(given_vocabulary, "a self-driving car") != set()


def test_an_excluded_phrase_claims_its_place() -> None:
    given_vocabulary = vocabulary({"模型": 3, "model": 3}, "汽车模型", "role model")
    assert found(given_vocabulary, "汽车模型展，她们是 role models。") == set()
    assert found(given_vocabulary, "汽车模型和语言模型") == {"模型"}


def test_a_term_of_two_topics_counts_for_both() -> None:
    assert score(vocabulary({"gpu": 3}, chips={"gpu": 3}), "GPU").topics == ["chips", "main"]


def test_topics_far_behind_the_strongest_are_left_out() -> None:
    assert score(vocabulary({"gpu": 1}, chips={"wafer": 5}), "Wafer, wafer", "A wafer with a GPU.").topics == ["chips"]


def test_the_title_says_more_than_the_text() -> None:
    given_vocabulary = vocabulary({"语言模型": 3})
    in_title = score(given_vocabulary, "语言模型", "今天开放。").relevance
    in_lead = score(given_vocabulary, "今天开放。", "语言模型").relevance
    far_down = score(given_vocabulary, "", "字" * 700 + "语言模型").relevance
    assert in_title > in_lead > far_down > 0


@pytest.mark.parametrize("at", range(190, 420, 7))
def test_no_limit_of_a_field_cuts_a_term(at: int) -> None:
    assert found(vocabulary({"语言模型": 3}), "字" * at + "语言模型" + "字" * 600) == {"语言模型"}


def test_a_long_text_is_not_about_what_it_mentions_once() -> None:
    given_vocabulary = vocabulary({"tide": 3})
    short, long = (score(given_vocabulary, "", "word " * number + "tide").relevance for number in (200, 4000))
    assert long < short


def test_chinese_and_english_texts_of_the_same_content_are_of_one_length() -> None:
    given_vocabulary = vocabulary({"tide": 3, "潮水": 3})
    english = score(given_vocabulary, "", "tide " + "word " * 1200)
    chinese = score(given_vocabulary, "", "潮水" + "字" * 2000)
    assert english.relevance == pytest.approx(chinese.relevance, abs=0.02)


class TestHints:
    """Terms of a weight of 1 or less count by the company they keep."""

    def test_one_alone_says_nothing(self) -> None:
        assert score(vocabulary({"token": 1}), "Token, token", "A token.").relevance == 0

    def test_each_other_word_lets_it_count_more(self) -> None:
        given_vocabulary = vocabulary({"token": 1, "prompt": 1, "benchmark": 1, "llm": 4})
        two = score(given_vocabulary, "", "token prompt").relevance
        three = score(given_vocabulary, "", "token prompt benchmark").relevance
        assert 0 < two < three

    def test_a_plain_term_is_company(self) -> None:
        given_vocabulary = vocabulary({"token": 1, "llm": 4})
        alone, beside = (score(given_vocabulary, "", text).words for text in ("llm", "llm token"))
        assert beside["llm"] == alone["llm"]
        assert beside["token"] > 0


class TestContext:
    """A term with a context counts only where one of its words stands near."""

    @pytest.mark.parametrize(
        ("text", "counts"),
        [
            ("The transformer pays attention.", True),
            ("Attention! Transformers.", True),
            ("这个 transformer 是語言模型的基础", True),
            ("The transformer burnt down.", False),
            ("The transformer burnt down." + " word" * 60 + " attention", False),
        ],
    )
    def test_it_counts_near_one_of_the_words(self, text: str, counts: bool) -> None:
        assert (found(vocabulary(TRANSFORMER), text) == {"transformer"}) is counts

    def test_what_does_not_count_is_said(self) -> None:
        assert score(vocabulary(TRANSFORMER), "Transformer").set_aside == {"transformer": "no context"}

    def test_a_context_word_needs_no_context_itself(self) -> None:
        terms = {"model": {"weight": 1, "context": ["token"]}, "token": {"weight": 1, "context": ["model"]}}
        assert found(vocabulary(terms), "a model, a token") == {"model", "token"}


class TestTrades:
    """In a text that holds the words of another trade, its terms mean something else."""

    @pytest.mark.parametrize(
        ("title", "text", "why"),
        [
            ("Fire at the substation", "A transformer burnt.", "substation"),
            ("Fire", "A transformer burnt at the substation, 400 kilovolts.", "substation"),
            ("Fire", "A transformer burnt at the substation.", None),
            ("Fire", "A transformer burnt.", None),
        ],
    )
    def test_one_word_in_the_title_or_two_anywhere(self, title: str, text: str, why: str | None) -> None:
        seen = score(vocabulary({"transformer": 3}, trades=GRID), title, text)
        assert seen.set_aside.get("transformer") == why
        assert bool(seen.words) == (why is None)

    def test_other_terms_count(self) -> None:
        seen = score(vocabulary({"transformer": 3, "llm": 4}, trades=GRID), "Substation", "transformer llm")
        assert set(seen.words) == {"llm"}


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_score_is_a_share(title: str, text: str) -> None:
    seen = score(vocabulary({"ai": 2, "模型": 3, "a": 1}), title, text)
    assert 0 <= seen.relevance < 1
    assert bool(seen.words) == bool(seen.topics) == (seen.relevance > 0)


@given(st.integers(0, 40))
def test_more_of_it_is_never_less(times: int) -> None:
    given_vocabulary = vocabulary({"tide": 3})
    base = "word " * 200
    fewer, more = (score(given_vocabulary, "", "tide " * number + base).relevance for number in (times, times + 1))
    assert more >= fewer - 0.01  # longer texts need a little more


def test_no_topics_at_all() -> None:
    assert Vocabulary(TopicsFile()).judge("人工智能", "人工智能").score.relevance == 0


@pytest.mark.parametrize(
    ("relevance", "threshold", "verdict"),
    [
        (0.3, None, Verdict.CLEARLY),
        (0.29, None, Verdict.PERHAPS),
        (0.15, None, Verdict.PERHAPS),
        (0.14, None, Verdict.HARDLY),
        (0.14, 0.1, Verdict.CLEARLY),
        (0.05, 0.1, Verdict.HARDLY),
        (0.0, 0.0, Verdict.CLEARLY),
    ],
)
def test_verdicts(relevance: float, threshold: float | None, verdict: Verdict) -> None:
    assert Vocabulary(TopicsFile()).verdict(relevance, threshold) == verdict


class TestLoading:
    def load(self, folder: Path, shipped: str, overlay: str | None = None) -> Vocabulary:
        for name, content in (("shipped", shipped), ("overlay", overlay)):
            (folder / name).mkdir()
            if content is not None:
                (folder / name / "topics.toml").write_text(content, encoding="utf-8")
        return load_vocabulary(folder / "shipped", folder / "overlay")

    def test_the_overlay_adds_terms_topics_phrases_trades_and_a_threshold(self, tmp_path: Path) -> None:
        loaded = self.load(
            tmp_path,
            "threshold = 0.3\n[topics.m.terms]\n'tide' = 3\n[exclude]\nphrases = ['tide table']\n"
            "[trades.t]\nterms = ['tide']\nwords = ['soap']\n",
            "threshold = 0.5\n[topics.m.terms]\n'moon' = 3\n[topics.own.terms]\n'码头' = 3\n"
            "[exclude]\nphrases = ['moon cake']\n[trades.t]\nwords = ['detergent']\n",
        )
        assert loaded.topics.threshold == 0.5
        assert found(loaded, "tide, moon, 碼頭; a tide table and a moon cake") == {"tide", "moon", "码头"}
        assert found(loaded, "Tide, a detergent like soap") == set()

    def test_the_overlay_changes_a_weight_and_keeps_the_context(self, tmp_path: Path) -> None:
        shipped = "[topics.m.terms]\n'tide' = {weight = 2, context = ['sea']}\n"
        loaded = self.load(tmp_path, shipped, "[topics.m.terms]\n'tide' = 5\n")
        assert loaded.topics.terms["tide"].weight == 5
        assert found(loaded, "tide") == set()
        assert found(loaded, "tide of the sea") == {"tide"}

    @pytest.mark.parametrize("written", ["ai agent", "AI Agent", "ＡＩ agent", "ai-agent"])
    def test_a_term_of_weight_0_is_taken_out_however_it_is_written(self, tmp_path: Path, written: str) -> None:
        shipped = "[topics.m.terms]\n'ai agent' = 5\n'ai' = 2\n"
        loaded = self.load(tmp_path, shipped, f"[topics.m.terms]\n'{written}' = 0\n")
        assert found(loaded, "an AI agent") == {"ai"}

    def test_a_traditional_overlay_means_the_same_term(self, tmp_path: Path) -> None:
        loaded = self.load(tmp_path, "[topics.m.terms]\n'机器学习' = 5\n", "[topics.m.terms]\n'機器學習' = 0\n")
        assert found(loaded, "机器学习") == set()

    @pytest.mark.parametrize(
        ("content", "where"),
        [
            (
                "treshold = 0.5\n",
                "topics.toml treshold: found an unknown key; allowed: exclude, perhaps, threshold, to",
            ),
            ("threshold = 3\n", "topics.toml threshold: found 3; allowed: less than or equal to 1"),
            (
                "[topics.m.terms]\n'tide' = 'much'\n",
                "topics.toml: [topics.m.terms] tide: found 'much'; allowed: a weight",
            ),
            ("[topics.m.terms]\n'tide' = -12\n", "topics.toml: [topics.m.terms] tide: found -12"),
            ("[topics.m.terms]\n'tide' = nan\n", "topics.toml: [topics.m.terms] tide: found nan"),
            ("[topics.m.terms]\n'tide' = true\n", "topics.toml: [topics.m.terms] tide: found True"),
            ("[topics.m.terms.tide]\nwight = 3\n", "[topics.m.terms.tide] wight: found an unknown key"),
            ("[topics.m.terms.tide]\ncontext = 'sea'\n", "[topics.m.terms.tide] context: found 'sea'"),
            ("[exclude]\nphrase = []\n", "topics.toml: [exclude] phrase: found an unknown key; allowed: phrases"),
            ("[trades.t]\nword = []\n", "topics.toml: [trades.t] word: found an unknown key; allowed: terms, words"),
        ],
    )
    def test_mistakes_are_named(self, tmp_path: Path, content: str, where: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            self.load(tmp_path, "[topics.m.terms]\n'tide' = 2\n", content)
        assert where in str(caught.value)

    def test_the_mistakes_of_all_files_come_at_once(self, tmp_path: Path) -> None:
        for name, file, content in [
            ("shipped", "topics.toml", "[broken\n"),
            ("overlay", "topics.toml", "threshold = 3\nodd = 1\n"),
            ("overlay", "watchlist.toml", "[X]\nkind = 'thing'\n"),
        ]:
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / file).write_text(content, encoding="utf-8")
        with pytest.raises(ConfigurationError) as caught:
            load_vocabulary(tmp_path / "shipped", tmp_path / "overlay")
        named = [(Path(mistake.file).parts[-2:], mistake.key) for mistake in caught.value.mistakes]
        assert sorted(named) == [
            (("overlay", "topics.toml"), "odd"),
            (("overlay", "topics.toml"), "threshold"),
            (("overlay", "watchlist.toml"), "kind"),
            (("shipped", "topics.toml"), ""),
        ]

    def test_no_files(self, tmp_path: Path) -> None:
        assert load_vocabulary(tmp_path / "a", tmp_path / "b").judge("AI", "AI").score.relevance == 0


class TestShipped:
    @pytest.mark.parametrize(
        ("title", "text"),
        [
            ("大语言模型开源", "实验室公开了一个大语言模型的权重。"),
            ("大語言模型開源", "實驗室公開了一個大語言模型的權重。"),
            ("Open weights", "The lab published the weights of its large language model today."),
        ],
    )
    def test_both_languages_and_scripts_count(self, shipped: Vocabulary, title: str, text: str) -> None:
        assert score(shipped, title, text).relevance >= shipped.topics.threshold

    @pytest.mark.parametrize(
        ("title", "text"),
        [
            ("樱桃节周末开幕", "今年的樱桃比去年甜，果农请大家自带篮子。"),
            ("Apple harvest starts", "Rain kept the training of the pickers short; the main orchard opens on Monday."),
        ],
    )
    def test_other_news_does_not(self, shipped: Vocabulary, title: str, text: str) -> None:
        assert score(shipped, title, text).relevance < shipped.topics.threshold

    def test_every_term_has_one_place(self, shipped: Vocabulary) -> None:
        assert sorted(set(shipped.topics.terms) & shipped.topics.excluded) == []
        assert sorted(set(shipped.topics.terms) & shipped.watchlist.patterns) == []
        assert [word for word, term in shipped.topics.terms.items() if len(term.topics) > 1] == []
