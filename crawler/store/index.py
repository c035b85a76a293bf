"""The index: which stored texts share fingerprints with a given one."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from crawler.store.schema import fingerprinting, items, postings
from pipelines.duplication.fingerprint import MOST_POSTINGS, VERSION, Fingerprints, fingerprints

MIN_SHARED = 2
"""Fingerprints that a candidate shares with the text: one alone is a set phrase, or chance."""

POPULAR = 64
"""Texts under one fingerprint from which it says nothing: furniture, or a set phrase."""

_BATCH = 500
_HASH = itemgetter(0)
_NAMES = [f"h{number}" for number in range(MOST_POSTINGS)]


def add(connection: sa.Connection, texts: Iterable[tuple[int, Fingerprints]]) -> None:
    """File texts, each by its number. Many at once cost less: rows in order of their hash touch each page once."""
    rows = sorted((hash_, seq) for seq, prints in texts for hash_ in prints.postings)
    if rows:
        insert = _insert(connection.dialect)
        as_rows = rows if insert.order else [{"hash": hash_, "seq": seq} for hash_, seq in rows]
        connection.exec_driver_sql(insert.sql, as_rows)


def remove(connection: sa.Connection, seq: int, prints: Fingerprints) -> None:
    """Take a text out; `prints` are those it was filed under."""
    mine = sa.and_(postings.c.hash.in_(prints.postings), postings.c.seq == seq)
    connection.execute(sa.delete(postings).where(mine))


def candidates(connection: sa.Connection, prints: Fingerprints, *, after: int = 0) -> list[int]:
    """Return the numbers of the texts filed after `after` that share at least two fingerprints, the likeliest first.

    A fingerprint that few have tells more than one that a site's furniture has put into many texts.

    What a popular fingerprint leads to is left out, so the cost of a look-up stays the same however many texts there
    are. When most of a text's fingerprints are popular, everybody copies this text: then the oldest under them count.
    """
    hashes = prints.postings
    if not hashes:
        return []
    query = _query(connection.dialect)
    given = query.constants | dict(zip_longest(_NAMES, hashes)) | {"after": after}  # what is missing is under no hash
    found = connection.exec_driver_sql(query.sql, query.order(given) if query.order else given)
    rows: Sequence[Any] = found.cursor.fetchall() if found.cursor else []  # SQLAlchemy's own rows cost twice as much
    sizes = Counter(map(_HASH, rows))
    popular = {hash_ for hash_, size in sizes.items() if size > POPULAR}
    is_everywhere = len(popular) * 2 > len(hashes)
    shared: Counter[int] = Counter()
    weights: defaultdict[int, float] = defaultdict(float)
    for hash_, seq in rows:
        if is_everywhere or hash_ not in popular:
            shared[seq] += 1
            weights[seq] += 1 / sizes[hash_]
    likely = [seq for seq, count in shared.items() if count >= MIN_SHARED]
    return sorted(likely, key=lambda seq: (-round(weights[seq], 9), seq))


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as the driver takes it; `order` puts the parameters in theirs, where that is how they are given."""

    sql: str
    constants: dict[str, Any]
    order: Callable[[dict[str, Any]], tuple[Any, ...]] | None

    @classmethod
    def of(cls, statement: sa.Insert | sa.CompoundSelect[Any], dialect: sa.Dialect) -> _Written:
        """Put a statement together, which would cost as much for each text as running it."""
        compiled = statement.compile(dialect=dialect)
        order = itemgetter(*compiled.positiontup) if compiled.positiontup else None
        return cls(str(compiled), dict(compiled.params), order)


@functools.cache
def _insert(dialect: sa.Dialect) -> _Written:
    return _Written.of(sa.insert(postings), dialect)


@functools.cache
def _query(dialect: sa.Dialect) -> _Written:
    """Return the query for a text's hashes, each read no further than to see that it is popular."""
    parts = [
        sa.select(postings.c.hash, postings.c.seq)
        .where(postings.c.hash == sa.bindparam(name, type_=sa.Integer), postings.c.seq > sa.bindparam("after"))
        .order_by(postings.c.seq)
        .limit(POPULAR + 1)
        .subquery()
        for name in _NAMES
    ]
    return _Written.of(sa.union_all(*(sa.select(part.c.hash, part.c.seq) for part in parts)), dialect)


def is_fresh(connection: sa.Connection) -> bool:
    """Return whether this version made the fingerprints that are stored."""
    return list(connection.scalars(sa.select(fingerprinting.c.version))) == [VERSION]


def refresh(connection: sa.Connection) -> None:
    """Make all fingerprints again when another version made those that are stored."""
    if is_fresh(connection):
        return
    connection.execute(sa.delete(postings))
    last = 0
    while rows := _texts_after(connection, last):
        made = [(row.seq, fingerprints(row.text)) for row in rows]
        add(connection, made)
        for seq, prints in made:
            values = {"simhash": f"{prints.simhash:016x}", "exact_key": prints.exact_key}
            connection.execute(sa.update(items).where(items.c.seq == seq).values(values))
        last = rows[-1].seq
    connection.execute(sa.delete(fingerprinting))
    connection.execute(sa.insert(fingerprinting).values(version=VERSION))


def _texts_after(connection: sa.Connection, seq: int) -> Sequence[Any]:
    query = sa.select(items.c.seq, items.c.text).where(items.c.seq > seq).order_by(items.c.seq).limit(_BATCH)
    return connection.execute(query).all()
