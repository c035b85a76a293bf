"""What a page in Latin script says of an article's first publication."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extraction.frame import Frame
from pipelines.extraction.gate.english_words import known_word
from pipelines.extraction.outlets import Named, name_of_host
from pipelines.extraction.sites import host_of
from pipelines.extraction.structured import text_of

_NAME = r"(?:the\s+)?(?P<name>(?:The )?[A-Z0-9][\w.&'’!-]*(?:\s+(?:(?:of|the|and|for|&)\s+)?[A-Z0-9][\w.&'’!-]*){0,5})"
_STATEMENT = re.compile(
    r"(?i:(?:(?:was\s+|were\s+|been\s+)?(?:originally|first|previously)\s+(?:appeared|published|posted|ran|printed|featured)"
    r"(?:\s+(?:here|online))?\s+(?:on|in|by|at|with)"
    r"|(?:republished|reposted|reprinted|reproduced|adapted|syndicated|cross-?posted)\s+(?:here\s+)?"
    r"(?:(?:with|by)\s+(?:kind\s+)?permission\s+)?(?:from|of)"
    r"|^(?:materials?\s+)?(?:provided|distributed|supplied)\s+by"
    r"|^\(?(?:source|via)\s*:|^\(?via(?=\s[^.]{2,40}$)))\s+" + _NAME,
)
_FIRST = re.compile(  # of text in lower case: many times faster than a search that is blind to case
    "originally|first|previously|republish|repost|reprint|reproduc|adapted|syndicat|cross-?post|provided|source|via"
    "|distributed|supplied"
)
_PROVIDED = re.compile(r"(?:news\s+)?provided\s+by\s*:?", re.IGNORECASE)  # of a press release, above its issuer
_ISSUER = re.compile(r"SOURCE\s+(?P<name>[A-Z0-9][^:]{1,60})")  # on its last line
_FULL_STOP = re.compile(r"(?<=\w{3})\.\s")  # not that of an abbreviation: St. Gallen Herald
_DATELINE = re.compile(r"^[A-Z][\w.,'’ -]{1,60}?\s*\(((?:[A-Z][\w.&'’]*)(?: [A-Z][\w.&'’]*){0,3})\)\s*[—–-]")
_CITATION = re.compile(r"(?:retrieved\b[^。\n]{0,60}\bfrom|[从自])\s*(?P<url>https?://[!-~]+)", re.IGNORECASE)
_MAX_LINE, _MAX_ISSUER, _CITED_IN = 500, 60, 1500


def stated(frame: Frame) -> Iterator[Named]:
    """Return the outlets of sentences like `This article was originally published by X`, at the text's two ends."""
    blocks = frame.layout.blocks
    first, last = frame.body[0], frame.body[-1]
    start = first if frame.title_at is None else min(first, frame.title_at)
    near = [
        *range(max(0, start - 3), min(first + 3, len(blocks))),
        *range(max(first, last - 3), min(last + 9, len(blocks))),
    ]
    for at in dict.fromkeys(near):
        line = blocks[at].text
        below = blocks[at + 1].text if at + 1 < len(blocks) else ""
        if _PROVIDED.fullmatch(line) and len(below) <= _MAX_ISSUER and _is_name(below):
            yield Named(below, at + 1)
        elif (issuer := _ISSUER.fullmatch(line)) and _is_name(issuer["name"]):
            yield Named(issuer["name"], at)
        elif len(line) <= _MAX_LINE and _FIRST.search(line.lower()) and (found := _STATEMENT.search(line)):
            yield Named(_FULL_STOP.split(found["name"])[0].rstrip(".’'! -"), at)


def _is_name(issuer: str) -> bool:
    """Return whether a press release's issuer is one: SOURCE CODE and `Share this article` are words, in one case."""
    words = [word for word in issuer.split() if word.isalpha()]
    cases = [word.isupper() or word.islower() for word in words[1:] or words]
    return not (words and all(cases) and all(known_word(word.lower()) for word in words))


def dateline(frame: Frame) -> Iterator[Named]:
    """Return the agency of a dateline that opens the text: `LONDON (Agency) -`."""
    for block in list(frame.body_blocks())[:1]:
        if found := _DATELINE.match(block.text[:100]):
            yield Named(found[1])


def canonical(frame: Frame) -> Iterator[Named]:
    """Return the site that `rel=canonical` or JSON-LD's `isBasedOn` points to, when it is another one."""
    based = frame.structured.article.get("isBasedOn")
    urls = [based.get("url") if isinstance(based, dict) else based]
    head = frame.tree.find("head")
    links = head.iter("link") if head is not None else ()
    urls += [link.get("href") for link in links if (link.get("rel") or "").lower() == "canonical"]
    for url in urls:
        if isinstance(url, str) and url.startswith("http") and _is_elsewhere(url, frame.url):
            name = text_of(based) if isinstance(based, dict) else None
            if found := name or name_of_host(url):
                yield Named(found, url=url)


def citation(frame: Frame) -> Iterator[Named]:
    """Return the site that the article's own citation names: `retrieved 7 December from https://…`."""
    after = [block.text for block in frame.tail() if len(block.text) <= _MAX_LINE]
    for text in (frame.text[-_CITED_IN:], *after):
        found = _CITATION.search(text)
        name = name_of_host(found["url"]) if found else None
        if found and name:
            yield Named(name, url=found["url"])


def _is_elsewhere(url: str, page: str) -> bool:
    """Return whether two addresses have other registrable names, as far as hosts tell without a list of suffixes."""
    there, here, other, own = host_of(url), host_of(page), name_of_host(url), name_of_host(page)
    if not (there and here and other and own):
        return False
    return other != own and other not in here and own not in there
