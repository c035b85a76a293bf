"""Evidence as people write it."""

import pytest

from crawler.review.evidence import readable, term
from crawler.review.pages import evidence


@pytest.mark.parametrize(
    ("stored", "english", "chinese"),
    [
        ("4.12e+08", "412 million", "4.12亿"),
        ("3.7e+09", "3.7 billion", "37亿"),
        ("5e+12", "5 trillion", "5万亿"),
        ("1.2e+04", "12,000", "1.2万"),
        ("4e+04%", "40,000%", "4万%"),
        ("36.5%", "36.5%", "36.5%"),
        ("14", "14", "14"),
        ("aldermoor 2", "aldermoor 2", "aldermoor 2"),
    ],
)
def test_numbers_as_people_write_them(stored: str, english: str, chinese: str) -> None:
    assert (term(stored, "en"), term(stored, "zh-Hant"), term(stored, "")) == (english, chinese, english)


def test_only_the_shared_terms_change() -> None:
    assert readable({"names": 0.4, "shared": ["4.12e+08", "quince"]}, "en") == {
        "names": 0.4, "shared": ["412 million", "quince"],
    }  # fmt: skip
    assert readable({"names": 0.4}, "en") == {"names": 0.4}


def test_evidence_within_a_list_is_written_for_people() -> None:
    found = {"runs": [{"before": "鏋楅潨", "after": "林靜"}, {"before": "é", "after": "é"}]}
    assert evidence(found) == [("runs", "before: 鏋楅潨, after: 林靜 · before: é, after: é")]
