"""The closed lists: outcomes, their reasons, states, flags and relations.

A name that is not here does not exist. Adding one means code, `docs/outcomes.md` and a test together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What became of one discovered article address in one run."""

    NEW = "new"
    COPY = "copy"
    REVISION = "revision"
    UNCHANGED = "unchanged"
    KNOWN = "known"
    OFF_TOPIC = "off_topic"
    REJECTED = "rejected"
    FAILED = "failed"


class Rejection(StrEnum):
    """Why a page that could be had was not taken."""

    ROBOTS = "robots"
    PRIVATE_ADDRESS = "private_address"
    UNSUPPORTED_SCHEME = "unsupported_scheme"
    NOT_HTML = "not_html"
    NO_TEXT = "no_text"


class Failure(StrEnum):
    """Why a page could not be had. `http_<status>` stands beside these for every HTTP error status."""

    DNS = "dns"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    TLS = "tls"
    TOO_LARGE = "too_large"
    DATA_LOSS = "data_loss"
    REDIRECT_LOOP = "redirect_loop"
    ROBOTS_UNAVAILABLE = "robots_unavailable"
    PROXY = "proxy"
    BROWSER = "browser"
    EXTRACT_TIMEOUT = "extract_timeout"
    EXTRACT_CRASH = "extract_crash"
    EXTRACT_ERROR = "extract_error"
    NOT_A_FEED = "not_a_feed"
    INTERRUPTED = "interrupted"
    BUG = "bug"


class State(StrEnum):
    """Where an item stands in the review."""

    PENDING = "pending"
    QUARANTINED = "quarantined"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LATER = "later"
    OFF_TOPIC = "off_topic"
    COPY = "copy"


class Flag(StrEnum):
    """A note on an item; each carries its evidence."""

    BRAND_INJECTED = "brand_injected"
    REWRITTEN = "rewritten"
    SPAM_TERMS = "spam_terms"
    HIDDEN_TEXT = "hidden_text"
    LIST_PAGE = "list_page"
    MOJIBAKE = "mojibake"
    MOJIBAKE_REPAIRED = "mojibake_repaired"
    TITLE_HIJACKED = "title_hijacked"
    DATE_GUESSED = "date_guessed"
    TRUNCATED = "truncated"
    PAYWALLED = "paywalled"
    SCRIPT_MIXED = "script_mixed"


HOLDING_FLAGS = frozenset({Flag.BRAND_INJECTED, Flag.REWRITTEN, Flag.SPAM_TERMS, Flag.HIDDEN_TEXT, Flag.LIST_PAGE})
"""Flags that hold an item back: its state is `quarantined` until a person decides."""


class Relation(StrEnum):
    """How a text stands to another one."""

    EXACT = "exact"
    NEAR = "near"
    SCRIPT = "script"
    CONTAINED = "contained"
    REWRITTEN = "rewritten"
    CONTAINS = "contains"
    UPDATE = "update"
    TEMPLATE = "template"
    EVENT = "event"


COPY_RELATIONS = frozenset({Relation.EXACT, Relation.NEAR, Relation.SCRIPT, Relation.CONTAINED, Relation.REWRITTEN})
"""Relations that make a text a member of another's story; the others only link two stories."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one address: a kind and, for `rejected` and `failed`, a reason from the lists above.

    `detail` is for people: one line that says what was found, never a traceback.
    """

    kind: Kind
    reason: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.reason}" if self.reason else str(self.kind)


def rejected(reason: Rejection, detail: str = "") -> Outcome:
    """Return the outcome of a page that was had or could be had, and was not taken."""
    return Outcome(Kind.REJECTED, reason.value, detail)


def failed(reason: Failure | str, detail: str = "") -> Outcome:
    """Return the outcome of a page that could not be had."""
    return Outcome(Kind.FAILED, str(reason), detail)


def failed_http(status: int) -> Outcome:
    """Return the outcome of an answer with an HTTP error status."""
    return Outcome(Kind.FAILED, f"http_{status}", f"the server answered {status}")


def is_reason(kind: Kind, reason: str) -> bool:
    """Return whether `reason` belongs to the closed list of `kind`."""
    if kind is Kind.REJECTED:
        return reason in set(Rejection)
    if kind is Kind.FAILED:
        number = reason.removeprefix("http_")
        return reason in set(Failure) or (number != reason and number.isdigit() and 100 <= int(number) < 600)
    return reason == ""
