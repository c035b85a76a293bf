"""NewsItem, the one thing that flows from a page to the feed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

SCHEMA_VERSION = 1


@dataclass(slots=True)
class Origin:
    """The outlet that a text says it came from: `name` as the page states it, and the outlets in between."""

    name: str
    url: str | None = None
    via: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Trail:
    """What the stages know of an item and no reader of the feed needs: never exported."""

    address_id: int = 0
    run_id: int = 0
    discovered_url: str = ""
    timezone: str = "UTC"
    comparison: str = ""
    """The comparison form: tokens of the folded text, one space between them."""
    exact_key: str = ""
    """128-bit hash of the comparison form (32 hex digits); equal keys mean the same text."""
    fingerprints: Any = None
    """What its copies are found by (`pipelines.duplication.fingerprint.Fingerprints`); None: not made yet."""
    evidence: dict[str, Any] = field(default_factory=dict)
    """For each flag, and for the relevance: what was seen."""
    relation: str | None = None
    """Why this text is a copy of `of`; null for a head or a text of its own."""
    of: str | None = None
    similarity: float | None = None
    found: list[Any] = field(default_factory=list)
    """What the store holds of the same text (`crawler.store.stories.Found`)."""
    checked_until: int = 0
    """The newest item that the duplicates stage has compared this one with (the store's own count)."""
    mentions: list[Any] = field(default_factory=list)
    """The names of the watchlist in it (`pipelines.happenings.signature.Mention`)."""
    signature: Any = None
    """What is compared to tell whether two stories are one event (`pipelines.happenings.signature.Signature`)."""
    page: dict[str, Any] = field(default_factory=dict)
    """Validators and body hash of the page, to be stored with its outcome."""


@dataclass(slots=True)
class NewsItem:
    """One article. The public fields, in the order of the feed; `docs/item.schema.json` describes each."""

    id: str
    url: str
    canonical_url: str
    source: str
    site_name: str | None = None
    title: str | None = None
    text: str = ""
    authors: list[str] = field(default_factory=list)
    language: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    first_seen_at: str | None = None
    fetched_at: str | None = None
    decided_at: str | None = None
    origin: Origin | None = None
    fragment: str | None = None
    topics: list[str] = field(default_factory=list)
    entities: list[str] = field(default_factory=list)
    relevance: float = 0.0
    flags: list[str] = field(default_factory=list)
    state: str | None = None
    story: str | None = None
    copies: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    simhash: str | None = None
    text_length: int = 0
    schema: int = SCHEMA_VERSION
    trail: Trail = field(default_factory=Trail, repr=False)

    def __str__(self) -> str:
        return f"<item {self.id} {self.url}>"  # logs need no text of an article

    def flag(self, name: str, evidence: object) -> None:
        """Add a flag once, with what was seen."""
        if name not in self.flags:
            self.flags.append(name)
        self.trail.evidence[name] = evidence


PUBLIC_FIELDS = tuple(each.name for each in fields(NewsItem) if each.name != "trail")
"""The fields of the feed, in order."""


def public(item: NewsItem) -> dict[str, Any]:
    """Return the feed's view of an item: plain JSON values, without the trail."""
    values = {name: getattr(item, name) for name in PUBLIC_FIELDS}
    values["origin"] = asdict(item.origin) if item.origin else None
    return values
