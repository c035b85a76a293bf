"""The figures' arithmetic on cases that can be reckoned by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.extraction.scoring import (
    Match,
    Verdict,
    authors_verdict,
    body_score,
    date_verdict,
    day_of,
    field_score,
    match,
    odd_lines,
    origin_verdict,
    paired_bootstrap,
    shingles,
    title_verdict,
)


def compare(gold: str, found: str, lang: str = "en") -> Match:
    return match(shingles(gold, lang), shingles(found, lang))


def test_english_is_cut_into_words_and_chinese_into_characters() -> None:
    assert shingles("One two, three four five.", "en") == {
        ("One", "two", "three", "four"): 1,
        ("two", "three", "four", "five"): 1,
    }
    assert shingles("大模型,更快。", "zh") == {tuple("大模型更"): 1, tuple("模型更快"): 1}


def test_a_text_shorter_than_a_shingle_is_one() -> None:
    assert shingles("two words", "en") == {("two", "words"): 1}
    assert shingles(" … ", "en") == {}


def test_a_match_counts_repeated_shingles() -> None:
    # gold: 3 shingles; found: the same 3 and, in a second round, 4 more, of which none is left to be hit
    found = compare("a b c d e f", "a b c d e f a b c d")
    assert found == Match(hit=3 / 7, surplus=4 / 7, missed=0.0)
    assert found.precision == pytest.approx(3 / 7)
    assert found.recall == 1.0
    assert found.f1 == pytest.approx(0.6)


def test_half_of_a_text() -> None:
    found = compare("a b c d e f g h", "a b c d e f")  # 5 shingles, of which 3 were found
    assert (found.precision, found.recall) == (1.0, pytest.approx(0.6))
    assert found.f1 == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("gold", "found", "f1"), [("", "", 1.0), ("a b c d", "", 0.0), ("", "a b c d", 0.0), ("a b", "c d", 0.0)]
)
def test_empty_texts(gold: str, found: str, f1: float) -> None:
    assert compare(gold, found).f1 == f1


def test_a_set_is_summed_up_as_the_benchmark_does_it() -> None:
    # page 1 is right, page 2 came out empty, page 3 has half of its text: an empty page has no precision to count
    matches = [compare("a b c d", "a b c d"), compare("a b c d", ""), compare("a b c d e", "a b c d x")]
    score = body_score(matches)
    assert score.precision == pytest.approx((1 + 0.5) / 2)
    assert score.recall == pytest.approx((1 + 0 + 0.5) / 3)
    assert score.f1 == pytest.approx(0.6)
    assert score.page_f1 == pytest.approx((1 + 0 + 0.5) / 3)
    assert score.low == pytest.approx(1 / 3)


def test_a_set_without_texts_has_no_figures() -> None:
    assert body_score([]).pages == 0


@given(st.text(), st.text(), st.sampled_from(["zh", "en"]))
def test_shares_add_up_and_swap(gold: str, found: str, lang: str) -> None:
    there, back = compare(gold, found, lang), compare(found, gold, lang)
    assert there.hit + there.surplus + there.missed == pytest.approx(1.0) or there == Match(0.0, 0.0, 0.0)
    assert (there.surplus, there.missed) == (back.missed, back.surplus)
    assert 0.0 <= there.f1 <= 1.0
    assert compare(gold, gold, lang).f1 == 1.0


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ("大模型,更快 了", Verdict.RIGHT),  # width of the comma
        ("“大模型”,更快了", Verdict.NEAR),
        ("大模型,更快了_某某网", Verdict.NEAR),
        ("大模型,更快了 某某网科技频道人工智能要闻", Verdict.WRONG),
        ("某某网", Verdict.WRONG),
        ("", Verdict.MISSING),
        (None, Verdict.MISSING),
    ],
)
def test_titles(found: str | None, verdict: Verdict) -> None:
    assert title_verdict(["大模型，更快 了"], found) == verdict


@pytest.mark.parametrize(
    ("gold", "found", "verdict"),
    [
        (["2024-03-21"], "2024-03-21T14:20:15+08:00", Verdict.RIGHT),
        (["2024-03-21T23:00:00"], "2024/3/21 07:00", Verdict.RIGHT),
        (["2024-03-21"], "2024年03月22日", Verdict.WRONG),
        (["2024-03-21"], "yesterday", Verdict.WRONG),
        (["2024-03-21", "2024-03-22"], "2024-03-22", Verdict.RIGHT),
        (["2024-03-21"], None, Verdict.MISSING),
        ([], None, Verdict.RIGHTLY_NONE),
        ([], "2024-01-01", Verdict.INVENTED),
        (None, "2024-01-01", None),
    ],
)
def test_dates(gold: list[str] | None, found: str | None, verdict: Verdict | None) -> None:
    assert date_verdict(gold, found) == verdict


def test_a_day_is_read_from_what_a_date_begins_with() -> None:
    assert day_of("２０２４-3-1 08:00") == "2024-03-01"
    assert day_of("2024-03") is None


@pytest.mark.parametrize(
    ("gold", "found", "verdict"),
    [
        (["Ada Lovelace", "曲忠芳"], ["曲 忠芳", "ADA LOVELACE"], Verdict.RIGHT),
        (["Ada Lovelace", "曲忠芳"], ["曲忠芳"], Verdict.NEAR),
        (["Ada Lovelace"], ["Ada Lovelace", "Editor"], Verdict.NEAR),
        (["Ada Lovelace"], ["Editor"], Verdict.WRONG),
        (["Ada Lovelace"], [" "], Verdict.MISSING),
        ([], ["Editor"], Verdict.INVENTED),
        ([], [], Verdict.RIGHTLY_NONE),
        (None, ["Editor"], None),
    ],
)
def test_authors(gold: list[str] | None, found: list[str], verdict: Verdict | None) -> None:
    assert authors_verdict(gold, found) == verdict


def test_origins() -> None:
    assert origin_verdict(["中国经营报", "中经"], "《中经》") == Verdict.RIGHT
    assert origin_verdict(["中国经营报"], "新华社") == Verdict.WRONG
    assert origin_verdict(["中国经营报"], None) == Verdict.MISSING


def test_a_field_is_summed_up_over_the_pages_that_state_it() -> None:
    right, near, missing = Verdict.RIGHT, Verdict.NEAR, Verdict.MISSING
    score = field_score([right, right, near, missing, None, Verdict.INVENTED, Verdict.RIGHTLY_NONE])
    assert (score.stated, score.right, score.lenient, score.missing) == (4, 0.5, 0.75, 0.25)
    assert (score.blank, score.invented) == (2, 0.5)
    assert field_score([None]).stated == 0


def test_a_difference_that_is_on_every_page_has_a_narrow_interval() -> None:
    found = paired_bootstrap([0.9, 0.7, 0.8] * 10, [0.8, 0.6, 0.7] * 10)
    assert (found.mean, found.low, found.high) == tuple(pytest.approx(0.1) for _ in range(3))
    assert (found.better, found.worse) == (30, 0)


def test_a_difference_of_a_few_pages_is_uncertain() -> None:
    found = paired_bootstrap([1.0, *[0.5] * 19], [0.0, *[0.5] * 18, 0.6])
    assert found.mean == pytest.approx(0.045)
    assert found.low <= 0 < found.mean < found.high
    assert (found.better, found.worse) == (1, 1)
    assert found == paired_bootstrap([1.0, *[0.5] * 19], [0.0, *[0.5] * 18, 0.6])


def test_no_pages_no_difference() -> None:
    assert paired_bootstrap([], []).pages == 0


def test_lines_that_the_other_text_lacks() -> None:
    gold = "The council met on Monday evening.\n\nIt voted for the plan."
    found = "The council met on\nMonday evening.\nIt voted for the plan.\nFollow us everywhere now."
    assert odd_lines(gold, found, "en") == []
    assert odd_lines(found, gold, "en") == ["Follow us everywhere now."]
