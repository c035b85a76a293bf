"""The review's HTML: templates, and the filters that turn stored values into something to read.

Everything is escaped by the templates; a foreign address becomes a link only through `web_link`.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from crawler.outcomes import HOLDING_FLAGS, Flag, Relation, State
from crawler.review.changes import changes
from crawler.review.views import TABS

STATE_NAMES = {
    State.PENDING: "Pending",
    State.QUARANTINED: "Quarantined",
    State.LATER: "Later",
    State.ACCEPTED: "Accepted",
    State.REJECTED: "Rejected",
    State.OFF_TOPIC: "Off topic",
    State.COPY: "Copy",
}

FLAG_MEANINGS = {
    Flag.BRAND_INJECTED: "A brand's name was put into the text",
    Flag.REWRITTEN: "The text shows signs of being spun from another one",
    Flag.SPAM_TERMS: "The text holds words of advertisements or games of chance",
    Flag.HIDDEN_TEXT: "The page hides text beside the article",
    Flag.LIST_PAGE: "The page is a list of teasers, questions or keywords, not one article",
    Flag.MOJIBAKE: "Some bytes could not be decoded and were replaced",
    Flag.MOJIBAKE_REPAIRED: "Garbled characters were repaired",
    Flag.TITLE_HIJACKED: "The title does not belong to the text",
    Flag.DATE_GUESSED: "The date was inferred, not stated",
    Flag.TRUNCATED: "The text is cut off",
    Flag.PAYWALLED: "Only the part before a paywall could be read",
    Flag.SCRIPT_MIXED: "Simplified and traditional characters are mixed",
}

RELATION_NAMES = {
    Relation.EXACT: "the same text",
    Relation.NEAR: "nearly the same text",
    Relation.SCRIPT: "the same text in the other script",
    Relation.CONTAINED: "a part of this text",
    Relation.REWRITTEN: "rewritten",
    Relation.CONTAINS: "contains",
    Relation.UPDATE: "updates",
    Relation.TEMPLATE: "has the same form as",
    Relation.EVENT: "tells the same event as",
}

CHOICES = {
    "part": "parted from its story",
    "join": "joined to a story",
    "apart": "taken out of its event",
    "together": "put into one event",
}
UNDONE_CHOICES = CHOICES | {"join": "joined to another story", "together": "put into one event with another story"}

_HERE = Path(__file__).parent
_MAX_EVIDENCE = 600  # characters of one value; more is cut and said to be


class Pages:
    """Renders the templates."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "web_link": web_link,
            "site": site,
            "when": when,
            "paragraphs": paragraphs,
            "evidence": evidence,
            "percent": percent,
            "query": query,
        }
        self._environment.globals |= {
            "STATE_NAMES": STATE_NAMES,
            "FLAG_MEANINGS": FLAG_MEANINGS,
            "RELATION_NAMES": RELATION_NAMES,
            "HOLDING_FLAGS": HOLDING_FLAGS,
            "CHOICES": CHOICES,
            "UNDONE_CHOICES": UNDONE_CHOICES,
            "TABS": TABS,
            "changes": changes,
        }

    def render(self, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self._environment.get_template(template).render(**values), status)

    def error(self, status: int, message: str, back: str | None = None) -> HTMLResponse:
        """Return a page that says what is wrong and leads back: to the item `back`, or to the queue."""
        return self.render("error.html", status, status=status, message=message, back=back, state=None)


def web_link(url: str | None) -> str | None:
    """Return an address that may be a link: absolute, http or https, with a host. None for all others."""
    try:
        parts = urlsplit(url or "")
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web else None


def site(row: Any) -> str:
    """Return what to call an item's site: its name, or else its host."""
    return row["site_name"] or urlsplit(web_link(row["url"]) or "").hostname or row["source"]


def when(value: dt.datetime | str | None) -> str:
    """Return a time for reading, to the minute, with its zone; what is no time is returned as it is."""
    if value is None:
        return "unknown"
    if isinstance(value, str):
        if len(value) <= len("YYYY-MM-DD"):
            return value
        try:
            return _minute(dt.datetime.fromisoformat(value))
        except ValueError:
            return value
    return _minute(value)


def _minute(value: dt.datetime) -> str:
    offset = value.strftime("%z")
    zone = "UTC" if offset == "+0000" else f"{offset[:3]}:{offset[3:5]}" if offset else ""
    return f"{value:%Y-%m-%d %H:%M} {zone}".rstrip()


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that hold something."""
    return [line for line in text.splitlines() if line.strip()]


def percent(share: float | None) -> str:
    """Return a share of one in percent, or an empty string; only a whole one is 100 %."""
    if share is None:
        return ""
    return f"{min(99.0, share * 100) if share < 1 else 100:.0f} %"


def evidence(found: object) -> list[tuple[str, str]]:
    """Return what was seen for a flag as rows of a name (may be empty) and a text, whatever its shape."""
    if isinstance(found, dict):
        return [(str(name).replace("_", " "), _shown(value)) for name, value in found.items()]
    if isinstance(found, list):
        return [("", _shown(value)) for value in found]
    return [] if found is None or found is True else [("", _shown(found))]


def query(parameters: dict[str, str], sign: str = "?") -> str:
    """Return parameters as the end of an address, after `sign`; nothing when there are none."""
    return f"{sign}{urlencode(parameters)}" if parameters else ""


def _shown(value: object) -> str:
    if isinstance(value, dict):
        text = ", ".join(f"{name}: {_shown(each)}" for name, each in value.items())
    elif isinstance(value, list):
        text = " · ".join(map(_shown, value))
    else:
        text = str(value)
    return text if len(text) <= _MAX_EVIDENCE else f"{text[:_MAX_EVIDENCE]}… ({len(text)} characters)"
