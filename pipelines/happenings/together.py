"""Groups of stories joined because a person said that they tell one event."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.happenings.grouping import Pair, pair


def put_together(
    groups: Sequence[Collection[str]], together: Collection[Pair], apart: Collection[Pair]
) -> list[list[str]]:
    """Return the groups with those made one that hold two stories which belong `together`; each sorted.

    What persons said goes before what was computed: a story of the two groups that is `apart` from one of the other
    group, and that nobody put together with another, stands alone then. Where both were put so, the groups stay two.
    """
    holding = {story: each for each in map(set, groups) for story in each}
    spoken = {story for each in together for story in each}
    for one, other in sorted(together):
        if one not in holding or other not in holding or holding[one] is holding[other]:
            continue
        mine, theirs = holding[one], holding[other]
        against = [(a, b) for a in mine for b in theirs if pair(a, b) in apart]
        if any(a in spoken and b in spoken for a, b in against):
            continue
        leaving = {story for each in against for story in each} - spoken
        joined = (mine | theirs) - leaving
        holding |= {story: {story} if story in leaving else joined for story in mine | theirs}
    return sorted(sorted(each) for each in {id(each): each for each in holding.values()}.values())
