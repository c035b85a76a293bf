"""The form in which names and headlines are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.sites import key


@pytest.mark.parametrize(
    ("name", "form"),
    [("The Old-Quay Paper!", "theoldquaypaper"), ("北岸 日报·网", "北岸日报网"), ("ＡＢ１", "ab1"), ("_ . _", "")],
)
def test_keys(name: str, form: str) -> None:
    assert key(name) == form


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_of_ascii_gives_the_same(name: str) -> None:
    assert key(f"{name}ａ") == f"{key(name)}a"
