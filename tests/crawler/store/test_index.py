"""The index over fingerprints: it finds what a linear scan over all of them finds."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from crawler.store import index
from crawler.store.database import Store, open_index, open_store
from crawler.store.schema import fingerprinting, items, postings
from pipelines.duplication.fingerprint import Fingerprints, fingerprints

PRINTS = st.builds(
    Fingerprints,
    exact_key=st.just(""),
    simhash=st.sampled_from([0, 1, 2**63, 2**40 + 5]),
    sketch=st.lists(st.integers(0, 40), min_size=1, max_size=8, unique=True).map(tuple),
    skeleton=st.lists(st.integers(2**40, 2**40 + 10), max_size=3, unique=True).map(tuple),
)


@pytest.fixture
def filing(tmp_path: Path) -> Iterator[Store]:
    opened = open_index(tmp_path / "index.sqlite3")
    yield opened
    opened.close()


def scan(stored: list[Fingerprints], wanted: Fingerprints, after: int) -> set[int]:
    """Return the texts that share enough fingerprints with the wanted one, popular ones left out."""
    newer = [(seq, set(prints.postings)) for seq, prints in enumerate(stored, 1) if seq > after]
    sizes = Counter(hash_ for _, hashes in newer for hash_ in hashes)
    rare = {hash_ for hash_ in wanted.postings if sizes[hash_] <= index.POPULAR}
    shared = {seq: len(hashes & rare) for seq, hashes in newer}
    return {seq for seq, count in shared.items() if count >= index.MIN_SHARED}


@given(st.lists(PRINTS, max_size=40), PRINTS, st.integers(0, 5))
def test_the_index_finds_what_a_linear_scan_finds(stored: list[Fingerprints], wanted: Fingerprints, after: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_index(Path(folder) / "index.sqlite3")
        with store.writing() as connection:
            index.add(connection, list(enumerate(stored, 1)))
        with store.reading() as connection:
            found = index.candidates(connection, wanted, after=after)
        store.close()
    assert set(found) == scan(stored, wanted, after)
    assert len(found) == len(set(found))


def filed(filing: Store, texts: list[str]) -> None:
    with filing.writing() as connection:
        index.add(connection, [(seq, fingerprints(text)) for seq, text in enumerate(texts, 1)])


def found(filing: Store, text: str) -> list[int]:
    with filing.reading() as connection:
        return index.candidates(connection, fingerprints(text))


def words(first: int, count: int) -> str:
    return " ".join(f"word{number}" for number in range(first, first + count))


def test_a_phrase_in_everybodys_text_leads_nowhere(filing: Store) -> None:
    phrase = words(0, 60)
    filed(filing, [f"{phrase} {words(1000 * number, 40)}" for number in range(1, index.POPULAR + 20)])
    assert found(filing, f"{phrase} {words(500, 200)}") == []


def test_what_few_share_goes_before_what_many_do(filing: Store) -> None:
    furniture, story = words(0, 60), words(100, 60)
    filed(
        filing, [f"{furniture} {words(1000 * number, 40)}" for number in range(1, 50)] + [f"{story} {words(300, 60)}"]
    )
    assert found(filing, f"{furniture} {story}")[0] == 50


def test_what_everybody_copies_is_found_all_the_same(filing: Store) -> None:
    filed(filing, [f"{words(0, 300)} site{number}" for number in range(index.POPULAR + 50)])
    assert 1 in found(filing, f"{words(0, 300)} site999")


def test_a_text_without_a_word_is_filed_nowhere(filing: Store) -> None:
    filed(filing, ["", "……"])
    assert found(filing, "……") == []
    with filing.reading() as connection:
        assert connection.execute(sa.select(postings)).all() == []


def test_what_is_taken_out_is_not_found(filing: Store) -> None:
    filed(filing, [words(0, 100), words(0, 101)])
    with filing.writing() as connection:
        index.remove(connection, 1, fingerprints(words(0, 100)))
    assert found(filing, words(0, 100)) == [2]


def test_fingerprints_of_another_version_are_made_again(newsroom: Any, tmp_path: Path) -> None:
    newsroom.take("https://a.example/", words(0, 100))
    newsroom.take("https://b.example/", words(500, 100))
    with newsroom.store.reading() as connection:
        right = connection.execute(sa.select(postings).order_by(*postings.c)).all()
        keys = connection.scalars(sa.select(items.c.exact_key).order_by(items.c.seq)).all()
    with newsroom.store.writing() as connection:
        connection.execute(sa.update(fingerprinting).values(version=0))
        connection.execute(sa.delete(postings).where(postings.c.seq == 1))
        connection.execute(sa.insert(postings).values(hash=7, seq=2))
        connection.execute(sa.update(items).values(exact_key="old", simhash="old"))
    again = open_store("", str(tmp_path))
    with again.reading() as connection:
        assert index.is_fresh(connection)
        assert connection.execute(sa.select(postings).order_by(*postings.c)).all() == right
        assert connection.scalars(sa.select(items.c.exact_key).order_by(items.c.seq)).all() == keys
    again.close()


LATER_TABLES = (
    "members_before",
    "event_choices",
    "likenesses",
    "term_counts",
    "telling_terms",
    "telling",
    "signatures",
)


def test_items_of_a_store_made_before_this_index_are_found(tmp_path: Path, newsroom_class: Any) -> None:
    """Their rows in the earlier tables are gone: they are filed again from their texts."""
    room = newsroom_class(open_store("", str(tmp_path)))
    room.take("https://a.example/", words(0, 100))
    with room.store.writing() as connection:
        for statement in (
            "DROP TABLE postings",
            "DROP TABLE fingerprinting",
            "CREATE TABLE simhash_bands (band INTEGER, value INTEGER, seq INTEGER)",
            "CREATE TABLE sketches (hash INTEGER, seq INTEGER)",
            "UPDATE items SET exact_key = 'old'",
            *(f"DROP TABLE {name}" for name in LATER_TABLES),
            "DROP INDEX ix_decisions_batch",
            "ALTER TABLE decisions DROP COLUMN batch",
            "UPDATE alembic_version SET version_num = '0006'",
        ):
            connection.execute(sa.text(statement))
    room.store.close()
    again = open_store("", str(tmp_path))
    with again.reading() as connection:
        assert index.candidates(connection, fingerprints(words(0, 100))) == [1]
        assert connection.scalar(sa.select(items.c.exact_key)) == fingerprints(words(0, 100)).exact_key
    again.close()
