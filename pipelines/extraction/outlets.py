"""What the name of an outlet looks like, and where it ends in the text behind a label."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from pipelines.extraction.frame import Frame
from pipelines.extraction.labels import holds_control
from pipelines.extraction.names import is_chinese_name
from pipelines.extraction.sites import host_of
from pipelines.extraction.vocabulary import any_of, folded, words

_HAN = "\u3400-\u9fff"
_ACCOUNT_OF = re.compile(
    r"^(?:微信)?(?:公众号|公众平台|公号|订阅号|视频号|微博|客户端|作者)\s*[:：]?\s*(?=[“\"「《【]|\S)"
)
_QUOTED = re.compile(r"^[《“\"「『【]([^《》“”\"「」『』【】]{2,40})[》”\"」』】]")
_LATIN = re.compile(
    r"^(?:[A-Z0-9][\w.&'’!+-]*|the|The)(?: (?:(?:of|the|and|for|on|in|&|de) )?[A-Z0-9][\w.&'’!+-]*){0,6}"
)
_COUNT = re.compile(r"\s+\d+$")
_COUNTED = re.compile(r"\s*[条條次个個人]")  # 3 条评论
_HAN_RUN = re.compile(r"^[^\s|｜丨,，。;；:：!！?？()（）\[\]【】<>《》“”\"「」/／]{2,30}")
_DATE_BEHIND = re.compile(r"(?:\d{4}\s*[-年/.].*|\d{1,2}月\d{1,2}日.*|\d{1,2}:\d{2}.*)$")
_PROSE = re.compile(r"[的了着吗呢吧么]|在.*下|如下|以下|进行|按照|根据|是否|可以|我们|您|你")
_DAY = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?(?: \d|$)"
)
_TRIM = " \t-—_·•.、,，:：|"


@dataclass(frozen=True, slots=True)
class Named:
    """An outlet as the page states it; `block` is the line where it stands, for its link."""

    name: str
    block: int | None = None
    url: str | None = None


def outlet_at_start(value: str) -> str | None:
    """Return the outlet's name at the start of a label's value, without quotes, dates and what follows it."""
    value = value.strip(_TRIM)
    value = _ACCOUNT_OF.sub("", value)
    if quoted := _QUOTED.match(value):
        return quoted[1].strip(_TRIM)
    latin = _LATIN.match(value)
    if latin and not re.match(rf"[{_HAN}]", value[latin.end() : latin.end() + 1]):
        name = _COUNT.sub("", latin[0]) if _COUNTED.match(value, latin.end()) else latin[0]
        return name.strip(_TRIM)
    run = _HAN_RUN.match(value)
    if not run:
        return None
    plain = _behind().split(run[0], maxsplit=1)[0]
    name = _DATE_BEHIND.sub("", plain).strip(_TRIM)
    return _without_channel(name) if len(name) >= 2 else None


def _without_channel(name: str) -> str:
    """Return an outlet's name without the channel behind it: 某报客户端, 某某新闻·某某号·政务."""
    parts = name.split("·")
    at = next((number for number, part in enumerate(parts) if _is_platform(part)), 0)
    whole = "·".join(parts[:at]) or name
    channel = _channel().search(folded(whole), 2)
    return whole[: channel.start()] if channel else whole


def _is_platform(name: str) -> bool:
    return folded(name) in words("outlet", "platform") or (len(name) > 2 and name.endswith(("号", "號")))


def looks_like_outlet(name: str) -> bool:
    """Return whether an unlabelled name ends as outlets' names do and is no person and no sentence."""
    plain = folded(name)
    if not 3 <= len(name) <= 20 or _PROSE.search(name) or is_chinese_name(name) or holds_control(name):
        return False
    return bool(_suffix().search(plain))


def refusal(name: str) -> str | None:
    """Return why a name is no outlet, or None."""
    plain = folded(name).strip(_TRIM)
    if not 2 <= len(plain) <= 60 or not any(character.isalpha() for character in plain):
        return "not a name"
    if plain in words("never", "outlet"):
        return "names nobody"
    if "://" in plain or "=" in plain or "@" in plain or _DAY.match(plain):
        return "not a name"
    if re.match(rf"[{_HAN}a-z]", plain) and _PROSE.search(plain) and re.search(f"[{_HAN}]", plain):
        return "a sentence"
    return None


def link_of(frame: Frame, named: Named) -> str | None:
    """Return the address that the name links to where it stands, when it is a web page of another site's."""
    if named.block is None:
        return None
    box = frame.layout.boxes[frame.layout.blocks[named.block].box]
    for element in box.element.iter("a"):
        href = (element.get("href") or "").strip()
        if named.name in "".join(element.itertext()) and href and not href.startswith(("#", "javascript:", "mailto:")):
            return _absolute(frame.url, href)
    return None


def _absolute(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href)
    except ValueError:
        return None
    return url if url.startswith(("http://", "https://")) and host_of(url) else None


def name_of_host(url: str) -> str | None:
    """Return what a reader would call a site by its host: `https://www.some-paper.com/x` is some-paper."""
    labels = host_of(url).removeprefix("www.").split(".")
    if len(labels) < 2:
        return None
    below_country = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2  # co.uk, com.cn
    hosts_others = len(labels) > 2 and labels[-2] in words("outlet", "hosts_of_others")
    return labels[-3] if below_country or hosts_others else labels[-2]


@functools.cache
def _suffix() -> re.Pattern[str]:
    return re.compile(f"{any_of(words('outlet', 'suffix'))}$")


@functools.cache
def _behind() -> re.Pattern[str]:
    return re.compile("(?<=..)" + any_of(words("outlet", "behind")))


@functools.cache
def _channel() -> re.Pattern[str]:
    return re.compile(any_of(words("outlet", "channel")) + "$")
