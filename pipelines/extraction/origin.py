"""The outlet that an article says it came from."""

from __future__ import annotations

import re

from crawler.items import Origin

_NAME = r"[《「【“\"]?(?P<name>[^\s|｜,，。;；《》「」【】“”\"<>()（）:：/]{2,30})"
_LABELLED = re.compile(r"(?:(?:文章|信息|稿件|内容|新闻|消息|资料)?(?:来源|來源|出处|出處))\s*[:：丨|]\s*" + _NAME)
_REPRINTED = re.compile(
    r"(?:(?:本文|文章)?(?:转载自|轉載自|转载于|转自|轉自|摘自)|原载于?|原載於?|首发于|首發於)"
    r"\s*[:：丨|]?\s*(?:微信)?(?:公众号|公眾號)?[:：]?\s*" + _NAME
)
_ENGLISH = re.compile(
    r"(?:(?:originally|first)\s+(?:appeared|published|posted|ran)"
    r"|(?:republished|reposted|reprinted)\s+(?:with permission\s+)?from)"
    r"(?:\s+(?:on|in|by|at))?\s+(?:the\s+)?(?P<name>[A-Z][\w.&'’-]*(?:\s+(?:(?:of|the|and)\s+)?[A-Z][\w.&'’-]*){0,5})",
)
_ABOUT_ITSELF = re.compile(
    r"(?:This|A version of this|An earlier version of this)\s+(?:story|article|post|piece|essay)\b"
)
_NEVER = re.compile(r"^(?:网络|網絡|互联网|互聯網|原创|原創|本站|本网|未知|转载|作者|图片|图源)$")
_MAX_LABELLED, _MAX_SENTENCE = 120, 400


def origin(near_title: list[str], text: str, after: list[str], page: list[str]) -> Origin | None:
    """Return the outlet named as the source, or None.

    Looked for in the lines about the headline, at the text's two ends, in the lines `after` it, and where a line of the
    page speaks of the article itself (`This story originally appeared in …`).
    """
    paragraphs = text.split("\n")
    ends = [*paragraphs[:3], *paragraphs[-4:], *after]
    for line in [*near_title, *ends]:
        if len(line) <= _MAX_LABELLED:
            for pattern in (_LABELLED, _REPRINTED):
                if (found := pattern.search(line)) and not _NEVER.match(found["name"]):
                    return Origin(found["name"].rstrip("-—_·"))
    said = [line for line in page if _ABOUT_ITSELF.match(line)]
    for line in [*near_title, *ends, *said]:
        if len(line) <= _MAX_SENTENCE and (found := _ENGLISH.search(line)):
            return Origin(found["name"].rstrip(".’'"))
    return None
