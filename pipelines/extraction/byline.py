"""Who wrote an article: persons, else the account or institution that signs it; never editors, sites or speakers.

The rules are tried in the order in which they are to be trusted, those of a Chinese page or of any other, first for
persons only; when no rule names a person, again for accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipelines.duplication.fold import han_share
from pipelines.extraction import bylines_english, bylines_han, stated_authors
from pipelines.extraction.evidence import Passed
from pipelines.extraction.frame import Frame
from pipelines.extraction.names import is_chinese_name, is_english_name
from pipelines.extraction.sites import key
from pipelines.extraction.vocabulary import folded, words

_SAMPLE = 1000
_HAN_PAGE = 0.3
_MAX_AUTHORS = 20
_LONGEST = 60

Rule = tuple[str, Callable[[Frame], list[str]]]


@dataclass(frozen=True, slots=True)
class Byline:
    """The authors, in the page's order; the rule that found them; and what other rules found and why it did not count."""

    names: list[str] = field(default_factory=list)
    where: str | None = None
    passed_over: list[Passed] = field(default_factory=list)


def authors(frame: Frame, site_names: frozenset[str]) -> Byline:
    """Return who wrote the article. `site_names` are keys as `sites.key` makes them: none of them is an author."""
    han = han_share(frame.text[:_SAMPLE]) > _HAN_PAGE
    rules = _HAN_RULES if han else _OTHER_RULES
    editors = bylines_han.editors(frame) if han else frozenset()
    passed: list[Passed] = []
    accounts: tuple[str, list[str]] | None = None  # persons who bear their site's name among them
    for where, rule in rules:
        names = []
        for name in rule(frame):
            reason = _refusal(name, site_names if han else frozenset(), editors)
            if reason:
                passed.append(Passed(name, where, reason))
            else:
                names.append(name)
        persons = [name for name in names if is_person(name) and key(name) not in site_names]
        if persons:
            return Byline(list(dict.fromkeys(persons))[:_MAX_AUTHORS], where, passed)
        if names and accounts is None and where not in _PERSONS_ONLY:
            accounts = (where, names)
    if accounts is None:
        return Byline(passed_over=passed)
    return Byline(list(dict.fromkeys(accounts[1]))[:_MAX_AUTHORS], accounts[0], passed)


def is_person(name: str) -> bool:
    """Return whether a name has the form of a person's name and holds no institution's word."""
    return is_chinese_name(name) or (is_english_name(name) and not _institutional(name))


def _institutional(name: str) -> bool:
    return any(word.strip(".,") in words("never", "institution_en") for word in name.casefold().split())


def _refusal(name: str, site_names: frozenset[str], editors: frozenset[str]) -> str | None:
    """Return why a name is no author, or None."""
    plain = folded(name).strip()
    if not 2 <= len(plain) <= _LONGEST or not any(character.isalpha() for character in plain):
        return "not a name"
    if plain in words("never", "person") or "@" in plain or "://" in plain or "www." in plain:
        return "names nobody"
    if name in editors:
        return "the editor"
    if key(name) in site_names:
        return "the site itself"
    return None


_HAN_RULES: tuple[Rule, ...] = (
    ("label", bylines_han.labelled),
    ("reporter", bylines_han.reporters),
    ("closing", bylines_han.closing),
    ("posted by", bylines_han.posted_by),
    ("json-ld", stated_authors.json_ld),
    ("account", bylines_han.account),
    ("meta", stated_authors.meta),
)
_OTHER_RULES: tuple[Rule, ...] = (
    ("json-ld", stated_authors.json_ld),
    ("meta", stated_authors.meta),
    ("byline", bylines_english.byline),
)
_PERSONS_ONLY = frozenset(("closing", "posted by", "reporter"))
