"""What the closed lists, settings, commands and dependencies hold is named in the documentation."""

import re
import tomllib
from pathlib import Path

import pytest
import typer

from crawler.cli import build
from crawler.outcomes import Failure, Flag, Kind, Rejection, Relation, State

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def commands(app: typer.Typer, *before: str) -> list[str]:
    """Return the commands as they are typed."""
    found = []
    for command in app.registered_commands:
        assert command.callback
        found.append(" ".join([*before, command.name or command.callback.__name__]))
    for group in app.registered_groups:
        assert group.typer_instance
        found += commands(group.typer_instance, *before, str(group.name))
    return found


@pytest.mark.parametrize("names", [Kind, Rejection, Failure, State, Flag, Relation], ids=lambda names: names.__name__)
def test_every_name_of_a_closed_list_is_explained(names: type[Kind]) -> None:
    page = text("docs/outcomes.md")
    assert [str(name) for name in names if f"`{name}`" not in page and f":{name}`" not in page] == []


def test_every_setting_of_ours_is_explained() -> None:
    stated = set(re.findall(r"\bTIDINGS_[A-Z_]+\b", text("settings/base.py")))
    page = text("docs/settings.md")
    assert sorted(name for name in stated if not re.search(rf"\b{name}\b", page)) == []


def test_no_setting_is_explained_that_is_none() -> None:
    stated = set(re.findall(r"\bTIDINGS_[A-Z_]+\b", text("settings/base.py")))
    code = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "crawler").rglob("*.py"))
    explained = set(re.findall(r"\bTIDINGS_[A-Z_]+[A-Z]\b", text("docs/settings.md")))
    assert sorted(name for name in explained - stated if name not in code) == []


def test_every_command_is_shown() -> None:
    pages = "\n".join(file.read_text(encoding="utf-8") for file in [ROOT / "README.md", *DOCS.rglob("*.md")])
    names = commands(build())
    assert len(names) > 8
    # A page may show several at once: `tidings items accept|reject ID`.
    shown = [re.sub(r" (?=\w+$)", r" (?:[\\w\\\\|]+\\|)?", f"tidings {name}") + r"\b" for name in names]
    assert [name for name, form in zip(names, shown, strict=True) if not re.search(form, pages)] == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    page = text("docs/decisions/0001-dependencies.md").casefold()
    names = [re.split(r"[<>=!~\[; ]", each)[0] for each in project["dependencies"]]
    assert [name for name in names if name.casefold() not in page] == []
