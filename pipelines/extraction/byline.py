"""Who wrote an article, and the outlet that it says it came from."""

from __future__ import annotations

import re

from crawler.items import Origin
from pipelines.extraction.structured import Structured, text_of

_NO_PERSON = re.compile(
    r"^(?:小编|编辑|佚名|管理员|未知|网友|匿名)$"
    r"|^(?:admin(?:istrator)?|editor(?:s|ial)?(?: team)?|staff(?: writers?)?|news ?desk|guest|unknown)$"
    r"|https?://|@|[日报社网]$|\b(?:news|media|team|agency|staff|magazine|times|post)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|、|，|;|；|/|\||&|\band\b)\s*")
_BY = re.compile(r"^\s*by[:\s]+", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:^|[\s|｜·])(?:作者|撰文|文|记者)\s*[:：/丨|]\s*(?P<names>[^\s|｜:：]{2,20}(?:[、,，\s][^\s|｜:：]{2,12}){0,4})"
)
_ORIGIN = re.compile(
    r"(?:(?:文章|信息|稿件|内容|新闻|消息|资料)?(?:来源|來源|出处)|(?:本文)?(?:转载自|轉載自|转自|轉自|原载于?|原載於?|首发于))"
    r"\s*[:：丨|]?\s*[《「【“\"]?(?P<name>[^\s|｜,，。;；《》「」【】“”\"<>()（）:：/]{2,30})"
)
_ORIGIN_EN = re.compile(
    r"(?:originally (?:appeared|published|posted)|first (?:appeared|published)"
    r"|(?:republished|reposted) from|source\s*:)"
    r"\s*(?:on|in|by|at)?\s+(?P<name>[A-Z][\w.&'’-]*(?:\s+(?:[A-Z][\w.&'’-]*|of|the|and)){0,5})",
)
_MAX_LINE = 120


def authors(structured: Structured, lines: list[str], site_name: str | None) -> list[str]:
    """Return the persons or accounts that the page names as authors, in its order; editors and sites are none."""
    stated = structured.article.get("author")
    names = [text_of(each) for each in (stated if isinstance(stated, list) else [stated])]
    if not any(names):
        names = [structured.first("author", "article:author", "parsely-author", "dc.creator")]
    if not any(names):
        names = [found["names"] for line in lines if (found := _LABELLED.search(line))][:1]
    split = [name for each in names if each for name in _SPLIT.split(_BY.sub("", each))]
    people = [name.strip() for name in split if _is_person(name.strip(), site_name)]
    return list(dict.fromkeys(people))


def origin(lines: list[str], text: str) -> Origin | None:
    """Return the outlet that the lines about the headline, or the text's ends, name as the source; or None."""
    paragraphs = text.split("\n")
    for line in [*lines, *paragraphs[:3], *paragraphs[-4:]]:
        if len(line) <= _MAX_LINE and (found := _ORIGIN.search(line)):
            return Origin(found["name"].rstrip("-—_·"))
        if found := _ORIGIN_EN.search(line[-400:] if len(line) > _MAX_LINE else line):
            return Origin(found["name"].rstrip(".’'"))
    return None


def _is_person(name: str, site_name: str | None) -> bool:
    if not 2 <= len(name) <= 60 or _NO_PERSON.search(name):
        return False
    return name.casefold() != (site_name or "").casefold()
