"""Labels on a line and what stands behind them: `2015-11-05 阅读:81 来源:某报 作者:某人` is three pairs."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from pipelines.extraction.vocabulary import any_of, folded, words

_KINDS = ("not_source", "source", "reprint", "author", "editor", "other")
_ANYWHERE = ("author", "editor")  # the other labels begin a word: 资金来源 is no label
_MAY_BE_WEAK = ("source", "author", "author_short")
_MARK = r"\s*[:|/】\]>—-]"
_HAN = "\u3400-\u9fff"


@dataclass(frozen=True, slots=True)
class Pair:
    """A label's kind, the label, and the text up to the next one. `weak`: only a space parted the two."""

    kind: str
    label: str
    value: str
    weak: bool


@functools.lru_cache(maxsize=1024)  # authors, editors and the origin are looked for on the same lines
def pairs(line: str) -> tuple[Pair, ...]:
    """Return the labels of a line with their values, in order, the values as the page states them."""
    matches = list(_label().finditer(folded(line)))
    found = []
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        value = line[match.end() : following.start() if following else len(line)].strip()
        kind, label = next((kind, text) for kind, text in match.groupdict().items() if text and kind != "mark")
        found.append(Pair(kind.removesuffix("_short"), label, value, not match["mark"].strip()))
    return tuple(found)


def holds_control(line: str) -> bool:
    """Return whether a line holds a word of the page's controls (分享, 举报, 打印): it names nobody."""
    return bool(_control().search(folded(line)))


@functools.cache
def _control() -> re.Pattern[str]:
    return re.compile(any_of(words("outlet", "control")))


@functools.cache
def _label() -> re.Pattern[str]:
    groups = []
    for kind in (*_KINDS, "author_short"):
        ahead = "" if kind in _ANYWHERE else rf"(?<![{_HAN}a-z])"
        behind = "" if kind == "reprint" else rf"(?={_MARK}|\s+\S)" if kind in _MAY_BE_WEAK else f"(?={_MARK})"
        groups.append(f"{ahead}(?P<{kind}>{any_of(words('labels', kind))}){behind}")
    first = "".join({re.escape(word[0]) for kind in (*_KINDS, "author_short") for word in words("labels", kind)})
    return re.compile(f"(?=[{first}])(?:{'|'.join(groups)})" + rf"(?P<mark>(?:{_MARK})*)\s*")
