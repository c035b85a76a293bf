"""The zone of pages that state none."""

import pytest

from pipelines.extraction.zones import zone_of


@pytest.mark.parametrize(
    ("language", "zone"),
    [("zh", "Asia/Shanghai"), ("zh-Hant", "Asia/Shanghai"), ("en", "UTC"), ("ja", "UTC"), (None, "UTC")],
)
def test_chinese_has_a_zone_of_its_own(language: str | None, zone: str) -> None:
    assert zone_of(language) == zone
