"""Text for machines that no reader sees, beside a body that is seen.

Pages hide much on purpose: menus, notices, tabs, forms, the text that a script will show. None of that is meant here:
what counts is text under tricks that no interface needs (far off the screen, of no size), and prose, keywords or links
to other sites in plain hidden boxes.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.urls import site
from pipelines.extraction.blocks import units_of
from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.selling import selling_words
from pipelines.extraction.gate.spam import advertised
from pipelines.extraction.gate.vocabulary import table

_PLAIN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)", re.IGNORECASE)
_HINT = re.compile(
    r"none|hidden|opacity|:\s*-\d\d\d|font-size\s*:\s*[01]|clip|background.*;\s*color|\bcolor.*;\s*background",
    re.IGNORECASE,
)
_FAR = re.compile(r"(?:text-indent|left|top|right|margin-left|margin-top)\s*:\s*-(?:\d{4,}|[5-9]\d\d)", re.IGNORECASE)
_NO_LETTERS = re.compile(r"font-size\s*:\s*[01](?:px|em|pt|%)?\s*(?:;|!|$)", re.IGNORECASE)
_NO_ROOM = re.compile(r"(?:^|[;\s])(?:height|width|max-height)\s*:\s*[01](?:px)?\s*(?:;|!|$)", re.IGNORECASE)
_CLIPPED = re.compile(r"clip\s*:\s*rect\(\s*[01](?:px)?\W|clip-path\s*:\s*inset\(\s*(?:50|100)%", re.IGNORECASE)
_COLOUR = re.compile(
    r"(?:^|[;\s])(?P<of>color|background(?:-color)?)\s*:\s*(?P<named>#?\w+)\s*(?=;|!|$)", re.IGNORECASE
)
_NO_COLOURS = frozenset(("inherit", "initial", "unset", "transparent", "currentcolor", "none"))
_NO_SIZE = frozenset(("0", "1", "0px", "1px"))
_CUT_OFF = re.compile(r"overflow\s*:\s*hidden", re.IGNORECASE)
_NOT_READ = frozenset("script style noscript template svg textarea select option iframe button object".split())
_NOT_BOXES = frozenset(("body", "html", "img", "input"))
_ON_DEMAND = frozenset("nav header footer form dialog details aside menu label".split())
_SCRIPTED = ("aria-", "data-", "x-", "v-", "ng-", "on")
_AROUND = 3  # boxes around a hidden one whose names are asked
_NOT_DISPLAYED = "not displayed"
_SELECTOR = re.compile(r"(?P<around>[^{}/;,]*)(?P<name>[.#][\w-]+)\s*$")
_CLASS_OR_ID = re.compile(r"[.#][\w-]+")
_OUT_OF_SIGHT = re.compile(  # begins with one of a few characters: a search passes over all others
    r"[:fFcC](?:(?<=:)\s*-\d{3}|(?<=[fF])(?i:ont-size\s*:\s*[01](?=\D))"
    r"|(?<=[cC])(?i:lip(?:\s*:\s*rect\(\s*[01]|-path\s*:\s*inset)))"
)
_SHEET, _RULE_LENGTH, _RULES = 4_000, 300, 4  # characters of a style sheet and of a rule that are read; rules tried
_NOWHERE = re.compile(r"#|javascript:", re.IGNORECASE)  # where a link leads that is a control
_SPACES = re.compile(r"\s+")
_SEPARATORS = re.compile(r"[,，、|;；/\s]+")
_MARKS = re.compile(r"[，。！？；,.!?]")
_LEAST_UNITS, _SOME_UNITS, _MANY_UNITS, _PROSE_MARKS = 12, 18, 25, 3
_FOREIGN_LINKS, _FOREIGN_HOSTS = 5, 4
_REPEATED = 8
_SELLS = 3  # words of selling in a list without a sentence
_SHOWN_SHARE = 0.5  # of the hidden box in the article, or of the article in the box: it is the article
_PIECE = 12
_MOST = 20_000


def hidden_text(places: Places, text: str) -> dict[str, object] | None:
    """Return what a page hides, by what trick, and why that is no part of its interface; None for none."""
    advertises = any(term.of == "trade" for terms in places.terms.values() for term in terms)
    for element, trick in _concealed(places):
        interface = _is_interface(element)
        if interface and not advertises:
            continue
        said = _text_of(element)
        units = units_of(said)
        if units < _LEAST_UNITS or _is_the_article(said, text, trick):
            continue
        terms = advertised(said)
        why = "advertises: " + ", ".join(terms) if terms else None if interface else _why(places, element, trick, said)
        if why:
            return {"hidden_by": trick, "why": why, "units": units, "text": said[:200]}
    return None


def _concealed(places: Places) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the outermost boxes that a reader does not see, each with the trick."""
    for element in places.tree.iter("marquee"):
        if _NO_SIZE.issuperset((element.get("width") or "0", element.get("height") or "0")):
            yield element, "a box of no size"
    within: HtmlElement | None = None
    for element in places.layout.styled:
        if element.tag in _NOT_BOXES or (within is not None and within in element.iterancestors()):
            continue
        if trick := _trick(element):
            within = element
            yield element, trick
    yield from _styled_by_sheet(places)


def _styled_by_sheet(places: Places) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the boxes that a style sheet in the head puts out of sight; what is not displayed, a script may show."""
    itself, _ = _names()
    tricks: dict[tuple[str, str], str] = {}
    for sheet in (sheet for part in places.tree if part.tag == "head" for sheet in part.iter("style")):
        text = (sheet.text or "")[: _SHEET + _RULE_LENGTH]
        for match in _OUT_OF_SIGHT.finditer(text, 0, _SHEET):
            selector, style = _rule_at(text, match.start())
            trick = _styled_away(None, style) if selector else None
            if selector and trick and trick != _NOT_DISPLAYED and not itself.search(selector["name"].lower()):
                tricks[selector["around"], selector["name"]] = trick
    for (around, name), trick in list(tricks.items())[:_RULES]:
        found = (
            places.tree.find_class(name[1:]) if name[0] == "." else places.tree.xpath("//*[@id=$name]", name=name[1:])
        )
        for element in found:
            if element.tag not in _NOT_BOXES and _is_within(element, _CLASS_OR_ID.findall(around)):
                yield element, trick


def _rule_at(sheet: str, at: int) -> tuple[re.Match[str] | None, str]:
    """Return the last class or id that the rule around a place of a style sheet is for, and its style."""
    start = sheet.rfind("{", max(0, at - _RULE_LENGTH), at)
    end = sheet.find("}", at, at + _RULE_LENGTH)
    if start < 0 or end < 0 or "}" in sheet[start:at] or "{" in sheet[at:end]:
        return None, ""
    first = max(0, start - _RULE_LENGTH, sheet.rfind("}", 0, start) + 1)
    return _SELECTOR.search(sheet, first, start), sheet[start + 1 : end]


def _is_within(element: HtmlElement, named: list[str]) -> bool:
    """Return whether a box, or those around it, have all classes and ids that a rule asks for beside its own."""
    there = {
        name
        for box in ((element, *element.iterancestors()) if named else ())
        for name in (f"#{box.get('id')}", *(f".{each}" for each in (box.get("class") or "").split()))
    }
    return there.issuperset(named)


def _trick(element: HtmlElement) -> str | None:
    if element.get("hidden") is not None:
        return _NOT_DISPLAYED
    style = element.get("style")
    return _styled_away(element, style) if style and _HINT.search(style) else None


def _styled_away(element: HtmlElement | None, style: str) -> str | None:
    if _PLAIN.search(style):
        return _NOT_DISPLAYED
    if _FAR.search(style):
        return "off the screen"
    if _NO_LETTERS.search(style) and (element is None or not element.xpath(".//*[@class or contains(@style, 'font')]")):
        return "letters of no size"
    if _CLIPPED.search(style):
        return "clipped away"
    if _is_as_its_ground(style):
        return "letters in the colour of their ground"
    return "a box of no size" if _CUT_OFF.search(style) and _NO_ROOM.search(style) else None


def _is_as_its_ground(style: str) -> bool:
    """Return whether letters have the colour that is behind them."""
    colours: dict[bool, str] = {}
    for match in _COLOUR.finditer(style):
        named = match["named"].lower()
        doubled = "#" + "".join(letter * 2 for letter in named[1:]) if named[0] == "#" and len(named) == 4 else named
        colours[match["of"].lower() == "color"] = {"white": "#ffffff", "black": "#000000"}.get(doubled, doubled)
    return len(colours) == 2 and colours[True] == colours[False] and colours[True] not in _NO_COLOURS


def _why(places: Places, element: HtmlElement, trick: str, said: str) -> str | None:
    """Return why a box that is no part of the interface is meant for machines; None when it may be anything."""
    if _links_away(places, element):
        return "links to other sites"
    if trick != _NOT_DISPLAYED:
        return "out of sight" if units_of(said) >= _SOME_UNITS else None
    word, times = _most_repeated(said)
    if times >= _REPEATED:
        return f"{word} {times} times"
    if len(sold := selling_words(said)) >= _SELLS and not _MARKS.search(said):
        return "sells: " + ", ".join(sold)
    is_prose = units_of(said) >= _MANY_UNITS and len(_MARKS.findall(said)) >= _PROSE_MARKS
    return "prose within the article" if is_prose and _within_body(places, element) else None


def _is_the_article(said: str, text: str, trick: str) -> bool:
    """Return whether a hidden box holds the article or, not displayed, repeats a part of it."""
    plain, whole = _SPACES.sub("", said), _SPACES.sub("", text)
    repeats = trick == _NOT_DISPLAYED and _shared(plain, whole) >= _SHOWN_SHARE
    return repeats or _shared(whole, plain) >= _SHOWN_SHARE


def _shared(one: str, other: str) -> float:
    pieces = [one[at : at + _PIECE] for at in range(0, max(len(one) - _PIECE, 1), max(_PIECE, len(one) // 40))]
    return sum(piece in other for piece in pieces) / len(pieces)


def _is_interface(element: HtmlElement) -> bool:
    around = [element, *list(element.iterancestors())[:_AROUND]]
    if any(box.tag in _ON_DEMAND for box in around) or any(key.startswith(_SCRIPTED) for key in element.attrib):
        return True
    if _is_unfolded(element):
        return True
    itself, outer = _names()
    return bool(itself.search(_name(element))) or any(outer.search(_name(box)) for box in around[1:])


def _is_unfolded(element: HtmlElement) -> bool:
    """Return whether a control stands beside a box that shows it: "Read more" before the rest of an article."""
    for beside in (element.getprevious(), element.getnext()):
        if beside is None or not isinstance(beside.tag, str):
            continue
        for control in (beside, *beside):
            if control.tag == "button" or (control.tag == "a" and _NOWHERE.match(control.get("href") or "#")):
                return True
    return False


def _name(element: HtmlElement) -> str:
    return " ".join(filter(None, map(element.get, ("class", "id", "role")))).lower()


def _links_away(places: Places, element: HtmlElement) -> bool:
    hosts = [host for link in element.iter("a") if (host := site(link.get("href") or ""))]
    away = [host for host in hosts if host != site(f"http://{places.host}/")]
    return len(away) >= _FOREIGN_LINKS and len(set(away)) >= _FOREIGN_HOSTS


def _most_repeated(said: str) -> tuple[str, int]:
    pieces = Counter(piece for piece in _SEPARATORS.split(said) if len(piece) > 3)
    return pieces.most_common(1)[0] if pieces else ("", 0)


def _within_body(places: Places, element: HtmlElement) -> bool:
    """Return whether a box stands among the article's lines: lines of the body before and after it."""
    boxes = places.layout.boxes
    own = {boxes[places.layout.blocks[number].box].element for number in places.body}
    parent = element.getparent()
    return parent is not None and sum(child in own or child.getparent() in own for child in parent) >= 2


def _text_of(element: HtmlElement) -> str:
    parts: list[str] = []
    size = 0
    for each in element.iter():
        if isinstance(each.tag, str) and each.tag not in _NOT_READ and each.text:
            parts.append(each.text)
            size += len(each.text)
        if each is not element and each.tail:
            parts.append(each.tail)
            size += len(each.tail)
        if size > _MOST:
            break
    return _SPACES.sub(" ", " ".join(parts)).strip()


@functools.cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = table("hidden")
    return re.compile("|".join(words["shown_on_demand"])), re.compile("|".join(words["around"]))
