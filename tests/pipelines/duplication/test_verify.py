"""Whether two texts are one: decided on the texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.outcomes import Relation
from pipelines.duplication.fold import tokens
from pipelines.duplication.verify import MIN_TOKENS, compare, coverage

CHINESE = """
北岸实验室今天公布了一个小型翻译模型，它只需要一块普通显卡就能运行。研究组负责人林晓说，他们花了八个月整理语料，
其中一半来自渔村老人的口述录音。模型在方言测试里比上一代少犯三成错误，不过遇到长句仍会漏掉句尾的语气词。
代码和权重下周放到公开仓库，任何人都可以下载。镇上的中学已经用它给听障学生做课堂字幕，老师们每周记录一次差错。
"""
ENGLISH = """
The harbour office will let a small forecasting model plan its dredging from next spring. Engineers fed it eleven years
of tide tables, storm logs and the skippers' own notes, then compared its advice with what the crews had really done.
It was right more often than the old rule of thumb, though it twice sent a barge to a channel that was already clear.
A person still signs every plan, and the union has asked for the reasons to be printed beside each recommendation.
"""
UNRELATED = """
A baker in the hill town has taught her oven to wait. Sensors listen to the dough, a tiny network guesses how
long the crust needs, and the loaves come out the same on damp mornings as on dry ones. Her neighbours were
doubtful at first; now four of them share the recipe for the controller, and the miller keeps a spare board
behind the counter for the days when flour dust gets into the fan and the whole contraption has to be taken
apart with a spoon.
"""
REPORT = (
    "Port report of {day} May: {ships} ships came in and {out} left. The longest wait was {wait} hours, the "
    "model's own guess had been {guess}. Grain made up {grain} tonnes of the freight, timber {timber} tonnes, "
    "and the cranes stood still for {still} minutes because of wind. The harbour office thanks the crews of "
    "the pilots' boats for their work through the night, and reminds all skippers that the north channel stays "
    "closed to anyone without a pilot on board."
)
MONDAY = REPORT.format(day=3, ships=41, out=38, wait=7, guess=6, grain=5120, timber=880, still=35)
TUESDAY = REPORT.format(day=4, ships=29, out=33, wait=11, guess=12, grain=4710, timber=1015, still=90)


def words(text: str) -> list[str]:
    return tokens(text)


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_the_same_text(text: str) -> None:
    match = compare(words(text), words(f"  {text.upper()}！"))
    assert match is not None
    assert (match.relation, match.similarity) == (Relation.EXACT, 1.0)


def test_the_same_text_in_the_other_script() -> None:
    traditional = CHINESE.translate(
        str.maketrans("实验个显卡运说们语测试过长会气开库听课师录", "實驗個顯卡運說們語測試過長會氣開庫聽課師錄")
    )
    match = compare(words(traditional), words(CHINESE), same_script=False)
    assert match is not None
    assert (match.relation, match.similarity) == (Relation.SCRIPT, 1.0)


def test_a_light_edit_in_the_other_script_is_still_script() -> None:
    match = compare(words(CHINESE.replace("下周", "下个月")), words(CHINESE), same_script=False)
    assert match is not None
    assert match.relation is Relation.SCRIPT


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (CHINESE.replace("林晓说", "林晓告诉记者"), CHINESE),
        (ENGLISH.replace("next spring", "the coming spring"), ENGLISH),
        (ENGLISH, ENGLISH + "Read more in our weekend edition."),
    ],
    ids=["zh", "en", "furniture"],
)
def test_a_light_edit_is_near(new: str, old: str) -> None:
    match = compare(words(new), words(old))
    assert match is not None
    assert match.relation is Relation.NEAR
    assert 0.75 <= match.similarity < 1.01


@pytest.mark.parametrize(("text", "more"), [(CHINESE, UNRELATED * 2), (ENGLISH, UNRELATED * 2)], ids=["zh", "en"])
def test_a_text_within_a_longer_page(text: str, more: str) -> None:
    part, whole = words(text), words(text + more)
    contained, contains = compare(part, whole), compare(whole, part)
    assert contained is not None
    assert contains is not None
    assert contained.relation is Relation.CONTAINED
    assert contained.similarity >= 0.9
    assert contains.relation is Relation.CONTAINS
    assert contains.similarity < 0.75


def test_a_daily_report_with_other_numbers_is_a_template() -> None:
    match = compare(words(MONDAY), words(TUESDAY))
    assert match is None or match.relation is Relation.TEMPLATE
    closer = compare(words(MONDAY + ENGLISH), words(TUESDAY + ENGLISH))
    assert closer is not None
    assert closer.relation is Relation.TEMPLATE


def test_one_corrected_number_is_no_template() -> None:
    match = compare(words(MONDAY.replace("880", "890") + ENGLISH), words(MONDAY + ENGLISH))
    assert match is not None
    assert match.relation is Relation.NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [(CHINESE, ENGLISH), (ENGLISH, UNRELATED), (CHINESE, "".join(reversed(CHINESE))), (ENGLISH, MONDAY)],
)
def test_two_texts(one: str, other: str) -> None:
    assert compare(words(one), words(other)) is None


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    short = words(ENGLISH)[: MIN_TOKENS - 1]
    assert compare([*short, "today"], [*short, "tomorrow"]) is not None  # long enough by one
    assert compare(short[1:], [*short[2:], "today"]) is None
    same = compare(short, list(short))
    assert same is not None
    assert same.relation is Relation.EXACT
    assert compare(short, words(ENGLISH)) is None


def test_texts_without_a_word_are_nothing_of_each_other() -> None:
    assert compare(words("！！！"), words("……")) is None
    assert compare([], words(ENGLISH)) is None


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ([], ["a"], 0.0),
        (["a"], [], 0.0),
        (list("abcd"), list("abcd"), 1.0),
        (list("abcx"), list("abcd"), 0.5),
        (list("aaaa"), list("aaa"), 1.0),
    ],
)
def test_coverage(one: list[str], other: list[str], share: float) -> None:
    assert coverage(one, other, 3) == share


@given(st.lists(st.sampled_from("abcdefg12"), max_size=150), st.lists(st.sampled_from("abcdefg12"), max_size=150))
def test_compare_turns_around(one: list[str], other: list[str]) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there is None) == (back is None)
    if there is None or back is None:
        return
    turned = {Relation.CONTAINS: Relation.CONTAINED, Relation.CONTAINED: Relation.CONTAINS}
    assert back.relation is turned.get(there.relation, there.relation)
    assert 0.0 <= there.similarity <= 1.0
    assert there.evidence["coverage"] == back.evidence["coverage_back"]
