"""Invented items, stored as a crawl stores them."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.items import NewsItem, Trail
from crawler.outcomes import State
from crawler.store import frontier, items, runs, saving, stories
from crawler.store.database import Store
from crawler.urls import canonical, item_id
from pipelines.duplication.fingerprint import simhash
from pipelines.duplication.fold import exact_key, tokens
from pipelines.events import sign
from pipelines.happenings.ideas import load_ideas

IDEAS = load_ideas(Path(__file__).parents[3] / "settings", Path(__file__).parent)
START = dt.datetime(2026, 11, 2, 6, 0, tzinfo=dt.UTC)


@dataclass
class Shelf:
    """Stores items as a crawl does: noted, looked up, saved."""

    store: Store
    clock: dt.datetime = START
    source: str = "lakeside-press"
    run_id: int = 0

    def __post_init__(self) -> None:
        self.run_id = runs.begin(self.store, [self.source], self.clock)[0]

    def now(self) -> dt.datetime:
        self.clock += dt.timedelta(minutes=1)
        return self.clock

    def put(self, url: str, title: str, text: str, **values: Any) -> str:
        """Store an item and return its id. `evidence` goes to the trail, all else to the item.

        With `tells`, it is signed as the stages do it: it may tell an event.
        """
        now = self.now()
        link = frontier.Link(url, canonical(url))
        noted = frontier.note(self.store, self.run_id, self.source, url, [link], frontier.Fetched(), now)
        address_id = noted[0].address_id if noted else self._address(link.canonical_url)
        comparison = tokens(text)
        trail = Trail(address_id, self.run_id, comparison=" ".join(comparison), exact_key=exact_key(comparison))
        trail.evidence = values.pop("evidence", {})
        item = NewsItem(item_id(link.canonical_url), url, link.canonical_url, self.source, title=title, text=text)
        item.fetched_at, item.state, item.text_length = now.isoformat(), State.PENDING, len(text)
        item.simhash, item.trail = f"{simhash(comparison):016x}", trail
        is_event = values.pop("tells", False)
        for name, value in values.items():
            setattr(item, name, value)
        if is_event:
            sign(item, IDEAS)
        found, trail.checked_until = stories.look_up(self.store, text, stories.prints_of(item))
        saving.save(self.store, item, found, now)
        return item.id

    def state(self, item: str) -> str:
        row = items.get(self.store, item)
        assert row is not None
        return str(row["state"])

    def _address(self, canonical_url: str) -> int:
        with self.store.reading() as connection:
            known = connection.exec_driver_sql("SELECT id FROM addresses WHERE canonical_url = ?", (canonical_url,))
            return int(known.scalar_one())


LANTERN = (
    "Lantern Labs released a small language model on Monday that runs on a phone without a network.\n"
    "The company says the model answers questions in eleven languages and needs two gigabytes of memory.\n"
    "Its weights can be downloaded free of charge; the licence allows commercial use, the firm added.\n"
    "A second release, meant for classrooms, is to follow once teachers in four towns have tried it for a term."
)
HARBOUR = (
    "The harbour of Port Ellery will test three driverless tractors guided by a vision model this winter.\n"
    "Dock workers were told in October that no jobs would go before the trial has been assessed.\n"
    "A report is due in April, and the city council has asked for it to be published in full.\n"
    "If the trial goes well, the port wants to send the same machines out on its two older quays next year."
)
ORCHARD = (
    "Growers in the Velden valley lent their orchards to a team that trains robots to pick pears.\n"
    "The arm misses one pear in nine, which is twice as good as the machine shown a year ago.\n"
    "What it cannot do yet is to tell a bruise from a shadow on a cloudy afternoon.\n"
    "The team will come back in September with a better camera and a softer grip for the ripest fruit of all."
)
FUND = (
    "The start-up Aldermoor of Tilbury has raised $412 million.\n"
    "The round is led by Quince Capital and values it at $3.7 billion. Founder Vera Osk wants to build 14 factories."
)
FUND_AGAIN = (
    "Investors led by Quince Capital put 412 million dollars into Aldermoor, whose founder Vera Osk is at home in "
    "Tilbury.\nIt is worth 3.7 billion dollars now and plans 14 factories."
)
FUND_IN_CHINESE = (
    "初创公司Aldermoor宣布完成4.12亿美元融资，由Quince Capital领投，估值37亿美元。\n创始人Vera Osk表示将新建14座工厂。"
)
