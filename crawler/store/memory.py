"""What is kept of each site between runs: the lines and boxes that its pages have in common."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from crawler.outcomes import Kind
from crawler.sources import Source
from crawler.store.database import Store
from crawler.store.schema import items, outcomes, site_memory
from crawler.urls import host
from pipelines.extraction.site_memory import Learned, SiteMemory

logger = logging.getLogger(__name__)

_READER_PREFIX = re.compile(r"^(?:www\d?|m|mobile|wap|amp)\.(?=[^.]+\.)")
_TEACHING = (str(Kind.NEW), str(Kind.OFF_TOPIC))
"""A copy would make its text look like furniture; what is stored already has taught before."""


def site_of(url: str) -> str:
    """Return the site whose pages look alike: the host without `www.` or `m.`; empty for a file or no address.

    Not the registrable domain: two hosts of one publisher are two designs as a rule.
    """
    return _READER_PREFIX.sub("", host(url))


def sites_of(store: Store, source: Source) -> list[str]:
    """Return the sites that a source's articles stand on, its own address's first."""
    with store.reading() as connection:
        urls = connection.scalars(sa.select(items.c.url).where(items.c.source == source.name))
        sites = sorted({site_of(url) for url in urls} - {""})
    return list(dict.fromkeys([site_of(source.url), *sites]))


def recall(store: Store, site: str) -> SiteMemory:
    """Return the memory of a site; an empty one when there is none, or none that can be read."""
    return recall_all(store, [site]).get(site) or SiteMemory()


def recall_all(store: Store, sites: Iterable[str]) -> dict[str, SiteMemory]:
    """Return the memories of those sites that have one."""
    with store.reading() as connection:
        return _read(connection, sorted(set(sites)))


def learn(store: Store, run_id: int, lessons: Mapping[int, tuple[str, Learned]], now: dt.datetime) -> None:
    """Add what the pages of a run taught: for each address its site and lesson.

    Only pages count that founded an item in this run. Their order changes nothing, and runs that end at the same time
    lose none of each other's lessons.
    """
    with store.claiming() as connection:
        by_site: dict[str, list[Learned]] = {}
        for address_id in _founded(connection, run_id):
            if lesson := lessons.get(address_id):
                by_site.setdefault(lesson[0], []).append(lesson[1])
        known = _read(connection, sorted(by_site))
        for site, pages in sorted(by_site.items()):
            memory = known.get(site) or SiteMemory()
            if memory.learn(pages):
                logger.warning("site %s: its pages have changed; what was known of them is forgotten", site)
            _write(connection, site, memory, now)


def forget(store: Store, sites: Iterable[str]) -> list[str]:
    """Forget sites. Returns those of which something was known."""
    with store.writing() as connection:
        condition = site_memory.c.site.in_(sorted(set(sites)))
        return sorted(connection.scalars(sa.delete(site_memory).where(condition).returning(site_memory.c.site)))


def _founded(connection: sa.Connection, run_id: int) -> list[int]:
    """Return the addresses whose page gave an item of its own in a run, by what the run's outcomes say in the end."""
    condition = sa.and_(outcomes.c.run_id == run_id, outcomes.c.kind.in_(_TEACHING))
    return list(connection.scalars(sa.select(outcomes.c.address_id).where(condition).distinct()))


def _read(connection: sa.Connection, sites: list[str]) -> dict[str, SiteMemory]:
    rows = connection.execute(sa.select(site_memory).where(site_memory.c.site.in_(sites))).mappings()
    found = {}
    for row in rows:
        try:
            found[row["site"]] = SiteMemory.from_json(row["memory"])
        except ValueError as error:
            logger.warning("site %s: what is kept of it cannot be read (%s); it is learned anew", row["site"], error)
    return found


def _write(connection: sa.Connection, site: str, memory: SiteMemory, now: dt.datetime) -> None:
    values = {"memory": memory.as_json(), "articles": memory.articles, "updated_at": now}
    written = connection.execute(sa.update(site_memory).where(site_memory.c.site == site).values(values))
    if not written.rowcount:
        connection.execute(sa.insert(site_memory).values(site=site, **values))
