"""When sources are due, and which known pages are asked again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import Action, RecheckPolicy, action, due, next_due
from crawler.sources import Source

NOW = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
BY_HAND = RecheckPolicy(days=7, hours=6, scheduled=False)
SCHEDULED = RecheckPolicy(days=7, hours=6, scheduled=True)


def before(**ago: float) -> dt.datetime:
    return NOW - dt.timedelta(**ago)


@pytest.mark.parametrize(
    ("first_seen", "fetched", "outcome", "policy", "expected"),
    [
        (before(hours=0), None, None, BY_HAND, Action.FETCH),
        (before(days=100), None, None, BY_HAND, Action.FETCH),  # noted once, never got to
        (before(days=1), before(hours=1), "new", BY_HAND, Action.RECHECK),
        (before(days=1), before(hours=1), "new", SCHEDULED, Action.SKIP),
        (before(days=1), before(hours=6), "new", SCHEDULED, Action.RECHECK),
        (before(days=6.9), before(days=1), "copy", SCHEDULED, Action.RECHECK),
        (before(days=7.1), before(days=1), "copy", SCHEDULED, Action.SKIP),
        (before(days=7.1), before(days=1), "new", BY_HAND, Action.SKIP),
        (before(days=1), before(hours=1), "off_topic", BY_HAND, Action.RECHECK),
        (before(days=1), None, "failed:timeout", SCHEDULED, Action.FETCH),
        (before(days=1), before(hours=1), "failed:http_500", SCHEDULED, Action.FETCH),
        (before(days=1), None, "rejected:robots", SCHEDULED, Action.FETCH),
        (before(days=8), None, "rejected:robots", SCHEDULED, Action.SKIP),
        (before(days=1), before(hours=7), "rejected:no_text", SCHEDULED, Action.RECHECK),
        (before(days=1), None, "known", BY_HAND, Action.SKIP),  # passed over
    ],
)
def test_action(
    first_seen: dt.datetime, fetched: dt.datetime | None, outcome: str | None, policy: RecheckPolicy, expected: Action
) -> None:
    assert action(first_seen_at=first_seen, fetched_at=fetched, outcome=outcome, policy=policy, now=NOW) is expected


def source(name: str = "one", minutes: int = 60) -> Source:
    return Source(name=name, kind="feed", url="http://site.test/feed", interval_minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "failures", "expected_minutes"),
    [(60, 0, 60), (60, 1, 120), (60, 3, 480), (60, 5, 1440), (60, 50, 1440), (5, 0, 5), (5, 2, 20), (10080, 3, 10080)],
)
def test_next_due(minutes: int, failures: int, expected_minutes: int) -> None:
    assert next_due(source(minutes=minutes), NOW, failures) == NOW + dt.timedelta(minutes=expected_minutes)


def test_a_source_that_was_never_read_is_due_at_once() -> None:
    assert next_due(source(), None, 7) is None


def test_due() -> None:
    sources = [source(name) for name in ("never", "just-now", "on-time", "failing", "long-ago")]
    checked = {
        "just-now": (before(minutes=59), 0),
        "on-time": (before(minutes=60), 0),
        "failing": (before(minutes=61), 1),
        "long-ago": (before(days=9), 9),
        "gone-from-the-catalogue": (before(days=9), 0),
    }
    assert [each.name for each in due(sources, checked, NOW)] == ["never", "on-time", "long-ago"]


@given(st.integers(1, 525_600), st.integers(0, 10_000))
def test_the_wait_is_never_shorter_than_the_interval_nor_longer_than_it_or_a_day(minutes: int, failures: int) -> None:
    moment = next_due(source(minutes=minutes), NOW, failures)
    assert moment is not None
    assert dt.timedelta(minutes=minutes) <= moment - NOW <= dt.timedelta(minutes=max(minutes, 1440))
