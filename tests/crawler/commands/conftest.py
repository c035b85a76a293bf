"""The command line as an operator has it: an environment of its own, and a run of `tidings` in this process."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from crawler.cli import build

Tidings = Callable[..., Result]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The overlay's folder, with a folder for sources in it."""
    (tmp_path / "config" / "sources").mkdir(parents=True)
    return tmp_path / "config"


@pytest.fixture
def tidings(data: Path, config: Path, monkeypatch: pytest.MonkeyPatch) -> Tidings:
    monkeypatch.setenv("TIDINGS_DATA_DIR", str(data))
    monkeypatch.setenv("TIDINGS_CONFIG_DIR", str(config))
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "settings.testing")
    monkeypatch.delenv("TIDINGS_DATABASE_URL", raising=False)

    def run(*arguments: object) -> Result:
        for module in [name for name in sys.modules if name.startswith("settings.")]:
            monkeypatch.delitem(sys.modules, module)  # they read the environment when they are imported
        return CliRunner().invoke(build(), [str(each) for each in arguments])

    return run
