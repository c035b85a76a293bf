"""What a feed itself holds of an article: its text, or a summary of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from pipelines.extraction.structured import whole_characters

MAX_CHARACTERS = 200_000
"""Of one text. A longer one is cut, and no whole text any more."""

_WHOLE_DESCRIPTION = 1000
"""Characters: a shorter description is taken for a summary, a longer one of several paragraphs for the text."""

_TAG = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"<(?:p|br|div|li)\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:…|\.\.\.|&hellip;|\[…\]|\[\.\.\.\]|阅读全文|閱讀全文|查看全文|阅读原文|read (?:more|on)|continue reading)"
    r"[\s\]»›→>)）]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FeedText:
    """HTML or plain text; `whole` when it is all of the article, as far as the feed shows."""

    html: str
    whole: bool
    author: str | None = None


def feed_text(content: object, summary: object, author: object = None) -> FeedText | None:
    """Return the text of an entry: `content` is meant to be all of it, `summary` is not; None when there is neither."""
    whole, short = _string(content), _string(summary)
    text = max(short, whole, key=len)  # parsers give a description as the content, too, where there is no other
    if not text:
        return None
    is_whole = not _GOES_ON.search(plain(text)) and len(text) <= MAX_CHARACTERS
    if text == short:
        is_whole = is_whole and len(plain(text)) >= _WHOLE_DESCRIPTION and len(_PARAGRAPH.findall(text)) > 1
    return FeedText(text[:MAX_CHARACTERS], is_whole, plain(author) or None)


def plain(value: object) -> str:
    """Return a text without tags and references, in one line; also one that was escaped twice."""
    text = html.unescape(_TAG.sub(" ", whole_characters(str(value or ""))))
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _string(value: object) -> str:
    return whole_characters(value).strip() if isinstance(value, str) else ""
