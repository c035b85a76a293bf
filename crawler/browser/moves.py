"""Where a page in the browser goes on to: each such step is stopped, and taken as the redirect of a plain request.

So what holds for those holds here, too: robots.txt of the new address, the guard, the pace of its site, the limit of
steps.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

_STAGES = [{"resourceType": "Document", "requestStage": stage} for stage in ("Request", "Response")]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BY_SCRIPT = 302


@dataclass(frozen=True, slots=True)
class Move:
    """Where a page led; the status is that of the redirect, or 302 when a script led there."""

    status: int
    location: str


class Moves:
    """Watches what one page's own frame asks for; the frames within it are let be."""

    def __init__(self) -> None:
        self.first: asyncio.Future[Move] = asyncio.get_running_loop().create_future()
        """Has a result as soon as the page is led somewhere else."""
        self._asked: str | None = None
        self._answering: set[asyncio.Task[None]] = set()

    async def watch(self, page: Page) -> None:
        """Begin, before the page's address is asked for. Playwright's own routes do not see redirects."""
        session = await page.context.new_cdp_session(page)
        tree = await session.send("Page.getFrameTree")
        frame = tree["frameTree"]["frame"]["id"]

        def paused(event: dict[str, Any]) -> None:
            task = asyncio.ensure_future(self._answer(session, event, own=event["frameId"] == frame))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

        session.on("Fetch.requestPaused", paused)
        await session.send("Fetch.enable", {"patterns": _STAGES})

    async def _answer(self, session: CDPSession, event: dict[str, Any], *, own: bool) -> None:
        answer = {"requestId": event["requestId"]}
        with contextlib.suppress(PlaywrightError):  # the page is closed already
            if own and (move := self._move(event)):
                await session.send("Fetch.failRequest", answer | {"errorReason": "Aborted"})
                if not self.first.done():
                    self.first.set_result(move)
            else:
                await session.send("Fetch.continueRequest", answer)

    def _move(self, event: dict[str, Any]) -> Move | None:
        """Return where a request, or the answer to it, leads away to."""
        status = event.get("responseStatusCode")
        if status in _REDIRECTS and (location := _location(event["responseHeaders"])):
            return Move(status, location)
        url = event["request"]["url"]
        self._asked = self._asked or url
        return Move(_BY_SCRIPT, url) if url != self._asked else None  # a page may load itself again


def _location(headers: list[dict[str, str]]) -> str:
    return next((each["value"] for each in headers if each["name"].lower() == "location"), "")
