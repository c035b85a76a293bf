"""Text that a program made to be found by a search: nothing but questions, or nothing but keywords."""

from __future__ import annotations

import re
from collections import Counter

from pipelines.extraction.blocks import units_of
from pipelines.extraction.gate.places import Places
from pipelines.extraction.gate.vocabulary import table

_ASKING = re.compile(r"[?？]$|怎么|怎样|如何|什么|哪|吗|多少|有没有|会不会|能不能|是不是|为何|多久")
_ENDS = re.compile(r"[。！!；;]|\.(?:\s|$)|[?？].")
_SEPARATORS = re.compile(r"[,，、|｜;；_/]\s*")
_LONGEST_LINE = 150  # characters of a line that may be a question
_LEAST, _LONGEST_PIECE, _LONGEST_QUESTION = 8, 12, 30  # questions or pieces of a list; units of one
_LEAST_PIECES = 5  # of a line of keywords
_SHARE = 0.6  # of the text's characters
_ANY_SUBJECT, _NOTHING_ELSE = 12, 0.85  # questions without a common word, and their least share of the characters
_ANSWERED, _ASKED_SHARE = 5, 0.3  # questions among lines that answer them, and their least share of the lines
_STUFFED_LINES, _STUFFED_TIMES = 0.85, 1.3  # share of the lines that say one word, and how often a line does on average
_LINK = 0.6  # of a line's units, of one that is a link
# The share of a text that is one word of its title, and the share of its runs of words that come so often again.
_DENSE, _TEMPLATED = 0.08, 0.35
_RUN, _AGAIN, _LEAST_TOKENS, _MOST = 4, 3, 120, 3_000
# The share of a text that is one phrase of its title, and how often that stands there: press releases reach 0.19.
_STUFFED, _STUFFED_AGAIN, _PHRASE = 0.24, 12, 6
_TOKEN = re.compile(r"[a-z0-9']+|[\u4e00-\u9fff]")
_SAME = 0.6  # of the pieces have a word in common
_WORD = re.compile(r"[a-z0-9]{3,}|(?=([\u4e00-\u9fff]{2}))")


def machine_list(text: str, title: str | None = None) -> dict[str, object] | None:
    """Return what a text mostly is, questions or keywords, how many, and their common word; None for prose.

    A text that says a word of its title in the same sentences again and again is one, too.
    """
    lines = [line for each in text.split("\n") if (line := each.strip())]
    return _templated(title or "", text) or _stuffed(lines, text) or _listed(lines, text)


def linked_list(places: Places) -> dict[str, object] | None:
    """Return how many lines an article has that are mostly links, when they are most of it; None for other ones."""
    body = [places.layout.blocks[number] for number in places.body]
    links = [block for block in body if block.link_share >= _LINK]
    if len(links) < _LEAST or sum(block.units for block in links) < _SHARE * sum(block.units for block in body):
        return None
    return {"list_of": "links", "number": len(links), "common": "", "first": [block.text for block in links[:3]]}


def _listed(whole: list[str], text: str) -> dict[str, object] | None:
    """Return what lines without a sentence's end are, if they are most of a text: questions or keywords."""
    lines: list[str] = []
    prose = 0
    for line in whole:
        if not _ENDS.search(line):
            lines.append(line)
        elif (prose := prose + len(line)) > (1 - _SHARE) * len(text):
            return None
    if _length(lines) < _SHARE * len(text):
        return None
    asked = [line for line in lines if _is_question(line)]
    if len(asked) >= _ANY_SUBJECT and _length(asked) >= _NOTHING_ELSE * len(text):
        return {"list_of": "questions", "number": len(asked), "common": "", "first": asked[:3]}
    words = [piece for line in lines for piece in _pieces(line)]
    for what, pieces in (("questions", asked), ("keywords", words)):
        if len(pieces) >= _LEAST and _length(pieces) >= _SHARE * len(text) and (common := _common(pieces)):
            return {"list_of": what, "number": len(pieces), "common": common, "first": pieces[:3]}
    return None


def _stuffed(lines: list[str], text: str) -> dict[str, object] | None:
    """Return the evidence of questions with answers that all say one word again and again; None for other text.

    Who answers questions says the word now and then, and "it" else.
    """
    if text.count("?") + text.count("？") < _ANSWERED:
        return None
    asked = [line for line in lines if len(line) <= _LONGEST_LINE and _is_question(line)]
    if len(asked) < _ANSWERED or len(asked) < _ASKED_SHARE * len(lines):
        return None
    counted = Counter(word for line in lines for word in _words(line.lower()) if word not in _small_words())
    word, times = counted.most_common(1)[0] if counted else ("", 0)
    if times < _STUFFED_LINES * len(lines) or text.lower().count(word) < _STUFFED_TIMES * len(lines):
        return None
    return {"list_of": "questions and answers", "number": len(asked), "common": word, "first": asked[:3]}


def _templated(title: str, text: str) -> dict[str, object] | None:
    """Return the evidence of sentences that come again with another word in them; None for other text."""
    lower = text[:_MOST].lower()
    for word in _words(title.lower()) - _small_words():
        if lower.count(word) * len(word) < _DENSE * len(lower):
            continue
        if phrase := _repeated(word, title.lower(), lower):
            return {"list_of": "one phrase", "number": lower.count(phrase), "common": phrase}
        tokens = _TOKEN.findall(lower)
        runs = Counter(zip(*(tokens[start:] for start in range(_RUN)), strict=False))
        again = sum(times for times in runs.values() if times >= _AGAIN) / max(sum(runs.values()), 1)
        if again >= _TEMPLATED and len(tokens) >= _LEAST_TOKENS:
            return {"list_of": "sentences with another word in them", "share": round(again, 2), "common": word}
    return None


def _repeated(word: str, title: str, text: str) -> str | None:
    """Return the phrase with a word of a title that a good part of a text is; None for none."""
    at = title.find(word)
    phrases = {
        title[start : start + size] for size in range(len(word), _PHRASE + 1) for start in range(max(0, at - 2), at + 1)
    }
    phrase = max(sorted(phrases), key=lambda each: text.count(each) * len(each), default="")
    times = text.count(phrase)
    return phrase if times >= _STUFFED_AGAIN and times * len(phrase) >= _STUFFED * len(text) else None


def _small_words() -> frozenset[str]:
    return frozenset(table("brand")["function_words"])


def _is_question(line: str) -> bool:
    asks = line.endswith("?") if line.isascii() else _ASKING.search(line)
    return bool(asks) and units_of(line) <= _LONGEST_QUESTION


def _pieces(line: str) -> list[str]:
    """Return the pieces of a line of keywords; none of another one."""
    pieces = [piece for piece in _SEPARATORS.split(line) if piece]
    is_list = len(pieces) >= _LEAST_PIECES and all(units_of(piece) <= _LONGEST_PIECE for piece in pieces)
    return pieces if is_list else []


def _common(pieces: list[str]) -> str | None:
    """Return the word, or two Han characters, that most pieces share."""
    counted = Counter(word for piece in pieces for word in _words(piece.lower()))
    word, times = counted.most_common(1)[0] if counted else ("", 0)
    return word if times >= _SAME * len(pieces) else None


def _words(piece: str) -> set[str]:
    """Return the words of a piece, those in letters in the singular, and the pairs of its Han characters."""
    return {match.group().removesuffix("s") or match.group(1) for match in _WORD.finditer(piece)}


def _length(pieces: list[str]) -> int:
    return sum(map(len, pieces))
