"""What changed between two versions, line by line and within a line."""

import pytest

from crawler.review.changes import Part, Sign, changes

SAME, GONE, ADDED = Sign.SAME, Sign.GONE, Sign.ADDED


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("a\nb", "a\n\nb ", [[Part(SAME, "a")], [Part(SAME, "b")]]),
        ("a\nb", "a\nc", [[Part(SAME, "a")], [Part(GONE, "b")], [Part(ADDED, "c")]]),
        ("", "新的一段", [[Part(ADDED, "新的一段")]]),
        ("旧", "", [[Part(GONE, "旧")]]),
        ("", "", []),
        ("提高了七个百分点", "提高了六个百分点", [
            [Part(SAME, "提高了"), Part(GONE, "七"), Part(ADDED, "六"), Part(SAME, "个百分点")]
        ]),
        ("It needs two gigabytes", "It needs three gigabytes", [
            [Part(SAME, "It needs "), Part(GONE, "two"), Part(ADDED, "three"), Part(SAME, " gigabytes")]
        ]),
    ],
)  # fmt: skip
def test_changes(earlier: str, later: str, expected: list[list[Part]]) -> None:
    assert list(changes(earlier, later)) == expected


def test_a_long_line_is_replaced_as_a_whole() -> None:
    old, new = "字" * 3000, "字" * 2999 + "符"
    assert list(changes(old, new)) == [[Part(GONE, old)], [Part(ADDED, new)]]
