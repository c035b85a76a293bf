"""The tables. A change here needs a migration; a test holds the two together."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect


class UtcTime(TypeDecorator[dt.datetime]):
    """An aware time, kept in UTC; SQLite has no zones, so there it is kept without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse a time without a zone, and return it in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(dt.UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002  (the signature is SQLAlchemy's)
        """Return the time as an aware one, in UTC."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or dt.UTC).astimezone(dt.UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts only an INTEGER primary key up by itself.
_Serial = BigInteger().with_variant(Integer, "sqlite")


def _serial() -> Column[Any]:
    return Column("id", _Serial, primary_key=True, autoincrement=True)


gate = Table("gate", metadata, Column("id", Integer, primary_key=True))
"""One row. Whoever claims a place in a story holds its lock (PostgreSQL; SQLite has one writer anyway)."""

runs = Table(
    "runs",
    metadata,
    _serial(),
    Column("started_at", UtcTime, nullable=False),
    Column("heartbeat_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("status", String(20), nullable=False),  # running, finished, interrupted
    Column("machine", String(255), nullable=False),
    Column("process", Integer, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("summary", JSON),
)

source_states = Table(
    "source_states",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("url", Text),  # the validators below belong to this address
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String(32)),
    Column("checked_at", UtcTime),
    Column("succeeded_at", UtcTime),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    Column("moved_to", Text),  # where its address was redirected for good when it was last read
    Column("held_by", _Serial),  # the run that is crawling it now
)

addresses = Table(
    "addresses",
    metadata,
    _serial(),
    Column("canonical_url", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("source", String(80), nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("fetched_at", UtcTime),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String(32)),
    Column("from_feed", Boolean, nullable=False, server_default=false()),  # the page refused: the feed's own text
    Column("outcome", String(60)),
    Column("attempts", Integer, nullable=False, server_default="0"),  # failures in a row
    Column("pending_run", _Serial),  # noted by this run and not yet ended; null: nothing open
    Column("hints", JSON, nullable=False),  # what the listing said: title, published_at, summary
    Column("item_id", String(16)),  # what its page was when it was last had; of a page of several articles, one of them
    Index("ix_addresses_pending", "source", "pending_run"),
)

listed = Table(
    "listed",
    metadata,
    Column("source", String(80), primary_key=True),
    Column("address_id", _Serial, ForeignKey("addresses.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)
"""What a source's feed or listing held when it was last read: a 304 means the same again."""

discoveries = Table(
    "discoveries",
    metadata,
    _serial(),
    Column("run_id", _Serial, ForeignKey("runs.id"), nullable=False),
    Column("source", String(80), nullable=False),
    Column("url", Text, nullable=False),
    Column("outcome", String(60), nullable=False),  # read, unchanged, failed:<reason>
    Column("links", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_discoveries_source", "source", "at"),
)

outcomes = Table(
    "outcomes",
    metadata,
    _serial(),
    Column("run_id", _Serial, ForeignKey("runs.id"), nullable=False),
    Column("address_id", _Serial, ForeignKey("addresses.id"), nullable=False),
    Column("fragment", String(120), nullable=False),  # empty: the page as a whole
    Column("source", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("item_id", String(16)),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("run_id", "address_id", "fragment"),
)

items = Table(
    "items",
    metadata,
    Column("seq", _Serial, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("address_id", _Serial, ForeignKey("addresses.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("canonical_url", Text, nullable=False),
    Column("source", String(80), nullable=False),
    Column("site_name", Text),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("language", String(20)),
    Column("published_at", String(40)),  # as exported, with the page's offset
    Column("published_on", UtcTime),  # the same, comparable
    Column("modified_at", String(40)),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
    Column("decided_at", UtcTime),
    Column("origin", JSON),
    Column("fragment", String(120)),
    Column("topics", JSON, nullable=False),
    Column("entities", JSON, nullable=False),
    Column("relevance", Float, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    Column("given_state", String(20), nullable=False, server_default="pending"),  # by the stages; no person changes it
    Column("story", String(16), nullable=False),
    Column("is_head", Boolean, nullable=False),
    Column("relation", String(20)),
    Column("similarity", Float),
    Column("why", JSON),  # a copy's: what the comparison with its head saw
    Column("simhash", String(16), nullable=False),
    Column("exact_key", String(32), nullable=False),
    Column("text_length", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_items_queue", "state", "seq"),
    Index("ix_items_story", "story"),
    Index("ix_items_exact_key", "exact_key"),
    Index("ix_items_address", "address_id"),
)

postings = Table(
    "postings",
    metadata,
    Column("hash", Integer, primary_key=True),
    Column("seq", _Serial, primary_key=True),  # of the item; no foreign key: it would cost a look-up for each row
    sqlite_with_rowid=False,
)
"""Under which fingerprints each text is filed: 43 rows of some 14 bytes."""

fingerprinting = Table("fingerprinting", metadata, Column("version", Integer, primary_key=True))
"""One row: the version of the fingerprints in `postings` and `items`. Others are made again when a store is opened."""

mentions = Table(
    "mentions",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("seq", _Serial, ForeignKey("items.seq"), primary_key=True),
    Index("ix_mentions_seq", "seq"),
    sqlite_with_rowid=False,
)
"""The names of the watchlist that items mention, as in `items.entities`, to look items up by."""

links = Table(
    "links",
    metadata,
    Column("item_id", String(16), primary_key=True),
    Column("other_id", String(16), primary_key=True),
    Column("relation", String(20), nullable=False),
    Column("similarity", Float),
)

site_memory = Table(
    "site_memory",
    metadata,
    Column("site", String(255), primary_key=True),
    Column("memory", JSON, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
)
"""What a site's pages have in common: one row of bounded size for each."""

revisions = Table(
    "revisions",
    metadata,
    Column("item_id", String(16), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("exact_key", String(32), nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
)
"""Earlier texts of an item; the newest one is in `items`."""

decisions = Table(
    "decisions",
    metadata,
    _serial(),
    Column("item_id", String(16), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("who", String(80), nullable=False),
    Column("from_state", String(20), nullable=False),
    Column("to_state", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("undone_at", UtcTime),
    Column("kind", String(10), nullable=False, server_default="state"),  # state, part, join, apart, together
    Column("batch", _Serial),  # of several that were decided at once, the first one's id; null: decided alone
    Index("ix_decisions_item", "item_id"),
    Index("ix_decisions_batch", "batch"),
)
"""Who changed an item's state, and how; for `part` and `join`, the item that left its story; for `apart`, its
event; for `together`, the item whose event was joined to another one."""

story_choices = Table(
    "story_choices",
    metadata,
    Column("decision_id", _Serial, ForeignKey("decisions.id"), primary_key=True),
    Column("story", String(16), nullable=False),  # that the members were in before
    Column("other_id", String(16), nullable=False),  # the item whose story they left (part) or came to (join)
    Column("members", JSON, nullable=False),  # the ids of the items that went over
    Index("ix_story_choices_other", "other_id"),
)
"""What persons said of stories: it holds against every computation until it is undone."""

members_before = Table(
    "members_before",
    metadata,
    Column("decision_id", _Serial, ForeignKey("decisions.id"), primary_key=True),
    Column("item_id", String(16), primary_key=True),
    Column("story", String(16), nullable=False),
    Column("is_head", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("relation", String(20)),
    Column("similarity", Float),
    Column("why", JSON),
    Column("is_loose", Boolean, nullable=False),  # with the head its story went: it got one of its own
    Index("ix_members_before_item", "item_id"),
)
"""What the members of stories were before a person parted or joined these: what undo gives back."""

signatures = Table(
    "signatures",
    metadata,
    Column("seq", _Serial, ForeignKey("items.seq"), primary_key=True),
    Column("at", UtcTime, nullable=False),  # published, else fetched
    Column("signature", JSON, nullable=False),
)
"""What of an item's text is compared when it heads a story."""

telling = Table(
    "telling",
    metadata,
    Column("story", String(16), primary_key=True),
    Column("seq", _Serial, ForeignKey("items.seq"), nullable=False),  # the head as it is filed
    Column("event", String(16)),  # null: no other story tells the same happening
    Column("place", Integer),  # within the event, the best-sourced story first
    Index("ix_telling_event", "event"),
)
"""The stories that take part in events, and the event of each."""

telling_terms = Table(
    "telling_terms",
    metadata,
    Column("term", BigInteger, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("story", String(16), primary_key=True),
    Index("ix_telling_terms_story", "story"),
    sqlite_with_rowid=False,
)
"""The telltale terms of each of these stories, to look up who may tell the same."""

term_counts = Table(
    "term_counts",
    metadata,
    Column("term", BigInteger, primary_key=True),
    Column("stories", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""In how many of these stories each term stands."""

likenesses = Table(
    "likenesses",
    metadata,
    Column("one", String(16), primary_key=True),
    Column("other", String(16), primary_key=True),
    Column("score", Float, nullable=False),
    Column("why", JSON, nullable=False),
    Index("ix_likenesses_other", "other"),
)
"""How alike two stories are, the smaller id first; what is hardly alike has no row."""

event_choices = Table(
    "event_choices",
    metadata,
    Column("decision_id", _Serial, ForeignKey("decisions.id"), primary_key=True),
    Column("one", String(16), primary_key=True),
    Column("other", String(16), primary_key=True),
    Index("ix_event_choices_one", "one"),
    Index("ix_event_choices_other", "other"),
)
"""Items of whose stories a person said that they are not one event (`apart`), or are (`together`), the smaller id
first: it holds against every computation until the decision is undone."""
