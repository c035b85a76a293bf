"""`tidings items`: the review queue in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

import sqlalchemy as sa
import typer
from rich.table import Table
from rich.text import Text

from crawler.commands.shell import fail, messages, open_store, out, plain, settings
from crawler.outcomes import State
from crawler.publish import feed_items
from crawler.review import queue
from crawler.review.person import user_name
from crawler.review.queue import Action, Card
from crawler.run import utc_now
from crawler.store import items
from crawler.store.choices import Choice
from crawler.store.database import Store
from crawler.store.mentions import Narrow

app = typer.Typer(help="The review queue in a terminal.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line, in the feed's form.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids, or unique starts of them.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]
Who = Annotated[str | None, typer.Option(help="Whose decision it is; otherwise this user's.")]


@app.command("list")
def list_items(
    *,
    state: Annotated[list[State] | None, typer.Option(help="A state; may be repeated. None: pending.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source's items.")] = None,
    entity: Annotated[str | None, typer.Option(help="Only items that mention this name of the watchlist.")] = None,
    perhaps: Annotated[bool, typer.Option("--perhaps", help="Only what is off topic and perhaps is not.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List items, the oldest first."""
    wanted = [str(each) for each in state or [State.OFF_TOPIC if perhaps else State.PENDING]]
    narrow = Narrow(_tag(entity) if entity else "", perhaps)
    with open_store() as store:
        heads_only = State.COPY not in wanted
        rows = items.find(store, states=wanted, heads_only=heads_only, source=source, narrow=narrow, limit=limit + 1)
        more, rows = len(rows) > limit, rows[:limit]
        if as_json:
            _print_json(feed_items(store, rows))
            return
        copies = items.members(store, [row["story"] for row in rows if row["is_head"]])
    if not rows:
        naming = f" and mentions {narrow.entity}" if narrow.entity else ""
        out.print(f"No item is {' or '.join(wanted)}{naming}.", highlight=False)
        return
    out.print(_table(rows, {story: len(members) for story, members in copies.items()}))
    if more:
        out.print(f"These are the first {limit}; --limit shows more.", highlight=False)


@app.command()
def show(item_id: Annotated[str, typer.Argument(metavar="ID", help="An id.")], *, as_json: AsJson = False) -> None:
    """Show one item: its text, facts, flags with their evidence, copies, links and decisions."""
    with open_store() as store:
        card = queue.card(store, item_id)
        if as_json:
            _print_json(feed_items(store, [card.item]))
            return
    _print_card(card)


@app.command()
def accept(ids: Ids, *, who: Who = None) -> None:
    """Accept items."""
    _decide_all(ids, Action.ACCEPT, who)


@app.command()
def reject(ids: Ids, *, reason: Reason = "", who: Who = None) -> None:
    """Reject items."""
    _decide_all(ids, Action.REJECT, who, reason)


@app.command()
def later(ids: Ids, *, who: Who = None) -> None:
    """Leave items for later."""
    _decide_all(ids, Action.LATER, who)


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
        choice = queue.part(store, item_id, who or user_name(), reason, utc_now(), preview=dry_run)
    _print_choice(choice, f"{choice.item_id} {'would be' if dry_run else 'is'} parted from its story  {title}")


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
        choice = queue.join(store, item_id, other, who or user_name(), reason, utc_now(), preview=dry_run)
    _print_choice(choice, f"{choice.item_id} {'would be' if dry_run else 'is'} joined to the story of  {title}")


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
    was = {"part": "was parted", "join": "was joined"}.get(decision.kind, f"was made {decision.to_state}")
    out.print(Text(f"{now_on} is {row['state']} again ({was} by {plain(decision.who)})"))


def _tag(name: str) -> str:
    """Return the tag that a name or an alias of the watchlist stands for."""
    from pipelines.relevance import vocabulary_of

    with messages():
        return vocabulary_of(settings()).watchlist.resolve(name)


def _print_choice(choice: Choice, said: str) -> None:
    """Print what was done, and the stories as they are then: head first, its copies below it."""
    out.print(Text(said), soft_wrap=True)
    for story in choice.stories:
        for row in (story.head, *story.copies):
            how = row["state"] if row["is_head"] else f"  {_relation(row['relation'], row['similarity'])}"
            out.print(Text(f"  {row['id']}  {how}  {plain(row['title'])}  {plain(row['url'])}"), soft_wrap=True)


def _decide_all(ids: list[str], action: Action, who: str | None, note: str = "") -> None:
    """Decide several items, none of them when one of the ids is wrong."""
    with open_store() as store:
        for row in _rows(store, ids):
            decision = queue.decide(store, row["id"], action, who or user_name(), note, utc_now())
            said = queue.STATE_AFTER[action] if decision else f"{queue.STATE_AFTER[action]} already"
            out.print(Text(f"{row['id']} {said}  {plain(row['title'])}"), soft_wrap=True)


def _rows(store: Store, ids: Iterable[str]) -> list[sa.RowMapping]:
    rows = [queue.get(store, item_id) for item_id in ids]
    for row in rows:
        if not row["is_head"]:
            raise queue.CopyError(row["id"], queue.card(store, row["id"]).head["id"])
    return rows


def _print_json(values: list[dict[str, Any]]) -> None:
    for each in values:
        typer.echo(json.dumps(each, ensure_ascii=False))


def _table(rows: list[sa.RowMapping], copies: dict[str, int]) -> Table:
    table = Table(box=None, header_style="bold")
    for column in ("id", "state", "date", "source", "copies", "relevance"):
        table.add_column(column, no_wrap=True, justify="right" if column in ("copies", "relevance") else "left")
    table.add_column("title", ratio=1)
    for row in rows:
        title = Text(plain(row["title"]) or plain(row["url"]))
        if watched := row["evidence"].get("watched"):
            title.append(f"  [watched: {plain(', '.join(watched))}]", style="bold")
        if row["flags"]:
            title.append(f"  [{', '.join(row['flags'])}]", style="yellow")
        count = copies.get(row["story"], 0) if row["is_head"] else 0
        date = (row["published_at"] or "")[:10] or "·"
        table.add_row(row["id"], row["state"], date, row["source"], str(count or "·"), f"{row['relevance']:.2f}", title)
    return table


def _print_card(card: Card) -> None:
    item = card.item
    out.print(Text(plain(item["title"]) or "(no title)", style="bold"), soft_wrap=True)
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(card):
        facts.add_row(Text(name, style="dim"), Text(value))
    out.print(facts)
    out.print()
    for line in item["text"].splitlines():
        out.print(Text(plain(line)), soft_wrap=True)


def _facts(card: Card) -> Iterable[tuple[str, str]]:
    item, origin = card.item, card.item["origin"] or {}
    yield "id", item["id"]
    yield "state", item["state"] + (f", decided on {card.head['id']}" if card.is_copy else "")
    yield "page", plain(item["url"])
    yield from _stated(item["evidence"])
    yield "source", f"{item['source']}, {plain(item['site_name'])}" if item["site_name"] else item["source"]
    if origin:
        yield "origin", plain(" < ".join([origin["name"], *reversed(origin.get("via") or [])]))
    yield "published", item["published_at"] or "unknown"
    if item["authors"]:
        yield "authors", plain(", ".join(item["authors"]))
    verdict = item["evidence"].get("verdict", "")
    yield "relevance", f"{item['relevance']:.2f} {verdict}  {_compact(item['evidence'].get('relevance'))}"
    if aside := item["evidence"].get("set_aside"):
        yield "not counted", _compact(aside)
    if item["entities"]:
        yield "names", plain(", ".join(item["entities"]))
    if watched := item["evidence"].get("watched"):
        yield "watched", plain(", ".join(watched))
    for flag in item["flags"]:
        yield "flag", f"{flag}: {_compact(item['evidence'].get(flag))}"
    yield from _story(card)


def _stated(evidence: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Yield what the page's canonical link says that is no address of its own."""
    if original := evidence.get("original"):
        yield "original", f"{plain(original)} (the page's canonical link)"
    if refused := evidence.get("canonical"):
        yield "not believed", _compact(refused)


def _story(card: Card) -> Iterable[tuple[str, str]]:
    """Yield the copies with why they are copies, the links, and what was decided."""
    for copy in card.copies:
        why = f"  {_compact(copy['why'])}" if copy["why"] else ""
        yield "copy", f"{copy['id']} {_relation(copy['relation'], copy['similarity'])} {plain(copy['url'])}{why}"
    for link in card.links:
        arrow = "->" if link["outward"] else "<-"
        named = _relation(link["link_relation"], link["link_similarity"])
        yield "link", f"{arrow} {link['id']} {named} {plain(link['title'])}"
    for row in card.history:
        undone = " (undone)" if row["undone_at"] else ""
        note = f": {plain(row['note'])}" if row["note"] else ""
        kind = f"{row['kind']} " if row["kind"] != "state" else ""
        yield "decision", f"{row['at']:%Y-%m-%d %H:%M} {kind}{row['to_state']} by {plain(row['who'])}{undone}{note}"


def _relation(name: str, similarity: float | None) -> str:
    return name if similarity is None else f"{name} {similarity:.2f}"


def _compact(found: object) -> str:
    return plain(json.dumps(found, ensure_ascii=False)) if found is not None else ""
