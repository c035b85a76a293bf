"""Items in a terminal: as a table, one with all that is known of it, and stories as a choice changes them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from rich.table import Table
from rich.text import Text

from crawler.commands.shell import out, plain
from crawler.review.views import Card
from crawler.store.choices import Choice
from crawler.store.event_choices import EventChoice


def table(rows: list[sa.RowMapping], copies: dict[str, int], tellings: dict[str, int]) -> Table:
    """Return items as a table, with the numbers of their stories' copies and of the `tellings` of their events."""
    found = Table(box=None, header_style="bold")
    for column in ("id", "state", "date", "source", "copies", "relevance"):
        found.add_column(column, no_wrap=True, justify="right" if column in ("copies", "relevance") else "left")
    found.add_column("title", ratio=1)
    for row in rows:
        title = Text(plain(row["title"]) or plain(row["url"]))
        if watched := row["evidence"].get("watched"):
            title.append(f"  [watched: {plain(', '.join(watched))}]", style="bold")
        if more := tellings.get(row["story"]):
            title.append(f"  [+{more} of this event]", style="bold")
        if row["flags"]:
            title.append(f"  [{', '.join(row['flags'])}]", style="yellow")
        count = copies.get(row["story"], 0) if row["is_head"] else 0
        date = (row["published_at"] or "")[:10] or "·"
        found.add_row(row["id"], row["state"], date, row["source"], str(count or "·"), f"{row['relevance']:.2f}", title)
    return found


def print_card(card: Card) -> None:
    """Print all that is known of one item."""
    item = card.item
    out.print(Text(plain(item["title"]) or "(no title)", style="bold"), soft_wrap=True)
    facts = Table.grid(padding=(0, 2))
    for name, value in _facts(card):
        facts.add_row(Text(name, style="dim"), Text(value))
    out.print(facts)
    out.print()
    for line in item["text"].splitlines():
        out.print(Text(plain(line)), soft_wrap=True)


def print_choice(choice: Choice, said: str) -> None:
    """Print what was done, and the stories as they are then: head first, its copies below it."""
    out.print(Text(said), soft_wrap=True)
    if choice.loose:
        also = ", ".join(story.head["id"] for story in choice.loose)
        out.print(Text(f"No copy of the new head, and so a story of its own, too: {also}"), soft_wrap=True)
    for story in choice.stories:
        for row in (story.head, *story.copies):
            how = row["state"] if row["is_head"] else f"  {_relation(row['relation'], row['similarity'])}"
            out.print(Text(f"  {row['id']}  {how}  {plain(row['title'])}  {plain(row['url'])}"), soft_wrap=True)


def print_event_choice(choice: EventChoice, said: str) -> None:
    """Print what was done to which stories, and the groups that the event is then."""
    for row in choice.concerned:
        out.print(Text(f"{row['id']} {said}  {plain(row['title'])}"), soft_wrap=True)
    for number, group in enumerate(choice.groups, 1):
        for row in group:
            out.print(Text(f"  {number}  {row['id']}  {row['state']}  {plain(row['title'])}"), soft_wrap=True)


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
        relation = _relation(copy["relation"], copy["similarity"])
        if copy["id"] == card.item["id"]:
            yield "copy of", f"{card.head['id']} {relation} {plain(card.head['title'])}{why}"
        else:
            yield "copy", f"{copy['id']} {relation} {plain(copy['url'])}{why}"
    for row in card.event:
        if row["story"] != card.item["story"]:
            seen = _compact(card.why_event.get(row["story"]))
            yield "event", f"{row['id']} {row['state']} {plain(row['title'])}  {seen}".rstrip()
    for link in card.links:
        arrow = "->" if link["outward"] else "<-"
        named = _relation(link["link_relation"], link["link_similarity"])
        yield "link", f"{arrow} {link['id']} {named} {plain(link['title'])}"
    for row in card.history:
        undone = " (undone)" if row["undone_at"] else ""
        note = f": {plain(row['note'])}" if row["note"] else ""
        kind = f"{row['kind']} " if row["kind"] != "state" else ""
        on = f" on {row['item_id']}" if row["item_id"] != card.item["id"] else ""
        said = f"{kind}{row['to_state']}{on} by {plain(row['who'])}{undone}{note}"
        yield "decision", f"{row['at']:%Y-%m-%d %H:%M} {said}"


def _relation(name: str, similarity: float | None) -> str:
    return name if similarity is None else f"{name} {similarity:.2f}"


def _compact(found: object) -> str:
    return plain(json.dumps(found, ensure_ascii=False)) if found is not None else ""
