"""Who wrote an article: persons, else the account or institution that signs it; never editors or a speaker quoted.

The rules are tried in the order in which they are to be trusted, those of a Chinese page or of any other. The first
that names a person decides; when none does, the first that names an account. The site itself is no author on a Chinese
page; elsewhere it is one when the page signs with its name and names no person.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipelines.extraction import (
    accounts_han,
    bylines_english,
    bylines_han,
    reporters_han,
    signatures_english,
    stated_authors,
    unlabelled_han,
)
from pipelines.extraction.evidence import Passed
from pipelines.extraction.frame import Frame
from pipelines.extraction.language import is_chinese
from pipelines.extraction.names import is_chinese_name, is_english_name, is_institutional, signer
from pipelines.extraction.sites import key
from pipelines.extraction.vocabulary import any_of, folded, words

_MAX_AUTHORS = 20
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to find names. `signed`: a person so named wrote it, whoever else he is (the editor, the site's namesake).

    `as_stated`: names count as persons whatever their form. `persons_only`: what has no person's form is no account.
    `namesake`: the site may be called after him.
    """

    name: str
    find: Callable[[Frame], list[str]]
    signed: bool = False
    as_stated: bool = False
    persons_only: bool = False
    namesake: bool = False


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors, in the page's order; the rule that found them; and what rules found that did not count, and why."""

    names: list[str] = field(default_factory=list)
    where: str | None = None
    passed_over: list[Passed] = field(default_factory=list)


def authors(frame: Frame) -> Byline:
    """Return who wrote the article: persons first, then accounts; the site itself is neither."""
    chinese = is_chinese(frame.text)
    editors = bylines_han.editors(frame) if chinese else frozenset()
    passed: list[Passed] = []
    accounts: tuple[list[str], str] | None = None
    for rule in _CHINESE_RULES if chinese else _OTHER_RULES:
        found = [name for name in rule.find(frame) if not _refused(name, rule, editors, passed)]
        persons = [name for name in found if rule.as_stated or is_person(name)]
        known = (rule.namesake or (rule.signed and is_person(name)) for name in persons)
        persons = [name for name, own in zip(persons, known, strict=True) if own or key(name) not in frame.site_names]
        if persons:
            return Byline(_unique(persons), rule.name, passed)
        if chinese:
            passed += [Passed(name, rule.name, "the site itself") for name in found if key(name) in frame.site_names]
            found = [name for name in found if key(name) not in frame.site_names]
        if rule.persons_only:
            passed += [Passed(name, rule.name, "no person by its form") for name in found]
        elif found and accounts is None:
            accounts = (found, rule.name)
    return Byline(_unique(accounts[0]), accounts[1], passed) if accounts else Byline(passed_over=passed)


def is_person(name: str) -> bool:
    """Return whether a name has the form of a person's name and holds no institution's word."""
    return (is_chinese_name(name) or is_english_name(name)) and not is_institutional(name)


def _refused(name: str, rule: Rule, editors: frozenset[str], passed: list[Passed]) -> bool:
    reason = None
    plain = folded(name).strip()
    if not 2 <= len(plain) <= _LONGEST or plain in _nobody() or _no_name().search(plain):
        reason = "names nobody"
    elif name in editors and not rule.signed:
        reason = "the editor"
    if reason:
        passed.append(Passed(name, rule.name, reason))
    return reason is not None


@functools.cache
def _nobody() -> frozenset[str]:
    return words("never", "person") | words("never", "outlet")


@functools.cache
def _no_name() -> re.Pattern[str]:
    labels = [word for kind in ("author", "source", "editor") for word in words("labels", kind) if len(word) > 1]
    words_within = "(?:作者|来源|编辑|文章|发布(?!$))"  # 发布 at the end is a city's account
    return re.compile(rf"[@=<>{{}}|:()]|//|^www\.|^[\W\d]*$|\d{{5}}|^{any_of(labels)}|{words_within}")


def _signed_letter(frame: Frame) -> list[str]:
    """Return the person who signs one of several pieces of a page, on the line behind it."""
    after = frame.body[-1] + 1
    name = signer(frame.layout.blocks[after].labels) if frame.signs and after < len(frame.layout.blocks) else None
    return [name] if name else []


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))[:_MAX_AUTHORS]


_CHINESE_RULES = (
    Rule("label", bylines_han.labelled, signed=True),
    Rule("reporter", reporters_han.reporters, signed=True, as_stated=True),
    Rule("pen name", bylines_han.pen_name, as_stated=True),
    Rule("under the title", unlabelled_han.under_title, as_stated=True),
    Rule("closing", bylines_han.closing, signed=True, persons_only=True),
    Rule("by line", bylines_english.by_line, persons_only=True),
    Rule("posted by", bylines_han.posted_by),
    Rule("blogger", bylines_han.blogger, as_stated=True, namesake=True),
    Rule("column", bylines_han.column),
    Rule("source", accounts_han.person_as_source, persons_only=True),
    Rule("json-ld", stated_authors.json_ld),
    Rule("author box", accounts_han.author_box),
    Rule("profile", accounts_han.profiled),
    Rule("account", accounts_han.account),
    Rule("meta", accounts_han.confirmed_meta),
    Rule("signed letter", _signed_letter),
)
_OTHER_RULES = (
    Rule("json-ld person", stated_authors.json_ld_persons, as_stated=True),
    Rule("json-ld", stated_authors.json_ld),
    Rule("by line", bylines_english.by_line),
    Rule("meta", stated_authors.meta),
    Rule("reporting", signatures_english.reporting),
    Rule("byline", bylines_english.byline),
    Rule("under the title", bylines_english.under_title, persons_only=True),
    Rule("signed", signatures_english.signed),
    Rule("signed letter", _signed_letter),
)
