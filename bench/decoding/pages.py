"""Pages to be written in every codec: the bundled sample web's and prose of our own, or a folder's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import prose
from crawler.demo.web import SITES, load_web
from pipelines.duplication.fold import simplified

_FOREIGN = {
    "japanese": ("euc-jp", "shift_jis", "iso-2022-jp", "utf-8"),
    "korean": ("euc-kr", "utf-8"),
    "russian": ("windows-1251", "koi8-r", "iso-8859-5", "utf-8"),
    "greek": ("windows-1253", "iso-8859-7", "utf-8"),
    "french": ("windows-1252", "iso-8859-15", "utf-8"),
    "german": ("windows-1252", "iso-8859-15", "utf-8"),
    "spanish": ("windows-1252", "iso-8859-1", "utf-8"),
    "portuguese": ("windows-1252", "iso-8859-1", "utf-8"),
    "polish": ("windows-1250", "iso-8859-2", "utf-8"),
    "czech": ("windows-1250", "iso-8859-2", "utf-8"),
    "turkish": ("windows-1254", "iso-8859-9", "utf-8"),
    "vietnamese": ("utf-8",),
    "english": ("windows-1252", "utf-16", "utf-8"),
    "simplified": ("utf-16", "utf-8-sig"),
}


def chinese_pages() -> dict[str, str]:
    """Return the Chinese pages of the sample web and of the prose, by name."""
    pages = {}
    for versions in load_web(SITES).values():
        for version in versions:
            page = _text(version.body)
            if page and "<html" in page and _is_chinese(page):
                pages[f"{version.url} {version.epoch}"] = page
    return pages | {name: _page(prose.CLEAN[name]) for name in ("simplified", "traditional", "classical", "names")}


def foreign_pages() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the prose in other languages as pages, each with the codecs that it is met in."""
    return {name: (_page(prose.CLEAN[name]), codecs) for name, codecs in _FOREIGN.items()}


def read_folder(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the Chinese pages of a folder that are whole in UTF-8 or GB18030; the others prove nothing."""
    for path in sorted(folder.rglob("*.htm*")):
        page = _text(path.read_bytes())
        if page and _is_chinese(page):
            yield str(path), page


def _text(body: bytes) -> str | None:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _is_chinese(page: str) -> bool:
    han = [letter for letter in page if "\u4e00" <= letter <= "\u9fff"]
    kana = sum(1 for letter in page if "\u3040" <= letter <= "\u30ff")
    common = sum(1 for letter in han if simplified(letter) in "的一是在不了有和人这中大为上个国我以要他时来们")
    return len(han) > 100 and kana < 0.05 * len(han) and common > 0.05 * len(han)


def _page(text: str) -> str:
    paragraphs = "".join(f"<p>{line}</p>\n" for line in text.strip().split("\n"))
    title = text[:20]
    return f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body>{paragraphs}</body></html>\n"
