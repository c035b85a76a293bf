"""Where a page states when its article was last changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extraction.blocks import Block
from pipelines.extraction.date_lines import MAX_LINE, MAX_OTHER_UNITS, DateLines, in_comments, label_of, says_changed
from pipelines.extraction.date_near import yearless_date
from pipelines.extraction.date_text import Found
from pipelines.extraction.evidence import Candidate

MODIFIED_META = re.compile(r"modif|update|lastmod|revised|lastedit")
NO_DATE_META = re.compile(
    r"expir|unpublish|publisher|publishid|publishedtype|createdby|author|category|section|type$|id$|url$"
)
_CHANGED = re.compile("更新|修改|修[订訂]")


def plain_name(name: str) -> str:
    """Return a meta element's name in letters only."""
    return re.sub(r"[^a-z]", "", name)


def changed_in_meta(search: DateLines) -> Iterator[Candidate]:
    """Yield the dates of modification that meta elements state."""
    for name, stated in search.frame.structured.meta.items():
        plain = plain_name(name)
        changed = MODIFIED_META.search(plain) and not NO_DATE_META.search(plain)
        if changed and (value := search.parse(stated, f"meta:{name}")):
            yield Candidate(value, f"meta:{name}")


def changed_in_lines(search: DateLines) -> Iterator[Candidate]:
    """Yield the dates that lines label as those of a change: about the headline, also without a year, then behind the
    text.
    """
    frame = search.frame
    yield from (Candidate(found.value, "line") for _, label, found in search.head if label == "modified")
    for number in search.zone_of_head:
        line = frame.layout.blocks[number].labels[:MAX_LINE]
        found = yearless_date(line, frame.zone, frame.now) if _CHANGED.search(line) else None
        if found and (says_changed(line, found.end) or label_of(line[: found.start]) == "modified"):
            yield Candidate(found.value, "line")
    yield from (Candidate(found.value, "tail") for _, found in changed_behind(search))


def changed_behind(search: DateLines) -> Iterator[tuple[Block, Found]]:
    """Yield the dates that short lines behind the text label as those of a change, each with its line."""
    for block in search.frame.tail():
        if block.units <= MAX_OTHER_UNITS and not in_comments(search.frame, block):
            yield from ((block, found) for label, found in search.in_block(block) if label == "modified")
