"""All that an operator configures, looked at before a crawl begins: settings, sources, topics, names, events."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scrapy.settings import BaseSettings

from crawler.configuration import ConfigurationError, Mistake, check_settings
from crawler.run import sources_of
from pipelines.happenings.ideas import load_ideas
from pipelines.vocabulary import load_vocabulary


def check_configuration(settings: BaseSettings) -> None:
    """Raise ConfigurationError with every mistake of the settings and of every file, so that one round mends all."""
    folders = Path(settings["TIDINGS_SHIPPED_DIR"]), Path(settings["TIDINGS_CONFIG_DIR"])
    checks: tuple[Callable[[], object], ...] = (
        lambda: check_settings(settings),
        lambda: sources_of(settings),
        lambda: load_vocabulary(*folders),
        lambda: load_ideas(*folders),
    )
    if mistakes := [mistake for check in checks for mistake in _of(check)]:
        raise ConfigurationError(mistakes)


def _of(check: Callable[[], object]) -> list[Mistake]:
    try:
        check()
    except ConfigurationError as error:
        return error.mistakes
    return []
