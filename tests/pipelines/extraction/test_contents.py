"""A text's table of contents, and what a site puts behind its headings."""

import pytest

from tests.pipelines.extraction.framing import CHINESE
from tests.pipelines.extraction.layouts import body_lines, cut_lines

PARTS = ("渡船的程序", "面包房的账本", "档案馆的契约")


def text(behind: str = "") -> str:
    return "".join(f"<h2>{part}{behind}</h2><p>{line}</p>" for part, line in zip(PARTS, CHINESE, strict=True))


def listed(tag: str, numbered: bool = False) -> str:
    entries = (f"{number} {part}" if numbered else part for number, part in enumerate(PARTS, 1))
    return "".join(f"<{tag}>{entry}</{tag}>" for entry in entries)


@pytest.mark.parametrize("behind", ["", "<span>[编辑]</span>", "<a href='#a'>¶</a>", " <a href='#a'>#</a>"])
@pytest.mark.parametrize("title", ["目录", "本文目录：", "Contents", "In this article"])
def test_a_table_of_contents_is_no_text(title: str, behind: str) -> None:
    table = f"<div><h2>{title}</h2><ul>{listed('li', numbered=True)}</ul></div>"
    lead = f"<p>{CHINESE[2]}</p>"
    found = body_lines(f"<div>{lead}{table}{text(behind)}</div>")
    assert found == body_lines(f"<div>{lead}{text(behind)}</div>")
    assert cut_lines(f"<div>{lead}{table}{text(behind)}</div>")[title] == "a table of contents"


def test_a_list_that_its_sections_treat_is_text() -> None:
    lead = f"<p>{CHINESE[2]}</p><p>这次去了三个地方</p>"
    assert body_lines(f"<div>{lead}<ul>{listed('li')}</ul>{text()}</div>")[2:5] == list(PARTS)


def test_a_title_without_entries_stays() -> None:
    assert "Contents" in body_lines(f"<div><p>{CHINESE[2]}</p><h2>Contents</h2>{text()}</div>")
