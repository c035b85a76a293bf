"""Queries for many values at once, in portions that a database takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

_CHUNK = 400


def rows_with(
    connection: sa.Connection, query: sa.Select[Any], column: sa.ColumnElement[Any], wanted: Iterable[Any]
) -> list[sa.RowMapping]:
    """Return the rows of a query in which a column has one of many values."""
    return [
        row
        for chunk in chunks(sorted(set(wanted)))
        for row in connection.execute(query.where(column.in_(chunk))).mappings()
    ]


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield values in portions."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
