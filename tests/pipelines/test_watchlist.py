"""Names in texts: what is one and what only looks like one; the shipped list by its own sentences; the overlay."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawler.configuration import ConfigurationError
from pipelines.topics import TopicsFile
from pipelines.vocabulary import Vocabulary, load_vocabulary
from pipelines.watchlist import Name

SETTINGS = Path(__file__).parents[2] / "settings"
TABLES: dict[str, dict[str, Any]] = tomllib.loads((SETTINGS / "watchlist.toml").read_text(encoding="utf-8"))
TOPICS = {"topics": {"models": {"terms": {"language model": 4, "token": 1}}}}


@pytest.fixture(scope="module", name="shipped")
def fixture_shipped() -> Vocabulary:
    return load_vocabulary(SETTINGS, SETTINGS / "none")


def names(text: str, title: str = "", **tables: dict[str, Any]) -> list[str]:
    watchlist = {tag: Name.model_validate({"kind": "model", **table}) for tag, table in tables.items()}
    return Vocabulary(TopicsFile.model_validate(TOPICS), watchlist).judge(title, text).entities


class TestShipped:
    def test_there_are_many(self) -> None:
        assert len(TABLES) >= 150

    @pytest.mark.parametrize("tag", TABLES)
    def test_each_is_found_where_it_stands_and_not_where_it_does_not(self, shipped: Vocabulary, tag: str) -> None:
        yes, no = TABLES[tag]["yes"], TABLES[tag]["no"]
        assert [text for text in yes if tag not in shipped.judge("", text).entities] == []
        assert [text for text in no if tag in shipped.judge("", text).entities] == []
        assert yes
        assert no

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("曠視、商湯和智源研究院同台。", ["Megvii", "SenseTime", "BAAI"]),
            ("GPT-4o and GPT-4 differ; ChatGPT uses both.", ["GPT-4o", "GPT-4", "ChatGPT"]),
            ("智源发布悟道3.0与FlagOpen，黃鐵軍主持。", ["BAAI", "WuDao", "FlagOpen", "黄铁军"]),
            ("Sora builds on DiT; PaLM and Switch Transformer came before ViT-22B.",
             ["Sora", "DiT", "PaLM", "Switch Transformer", "ViT-22B"]),
        ],
    )  # fmt: skip
    def test_names_come_in_the_order_of_the_text(self, shipped: Vocabulary, text: str, expected: list[str]) -> None:
        assert shipped.judge("", text).entities == expected

    def test_a_few_are_watched_from_the_start(self, shipped: Vocabulary) -> None:
        assert shipped.judge("OpenAI and Zoox", "").watched == ["OpenAI"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("PaLM is large", ["PaLM"]), ("palm trees", []), ("PALM OIL", []), ("PaLMs", []), ("MyPaLM", [])],
)
def test_an_exact_name(text: str, expected: list[str]) -> None:
    assert names(text, PaLM={"exact": ["PaLM"]}) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("昇騰缺貨", ["昇腾"]), ("昇腾缺货", ["昇腾"]), ("热气升腾", []), ("熱氣升騰", [])]
)
def test_an_exact_name_in_chinese_is_of_that_script(text: str, expected: list[str]) -> None:
    assert names(text, 昇腾={"exact": ["昇腾", "昇騰"]}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Falcon nests on the tower.", []),
        ("Falcon is a language model.", ["Falcon"]),
        ("Falcon eats one token.", []),
        ("Falcon of Abu Dhabi", ["Falcon"]),
        ("Falcon 3 is out.", ["Falcon"]),
        ("Falcon 40 was a boat.", []),
        ("Falcon, Falcon LLM", ["Falcon"]),
    ],
)
def test_an_ambiguous_name_counts_in_company(text: str, expected: list[str]) -> None:
    table = {"aliases": ["Falcon LLM"], "ambiguous": ["Falcon"], "context": ["abu dhabi"]}
    assert names(text, Falcon=table) == expected


def test_an_ambiguous_name_counts_beside_another_name() -> None:
    tables = {"Falcon": {"ambiguous": ["Falcon"]}, "Qwen": {}, "Emu": {"ambiguous": ["Emu"]}}
    assert names("Falcon and Qwen", **tables) == ["Falcon", "Qwen"]
    assert names("Falcon and Emu", **tables) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A language model called Claude.", ["Claude"]),
        ("Claude Dupont wrote a language model.", []),
        ("Jean Claude wrote a language model.", []),
        ("Claude J. Dupont wrote a language model.", []),
        ("Claude is a language model.", ["Claude"]),
        ("Claude Gets A Better Memory And A Language Model", ["Claude"]),
    ],
)
def test_a_given_name_beside_a_surname_is_a_person(text: str, expected: list[str]) -> None:
    assert names(text, Claude={"ambiguous": ["Claude"], "given_name": True}) == expected


def test_an_excluded_phrase_claims_its_place() -> None:
    table = {"exclude": ["anthropic principle"]}
    assert names("the anthropic principle", Anthropic=table) == []
    assert names("Anthropic on the anthropic principle", Anthropic=table) == ["Anthropic"]


def test_a_muted_name_is_as_if_it_was_not_there() -> None:
    assert names("Qwen", Qwen={"mute": True}) == []


def test_an_everyday_name_in_passing_counts_half() -> None:
    watchlist = {tag: Name(kind="model", everyday=tag == "Qwen") for tag in ("Qwen", "Veo")}
    vocabulary = Vocabulary(TopicsFile.model_validate(TOPICS), watchlist)

    def relevance(title: str, text: str) -> float:
        return vocabulary.judge(title, text).score.relevance

    listed = "Socks, a radio and Qwen."
    assert relevance("Gifts", listed) < relevance("Gifts", listed.replace("Qwen", "Veo"))
    assert relevance("Qwen", "Socks.") == relevance("Veo", "Socks.")
    assert relevance("Gifts", f"{listed} A language model.") == relevance(
        "Gifts", "Socks, a radio and Veo. A language model."
    )


def test_a_trade_sets_a_name_aside_but_tags_it() -> None:
    content = TopicsFile.model_validate({**TOPICS, "trades": {"t": {"terms": ["Qwen"], "words": ["knitting"]}}})
    judged = Vocabulary(content, {"Qwen": Name(kind="model")}).judge("Knitting with Qwen wool", "")
    assert judged.score.words == {}
    assert judged.entities == ["Qwen"]


def test_names_count_for_the_relevance_by_their_weight() -> None:
    watchlist = {tag: Name(kind="model", weight=weight) for tag, weight in (("Qwen", 4.0), ("Veo", 0.0))}
    vocabulary = Vocabulary(TopicsFile.model_validate(TOPICS), watchlist)
    assert vocabulary.judge("Qwen", "").score.words == {"Qwen": 7.2}
    assert vocabulary.judge("Qwen", "").score.topics == ["models"]
    assert vocabulary.judge("Veo", "").score.relevance == 0
    assert vocabulary.judge("Veo", "").entities == ["Veo"]


@pytest.mark.parametrize(
    ("said", "tag"), [("megvii", "Megvii"), ("曠視", "Megvii"), ("PaLM", "PaLM"), ("Nobody", "Nobody")]
)
def test_an_alias_leads_to_its_tag(shipped: Vocabulary, said: str, tag: str) -> None:
    assert shipped.watchlist.resolve(said) == tag


class TestLoading:
    def load(self, folder: Path, overlay: str, shipped: str = "") -> Vocabulary:
        (folder / "shipped").mkdir()
        (folder / "shipped" / "topics.toml").write_text("[topics.models]\n[topics.own]\n", encoding="utf-8")
        (folder / "shipped" / "watchlist.toml").write_text(
            shipped or "[Qwen]\nkind = 'model'\naliases = ['千问']\nexact = ['QwQ']\n[Veo]\nkind = 'model'\n",
            encoding="utf-8",
        )
        (folder / "overlay").mkdir()
        (folder / "overlay" / "watchlist.toml").write_text(overlay, encoding="utf-8")
        return load_vocabulary(folder / "shipped", folder / "overlay")

    def test_the_overlay_adds_a_name(self, tmp_path: Path) -> None:
        loaded = self.load(tmp_path, "[Larkspur]\nkind = 'model'\naliases = ['飞燕']\nalert = true\ntopic = 'own'\n")
        judgement = loaded.judge("飛燕", "Qwen")
        assert (judgement.entities, judgement.watched) == (["Larkspur", "Qwen"], ["Larkspur"])
        assert judgement.score.topics == ["own", "models"]

    def test_the_overlay_changes_what_it_states_and_adds_to_lists(self, tmp_path: Path) -> None:
        loaded = self.load(tmp_path, "[Qwen]\nalert = true\naliases = ['通义']\ndrop = ['千問']\n")
        assert loaded.judge("Qwen", "").watched == ["Qwen"]
        assert loaded.judge("通义", "").entities == ["Qwen"]
        assert loaded.judge("千问", "").entities == []
        assert loaded.judge("QwQ", "").entities == ["Qwen"]

    def test_the_overlay_mutes_a_name_and_may_give_it_away(self, tmp_path: Path) -> None:
        loaded = self.load(tmp_path, "[Qwen]\nmute = true\n[Ours]\nkind = 'product'\naliases = ['Qwen']\n")
        assert loaded.judge("Qwen and Veo", "").entities == ["Ours", "Veo"]

    @pytest.mark.parametrize(
        ("overlay", "where"),
        [
            ("[A]\nkind = 'thing'\n", "watchlist.toml: [A] kind: found 'thing'; allowed: 'organisation', 'model'"),
            ("[A]\n", "watchlist.toml: [A] kind: found nothing; allowed: this key is required"),
            ("[A]\nkind = 'model'\nalias = []\n", "[A] alias: found an unknown key; allowed: alert, aliases"),
            ("[A]\nkind = 'model'\naliases = 'B'\n", "[A] aliases: found 'B'; allowed: a valid list"),
            ("[A]\nkind = 'model'\naliases = ['Qwen']\n", "[A] aliases: found 'qwen'; allowed: names that no other"),
            ("[A]\nkind = 'model'\naliases = [' ']\n", "[A] aliases: found ' '; allowed: words with letters or digits"),
            ("[A]\nkind = 'model'\nambiguous = ['B']\n", "[A] ambiguous: found 'B'; allowed: one of this table's own"),
            ("[A]\nkind = 'model'\ntopic = 'odd'\n", "[A] topic: found 'odd'; allowed: models, own"),
            ("[A]\nkind = 'model'\nweight = 99\n", "[A] weight: found 99; allowed: less than or equal to 10"),
            ("A = 3\n", "watchlist.toml A: found 3; allowed: one table per name: [name]"),
            (f"[{'A' * 81}]\nkind = 'model'\n", "found a name of 81 characters; allowed: at most 80"),
        ],
    )  # fmt: skip
    def test_mistakes_are_named(self, tmp_path: Path, overlay: str, where: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            self.load(tmp_path, overlay)
        assert where in str(caught.value)

    def test_all_mistakes_come_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError) as caught:
            self.load(tmp_path, "[A]\nkind = 'thing'\n[B]\nkind = 'model'\ntopic = 'odd'\nodd = 1\n[C]\n", "[D]\n")
        assert [mistake.table for mistake in caught.value.mistakes] == ["D", "A", "B", "C"]
