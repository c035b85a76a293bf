"""What a run takes: the first run's limits, `--since-days`, `--max-pages`, and what the runs after it do."""

import datetime as dt
from email.utils import format_datetime

from crawler.sources import Source
from crawler.spiders.articles import Articles
from crawler.store.frontier import Noted
from tests.conftest import Desk
from tests.hostile_server import Answer, Web, article, rss

NOW = dt.datetime.now(dt.UTC)


def ago(days: float) -> str:
    return format_datetime(NOW - dt.timedelta(days=days), usegmt=True)


def urls(name: str, count: int) -> list[str]:
    return [f"http://{name}.test/{number}" for number in range(count)]


def test_the_first_run_and_those_after_it(desk: Desk, web: Web) -> None:
    many, later, old, undated = urls("many", 8), urls("later", 5), urls("old", 4), urls("undated", 2)
    for url in (*many, *later, *old, *undated):
        web.add({url: article(url)})
    web.add({"http://many.test/feed": rss((url, ago(1)) for url in many)})
    dated = list(zip(old, [ago(1), ago(6), ago(8), ago(400)], strict=True))
    web.add({"http://old.test/feed": rss([*dated, *undated])})
    desk.source("many", "feed", "http://many.test/feed", "max_items = 3")
    desk.source("old", "feed", "http://old.test/feed", "first_run_days = 7")

    assert desk.crawl().code == 0
    first = desk.details()
    new = {url for url, (outcome, _) in first.items() if outcome == "new"}
    assert new == {*many[:3], *old[:2], *undated}
    assert {outcome for url, (outcome, _) in first.items() if url not in new} == {"known"}
    assert first[many[3]][1] == "beyond the first run's 3 items"
    assert first[old[3]][1].startswith("published before ")
    assert {url for url in web.urls() if not url.endswith("feed")} == new

    web.forget()
    web.add({"http://many.test/feed": rss([*[(url, ago(0)) for url in later], *[(url, ago(1)) for url in many]])})
    assert desk.crawl().code == 0
    second = desk.details()
    assert [second[url][0] for url in later] == ["new"] * 3 + ["known"] * 2
    assert second[later[4]][1] == "waits for the next run: this run's limit is reached"
    passed_over = {*many[3:], *old[2:]}
    assert {second[url][0] for url in passed_over} == {"known"}
    assert passed_over.isdisjoint(web.urls())

    web.add({"http://many.test/feed": rss((url, ago(1)) for url in many)})  # what waits is not even listed any more
    assert desk.crawl().code == 0
    assert [desk.outcomes()[url] for url in later[3:]] == ["new"] * 2
    assert passed_over.isdisjoint(web.urls())
    assert set(desk.items()) == {*new, *later}


def test_a_lane_has_one_daily_limit_for_all_its_sources(desk: Desk, web: Web) -> None:
    one, two, calm = urls("one", 6), urls("two", 6), urls("calm", 3)
    for url in (*one, *two, *calm):
        web.add({url: article(url)})
    for name, listed in (("one", one), ("two", two), ("calm", calm)):
        web.add({f"http://{name}.test/feed": rss((url, ago(1)) for url in listed)})
    desk.source("one", "feed", "http://one.test/feed", 'max_per_day = 4\nlane = "flood"')
    desk.source("two", "feed", "http://two.test/feed", 'max_per_day = 4\nlane = "flood"')
    desk.source("calm", "feed", "http://calm.test/feed")

    assert desk.crawl("one", "calm").code == 0
    first = desk.details()
    assert [first[url][0] for url in one] == ["new"] * 4 + ["known"] * 2
    assert first[one[4]][1] == "beyond the day's 4 items of flood"
    assert [first[url][0] for url in calm] == ["new"] * 3

    assert desk.crawl().code == 0  # the day's limit is the lane's, and what was beyond it does not come back
    second = desk.outcomes()
    assert {second[url] for url in two} == {"known"}
    assert {second[url] for url in one[4:]} == {"known"}
    assert len(desk.items()) == 7


def test_a_lane_comes_after_all_others() -> None:
    noted = Noted(1, "http://one.test/1", "http://one.test/1", "one", NOW, None, None, None, None, False, None, {})

    def priority(lane: str | None) -> int:
        source = Source(name="one", kind="feed", url="http://one.test/feed", lane=lane)
        return Articles._request(object.__new__(Articles), source, noted, None, conditional=False).priority

    assert priority("flood") < priority(None)


def test_since_days_and_max_pages(desk: Desk, web: Web) -> None:
    dated = dict(zip(urls("a", 4), [ago(0.5), ago(3), ago(30), ago(300)], strict=True))
    for url in dated:
        web.add({url: article(url)})
    web.add({"http://hub.test/feed": rss(dated.items())})
    desk.source("hub", "feed", "http://hub.test/feed")
    assert desk.crawl("--since-days", "40", "--max-pages", "2").code == 0
    first = desk.details()
    assert [outcome for outcome, _ in first.values()] == ["new", "new", "known", "known"]
    assert [why.partition(":")[0] for _, why in first.values()][2:] == [
        "waits for the next run",
        f"published before {NOW - dt.timedelta(days=40):%Y-%m-%d}",
    ]
    assert desk.crawl("--since-days", "0", "--max-pages", "1").code == 0
    assert len(desk.items()) <= 3
    had = desk.rows("select url, outcome from addresses where fetched_at is not null")
    assert {row["outcome"] for row in had} == {"new"}  # what the limit keeps from being asked again stays as it was


def test_a_page_that_takes_too_long_is_ended_and_counted(desk: Desk, web: Web) -> None:
    web.add({"http://slow.test/long": Answer(b"<html><body>" + b"<p>word<br></p>" * 150_000)})
    assert desk.scrapy("page", "-a", "url=http://slow.test/long", "-s", "TIDINGS_WORKER_TIMEOUT=0.2").code == 1
    outcome, detail = desk.details()["http://slow.test/long"]
    assert (outcome, detail) == ("failed:extract_timeout", "took more than 0.2 s of CPU time")
    assert desk.items() == {}
