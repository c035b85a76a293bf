"""The headline a reader sees: without site name and section."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.duplication.fold import tokens
from pipelines.extraction.blocks import Block, Box
from pipelines.extraction.date_text import states_day
from pipelines.extraction.frame import Frame
from pipelines.extraction.site_names import SiteNames, key_of, site_names
from pipelines.extraction.structured import text_of

# What a place's word is worth. Tried on pages with known headlines; agreement between places counts by their sum.
_WEIGHTS = {
    "h1": 3.0, "og": 2.0, "json-ld": 1.6, "feed": 1.6, "date-line": 1.6, "title": 1.2, "meta": 1.0, "heading": 1.0,
    "line": 1.0, "above-body": 0.6, "twitter": 0.6, "title-part": 0.3,
}  # fmt: skip
_STATED = frozenset(("og", "json-ld", "title", "feed"))
_LINES_ONLY = frozenset(("date-line", "above-body"))
_SHOWN_AGAIN = 0.1  # for the spelling: the line may be the heading that has voted already
_OTHER_HEADING = 0.3  # a heading that is not the last one above the body
_SITE_NAME = 0.2  # a heading that is the site's name
_WITHOUT_SUPPORT = 0.4  # what a vote is worth when the body shares no word with it
_META = ("articletitle", "dc.title", "citation_title", "parsely-title", "sailthru.title", "title", "headline")

_SPACES = re.compile(r"\s+")
_SEPARATOR = re.compile(r"\s*(?:[|｜_»]+|--+|::+)\s*|\s+[-−–—·•]+\s+|-(?=\s*[\u3400-\u9fff·]{2,12}$)")
_STRONG = re.compile(r"[|｜_»]|--|::")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…+)$")
_KEYWORDS = re.compile(r"[^|｜_]*(?:[|｜_][^|｜_]{1,16}){2}")  # 模型|芯片|云: no headline
_NAMED = re.compile(r"^(?:主题|主題|标题|標題|题目|題目|原标题|原標題)\s*[:：]\s*")
_COUNT = re.compile(r"[\d\W]*")
_QUOTES = "\"“”'‘’「『"
_LABEL = re.compile(
    r"^(?:来源|來源|作者|编辑|編輯|责编|时间|時間|日期|发布|發佈|發布|字号|字體|字体|分享|打印|浏览|瀏覽|阅读|閱讀|点击|關鍵|关键|标签|by\b|本报|本報)|记者|記者|[报報][道導]$|[:：]$",
    re.IGNORECASE,
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_MIN_UNITS, _MAX_LENGTH = 2, 300
_LINES_ABOVE, _LINES_INTO_BODY, _LINES_ABOVE_DATE, _LINES_TO_DATE = 80, 3, 6, 8
_LINES_FOR_STATED = 30  # into the body: a body that begins too early still holds its headline
_MAX_BROKEN = 4  # lines of a headline
_SECTION_UNITS = 4  # a heading as short as this that no title mentions is a section's
_IN_SECTION = 0.3
_SHORT_PART_UNITS = 4  # of ` - Site`: longer ones are rather the second half of the headline
_BODY_LENGTH = 4000
_HIJACKED_UNITS = 6  # a shorter page title is a section's or site's name
_HIJACKED_SUPPORT = 0.34
_PART_UNITS = 8  # of a section's name


@dataclass(frozen=True, slots=True)
class Headline:
    """The article's headline, the block above the body in which it stands, and what else was considered, best first.

    `hijacked` is what the page's title says when neither headline nor body support it.
    """

    text: str | None = None
    at: int | None = None
    hijacked: dict[str, object] | None = None
    considered: list[tuple[str, str, float]] = field(default_factory=list)


@dataclass(slots=True)
class _Cluster:
    """The places that say the same."""

    spellings: dict[str, float] = field(default_factory=dict)
    votes: dict[str, float] = field(default_factory=dict)
    at: int | None = None

    @property
    def text(self) -> str:
        """Return the spelling that most places share (they differ in quotes, dashes, spaces and capitals)."""
        return max(self.spellings, key=lambda spelling: self.spellings[spelling])

    def vote(self, place: str, weight: float, spelling: str | None = None) -> None:
        """Add a place's vote; one that says it twice votes once."""
        if spelling and place not in self.votes:
            share = _SHOWN_AGAIN if place in _LINES_ONLY else weight
            self.spellings[spelling] = self.spellings.get(spelling, 0.0) + share
        self.votes[place] = max(weight, self.votes.get(place, 0.0))


def headline(frame: Frame) -> Headline:
    """Return the article's headline: the text on which the page's places agree most and which the body supports.

    Headings, the line above the date, og:title, JSON-LD, `<title>` and the feed vote with their weights, those that
    carry the site's name for what is left without it. A heading that is not shown does not count.
    """
    sites = site_names(frame.structured, frame.url)
    clusters = _clusters(frame, sites)
    if not clusters:
        return Headline()
    body = _Support(frame.text)
    scores = {
        key: sum(cluster.votes.values()) * (_WITHOUT_SUPPORT + body.share(cluster.text))
        for key, cluster in clusters.items()
    }
    ranking = sorted(scores, key=lambda key: -scores[key])
    best = clusters[ranking[0]]
    considered = [("+".join(clusters[key].votes), clusters[key].text, round(scores[key], 2)) for key in ranking[:8]]
    return Headline(best.text, best.at, _hijacked(frame, best, sites, body), considered)


def without_title(lines: list[str], title: str | None) -> list[str]:
    """Return the body's lines without those at its head that only repeat the title (原标题：… included)."""
    key = key_of(title or "")
    if not key:
        return lines
    kept = [line for line in lines[:4] if not _repeats(key_of(line), key)] + lines[4:]
    return kept or lines


def _repeats(line: str, title: str) -> bool:
    return line == title or (line.endswith(title) and line.startswith(("原标题", "原標題", "标题", "標題")))


def _clusters(frame: Frame, sites: SiteNames) -> dict[str, _Cluster]:
    clusters: dict[str, _Cluster] = {}
    lines = _lines(frame)
    for place, text, weight, at in (*_visible(frame, sites), *_stated(frame, sites, lines)):
        cleaned = _SPACES.sub(" ", text).strip()
        key = key_of(cleaned)
        if not key or len(cleaned) > _MAX_LENGTH:
            continue
        cluster = clusters.setdefault(key, _Cluster())
        cluster.vote(place, weight, cleaned)
        cluster.at = at if at is not None else cluster.at
    for key, number in lines.items():
        if key in clusters:
            clusters[key].vote("line", _WEIGHTS["line"])
            clusters[key].at = number if clusters[key].at is None else clusters[key].at
    _join_lines(clusters, lines)
    _weigh_sections(clusters)
    _join_cut(clusters)
    return clusters


def _lines(frame: Frame) -> dict[str, int]:
    """Return the keys of the lines above the body and about its beginning, with where the last of each stands."""
    blocks, first = frame.layout.blocks, frame.prose_at
    start, hidden_body = max(0, first - _LINES_ABOVE), blocks[first].hidden
    lines: dict[str, int] = {}
    for number, block in enumerate(blocks[start : first + _LINES_FOR_STATED], start):
        if block.units < _MIN_UNITS or len(block.text) > _MAX_LENGTH or (block.hidden and not hidden_body):
            continue
        key = key_of(block.text)
        if number < first + _LINES_INTO_BODY or key not in lines:
            lines[key] = number
    return lines


def _join_lines(clusters: dict[str, _Cluster], lines: dict[str, int]) -> None:
    """Let the lines of a headline that was broken into several vote for the whole one, which a title states."""
    keys = sorted(lines, key=lambda key: lines[key])
    stated = [key for key, cluster in clusters.items() if _STATED & cluster.votes.keys()]
    for start, first in enumerate(keys):
        for whole_key in [key for key in stated if key != first and key.startswith(first)]:
            run = _run(keys[start : start + _MAX_BROKEN], whole_key)
            if len(run) < 2 or lines[run[-1]] - lines[first] >= _MAX_BROKEN:
                continue
            clusters[whole_key].vote("line", _WEIGHTS["line"])
            clusters[whole_key].at = lines[run[-1]]
            for part in run:
                if part in clusters:
                    _move(clusters[part], clusters[whole_key])


def _run(keys: list[str], whole: str) -> list[str]:
    """Return the first keys that make up the whole one after the other, or none."""
    length = 0
    for number, key in enumerate(keys, 1):
        if not whole.startswith(key, length):
            return []
        length += len(key)
        if length == len(whole):
            return keys[:number]
    return []


def _weigh_sections(clusters: dict[str, _Cluster]) -> None:
    """Make little of short headings that no title of the page says: they head a section."""
    for cluster in clusters.values():
        if set(cluster.votes) <= {"h1", "heading", "line"} and len(tokens(cluster.text)) <= _SECTION_UNITS:
            cluster.votes = {place: weight * _IN_SECTION for place, weight in cluster.votes.items()}


def _visible(frame: Frame, sites: SiteNames) -> Iterator[tuple[str, str, float, int | None]]:
    """Yield the headings about the body's beginning, and the line above the date."""
    first = frame.prose_at
    hidden_body = frame.layout.blocks[first].hidden
    others: list[tuple[str, int, str]] = []
    for box in frame.layout.boxes:
        if box.tag not in _HEADINGS or box.start == box.end:
            continue
        text = _text(frame, box, hidden=hidden_body)
        above = box.start < first + _LINES_INTO_BODY
        if box.tag == "h1" and text:
            weight = _WEIGHTS["h1"] if above else _WEIGHTS["heading"]
            yield "h1", text, weight * (_SITE_NAME if text in sites else 1), box.start if above else None
        elif text and above:
            others.append((box.tag, box.start, text))
    highest = min((tag for tag, _, _ in others), default="")
    last = max((at for tag, at, _ in others if tag == highest), default=-1)
    for _, at, text in others:
        yield "heading", text, _WEIGHTS["heading"] if at == last else _OTHER_HEADING, at
    above_date = _above_date(frame)
    if above_date is not None:
        yield "date-line", _NAMED.sub("", frame.layout.blocks[above_date].text), _WEIGHTS["date-line"], above_date
    elif not others:
        for at in range(max(0, first - _LINES_ABOVE_DATE), first):
            if _may_be_headline(frame.layout.blocks[at]):
                yield "above-body", frame.layout.blocks[at].text, _WEIGHTS["above-body"], at


def _text(frame: Frame, box: Box, *, hidden: bool) -> str:
    return " ".join(block.text for block in frame.layout.blocks[box.start : box.end] if hidden or not block.hidden)


def _above_date(frame: Frame) -> int | None:
    """Return the block that could be a headline in the few lines above the first date line before the body."""
    blocks, first = frame.layout.blocks, frame.prose_at
    for number in range(max(0, first - 12), min(len(blocks), first + _LINES_TO_DATE)):
        block = blocks[number]
        if len(block.text) <= 120 and block.units <= 40 and states_day(block.text):
            above = range(number - 1, max(-1, number - 1 - _LINES_ABOVE_DATE), -1)
            return next((each for each in above if _may_be_headline(blocks[each])), None)
    return None


def _may_be_headline(block: Block) -> bool:
    return (
        4 <= block.units <= 60
        and block.link_share < 0.5
        and not block.hidden
        and not _LABEL.search(block.text)
        and not _KEYWORDS.search(block.text)
        and not block.text.endswith(("。", "；"))
    )


def _stated(frame: Frame, sites: SiteNames, lines: dict[str, int]) -> Iterator[tuple[str, str, float, int | None]]:
    """Yield what the page states for machines and what the feed says, each also without the site's name."""
    meta, article = frame.structured.meta, frame.structured.article
    for place, text in (
        ("og", meta.get("og:title")),
        ("twitter", meta.get("twitter:title")),
        ("json-ld", text_of(article.get("headline")) or text_of(article.get("name"))),
        ("meta", next((meta[name] for name in _META if meta.get(name)), None)),
        ("feed", frame.hints.get("title")),
        ("title", page_title(frame)),
    ):
        if not isinstance(text, str):
            continue
        text = html.unescape(text).strip()
        weight = _WEIGHTS[place]
        cleaned = _shown_part(text, lines) or without_site(text, sites)
        yield place, cleaned, weight, None
        if cleaned != text:
            yield place + "-whole", text, weight * _WEIGHTS["title-part"], None
        for part in _parts(text):
            if part != cleaned:
                yield place + "-part", part, weight * _WEIGHTS["title-part"], None


def page_title(frame: Frame) -> str | None:
    """Return what `<title>` says, or None."""
    found: str | None = frame.tree.findtext("head/title") or frame.tree.findtext(".//title")
    return found


def _parts(text: str) -> list[str]:
    return [part for part in _SEPARATOR.split(text) if part and part.strip()]


def _shown_part(text: str, lines: dict[str, int]) -> str | None:
    """Return the longest beginning or end of a title, up to a separator, that is a line of its own above the body."""
    found = list(_SEPARATOR.finditer(text))
    heads = [text, *(text[: each.start()] for each in reversed(found))]
    tails = [text[each.end() :] for each in found if each.end() * 2 < len(text)]
    shown = (part.strip() for part in (*heads, *tails))
    found_part = next((part for part in shown if len(tokens(part)) > _SECTION_UNITS and key_of(part) in lines), None)
    return found_part or _shown_start(text, lines)


def _shown_start(text: str, lines: dict[str, int]) -> str | None:
    """Return the beginning of a title that is a line above the body when what follows it is no word's rest."""
    whole = key_of(text)
    start = max((key for key in lines if whole.startswith(key) and len(key) * 2 > len(whole)), key=len, default="")
    ends = (end for end in range(len(text), 0, -1) if not text[end : end + 1].isalnum())
    return next((text[:end].strip() for end in ends if start and key_of(text[:end]) == start), None)


def without_site(text: str, sites: SiteNames) -> str:
    """Return a title without the names of sites and sections before or after it: `Headline | Section - Site`.

    What follows a strong separator (| _ --) goes when it is shorter than what is left; after a mere hyphen only a known
    name or a few words.
    """
    left = text.strip()
    while True:
        found = list(_SEPARATOR.finditer(left))
        if not found:
            return left
        head, separator, tail = left[: found[-1].start()].strip(), found[-1].group(), left[found[-1].end() :].strip()
        if not _is_name(tail, head, separator, sites):
            break
        left = head
    first = found[0]
    if left[: first.start()].strip() in sites:
        return left[first.end() :].strip()
    return left


def _is_name(tail: str, head: str, separator: str, sites: SiteNames) -> bool:
    if not head:
        return False
    if not tail or tail in sites:
        return True
    long = len(tokens(tail))
    if long >= len(tokens(head)):
        return False
    return bool(_STRONG.search(separator)) or (not separator.isspace() and long <= _SHORT_PART_UNITS)


def _join_cut(clusters: dict[str, _Cluster]) -> None:
    """Let texts vote for the whole or the part that they mean.

    What was cut, with an ellipsis or at a quote as careless templates do, votes for the whole. A heading that holds more
    than its headline (a count, a byline) votes for the part that several titles state.
    """
    for key, cluster in list(clusters.items()):
        for other_key, other in list(clusters.items()):
            if other_key == key or not other_key.startswith(key):
                continue
            if _is_cut(cluster.text, other.text):
                _move(cluster, other)
                break
            if _is_headline_of(cluster, other):
                _move(other, cluster)


def _move(source: _Cluster, target: _Cluster) -> None:
    for place, weight in source.votes.items():
        target.vote(place, weight)
    target.at = source.at if target.at is None else target.at
    source.votes = dict.fromkeys(source.votes, 0.0)


def _is_cut(text: str, whole: str) -> bool:
    stem = _ELLIPSIS.sub("", text)
    following = whole[len(stem) : len(stem) + 1]
    if not following or not whole.startswith(stem):
        return False
    return following not in ".…" if stem != text else following in _QUOTES


def _is_headline_of(cluster: _Cluster, heading: _Cluster) -> bool:
    stated = _STATED & cluster.votes.keys()
    if "h1" not in heading.votes or _STATED & heading.votes.keys():
        return False
    more = heading.text[len(cluster.text) :].strip()
    return len(stated) >= 2 or bool(stated and _COUNT.fullmatch(more))


class _Support:
    """How much of a title stands in the body: its words, and pairs of Han characters."""

    def __init__(self, text: str) -> None:
        self._known = _grams(text[:_BODY_LENGTH])

    def share(self, title: str) -> float:
        """Return the share of a title's words that stand in the body, 0..1."""
        grams = _grams(title)
        return len(grams & self._known) / len(grams) if grams else 0.0


def _grams(text: str) -> set[str]:
    words = tokens(text)
    pairs = {first + second for first, second in zip(words, words[1:], strict=False) if not first.isascii()}
    return pairs | {word for word in words if word.isascii() and len(word) > 2}


def _hijacked(frame: Frame, best: _Cluster, sites: SiteNames, body: _Support) -> dict[str, object] | None:
    """Return the page's own title when the headline was found elsewhere and neither it nor the body supports that."""
    if best.at is None:
        return None
    chosen = _grams(best.text)
    for place, text in (("title", page_title(frame)), ("og:title", frame.structured.meta.get("og:title"))):
        said = _without_sections(frame, html.unescape(text or ""), sites)
        grams = _grams(said)
        if len(tokens(said)) < _HIJACKED_UNITS or not grams or key_of(best.text) in key_of(text or ""):
            continue
        shared = max(body.share(said), len(grams & chosen) / len(grams))
        if shared < _HIJACKED_SUPPORT and body.share(best.text) > shared:
            return {"place": place, "says": text, "support": round(shared, 2), "headline": best.text}
    return None


def _without_sections(frame: Frame, text: str, sites: SiteNames) -> str:
    """Return a page title without the site's names, and without short parts that lines above the body name, too."""
    whole = key_of(text)
    above = [key_of(block.text) for block in frame.layout.blocks[: frame.prose_at] if len(block.text) <= _MAX_LENGTH]
    menu = "\n".join(line for line in above if whole not in line)
    parts = (part for part in _parts(text) if part not in sites)
    return " ".join(part for part in parts if len(tokens(part)) > _PART_UNITS or key_of(part) not in menu)
