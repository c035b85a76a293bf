"""The settings: names that are known, differences only beside the base, and what the environment says."""

import ast
import importlib
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.misc import load_object

from crawler.items import PUBLIC_FIELDS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "settings"
ENVIRONMENTS = sorted(file.stem for file in FOLDER.glob("*.py") if file.stem not in ("__init__", "base"))
VARIABLES = sorted(set(re.findall(r'environ(?:\.get\(|\[)"(\w+)"', (FOLDER / "base.py").read_text(encoding="utf-8"))))


def fresh(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return a settings module as a new process would import it."""
    for module in [each for each in sys.modules if each.startswith("settings.")]:
        monkeypatch.delitem(sys.modules, module)
    return importlib.import_module(f"settings.{name}")


def assigned(name: str) -> list[str]:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return [
        target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper() and target.id[0] != "_"
    ]


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return fresh("base", monkeypatch)


def test_the_feed_has_the_fields_of_the_schema_in_their_order(base: ModuleType) -> None:
    schema = json.loads((ROOT / "docs" / "item.schema.json").read_text(encoding="utf-8"))
    assert base.FEED_EXPORT_FIELDS == list(schema["properties"]) == list(PUBLIC_FIELDS)


def test_nothing_is_set_twice() -> None:
    names = assigned("base")
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_only_changes_what_the_base_has(environment: str) -> None:
    assert set(assigned(environment)) <= set(assigned("base"))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_holds_differences(environment: str, base: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    module = fresh(environment, monkeypatch)
    stated = set(assigned(environment)) - {"TIDINGS_WORKERS"}  # the base's depends on the machine
    same = [name for name in stated if getattr(module, name) == getattr(base, name)]
    assert same == []


def test_every_setting_is_known_to_scrapy_or_is_ours() -> None:
    names = [name for name in assigned("base") if not name.startswith("TIDINGS_")]
    unknown = [name for name in names if not hasattr(default_settings, name)]
    assert unknown == []


def test_every_setting_of_ours_is_read_somewhere() -> None:
    files = [file for folder in ("crawler", "pipelines") for file in (ROOT / folder).rglob("*.py")]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    unread = [name for name in assigned("base") if name.startswith("TIDINGS_") and f'"{name}"' not in code]
    assert unread == []


@pytest.mark.parametrize(
    "table", ["SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "TWISTED_DNS_RESOLVER"]
)
def test_every_component_is_there(base: ModuleType, table: str) -> None:
    named = getattr(base, table)
    for path in named if isinstance(named, dict) else [named]:
        assert load_object(path), path


def test_the_order_of_the_stages(base: ModuleType) -> None:
    stages = {**base.SPIDER_MIDDLEWARES, **base.ITEM_PIPELINES}
    assert [path.split(".")[1] for path in stages] == [
        "extract",
        "normalise",
        "relevance",
        "quality",
        "duplicates",
        "events",
        "store",
    ]
    assert list(stages.values()) == [100, 200, 300, 400, 500, 550, 600]


def test_the_defaults_are_polite_and_safe(base: ModuleType) -> None:
    values = Settings()
    values.setmodule(base)
    assert values.getbool("ROBOTSTXT_OBEY")
    assert values.getfloat("DOWNLOAD_DELAY") >= 1
    assert values.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert values.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert 0 < values.getint("DOWNLOAD_MAXSIZE") <= 16 * 1024 * 1024
    assert 0 < values.getfloat("DOWNLOAD_TIMEOUT") <= 60
    assert not values.getbool("TELNETCONSOLE_ENABLED")
    assert not values.getbool("COOKIES_ENABLED")
    assert all(values["DOWNLOAD_HANDLERS"][scheme] is None for scheme in ("file", "data", "ftp", "s3"))


@pytest.mark.parametrize(
    ("variable", "value", "setting", "expected"),
    [
        ("TIDINGS_DATA_DIR", "/srv/数据", "TIDINGS_DATA_DIR", "/srv/数据"),
        ("TIDINGS_DATA_DIR", "", "TIDINGS_DATA_DIR", str(ROOT / "data")),
        ("TIDINGS_DATABASE_URL", "sqlite:////srv/a.sqlite3", "TIDINGS_DATABASE_URL", "sqlite:////srv/a.sqlite3"),
        ("TIDINGS_CONFIG_DIR", "/etc/tidings", "TIDINGS_CONFIG_DIR", "/etc/tidings"),
        ("TIDINGS_CONFIG_DIR", "", "TIDINGS_CONFIG_DIR", str(FOLDER / "local")),
        ("TIDINGS_ALLOWED_HOSTS", "proxy.lan, 10.0.0.7:8080", "TIDINGS_ALLOWED_HOSTS", ["proxy.lan", "10.0.0.7:8080"]),
        ("TIDINGS_ALLOWED_HOSTS", "", "TIDINGS_ALLOWED_HOSTS", []),
        ("TIDINGS_USER_AGENT", "Reader/1 (desk@example.org)", "USER_AGENT", "Reader/1 (desk@example.org)"),
        ("TIDINGS_RELEVANCE_THRESHOLD", "0.5", "TIDINGS_RELEVANCE_THRESHOLD", "0.5"),
        ("TIDINGS_WORKERS", "3", "TIDINGS_WORKERS", "3"),
    ],
)
def test_what_the_environment_says(
    base: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    setting: str,
    expected: object,
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(fresh("base", monkeypatch), setting) == expected


def test_every_variable_that_is_read_is_in_the_list_of_them(base: ModuleType) -> None:
    assert sorted(base.TIDINGS_ENVIRONMENT) == VARIABLES
