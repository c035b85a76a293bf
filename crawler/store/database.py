"""Opening the database: the URL, SQLite's modes, migrations, and errors that say what to do."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL, make_url

from crawler.store import index, schema

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 60
_CACHE_KB = 32_000
_MAPPED_BYTES = 2**30
_RETRY_SECONDS = 0.05


class StoreError(Exception):
    """The database cannot be used. The message says what, where and what to do."""


class Store:
    """An open, migrated database. Safe to share between threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(tidings_write=True)

    @property
    def url(self) -> str:
        """The database's address, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one state of the database throughout."""
        with _named_errors(self.url), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection in one transaction that commits at the end, or changes nothing."""
        with _named_errors(self.url), self._writer.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def claiming(self) -> Iterator[sa.Connection]:
        """Give a writing connection that no other claimer holds at the same time, in any process."""
        with self.writing() as connection:
            connection.execute(sa.select(schema.gate.c.id).with_for_update())
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def default_url(data_dir: str) -> str:
    """Return the SQLite address in a data folder."""
    file = Path(data_dir).expanduser().absolute() / "tidings.sqlite3"
    return URL.create("sqlite", database=str(file)).render_as_string()


def open_store(database_url: str, data_dir: str, *, only_to_read: bool = False) -> Store:
    """Return the store, made or migrated to this version's tables.

    Raises StoreError when it cannot be reached, written, or is of a newer version of Tidings. With `only_to_read`, an
    SQLite file that may not be written will do, when its tables are this version's.
    """
    try:
        url = make_url(database_url or default_url(data_dir))
    except sa.exc.ArgumentError as error:
        raise StoreError(
            f"TIDINGS_DATABASE_URL is no database address: {database_url!r}. "
            "Write sqlite:////folder/file.sqlite3 or postgresql+psycopg://user@host/name."
        ) from error
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith("file:"):
        _make_folder(Path(url.database).parent)
        if only_to_read:
            url = _readable(url, Path(url.database))
    try:
        engine = _engine(url)
    except (sa.exc.ArgumentError, ImportError) as error:
        raise StoreError(
            f"TIDINGS_DATABASE_URL names a database that this installation cannot talk to: {error}. "
            "Install its driver (for PostgreSQL: the extra `postgres`), or use sqlite:////folder/file.sqlite3."
        ) from error
    try:
        with _named_errors(shown):
            _migrate(engine)
            _refresh(engine)
    except StoreError:
        engine.dispose()
        raise
    return Store(engine)


def open_index(file: Path) -> Store:
    """Return a store that holds the index alone, in a file that is nobody else's and need not outlive a crash."""
    engine = _engine(URL.create("sqlite", database=str(file)))
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode=OFF")
    with engine.execution_options(tidings_write=True).begin() as connection:
        schema.postings.create(connection, checkfirst=True)
    return Store(engine)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {folder} cannot be made: {error.strerror}. "
            "Make it writable, or name another one in TIDINGS_DATA_DIR."
        ) from error


def _readable(url: URL, file: Path) -> URL:
    """Return the address under which SQLite only reads a file, when the file or its folder may not be written to."""
    is_there = os.access(file, os.R_OK)  # where it is not, or may not be looked at, opening it says so
    if not is_there or (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        return url
    modes = {"mode": "ro", "uri": "true"}
    if not file.with_name(f"{file.name}-wal").exists():  # nobody writes to it: SQLite needs no lock file, and may not
        modes["immutable"] = "1"  # make one here
    return url.set(database=f"file:{quote(str(file.absolute()))}").update_query_dict(modes)


def _engine(url: URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def _modes(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=NORMAL")
        # The default cache of 2 MB does not hold the inner pages of an index of a million texts; and read in place, a
        # page need not be copied: a look-up there takes half the time.
        connection.execute(f"PRAGMA cache_size=-{_CACHE_KB}")
        connection.execute(f"PRAGMA mmap_size={_MAPPED_BYTES}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A transaction that reads first and writes later fails when another process wrote in between:
        # with the driver's default, 4 processes founded 367 stories for 200 texts; with IMMEDIATE, 200.
        write = connection.get_execution_options().get("tidings_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _migrate(engine: sa.Engine) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # its steps are no news to an operator
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {each.revision for each in script.walk_revisions()}:
        raise StoreError(
            f"The database {engine.url.render_as_string(hide_password=True)} was written by a newer version of "
            f"Tidings (its tables are at {current}). Upgrade Tidings, or name another database in "
            "TIDINGS_DATABASE_URL. Nothing was changed."
        )
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            _set_wal(connection)
    with engine.execution_options(tidings_write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _set_wal(connection: sa.Connection) -> None:
    """Set the journal's mode, which stays with the file. It cannot be set within a transaction.

    SQLite does not wait for its lock here, whatever the timeout: of processes that open a file at once, one may fail.
    """
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.connection.cursor().execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise sa.exc.OperationalError("PRAGMA journal_mode", None, error) from error
            time.sleep(_RETRY_SECONDS)
        else:
            return


def _refresh(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        if index.is_fresh(connection):
            return
    with engine.execution_options(tidings_write=True).begin() as connection:
        connection.execute(sa.select(schema.gate.c.id).with_for_update())
        index.refresh(connection)


_REMEDIES = (
    ("readonly", "It is read-only. Make the file and its folder writable, or set TIDINGS_DATA_DIR."),
    (
        "unable to open",
        "It cannot be opened. Make the folder readable and writable, or set TIDINGS_DATA_DIR.",
    ),
    ("disk is full", "The disk is full. Free some space and run again: what was committed is kept."),
    ("disk I/O error", "The disk reports an error. Check its space and health; then run again."),
    ("not a database", "The file is no SQLite database. Move it away, or set TIDINGS_DATA_DIR."),
    (
        "malformed",
        "The file is damaged. Restore a backup; what is in it can be read with `sqlite3 .recover`.",
    ),
    (
        "locked",
        f"Another process held it for over {_BUSY_SECONDS} seconds. End that process, then run again.",
    ),
)


@contextlib.contextmanager
def _named_errors(url: str) -> Iterator[None]:
    try:
        yield
    except (sa.exc.OperationalError, sa.exc.DatabaseError) as error:
        if isinstance(error, (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.DataError)):
            raise
        found = str(error.orig or error).strip()
        remedy = next((text for sign, text in _REMEDIES if sign in found), "Check that it runs and accepts this user.")
        raise StoreError(f"The database {url} cannot be used: {found}. {remedy}") from error
