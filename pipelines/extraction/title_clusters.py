"""The places that say the same headline, put together: spelling by spelling, part by part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.extraction.blocks import units_of
from pipelines.extraction.title_parts import SECTION_UNITS

STATED = frozenset(("og", "json-ld", "title", "feed"))
"""The places where a page, or its feed, states its title for machines."""

_LINES_ONLY = frozenset(("date-line", "above-body"))
_SHOWN_AGAIN = 0.1  # for the spelling: the line may be the heading that has voted already
_IN_SECTION = 0.3
_MAX_BROKEN = 4  # lines of a headline
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+)$")
_COUNT = re.compile(r"[\d\W]*")
_QUOTES = "\"“”'‘’「『"


@dataclass(slots=True)
class Cluster:
    """The places that say the same."""

    spellings: dict[str, float] = field(default_factory=dict)
    votes: dict[str, float] = field(default_factory=dict)
    at: int | None = None
    headed: str | None = None
    """The spelling of the page's h1."""

    @property
    def text(self) -> str:
        """Return the spelling that most places share (they differ in quotes, dashes, spaces and capitals).

        One in capitals alone gives way to any other: it is a look, and tells no name from a word. Where only capitals
        differ, the heading has it.
        """
        best = max(self.spellings, key=lambda spelling: (not spelling.isupper(), self.spellings[spelling]))
        shown = self.headed if self.headed and not self.headed.isupper() else best
        return shown if shown.casefold() == best.casefold() else best

    def vote(self, place: str, weight: float, spelling: str | None = None) -> None:
        """Add a place's vote; one that says it twice votes once."""
        if spelling and place not in self.votes:
            share = _SHOWN_AGAIN if place in _LINES_ONLY else weight
            self.spellings[spelling] = self.spellings.get(spelling, 0.0) + share
            self.headed = spelling if place == "h1" else self.headed
        self.votes[place] = max(weight, self.votes.get(place, 0.0))


def combine(clusters: dict[str, Cluster], lines: dict[str, int], line_weight: float) -> None:
    """Let the texts vote for the headline that they mean, by their keys: shown lines, broken ones, cut ones.

    `lines` has the keys of the lines about the body's beginning, with where they stand.
    """
    for key, number in lines.items():
        if key in clusters:
            clusters[key].vote("line", line_weight)
            clusters[key].at = number if clusters[key].at is None else clusters[key].at
    _join_lines(clusters, lines, line_weight)
    _weigh_sections(clusters)
    _join_cut(clusters)


def _join_lines(clusters: dict[str, Cluster], lines: dict[str, int], line_weight: float) -> None:
    """Let the lines of a headline that was broken into several vote for the whole one, which a title states."""
    keys = sorted(lines, key=lambda key: lines[key])
    stated = [key for key, cluster in clusters.items() if STATED & cluster.votes.keys()]
    for start, first in enumerate(keys):
        for whole_key in [key for key in stated if key != first and key.startswith(first)]:
            run = _run(keys[start : start + _MAX_BROKEN], whole_key)
            if len(run) < 2 or lines[run[-1]] - lines[first] >= _MAX_BROKEN:
                continue
            clusters[whole_key].vote("line", line_weight)
            clusters[whole_key].at = lines[run[-1]]
            for part in run:
                if part in clusters:
                    _move(clusters[part], clusters[whole_key])


def _run(keys: list[str], whole: str) -> list[str]:
    """Return the first keys that make up the whole one after the other, or none."""
    length = 0
    for number, key in enumerate(keys, 1):
        if not whole.startswith(key, length):
            return []
        length += len(key)
        if length == len(whole):
            return keys[:number]
    return []


def _weigh_sections(clusters: dict[str, Cluster]) -> None:
    """Make little of short headings that no title of the page says: they head a section."""
    for cluster in clusters.values():
        if set(cluster.votes) <= {"h1", "heading", "line"} and units_of(cluster.text) <= SECTION_UNITS:
            cluster.votes = {place: weight * _IN_SECTION for place, weight in cluster.votes.items()}


def _join_cut(clusters: dict[str, Cluster]) -> None:
    """Let texts vote for the whole or the part that they mean.

    What was cut, with an ellipsis or at a quote as careless templates do, votes for the whole. A heading that holds
    more than its headline (a count, a byline) votes for the part that several titles state.
    """
    for key, cluster in list(clusters.items()):
        for other_key, other in list(clusters.items()):
            if other_key == key or not other_key.startswith(key):
                continue
            if _is_cut(cluster.text, other.text):
                _move(cluster, other)
                break
            if _is_headline_of(cluster, other):
                _move(other, cluster)


def _move(source: Cluster, target: Cluster) -> None:
    for place, weight in source.votes.items():
        target.vote(place, weight)
    target.at = source.at if target.at is None else target.at
    source.votes = dict.fromkeys(source.votes, 0.0)


def _is_cut(text: str, whole: str) -> bool:
    stem = _ELLIPSIS.sub("", text)
    following = whole[len(stem) : len(stem) + 1]
    if not following or not whole.startswith(stem):
        return False
    return following not in ".…" if stem != text else following in _QUOTES


def _is_headline_of(cluster: Cluster, heading: Cluster) -> bool:
    stated = STATED & cluster.votes.keys()
    if "h1" not in heading.votes or STATED & heading.votes.keys():
        return False
    more = heading.text[len(cluster.text) :].strip()
    return len(stated) >= 2 or bool(stated and _COUNT.fullmatch(more))
