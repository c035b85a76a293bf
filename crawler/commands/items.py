"""`tidings items`: the review queue in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from rich.text import Text

from crawler.commands.cards import print_card, print_choice, print_event_choice, table
from crawler.commands.shell import fail, messages, open_store, out, plain, settings
from crawler.outcomes import State
from crawler.publish import feed_items
from crawler.review import queue, views
from crawler.review.person import user_name
from crawler.review.queue import Action
from crawler.run import sources_of, utc_now
from crawler.sources import UnknownSourceError
from crawler.store import events, items, reviews
from crawler.store.database import Store
from crawler.store.event_choices import EventChoice
from crawler.store.mentions import Narrow
from crawler.store.rulings import Ruling

app = typer.Typer(help="The review queue in a terminal.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line, in the feed's form.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, or unique starts of them.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]
OfEvent = Annotated[
    bool, typer.Option("--event", help="And all stories that tell the same event and are in its state.")
]
DryRunEvent = Annotated[bool, typer.Option("--dry-run", help="With --event: only say which they are.")]
Who = Annotated[str | None, typer.Option(help="Whose decision it is; otherwise this user's.")]


@app.command("list")
def list_items(
    *,
    state: Annotated[list[State] | None, typer.Option(help="A state; may be repeated. None: pending.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source's items.")] = None,
    entity: Annotated[str | None, typer.Option(help="Only items that mention this name of the watchlist.")] = None,
    perhaps: Annotated[bool, typer.Option("--perhaps", help="Only what is off topic and perhaps is not.")] = False,
    unfold: Annotated[
        bool, typer.Option("--unfold", help="All stories of an event, each in a line of its own.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List items, the oldest first; of an event the best-sourced story alone, unless a source is named."""
    wanted = [str(each) for each in state or [State.OFF_TOPIC if perhaps else State.PENDING]]
    narrow = Narrow(_tag(entity) if entity else "", perhaps)
    with open_store(only_to_read=True) as store:
        _check_source(store, source)
        heads_only = State.COPY not in wanted
        folded = events.first_of_event(narrow) if heads_only and not (as_json or unfold or source) else None
        rows = items.find(
            store,
            states=wanted,
            heads_only=heads_only,
            source=source,
            narrow=narrow,
            only=folded,
            limit=limit + 1,
        )
        more, rows = len(rows) > limit, rows[:limit]
        if as_json:
            _print_json(feed_items(store, rows))
            return
        copies = items.members(store, [row["story"] for row in rows if row["is_head"]])
        tellings = events.tellings(store, [row["story"] for row in rows], narrow) if folded is not None else {}
    if not rows:
        naming = f" and mentions {narrow.entity}" if narrow.entity else ""
        named = f" of {source}" if source else ""
        out.print(f"No item{named} is {' or '.join(wanted)}{naming}.", highlight=False)
        return
    out.print(table(rows, {story: len(members) for story, members in copies.items()}, tellings))
    if more:
        out.print(f"These are the first {limit}; --limit shows more.", highlight=False)


@app.command()
def show(item_id: Annotated[str, typer.Argument(metavar="ID", help="An id.")], *, as_json: AsJson = False) -> None:
    """Show one item: its text, facts, flags with their evidence, copies, links and decisions."""
    with open_store(only_to_read=True) as store:
        card = views.card(store, item_id)
        if as_json:
            _print_json(feed_items(store, [card.item]))
            return
    print_card(card)


@app.command()
def accept(ids: Ids, *, event: OfEvent = False, dry_run: DryRunEvent = False, who: Who = None) -> None:
    """Accept items."""
    _decide_all(ids, Action.ACCEPT, who, event=event, dry_run=dry_run)


@app.command()
def reject(
    ids: Ids, *, event: OfEvent = False, dry_run: DryRunEvent = False, reason: Reason = "", who: Who = None
) -> None:
    """Reject items."""
    _decide_all(ids, Action.REJECT, who, reason, event=event, dry_run=dry_run)


@app.command()
def later(ids: Ids, *, event: OfEvent = False, dry_run: DryRunEvent = False, who: Who = None) -> None:
    """Leave items for later."""
    _decide_all(ids, Action.LATER, who, event=event, dry_run=dry_run)


@app.command()
def part(
    item_id: Annotated[str, typer.Argument(metavar="ID", help="The item that is no copy.")],
    *,
    reason: Reason = "",
    dry_run: DryRun = False,
    who: Who = None,
) -> None:
    """Take an item out of its story: it is no copy. Holds against every later comparison, until it is undone."""
    with open_store() as store:
        title = plain(queue.get(store, item_id)["title"])
        choice = queue.part(store, item_id, _ruling(who, reason, preview=dry_run))
    print_choice(choice, f"{choice.item_id} {'would be' if dry_run else 'is'} parted from its story  {title}")


@app.command()
def join(
    item_id: Annotated[str, typer.Argument(metavar="ID", help="An item of the story that goes over.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="An item of the story that it goes to.")],
    *,
    reason: Reason = "",
    dry_run: DryRun = False,
    who: Who = None,
) -> None:
    """Put one story into another: they are the same text. Holds until it is undone."""
    with open_store() as store:
        title = plain(queue.get(store, other)["title"])
        choice = queue.join(store, item_id, other, _ruling(who, reason, preview=dry_run))
    print_choice(choice, f"{choice.item_id} {'would be' if dry_run else 'is'} joined to the story of  {title}")


@app.command()
def apart(
    item_id: Annotated[str, typer.Argument(metavar="ID", help="A story that tells something else.")],
    *,
    everything: Annotated[bool, typer.Option("--all", help="Take all stories of its event apart.")] = False,
    reason: Reason = "",
    dry_run: DryRun = False,
    who: Who = None,
) -> None:
    """Take a story out of its event. Holds against every later comparison, until it is undone."""
    with open_store() as store:
        choice = queue.part_event(store, item_id, _ruling(who, reason, preview=dry_run), everything=everything)
    print_event_choice(choice, f"{'would be ' if dry_run else ''}taken out of its event")


@app.command()
def together(
    item_id: Annotated[str, typer.Argument(metavar="ID", help="An item of the one story.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="An item of the other one.")],
    *,
    reason: Reason = "",
    dry_run: DryRun = False,
    who: Who = None,
) -> None:
    """Put two stories into one event: they tell the same happening. Holds until it is undone."""
    with open_store() as store:
        choice = queue.join_event(store, item_id, other, _ruling(who, reason, preview=dry_run))
    print_event_choice(choice, f"{'would be ' if dry_run else ''}put into one event")


@app.command()
def undo(
    item_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="An id; none: your newest decision.")] = None,
    *,
    who: Who = None,
) -> None:
    """Take back the newest decision on an item, or your newest one of all."""
    with open_store() as store:
        undone = queue.undo(store, item_id, utc_now(), who or user_name())
        if undone is None:
            fail("there is nothing to undo: no decision stands" + (" on this item" if item_id else " that is yours"))
            return
        decision, now_on = undone
        row = queue.get(store, now_on)
        more = reviews.batch_size(store, decision) - 1 if item_id is None else 0
    by = f"by {plain(decision.who)}"
    if decision.kind in _WAS:
        said = f"{decision.item_id} {_WAS[decision.kind]} {by}: that is undone. {now_on} is {row['state']}."
    else:
        others = f", and so are {more} more of its event" if more else ""
        said = f"{now_on} is {row['state']} again (was made {decision.to_state} {by}){others}"
    out.print(Text(said), soft_wrap=True)


_WAS = {
    "part": "was parted",
    "join": "was joined",
    "apart": "was taken out of its event",
    "together": "was put into one event with another story",
}


def _check_source(store: Store, name: str | None) -> None:
    """Raise UnknownSourceError for one that is neither in the catalogue nor named by an item."""
    known = {*sources_of(settings()), *items.held_by_source(store)} if name else {}
    if name and name not in known:
        raise UnknownSourceError([name], known)


def _tag(name: str) -> str:
    """Return the tag that a name or an alias of the watchlist stands for."""
    from pipelines.relevance import vocabulary_of

    with messages():
        return vocabulary_of(settings()).watchlist.resolve(name)


def _ruling(who: str | None, note: str, *, preview: bool = False) -> Ruling:
    return Ruling(who or user_name(), note, utc_now(), preview=preview)


def _decide_all(ids: list[str], action: Action, who: str | None, note: str = "", *, event: bool, dry_run: bool) -> None:
    """Decide several items, none of them when one of the ids is wrong."""
    if dry_run and not event:
        raise typer.BadParameter("--dry-run goes with --event")
    with open_store() as store:
        rows = _rows(store, ids)
        if event:
            _decide_events(store, rows, action, _ruling(who, note, preview=dry_run))
            return
        for row in rows:
            decision = queue.decide(store, row["id"], action, _ruling(who, note))
            said = queue.STATE_AFTER[action] if decision else f"{queue.STATE_AFTER[action]} already"
            out.print(Text(f"{row['id']} {said}  {plain(row['title'])}"), soft_wrap=True)


def _decide_events(store: Store, rows: Iterable[sa.RowMapping], action: Action, ruling: Ruling) -> None:
    """Decide the events of several items, none of them when one of the items has none."""
    looked: dict[str, EventChoice] = {}
    for row in rows:
        if any(row["id"] == each["id"] for choice in looked.values() for each in choice.concerned):
            continue  # decided with the event of an earlier one
        try:
            looked[row["id"]] = queue.decide_event(store, row["id"], action, replace(ruling, preview=True))
        except queue.ReviewError as error:
            raise queue.ReviewError(f"{error}. Nothing was decided; --event is for stories that share one") from error
    said = f"{'would be ' if ruling.preview else ''}{queue.STATE_AFTER[action]}"
    for item_id, choice in looked.items():
        if not ruling.preview:
            queue.decide_event(store, item_id, action, replace(ruling, seen=choice.seen))
        for row in choice.concerned:
            out.print(Text(f"{row['id']} {said}  {plain(row['title'])}"), soft_wrap=True)


def _rows(store: Store, ids: Iterable[str]) -> list[sa.RowMapping]:
    rows = [queue.get(store, item_id) for item_id in ids]
    for row in rows:
        if not row["is_head"]:
            raise queue.CopyError(row["id"], views.card(store, row["id"]).head["id"])
    return rows


def _print_json(values: list[dict[str, Any]]) -> None:
    for each in values:
        typer.echo(json.dumps(each, ensure_ascii=False))
