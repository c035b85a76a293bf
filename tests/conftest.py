"""What many tests share: the made-up web, and an installation of Tidings that crawls it in processes of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.hostile_server import Web

# No test is timed: machines are busy, and what is made once in a process is made in somebody's first example.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
_SECONDS = 90
# A deprecated call of Scrapy's raises in the process; `-W` and PYTHONWARNINGS cannot name a class that is not built in.
STRICT = """
import runpy, sys, warnings
from scrapy.exceptions import ScrapyDeprecationWarning
warnings.simplefilter("error", ScrapyDeprecationWarning)
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


# For root no file is closed, unless it gives up its capabilities.
_PLAIN_USER = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []


@dataclass(frozen=True)
class Finished:
    """A process that has ended."""

    code: int
    out: str
    err: str


class Desk:
    """One installation: a data folder, the sources of the test and no others, and the processes run on them."""

    def __init__(self, folder: Path, web: Web) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.config = folder / "config"
        self.sources_folder = self.config / "sources"
        self.sources_folder.mkdir(parents=True)
        self._tables: list[str] = []
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.upper().startswith("TIDINGS_") and not name.lower().endswith("_proxy")
        } | {
            "TIDINGS_DATA_DIR": str(self.data),
            "TIDINGS_CONFIG_DIR": str(self.config),
            "TIDINGS_RELEVANCE_THRESHOLD": "0",
            "SCRAPY_SETTINGS_MODULE": "settings.testing",
            "http_proxy": web.proxy,
        }

    def direct(self, allowed: str = "") -> None:
        """Crawl without the proxy: every name is resolved, every address connected to."""
        self.environment.pop("http_proxy")
        self.environment["TIDINGS_ALLOWED_HOSTS"] = allowed

    def source(self, name: str, kind: str, url: str, more: str = "first_run_days = 0") -> None:
        """Add a source."""
        self._tables.append(f'[{name}]\nkind = "{kind}"\nurl = "{url}"\n{more}\n')
        (self.sources_folder / "all.toml").write_text("\n".join(self._tables), encoding="utf-8")

    def crawl(self, *arguments: str, strict: bool = False, **settings: object) -> Finished:
        """Run `tidings crawl` to its end."""
        return self.finish(self.start(*arguments, strict=strict, **settings))

    def scrapy(self, *arguments: str) -> Finished:
        """Run `scrapy crawl` to its end."""
        return self.finish(self.start_scrapy(*arguments))

    def tidings(self, *arguments: str, answer: str = "", own: bool = False, plain_user: bool = False) -> Finished:
        """Run another command of `tidings` to its end; with `own`, where the shipped sources do not exist; with
        `plain_user`, as one who may not read or write every file.
        """
        environment = {"SCRAPY_SETTINGS_MODULE": "tests.own_sources"} if own else {}
        begin = _PLAIN_USER if plain_user else []
        process = self._popen([*begin, sys.executable, "-m", "crawler", *arguments], **environment)
        assert process.stdin is not None
        process.stdin.write(answer)
        return self.finish(process)

    def start_scrapy(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `scrapy crawl`."""
        return self._popen([sys.executable, "-m", "scrapy", "crawl", *arguments, *self._only_these])

    def start(self, *arguments: str, strict: bool = False, **settings: object) -> subprocess.Popen[str]:
        """Start `tidings crawl`."""
        stated = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        begin = [sys.executable, "-c", STRICT] if strict else [sys.executable, "-m"]
        return self._popen([*begin, "crawler", "crawl", "-v", *arguments, *self._only_these, *stated])

    def python(self, code: str, *arguments: str) -> Finished:
        """Run a program that ends up as `tidings crawl`."""
        return self.finish(self._popen([sys.executable, "-c", code, *arguments, *self._only_these]))

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """Return what the database holds."""
        connection = sqlite3.connect(f"file:{self.data / 'tidings.sqlite3'}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(query, values)]
        finally:
            connection.close()

    def outcomes(self, run: int | None = None) -> dict[str, str]:
        """Return the outcome of each address in a run, by default the newest."""
        return {url: outcome for url, (outcome, _) in self.details(run).items()}

    def details(self, run: int | None = None) -> dict[str, tuple[str, str]]:
        """Return outcome and detail of each address in a run. An address with two outcomes fails the test."""
        rows = self.rows(
            """select a.url, o.kind, o.reason, o.detail from outcomes o join addresses a on a.id = o.address_id
            where o.run_id = coalesce(?, (select max(id) from runs)) order by a.id""",
            run,
        )
        urls = [row["url"] for row in rows]
        assert len(set(urls)) == len(urls), f"more than one outcome in a run: {urls}"
        return {
            row["url"]: (f"{row['kind']}:{row['reason']}" if row["reason"] else row["kind"], row["detail"])
            for row in rows
        }

    def failures(self, run: int | None = None) -> dict[str, str]:
        """Return the sources that failed in a run, with their outcome."""
        rows = self.rows(
            """select source, outcome from discoveries
            where run_id = coalesce(?, (select max(id) from runs)) and outcome not in ('read', 'unchanged')""",
            run,
        )
        return {row["source"]: row["outcome"] for row in rows}

    def items(self) -> dict[str, dict[str, Any]]:
        """Return the stored items by address."""
        return {row["url"]: row for row in self.rows("select * from items order by seq")}

    @property
    def _only_these(self) -> list[str]:
        return ["-s", f"TIDINGS_SOURCE_DIRS={self.sources_folder}"]

    def _popen(self, command: list[str], **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment | environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    @staticmethod
    def finish(process: subprocess.Popen[str]) -> Finished:
        """Wait for a process; one that does not end fails the test."""
        try:
            out, err = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"the crawl did not end within {_SECONDS} s:\n{err[-5000:]}") from None
        return Finished(process.returncode, out, err)


@pytest.fixture
def web() -> Iterator[Web]:
    """A made-up web."""
    with Web() as served:
        yield served


@pytest.fixture
def desk(tmp_path: Path, web: Web) -> Desk:
    """An installation that reaches the made-up web through its proxy, whatever the host."""
    return Desk(tmp_path, web)
