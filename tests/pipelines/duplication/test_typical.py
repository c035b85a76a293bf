"""Which of several copies tells the text as the others do."""

import itertools

import pytest

from pipelines.duplication.form import Form
from pipelines.duplication.typical import most_typical

TEXT = (
    "The ferry company let a small model write its winter timetable, and the skippers have read every line of it. "
    "They changed two crossings on Sundays, because no model knows when the choir of the island sings. "
    "The first boats leave in November."
)
FURNITURE = "All timetables. Tickets and prices. How to find the pier. Write to the harbour office. Lost and found. "
COPIES = {
    "the text": TEXT,
    "with furniture": f"{FURNITURE}{TEXT}",
    "with its second half of it": f"{TEXT} {FURNITURE[50:]}",
    "cut": TEXT[:-40],
    "in other words": TEXT.replace("small", "little").replace("skippers", "captains").replace("changed", "altered"),
}


@pytest.mark.parametrize("order", [*itertools.permutations(COPIES)][::7])
def test_neither_furniture_nor_cuts_nor_changed_words(order: tuple[str, ...]) -> None:
    assert order[most_typical([Form(COPIES[name]) for name in order])] == "the text"


def test_of_equals_the_last() -> None:
    assert most_typical([Form(TEXT), Form(TEXT.upper())]) == 1
    assert most_typical([Form(""), Form("")]) == 1
