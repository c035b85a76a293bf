"""The signature of a story: terms by kind, with more weight in title and lead."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.happenings.ideas import Ideas, IdeasFile
from pipelines.happenings.signature import Kind, Mention, Signature, kind_of, signature, stem
from pipelines.vocabulary import load_vocabulary

IDEAS = Ideas(
    IdeasFile(
        happenings={"release": ["release", "发布"]},
        makers={"Meadow": ["larkchat"]},
        things={"model": ["model", "模型"]},
        stop={"words": ["the", "was", "they", "said"], "characters": ["的在了"], "names": ["AI", "gpu"]},
    )
)
SHIPPED = Path(__file__).parents[3] / "settings"


def of(title: str, text: str, *mentions: Mention) -> Signature:
    return signature(title, text, mentions, IDEAS, dt.date(2026, 3, 3))


def values(story: Signature, kind: Kind, least: float = 0.0) -> set[str]:
    return {each.partition(":")[2] for each, weight in story.terms.items() if kind_of(each) is kind and weight >= least}


def test_names_are_what_has_a_capital_wherever_it_stands() -> None:
    story = of(
        "Granite Harbor backs Lumenary",
        "Investors led by Granite Harbor gave money. Later they said: Granite Harbor gives more. Later it rained, and "
        "the money of Lumenary was wet.",
    )
    assert values(story, Kind.LATIN, least=1) == {"granite", "harbor", "granite harbor", "lumenary"}


def test_a_capital_at_a_start_may_be_that_of_a_name() -> None:
    story = of("Getty loses", "They lost. Getty was told, and told of pictures. Pictures were told of.")
    assert values(story, Kind.LATIN) == {"getty"}
    assert 0 < story.terms["latin:getty"] <= 1


def test_capitals_of_a_title_in_sentence_case_are_names() -> None:
    small = of("Shares of maker Lumenary climb after results", "It rained.")
    assert values(small, Kind.LATIN, least=1.1) == {"lumenary"}
    large = of("Shares of Maker Lumenary Climb After Results", "It rained.")
    assert values(large, Kind.LATIN, least=1.1) == set()


def test_a_product_stands_for_its_maker_as_a_name_of_the_watchlist() -> None:
    told, named = of("LarkChat gets ears", "It hears."), of("Larks", "Meadow said.", Mention("Meadow", in_title=True))
    assert values(told, Kind.NAME) == values(named, Kind.NAME) == {"Meadow"}
    assert "name:Meadow" in told.title & named.title


def test_every_latin_word_of_a_chinese_text_is_a_name() -> None:
    story = of("云岫发布Halcyon 4 Mini", "公司在Hugging Face上传了Aurora-CAD，AI团队用GPU训练。")
    assert {"halcyon", "halcyon 4", "halcyon 4 mini", "mini", "hugging face", "aurora cad"} <= values(story, Kind.LATIN)
    assert not {"ai", "gpu"} & values(story, Kind.LATIN)


def test_a_number_that_counts_is_no_version() -> None:
    assert values(of("", "公司收购Tastzin 5亿元，Halcyon 40%，Kestrel 3个"), Kind.LATIN) == {
        "tastzin",
        "halcyon",
        "kestrel",
    }


def test_places_weigh() -> None:
    story = of("A model", "The lab spoke. " * 40 + "\n" + "It will release it.", Mention("Lab", in_title=False))
    assert story.terms["idea:model"] > story.terms["happening:release"] > 0
    assert story.terms["idea:model"] > story.terms["name:Lab"] > story.terms["happening:release"]
    assert story.title == {"idea:model", "word:model"}


def test_traditional_and_simplified_chinese_have_one_signature() -> None:
    assert of("雲岫發佈模型", "這款模型已經開放下載").terms == of("云岫发布模型", "这款模型已经开放下载").terms


def test_the_end_of_a_long_text_is_not_read() -> None:
    assert "latin:zebra" not in of("t", "Words of no name. " * 1000 + "We met Zebra there.").terms
    assert len(of("t", " ".join(f"Name{number} went" for number in range(1000))).terms) <= 110


@pytest.mark.parametrize("forms", ["release releases released releasing", "study studies studied", "tax taxes taxed"])
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@given(st.text(max_size=60), st.text(max_size=300))
def test_any_text_has_a_signature(title: str, text: str) -> None:
    story = of(title, text)
    assert story.title <= set(story.terms)
    assert all(weight > 0 for weight in story.terms.values())


def test_the_vocabulary_names_versions_of_models_only(tmp_path: Path) -> None:
    (tmp_path / "watchlist.toml").write_text(
        '[Tingsong]\nkind = "model"\naliases = ["听松"]\n[Yunxiu]\nkind = "organisation"\n', encoding="utf-8"
    )
    judgement = load_vocabulary(SHIPPED, tmp_path).judge("听松2发布", "Yunxiu 3 people show Tingsong 2 and 听松")
    assert judgement.mentions == [
        Mention("Tingsong", in_title=True),
        Mention("Tingsong 2", in_title=True),
        Mention("Yunxiu", in_title=False),
    ]
