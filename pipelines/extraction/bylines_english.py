"""The byline a reader sees on a page in Latin script: `By X and Y`, and the boxes that are named after the author."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pipelines.extraction.author_boxes import MAX_AUTHORS, MAX_LINE, in_boxes, without_note
from pipelines.extraction.blocks import Block
from pipelines.extraction.date_text import find_dates
from pipelines.extraction.frame import Frame
from pipelines.extraction.gate.english_words import known_word
from pipelines.extraction.names import PARTICLES, is_institutional, is_latin_person
from pipelines.extraction.vocabulary import words

_BY = re.compile(
    r"^\W{0,3}(?:(?:written|posted|published|submitted|reported|created|words|story|text|article|analysis|opinion|column"
    r"|interview)\s+)?by"
    r"(?:\s*[:|]\s*|\s+)|^\W{0,3}(?:(?:guest )?authors?|written by|words|text|reporters?|writers?)\s*[:|]\s*",
    re.IGNORECASE,
)
_BY_INSIDE = re.compile(r"(?:^|[\s|•·–—-])[Bb][Yy]:?\s+(?=[A-Z])")
_CUT = re.compile(
    r"\s*(?:[|•·»–—\n\t]|\s-\s|\bon\s+\d|\bon\s+[A-Z][a-z]+(?:,?\s+\d|$)|\b(?:updated|published|posted|last)\b"
    r"|\bis an?\b|\bfor\s+[A-Z]|\bin\s+[a-z]|\d{1,2}[:/.]\d|\d{4}|\(|\[|@|\s\d+ (?:min|hour|day)"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|(?:em|o)?ber)?\.?\s+\d)",
    re.IGNORECASE,
)
_IN_CAPITALS = re.compile(  # JANE ROE Some Agency
    r"^([A-Z]{2}[A-Z'’.-]*(?: [A-Z][A-Z'’.-]*){0,2} [A-Z]{2}[A-Z'’.-]*) (?=[A-Z][a-z]).*$"
)
_SIGNS = ' .:"“”'
_LEADS_ON = re.compile(r"\s+(?:in|on|at)$", re.IGNORECASE)  # to a section or a date
_INITIAL = re.compile(r" [A-Z]\.$")  # its point is no full stop
_SPLIT = re.compile(r"\s*[,;、，/|+]\s*")
_AND = re.compile(r"\s*(?:&|\b(?:and|with|og|und|et|y|e|en|och)\b)\s*")
_LAST_FIRST = re.compile(r"^([A-Z][\w'’-]+), ([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*)*)$")
_SUBJECT_HREF = re.compile(r"/(?:tags?|topics?|categor(?:y|ies)|sections?|subjects?)/", re.IGNORECASE)
_OTHER_ROLE = re.compile(
    r"(?:reviewed|edit(?:ed|ing)|checked|photos?|photographs?|sponsored|presented|illustrat(?:ed|ions?)|verified|powered"
    r"|translat(?:ed|ion)|hosted|narrated|audio|videos?)$",
    re.IGNORECASE,
)
_BY_ALONE = re.compile(r"\W*(?:(?:(?:written|posted|words|story|text)\s+)?by|authors?)\s*:?\s*", re.IGNORECASE)
_SEVERAL = re.compile(r"authors\W*$", re.IGNORECASE)
_DATED = re.compile(r"\b20\d{2}\b|\b\d+ (?:min|hour|day)|\b(?:yesterday|today)\b")
_PIECES = re.compile(r"\s*[|•·]\s*")
_FIRM = re.compile(r",\s+(?=(?:Inc|LLC|Ltd|Limited|GmbH|Corp|PLC|Co)\b\.?\s*(?:$|[,;&|]|and\b))", re.IGNORECASE)
_COMMA = "\uf8ff"  # stands for the one within a firm's name
_MAX_ALONE = 80
_AROUND, _INTO_BODY, _BEHIND = 25, 6, 1000
_MAX_WORDS = 6


def latin_names(text: str) -> list[str]:
    """Return the names of a byline's text, without `By`, dates, degrees and what else stands behind them."""
    text = " ".join(text.split())
    text = _BY.sub("", text)
    swapped = _LAST_FIRST.match(text)
    if swapped and swapped[2].casefold() not in words("never", "degree"):
        text = f"{swapped[2]} {swapped[1]}"
    text = _IN_CAPITALS.sub(r"\1", _CUT.split(text, maxsplit=1)[0])
    pieces = (piece.replace(_COMMA, ", ") for piece in _SPLIT.split(_FIRM.sub(_COMMA, text)))
    parts = [without_note(_without_signs(part)) for piece in pieces for part in _joined(piece)]
    return [part for number, part in enumerate(parts) if part and not _is_no_name(part, first=number == 0)]


def _without_signs(part: str) -> str:
    part = _LEADS_ON.sub("", part.strip())
    return part.lstrip(_SIGNS) if _INITIAL.search(part) else part.strip(_SIGNS)


def _joined(piece: str) -> list[str]:
    """Return the persons that `and` joins; an institution's name that holds the word stays whole."""
    parts = _AND.split(piece)
    return parts if any(map(is_latin_person, parts)) or "" in parts else [piece]


def by_line(frame: Frame) -> list[str]:
    """Return the names of a line that begins with `By`, or with nothing but it, between headline and text."""
    blocks = frame.layout.blocks
    for at in range(_below_title(frame), frame.body[0] + 2):
        line = blocks[at].labels if at < len(blocks) else ""
        if _BY_ALONE.fullmatch(line) and at + 1 < len(blocks):
            line = f"By {_below(blocks, at)}"
        if len(line) <= MAX_LINE and _BY.match(line) and (names := latin_names(line)):
            return names
    return []


def _below(blocks: list[Block], at: int) -> str:
    """Return the line below one; below a heading of several authors, the lines that are persons, up to another."""
    if not _SEVERAL.search(blocks[at].labels):
        return blocks[at + 1].labels[:MAX_LINE]
    lines = (without_note(block.labels) for block in blocks[at + 1 : at + 1 + MAX_AUTHORS])
    return ", ".join(itertools.takewhile(is_latin_person, lines))


def under_title(frame: Frame) -> list[str]:
    """Return the persons named on a line alone between headline and text.

    Such a line may be a section as well. It is a person when no word of it is a common one in the text, no link leads
    from it to articles on a subject, the page has no such line above the headline, and a date stands beside it, a
    picture is called so, or a line tells who that is.
    """
    blocks, start = frame.layout.blocks, _below_title(frame)
    above = {block.labels for block in blocks[:start]}
    for at in range(start, min(frame.body[0] + 3, len(blocks))):
        line = blocks[at].labels
        names = _persons_on(frame, line) if len(line) <= _MAX_ALONE and line not in above else []
        if names:
            beside = any(_DATED.search(block.labels) for block in blocks[max(start, at - 1) : at + 2])
            if len(names) > 1 or (beside and at < frame.body[0]) or _is_told_of(frame, names[0]):
                return names
    return []


def _persons_on(frame: Frame, line: str) -> list[str]:
    """Return the persons of a line's first piece that names any; what they are may stand behind them."""
    stated = line
    for found in sorted(find_dates(line, frame.zone, frame.now), key=lambda each: -each.start):
        line = f"{line[: found.start]}|{line[found.end :].lstrip(' ,–—-')}"
    for piece in _PIECES.split(line):
        names = latin_names(piece)
        persons = [name for name in names if _is_uncommon_person(frame, name) and not _is_subject(frame, name)]
        if piece != stated and all(map(_may_be_a_section, persons)):
            continue
        if persons and persons == names[: len(persons)] and all(map(is_institutional, names[len(persons) :])):
            return persons
    return []


def _below_title(frame: Frame) -> int:
    return max(0, frame.body[0] - _AROUND // 2) if frame.title_at is None else frame.title_at + 1


def _may_be_a_section(name: str) -> bool:
    """Return whether each word of a name is an English word: Machine Learning, San Francisco."""
    return all(known_word(word.lower()) for word in name.split())


def _is_uncommon_person(frame: Frame, name: str) -> bool:
    words_of = name.split()
    if not 2 <= len(words_of) <= 4 or not is_latin_person(name):
        return False
    return not any(re.search(rf"\b{re.escape(word.lower())}\b", frame.text) for word in words_of if len(word) > 2)


def _is_subject(frame: Frame, name: str) -> bool:
    """Return whether a link of this text leads to articles on a subject."""
    return any(
        name == " ".join("".join(link.itertext()).split())
        for link in frame.layout.links
        if _SUBJECT_HREF.search(link.get("href") or "") or "tag" in (link.get("rel") or "").split()
    )


def _is_told_of(frame: Frame, name: str) -> bool:
    first = re.escape(name.split(maxsplit=1)[0])
    told = re.compile(rf"(?:{re.escape(name)}|{first})(?:,| (?:is|was|has|writes|covers|works|leads)\b)")
    if any(told.match(block.text) for block in frame.layout.blocks[frame.body[0] :]):
        return True
    return any(name in (image.get("alt") or "") for image in frame.tree.iter("img"))


def byline(frame: Frame) -> list[str]:
    """Return the names of the byline nearest to the headline, else of the nearest after the text."""
    for text in _candidates(frame):
        if names := latin_names(text):
            return names
    return []


def _is_no_name(part: str, *, first: bool) -> bool:
    plain = part.casefold()
    if plain in words("never", "degree") or plain in words("never", "person") or not any(map(str.isalpha, part)):
        return True
    lower = [word for word in part.split() if word[0].islower() and word not in PARTICLES]
    return len(lower) > 1 or len(part.split()) > _MAX_WORDS or (bool(lower) and not first)


def _candidates(frame: Frame) -> Iterator[str]:
    """Return the texts that may hold the byline, the likeliest first: lines, author links and boxes by their place."""
    first, last = frame.body[0], frame.body[-1]
    anchor = first if frame.title_at is None else min(frame.title_at, first)
    found: list[tuple[int, int, str]] = []

    def add(at: int, weight: int, text: str) -> None:
        distance = abs(at - anchor) if at <= first + _INTO_BODY else _BEHIND + at - last
        found.append((distance + weight, at, text))

    blocks = frame.layout.blocks
    near = [*range(max(0, anchor - _AROUND), min(first + _INTO_BODY, len(blocks)))]
    near += range(last, min(last + _AROUND, len(blocks)))
    for at in dict.fromkeys(near):
        line = blocks[at].labels
        if len(line) <= MAX_LINE:
            if _BY_ALONE.fullmatch(line) and at + 1 < len(blocks):
                add(at, 0, _below(blocks, at))
            elif _BY.match(line):
                add(at, 0, line)
            elif (inside := _BY_INSIDE.search(line)) and not _OTHER_ROLE.search(line[: inside.start()]):
                add(at, 2, line[inside.end() :])
    for at, text in in_boxes(frame, set(near)):
        add(at, 1, text)
    return (text for _, _, text in sorted(found, key=lambda each: each[:2]))
