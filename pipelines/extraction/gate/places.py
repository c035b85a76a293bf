"""What a page says beside its article: in its title, to machines, in links, and in the lines about the body."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from lxml.html import HtmlElement

from pipelines.extraction.blocks import Block, Layout
from pipelines.extraction.structured import Structured

_LINKED = 0.5
_MOST = 8_000  # characters of the lines about the body that are read, from the page's two ends


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
        element = self.tree.find(".//title")
        return (element.text or "").strip() if element is not None else ""

    @cached_property
    def names(self) -> str:
        """What the page is called, for people and machines: title, keywords, description, the site's name."""
        meta = self.structured.meta
        stated = (meta.get(key) for key in ("og:title", "keywords", "description", "og:site_name", "application-name"))
        return "\n".join([self.title, *filter(None, stated)])

    @cached_property
    def described(self) -> str:
        """Keywords and description."""
        meta = self.structured.meta
        return "\n".join(filter(None, (meta.get("keywords"), meta.get("description"), meta.get("og:description"))))

    @cached_property
    def links(self) -> str:
        """The lines about the body that are links."""
        return _cut([block.text for block in self._about if block.link_share > _LINKED])

    @cached_property
    def lines(self) -> str:
        """The other lines about the body."""
        return _cut([block.text for block in self._about if block.link_share <= _LINKED])

    @cached_property
    def _about(self) -> list[Block]:
        body = set(self.body)
        return [block for number, block in enumerate(self.layout.blocks) if number not in body]


def _cut(lines: list[str]) -> str:
    text = "\n".join(lines)
    return text if len(text) <= _MOST else text[: _MOST // 2] + "\n" + text[-_MOST // 2 :]
