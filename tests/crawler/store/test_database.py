"""Opening the database: made, migrated, or refused with what, where and what to do."""

import datetime as dt
import logging
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from crawler.store import runs, schema
from crawler.store.database import Store, StoreError, default_url, open_store

NOW = dt.datetime(2026, 5, 3, 8, tzinfo=dt.UTC)


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []


def test_opening_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    runs.begin(store, ["lab"], NOW)
    again = open_store("", str(tmp_path))
    assert runs.latest(again) == runs.latest(store)
    with again.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.gate)) == 1
    again.close()


def test_the_file_is_in_wal_mode_and_checks_its_references(store: Store) -> None:
    with store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_data_folder_is_made(tmp_path: Path) -> None:
    open_store("", str(tmp_path / "a" / "数据")).close()
    assert (tmp_path / "a" / "数据" / "tidings.sqlite3").is_file()


def test_an_address_goes_before_the_data_folder(tmp_path: Path) -> None:
    open_store(default_url(str(tmp_path / "named")), str(tmp_path / "default")).close()
    assert (tmp_path / "named").exists()
    assert not (tmp_path / "default").exists()


def test_a_database_of_a_newer_version_is_left_alone(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"tidings\.sqlite3 was written by a newer version .*at 9999.*Upgrade Tidings"):
        open_store("", str(tmp_path))


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    open_store("", "~/data").close()
    assert (tmp_path / "data" / "tidings.sqlite3").exists()


class TestRefused:
    """Each with what is wrong, where, and what to do."""

    def test_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "tidings.sqlite3").write_text("只是一段文字，不是数据库。" * 200, encoding="utf-8")
        with pytest.raises(StoreError, match=r"tidings\.sqlite3 .*not a database.*Move it away"):
            open_store("", str(tmp_path))

    def test_a_folder_in_the_files_place(self, tmp_path: Path) -> None:
        (tmp_path / "tidings.sqlite3").mkdir()
        with pytest.raises(StoreError, match=r"tidings\.sqlite3 .*unable to open.*TIDINGS_DATA_DIR"):
            open_store("", str(tmp_path))

    def test_a_file_in_the_folders_place(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("x", encoding="utf-8")
        with pytest.raises(StoreError, match=r"data folder .*data cannot be made.*TIDINGS_DATA_DIR"):
            open_store("", str(tmp_path / "data"))

    @pytest.mark.parametrize("folder", ["/proc/self/task", "/proc/none"])
    def test_a_folder_that_not_even_root_can_write_to(self, folder: str) -> None:
        with pytest.raises(StoreError, match=r"/proc.*(cannot be made|unable to open).*TIDINGS_DATA_DIR"):
            open_store("", folder)

    def test_a_file_that_can_only_be_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        open_store("", str(tmp_path)).close()
        monkeypatch.chdir(tmp_path)
        store = open_store(f"sqlite:///file:{tmp_path}/tidings.sqlite3?mode=ro&uri=true", "")
        with pytest.raises(StoreError, match=r"tidings\.sqlite3.*readonly.*Make the file and its folder writable"):
            runs.begin(store, ["lab"], NOW)
        store.close()
        assert [each.name for each in tmp_path.iterdir() if each.is_dir()] == []

    def test_a_database_of_another_program(self, tmp_path: Path) -> None:
        other = sqlite3.connect(tmp_path / "tidings.sqlite3")
        other.execute("CREATE TABLE items (id INTEGER)")
        other.close()
        with pytest.raises(StoreError, match=r"tidings\.sqlite3.*already exists"):
            open_store("", str(tmp_path))

    def test_a_damaged_file(self, store: Store, tmp_path: Path) -> None:
        runs.begin(store, ["lab"], NOW)
        store.close()
        file = tmp_path / "tidings.sqlite3"
        content = bytearray(file.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        file.write_bytes(content)
        with pytest.raises(StoreError, match=r"tidings\.sqlite3.*malformed.*Restore a backup"):
            runs.begin(open_store("", str(tmp_path)), ["lab"], NOW)

    @pytest.mark.parametrize("url", ["no address", "://", "sqlite"])
    def test_what_is_no_database_address(self, url: str, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="TIDINGS_DATABASE_URL is no database address"):
            open_store(url, str(tmp_path))

    @pytest.mark.parametrize("url", ["oracle+nothing://host/name", "mysql://host/name", "mongodb://host/name"])
    def test_a_database_without_a_driver(self, url: str, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="TIDINGS_DATABASE_URL"):
            open_store(url, str(tmp_path))

    def test_a_full_disk(self, store: Store, tmp_path: Path) -> None:
        with store.reading() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

        @sa.event.listens_for(store._engine, "connect")
        def _no_more_pages(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count={pages}")

        store.close()  # the next connection is a new one
        kept = runs.begin(store, ["lab"], NOW)[0]
        with pytest.raises(StoreError, match=r"tidings\.sqlite3.*disk is full.*what was committed is kept"):
            runs.begin(store, [f"lab-{'x' * 60}-{number}" for number in range(2000)], NOW)
        newest = runs.latest(store)
        assert newest is not None
        assert newest["id"] == kept

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
    def test_a_device_is_no_place(self, tmp_path: Path) -> None:
        (tmp_path / "tidings.sqlite3").symlink_to("/dev/full")
        with pytest.raises(StoreError, match=r"tidings\.sqlite3 cannot be used"):
            open_store("", str(tmp_path))


def test_what_was_begun_and_not_finished_is_undone(store: Store) -> None:
    def break_off() -> None:
        with store.writing() as connection:
            connection.execute(sa.insert(schema.source_states).values(name="lab"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert runs.states(store) == {}


def test_a_reader_is_not_kept_waiting_by_a_writer(store: Store) -> None:
    with store.writing() as writer:
        writer.execute(sa.insert(schema.source_states).values(name="lab"))
        assert runs.states(store) == {}
    assert set(runs.states(store)) == {"lab"}


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(sa.exc.StatementError, match="a time without a zone"):
        runs.begin(store, ["lab"], dt.datetime(2026, 5, 3, 8))  # noqa: DTZ001  (that is the mistake)


def test_times_come_back_in_utc(store: Store) -> None:
    shanghai = NOW.astimezone(dt.timezone(dt.timedelta(hours=8)))
    runs.begin(store, ["lab"], shanghai)
    newest = runs.latest(store)
    assert newest is not None
    assert newest["started_at"] == NOW
    assert newest["started_at"].utcoffset() == dt.timedelta(0)


def test_processes_that_open_a_new_database_at_once(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom crawler.store.database import open_store\nprint('ready', flush=True)\nsys.stdin.read(1)\n"
        "open_store('', sys.argv[1]).close()"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    started = [subprocess.Popen(command, text=True, **pipes) for _ in range(3)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    ended = [(process.communicate(timeout=60)[1], process.returncode) for process in started]
    assert ended == [("", 0)] * 3


def test_migrating_is_no_news(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        open_store("", str(tmp_path)).close()
    assert caplog.records == []


def test_a_database_can_be_copied_and_opened_elsewhere(store: Store, tmp_path: Path) -> None:
    runs.begin(store, ["lab"], NOW)
    store.close()
    (tmp_path / "b").mkdir()
    shutil.copy(tmp_path / "tidings.sqlite3", tmp_path / "b")
    copy = open_store("", str(tmp_path / "b"))
    assert set(runs.states(copy)) == {"lab"}
    copy.close()


def test_items_of_the_first_tables_are_there_after_the_upgrade(store: Store, tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.mkdir()
    engine = sa.create_engine(f"sqlite:///{older}/tidings.sqlite3")
    config = Config()
    config.set_main_option("script_location", str(Path(runs.__file__).parent / "migrations"))
    now = "2026-05-03 08:00:00"
    kept = {
        "address_id": 1, "url": "u", "canonical_url": "u", "source": "lab", "text": "t", "authors": "[]",
        "topics": "[]", "first_seen_at": now, "fetched_at": now, "entities": "[]", "relevance": 0, "evidence": "{}",
        "story": "s", "is_head": 0, "simhash": "0", "exact_key": "0", "text_length": 1, "version": 1,
    }  # fmt: skip
    rows = [
        ("pending", "[]"),
        ("off_topic", '["list_page"]'),
        ("quarantined", '["hidden_text"]'),
        ("copy", '["spam_terms"]'),
        ("copy", '["truncated"]'),
        ("accepted", '["brand_injected"]'),
    ]
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "insert into addresses (id, canonical_url, url, source, first_seen_at, attempts, hints)"
            " values (1, 'u', 'u', 'lab', '2026-05-03 08:00:00', 0, '{}')"
        )
        for number, (state, flags) in enumerate(rows):
            values = kept | {"id": f"id{number}", "state": state, "flags": flags}
            names = ", ".join(values)
            marks = ", ".join(f":{name}" for name in values)
            connection.execute(sa.text(f"insert into items ({names}) values ({marks})"), values)  # noqa: S608  (our own names)
    engine.dispose()
    upgraded = open_store("", str(older))
    with upgraded.reading() as connection:
        given = connection.execute(sa.select(schema.items.c["state", "given_state"]).order_by(schema.items.c.seq)).all()
    upgraded.close()
    assert [tuple(row) for row in given] == [
        ("pending", "pending"),
        ("off_topic", "off_topic"),
        ("quarantined", "quarantined"),
        ("copy", "quarantined"),
        ("copy", "pending"),
        ("accepted", "quarantined"),
    ]
