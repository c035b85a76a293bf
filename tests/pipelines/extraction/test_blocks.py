"""The lines of a page and its boxes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.blocks import MAX_BLOCKS, MAX_BOXES, MAX_DEPTH, MAX_NAME, ends_sentence, lay_out, units_of
from pipelines.extraction.page import parse
from pipelines.extraction.prose import marks
from tests.pipelines.extraction.layouts import laid_out, pages


def lines(html: str) -> list[str]:
    return [block.text for block in laid_out(html).blocks]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<p>one<br>two<br/>three</p>", ["one", "two", "three"]),
        ("<div>one<p>two</p>three</div>", ["one", "two", "three"]),
        ("<p>one <b>two</b> <a href=x>three</a></p>", ["one two three"]),
        ("<pre>one\ntwo</pre>", ["one", "two"]),
        ("<p>one</p>tail", ["one", "tail"]),
        ("<table><tr><td>one</td><td>two</td></tr></table>", ["one", "two"]),
        ("<p>  one\n\t two\u3000</p>", ["one two"]),
        ("<p>\u200b one\u202ftwo\u2028three \ufeff</p>", ["one two three"]),
        ("<p>one</p><script>two</script><style>three</style><noscript>four</noscript>", ["one"]),
        ("<ruby>漢<rt>hàn</rt></ruby>字", ["漢字"]),
        ("<select><option>one</select><p>two</p>", ["two"]),
        ("<p> </p><p></p>", []),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_a_title_within_the_body_is_not_shown() -> None:
    assert [block.text for block in laid_out("<div><title>显示</title><p>正文</p></div>").blocks] == ["正文"]


def test_labels_are_parted_where_an_inline_box_ends() -> None:
    (block,) = laid_out("<p><span>来源：某报</span><span>2026-04-01</span></p>").blocks
    assert (block.text, block.labels) == ("来源：某报2026-04-01", "来源：某报 2026-04-01")


def test_links_are_counted() -> None:
    (block,) = laid_out("<p>看 <a href=x>第三号渡船</a></p>").blocks
    assert (block.units, block.link_units) == (6, 5)
    assert block.link_share == pytest.approx(5 / 6)
    (plain,) = laid_out("<p>！</p>").blocks
    assert plain.link_share == 0.0


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        ("<p hidden>one</p>", True),
        ('<p style="display: none">one</p>', True),
        ('<div style="visibility:hidden"><p>one</p></div>', True),
        ('<p style="opacity:0">one</p>', True),
        ('<p style="opacity:0.5">one</p>', False),
        ('<p style="font-size:0">one</p>', True),
        ('<p style="font-size:0.9em">one</p>', False),
        ("<p>one <b hidden>two</b></p>", False),
        ("<p><b hidden>one <i hidden>two</i> three</b> four</p>", False),
        ("<p><b hidden>one <i hidden>two</i> three</b> </p>", True),
    ],
)
def test_what_is_not_shown(html: str, hidden: bool) -> None:
    assert [block.hidden for block in laid_out(html).blocks] == [hidden]


@pytest.mark.parametrize(
    ("text", "units"),
    [("", 0), ("渡船", 2), ("a ferry", 2), ("GPT-4 模型", 4), ("，。", 0), ("カタカナ", 4), ("don't", 2)],
)
def test_units(text: str, units: int) -> None:
    assert units_of(text) == units


@given(st.text(st.characters(max_codepoint=127)))
def test_units_are_counted_alike_whatever_stands_beside_them(text: str) -> None:
    assert units_of(text + " 字") == units_of(text) + 1


@given(st.text(st.sampled_from("ab9_ ’‘“”–—…\xa0'\"é字カ・，")))
def test_units_are_han_characters_and_words(text: str) -> None:
    assert units_of(text) == len(re.findall(r"[字カ・]|[^\W_字カ・]+", text))


def test_every_character_is_a_word_a_unit_or_neither() -> None:
    for code in range(0x80, 0x20000):
        letter = chr(code)
        is_unit = bool(re.match(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff]", letter)) or letter.isalnum()
        assert units_of(f"x {letter} y") == 2 + is_unit, hex(code)


@given(st.text(st.sampled_from("ab字 ,.;!?，。！？；：、”")))
def test_marks(text: str) -> None:
    blocks = laid_out(f"<p>{text}x</p>").blocks
    expected = re.findall(r"[，。！？；：、,;!?]|\.(?=\s|$)", blocks[0].text)
    assert marks(blocks[0].text) == len(expected)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("完了。", True),
        ("“完了。”", True),
        ("Done.)", True),
        ("作者：", True),
        ("完了", False),
        ("", False),
        ("2.5 米", False),
    ],
)
def test_the_end_of_a_sentence(text: str, ends: bool) -> None:
    assert ends_sentence(text) is ends


def test_boxes_and_their_ancestors() -> None:
    layout = laid_out('<div class="Main" id="x"><h2><div>title</div></h2><p>text</p></div>')
    title, text = layout.blocks
    assert [layout.boxes[box].tag for box in layout.ancestors(text.box)][:3] == ["p", "div", "body"]
    assert layout.boxes[layout.boxes[text.box].parent].name == "main x"
    assert (layout.is_heading(title), layout.is_heading(text)) == (True, False)
    assert (layout.tag(title), layout.tag(text)) == ("div", "p")


def test_parts_keep_their_boxes() -> None:
    layout = laid_out("<div><p>0</p><p>1</p></div><div><p>2</p><p>3</p><p>4</p></div>")
    part = layout.parts((0, 1), (3, 5))
    assert [block.text for block in part.blocks] == ["0", "3", "4"]
    assert [(box.start, box.end) for box in part.boxes if box.tag == "div"] == [(0, 1), (1, 3)]
    assert [part.tag(block) for block in part.blocks] == ["p"] * 3


def test_limits() -> None:
    assert len(laid_out("<p>x</p>" * (MAX_BLOCKS + 50)).blocks) == MAX_BLOCKS
    assert len(laid_out("<div></div>" * (MAX_BOXES + 50) + "<p>x</p>").boxes) == MAX_BOXES
    named = laid_out(f'<div class="{"a " * 5000}"><p>x</p></div>')
    assert max(len(box.name) for box in named.boxes) == MAX_NAME
    deep = laid_out("<div>" * (MAX_DEPTH + 40) + "x")
    assert deep.depth > MAX_DEPTH
    assert len(deep.ancestors(deep.blocks[0].box)) <= MAX_DEPTH + 1


@settings(max_examples=150)
@given(pages)
def test_any_page_has_a_layout_that_fits_together(html: str) -> None:
    tree = parse(html)
    if tree is None:
        return
    layout = lay_out(tree)
    assert (layout.boxes[0].start, layout.boxes[0].end, layout.boxes[0].parent) == (0, len(layout.blocks), -1)
    for number, box in enumerate(layout.boxes):
        assert 0 <= box.start <= box.end <= len(layout.blocks)
        assert box.parent < number
        inside = [other for other in layout.boxes if other.parent == number]
        assert layout.is_innermost(number) == (not inside)
        assert all(box.start <= other.start <= other.end <= box.end for other in inside)
    for number, block in enumerate(layout.blocks):
        assert block.text == block.text.strip() != ""
        assert "\n" not in block.text
        assert 0 <= block.link_units <= block.units == units_of(block.text)
        assert layout.boxes[block.box].start <= number < layout.boxes[block.box].end
