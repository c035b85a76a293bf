"""Lists of teasers."""

import pytest

from pipelines.extraction.teasers import is_linked_headline, teaser_groups
from tests.pipelines.extraction.framing import CHINESE
from tests.pipelines.extraction.layouts import LONG, body_lines, laid_out


def card(number: int, words: str = CHINESE[0]) -> str:
    return (
        f'<div class="card-{number}"><h4><a href="/{number}">第{number}号渡船换了新的程序</a></h4><p>{words}</p></div>'
    )


@pytest.mark.parametrize(
    ("html", "sizes"),
    [
        ("".join(card(number) for number in range(5)), [5]),
        ("".join(card(number) for number in range(2)), []),
        ("".join(f"<p>{line}</p>" for line in CHINESE * 3), []),
        ("".join(card(number, CHINESE[0] * 3) for number in range(5)), []),  # too long for teasers
        ("<ul>" + '<li><a href="/x">第三号渡船换了一个会看潮水的新程序</a> 2026-04-01</li>' * 4 + "</ul>", [4]),
        ("<ul>" + '<li><a href="/x">首页</a></li>' * 4 + "</ul>", []),  # a menu
    ],
)
def test_groups(html: str, sizes: list[int]) -> None:
    groups = teaser_groups(laid_out(f"<div>{html}</div>"), 3)
    assert [len(group) for group in groups if group[0].tag in {"div", "li"}] == sizes


def test_a_linked_headline() -> None:
    yes, no = laid_out('<p><a href="/x">第三号渡船换了新的程序</a></p><p>见<a href="/x">渡船</a>的新程序</p>').blocks
    assert (is_linked_headline(yes), is_linked_headline(no)) == (True, False)


def test_teasers_below_a_text_are_cut() -> None:
    cards = "".join(card(number) for number in range(3))
    assert all("渡船换了" not in line and line != CHINESE[0] for line in body_lines(f"<div>{LONG}{cards}</div>")[1:])


def test_a_text_that_goes_on_below_teasers_keeps_its_paragraphs() -> None:
    cards = "".join(card(number) for number in range(3))
    found = body_lines(f"<div>{LONG}{cards}{LONG}</div>")
    assert found.count(CHINESE[1]) == 2


def test_entries_of_a_text_with_linked_headings_stay() -> None:
    entries = "".join(card(number, CHINESE[number % 3]) for number in range(9))
    assert sum(line in CHINESE for line in body_lines(f"<div><p>{CHINESE[0]}</p>{entries}</div>")) == 10
