"""Who wrote an article: persons or accounts, never editors, sites or a speaker who is quoted."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from pipelines.extraction.names import is_chinese_name, is_english_name, join_spaced, split_glued
from pipelines.extraction.structured import Structured, text_of

_NO_PERSON = re.compile(
    r"^(?:小编|编辑|佚名|管理员|未知|网友|匿名|本站|本网|官方|作者)$"
    r"|^(?:admin(?:istrator)?|editor(?:s|ial)?(?: team)?|staff(?: writers?)?|news ?desk|guest|unknown|author)$"
    r"|https?://|@|编辑部?$|[日晚早]报$|[社网组部]$|\b(?:news|media|team|agency|staff|magazine|times|post|desk)$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|、|，|;|；|/|\||&|\band\b)\s*")
_BY = re.compile(r"^\s*(?:written\s+)?by[:\s]+", re.IGNORECASE)
# 记者 in front of names; the names end at a place, a verb, a digit or a new label.
_REPORTER = re.compile(r"(?:记者|記者|通讯员|通訊員|见习记者)\s*[:：丨|/]?\s*(?P<names>[\u3400-\u9fff·、，,\s]{2,40})")
_REPORTER_END = re.compile(
    r"(?:报道|報道|報導|[北南东西]京|上海|来源|來源|编辑|編輯|发布|發佈|时间|時間|摄影|攝影|发自|發自|从|從|在|获悉|獲悉|了解|采访|採訪)"
)
_LABELLED = re.compile(
    r"(?:^|[\s|｜·□◎])(?:作\s*者|撰\s*文|文)\s*[:：/丨]\s*(?P<names>[^\s|｜:：/丨][^|｜:：/丨\d]{0,40})"
)
_LABEL_AHEAD = re.compile(r"\s+\S{1,6}$")
_AUTHOR_NODES = (
    "//*[@rel='author' or @itemprop='author' or @id='js_author_name' or "
    "(contains(@class, 'rich_media_meta_text') and not(@id)) or "
    "contains(concat(' ', normalize-space(@class), ' '), ' author ') or "
    "contains(concat(' ', normalize-space(@class), ' '), ' byline ') or "
    "contains(concat(' ', normalize-space(@class), ' '), ' author-name ')]"
)
_MAX_NODES, _MAX_NODE_TEXT = 5, 80
_MAX_LINE = 120


def authors(structured: Structured, tree: HtmlElement, lines: list[str], site_names: set[str]) -> list[str]:
    """Return the authors that the page names, in its order: stated for machines, on labelled lines, in byline nodes.

    `lines` are those about the headline; `site_names` (folded to lower case) are never persons.
    """
    for found in (
        _stated(structured),
        _on_lines(lines),
        _in_nodes(tree),
        _split(structured.first("author", "article:author", "parsely-author", "dc.creator")),
    ):
        people = [name for name in found if _is_person(name, site_names)]
        if people:
            return list(dict.fromkeys(people))
    return []


def _stated(structured: Structured) -> list[str]:
    stated = structured.article.get("author")
    nodes = stated if isinstance(stated, list) else [stated]
    people = [node for node in nodes if not (isinstance(node, dict) and node.get("@type") == "Organization")]
    return [name for node in people for name in _split(text_of(node))]


def _on_lines(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        short = join_spaced(line[:_MAX_LINE])
        found = _reporters(short) or _labelled(short) or _english(short, " ".join(lines[number : number + 2]))
        if found:
            return found
    return []


def _reporters(line: str) -> list[str]:
    match = _REPORTER.search(line)
    if not match:
        return []
    run = _REPORTER_END.split(match["names"], maxsplit=1)[0]
    names: list[str] = []
    for part in re.split(r"[\s、，,]+", run):
        found = [part] if is_chinese_name(part) else split_glued(part)
        if part and not found:
            break
        names += found
    return names


def _labelled(line: str) -> list[str]:
    match = _LABELLED.search(line)
    if not match:
        return []
    run = re.split(
        r"\s{2,}|(?:发布|發佈|发表|時間|时间|来源|來源|编辑|編輯|浏览|瀏覽|责任|責任)", match["names"], maxsplit=1
    )[0]
    names: list[str] = []
    for word in [word for part in _SPLIT.split(run.strip()) for word in part.split()]:
        if names and not is_chinese_name(word):
            break
        names.append(word)
    return names if len(names) > 1 or is_chinese_name(names[0]) else _SPLIT.split(run.strip())[:1]


def _english(line: str, with_next: str) -> list[str]:
    """Return the names of a line such as `By Ann Lee and Bo Chen | May 3`; without `By` a date must stand beside it."""
    lead = re.split(r"\s*[|·•–—]\s*|\s{2,}|,\s*(?:\w+day|[A-Z][a-z]{2,8}\.?\s+\d)", line.strip())[0]
    marked = _BY.match(lead)
    names = [name for name in _SPLIT.split(_BY.sub("", lead)) if name]
    if not names or len(lead) > 80 or not is_english_name(names[0]):
        return []
    dated = re.search(r"\b(?:19|20)\d{2}\b", with_next)
    return [name for name in names if is_english_name(name)] if marked or dated else []


def _in_nodes(tree: HtmlElement) -> list[str]:
    for node in tree.xpath(_AUTHOR_NODES)[:_MAX_NODES]:
        text = " ".join(node.text_content().split())
        if 1 < len(text) <= _MAX_NODE_TEXT:
            names = [name for name in _split(text) if is_english_name(name) or is_chinese_name(name) or len(name) <= 12]
            if names:
                return names
    return []


def _split(text: str | None) -> list[str]:
    return [name for part in _SPLIT.split(_BY.sub("", text or "")) if (name := part.strip())]


def _is_person(name: str, site_names: set[str]) -> bool:
    if not 2 <= len(name) <= 60 or _NO_PERSON.search(name) or re.search(r"\d{3}", name):
        return False
    return name.casefold() not in site_names
