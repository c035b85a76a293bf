"""The second half of a crawl: what of the noted addresses is fetched in this run, and what became of each."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure

from crawler import schedule
from crawler.discovery.feed_text import FeedText
from crawler.middlewares.conditional import META as VALIDATORS
from crawler.outcomes import Failure, Kind, Outcome, Rejection, failed, failed_http, rejected
from crawler.run import CrawlRun, utc_now
from crawler.schedule import Action
from crawler.sources import Source
from crawler.spiders.answers import content_type, fetched, may_be_html, meta_of
from crawler.spiders.failures import outcome_of
from crawler.store import frontier, runs
from crawler.store.frontier import Ending, Fetched, Link, Noted
from crawler.urls import canonical
from pipelines.raw_page import RawPage

logger = logging.getLogger(__name__)

REFUSALS = frozenset({401, 402, 403, 405, 406})
"""Statuses of pages that readers may see and we may not: logins, paywalls, firewalls (405 is how some say it)."""

_STORED = frozenset({Kind.NEW, Kind.COPY, Kind.REVISION, Kind.UNCHANGED, Kind.OFF_TOPIC})
_BEHIND_ALL_OTHERS = -10


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take: articles published in the last `since_days`, and `max_pages` articles in all."""

    since_days: float | None = None
    max_pages: int | None = None


class Articles:
    """Fetches the articles of a run's sources; yields one RawPage per page."""

    def __init__(self, run: CrawlRun, limits: Limits, *, again: bool) -> None:
        self._run = run
        self._limits = limits
        self._again = again
        self._taken = 0
        self._fresh: Counter[str] = Counter()
        self._of_day: Counter[str] = Counter()

    async def page(self, source: Source) -> list[Request]:
        """Return the request for a source that is itself an article."""
        link = Link(source.url, canonical(source.url))
        noted = await self._run.call(frontier.note, self._run.id, source.name, source.url, [link], Fetched(), utc_now())
        self._run.discovered[source.name] += 1
        return await self.requests(source, noted)

    async def left_over(self, source: Source) -> list[Request]:
        """Return requests for what an earlier run left open, or what failed and may have passed."""
        left = await self._run.call(frontier.left_over, self._run.id, source.name, utc_now())
        return await self.requests(source, left)

    async def requests(
        self, source: Source, noted: Sequence[Noted], texts: Mapping[str, FeedText] | None = None
    ) -> list[Request]:
        """Return requests for what is to be fetched; everything else ends here, in one transaction.

        `texts` holds by canonical address what the feed itself says of its articles.
        """
        await self._count_day(source)
        requests: list[Request] = []
        endings: list[Ending] = []
        postponed: list[int] = []
        for each in noted:
            what = self._action(each)
            passed_over = self._passed_over(source, each, what)
            if passed_over is None:
                self._taken += 1
                self._count_fresh(source, each)
                text = _feed_text(each, texts or {})
                requests.append(self._request(source, each, text, conditional=what is Action.RECHECK))
                continue
            endings.append(_known(each, passed_over.why))
            if passed_over.waits and _is_fresh(each):  # a page that was had keeps its outcome, and is listed again
                postponed.append(each.address_id)
        await self._run.end_all(endings)
        if postponed:
            await self._run.call(frontier.postpone, postponed)
        return requests

    def _action(self, noted: Noted) -> Action:
        if self._again:
            return Action.FETCH
        return schedule.action(
            first_seen_at=noted.first_seen_at,
            fetched_at=noted.fetched_at,
            outcome=noted.outcome,
            policy=self._run.policy,
            now=utc_now(),
        )

    def _passed_over(self, source: Source, noted: Noted, what: Action) -> _PassedOver | None:
        """Return why an address is not fetched in this run, or None when it is."""
        state = self._run.states.get(source.name)
        first_run = state is None or state.succeeded_at is None
        fresh = _is_fresh(noted)
        oldest = self._oldest(source, state.succeeded_at if state else None)
        if fresh and not self._again and oldest and _is_older(noted, oldest):
            return _PassedOver(f"published before {oldest:%Y-%m-%d}")
        if what is Action.SKIP:
            return _PassedOver("")
        if fresh and first_run and self._fresh[source.name] >= source.max_items:
            return _PassedOver(f"beyond the first run's {source.max_items} items")
        if fresh and source.max_per_day and self._of_day[_lane(source)] >= source.max_per_day:
            return _PassedOver(f"beyond the day's {source.max_per_day} items of {_lane(source)}")
        if (fresh and self._fresh[source.name] >= source.max_items) or self._has_taken_enough():
            return _PassedOver("waits for the next run: this run's limit is reached", waits=True)
        return None

    async def _count_day(self, source: Source) -> None:
        """Look once a run how many articles a source's lane has had in the last 24 hours."""
        lane = _lane(source)
        if source.max_per_day and lane not in self._of_day:
            names = self._run.lanes.get(lane, [source.name])
            self._of_day[lane] = await self._run.call(
                runs.taken_since, self._run.id, names, utc_now() - dt.timedelta(days=1)
            )

    def _count_fresh(self, source: Source, noted: Noted) -> None:
        if _is_fresh(noted):
            self._fresh[source.name] += 1
            self._of_day[_lane(source)] += source.max_per_day is not None

    def _oldest(self, source: Source, succeeded_at: dt.datetime | None) -> dt.datetime | None:
        days = self._limits.since_days
        if days is not None:
            return utc_now() - dt.timedelta(days=days) if days else None
        if source.first_run_days == 0:
            return None
        return (succeeded_at or utc_now()) - dt.timedelta(days=source.first_run_days)

    def _has_taken_enough(self) -> bool:
        return self._limits.max_pages is not None and self._taken >= self._limits.max_pages

    def _request(self, source: Source, noted: Noted, text: FeedText | None, *, conditional: bool) -> Request:
        meta = meta_of(source)
        if conditional and not source.browser:  # the document's validators say nothing of what its scripts load
            meta[VALIDATORS] = Fetched(noted.etag, noted.last_modified, noted.body_hash)
        return Request(
            noted.url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"source": source, "noted": noted, "text": text},
            meta=meta,
            priority=_BEHIND_ALL_OTHERS if source.lane else 0,
            dont_filter=True,  # the store knows what was asked for; Scrapy's filter would drop a redirect in silence
        )

    async def parse(
        self, response: Response, source: Source, noted: Noted, text: FeedText | None
    ) -> AsyncIterator[RawPage]:
        """Yield the page for extraction, or count why there is nothing to extract."""
        page = fetched(response)
        known = response.meta.get(VALIDATORS)
        if response.status == 304:
            await self._run.end(noted, _same_as_before(noted), known)
        elif response.status in REFUSALS and text:
            refusal = failed_http(response.status)
            yield RawPage(b"", noted.url, None, source, noted, page, self._again, text, refusal)
        elif response.status in REFUSALS and noted.from_feed:
            detail = f"the page still answers {response.status}; the feed's text stays"
            await self._run.end(noted, Outcome(Kind.UNCHANGED, detail=detail))
        elif response.status != 200:
            await self._run.end(noted, failed_http(response.status))
        elif isinstance(known, Fetched) and known.body_hash == page.body_hash:
            await self._run.end(noted, _same_as_before(noted), page)
        elif not may_be_html(response):
            detail = f"the server sent {content_type(response) or 'no content type'}"
            await self._run.end(noted, rejected(Rejection.NOT_HTML, detail), page)
        else:
            yield RawPage(
                body=response.body,
                url=response.url,
                content_type=content_type(response),
                source=source,
                noted=noted,
                fetched=page,
                again=self._again,
                feed_text=text,
            )

    async def failed(self, failure: TwistedFailure) -> None:
        """Count a page that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        outcome = outcome_of(failure.value, request.url)
        if outcome is None:
            outcome = failed(Failure.BUG, repr(failure.value)[:300])
            logger.error("unexpected failure of %s", request.url, exc_info=failure.value)
        await self._run.end(request.cb_kwargs["noted"], outcome)


@dataclass(frozen=True, slots=True)
class _PassedOver:
    """Why an address is not fetched in this run, and whether the next one takes it up."""

    why: str
    waits: bool = False


def _is_fresh(noted: Noted) -> bool:
    return noted.outcome is None and noted.fetched_at is None


def _lane(source: Source) -> str:
    """Return what a source shares its daily limit in: its lane, or a lane of its own."""
    return source.lane or source.name


def _feed_text(noted: Noted, texts: Mapping[str, FeedText]) -> FeedText | None:
    """Return what the feed says of an article, unless its own page was had before, which no summary replaces."""
    if noted.fetched_at and not noted.from_feed and (noted.outcome or "").partition(":")[0] in _STORED:
        return None
    text = texts.get(noted.canonical_url)
    if text is None and not noted.from_feed and (summary := noted.hints.get("summary")):
        return FeedText(summary, whole=False)
    return text


def _known(noted: Noted, detail: str) -> Ending:
    return Ending(noted.address_id, noted.source, Outcome(Kind.KNOWN, detail=detail))


def _same_as_before(noted: Noted) -> Outcome:
    """Return the outcome of a page that is as it was: what was rejected or known then is so now."""
    kind, _, reason = (noted.outcome or "").partition(":")
    if kind in (Kind.REJECTED, Kind.KNOWN):
        return Outcome(Kind(kind), reason, "the page is as it was")
    return Outcome(Kind.UNCHANGED)


def _is_older(noted: Noted, oldest: dt.datetime) -> bool:
    stated = noted.hints.get("published_at")
    if not stated:
        return False
    moment = dt.datetime.fromisoformat(stated)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) < oldest
