"""The outlet that an article says it came from, and the outlets in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from crawler.items import Origin
from pipelines.extraction import origins_english, origins_han
from pipelines.extraction.evidence import Passed
from pipelines.extraction.frame import Frame
from pipelines.extraction.language import is_chinese
from pipelines.extraction.outlets import Named, link_of, refusal
from pipelines.extraction.sites import key

Rule = tuple[str, Callable[[Frame], Iterator[Named]], bool]


@dataclass(frozen=True, slots=True)
class Sourced:
    """The origin, the rule that found it, and what other rules found and why it did not count."""

    origin: Origin | None = None
    where: str | None = None
    passed_over: list[Passed] = field(default_factory=list)


def origin(frame: Frame) -> Sourced:
    """Return the outlet named as the source.

    A labelled source may name the site itself; what is told by the text alone (a reporter's outlet, a dateline, a link
    to the first publication) counts only when it names another.
    """
    passed: list[Passed] = []
    for where, rule, own_counts in _CHINESE_RULES if is_chinese(frame.text) else _OTHER_RULES:
        for named in rule(frame):
            reason = refusal(named.name) or (
                "the site itself" if not own_counts and key(named.name) in frame.site_names else None
            )
            if not reason and rule in _LABELLED and origins_han.is_person(frame, named):
                reason = "a person"
            if reason:
                passed.append(Passed(named.name, where, reason))
                continue
            between = origins_han.between(frame, inner=where in _INNER)
            via = [name for name in between if _is_between(name, named.name, frame.site_names)]
            return Sourced(Origin(named.name, named.url or link_of(frame, named), via), where, passed)
    return Sourced(passed_over=passed)


def _is_between(name: str, source: str, own: frozenset[str]) -> bool:
    same = key(name) in key(source) or key(source) in key(name)
    return not refusal(name) and not same and key(name) not in own


_CHINESE_RULES: tuple[Rule, ...] = (
    ("reprint", origins_han.reprinted, False),
    ("label", origins_han.labelled, True),
    ("label after", origins_han.labelled_after, True),
    ("date line", origins_han.beside_date, True),
    ("meta", origins_han.stated, True),
    ("canonical", origins_english.canonical, False),
    ("reported by", origins_han.reported_by, False),
    ("reporter of", origins_han.reporter_of, False),
    ("dateline", origins_han.dateline, False),
    ("citation", origins_english.citation, False),
)
_OTHER_RULES: tuple[Rule, ...] = (
    ("statement", origins_english.stated, False),
    ("canonical", origins_english.canonical, False),
    ("dateline", origins_english.dateline, False),
    ("citation", origins_english.citation, False),
)
_LABELLED = (origins_han.labelled, origins_han.labelled_after)
_INNER = frozenset(("reprint", "label after", "citation"))  # told by the text: what heads the page stands between
