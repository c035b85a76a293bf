"""The time zone of pages that state none. Imported with the catalogue, so it imports nothing itself."""

from __future__ import annotations


def zone_of(language: str | None) -> str:
    """Return the zone in which a language's pages tell the time where they state none: one zone serves all that is
    published in Chinese; any other language has no zone of its own, and gets UTC.
    """
    return "Asia/Shanghai" if (language or "").startswith("zh") else "UTC"
