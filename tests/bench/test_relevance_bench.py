"""The labelled texts: what they promise of topics and names, and that the bench counts right."""

from collections import Counter

import pytest

from bench.relevance.__main__ import SETS, SHIPPED, Figures, Judged, Text, costs, cpu_ms, judge, main, texts
from pipelines.topics import Score
from pipelines.vocabulary import Judgement, Vocabulary, load_vocabulary


@pytest.fixture(scope="module", name="vocabulary")
def fixture_vocabulary() -> Vocabulary:
    return load_vocabulary(SHIPPED, SHIPPED / "none")


def judged(*, on_topic: bool, taken: bool, **words: float) -> Judged:
    score = Score(0.5, [], words, {"agent": "spy"})
    return Judged(Text(on_topic, "kind", "Title", "Text"), Judgement(score, [], []), taken)


@pytest.mark.parametrize("name", SETS)
def test_every_set_is_told_apart(vocabulary: Vocabulary, name: str) -> None:
    figures = Figures.of(judge(vocabulary, texts(name)))
    assert figures.f1 >= 0.97


def test_the_sets_are_large_varied_and_hold_nothing_twice() -> None:
    everything = [text for name in SETS for text in texts(name)]
    assert len(everything) >= 400
    assert len({(text.title, text.text) for text in everything}) == len(everything)
    counted = Counter((text.language, text.on_topic) for text in everything)
    assert all(counted[language, label] >= 100 for language in ("zh", "en") for label in (True, False))
    assert len({text.kind for text in everything}) >= 30


def test_figures() -> None:
    answers = [(True, True)] * 3 + [(True, False)] + [(False, True)] * 2 + [(False, False)] * 4
    figures = Figures.of([judged(on_topic=wanted, taken=taken) for wanted, taken in answers])
    assert (figures.precision, figures.recall) == (0.6, 0.75)
    assert figures.f1 == pytest.approx(2 / 3)
    assert Figures.of([]).f1 == 0


def test_costs_are_those_of_wrong_answers() -> None:
    found = costs([
        judged(on_topic=False, taken=True, chip=2.0),
        judged(on_topic=False, taken=True, chip=1.0, ai=0.5),
        judged(on_topic=True, taken=False, model=1.0),
        judged(on_topic=True, taken=True, llm=9.0),
    ])  # fmt: skip
    assert found == {
        "taken for news": {"chip": 3.0, "ai": 0.5},
        "left out": {"model": 1.0},
        "set aside": {"agent": 1},
    }


def test_the_report_names_figures_words_and_time(vocabulary: Vocabulary, capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    printed = capsys.readouterr().out
    for name in SETS:
        assert f"set {name}: {len(texts(name))} texts" in printed
    assert "terms that cost most" in printed
    assert "CPU of an item" in printed
    assert cpu_ms(vocabulary, texts("A")[:5]) > 0
