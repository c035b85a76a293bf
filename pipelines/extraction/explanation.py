"""How an item came to its fields: for `tidings extract` and for whoever asks why."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.extraction.byline import Byline
from pipelines.extraction.cascade import Chosen
from pipelines.extraction.dates import Dated
from pipelines.extraction.evidence import Passed
from pipelines.extraction.frame import Frame
from pipelines.extraction.origin import Sourced
from pipelines.extraction.site_memory import box_key
from pipelines.extraction.title import Headline

MAX_PASSED = 8


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field came from, and what was passed over: each text with the reason."""

    name: str
    where: str | None
    passed_over: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the item is what it is. `asked` gives the share of the body that each other extractor has, 0..1."""

    box: str
    agreed: str | None
    asked: dict[str, float]
    fields: list[Field]
    cut: list[tuple[str, str]]
    """Lines about the body and within it that were cut, and why, in the page's order."""
    signs: list[str] = field(default_factory=list)
    """What says that this is one article of several."""


def explain(
    frame: Frame,
    chosen: Chosen,
    title: Headline,
    published: Dated,
    modified: Dated,
    written: Byline,
    sourced: Sourced,
) -> Explanation:
    """Return the explanation of an item made from these."""
    considered = title.considered
    fields = [
        Field(
            "title",
            considered[0][0] if considered else None,
            [(text, f"{place}, {score} points") for place, text, score in considered[1:MAX_PASSED]],
        ),
        Field("published_at", published.where, _passed(published.passed_over)),
        Field("modified_at", modified.where, _passed(modified.passed_over)),
        Field("authors", written.where, _passed(written.passed_over)),
        Field("origin", sourced.where, _passed(sourced.passed_over)),
    ]
    layout, body = frame.layout, chosen.body
    cut = [] if frame.signs else [(layout.blocks[index].text, body.cut[index]) for index in sorted(body.cut)]
    box = "" if frame.signs else box_key(layout, body.box)
    return Explanation(box, chosen.agreed, chosen.asked, fields, cut, frame.signs)


def _passed(passed_over: list[Passed]) -> list[tuple[str, str]]:
    return [(each.text, f"{each.where}: {each.reason}") for each in passed_over]
