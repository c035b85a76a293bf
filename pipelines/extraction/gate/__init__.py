"""The gate: signs that a page was hijacked, spun or stuffed. They hold an item for a person."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.outcomes import Flag
from pipelines.extraction.gate import spun, spun_english
from pipelines.extraction.gate.brand import brand_injected
from pipelines.extraction.gate.broken import broken_sentences
from pipelines.extraction.gate.hidden import hidden_text
from pipelines.extraction.gate.lists import linked_list, machine_list
from pipelines.extraction.gate.placeholders import KINDS_THAT_HOLD, placeholders
from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.selling import sells_another
from pipelines.extraction.gate.spam import other_trade, spam_terms

__all__ = ["Places", "signs"]

Evidence = dict[str, object]


def signs(places: Places, title: str | None, text: str) -> Iterator[tuple[Flag, Evidence]]:
    """Yield the flags of one article of a page, each with its evidence.

    A template's placeholders are told beside the first. By themselves they hold a page when two kinds were left: a name
    that was never filled in and a telephone number, say.
    """
    signs_found = (
        (Flag.BRAND_INJECTED, brand_injected(places, title, text) or broken_sentences(places, title, text)),
        (Flag.REWRITTEN, spun.rewritten(text) or spun_english.rewritten(text)),
        (Flag.TITLE_HIJACKED, other_trade(places, title, text) or sells_another(places, title, text)),
        (Flag.SPAM_TERMS, spam_terms(places, title, text)),
        (Flag.HIDDEN_TEXT, hidden_text(places, text)),
        (Flag.LIST_PAGE, machine_list(text, title) or linked_list(places)),
    )
    held = [(flag, evidence) for flag, evidence in signs_found if evidence]
    if left := placeholders(places, text):
        if not held and len(left) >= KINDS_THAT_HOLD:
            held = [(Flag.SPAM_TERMS, {})]
        if held:
            held[0][1]["placeholders"] = left
    yield from held
