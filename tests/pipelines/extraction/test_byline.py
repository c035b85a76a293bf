"""Who wrote an article: the lines of real pages, in words of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.byline import Byline, authors
from pipelines.extraction.evidence import Passed
from pipelines.extraction.frame import Frame
from tests.pipelines.extraction.framing import CHINESE, ENGLISH, frame_of


def read(frame: Frame) -> Byline:
    return authors(frame)


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("<p>2024-03-02 10:20 来源：海风报 作者：林晓</p>", ["林晓"]),
        ("<p><span>作者：林晓、王小明</span><span>编辑：赵宁</span></p>", ["林晓", "王小明"]),
        ("<p>作　者：林 晓 责任编辑：赵宁</p>", ["林晓"]),
        ("<p>文｜林晓</p><p>编辑｜赵宁</p>", ["林晓"]),
        ("<p>文/图 林晓 王小明</p>", ["林晓", "王小明"]),
        ("<p>撰文：欧阳晓</p>", ["欧阳晓"]),
        ("<p>作者：约翰·史密斯</p>", ["约翰·史密斯"]),
        ("<p>作者：海边拾贝人</p>", ["海边拾贝人"]),
        ("<p>作者 拾贝</p><p>编辑 赵宁</p>", ["拾贝"]),
        ("<p>作者 关注</p>", []),
        ("<p>作者 主页</p>", []),
        ("<p>作者 声明</p>", []),
        ("<p>文 大小</p>", []),
        ("<p>林晓 岑玛措 发自 岸城</p>", ["林晓", "岑玛措"]),
        ("<p>林晓 董事长/文</p>", []),
        ("<p>林晓 教授/文</p>", []),
        ("<p>海风报记者林晓 实习生王小明 岸城报道</p>", ["林晓", "王小明"]),
        ("<p>以下文章来源于海边观察 ，作者林晓</p>", ["林晓"]),
        ("<p>林晓 3天前</p>", ["林晓"]),
        ("<p>作者：佚名<span>2024-03-02 10:20</span></p>", []),
        ("<p>发表于 2024-3-2 10:20 | 只看该作者 | 倒序浏览</p>", []),
        ("<p>作者：小编 发布时间：2024-03-21 14:20:15 浏览量：9</p>", []),
        ("<p>作者：佚名</p>", []),
        ("<p>作者：网络整理</p>", []),
        ("<p>作者：admin 点击：12</p>", []),
        ("<p>来源：海风报 作者：</p>", []),
        ("<p>责任编辑：赵宁 校对：孙立</p>", []),
        ("<p>本报记者林晓王小明北京报道</p>", ["林晓", "王小明"]),
        ("<p>◎本報記者 華 凌</p>", ["華凌"]),
        ("<p>海风报记者 林晓 通讯员 王小明</p>", ["林晓", "王小明"]),
        ("<p>本报记者 李在山</p>", ["李在山"]),
        ("<p>2024-03-02 10:20 林晓</p>", ["林晓"]),
        ("<p>2024年3月2日</p><p>林晓</p>", ["林晓"]),
        ("<p>林晓、酆小明</p><p>2024年3月2日</p>", ["林晓", "酆小明"]),
        ("<p>2024年3月2日 金融 房产 评论</p>", []),
        ("<p>2024年3月2日 北京</p>", []),
    ],
)
def test_lines_under_a_chinese_headline(head: str, names: list[str]) -> None:
    assert read(frame_of(head)).names == names


@pytest.mark.parametrize(
    ("lead", "names"),
    [
        ("海风社岸城3月2日电（记者林晓）", ["林晓"]),
        ("本报讯（记者 林晓 王小明）", ["林晓", "王小明"]),
        ("本报讯（记者 阿依古丽）", ["阿依古丽"]),
        ("海风网3月2日讯（记者林晓 整理）", ["林晓"]),
        ("海风网岸城3月2日电 (格桑拉姆 林晓)", ["格桑拉姆", "林晓"]),
        ("记者从市图书馆获悉，", []),
        ("记者于近日了解到，", []),
        ("馆长在接受《海风报》记者采访时说，", []),
        ("（记者 林晓 摄）", []),
    ],
)
def test_reporters_in_the_lead(lead: str, names: list[str]) -> None:
    assert read(frame_of(body=(lead + CHINESE[0], *CHINESE[1:]))).names == names


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("（林晓 王小明）", ["林晓", "王小明"]),
        ("（文/图 林晓）", ["林晓"]),
        ("（林晓 岸城报道）", ["林晓"]),
        ("（完）", []),
        ("（北京）", []),
        ("（林晓 摄）", []),
        ("（责编：林晓、王小明）", []),
        ("（资料来源：图书馆）", []),
        ("【打印】【关闭】", []),
    ],
)
def test_names_in_brackets_end_the_text(end: str, names: list[str]) -> None:
    assert read(frame_of(body=(*CHINESE[:2], CHINESE[2] + end))).names == names


def test_a_line_behind_the_text() -> None:
    assert read(frame_of(below="<p>作者：林晓 王小明</p><p>[责任编辑：赵宁 PN01]</p>")).names == ["林晓", "王小明"]
    assert read(frame_of(below="<p>本贴由林晓于2005年8月12日16:12:21在〖海边〗发表.</p>")).names == ["林晓"]


def test_an_editor_in_the_authors_field_gives_way_to_the_author_behind_the_text() -> None:
    head = "<p>2024-03-02 10:20 来源：海风报 作者：赵宁 责任编辑：赵宁</p>"
    assert read(frame_of(head, body=(*CHINESE[:2], CHINESE[2] + "（作者：林晓 岸城大学教授）"))).names == ["林晓"]
    assert read(frame_of(head)).names == ["赵宁"]


def test_the_profile_of_a_columns_author() -> None:
    below = "<div><h3>往期回顾</h3><p>{}</p><h2>作者简介</h2><p>常在码头看船</p></div>"
    assert read(frame_of(below=below.format("林晓"))).names == ["林晓"]
    assert read(frame_of(below=below.format("拾贝人"))).names == ["拾贝人"]
    assert read(frame_of(below="<h2>作者简介</h2><p>常在码头看船</p>")).names == []


def test_a_blog_is_called_after_its_writer() -> None:
    below = "<p>posted @ 2024-03-02 10:20 海边拾贝 阅读(20) 评论(1)</p>"
    assert read(frame_of(below=below, title="模型来了 - 海边拾贝 - 园子")).names == ["海边拾贝"]


@pytest.mark.parametrize("href", ["/u/12ab", "space-uid-12.html", "//space.quay.example/12", "/home?uid=12"])
def test_the_link_to_a_users_page(href: str) -> None:
    assert read(frame_of(f"<p><a href='{href}'>海边拾贝</a></p><p>2024-03-02 10:20</p>")).names == ["海边拾贝"]
    assert read(frame_of(f"<p><a href='{href}'>登录</a></p><p>2024-03-02 10:20</p>")).names == []


def test_a_towns_account_is_an_author() -> None:
    assert read(frame_of("<p class='author'>岸城发布</p><p>2024年3月2日</p>")).names == ["岸城发布"]


def test_an_outlet_is_no_author_where_a_reporter_is_named() -> None:
    frame = frame_of("<p>作者：海风网</p>", body=("海风社岸城3月2日电（记者林晓）" + CHINESE[0], *CHINESE[1:]))
    assert read(frame).names == ["林晓"]


def test_the_editor_whom_the_meta_element_names_is_passed_over() -> None:
    found = read(frame_of(below="<p>责任编辑：赵宁</p>", head="<meta name='author' content='赵宁'>"))
    assert found.names == []
    assert Passed("赵宁", "meta", "the editor") in found.passed_over


def test_whom_the_meta_element_alone_names_is_no_author() -> None:
    meta = "<meta name='author' content='{}'>"
    assert read(frame_of(head=meta.format("海网技术"))).names == []
    assert read(frame_of(head=meta.format("林晓"))).names == []
    assert read(frame_of("<p>欢迎阅读林晓的文章</p>", head=meta.format("林晓"))).names == ["林晓"]


def test_the_site_is_no_author_of_a_chinese_page() -> None:
    meta = "<meta property='og:site_name' content='岸城在线'><meta name='author' content='岸城在线'>"
    assert read(frame_of("<p>作者：岸城在线</p>", head=meta)).names == []


def test_the_account_of_a_platform() -> None:
    head = "<div><a>某某首页</a> &gt; <a>网易号</a> &gt; 正文</div><p>2024-03-02 10:20 来源: 海边说娱乐</p>"
    assert read(frame_of(head)).names == ["海边说娱乐"]
    wechat = (
        "<div class='rich_media_meta_list'><span class='rich_media_meta rich_media_meta_text'>林晓</span>"
        "<span class='rich_media_meta_nickname'><a id='js_name'> 岸城图书 </a></span></div>"
    )
    assert read(frame_of(wechat)).names == ["林晓"]
    assert read(frame_of(wechat.replace("林晓", ""))).names == ["岸城图书"]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("<p>By Ann Lee and Bo Kern</p><p>March 2, 2024</p>", ["Ann Lee", "Bo Kern"]),
        ("<p>By <a href='/authors/ann-lee'>Ann Lee</a>, News Reporter</p>", ["Ann Lee"]),
        ("<p>By</p><p>Ann Lee</p>", ["Ann Lee"]),
        ("<p>Written by Ann Lee, PhD, MD</p>", ["Ann Lee"]),
        ("<p>by Ann Lee on March 2, 2024 in Towns</p>", ["Ann Lee"]),
        ("<p>By Ann Lee | Updated 2 March 2024 10:20</p>", ["Ann Lee"]),
        ("<div class='post-author'><span>Ann Lee</span></div><p>2 March 2024</p>", ["Ann Lee"]),
        ("<p>Ann Lee</p><p>2 March 2024</p>", ["Ann Lee"]),
        ("<p>By the numbers</p>", []),
        ("<p>By subscribing you agree to the terms</p>", []),
        ("<p>Reviewed by Bo Kern</p>", []),
        ("<p>Editing by Bo Kern</p>", []),
        ("<p>Translated by Bo Kern</p>", []),
        ("<p>Interview: Bo Kern, mayor</p>", []),
        ("<p>Small Model</p><p>2 March 2024</p>", []),
        ("<div>Authors</div><p>Mara Reyes</p><p>Tom Reed</p>", ["Mara Reyes", "Tom Reed"]),
        ("<div>Authors</div><p>Latest Stories</p><p>More News</p>", []),
        ("<p>March 2, 2024 · Mara Reyes · 5 min read</p>", ["Mara Reyes"]),
        ("<p>M. A. Reyes, yesterday · Phones</p>", ["M. A. Reyes"]),
        ("<p>March 2, 2024 - Mara Reyes</p>", ["Mara Reyes"]),
        ("<p>Mara Reyes, Technology Reporter, 2 March 2024</p>", ["Mara Reyes"]),
        ("<p>By MARA REYES Associated Press</p>", ["MARA REYES"]),
        ("<p>By María de la Reye</p>", ["María de la Reye"]),
        ("<p>Submitted by Mara Reyes on Fri, 03/01/2024 - 10:20</p>", ["Mara Reyes"]),
        ("<div class='author-card'><h4><a class='author-name' href='/a/m/'>Mara Reyes</a></h4></div>", ["Mara Reyes"]),
        ("<p>March 2, 2024</p><p><em>Mara Reyes reports.</em></p>", ["Mara Reyes"]),
        ("<p class='author'>by <a class='username'>quaysider</a> » Sat Mar 02, 2024 11:32 pm</p>", ["quaysider"]),
        ("<p class='author'><span>Mary Ann</span> Hill</p>", ["Mary Ann Hill"]),
        ("<p class='byline'><a>Grace Young</a> with <a>Mark Hill</a></p>", ["Grace Young", "Mark Hill"]),
        ("<p>By Ann Lee, Co-founder</p>", ["Ann Lee"]),
        ("<div class='reply'><span class='nickname'>quaysider</span></div>", []),
        ("<p>March 2, 2024 · Suggest Changes</p>", []),
        ("<p>March 2, 2024 · San Francisco · 5 min read</p>", []),
        ("<p>Case Study | March 2, 2024</p>", []),
        ("<p>March 2, 2024 · <a href='/category/vision/'>Computer Vision</a> · 5 min read</p>", []),
        ("<p><a href='/a/1' rel='tag'>Computer Vision</a>, yesterday</p>", []),
    ],
)
def test_english_bylines(head: str, names: list[str]) -> None:
    assert read(frame_of(head, body=ENGLISH, title="A small model in the library")).names == names


@pytest.mark.parametrize(
    "head",
    [
        "<address><a rel='author' href='/p/m'>Ann Lee</a> and <a rel='author' href='/p/t'>Bo Kern</a></address>",
        "<ul class='authors'><li><a href='/author/m'>Ann Lee</a></li><li><a href='/author/t'>Bo Kern</a></li></ul>",
        "<div class='byline'><h3>Authors</h3><p class='author'>Ann Lee<sup>1</sup></p><p>Bo Kern<sup>2</sup></p></div>",
        "<div class='authors'><div><p>Ann Lee</p></div><div><p>Bo Kern</p></div></div>",
        (
            "<div class='authors'><div><span>Ann Lee</span> <small>Staff Engineer</small></div>"
            "<div><span>Bo Kern</span> <small>Data Scientist</small></div></div>"
        ),
    ],
)
def test_several_persons_each_in_a_box_of_his_own(head: str) -> None:
    assert read(frame_of(head, body=ENGLISH)).names == ["Ann Lee", "Bo Kern"]


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<p>(Reporting by Ann Lee in Oslo and Bo Kern; Editing by Cy Dane)</p>", ["Ann Lee", "Bo Kern"]),
        ("<p><em>Ann Lee is a freelance journalist who lives by the sea.</em></p>", ["Ann Lee"]),
        ("<div><h4>About the author</h4><p>Ann Lee grew up on a farm.</p></div>", ["Ann Lee"]),
        ("<p>The author, Ann Lee, is a doctor.</p>", ["Ann Lee"]),
        ("<p>— Ann Lee</p>", ["Ann Lee"]),
        ("<p>Written by</p><p>Ann Lee</p>", ["Ann Lee"]),
        ("<p>Ann Lee is the mayor of the town.</p>", []),
        ("<p>Media contact: Ann Lee</p>", []),
        ("<blockquote><p>“It helps us all the time.”</p><p>— Ann Lee</p></blockquote>", []),
    ],
)
def test_who_signs_behind_an_english_text(below: str, names: list[str]) -> None:
    assert read(frame_of("<p>March 2, 2024</p>", body=ENGLISH, below=below)).names == names


def test_whom_the_text_speaks_of_did_not_sign_it() -> None:
    body = (
        ENGLISH[0],
        "The tapes were an idea of Lee, who asked the fishermen herself and paid for the machine.",
        ENGLISH[2],
    )
    last = "<p>Ann Lee was a reporter for a newspaper before she became the mayor.</p>"
    assert read(frame_of("<p>March 2, 2024</p>", body=body, below=last)).names == []
    assert read(frame_of("<p>March 2, 2024</p>", body=ENGLISH, below=last)).names == ["Ann Lee"]


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ('{"@type": "Person", "name": "Ann Lee"}', ["Ann Lee"]),
        ('[{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Kern"}]', ["Ann Lee", "Bo Kern"]),
        ('{"@type": "Person", "name": "Ann Lee, MS, RD"}', ["Ann Lee"]),
        ('{"@type": "Person", "name": "ibby"}', ["ibby"]),
        ('"Ann Lee, Bo Kern"', ["Ann Lee", "Bo Kern"]),
        ('{"@type": "Organization", "name": "Coast Wire"}', ["Coast Wire"]),
        ('{"@type": "Organization", "name": "Sand and Sea Magazine"}', ["Sand and Sea Magazine"]),
        ('{"name": "https://harbour.example/ann"}', []),
        ('[[["Ann Lee"]], null, true, 5]', ["Ann Lee"]),
    ],
)
def test_json_ld(stated: str, names: list[str]) -> None:
    meta = f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {stated}}}</script>'
    assert read(frame_of(body=ENGLISH, head=meta, title="A small model in the library")).names == names


def test_the_comma_in_a_firms_name_parts_no_names() -> None:
    head = "<meta name='author' content='Harbour Robotics, Inc.'>"
    assert read(frame_of(body=ENGLISH, head=head)).names == ["Harbour Robotics, Inc"]


def test_a_person_goes_before_the_site_that_signs() -> None:
    meta = "<meta property='og:site_name' content='Harbour Daily'><meta name='author' content='Harbour Daily'>"
    title = "A small model in the library"
    assert read(frame_of("<p>By Ann Lee</p>", ENGLISH, head=meta, title=title)).names == ["Ann Lee"]
    assert read(frame_of(body=ENGLISH, head=meta, title=title)).names == ["Harbour Daily"]


LABELS = ("作者", "来源", "责任编辑", "编辑", "记者", "记者", "文/", "发布时间", "By", "通讯员")
PIECES = st.sampled_from(
    [*LABELS, "：", ":", " ", "、", "（", "）", "林晓", "王小明", "2024-03-02", "<br>", "海风报", "|"]
)


@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_no_name_holds_a_label(line: str, at_end: bool) -> None:
    frame = frame_of("" if at_end else f"<p>{line}</p>", below=f"<p>{line}</p>" if at_end else "")
    for name in read(frame).names:
        assert 2 <= len(name) <= 60
        assert not any(label in name for label in ("作者", "来源", "编辑", "发布时间", "：", ":", "|", "（"))


@given(st.text(max_size=200), st.text(max_size=60))
def test_nothing_raises(line: str, stated: str) -> None:
    escaped = line.replace("&", "&amp;").replace("<", "&lt;")
    value = stated.replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")
    for body in (CHINESE, ENGLISH):
        read(frame_of(f"<p>{escaped}</p>", body, f"<p>{escaped}</p>", f"<meta name='author' content='{value}'>"))
