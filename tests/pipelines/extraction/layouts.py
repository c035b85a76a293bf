"""Layouts of small pages, and pages of any shape, for tests of what reads layouts."""

from hypothesis import strategies as st

from pipelines.extraction.blocks import Layout, lay_out
from pipelines.extraction.body import Body, find_body
from pipelines.extraction.page import parse
from tests.pipelines.extraction.framing import CHINESE, ENGLISH

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in CHINESE)
LONG = TEXT + "".join(
    f"<p>{paragraph}</p>"
    for paragraph in (
        "镇上的中学把模型装在一台旧电脑里，放在图书室靠窗的桌上，学生们排着队念自己奶奶说过的话，看它听不听得懂。",
        "负责人每个星期五下午来一次，把听错的句子抄在本子上带回去，下一个星期带来改过的模型，再让大家念一遍。",
        "到学期结束的时候，本子已经写满了两册，里面有四百多个词，其中三十多个词连县里的方言志都没有记过。",
    )
)
LONG_ENGLISH = "".join(
    f"<p>{paragraph}</p>"
    for paragraph in (
        *ENGLISH,
        "The school keeps it on an old computer by the window of its library, where pupils queue to read to it.",
        "Every Friday somebody from the laboratory copies down what it got wrong and brings a better one next week.",
    )
)


def laid_out(html: str) -> Layout:
    """Return the layout of a page."""
    tree = parse(html)
    assert tree is not None
    return lay_out(tree)


def body_of(html: str) -> tuple[Layout, Body]:
    """Return a page's layout and its body."""
    layout = laid_out(html)
    return layout, find_body(layout)


def body_lines(html: str) -> list[str]:
    """Return the lines of a page's body."""
    layout, body = body_of(html)
    return [layout.blocks[index].text for index in body.blocks]


def cut_lines(html: str) -> dict[str, str]:
    """Return the lines that were cut from a page's body, with the reason."""
    layout, body = body_of(html)
    return {layout.blocks[index].text: why for index, why in body.cut.items()}


_TAGS = (
    "div p span a li ul h1 h2 h3 table tr td br article section aside nav footer figure figcaption blockquote pre em b "
    "time script template hr dl dt dd form"
).split()
_NAMES = (
    "",
    ' class="comment"',
    ' class="title"',
    ' id="related"',
    ' style="display:none"',
    ' hidden=""',
    ' href="/x"',
)
_WORDS = st.sampled_from(
    [
        *CHINESE,
        *ENGLISH,
        "首页",
        "相关阅读",
        "2026-04-01 10:20",
        "来源：某某日报",
        "渡船调度,渡船程序,渡船时刻表",
        "特别声明：本文由用户上传。",
        "点击查看更多精彩图片",
        "Read more",
        "打开 APP 查看",
        "400-123-4567 a@b.example",
        "第三行…",
        " ",
        "\n",
    ]
) | st.text(max_size=30)


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, name, inside, closed: f"<{tag}{name}>{''.join(inside)}" + (f"</{tag}>" if closed else ""),
        st.sampled_from(_TAGS),
        st.sampled_from(_NAMES),
        st.lists(children, max_size=5),
        st.booleans(),
    )


pages = st.lists(st.recursive(_WORDS, _element, max_leaves=25), max_size=6).map(
    lambda parts: "<html><body>" + "".join(parts) + "</body></html>"
)
"""Pages of any shape: nested, unclosed, empty, with the words that rules look for and any others."""
