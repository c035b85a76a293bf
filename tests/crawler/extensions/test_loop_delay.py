"""The event loop's delay as quantiles."""

import pytest

from crawler.extensions.loop_delay import quantiles


@pytest.mark.parametrize(
    ("delays", "expected"),
    [
        ([], {}),
        ([1.26], {"p50": 1.3, "p99": 1.3, "max": 1.3}),
        ([3.0, 1.0, 2.0], {"p50": 2.0, "p99": 3.0, "max": 3.0}),
        ([float(n) for n in range(1000)], {"p50": 500.0, "p99": 990.0, "max": 999.0}),
    ],
)
def test_quantiles(delays: list[float], expected: dict[str, float]) -> None:
    assert quantiles(delays) == expected
