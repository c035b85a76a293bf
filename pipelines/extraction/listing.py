"""Pages that only list other pages: a home page, a section, an archive, a list of publications."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.blocks import Layout
from pipelines.extraction.body import Body
from pipelines.extraction.teasers import lead_to_one_site, led_by_links, teaser_groups, teasers_in_a_row

_TEASERS, _LISTED_SHARE = 5, 0.6
_FEW_TEASERS, _ALL_LISTED = 3, 0.95


def lists_pages(layout: Layout, body: Body) -> dict[str, object] | None:
    """Return the evidence that a page lists other pages: most of its text stands in teasers, all of it in a few ones.

    The few must lead to one site.
    """
    inside = set(body.blocks)
    box = layout.boxes[body.box]

    def listed(entries: Sequence[range]) -> int:
        return sum(layout.blocks[index].units for index in {index for entry in entries for index in entry} & inside)

    groups = [[range(box.start, box.end) for box in group] for group in teaser_groups(layout, _FEW_TEASERS)]
    flat = teasers_in_a_row(layout, box.start, box.end, _TEASERS)
    led = led_by_links(layout, body.blocks, _TEASERS)
    entries = max([*groups, flat, led], key=lambda each: (listed(each), len(each)))
    own = sum(layout.blocks[index].units for index in body.blocks)
    if not entries or not _are_teasers(layout, entries, listed(entries) / max(1, own)):
        return None
    return {"entries": len(entries), "units_in_entries": listed(entries), "units_of_text": own}


def _are_teasers(layout: Layout, entries: Sequence[range], share: float) -> bool:
    """Return whether entries that hold this share of a page's text make it a list of pages."""
    if len(entries) >= _TEASERS:
        return share >= _LISTED_SHARE
    return share >= _ALL_LISTED and lead_to_one_site(layout, entries)
