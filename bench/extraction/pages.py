"""Pages with gold answers: from manifests, from the article-extraction-benchmark, from the bundled sample web."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.demo.articles import Article, load_article
from crawler.demo.web import SITES, load_site, load_web

_NAMES = {
    "html": ("html_path", "html"),
    "text": ("gold_text", "text"),
    "title": ("gold_title", "title"),
    "date": ("gold_date", "date"),
    "authors": ("gold_author", "gold_authors", "authors", "author"),
    "origin": ("gold_source", "gold_origin", "origin", "source"),
}
_UNKNOWN = {"date": "date_unknown", "authors": "author_unknown", "origin": "source_unknown"}
_INLINE_CAPTION = re.compile(r"\[\[\^.+?\]\]")


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved page: its bytes, or the file that holds them (`.gz` is unpacked), and what is known beside them."""

    url: str
    lang: str
    path: Path | None = None
    body: bytes = b""

    def read(self) -> bytes:
        """Return the page's bytes; raises OSError when the file cannot be read."""
        if self.path is None:
            return self.body
        raw = self.path.read_bytes()
        return gzip.decompress(raw) if self.path.suffix == ".gz" else raw


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right for a page. None: not known, so not scored; an empty tuple: the page has none.

    A tuple of several dates, titles or origins names alternatives; of several authors, all of them.
    """

    text: str | None = None
    title: tuple[str, ...] | None = None
    date: tuple[str, ...] | None = None
    authors: tuple[str, ...] | None = None
    origin: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page of a set, and what is right for it."""

    dataset: str
    id: str
    saved: Saved
    gold: Gold
    half: str

    @property
    def lang(self) -> str:
        """The page's language: `zh`, `en`, ..."""
        return self.saved.lang


def half_of(page_id: str) -> str:
    """Return the half that a page belongs to when its manifest does not say: by its id alone, so always the same."""
    digest = hashlib.sha1(page_id.encode(), usedforsecurity=False).digest()
    return "held" if digest[-1] % 2 else "dev"


def read_manifest(path: Path) -> list[GoldPage]:
    """Return the pages of a JSONL manifest; raises ValueError with every line that is wrong."""
    dataset = path.stem if path.stem != "manifest" else path.absolute().parent.name
    pages, wrong = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1):
        if not line.strip():
            continue
        try:
            pages.append(_page(json.loads(line), dataset, path.parent))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            wrong.append(f"line {number}: {type(error).__name__}: {error}")
    if wrong:
        raise ValueError(f"{path}:\n" + "\n".join(wrong))
    return pages


def _page(row: dict[str, Any], dataset: str, folder: Path) -> GoldPage:
    html = _named(row, "html")
    if not isinstance(html, str):
        raise TypeError("no `html_path`")
    page_id = str(row.get("id") or Path(html).stem)
    text = _named(row, "text")
    gold = Gold(
        text=None if text is None else str(text),
        title=_values(row, "title"),
        date=_values(row, "date"),
        authors=_values(row, "authors"),
        origin=_values(row, "origin"),
    )
    path = folder / html
    saved = Saved(row.get("url") or path.absolute().as_uri(), str(row.get("lang") or "en").partition("-")[0], path)
    return GoldPage(dataset, page_id, saved, gold, str(row.get("half") or half_of(page_id)))


def _named(row: dict[str, Any], field: str) -> Any:
    return next((row[name] for name in _NAMES[field] if row.get(name) is not None), None)


def _values(row: dict[str, Any], field: str) -> tuple[str, ...] | None:
    """Return a field's values: none known for null, none on the page for `""`, `[]` or `FIELD_unknown: true`."""
    value = _named(row, field)
    if value is None:
        return () if row.get(_UNKNOWN.get(field, "")) else None
    values = value if isinstance(value, list) else [value]
    return tuple(str(each) for each in values if each)


def read_benchmark(folder: Path) -> list[GoldPage]:
    """Return the pages of the article-extraction-benchmark: `ground-truth.json` and `html/ID.html.gz`, all English."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        GoldPage(
            folder.absolute().name,
            page_id,
            Saved(row.get("url") or "", "en", folder / "html" / f"{page_id}.html.gz"),
            Gold(text=row.get("articleBody", "")),
            half_of(page_id),
        )
        for page_id, row in truth.items()
    ]


def demo_pages() -> list[GoldPage]:
    """Return the articles of the bundled sample web, with the texts that they were made from as gold."""
    expected = json.loads((SITES.parent / "expected.json").read_text(encoding="utf-8"))["pages"]
    items = {page["url"]: page["items"] for page in expected if page["items"]}
    web = load_web()
    pages = []
    for url, articles in _demo_articles():
        if url in items:
            gold = _demo_gold(articles, items[url][0])
            lang = str(items[url][0]["language"]).partition("-")[0]
            pages.append(GoldPage("demo", url, Saved(url, lang, body=web[url][0].body), gold, half_of(url)))
    return pages


def _demo_articles() -> Iterator[tuple[str, list[Article]]]:
    """Yield each article address of the sample web as it is first served, with the articles on it."""
    for manifest in sorted(SITES.glob("*/site.toml")):
        site = load_site(manifest)
        for row in site.rows:
            names = row.get("parts") or ([row["article"]] if "article" in row else [])
            plain = row.get("status", 200) == 200 and row.get("epoch", 0) == 0 and "redirect" not in row
            if names and plain and not row.get("gzip"):
                yield site.url(row["path"]), [load_article(site.folder / "articles" / f"{name}.toml") for name in names]


def _demo_gold(articles: list[Article], item: dict[str, Any]) -> Gold:
    blocks = [block for article in articles for block in article.blocks if block.kind != "caption"]
    return Gold(
        text="\n".join(_INLINE_CAPTION.sub("", block.text).replace("**", "") for block in blocks),
        title=(item["title"],),
        date=(item["published_at"],) if item["published_at"] else (),
        authors=tuple(item["authors"]),
        origin=(item["origin"],) if item["origin"] else (),
    )
