"""Scrapy's download handler for pages drawn by scripts: scrapy-playwright, behind the guard and with limits.

Imported by Scrapy, by its name in the settings, when a run has a source with `browser = true`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import Request as BrowserRequest
from playwright.async_api import TimeoutError as PlaywrightTimeoutError
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
)
from scrapy.http import Response
from scrapy_playwright.handler import BrowserContextWrapper, ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod
from scrapy_playwright.provider import PlaywrightBrowserProvider
from twisted.internet.error import DNSLookupError

from crawler.browser.moves import Moves
from crawler.browser.proxy import GuardProxy, Way
from crawler.browser.use import BrowserError
from crawler.middlewares.guard import PrivateAddressError, allowed_hosts, explain, refusal_of, refused

_SETTLE_SECONDS = 5.0
"""How long a page may go on loading after its document has been read."""

_START_SECONDS = 30.0
"""How long the browser itself may take to come up, with its first pages."""

_NOT_NEEDED = frozenset({"image", "media", "font"})


class BrowserHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # scrapy-playwright has no types
    """Fetches requests with the meta key `playwright`; all others as Scrapy does."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT") + _SETTLE_SECONDS
        self._free_page = asyncio.Semaphore(self.config.max_pages_per_context)  # waiting is no page's own time
        self._max_size = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._allowed = allowed_hosts(crawler.settings.getlist("TIDINGS_ALLOWED_HOSTS"))
        self.config.guard = self.check  # for the provider below, which is given nothing else

    async def download_request(self, request: Request) -> Response:
        """Return a page as its scripts left it, or the redirect that it is. Raises what Scrapy's own handler raises."""
        if not request.meta.get("playwright"):
            response: Response = await super().download_request(request)
            return response
        await self._check_first(request)
        pages: list[Page] = []
        moves = Moves()

        def note(page: Page) -> None:
            pages.append(page)

        async def begin(page: Page, _: Request) -> None:
            note(page)
            page.on("popup", note)
            await moves.watch(page)

        request.meta["playwright_page_init_callback"] = begin
        request.meta["playwright_page_methods"] = [PageMethod(self._settle)]
        request.meta["playwright_page_goto_kwargs"] = {"wait_until": "domcontentloaded"}
        try:
            async with self._free_page, asyncio.timeout(self._patience()):
                return await _drawn_or_moved(request, super().download_request(request), moves)
        except (TimeoutError, PlaywrightTimeoutError) as error:
            raise DownloadTimeoutError(f"the browser took longer than {self._timeout:g} s") from error
        except PlaywrightError as error:
            raise _failure(error) from error
        finally:
            for page in pages:  # a page whose scripts never end is left open by the handler
                if not page.is_closed():
                    with contextlib.suppress(PlaywrightError):
                        await page.close()

    def _patience(self) -> float:
        """Return how many seconds a page may take in all."""
        return self._timeout if hasattr(self, "browser") else self._timeout + _START_SECONDS

    async def _create_browser_context(self, *args: Any, **more: Any) -> BrowserContextWrapper:
        """Return a context in which only pages of ours ask for anything: these have a route of their own, which comes
        first. A window that a page opens would be another page, which nobody has asked robots.txt for.
        """
        made = await super()._create_browser_context(*args, **more)
        await made.context.route("**", lambda route: route.abort())
        return made

    async def check(self, name: str, port: int) -> Way:
        """Return the way to a host of the browser's. Raises PermissionError for private addresses."""
        try:
            return await self._resolve(name, port)
        except (PrivateAddressError, DNSLookupError) as error:
            self.stats.inc_value("tidings/refused_private")
            raise PermissionError(str(error)) from error

    async def _check_first(self, request: Request) -> None:
        """Raise what is wrong with a page's own address, which the browser would only call a failed connection."""
        parts = urlsplit(request.url)
        name = parts.hostname or ""
        try:
            await self._resolve(name, parts.port or (443 if parts.scheme == "https" else 80))
        except DNSLookupError as error:
            raise CannotResolveHostError(refusal_of(name) or str(error)) from error

    async def _resolve(self, name: str, port: int) -> Way:
        if address := refused(name, port, self._allowed):
            raise PrivateAddressError(explain(name, address))
        if proxy := _upstream(name):  # it resolves the name
            return Way(*proxy, through_proxy=True)
        from twisted.internet import reactor

        # The resolver that Scrapy has installed: ours, which gives public addresses only.
        resolved = reactor.resolve(name)  # type: ignore[arg-type]  # Twisted's stubs have a wrong argument here
        return Way(await resolved.asFuture(asyncio.get_running_loop()), port)

    async def _settle(self, page: Page) -> None:
        """Wait until a page's scripts are quiet, but not for ever: some never are."""
        with contextlib.suppress(PlaywrightTimeoutError):
            await page.wait_for_load_state("networkidle", timeout=_SETTLE_SECONDS * 1000)
        size = await page.evaluate("document.documentElement.outerHTML.length")
        if size > self._max_size:
            raise DownloadCancelledError(f"the page has {size:,} characters; at most {self._max_size:,} are taken")


class GuardedBrowserProvider(PlaywrightBrowserProvider):  # type: ignore[misc]  # scrapy-playwright has no types
    """Playwright's browser with the guard's proxy as its only way out."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self._proxy = GuardProxy(config.guard)

    async def start(self) -> None:
        """Start the proxy and Playwright."""
        await self._proxy.start()
        self.config.launch_options["proxy"] = {"server": self._proxy.url}  # Playwright sends loopback through it, too
        await super().start()

    async def close(self) -> None:
        """End both."""
        await super().close()
        await self._proxy.close()


def is_not_needed(request: BrowserRequest) -> bool:
    """Return whether a request of the browser's is left out: what is only looked at or heard, and pages in frames, of
    which nothing is taken.
    """
    if request.is_navigation_request():
        return request.frame.parent_frame is not None
    return request.resource_type in _NOT_NEEDED


def _upstream(name: str) -> tuple[str, int] | None:
    """Return the environment's proxy for a host, if there is one."""
    proxies = getproxies()
    stated = proxies.get("https") or proxies.get("http")
    if not stated or proxy_bypass(name):
        return None
    parts = urlsplit(stated)
    return (parts.hostname, parts.port or 80) if parts.hostname else None


async def _drawn_or_moved(request: Request, download: Coroutine[Any, Any, Response], moves: Moves) -> Response:
    """Return a page, or, as soon as it leads somewhere else, the redirect to there."""
    drawing = asyncio.ensure_future(download)
    either: set[asyncio.Future[Any]] = {drawing, moves.first}
    try:
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not moves.first.done():
            return drawing.result()
        move = moves.first.result()
        return Response(request.url, status=move.status, headers={"Location": move.location}, request=request)
    finally:
        drawing.cancel()
        await asyncio.gather(drawing, return_exceptions=True)


def _failure(error: PlaywrightError) -> Exception:
    """Return a browser's error as the one that Scrapy's own handler would have raised."""
    said = " ".join(error.message.split())[:300]
    if "ERR_NAME_NOT_RESOLVED" in said:
        return CannotResolveHostError(said)
    if "ERR_TIMED_OUT" in said:
        return DownloadTimeoutError(said)
    return BrowserError(said)
