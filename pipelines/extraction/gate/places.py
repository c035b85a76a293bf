"""What a page says beside its article: in its title, to machines, in links, and in the lines about the body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Layout
from pipelines.extraction.gate.vocabulary import Term, terms
from pipelines.extraction.sites import stated_title
from pipelines.extraction.structured import Structured

_MOST = 4_000  # characters of the lines about the body that are read, from either end of the page


@dataclass
class Places:
    """A page's places. `body` are the indexes of the blocks of its articles in `layout.blocks`."""

    tree: HtmlElement
    layout: Layout
    structured: Structured
    body: list[int] = field(default_factory=list)
    host: str = ""

    @cached_property
    def title(self) -> str:
        """The page's `<title>`."""
        return stated_title(self.tree) or ""

    @cached_property
    def titles(self) -> str:
        """The page's titles, for people and machines."""
        return f"{self.title}\n{self.structured.meta.get('og:title', '')}"

    @cached_property
    def described(self) -> str:
        """Keywords, description and the site's name."""
        meta = self.structured.meta
        keys = ("keywords", "description", "og:description", "og:site_name", "application-name")
        return "\n".join(filter(None, map(meta.get, keys)))

    @cached_property
    def articles(self) -> str:
        """All that stands in the bodies of the page's articles."""
        return "\n".join(self.layout.blocks[number].text for number in self.body)

    @property
    def lines(self) -> list[str]:
        """The lines about the body that are no links: those before it and after it."""
        return self._about[False]

    @cached_property
    def terms(self) -> Mapping[str, list[Term]]:
        """The gate's terms by place; the article is none of them."""
        said = {
            "title": self.titles,
            "described": self.described,
            "links": _cut(self._about[True]),
            "lines": _cut(self.lines),
        }
        return {place: terms(words) for place, words in said.items()}

    @cached_property
    def _about(self) -> dict[bool, list[str]]:
        """The lines about the body: whether they are links, and which."""
        body = set(self.body)
        lines: dict[bool, list[str]] = {False: [], True: []}
        for number, block in enumerate(self.layout.blocks):
            if number not in body:
                lines[2 * block.link_units > block.units].append(block.text)
        return lines


def _cut(lines: list[str]) -> str:
    text = "\n".join(lines)
    return text if len(text) <= 2 * _MOST else text[:_MOST] + "\n" + text[-_MOST:]
