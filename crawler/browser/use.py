"""Whether a run needs the browser, and the settings that give it one."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterable
from typing import Any

from scrapy.exceptions import DownloadFailedError
from scrapy.settings import BaseSettings

from crawler.sources import Source

_HANDLER = "crawler.browser.handler.BrowserHandler"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",  # UDP does not go through the guard's proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)
_PAGES = 4
"""Pages open at a time: each takes 50 to 200 MB."""


class BrowserError(DownloadFailedError):
    """The browser did not come up, broke down, or could not open a page."""


def missing_part(settings: BaseSettings) -> str | None:
    """Return what is not installed that the browser needs, and how to get it; None when all is there."""
    if importlib.util.find_spec("scrapy_playwright") is None:
        return "the extra `browser` is not installed: pip install -e '.[browser]'"
    path = settings.get("TIDINGS_BROWSER")
    if path and not os.access(path, os.X_OK):
        return f"TIDINGS_BROWSER names no program: {path}"
    return None


def use_browser(settings: BaseSettings, sources: Iterable[Source]) -> None:
    """Put the browser behind http and https when one of the sources needs it; it starts with its first page."""
    if not any(source.browser for source in sources) or missing_part(settings):
        return
    handlers = {**settings.getdict("DOWNLOAD_HANDLERS"), "http": _HANDLER, "https": _HANDLER}
    arguments = [*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # Chromium has no sandbox for root
    path = settings.get("TIDINGS_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    values: dict[str, Any] = {
        "DOWNLOAD_HANDLERS": handlers,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"args": arguments} | ({"executable_path": path} if path else {}),
        "PLAYWRIGHT_BROWSER_PROVIDER": "crawler.browser.handler.GuardedBrowserProvider",
        "PLAYWRIGHT_ABORT_REQUEST": "crawler.browser.handler.is_not_needed",
        "PLAYWRIGHT_CONTEXTS": {},
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": _PAGES,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": settings.getfloat("DOWNLOAD_TIMEOUT") * 1000,
    }
    for name, value in values.items():
        settings.set(name, value, priority="spider")


def browser_meta(source: Source) -> dict[str, Any]:
    """Return what the requests of a source that needs the browser carry."""
    if not source.browser:
        return {}
    context = {"accept_downloads": False, "service_workers": "block"}  # a worker's requests pass no handler of ours
    return {"playwright": True, "playwright_context_kwargs": context}
