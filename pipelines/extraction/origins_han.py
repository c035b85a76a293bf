"""The source of an article on a Chinese page: labels, the line of the date, and what the text says of its reporters."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator

from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import pairs
from pipelines.extraction.names import is_chinese_name
from pipelines.extraction.outlets import Named, looks_like_outlet, outlet_at_start
from pipelines.extraction.sites import key
from pipelines.extraction.vocabulary import any_of, folded, words

_HAN = "\u3400-\u9fff"
_HEAD_OF_LINE, _END_OF_LINE = 240, 200
_LONG, _NEXT_LINE, _DATELINE_ABOVE = 120, 30, 3
_DATE = re.compile(
    r"(?:(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?|\d{1,2}[-月/]\d{1,2}日?)(?:\s*[T]?\s*\d{1,2}\s*[:：时]\s*\d{2}(?:[:：]\d{2})?)?"
)
_QUOTED = re.compile(r"《\s*([^《》\s]{2,14})\s*》")
_TIME = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
_PIECES = re.compile(r"[\s|｜丨·•/／>＞\[\]【】()（）]+")
_REPORT = re.compile(
    rf"(?:^|[\s・·])(?P<name>[{_HAN}A-Za-z0-9]{{2,12}}?)(?:专栏|原创)?[报報][道導]\s*(?=$|[编編作来來责責文]\S{{0,3}}\s*[:：|/])"
)
_REPORTER_OF = re.compile(r"《([^《》]{2,14})》\s*(?:的)?(?:[^\s，。《》]{0,4})?[记記]者")
_INTERVIEW = re.compile(r"(?:接受|受访|[对向]|告诉)[^，。《》]{0,6}《([^《》]{2,14})》\s*[^\s，。《》]{0,4}[记記]者")
_OWN_REPORTER = re.compile(r"^[^\w]{0,3}本[报報刊网網]\s*(?:特约|见习|实习)?[记記]者")
_RIGHTS_OF = re.compile(r"未[经經]\s*《([^《》]{2,14})》\s*(?:报社)?[授书]")
_GRANTED = re.compile(
    r"本文(?:由|经|經|获|獲)(?P<name>[^，。,;；]{2,24}?)(?:授权|授權)(?:转载|轉載|发布|發佈|发表|發表|刊发|刊發)"
)
_DATELINE = re.compile(
    rf"^[^\w《]{{0,3}}(?:据)?([{_HAN}A-Za-z0-9]{{2,10}}?(?:社|网|報|报|网络|客户端|新闻|電|电视台))"
    rf"(?:[{_HAN}·]{{2,8}})?\s*(?:\d{{1,2}}\s*月)?\s*\d{{1,2}}\s*日\s*(?:电|電|讯|訊|消息|报道|報道)"
)
_REPORTER_LINE = re.compile(
    rf"^[^\w《]{{0,3}}《?([{_HAN}A-Za-z0-9·]{{2,10}}?)》?\s*(?:特约|见习|实习|首席|驻.{{2,4}})?[记記]者\s*[:：]?\s*[{_HAN}]{{2,4}}"
)


def reprinted(frame: Frame) -> Iterator[Named]:
    """Return the outlets behind 本文转载自 and its like, and in 本文由某刊授权转载."""
    for at, line in _lines(frame):
        if _is_notice(line):
            continue
        for pair in pairs(line):
            if pair.kind == "reprint" and (name := outlet_at_start(pair.value)):
                yield Named(name, at)
        if (granted := _GRANTED.search(line)) and (name := outlet_at_start(granted["name"])):
            yield Named(name, at)


def labelled(frame: Frame) -> Iterator[Named]:
    """Return the outlets behind 来源： about the headline, the nearest to the text first where it heads the text."""
    yield from _labelled(frame, _head(frame))


def labelled_after(frame: Frame) -> Iterator[Named]:
    """Return the outlets behind 来源： at the end of the text and after it."""
    yield from _labelled(frame, _tail(frame))


def all_labelled(frame: Frame) -> Iterator[Named]:
    """Return the outlets behind 来源： about the headline, then those behind the text."""
    yield from labelled(frame)
    yield from labelled_after(frame)


def is_person(frame: Frame, named: Named) -> bool:
    """Return whether a source has the form of a person's name, and the date's line names an outlet."""
    return is_chinese_name(named.name) and any(True for _ in beside_date(frame))


def _labelled(frame: Frame, lines: list[tuple[int, str]]) -> Iterator[Named]:
    blocks = frame.layout.blocks
    for at, line in lines:
        if _is_notice(line):
            continue
        found = pairs(line)
        for pair in found:
            if pair.kind != "source":
                continue
            value = pair.value
            if not value and pair is found[-1] and at + 1 < min(len(blocks), frame.body[0]):
                value = blocks[at + 1].labels[:_NEXT_LINE]
            name = outlet_at_start(value)
            if name and (not pair.weak or looks_like_outlet(name)):
                yield Named(name, at)


def beside_date(frame: Frame) -> Iterator[Named]:
    """Return the name on the date's line under the headline, or on a line of its own beside it."""
    start = frame.title_at if frame.title_at is not None else max(0, frame.body[0] - 4)
    blocks = frame.layout.blocks
    zone = range(start + (frame.title_at is not None), min(frame.body[0] + 2, len(blocks)))
    dated = [at for at in zone if len(blocks[at].labels) <= _LONG and _DATE.search(blocks[at].labels)]
    for at in dated:
        line = blocks[at].labels
        for pair in pairs(line):
            line = line.replace(pair.value, " ") if pair.value else line
        quoted = _QUOTED.findall(line) if at < frame.body[0] and not blocks[at].ends_sentence else []
        yield from (Named(name, at) for name in quoted if looks_like_outlet(name))
        for piece in _PIECES.split(_TIME.sub(" ", _DATE.sub(" ", line))):
            is_outlet = looks_like_outlet(piece) or (len(piece) > 1 and key(piece) in frame.site_names)
            if is_outlet and re.match(rf"[{_HAN}A-Za-z0-9]", piece):
                yield Named(piece, at)
    for at in zone if dated else ():
        if at < frame.body[0] and abs(at - dated[0]) <= 4 and _alone(blocks[at].labels):
            yield Named(blocks[at].labels, at)


def stated(frame: Frame) -> Iterator[Named]:
    """Return the outlet in the meta elements that Chinese publishing systems write."""
    for name in ("source", "contentsource", "mediaid", "article:source", "og:article:source", "dc.source"):
        value = frame.structured.meta.get(name, "")
        value = re.sub(r"^\s*来源\s*[:：]\s*", "", value)
        if re.search(f"[{_HAN}]", value) and (found := outlet_at_start(value)):
            yield Named(found)


def reported_by(frame: Frame) -> Iterator[Named]:
    """Return the outlet in a line like `某某报道` in front of the text."""
    for name in _reports(frame):
        yield Named(name)


def between(frame: Frame, *, inner: bool) -> list[str]:
    """Return the outlets that carried the text before this page: `某某报道` beside another source.

    With `inner`, the text itself named its source: an outlet that heads the page carried it, too.
    """
    names = list(_reports(frame))
    if inner:
        names += [named.name for rule in (labelled, beside_date) for named in rule(frame)][:1]
    return list(dict.fromkeys(names))


def reporter_of(frame: Frame) -> Iterator[Named]:
    """Return the outlet whose reporters wrote the text by its own words.

    One outlet only, named as the reporters' own: 接受《某报》记者采访 beside 本报记者, more than once, or with the
    outlet's claim of its rights.
    """
    for at, line in [*_head(frame)[-5:], *_tail(frame)]:
        found = _REPORTER_LINE.match(line) if len(line) <= 80 else None
        if found and not found[1].startswith("本") and looks_like_outlet(found[1]):
            yield Named(found[1], at)
    text = frame.text
    if "》" not in text:
        return
    counts = Counter(_REPORTER_OF.findall(text))
    interviews = Counter(_INTERVIEW.findall(text))
    rights = set(_RIGHTS_OF.findall("\n".join(line for _, line in _tail(frame)) + text[-400:]))
    own = any(_OWN_REPORTER.search(line) for _, line in _head(frame))
    for name, count in counts.most_common(1):
        if len(counts) == 1 and (count > 1 or name in rights or (own and interviews[name])):
            yield Named(name)


def dateline(frame: Frame) -> Iterator[Named]:
    """Return the agency of a dateline that opens the text: 某社北京1月2日电, also one that is followed by a byline."""
    above = frame.layout.blocks[frame.body[0] if frame.title_at is None else frame.title_at + 1 : frame.body[0]]
    for block in [*above[-_DATELINE_ABOVE:], *list(frame.body_blocks())[:2]]:
        if found := _DATELINE.match(block.text[:60]):
            yield Named(found[1])


def _reports(frame: Frame) -> Iterator[str]:
    """Return the outlets of `某某报道` lines: a label (编辑：, 作者：, 来源：) follows on the line or the next ones."""
    lines = [(at, line) for at, line in _head(frame) if at >= (frame.title_at or 0)]
    for number, (_, line) in enumerate(lines):
        found = _REPORT.search(line[:80])
        if found and not re.search(rf"[记記]者|[{_HAN}]的", found["name"]):
            behind = [line[found.end() :][:40], *(after[:40] for _, after in lines[number + 1 : number + 3])]
            if any(pair.kind in ("editor", "author", "source") for each in behind for pair in pairs(each)):
                yield found["name"]


def _lines(frame: Frame) -> list[tuple[int, str]]:
    return [*_head(frame), *_tail(frame)]


def _head(frame: Frame) -> list[tuple[int, str]]:
    first = frame.body[0]
    blocks = frame.head()
    start = first + 3 - len(blocks) if first + 3 <= len(frame.layout.blocks) else len(frame.layout.blocks) - len(blocks)
    return [(start + number, block.labels[:_HEAD_OF_LINE]) for number, block in enumerate(blocks)]


def _tail(frame: Frame) -> list[tuple[int, str]]:
    start = max(frame.body[0], frame.body[-1] - 2)
    return [(start + number, block.labels[-_END_OF_LINE:]) for number, block in enumerate(frame.tail())]


def _alone(line: str) -> bool:
    plain = folded(line)
    return 2 <= len(line) <= 12 and not pairs(line) and bool(_strong().search(plain)) and looks_like_outlet(line)


def _is_notice(line: str) -> bool:
    return bool(_notice().search(folded(line)))


@functools.cache
def _notice() -> re.Pattern[str]:
    return re.compile(any_of(words("outlet", "notice")))


@functools.cache
def _strong() -> re.Pattern[str]:
    return re.compile(r"(?:报|网|社|电视台|日报|新闻|晚报|时报|周刊|杂志|客户端|通讯社|卫视|在线)$")
