"""A name that was put into sentences: glued to the ends of clauses, where it is neither subject nor object.

What is looked for needs no list of names. A name that a text tells of stands in all parts of its clauses; one that a
program puts in stands at their ends, after words that are complete without it. And it is the page's own: its title,
keywords or lines about the body state it.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from pipelines.extraction.blocks import units_of
from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.selling import trades_in
from pipelines.extraction.gate.vocabulary import table
from pipelines.extraction.likelihood import simple_form

_END = "，。！？；：、,!?;.…"
_CLAUSES = re.compile(f"[{_END}]")
_PIECES = re.compile(r"[\s|｜_,，、;；:：·()（）\[\]【】©。！!]+|(?<![A-Za-z])-|-(?![A-Za-z])")
_SUFFIX = re.compile(
    r"(?:官方网站|官网|中国|手机版|网页版|登录|注册|下载|入口|app|平台|有限公司|公司|版权所有|祝您.*)+$", re.IGNORECASE
)
_LATIN_NAME = re.compile(r"[A-Z][\w.&'’-]{3,}(?: [A-Z0-9][\w.&'’-]*){0,3}")
_SHORTEST, _LONGEST = 3, 12  # characters of a name in Han
_SHORT_LINE = 60  # characters of a line about the body that may be a name, or begin with one
_LINES = 60  # of those about the body, from either end of the page
_DAY = "[0-9年月日]*"
_STEM, _OFFERED = 2, 2
_GLUED = 3
_SHARE = 0.5  # of all places of the name in the text
_HEADLINE_HAN, _HEADLINE_WORDS = 10, 8  # the least of a title that no sentence holds by chance, as it does names
_SHORT_HEADLINE = 5  # units of one that is no name
_PASTED = 2
_MOST = 6_000  # characters in which the ends of clauses are counted
_WORD = re.compile(r"\w")


def brand_injected(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the name that was put into a text, its places, and where the page's title was; None when neither was."""
    pasted = _pasted(title, text)
    least = _GLUED - min(pasted, 2)
    counted = Counter(clause[-_SHORTEST:] for clause in _CLAUSES.split(text[:_MOST]))
    ends = {end for end, times in counted.items() if times >= least and not end.isspace() and len(end) == _SHORTEST}
    for name, named_in in (names_of(places, title, ends) if ends else {}).items():
        if (number := text.count(name)) < least:
            continue
        glued = [at for at in places_of(name, text) if is_glued(name, at, text)]
        before = {text[:at].rstrip()[-1:] for at in glued}
        within_title = pasted if title and name in title else 0
        enough = len(glued) >= least and len(before) >= min(len(glued), _GLUED)
        if enough and len(glued) >= _SHARE * (number - within_title):
            near = [text[max(0, at - 12) : at + len(name) + 2].replace("\n", " ") for at in glued]
            return {"name": name, "named_in": named_in, "places": near, "title_pasted": pasted}
    if sold := _trade_named(places, title, text):
        return {**sold, "title_pasted": pasted}
    if pasted >= _PASTED or (title and (pasted := _title_glued(title, text)) >= _GLUED):
        return {"name": title, "title_pasted": pasted}
    return None


def _trade_named(places: Places, title: str | None, text: str) -> dict[str, object] | None:
    """Return the name of a site called after a trade, and where it was put into a text that has no word of that trade.

    A site speaks of itself as the one that reports; at the ends of clauses, or with what its trade offers (a login, a
    bonus), its name is an advertisement.
    """
    called = f"{places.titles}\n{places.structured.meta.get('og:site_name', '')}"
    for name, named_in in names_of(places, None).items() if trades_in(called) else ():
        cut = simple_form(name).find(next(iter(trades_in(name)), "\0"))
        stem, trade = name[: max(cut, 0)].strip(), name[max(cut, 0) :]
        if len(stem) < _STEM or stem in (title or "") or text.count(stem) < _GLUED:
            continue
        without = text.replace(name, "").replace(stem, "")
        found = [at for at in places_of(stem, text) if not _speaks_of_itself(stem, at, text, trade)]
        odd = [at for at in found if _is_offered(stem + trade, stem, at, text)]
        if len(found) >= _GLUED and len(odd) >= _OFFERED and not trades_in(without):
            near = [text[max(0, at - 12) : at + len(name) + 4].replace("\n", " ") for at in found]
            return {"name": name, "named_in": named_in, "places": near}
    return None


def _speaks_of_itself(stem: str, at: int, text: str, trade: str) -> bool:
    end = at + len(stem)
    end += len(trade) if text.startswith(trade, end) else 0
    return bool(_beginning("reports", _DAY).match(text, end))


def _is_offered(name: str, stem: str, at: int, text: str) -> bool:
    """Return whether a name ends a clause as no object does, or something is offered with it."""
    whole = name if text.startswith(name, at) else stem
    return bool(_beginning("offers").match(text, at + len(whole))) or is_glued(whole, at, text)


@functools.cache
def _beginning(words: str, before: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(map(re.escape, table('brand')[words]))})")


def names_of(places: Places, title: str | None, ends: set[str] | None = None) -> dict[str, str]:
    """Return what the page calls itself, by the place that says so; a headline alone is none.

    With `ends` only what may be a name and ends like that.
    """
    meta = places.structured.meta
    short = [line for line in (*places.lines[:_LINES], *places.lines[-_LINES:]) if len(line) <= _SHORT_LINE]
    said = (
        ("title", places.title.replace(title or "\n", "|")),
        ("keywords", meta.get("keywords", "")),
        ("site", meta.get("og:site_name") or meta.get("application-name") or ""),
        ("lines", "\n".join(dict.fromkeys(short))),
    )
    names: dict[str, str] = {}
    for place, words in said:
        if ends is not None and not any(end in words for end in ends):
            continue
        for piece in dict.fromkeys((*_PIECES.split(words), *_LATIN_NAME.findall(words))):
            if ends is not None and not any(end in piece for end in ends):
                continue
            name = _SUFFIX.sub("", piece)
            if ends is None or (name[-_SHORTEST:] in ends and _may_be_name(name)):
                names.setdefault(name, place)
    return names


def _may_be_name(name: str) -> bool:
    return len(name) >= 4 and name[0].isupper() if name.isascii() else _SHORTEST <= len(name) <= _LONGEST


def places_of(name: str, text: str) -> Iterator[int]:
    """Yield where a name stands in a text."""
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


def is_glued(name: str, at: int, text: str) -> bool:
    """Return whether a name ends a clause, and what stands before it takes no object and no attribute."""
    after = text[at + len(name) : at + len(name) + 1]
    before = text[max(0, at - 24) : at]
    if not after or after not in _END:
        return False
    if not before or not _WORD.match(before.rstrip(" ")[-1:]):
        return False
    return not _takes_object().search(before)


@functools.cache
def _takes_object() -> re.Pattern[str]:
    words = table("brand")
    han = "|".join(map(re.escape, words["before"]))
    latin = "|".join(map(re.escape, words["before_latin"]))
    return re.compile(rf"(?:{han})\s?$|\b(?:{latin}) $", re.IGNORECASE)


def _title_glued(title: str, text: str) -> int:
    """Return at how many ends of clauses a title of some words was put, short ones too: most of its places, or none."""
    if units_of(title) < _SHORT_HEADLINE:
        return 0
    places = list(places_of(title, text))
    glued = [at for at in places if is_glued(title, at, text)]
    before = {text[:at].rstrip()[-1:] for at in glued}
    return len(glued) if len(glued) >= _SHARE * len(places) and len(before) >= min(len(glued), _GLUED) else 0


def _pasted(title: str | None, text: str) -> int:
    """Return how often a title stands within a sentence, after a word and not as a line of its own."""
    if not title or units_of(title) < (_HEADLINE_WORDS if title.isascii() else _HEADLINE_HAN):
        return 0
    before = (text[max(at - 2, 0) : at].rstrip(" ")[-1:] for at in places_of(title, text))
    return sum(bool(_WORD.match(letter)) for letter in before)
