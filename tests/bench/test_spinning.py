"""The lists by which rewritten text is told, made from invented ones."""

from bench.spinning import frequencies, rare_words, synonyms, usual_pairs

TREE = {
    "A": {
        "tag": "x",
        "sub": {"01": {"sub": {"A": {"sub": {"01=": ["技术", "技艺甲", "伎俩"], "02#": ["别的", "另外"]}}}}},
    }
}


def test_groups_of_synonyms_but_not_of_a_kind() -> None:
    assert list(synonyms(TREE)) == [["技术", "技艺甲", "伎俩"]]


def test_a_word_is_worth_what_its_usual_synonyms_make_it() -> None:
    usual = frequencies("技術 200000\n伎俩 1000\n方法 300000\n法子 50000")
    groups = [["技术", "技艺甲", "伎俩", "法"], ["方法", "法子"], ["独有", "仅见"]]
    # 伎俩 comes 200,100 / 3 times as a synonym: ln(.8 + .2 * 66.7) = 2.6 more often.
    assert rare_words(iter(groups), usual) == ["2.5 伎俩", "5.0 技艺甲"]


def test_pairs_are_those_that_are_common_and_han() -> None:
    assert usual_pairs({"模": {"型": 0.5, "子": 0.0001, "a": 0.4}, "b": {"型": 1.0}}) == ["模 型"]
