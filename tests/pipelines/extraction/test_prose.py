"""What a line of prose is, and what lines are worth."""

import pytest

from pipelines.extraction.prose import worth
from tests.pipelines.extraction.layouts import laid_out


@pytest.mark.parametrize(
    ("html", "prose"),
    [
        ("<p>轮渡公司上周给渡船装上新程序。</p>", True),
        ("<p>渡船装上新程序。</p>", False),  # too short for a sentence of a text
        ("<p>轮渡公司上周给六条渡船装上程序，它看潮水，看风向，也看人</p>", True),  # two clauses
        ("<p>轮渡公司上周给六条渡船装上了新的调度程序</p>", False),  # a headline
        ("<p>" + "渡" * 40 + "</p>", True),
        ("<p><a href=x>轮渡公司上周给六条渡船装上了新的调度程序。</a></p>", False),
        ("<p>The office gave all six of its ferries a timetable that watches the tide.</p>", True),
        ("<p>Home News About</p>", False),
    ],
)
def test_prose(html: str, prose: bool) -> None:
    (block,) = laid_out(html).blocks
    assert block.prose is prose


def test_worth() -> None:
    prose, linked, label, link = laid_out(
        f"<p>{'渡船，' * 20}。</p><p>{'渡船，' * 19}<a href=x>渡船</a>。</p><p>首页</p><p><a href=x>首页</a></p>"
    ).blocks
    assert (worth(prose), worth(linked)) == (40, 37)
    assert worth(link) < worth(label) < 0
