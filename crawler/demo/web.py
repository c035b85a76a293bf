"""The sample web as plain values: every address with what it answers at each point in time.

A site is a folder `sites/<host>/`: `site.toml` lists every address in a [[page]] table, `articles/` holds the
words, and templates hold the markup. To add a page, write an article file, add a [[page]] with `path` and
`article`, and say in `expected.json` what is right for it. The keys of a [[page]]:

- `path`; `article`, `parts` or `file`; `template`; `epoch`
- `status`, `headers`, `redirect` (a path), `delay_seconds`, `validators`, `modified`
- `content_type`, `charset` (of the header), `encoding` (of the bytes), `gzip` (sent packed), `archive`
- `listed` with `title` and `published`, for an address without an article

Templates see these and any others.
"""

import gzip
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawler.demo.articles import Article, load_article

SITES = Path(__file__).parent / "sites"
_MODIFIED = (datetime(2026, 6, 30, tzinfo=UTC), datetime(2026, 6, 30, 12, tzinfo=UTC))
_SERVING = ("status", "delay_seconds", "validators", "gzip", "epoch")


@dataclass(frozen=True)
class Page:
    """One version of one address: the answer to a plain GET from `epoch` on, until a later version.

    `body` holds the bytes as they are after any Content-Encoding is undone; `gzip` says that they are sent
    compressed. `redirect` is the absolute address of a Location header. Without `validators` the answer
    bears neither ETag nor Last-Modified, and is always sent whole.
    """

    url: str
    body: bytes = b""
    status: int = 200
    content_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    delay_seconds: float = 0.0
    redirect: str | None = None
    validators: bool = True
    gzip: bool = False
    epoch: int = 0
    modified: datetime = _MODIFIED[0]


@dataclass(frozen=True)
class Entry:
    """What a feed, sitemap or listing says of one article address."""

    url: str
    path: str
    title: str
    published: date | None
    summary: str
    article: Article | None


@dataclass(frozen=True)
class Site:
    """A site as its folder tells it: `about` for the templates, `rows` the [[page]] tables of site.toml."""

    host: str
    folder: Path
    about: Mapping[str, Any]
    rows: tuple[Mapping[str, Any], ...]

    def url(self, path: str) -> str:
        """The absolute address of a path of this site."""
        return f"http://{self.host}{path}"


def load_web(sites: Path = SITES) -> dict[str, list[Page]]:
    """Every address of the sample web with its versions, earliest first; the same on every call."""
    environment = _environment(sites)
    web: dict[str, list[Page]] = {}
    for manifest in sorted(sites.glob("*/site.toml")):
        site = load_site(manifest)
        listed = {epoch: entries(site, epoch) for epoch in {row.get("epoch", 0) for row in site.rows}}
        for row in site.rows:
            page = _page(site, row, environment, listed[row.get("epoch", 0)])
            web.setdefault(page.url, []).append(page)
    for versions in web.values():
        versions.sort(key=lambda page: page.epoch)
    return web


def load_site(manifest: Path) -> Site:
    """Read one site.toml; every [[page]] table gets what [defaults] says and it does not."""
    table = tomllib.loads(manifest.read_text(encoding="utf-8"))
    defaults = table.get("defaults", {})
    rows = tuple({**defaults, **row} for row in table["page"])
    return Site(manifest.parent.name, manifest.parent, table["site"], rows)


def entries(site: Site, epoch: int) -> list[Entry]:
    """The article addresses the site lists at `epoch`, in the order of site.toml."""
    latest = {row["path"]: row for row in site.rows if row.get("epoch", 0) <= epoch and _is_listed(row)}
    return [_entry(site, row) for row in latest.values()]


def _is_listed(row: Mapping[str, Any]) -> bool:
    listed: bool = row.get("listed", "article" in row)
    return listed


def _entry(site: Site, row: Mapping[str, Any]) -> Entry:
    article = _article(site, row)
    path = row["path"]
    if article is None:
        return Entry(site.url(path), path, row["title"], row.get("published"), row.get("summary", ""), None)
    return Entry(site.url(path), path, article.title, article.published, article.summary, article)


def _article(site: Site, row: Mapping[str, Any]) -> Article | None:
    if "article" not in row:
        return None
    return load_article(site.folder / "articles" / f"{row['article']}.toml")


def _page(site: Site, row: Mapping[str, Any], environment: Environment, listed: list[Entry]) -> Page:
    epoch = row.get("epoch", 0)
    body = _body(site, row, environment, listed)
    return Page(
        url=site.url(row["path"]),
        body=gzip.compress(body, mtime=0) if row.get("archive") else body,
        content_type=_content_type(row),
        headers=MappingProxyType(dict(row.get("headers", {}))),
        redirect=site.url(row["redirect"]) if "redirect" in row else None,
        modified=row.get("modified", _MODIFIED[epoch]),
        **{name: row[name] for name in _SERVING if name in row},
    )


def _content_type(row: Mapping[str, Any]) -> str:
    kind: str = row.get("content_type", "text/html")
    charset = row.get("charset", "")
    return f"{kind}; charset={charset}" if charset else kind


def _body(site: Site, row: Mapping[str, Any], environment: Environment, listed: list[Entry]) -> bytes:
    if "file" in row:
        return site.folder.joinpath(str(row["file"])).read_bytes()
    if "template" not in row or "redirect" in row:
        return b""
    template = environment.get_template(f"{site.host}/{row['template']}")
    text = template.render(
        site=site.about,
        page=row,
        url=site.url(row["path"]),
        a=_article(site, row),
        parts=[load_article(site.folder / "articles" / f"{name}.toml") for name in row.get("parts", ())],
        entries=listed,
    )
    encoding: str = row.get("encoding", "utf-8")
    return text.encode(encoding)


def _environment(sites: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(sites),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["rfc822"] = rfc822
    environment.filters["newest"] = newest
    return environment


def rfc822(day: date) -> str:
    """The date as RSS writes it; a day without a time becomes its midnight in UTC."""
    moment = day if isinstance(day, datetime) else datetime.combine(day, time(), UTC)
    return format_datetime(moment)


def newest(listed: Iterable[Entry]) -> list[Entry]:
    """The entries, latest first; those without a date come last."""
    return sorted(listed, key=lambda entry: str(entry.published or ""), reverse=True)
