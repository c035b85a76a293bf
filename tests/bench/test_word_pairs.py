"""The maker of the English word pairs, on lists of our own."""

from bench.word_pairs import OFTEN, word_pairs


def test_pairs_are_frequent_and_no_chance() -> None:
    words = {"of": 10 * OFTEN, "the": 10 * OFTEN, "lamp": 2 * OFTEN, "oil": 2 * OFTEN}
    pairs = [("lamp", "oil", 2 * OFTEN), ("of", "the", OFTEN), ("oil", "lamp", OFTEN - 1), ("lamp", "o2", 2 * OFTEN)]
    assert word_pairs(words, pairs) == ["lamp oil"]
