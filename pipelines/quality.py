"""Stage 400, quality: flags, and what is held back for a person because of one."""

from __future__ import annotations

from crawler.items import NewsItem
from crawler.outcomes import HOLDING_FLAGS, Flag, State
from pipelines.extraction.language import script_counts

_MIXED = 0.15  # share of the rarer script among the characters that tell the two apart


class QualityStage:
    """Adds the flags that need the whole item; a holding flag makes the state `quarantined`."""

    def __init__(self) -> None:
        script_counts("")  # loads the conversion tables before an event loop turns

    def process_item(self, item: NewsItem) -> NewsItem:
        """Return the item with its flags; off-topic items keep their state."""
        if item.language in ("zh-Hans", "zh-Hant"):
            simple, traditional = script_counts(item.text)
            if min(simple, traditional) > _MIXED * max(1, simple + traditional):
                item.flag(Flag.SCRIPT_MIXED, {"simplified": simple, "traditional": traditional})
        if item.state == State.PENDING and HOLDING_FLAGS.intersection(item.flags):
            item.state = State.QUARANTINED
        return item
