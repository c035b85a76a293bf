"""Members of a story that a flag holds: not of the copies, whatever becomes of head and text."""

from typing import Any

from crawler.outcomes import State
from crawler.store import items
from crawler.store.database import Store
from crawler.store.items import HeldBack, held_by_source

TEXT = " ".join(f"word{number} and what follows it." for number in range(60))
GOOD, BAD = "https://lab.example/good", "https://trap.example/bad"


def states(store: Store) -> dict[str, tuple[str, bool]]:
    return {row["url"]: (row["state"], row["is_head"]) for row in items.find(store, heads_only=False)}


def put(newsroom: Any, url: str, text: str, *, held: bool) -> None:
    flags, state = (["spam_terms"], State.QUARANTINED) if held else ([], State.PENDING)
    newsroom.save(newsroom.item(url, text, flags=flags, state=state))


def test_it_is_held_whichever_comes_first(store: Store, newsroom: Any) -> None:
    put(newsroom, GOOD, TEXT, held=False)
    put(newsroom, BAD, TEXT, held=True)
    assert states(store) == {GOOD: ("pending", True), BAD: ("quarantined", False)}


def test_a_head_that_was_held_stays_so_when_another_takes_its_place(store: Store, newsroom: Any) -> None:
    put(newsroom, BAD, TEXT, held=True)
    put(newsroom, GOOD, TEXT, held=False)
    assert states(store) == {GOOD: ("pending", True), BAD: ("quarantined", False)}
    assert held_by_source(store) == {newsroom.source: HeldBack(items=2, held=1)}


def test_a_new_version_is_judged_anew(store: Store, newsroom: Any) -> None:
    put(newsroom, GOOD, TEXT, held=False)
    put(newsroom, BAD, TEXT, held=True)
    put(newsroom, BAD, TEXT + " Now without the tables.", held=False)
    assert states(store)[BAD] == ("copy", False)
    put(newsroom, BAD, TEXT + " Here they are again.", held=True)
    assert states(store)[BAD] == ("quarantined", False)


def test_much_is_two_and_a_third() -> None:
    assert [HeldBack(*numbers).is_much for numbers in ((1, 1), (2, 2), (6, 2), (7, 2))] == [False, True, True, False]
