"""What a site's pages teach, and what is believed of it."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from pipelines.extraction.blocks import Layout, lay_out
from pipelines.extraction.site_memory import (
    EXCERPT_LENGTH,
    MAX_ARTICLES,
    MAX_BOXES,
    MAX_LINES,
    STRANGE_PAGES,
    Learned,
    SiteMemory,
    learned,
    line_key,
)

PROMOTION = "While you are here, the harbour museum opens its new hall on Sunday."


def layout(*lines: str) -> Layout:
    return lay_out(document_fromstring(f"<div class=text>{''.join(f'<p>{line}</p>' for line in lines)}</div>"))


def page(number: int, box: str = "main.>div.text", *more: str) -> Learned:
    lines = [f"line {number} of an article that stands nowhere else", *more]
    return Learned(box, {line_key(line): line[:EXCERPT_LENGTH] for line in lines})


def taught(*pages: Learned) -> SiteMemory:
    memory = SiteMemory()
    memory.learn(pages)
    return memory


class TestLines:
    @pytest.mark.parametrize(("articles", "known"), [(2, 0), (3, 3), (7, 7)])
    def test_one_that_stands_in_several_articles_is_furniture(self, articles: int, known: int) -> None:
        memory = taught(*(page(number, "main.>div.text", PROMOTION) for number in range(articles)))
        assert memory.articles_with(layout(PROMOTION), 0) == known
        assert memory.articles_with(layout("line 1 of an article that stands nowhere else"), 0) == 0

    def test_how_it_is_spelt_does_not_matter(self) -> None:
        memory = taught(*(page(number, "main.>div.text", PROMOTION) for number in range(3)))
        assert memory.articles_with(layout(PROMOTION.upper()), 0) == 3

    def test_one_in_few_of_many_articles_is_a_standing_sentence(self) -> None:
        sentence = "The firm did not immediately respond to a request."
        pages = [page(number, "main.>div.text", *[sentence] * (number < 5)) for number in range(250)]
        assert taught(*pages).articles_with(layout(sentence), 0) == 0

    def test_a_page_teaches_a_line_once_and_no_headings(self) -> None:
        tree = document_fromstring(
            f"<div><h2>{PROMOTION}</h2><p><strong>What it means for you</strong></p>"
            "<p>One two three four</p><p>One two three four</p></div>"
        )
        seen = lay_out(tree)
        box = next(index for index, box in enumerate(seen.boxes) if box.tag == "div")
        assert list(learned(seen, box, confirmed=True).lines.values()) == ["One two three four"]

    def test_the_most_frequent_are_shown_with_their_beginning(self) -> None:
        long = PROMOTION * 3
        memory = taught(*(page(number, "b", PROMOTION, *[long] * (number < 4)) for number in range(5)))
        assert memory.furniture() == [(5, PROMOTION[:EXCERPT_LENGTH]), (4, long[:EXCERPT_LENGTH])]


class TestBoxes:
    def test_one_is_trusted_after_some_pages(self) -> None:
        assert not taught(page(1), page(2)).trusts("main.>div.text")
        assert taught(page(1), page(2), page(3)).trusts("main.>div.text")

    def test_one_that_nothing_confirmed_is_never(self) -> None:
        memory = taught(*(page(number, "") for number in range(9)))
        assert memory.articles == 9
        assert memory.boxes == {}

    def test_numbers_in_names_do_not_matter(self) -> None:
        keys = set()
        for number in (7, 81):
            seen = lay_out(document_fromstring(f"<main><div id='post-{number}'><p>{PROMOTION}</p></div></main>"))
            box = next(index for index, box in enumerate(seen.boxes) if box.tag == "div")
            keys.add(learned(seen, box, confirmed=True).box)
        assert len(keys) == 1


class TestRedesign:
    OLD, NEW = "main.>div.text", "body.>section.story"

    def known(self) -> SiteMemory:
        return taught(*(page(number, self.OLD, PROMOTION) for number in range(20)))

    def test_it_is_noticed_and_the_old_design_forgotten(self) -> None:
        memory = self.known()
        assert memory.learn([page(number, self.NEW) for number in range(100, 100 + STRANGE_PAGES)])
        assert memory.articles == STRANGE_PAGES
        assert memory.trusts(self.NEW)
        assert not memory.trusts(self.OLD)
        assert memory.furniture() == []

    def test_also_a_few_pages_a_run(self) -> None:
        memory = self.known()
        noticed = [memory.learn([page(number, self.NEW)]) for number in range(100, 100 + STRANGE_PAGES)]
        assert noticed == [False] * (STRANGE_PAGES - 1) + [True]
        assert memory.boxes == {self.NEW: STRANGE_PAGES}

    def test_also_when_nothing_confirms_the_bodies_any_more(self) -> None:
        memory = self.known()
        assert memory.learn([page(number, "") for number in range(STRANGE_PAGES)])
        assert memory.boxes == {}

    def test_a_second_kind_of_page_is_none(self) -> None:
        memory = self.known()
        both = [page(number, self.NEW) for number in range(100, 110)] + [page(99, self.OLD)]
        assert not memory.learn(both)
        assert memory.boxes == {self.OLD: 21, self.NEW: 10}

    def test_a_few_strange_pages_are_none(self) -> None:
        memory = self.known()
        assert not memory.learn([page(100, self.NEW)])
        assert not memory.learn([page(101, self.OLD)])
        assert memory.strange == {}
        assert memory.boxes == {self.OLD: 21, self.NEW: 1}


class TestStored:
    def test_it_comes_back_as_it_was(self) -> None:
        memory = taught(*(page(number, "b", PROMOTION) for number in range(4)))
        memory.learn([page(9, "c")])
        assert SiteMemory.from_json(json.loads(json.dumps(memory.as_json()))) == memory

    @pytest.mark.parametrize(
        "value",
        [None, [], "x", {"articles": "3"}, {"lines": []}, {"boxes": {"a": 1.5}}, {"more": 1}, {"excerpts": {"a": 3}}],
    )
    def test_anything_else_is_refused(self, value: object) -> None:
        with pytest.raises(ValueError, match="not the memory of a site"):
            SiteMemory.from_json(value)

    def test_a_page_is_read_with_what_is_believed(self) -> None:
        memory = taught(*(page(number, "b", PROMOTION) for number in range(4)), page(9, "c"))
        believed = memory.believed()
        assert (believed.lines, believed.boxes) == ({line_key(PROMOTION): 4}, {"b": 4})
        assert believed.articles_with(layout(PROMOTION), 0) == 4


lessons = st.builds(
    Learned,
    box=st.sampled_from(["", "a", "b", "c"]),
    lines=st.dictionaries(st.integers(0, 40).map("{:016x}".format), st.text(max_size=EXCERPT_LENGTH), max_size=12),
)


@given(st.lists(st.lists(lessons, max_size=12), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_a_runs_pages_changes_nothing(runs: list[list[Learned]], order: random.Random) -> None:
    one, other = SiteMemory(), SiteMemory()
    for run in runs:
        shuffled = list(run)
        order.shuffle(shuffled)
        assert one.learn(run) == other.learn(shuffled)
        assert json.dumps(one.as_json()) == json.dumps(other.as_json())


@settings(max_examples=20)  # each makes thousands of lines
@given(st.lists(st.integers(1, 450), max_size=3), st.integers(0, 2**32))
def test_it_stays_within_its_bounds(runs: list[int], seed: int) -> None:
    source = random.Random(seed)  # noqa: S311  (no secret)
    memory = SiteMemory()
    for pages in runs:
        memory.learn(
            [
                Learned(f"box {source.randrange(60)}", {f"{source.randrange(3000):016x}": "词" * 60 for _ in range(12)})
                for _ in range(pages)
            ]
        )
        assert memory.articles < MAX_ARTICLES
        assert len(memory.lines) <= MAX_LINES
        assert len(memory.boxes) <= MAX_BOXES
        assert sum(memory.strange.values()) < STRANGE_PAGES
        assert set(memory.excerpts) <= set(memory.lines)
        assert all(count > 0 for count in (*memory.lines.values(), *memory.boxes.values()))
        assert len(json.dumps(memory.as_json(), ensure_ascii=False).encode()) < 250_000
