"""The crawls of `strict=True` truly fail on a deprecated call of Scrapy's; and the settings are ours."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, STRICT

DEPRECATED = "from scrapy.core.downloader import Slot\nSlot(1, 0, randomize_delay=True)\nprint('went on')\n"


def run(code: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, text=True, capture_output=True, check=False, timeout=60
    )


def test_strict_runs_end_with_a_deprecated_call(tmp_path: Path) -> None:
    (tmp_path / "deprecated_call.py").write_text(DEPRECATED, encoding="utf-8")
    finished = run(STRICT, "deprecated_call", folder=tmp_path)
    assert finished.returncode == 1
    assert "ScrapyDeprecationWarning" in finished.stderr
    assert "went on" not in finished.stdout


def test_the_settings_are_ours_from_anywhere(tmp_path: Path) -> None:
    code = "from crawler.commands.shell import settings; print(settings()['TIDINGS_SHIPPED_DIR'])"
    assert run(code, folder=tmp_path).stdout.strip() == str(ROOT / "settings")
