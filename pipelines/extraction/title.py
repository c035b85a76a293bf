"""The headline a reader sees: without site name and section."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass, field

from pipelines.duplication.fold import tokenise, tokens
from pipelines.extraction.blocks import units_of
from pipelines.extraction.frame import Frame
from pipelines.extraction.sites import MAX_TITLE
from pipelines.extraction.sites import key as key_of
from pipelines.extraction.title_clusters import Cluster, combine
from pipelines.extraction.title_parts import title_parts
from pipelines.extraction.title_places import MAX_LENGTH, WEIGHTS, lines_about, votes

_WITHOUT_SUPPORT = 0.4  # what a vote is worth when the body shares no word with it
_LOOSE_END = re.compile(r"\s*[|｜_»]+$|\s+[-–—:]+$")  # after which a name was left out
_SPACES = re.compile(r"\s+")
_SUPPORTED_BY = 4000  # characters of the body
_MAX_CONSIDERED = 8
_HIJACKED_WORDS, _HIJACKED_HAN = 6, 12  # a shorter page title is a section's or site's name
_HIJACKED_SUPPORT = 0.34
_LONG_WORD, _IN_COMMON = 5, 2  # letters; words
_PART_UNITS = 8  # of a section's name
_LINES_AT_HEAD = 4


@dataclass(frozen=True, slots=True)
class Headline:
    """The article's headline, the block above the body in which it stands, and what else was considered, best first.

    `hijacked` is what the page's title says when neither headline nor body support it.
    """

    text: str | None = None
    at: int | None = None
    hijacked: dict[str, object] | None = None
    considered: list[tuple[str, str, float]] = field(default_factory=list)


def headline(frame: Frame) -> Headline:
    """Return the article's headline: the text on which the page's places agree most and which the body supports.

    Headings, the line above the date, og:title, JSON-LD, `<title>` and the feed vote with their weights, those that
    carry the site's name for what is left without it. A heading that is not shown does not count.
    """
    clusters = _clusters(frame)
    if not clusters:
        return Headline()
    body = _Support(frame.text)
    scores = {
        key: sum(cluster.votes.values()) * (_WITHOUT_SUPPORT + body.share(cluster.text))
        for key, cluster in clusters.items()
    }
    ranking = sorted(scores, key=lambda key: -scores[key])
    best = clusters[ranking[0]]
    considered = [
        ("+".join(clusters[key].votes), clusters[key].text, round(scores[key], 2)) for key in ranking[:_MAX_CONSIDERED]
    ]
    return Headline(best.text, best.at, _hijacked(frame, best, body), considered)


def without_title(lines: list[str], title: str | None) -> list[str]:
    """Return the body's lines without those at its head that only repeat the title (原标题：… included)."""
    key = key_of(title or "")
    if not key:
        return lines
    kept = [line for line in lines[:_LINES_AT_HEAD] if not _repeats(key_of(line), key)] + lines[_LINES_AT_HEAD:]
    return kept or lines


def _repeats(line: str, title: str) -> bool:
    return line == title or (line.endswith(title) and line.startswith(("原标题", "原標題", "标题", "標題")))


def _clusters(frame: Frame) -> dict[str, Cluster]:
    clusters: dict[str, Cluster] = {}
    lines = lines_about(frame)
    for vote in votes(frame, lines):
        spelling = _LOOSE_END.sub("", _SPACES.sub(" ", vote.text).strip())
        key = key_of(spelling)
        if not key or len(spelling) > MAX_LENGTH:
            continue
        cluster = clusters.setdefault(key, Cluster())
        cluster.vote(vote.place, vote.weight, spelling)
        cluster.at = cluster.at if vote.at is None else vote.at
    combine(clusters, lines, WEIGHTS["line"])
    return clusters


class _Support:
    """How much of a title stands in the body: its words, and pairs of Han characters."""

    def __init__(self, text: str) -> None:
        self._words = f" {tokenise(text[:_SUPPORTED_BY]).written()} "

    def share(self, title: str) -> float:
        """Return the share of a title's words that stand in the body, 0..1."""
        grams = _grams(title)
        return sum(f" {gram} " in self._words for gram in grams) / len(grams) if grams else 0.0


def _grams(text: str) -> set[str]:
    words = tokens(text)
    pairs = {f"{first} {second}" for first, second in itertools.pairwise(words) if not first.isascii()}
    return pairs | {word for word in words if word.isascii() and len(word) > 2}


def _hijacked(frame: Frame, best: Cluster, body: _Support) -> dict[str, object] | None:
    """Return the page's own title when the headline was found elsewhere and neither it nor the body supports that.

    What is written for search engines says the same in other words: two long words in common with the headline tell so.
    """
    title, graph = frame.page_title, frame.structured.meta.get("og:title")
    place, stated = ("title", title) if title else ("og:title", graph)
    text = html.unescape((stated or "")[:MAX_TITLE])
    if best.at is None or key_of(best.text) in key_of(text) or _is_short(text):
        return None
    said, chosen = _without_sections(frame, text), _grams(best.text)
    grams = _grams(said)
    common = grams & chosen
    support = _Support(_besides(frame.text, text)) if text.strip() in frame.text else body
    shared = max(support.share(said), len(common) / max(len(grams), 1))
    is_supported = sum(len(word) >= _LONG_WORD for word in common) >= _IN_COMMON
    if is_supported or _is_short(said) or shared >= min(_HIJACKED_SUPPORT, body.share(best.text)):
        return None
    return {"place": place, "says": stated, "support": round(shared, 2), "headline": best.text}


def _besides(text: str, title: str) -> str:
    """Return a text without the lines that only repeat a title: they do not support it."""
    own = key_of(title)
    return "\n".join(line for line in text[:_SUPPORTED_BY].split("\n") if key_of(line) != own)


def _is_short(title: str) -> bool:
    return units_of(title) < (_HIJACKED_WORDS if title.isascii() else _HIJACKED_HAN)


def _without_sections(frame: Frame, text: str) -> str:
    """Return a page title without the site's names, and without short parts that lines above the body name, too."""
    whole = key_of(text)
    above = [key_of(block.text) for block in frame.layout.blocks[: frame.prose_at] if len(block.text) <= MAX_LENGTH]
    menu = "\n".join(line for line in above if whole not in line)
    parts = (part for part in title_parts(text) if key_of(part) not in frame.stated_names)
    return " ".join(part for part in parts if units_of(part) > _PART_UNITS or key_of(part) not in menu)
