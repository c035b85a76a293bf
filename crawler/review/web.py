"""The review pages: the queue, one item, and the forms that decide. They work without JavaScript."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from crawler.outcomes import State
from crawler.review import queue, views
from crawler.review.guard import FORM, TOKEN, Guard
from crawler.review.pages import STATE_NAMES, Pages
from crawler.review.queue import Action, ConflictError, CopyError, ReviewError, UnknownItemError
from crawler.store import items, reviews
from crawler.store.choices import Choice
from crawler.store.database import Store, StoreError
from crawler.store.event_choices import EventChoice
from crawler.store.mentions import Narrow
from crawler.store.rulings import Ruling

_STATIC = Path(__file__).parent / "static"
_ID = re.compile(r"[0-9a-f]{16}")
LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


def create_app(
    store: Store, who: str, now: Callable[[], dt.datetime], host: str = "127.0.0.1", *, loopback: bool = True
) -> ASGIApp:
    """Return the review as an ASGI application that answers to this machine's names and to `host`.

    Decisions are kept as made by `who`. `loopback` says that `host` is one of this machine alone.
    """
    pages = Pages()
    review = ReviewPages(store, pages, who, now)
    app = Starlette(
        routes=[
            Route("/", review.queue),
            Route("/items/{item_id}", review.item),
            Route("/items/{item_id}/decide", review.decide, methods=["POST"]),
            Route("/items/{item_id}/part", review.part, methods=["GET", "POST"]),
            Route("/items/{item_id}/join", review.join, methods=["GET", "POST"]),
            Route("/items/{item_id}/event", review.event, methods=["GET", "POST"]),
            Route("/items/{item_id}/apart", review.apart, methods=["GET", "POST"]),
            Route("/items/{item_id}/together", review.together, methods=["GET", "POST"]),
            Route("/undo", review.undo, methods=["POST"]),
            Route("/help", review.help),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        exception_handlers={
            HTTPException: review.on_http_error,
            ReviewError: review.on_review_error,
            StoreError: review.on_store_error,
            Exception: review.on_bug,
        },
    )
    return Guard(app, LOOPBACK_NAMES | {host.lower()}, pages.error, loopback=loopback)


class ReviewPages:
    """The endpoints. They are no coroutines, so that each runs in a thread and the database blocks nobody."""

    def __init__(self, store: Store, pages: Pages, who: str, now: Callable[[], dt.datetime]) -> None:
        self._store = store
        self._pages = pages
        self._who = who
        self._now = now

    def queue(self, request: Request) -> Response:
        """Show one page of a tab."""
        state = _tab(request.query_params.get("state", State.PENDING))
        stated = request.query_params.get("page", "1")
        number = int(stated) if stated.isdecimal() and len(stated) < 9 else 1
        page = views.queue_page(self._store, state, number, _narrow(request.query_params))
        return self._page(request, "queue.html", state=state, page=page, said=self._said(request))

    def item(self, request: Request) -> Response:
        """Show one item."""
        shown = views.card(self._store, request.path_params["item_id"], _narrow(request.query_params))
        return self._page(request, "item.html", state=shown.head["state"], card=shown, said=self._said(request))

    def decide(self, request: Request) -> Response:
        """Decide, and move on to the next item of the tab it was in."""
        item_id, form = request.path_params["item_id"], request.scope[FORM]
        try:
            action = Action(form.get("action", ""))
            state, version = State(form.get("seen", "")), int(form.get("version", ""))
        except ValueError as error:
            raise HTTPException(400, "The form is incomplete. Open the item anew and repeat.") from error
        note = form.get("note", "")
        try:
            decision = queue.decide(self._store, item_id, action, self._ruling(note, f"{state} {version}"))
        except ConflictError as error:
            return self._conflict(request, error, note)
        seq = queue.get(self._store, item_id)["seq"]
        return self._on(state, seq, _narrow(form), decision.id if decision else None)

    def _on(self, state: State, seq: int, narrow: Narrow, decision_id: int | None) -> Response:
        """Move on to what comes after a place in a tab, with what was decided there."""
        said = {"decision": decision_id} if decision_id else {}
        following = views.next_item(self._store, state, seq, narrow)
        if following is None:
            return _go("/", state=str(state), **said)
        return _go(f"/items/{following}", **_parameters(narrow), **said)

    def part(self, request: Request) -> Response:
        """Show what parting an item from its story would change, and do it."""
        return self._choose(request, partial(queue.part, self._store, request.path_params["item_id"]), "")

    def join(self, request: Request) -> Response:
        """Show what joining an item's story to another one would change, and do it."""
        other = _other(request)
        return self._choose(request, partial(queue.join, self._store, request.path_params["item_id"], other), other)

    def _choose(
        self,
        request: Request,
        choose: Callable[[Ruling], Choice | EventChoice],
        other: str,
        template: str = "choice.html",
        **values: Any,
    ) -> Response:
        """Preview a choice on stories or events, or make it when it is the one that was previewed."""
        form = request.scope.get(FORM)
        note = form.get("note", "") if form else ""
        problem = None
        if form:
            try:
                made = choose(self._ruling(note, form.get("seen", "")))
            except ConflictError as error:
                problem = str(error)
            else:
                return _go(f"/items/{request.path_params['item_id']}", decision=made.decision_id)
        seen = choose(self._ruling(note, preview=True))
        item = queue.get(self._store, request.path_params["item_id"])
        values |= {"state": None, "choice": seen, "item": item, "other": other, "problem": problem, "note": note}
        return self._page(request, template, 409 if problem else 200, **values)

    def event(self, request: Request) -> Response:
        """Show the stories that tell an item's event, and decide those that are in its state."""
        item_id, form, problem = request.path_params["item_id"], request.scope.get(FORM), None
        note = form.get("note", "") if form else ""
        narrow = _narrow(form or request.query_params)
        item = queue.get(self._store, item_id)
        if form:
            try:
                action = Action(form.get("action", ""))
            except ValueError as error:
                raise HTTPException(400, "The form is incomplete. Open the event anew and repeat.") from error
            try:
                made = queue.decide_event(self._store, item_id, action, self._ruling(note, form.get("seen", "")))
            except ConflictError as error:
                problem = str(error)
            else:
                return self._on(State(made.concerned[0]["state"]), item["seq"], narrow, made.decision_id)
        choice = queue.event_of(self._store, item_id)
        values = {"state": choice.concerned[0]["state"], "choice": choice, "item": item, "note": note}
        return self._page(request, "event.html", 409 if problem else 200, problem=problem, said=None, **values)

    def apart(self, request: Request) -> Response:
        """Show what taking an item's story out of its event, or all stories apart, would change, and do it."""
        given = request.scope.get(FORM, request.query_params)
        everything = bool(given.get("all"))
        part = partial(queue.part_event, self._store, request.path_params["item_id"], everything=everything)
        return self._choose(request, part, "", "event_choice.html", action="apart", everything=everything)

    def together(self, request: Request) -> Response:
        """Show what putting an item's story into one event with another one would change, and do it."""
        other = _other(request)
        join = partial(queue.join_event, self._store, request.path_params["item_id"], other)
        return self._choose(request, join, other, "event_choice.html", action="together", everything=False)

    def undo(self, request: Request) -> Response:
        """Take back the newest decision (of one item, when the form names it), and go to its item."""
        form = request.scope[FORM]
        back = form.get("from", "")
        try:
            undone = queue.undo(self._store, form.get("item") or None, self._now(), self._who)
        except ConflictError as error:
            return self._conflict(request, error, "")
        if undone is None:
            message = "There is nothing to undo: no decision of yours stands."
            return self._pages.error(409, message, back if _ID.fullmatch(back) else None)
        decision, item_id = undone
        return _go(f"/items/{item_id}", undone=decision.id)

    def help(self, request: Request) -> Response:
        """Show the keys."""
        return self._page(request, "help.html", state=None)

    def on_http_error(self, _request: Request, error: Exception) -> Response:
        """Say that there is no such page, or that it takes no such request."""
        if not isinstance(error, HTTPException):
            raise error
        known = {404: "There is no such page.", 405: "This address only takes forms."}
        answer = self._pages.error(error.status_code, known.get(error.status_code, error.detail))
        answer.headers.update(error.headers or {})
        return answer

    def on_review_error(self, request: Request, error: Exception) -> Response:
        """Say why something cannot be decided."""
        back = error.head_id if isinstance(error, CopyError) else self._known(request.path_params.get("item_id", ""))
        message = f"{str(error)[:1].upper()}{str(error)[1:]}."
        return self._pages.error(404 if isinstance(error, UnknownItemError) else 409, message, back)

    def on_store_error(self, _request: Request, error: Exception) -> Response:
        """Say what is wrong with the database."""
        return self._pages.error(503, str(error))

    def on_bug(self, _request: Request, _error: Exception) -> Response:
        """Say that it is our fault; the traceback is on the terminal."""
        return self._pages.error(500, "Something went wrong in Tidings. The terminal where it runs says more.")

    def _ruling(self, note: str, seen: str | None = None, *, preview: bool = False) -> Ruling:
        return Ruling(self._who, note, self._now(), seen, preview)

    def _known(self, item_id: str) -> str | None:
        """Return an item's id when there is such an item, to lead back to it."""
        return item_id if _ID.fullmatch(item_id) and items.get(self._store, item_id) else None

    def _conflict(self, request: Request, error: ConflictError, note: str) -> Response:
        shown = views.card(self._store, error.item_id)
        values = {"state": shown.head["state"], "card": shown, "said": None, "problem": str(error), "note": note}
        return self._page(request, "item.html", 409, **values)

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        common = {"token": request.scope[TOKEN], "counts": views.counts(self._store), "problem": None, "note": ""}
        common["narrow"] = _parameters(_narrow(request.scope.get(FORM) or request.query_params))
        return self._pages.render(template, status, **common | values)

    def _said(self, request: Request) -> dict[str, Any] | None:
        """Return what was decided or undone just now, as the address's number of the decision tells."""
        for name in ("decision", "undone"):
            number = request.query_params.get(name, "")
            decision = reviews.decision(self._store, int(number)) if number.isdecimal() and len(number) < 19 else None
            if decision is not None:
                title = queue.get(self._store, decision.item_id)["title"] or decision.item_id
                before, after = (STATE_NAMES[State(each)] for each in (decision.from_state, decision.to_state))
                said = {"what": name, "kind": decision.kind, "title": title, "before": before, "after": after}
                return said | {"item_id": decision.item_id, "more": reviews.batch_size(self._store, decision) - 1}
        return None


def _other(request: Request) -> str:
    return str(request.scope.get(FORM, request.query_params).get("other", "")).strip()


def _tab(stated: str) -> State:
    if stated not in views.TABS:
        raise HTTPException(404)
    return State(stated)


def _narrow(stated: Mapping[str, str]) -> Narrow:
    """Return what an address or a form narrows the queue down to."""
    return Narrow(stated.get("entity", "")[:80], bool(stated.get("perhaps")))


def _parameters(narrow: Narrow) -> dict[str, str]:
    """Return a narrowing as the parameters of an address or a form."""
    stated = {"entity": narrow.entity, "perhaps": "1" if narrow.perhaps else ""}
    return {name: value for name, value in stated.items() if value}


def _go(path: str, **parameters: Any) -> Response:
    return RedirectResponse(f"{path}?{urlencode(parameters)}" if parameters else path, 303)
