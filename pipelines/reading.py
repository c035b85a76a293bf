"""Reading: a title and a text in the one form in which words are looked up, with the places of title and lead."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from pipelines.duplication.fold import simplified

_MAX_LENGTH = 40_000  # characters of a text; what comes later says nothing new about what it is about
_LEAD_BYTES = (
    600  # the lead is the lines that begin within so many bytes of UTF-8: about 100 words, or 200 Han characters
)
_MARKS = str.maketrans(dict.fromkeys("-‐‑‒–_", " ") | {"\u2019": "'"} | dict.fromkeys("・•‧∙⋅", "·"))
_HAN_LATIN_GAP = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) +(?=[\u3400-\u9fff])")
_DOTTED_I = "\u0130"  # the one character whose lower case is longer than itself


@dataclass(frozen=True)
class Reading:
    """`folded` is simplified and in lower case, hyphens are spaces; `written` is the same, character by character, with
    the case and the script of the page. The title ends at `title_end`, the lead at `lead_end`, counted in these.
    """

    folded: str
    written: str
    title_end: int
    lead_end: int

    @cached_property
    def body_bytes(self) -> int:
        """Bytes of the text in UTF-8: a measure of how much is said that is nearly the same in both languages."""
        return len(self.folded[self.title_end :].encode())

    def line_at(self, position: int) -> str:
        """Return the line around a position, as written."""
        start = self.written.rfind("\n", 0, position) + 1
        end = self.written.find("\n", position)
        return self.written[start : end if end >= 0 else len(self.written)]


def read(title: str, text: str) -> Reading:
    """Return an item's title and text, ready for looking words up."""
    title_folded, title_written = _folded(title.replace("\n", " ") + "\n")
    text_folded, text_written = _folded(text[:_MAX_LENGTH])
    return Reading(
        folded=title_folded + text_folded,
        written=title_written + text_written,
        title_end=len(title_folded),
        lead_end=len(title_folded) + _lead_length(text_folded),
    )


def word_form(word: str) -> str:
    """Return a word or phrase in the form in which it is looked up."""
    return _folded(word)[0].strip()


def written_form(word: str) -> str:
    """Return a word or phrase in the form in which it is compared when its case and script matter."""
    return _written(word).strip()


def _folded(text: str) -> tuple[str, str]:
    written = _written(text)
    folded = simplified(written).lower()
    return folded, written if len(written) == len(folded) else folded


def _written(text: str) -> str:
    """Return the text NFKC-normalised, without the spaces that typographers put between Han and Latin characters."""
    normal = unicodedata.normalize("NFKC", text).replace(_DOTTED_I, "I")
    return _HAN_LATIN_GAP.sub("", normal.translate(_MARKS))


def _lead_length(folded: str) -> int:
    """Return where the lead ends: with the line in which it reaches its length, but at twice that at most."""
    length = weighed = 0
    for line in folded.splitlines(keepends=True):
        if weighed >= _LEAD_BYTES:
            break
        length += len(line)
        weighed += len(line.encode())
    if weighed <= 2 * _LEAD_BYTES:
        return length
    return len(folded.encode()[: 2 * _LEAD_BYTES].decode(errors="ignore"))
