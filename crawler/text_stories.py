"""The stories among given texts: found by the same index and comparison as those of crawled items."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import tempfile
from array import array
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from crawler.outcomes import Relation
from crawler.store import index
from crawler.store.database import Store, open_index
from crawler.urls import item_id
from pipelines.duplication.fingerprint import Fingerprints, fingerprints
from pipelines.duplication.form import Form
from pipelines.duplication.grouping import Grouping, Stories, Tie
from pipelines.duplication.head import Copy, most_original, period
from pipelines.duplication.match import Match
from pipelines.duplication.typical import most_typical
from pipelines.duplication.verify import are_apart, compare, explained, rest_of, share_within
from pipelines.extraction.date_text import parse_date

_BATCH = 256  # texts that are filed at once
_MOST_STRANGERS = 4  # groups of texts with nothing to do with a new one, until no other is asked
_FIRST_GROUPS = 2  # the likeliest ones, of which more than one copy is asked
_MOST_OF_A_GROUP = 2
_KEPT_CHARACTERS = 2_000_000  # of the texts that are kept ready for comparing: some 60 bytes for each
_KEPT_MATCHES = 20_000  # of some 1,000 bytes
_MOST_HELD = 60  # texts of a page that it is compared with once more
_MOST_LOOKED_AT = 24  # texts that are the same one, for the most typical of them
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


class Turns:
    """In which order texts are compared: the longer first, so that wholes come before their parts. It follows from the
    texts alone: those of a file are told the same in whichever order its lines stand.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._lengths = array("q")
        self._digests = array("Q")
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Take the next text."""
        self._lengths.append(-len(text))
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=self._digests.itemsize).digest()
        self._digests.frombytes(digest)

    def numbers(self) -> list[int]:
        """Return the texts' numbers, from 0 in order of arrival, in the order of their turns."""
        found: list[int] = np.lexsort((self._digests, self._lengths)).tolist()
        return found


class TextStories:
    """Takes the texts that `read` gives by number, in the order of their `turns`; keeps few in memory at a time.

    `places` gives the answer for all of them once the last one is in. Within, a text goes by its turn.
    """

    def __init__(self, store: Store, read: Callable[[int], GivenText], turns: Sequence[int], now: dt.datetime) -> None:
        self._store = store
        self._read = read
        self._turns = turns
        self._count = len(turns)
        self._now = now
        self._keys: list[str] = []
        self._copies: list[Copy] = []
        self._first: dict[bytes, int] = {}  # of the texts that are exactly the same: it alone is in the index
        self._grouping = Grouping()
        self._forms: OrderedDict[int, Form] = OrderedDict()
        self._kept_characters = 0
        self._match = lru_cache(_KEPT_MATCHES)(self._compared)
        self._pages: dict[int, str] = {}  # the story in which a page that has copies is shown
        self._shown: dict[int, int] = {}  # by the head of each story: the one of its copies that is shown for it

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
        """Yield each text's place, in order of arrival."""
        self._look_again()
        stories = self._grouping.stories(self)
        self._shown = {head: self._first_shown(head, members) for head, members in stories.members.items()}
        for number in np.argsort(self._turns).tolist():
            yield self._place(number, stories)

    def _look_again(self) -> None:
        """Look up what of each page stands in none of its texts: a small one shares too little with the whole page."""
        with self._store.reading() as connection:
            for page, held in self._grouping.pages().items():
                rest = Form(rest_of(self._form(page), [self._form(each) for each in held[:_MOST_HELD]]))
                if not rest.is_short:
                    found = [seq - 1 for seq in index.candidates(connection, fingerprints(rest.tokens))]
                    for other in [each for each in found if each != page and each not in held][:_MOST_STRANGERS]:
                        self._tell(max(page, other), min(page, other))

    def _first_shown(self, head: int, members: Sequence[int]) -> int:
        """Return the most original of a head and those that are the same text; of equals, the one that came first."""
        same = [each for each in members if self._grouping.root(each) == self._grouping.root(head)]
        arrived = sorted(same, key=self._turns.__getitem__)
        return arrived[most_original([self._copies[each] for each in arrived], 0)]

    def _take(self, number: int) -> Fingerprints:
        given = self._given(number)
        self._keys.append(given.key)
        self._copies.append(self._copy_of(given))
        return fingerprints(self._keep(number, Form(given.text)).tokens)

    def _given(self, number: int) -> GivenText:
        return self._read(self._turns[number])

    def _copy_of(self, given: GivenText) -> Copy:
        stated = given.published_at
        published = parse_date(stated, ZoneInfo("UTC"), self._now) if stated else None
        return Copy(given.url or f"text:{given.key}", published=period(published, _moment(published)))

    def _form(self, number: int) -> Form:
        if number in self._forms:
            self._forms.move_to_end(number)
            return self._forms[number]
        return self._keep(number, Form(self._given(number).text))

    def _keep(self, number: int, form: Form) -> Form:
        self._forms[number] = form
        self._kept_characters += len(form.tokens.text)
        while self._kept_characters > _KEPT_CHARACTERS and len(self._forms) > 1:
            _, dropped = self._forms.popitem(last=False)
            self._kept_characters -= len(dropped.tokens.text)
        return form

    def _compare(self, number: int, candidates: list[int]) -> None:
        """Tell how a text stands to each group of texts that are the same, the likeliest first, until several have
        nothing to do with it. Of the first groups more copies are asked than one, as that may have lost much.
        """
        asked: Counter[int] = Counter()
        akin: set[int] = set()
        for other in candidates:
            group = self._grouping.root(other)
            if group == self._grouping.root(number) or asked[group] >= _MOST_OF_A_GROUP:
                continue
            if len(asked) > _FIRST_GROUPS if asked[group] else len(asked) - len(akin) > _MOST_STRANGERS:
                continue
            asked[group] += 1
            if self._tell(number, other):
                akin.add(group)
            if asked[group] == 1 and len(asked) <= _FIRST_GROUPS and self._tell(number, group):
                akin.add(group)

    def _tell(self, number: int, other: int) -> bool:
        """Take note of how a text stands to another, unless that is known; returns whether it has to do with it."""
        if self._grouping.root(number) == self._grouping.root(other):
            return True
        match = self._match(number, other)
        if match:
            self._grouping.tell(_tie(number, other, match))
        return match is not None

    def _compared(self, number: int, other: int) -> Match | None:
        return compare(self._form(number), self._form(other))

    def _explained(self, number: int, other: int) -> Match | None:
        match = self._match(number, other)
        return match and explained(match, self._form(number), self._form(other))

    def _place(self, number: int, stories: Stories) -> Place:
        head = stories.head_of.get(number, number)
        shown = self._shown.get(head, head)
        return self._place_of_head(head, stories) if number == shown else self._copy(number, head, shown, stories)

    def _place_of_head(self, head: int, stories: Stories) -> Place:
        if held := [each for each in stories.holds.get(head, []) if stories.head_of.get(each, each) != head]:
            return self._page(head, held, stories)
        if linked := stories.linked.get(head):
            return self._linked(head, *linked)
        return Place(self._story(head))

    def _copy(self, number: int, head: int, shown: int, stories: Stories) -> Place:
        """Return the place of a copy, told from the one that is shown; a copy of a copy may be too far from that."""
        if head in stories.holds and head not in self._pages:
            self._pages[head] = self._place_of_head(head, stories).story
        story = self._pages.get(head) or self._story(head)
        match = self._explained(number, shown)
        if match is None or match.turned or match.relation in (Relation.TEMPLATE, Relation.CONTAINS, Relation.UPDATE):
            share = share_within(self._form(number), [self._form(shown)])
            relation = Relation.CONTAINED if match else Relation.NEAR
            return Place(story, str(relation), self._of(shown), round(share, 4), match.evidence if match else {})
        return Place(story, str(match.relation), self._of(shown), match.similarity, match.evidence)

    def _page(self, page: int, held: list[int], stories: Stories) -> Place:
        """Return the place of a page that holds others: a story of its own, unless next to nothing in it is new.

        Then it is shown with the text that makes up most of it; the stories of its parts stay apart.
        """
        form = self._form(page)
        shares: dict[int, float] = {}  # of any copy of each text: which of them is the head says nothing of the page
        for each in held[:_MOST_HELD]:
            head = stories.head_of.get(each, each)
            shares[head] = max(shares.get(head, 0.0), share_within(form, [self._form(each)]))
        share = round(share_within(form, [self._form(each) for each in held[:_MOST_HELD]]), 4)
        most = max(shares, key=lambda head: (head not in stories.holds, shares[head], -head))
        story = self._story(most if share >= _NOTHING_NEW else page)
        evidence = {"shares": [round(shares[head], 4) for head in sorted(shares)]}
        return Place(story, str(Relation.CONTAINS), self._of(*held), share, evidence)

    def _linked(self, number: int, relation: Relation, other: int) -> Place:
        match = self._explained(number, other)
        share = share_within(self._form(number), [self._form(other)])
        of = self._of(self._shown.get(other, other))
        return Place(self._story(number), str(relation), of, round(share, 4), match.evidence if match else {})

    def _of(self, *numbers: int) -> tuple[int, ...]:
        """Return texts as the caller counts them."""
        return tuple(sorted(self._turns[number] for number in numbers))

    def _story(self, head: int) -> str:
        return item_id(f"text:{self._keys[self._shown.get(head, head)]}")

    def standing(self, part: int, whole: int) -> Tie | None:
        """Return how a part stands to its whole, or None when it is none."""
        match = self._match(part, whole)
        turned = {Relation.CONTAINED: False, Relation.CONTAINS: True}
        if match is None or turned.get(match.relation) is not match.turned:
            return None
        return Tie(part, whole, match.relation, match.similarity, match.similarity_back, match.is_cut)

    def are_apart(self, one: int, other: int, *, whole_texts: bool) -> bool:
        """Return whether two texts are no parts of one; of two whole texts, whether they share no passage."""
        return are_apart(self._form(one), self._form(other), whole_texts=whole_texts)

    def most_typical(self, texts: list[int]) -> int:
        """Return the one of some texts that are the same which is most like all the others."""
        some = texts[:: -(-len(texts) // _MOST_LOOKED_AT)]
        return some[most_typical([self._form(each) for each in some])] if len(some) > 1 else some[0]


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
