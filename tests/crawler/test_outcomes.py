"""The closed lists, and what belongs to which."""

import pytest

from crawler.outcomes import (
    COPY_RELATIONS,
    HOLDING_FLAGS,
    Failure,
    Flag,
    Kind,
    Outcome,
    Rejection,
    Relation,
    State,
    failed,
    failed_http,
    is_reason,
    rejected,
)


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (Outcome(Kind.NEW), "new"),
        (Outcome(Kind.OFF_TOPIC), "off_topic"),
        (rejected(Rejection.ROBOTS, "Disallow: /"), "rejected:robots"),
        (failed(Failure.DNS), "failed:dns"),
        (failed("timeout"), "failed:timeout"),
        (failed_http(503), "failed:http_503"),
    ],
)
def test_an_outcome_is_written_as_kind_and_reason(outcome: Outcome, text: str) -> None:
    assert str(outcome) == text
    assert is_reason(outcome.kind, outcome.reason)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.REJECTED, ""),
        (Kind.REJECTED, "dns"),
        (Kind.FAILED, ""),
        (Kind.FAILED, "robots"),
        (Kind.FAILED, "503"),
        (Kind.FAILED, "http_"),
        (Kind.FAILED, "http_99"),
        (Kind.FAILED, "http_600"),
        (Kind.FAILED, "http_4o4"),
        (Kind.NEW, "dns"),
        (Kind.COPY, "exact"),
    ],
)
def test_a_reason_that_is_not_on_the_kinds_list(kind: Kind, reason: str) -> None:
    assert not is_reason(kind, reason)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.REJECTED, Kind.FAILED}])
def test_the_other_kinds_have_no_reason(kind: Kind) -> None:
    assert is_reason(kind, "")


def test_names_fit_their_columns() -> None:
    longest = max(len(name) for names in (Rejection, Failure) for name in names)
    assert longest <= 40
    assert max(len(name) for names in (State, Relation, Kind) for name in names) <= 20


def test_flags_that_hold_an_item_are_the_five_of_the_design() -> None:
    assert {
        Flag.BRAND_INJECTED,
        Flag.REWRITTEN,
        Flag.SPAM_TERMS,
        Flag.HIDDEN_TEXT,
        Flag.LIST_PAGE,
    } == HOLDING_FLAGS


def test_a_text_is_a_copy_or_stands_beside() -> None:
    beside = {Relation.CONTAINS, Relation.UPDATE, Relation.TEMPLATE, Relation.EVENT}
    assert set(Relation) - COPY_RELATIONS == beside
