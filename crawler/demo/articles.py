"""What an article of the sample web says, apart from the site's markup around it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

_PREFIXES = {"## ": "h2", "> ": "quote", "- ": "item", "^ ": "caption"}
_DAMAGE = re.compile(r"\[\[(shift|utf8)\|(.+?)\]\]")


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, quote, list entry or caption; `kind` is p, h2, quote, item or caption."""

    kind: str
    text: str

    @property
    def html(self) -> Markup:
        """The text as HTML: what stands between `**` in bold, `[[^...]]` as a picture's caption."""
        bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(self.text)))
        marked = re.sub(r"\[\[\^(.+?)\]\]", r'<span class="pic-tip">\1</span>', bold)
        return Markup(marked)  # noqa: S704 - our own files, escaped above


@dataclass(frozen=True)
class Article:
    """One article file: the words, and `extra` for whatever only this site's templates use."""

    title: str
    published: date | None
    authors: tuple[str, ...]
    origin: str | None
    summary: str
    blocks: tuple[Block, ...]
    extra: Mapping[str, Any]


def load_article(path: Path) -> Article:
    """Read one article file; raises KeyError when it lacks a title."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Article(
        title=table.pop("title"),
        published=table.pop("published", None),
        authors=tuple(table.pop("authors", ())),
        origin=table.pop("origin", None),
        summary=table.pop("summary", ""),
        blocks=blocks(table.pop("text", "")),
        extra=table,
    )


def blocks(text: str) -> tuple[Block, ...]:
    """Split on empty lines; the first characters of a piece tell its kind (`## `, `> `, `- `, `^ `)."""
    pieces = (piece.strip() for piece in re.split(r"\n\s*\n", text))
    return tuple(_block(damage(piece)) for piece in pieces if piece)


def damage(text: str) -> str:
    """Garble the stretches marked `[[shift|...]]` and `[[utf8|...]]` as faulty programs do."""
    return _DAMAGE.sub(lambda match: _DAMAGERS[match[1]](match[2]), text)


def _block(piece: str) -> Block:
    for prefix, kind in _PREFIXES.items():
        if piece.startswith(prefix):
            return Block(kind, piece.removeprefix(prefix))
    return Block("p", piece)


def _shift(text: str) -> str:
    """A stretch of GB18030 read one byte late, as when the byte before it was taken for half a character."""
    return "?" + text.encode("gb18030")[1:].decode("gb18030", errors="replace")


def _utf8_as_gbk(text: str) -> str:
    """UTF-8 bytes read as GBK; whole when `text` has an even number of characters, else the end is lost."""
    return text.encode().decode("gbk", errors="replace")


_DAMAGERS = {"shift": _shift, "utf8": _utf8_as_gbk}
