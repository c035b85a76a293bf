"""The gate on the labelled pages: what it promises of each half, and that the bench is varied and counts right."""

from collections import Counter

import pytest

from bench.gate.__main__ import BAD_HELD, CLEAN_PASS, Figures, measure, shares
from bench.gate.pages import HALVES, samples


@pytest.mark.parametrize("half", HALVES)
def test_clean_pages_pass_and_bad_ones_are_held(half: str) -> None:
    passed, caught = shares(measure(half))
    assert passed >= CLEAN_PASS
    assert caught >= BAD_HELD


def test_the_halves_share_no_page_and_hold_every_kind() -> None:
    dev, held = (list(samples(half)) for half in HALVES)
    assert not {sample.page for sample in dev} & {sample.page for sample in held}
    for half in (dev, held):
        assert len(half) >= 400
        counted = Counter((sample.language, bool(sample.flags)) for sample in half)
        assert all(counted[language, bad] >= 60 for language in ("zh", "en") for bad in (True, False))
    assert {sample.kind for sample in dev} == {sample.kind for sample in held}


def test_shares() -> None:
    figures = {
        "zh clean": Figures(8, 2),
        "en clean: long": Figures(2, 0),
        "en spam: title": Figures(5, 4),
        "en hard: x": Figures(9, 1),
    }
    assert shares(figures) == (0.8, 0.8)
