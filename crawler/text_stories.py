"""The stories among given texts: found by the same index and comparison as those of crawled items."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawler.outcomes import Relation
from crawler.store import index
from crawler.store.database import Store, open_index
from crawler.urls import item_id
from pipelines.duplication.cohesion import cohere
from pipelines.duplication.fingerprint import Fingerprints, fingerprints
from pipelines.duplication.form import Form
from pipelines.duplication.grouping import Grouping, Stories, Tie
from pipelines.duplication.head import Copy, most_original, period
from pipelines.duplication.match import Match
from pipelines.duplication.verify import compare, explained, share_passages, share_within
from pipelines.extraction.date_text import parse_date

_BATCH = 256  # texts that are filed at once
_MOST_GROUPS = 12  # of texts that are the same one, which a new text is compared with
_KEPT_CHARACTERS = 2_000_000  # of the texts that are kept ready for comparing: some 60 bytes for each
_KEPT_MATCHES = 20_000  # of some 1,000 bytes
_MOST_HELD = 60  # texts of a page that it is compared with once more
_NOTHING_NEW = 0.8  # of a page that stands in known texts, from which it is shown with them


@dataclass(frozen=True, slots=True)
class GivenText:
    """One text to be told apart from the others; `key` is the caller's own id."""

    key: str
    text: str
    url: str | None = None
    title: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text ended up: its story; for a copy or a link, how it stands to which texts; and how much of it is in
    them: nothing of a head or a text of its own, which is compared with none.
    """

    story: str
    relation: str | None = None
    of: tuple[int, ...] = ()
    similarity: float = 0.0
    evidence: dict[str, Any] = field(default_factory=dict)


class TextStories:
    """Takes the texts that `read` gives by number, 0 to `count` - 1; keeps few of them in memory at a time.

    `places` gives the answer for all of them once the last one is in.
    """

    def __init__(self, store: Store, read: Callable[[int], GivenText], count: int, now: dt.datetime) -> None:
        self._store = store
        self._read = read
        self._count = count
        self._now = now
        self._keys: list[str] = []
        self._copies: list[Copy] = []
        self._first: dict[bytes, int] = {}  # of the texts that are exactly the same: it alone is in the index
        self._grouping = Grouping()
        self._forms: OrderedDict[int, Form] = OrderedDict()
        self._kept_characters = 0
        self._match = lru_cache(_KEPT_MATCHES)(self._compared)
        self._pages: dict[int, str] = {}  # the story in which a page that has copies is shown

    def add(self) -> Iterator[None]:
        """Compare each text with those before it; yields after each, for a progress display."""
        for start in range(0, self._count, _BATCH):
            numbers = range(start, min(start + _BATCH, self._count))
            prints = {number: self._take(number) for number in numbers}
            first = {
                number: self._first.setdefault(bytes.fromhex(prints[number].exact_key), number) for number in numbers
            }
            with self._store.writing() as connection:
                # The index counts from 1, texts from 0.
                index.add(connection, [(number + 1, prints[number]) for number in numbers if first[number] == number])
            with self._store.reading() as connection:
                for number in numbers:
                    if first[number] == number:
                        found = index.candidates(connection, prints[number])
                        self._compare(number, [seq - 1 for seq in found if seq <= number])
                    else:
                        self._tell(number, first[number])
                    yield

    def places(self) -> Iterator[Place]:
        """Yield each text's place, in order."""
        stories = self._grouping.stories(self)
        for number in range(self._count):
            yield self._place(number, stories)

    def _take(self, number: int) -> Fingerprints:
        given = self._read(number)
        self._keys.append(given.key)
        self._copies.append(self._copy_of(given))
        return fingerprints(self._keep(number, Form(given.text)).tokens)

    def _copy_of(self, given: GivenText) -> Copy:
        stated = given.published_at
        published = parse_date(stated, ZoneInfo("UTC"), self._now) if stated else None
        return Copy(given.url or f"text:{given.key}", published=period(published, _moment(published)))

    def _form(self, number: int) -> Form:
        if number in self._forms:
            self._forms.move_to_end(number)
            return self._forms[number]
        return self._keep(number, Form(self._read(number).text))

    def _keep(self, number: int, form: Form) -> Form:
        self._forms[number] = form
        self._kept_characters += len(form.tokens.text)
        while self._kept_characters > _KEPT_CHARACTERS and len(self._forms) > 1:
            _, dropped = self._forms.popitem(last=False)
            self._kept_characters -= len(dropped.tokens.text)
        return form

    def _compare(self, number: int, candidates: list[int]) -> None:
        """Tell how a text stands to the likeliest of each group of texts that are the same."""
        asked: set[int] = set()
        for other in candidates:
            group = self._grouping.root(other)
            if group in asked or group == self._grouping.root(number):
                continue
            if len(asked) >= _MOST_GROUPS:
                break
            asked.add(group)
            self._tell(number, other)
            if group != other and self._grouping.root(number) != self._grouping.root(group):
                self._tell(number, group)  # the likeliest may be a copy that lost much: the first one tells more

    def _tell(self, number: int, other: int) -> None:
        if match := self._match(number, other):
            self._grouping.tell(_tie(number, other, match))

    def _compared(self, number: int, other: int) -> Match | None:
        return compare(self._form(number), self._form(other))

    def _explained(self, number: int, other: int) -> Match | None:
        match = self._match(number, other)
        return match and explained(match, self._form(number), self._form(other))

    def _place(self, number: int, stories: Stories) -> Place:
        head = stories.head_of.get(number, number)
        return self._place_of_head(number, stories) if head == number else self._copy(number, head, stories)

    def _place_of_head(self, number: int, stories: Stories) -> Place:
        if held := [each for each in stories.holds.get(number, []) if stories.head_of.get(each, each) != number]:
            return self._page(number, held, stories)
        if linked := stories.linked.get(number):
            return self._linked(number, *linked)
        return Place(self._story(number))

    def _copy(self, number: int, head: int, stories: Stories) -> Place:
        """Return the place of a copy, told from its head; a copy of a copy may be too far from that."""
        if head in stories.holds and head not in self._pages:
            self._pages[head] = self._place_of_head(head, stories).story
        story = self._pages.get(head) or self._story(head)
        match = self._explained(number, head)
        if match is None or match.turned or match.relation in (Relation.TEMPLATE, Relation.CONTAINS, Relation.UPDATE):
            share = share_within(self._form(number), [self._form(head)])
            relation = Relation.CONTAINED if match else Relation.NEAR
            return Place(story, str(relation), (head,), round(share, 4), match.evidence if match else {})
        return Place(story, str(match.relation), (head,), match.similarity, match.evidence)

    def _page(self, number: int, held: list[int], stories: Stories) -> Place:
        """Return the place of a page that holds others: a story of its own, unless next to nothing in it is new.

        Then it is shown with the text that makes up most of it; the stories of its parts stay apart.
        """
        form = self._form(number)
        shares: dict[int, float] = {}  # of any copy of each text: which of them is the head says nothing of the page
        for each in held[:_MOST_HELD]:
            head = stories.head_of.get(each, each)
            shares[head] = max(shares.get(head, 0.0), share_within(form, [self._form(each)]))
        share = round(share_within(form, [self._form(each) for each in held[:_MOST_HELD]]), 4)
        most = max(shares, key=lambda head: (head not in stories.holds, shares[head], -head))
        story = self._story(most if share >= _NOTHING_NEW else number)
        evidence = {"shares": [round(shares[head], 4) for head in sorted(shares)]}
        return Place(story, str(Relation.CONTAINS), tuple(held), share, evidence)

    def _linked(self, number: int, relation: Relation, other: int) -> Place:
        match = self._explained(number, other)
        share = share_within(self._form(number), [self._form(other)])
        return Place(self._story(number), str(relation), (other,), round(share, 4), match.evidence if match else {})

    def _story(self, head: int) -> str:
        return item_id(f"text:{self._keys[head]}")

    def standing(self, part: int, whole: int) -> Tie | None:
        """Return how a part stands to its whole, or None when it is none."""
        match = self._match(part, whole)
        turned = {Relation.CONTAINED: False, Relation.CONTAINS: True}
        if match is None or turned.get(match.relation) is not match.turned:
            return None
        return Tie(part, whole, match.relation, match.similarity, match.similarity_back, match.is_cut)

    def are_apart(self, one: int, other: int, *, whole_texts: bool) -> bool:
        """Return whether two texts are no parts of one; of two whole texts, whether they share no passage."""
        first, second = self._form(one), self._form(other)
        return not share_passages(first, second) and (whole_texts or not cohere(first, second))

    def best(self, texts: list[int]) -> int:
        """Return the most original of copies."""
        return texts[most_original([self._copies[each] for each in texts], 0)]


def _tie(number: int, other: int, match: Match) -> Tie:
    """Return the tie from the text that contains, is contained, or is an update."""
    ends = (other, number) if match.turned else (number, other)
    shares = (match.similarity_back, match.similarity) if match.turned else (match.similarity, match.similarity_back)
    return Tie(*ends, match.relation, *shares, match.is_cut)


def _moment(stated: str | None) -> dt.datetime | None:
    if stated is None:
        return None
    moment = dt.datetime.fromisoformat(stated)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@contextlib.contextmanager
def temporary_index() -> Iterator[Store]:
    """Give an empty index in a temporary file, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tidings-") as folder:
        store = open_index(Path(folder) / "index.sqlite3")
        try:
            yield store
        finally:
            store.close()
