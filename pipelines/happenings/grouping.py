"""Events: which stories belong together, given how alike each two of them are, and what persons said.

Groups are joined by the mean of all pairs between them (average linkage, Sokal and Michener 1958), so a group cannot
drift along a chain of neighbours: who is like one member and unlike the others stays out. The order of the stories
changes nothing.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from crawler.urls import item_id

TOGETHER = 0.6
"""Mean likeness of the pairs between two groups from which they are one event."""


Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Return two stories in the one order in which a pair of them is kept."""
    return (one, other) if one < other else (other, one)


def group(stories: Collection[str], scores: Mapping[Pair, float], apart: Collection[Pair]) -> list[list[str]]:
    """Return the stories in groups, each sorted; what stands alone is a group of one.

    No group holds two stories that are `apart`. A pair without a score is not alike at all.
    """
    members = {story: [story] for story in stories}
    sums: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for (one, other), score in scores.items():
        if one in members and other in members:
            sums[one][other] = sums[other][one] = score
    kept_apart: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in apart:
        kept_apart[one].add(other)
        kept_apart[other].add(one)
    waiting = [(-score, *pair(one, other)) for one in sums for other, score in sums[one].items() if one < other]
    heapq.heapify(waiting)
    while waiting:
        mean, one, other = heapq.heappop(waiting)
        if -mean < TOGETHER:
            break
        if one not in members or other not in members or -mean != _mean(members, sums, one, other):
            continue  # one of the two has been joined to another group since
        if kept_apart[one] & {other}:
            continue
        _join(members, sums, kept_apart, one, other)
        for third in sums[one]:
            heapq.heappush(waiting, (-_mean(members, sums, one, third), *pair(one, third)))
    return sorted(sorted(each) for each in members.values())


def _mean(members: Mapping[str, list[str]], sums: Mapping[str, Mapping[str, float]], one: str, other: str) -> float:
    return round(sums[one].get(other, 0.0) / (len(members[one]) * len(members[other])), 9)


def _join(
    members: dict[str, list[str]],
    sums: defaultdict[str, dict[str, float]],
    apart: defaultdict[str, set[str]],
    one: str,
    other: str,
) -> None:
    """Put the group of `other` into that of `one`, of which the id is smaller."""
    members[one] += members.pop(other)
    for third, score in sums.pop(other).items():
        del sums[third][other]
        if third != one:
            sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + score
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
