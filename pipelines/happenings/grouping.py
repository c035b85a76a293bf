"""Events: which stories belong together, given how alike each two of them are, and what persons said.

Groups are joined by the mean of all pairs between them (average linkage, Sokal and Michener 1958), to which their best
pair adds a share: a group cannot drift along a chain of neighbours, since who is like one member and unlike the others
stays out; but who is surely one member's event may be little like another's telling. The order of the stories changes
nothing.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crawler.urls import item_id

TOGETHER = 0.6
"""Likeness of two groups from which they are one event."""

_BEST = 0.25
"""What the best pair between two groups counts in their likeness; the mean of all pairs counts the rest."""


Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Link:
    """The pairs between two groups: the sum of their scores, and the best one."""

    sum: float
    best: float


_NO_LINK = _Link(0.0, 0.0)


def pair(one: str, other: str) -> Pair:
    """Return two stories in the one order in which a pair of them is kept."""
    return (one, other) if one < other else (other, one)


def group(stories: Collection[str], scores: Mapping[Pair, float], apart: Collection[Pair]) -> list[list[str]]:
    """Return the stories in groups, each sorted; what stands alone is a group of one.

    No group holds two stories that are `apart`. A pair without a score is not alike at all.
    """
    members = {story: [story] for story in stories}
    links: defaultdict[str, dict[str, _Link]] = defaultdict(dict)
    for (one, other), score in scores.items():
        if one in members and other in members:
            links[one][other] = links[other][one] = _Link(score, score)
    kept_apart: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        kept_apart[one].add(other)
        kept_apart[other].add(one)
    waiting = [
        (-_likeness(members, links, one, other), one, other) for one in links for other in links[one] if one < other
    ]
    heapq.heapify(waiting)
    while waiting:
        distance, one, other = heapq.heappop(waiting)
        if -distance < TOGETHER:
            break
        if one not in members or other not in members or -distance != _likeness(members, links, one, other):
            continue  # one of the two has been joined to another group since
        if kept_apart[one] & {other}:
            continue
        _join(members, links, kept_apart, one, other)
        for third in links[one]:
            heapq.heappush(waiting, (-_likeness(members, links, one, third), *pair(one, third)))
    return sorted(sorted(each) for each in members.values())


def _likeness(
    members: Mapping[str, list[str]], links: Mapping[str, Mapping[str, _Link]], one: str, other: str
) -> float:
    link = links[one].get(other, _NO_LINK)
    mean = link.sum / (len(members[one]) * len(members[other]))
    return round(mean + _BEST * (link.best - mean), 9)


def _join(
    members: dict[str, list[str]],
    links: defaultdict[str, dict[str, _Link]],
    apart: defaultdict[str, set[str]],
    one: str,
    other: str,
) -> None:
    """Put the group of `other` into that of `one`, of which the id is smaller."""
    members[one] += members.pop(other)
    for third, theirs in links.pop(other).items():
        del links[third][other]
        if third != one:
            mine = links[one].get(third, _NO_LINK)
            links[one][third] = links[third][one] = _Link(mine.sum + theirs.sum, max(mine.best, theirs.best))
    for third in apart.pop(other, set()):
        apart[third].discard(other)
        apart[third].add(one)
        apart[one].add(third)


def name_events(
    groups: Sequence[Sequence[str]],
    former: Mapping[str, str],
    arrival: Mapping[str, int],
    is_taken: Callable[[str], bool] = lambda _: False,
) -> dict[str, str]:
    """Return for each story of a group of several the id of its event.

    A group keeps the id that most of its stories had; one without gets that of its story that arrived first. Ids stay
    as long as anything of their event does, and never name two: `is_taken` tells those of events beside these.
    """
    several = [each for each in groups if len(each) > 1]
    shares = [
        (-sum(former.get(story) == event for story in stories), event, place)
        for place, stories in enumerate(several)
        for event in sorted({former[story] for story in stories if story in former})
    ]
    names: dict[int, str] = {}
    for _, event, place in sorted(shares):
        if place not in names and event not in names.values():
            names[place] = event
    taken = set(names.values()) | set(former.values())
    for place, stories in enumerate(several):
        if place not in names:
            names[place] = next(
                each for each in _new_names(stories, arrival) if each not in taken and not is_taken(each)
            )
            taken.add(names[place])
    return {story: names[place] for place, stories in enumerate(several) for story in stories}


def _new_names(stories: Sequence[str], arrival: Mapping[str, int]) -> Iterator[str]:
    first = min(stories, key=lambda story: arrival[story])
    yield first
    number = 0
    while True:
        number += 1
        yield item_id(first, f"event {number}")
