"""The addresses: noted before they are fetched, ended once a run, taken up again when left over."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from crawler.outcomes import Failure, Kind, Outcome, Rejection, failed, failed_http, rejected
from crawler.store import frontier, runs
from crawler.store.database import Store
from crawler.store.frontier import Ending, Fetched, Link, Noted
from crawler.store.schema import addresses, discoveries, outcomes

FEED = "https://lab.example/feed"
URLS = [f"https://lab.example/{name}" for name in "abc"]


def urls(noted: list[Noted]) -> list[str]:
    return [each.url for each in noted]


def end(newsroom: Any, noted: Noted, outcome: Outcome, **more: Any) -> None:
    ending = Ending(noted.address_id, noted.source, outcome, **more)
    frontier.end_all(newsroom.store, newsroom.run_id, [ending], more.pop("now", dt.datetime.now(dt.UTC)))


def column(store: Store, name: str) -> list[Any]:
    with store.reading() as connection:
        return list(connection.scalars(sa.select(addresses.c[name]).order_by(addresses.c.id)))


class TestNote:
    def test_addresses_come_back_in_the_listings_order(self, newsroom: Any) -> None:
        assert urls(newsroom.note(*reversed(URLS))) == URLS[::-1]

    def test_an_address_that_is_listed_twice_comes_once(self, newsroom: Any) -> None:
        twice = [URLS[0], URLS[1], URLS[0] + "?utm_source=feed"]
        assert urls(newsroom.note(*twice)) == URLS[:2]

    def test_noting_again_in_the_run_gives_nothing(self, newsroom: Any) -> None:
        newsroom.note(*URLS)
        assert newsroom.note(*URLS) == []
        assert len(column(newsroom.store, "id")) == 3

    def test_the_next_run_is_given_all_again_as_they_were(self, newsroom: Any) -> None:
        first = newsroom.note(*URLS)
        end(newsroom, first[0], Outcome(Kind.NEW), page=Fetched('"e1"', "yesterday", "ff"))
        newsroom.another_run()
        again = newsroom.note(*URLS)
        assert [each.address_id for each in again] == [each.address_id for each in first]
        assert (again[0].etag, again[0].last_modified, again[0].body_hash) == ('"e1"', "yesterday", "ff")
        assert (again[0].outcome, again[1].outcome) == ("new", None)
        assert again[0].first_seen_at == first[0].first_seen_at

    def test_two_sources_share_an_address(self, newsroom: Any, now: dt.datetime) -> None:
        (mine,) = newsroom.note(URLS[0])
        run, _, _ = runs.begin(newsroom.store, ["press"], now)
        link = Link(URLS[0] + "#top", URLS[0])
        (theirs,) = frontier.note(newsroom.store, run, "press", FEED, [link], Fetched(), now)
        assert (theirs.address_id, theirs.source, theirs.url) == (mine.address_id, "lab", URLS[0])

    def test_hints_are_kept(self, newsroom: Any, now: dt.datetime) -> None:
        link = Link(URLS[0], URLS[0], {"title": "新模型开放", "published_at": "2026-05-03"})
        (noted,) = frontier.note(newsroom.store, newsroom.run_id, "lab", FEED, [link], Fetched(), now)
        assert noted.hints == {"title": "新模型开放", "published_at": "2026-05-03"}

    def test_an_empty_listing(self, newsroom: Any) -> None:
        assert newsroom.note() == []
        assert frontier.listed_count(newsroom.store) == {}

    def test_more_addresses_than_one_statement_takes(self, newsroom: Any) -> None:
        many = [f"https://lab.example/{number}" for number in range(1203)]
        assert urls(newsroom.note(*many)) == many
        assert frontier.listed_count(newsroom.store) == {"lab": 1203}

    def test_the_validators_of_the_entry_are_kept_and_those_of_later_parts_are_not(
        self, newsroom: Any, now: dt.datetime
    ) -> None:
        links = [Link(url, url) for url in URLS]
        frontier.note(newsroom.store, newsroom.run_id, "lab", FEED, links[:2], Fetched('"v1"'), now)
        frontier.note(
            newsroom.store, newsroom.run_id, "lab", FEED + "?2", links[2:], Fetched('"v2"'), now,
            first_part=False, is_entry=False,
        )  # fmt: skip
        state = runs.states(newsroom.store)["lab"]
        assert (state.url, state.etag, state.failures, state.checked_at) == (FEED, '"v1"', 0, now)
        assert frontier.listed_count(newsroom.store) == {"lab": 3}

    def test_a_shorter_listing_takes_the_place_of_a_longer_one(self, newsroom: Any) -> None:
        newsroom.note(*URLS)
        newsroom.note(URLS[1])
        assert frontier.listed_count(newsroom.store) == {"lab": 1}

    def test_a_discovery_is_written_down_each_time(self, newsroom: Any) -> None:
        newsroom.note(*URLS)
        newsroom.note(*URLS)
        with newsroom.store.reading() as connection:
            rows = connection.execute(sa.select(discoveries.c.outcome, discoveries.c.links)).all()
        assert [tuple(row) for row in rows] == [("read", 3), ("read", 3)]


class TestNoteUnchanged:
    def test_the_same_addresses_in_the_same_order(self, newsroom: Any, now: dt.datetime) -> None:
        newsroom.note(*reversed(URLS))
        newsroom.another_run()
        noted = frontier.note_unchanged(newsroom.store, newsroom.run_id, "lab", FEED, now)
        assert urls(noted) == URLS[::-1]
        assert frontier.note_unchanged(newsroom.store, newsroom.run_id, "lab", FEED, now) == []

    def test_a_failure_before_is_forgotten(self, newsroom: Any, now: dt.datetime) -> None:
        runs.note_failure(newsroom.store, newsroom.run_id, "lab", FEED, "failed:dns", "no such host", now)
        frontier.note_unchanged(newsroom.store, newsroom.run_id, "lab", FEED, now)
        state = runs.states(newsroom.store)["lab"]
        assert (state.failures, state.error, state.succeeded_at) == (0, None, now)


class TestEnd:
    def test_a_failure_that_has_passed_is_forgotten(self, newsroom: Any) -> None:
        (noted,) = newsroom.note(URLS[0])
        end(newsroom, noted, failed_http(503))
        newsroom.another_run()
        end(newsroom, *newsroom.note(URLS[0]), Outcome(Kind.UNCHANGED))
        assert column(newsroom.store, "outcome") == ["unchanged"]

    def test_the_first_outcome_of_an_article_in_a_run_stands(self, newsroom: Any) -> None:
        (noted,) = newsroom.note(URLS[0])
        end(newsroom, noted, Outcome(Kind.NEW))
        end(newsroom, noted, failed(Failure.BUG))
        assert runs.outcome_counts(newsroom.store, newsroom.run_id) == {"lab": {"new": 1}}

    def test_each_article_of_a_page_has_an_outcome(self, newsroom: Any) -> None:
        (noted,) = newsroom.note(URLS[0])
        for fragment in ("", "one", "two", "two"):
            end(newsroom, noted, Outcome(Kind.NEW), fragment=fragment)
        assert runs.outcome_counts(newsroom.store, newsroom.run_id) == {"lab": {"new": 3}}

    @pytest.mark.parametrize(
        ("outcome", "stored"),
        [
            (rejected(Rejection.ROBOTS), "rejected:robots"),
            (failed_http(503), "failed:http_503"),
            (Outcome(Kind.OFF_TOPIC), "off_topic"),
            (Outcome(Kind.KNOWN), "known"),  # passed over
            (Outcome(Kind.UNCHANGED), None),
        ],
    )
    def test_what_the_address_remembers(self, newsroom: Any, outcome: Outcome, stored: str | None) -> None:
        (noted,) = newsroom.note(URLS[0])
        end(newsroom, noted, outcome)
        assert column(newsroom.store, "outcome") == [stored]
        assert frontier.still_open(newsroom.store, newsroom.run_id) == []

    def test_failures_in_a_row_are_counted(self, newsroom: Any) -> None:
        seen = []
        for outcome in (failed(Failure.DNS), failed(Failure.TIMEOUT), failed(Failure.INTERRUPTED), Outcome(Kind.NEW)):
            (noted,) = newsroom.note(URLS[0])
            end(newsroom, noted, outcome)
            seen += column(newsroom.store, "attempts")
            newsroom.another_run()
        assert seen == [1, 2, 2, 0]

    def test_a_failure_forgets_nothing_of_the_page(self, newsroom: Any) -> None:
        (noted,) = newsroom.note(URLS[0])
        end(newsroom, noted, Outcome(Kind.NEW), page=Fetched('"e1"', None, "ff"))
        newsroom.another_run()
        (again,) = newsroom.note(URLS[0])
        end(newsroom, again, failed(Failure.DNS))
        assert column(newsroom.store, "etag") == ['"e1"']

    def test_a_long_detail_is_cut(self, newsroom: Any) -> None:
        (noted,) = newsroom.note(URLS[0])
        end(newsroom, noted, failed(Failure.BUG, "长" * 2000))
        with newsroom.store.reading() as connection:
            assert connection.scalar(sa.select(outcomes.c.detail)) == "长" * 500


class TestLeftOver:
    def test_what_an_interrupted_run_left_open(self, newsroom: Any, now: dt.datetime) -> None:
        noted = newsroom.note(*URLS)
        end(newsroom, noted[0], Outcome(Kind.NEW))
        assert frontier.left_over(newsroom.store, newsroom.run_id, "lab", now) == []
        newsroom.another_run()
        left = frontier.left_over(newsroom.store, newsroom.run_id, "lab", now)
        assert urls(left) == URLS[1:]
        assert urls(frontier.still_open(newsroom.store, newsroom.run_id)) == URLS[1:]
        assert frontier.left_over(newsroom.store, newsroom.run_id, "lab", now) == []
        assert frontier.left_over(newsroom.store, newsroom.run_id, "press", now) == []

    @pytest.mark.parametrize(
        ("outcome", "again"),
        [
            (failed(Failure.DNS), True),
            (failed(Failure.ROBOTS_UNAVAILABLE), True),
            (failed_http(503), True),
            (failed_http(403), True),
            (failed_http(404), False),
            (failed_http(410), False),
            (failed_http(451), False),
            (rejected(Rejection.NO_TEXT), False),
            (Outcome(Kind.NEW), False),
        ],
    )
    def test_a_failure_that_may_have_passed(
        self, newsroom: Any, now: dt.datetime, outcome: Outcome, again: bool
    ) -> None:
        (noted,) = newsroom.note(URLS[0])
        end(newsroom, noted, outcome)
        newsroom.another_run()
        assert bool(frontier.left_over(newsroom.store, newsroom.run_id, "lab", now)) is again

    def test_it_is_tried_five_times(self, newsroom: Any, now: dt.datetime) -> None:
        (noted,) = newsroom.note(URLS[0])
        tries = 0
        for _ in range(8):
            end(newsroom, noted, failed(Failure.TIMEOUT))
            tries += 1
            newsroom.another_run()
            if not frontier.left_over(newsroom.store, newsroom.run_id, "lab", now):
                break
        assert tries == 5

    def test_and_for_three_days(self, newsroom: Any, now: dt.datetime) -> None:
        (noted,) = newsroom.note(URLS[0])
        end(newsroom, noted, failed(Failure.TIMEOUT))
        newsroom.another_run()
        later = now + dt.timedelta(days=3)
        assert frontier.left_over(newsroom.store, newsroom.run_id, "lab", later) == []

    def test_what_is_postponed_is_left_over_for_the_next_run(self, newsroom: Any, now: dt.datetime) -> None:
        noted = newsroom.note(*URLS)
        frontier.postpone(newsroom.store, [each.address_id for each in noted[1:]])
        assert urls(frontier.still_open(newsroom.store, newsroom.run_id)) == URLS[:1]
        newsroom.another_run()
        assert urls(frontier.left_over(newsroom.store, newsroom.run_id, "lab", now)) == URLS

    def test_postponing_nothing(self, newsroom: Any) -> None:
        frontier.postpone(newsroom.store, [])
