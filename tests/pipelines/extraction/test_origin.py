"""The outlet that an article came from: the lines of real pages, in words of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Origin
from pipelines.extraction.evidence import Passed
from pipelines.extraction.frame import Frame
from pipelines.extraction.origin import Sourced, origin
from tests.pipelines.extraction.framing import CHINESE, ENGLISH, frame_of

SITE = "<meta property='og:site_name' content='岸城在线'>"


def read(frame: Frame) -> Sourced:
    return origin(frame)


def name_of(frame: Frame) -> str | None:
    found = read(frame).origin
    return found.name if found else None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("<p>2024-03-02 10:20 来源: 海风日报 举报</p>", "海风日报"),
        ("<p>2024-03-02 10:20来源：海风日报作者：林晓</p>", "海风日报"),
        ("<p><span>來源：科學海風報</span><span>2024-03-02</span></p>", "科學海風報"),
        ("<p>信息来源：市图书馆 浏览次数：3</p>", "市图书馆"),
        ("<p>来源：海风证券报·海风网 (岸城)</p>", "海风证券报·海风网"),
        ("<p>来源：“海边拾贝”公众号</p>", "海边拾贝"),
        ("<p>来源：Harbour Daily</p>", "Harbour Daily"),
        ("<p>来 源：</p><p>海风日报</p><p>2024-03-02</p>", "海风日报"),
        ("<p>本文来源于海风统计局 2024-05-11 09:36:26</p>", "海风统计局"),
        ("<p>来源：岸城在线</p>", "岸城在线"),
        ("<p>2024年3月2日 18:57 海风消息</p>", "海风消息"),
        ("<p>海风社</p><p>2024-03-02 18:13</p>", "海风社"),
        ("<p>来源：海风日报客户端</p>", "海风日报"),
        ("<p>2024年3月2日 来源：海风网<span>参与互动</span></p>", "海风网"),
        ("<p>来源：海风商业评论</p>", "海风商业评论"),
        ("<p>来源：岸城发布微信公众号</p>", "岸城发布"),
        ("<p>来源：海风新闻·岸城号·政务</p>", "海风新闻"),
        ("<p>2024-03-02 10:20 《海风周刊》</p>", "海风周刊"),
        ("<p>来源：本报</p>", None),
        ("<p>来源：网络</p>", None),
        ("<p>来源：互联网 作者：佚名</p>", None),
        ("<p>来源：原创</p>", None),
        ("<p>来源：</p>", None),
        ("<p>来源： | 发布时间：2024-03-02</p>", None),
        ("<p>图片来源：海风视觉</p>", None),
        ("<p>数据来源：海风统计局</p>", None),
        ("<p>2024-03-02 10:20 3人参与 2评论 举报</p>", None),
    ],
)
def test_lines_under_a_chinese_headline(head: str, name: str | None) -> None:
    assert name_of(frame_of(head, head=SITE)) == name


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        ("<p>来源：岸城交警</p>", "岸城交警"),
        ("<p>转自《海风科技报》</p>", "海风科技报"),
        ("<p>本文转载自微信公众号：海边拾贝</p>", "海边拾贝"),
        ("<p>以下文章来源于海边拾贝 ，作者林晓</p>", "海边拾贝"),
        ("<p>本文由海边拾贝授权转载</p>", "海边拾贝"),
        ("<p>原文刊载于《海边拾贝》</p>", "海边拾贝"),
        ("<p>本文来自微信公众号“海边拾贝”（ID：beach），作者：林晓，经授权发布。</p>", "海边拾贝"),
        ("<p>原载于《海风周刊》2024年第3期</p>", "海风周刊"),
        ("<p>（本文来自岸城在线，更多内容请下载客户端）</p>", None),
        ("<p>凡本网注明“来源：海风日报”的作品，均转载自其它媒体。</p>", None),
        ("<p>特别声明：以上内容为自媒体平台“海风号”用户上传并发布。</p>", None),
        ("<p>资料来源：海风统计局</p>", None),
    ],
)
def test_lines_behind_the_text(tail: str, name: str | None) -> None:
    assert name_of(frame_of(below=tail, head=SITE)) == name


def test_the_link_of_the_name() -> None:
    found = read(frame_of("<p>2024-03-02 来源：<a href='//paper.example/a?id=1'>海风日报</a></p>"))
    assert found.origin == Origin("海风日报", "https://paper.example/a?id=1", [])
    assert found.where == "label"


@pytest.mark.parametrize("href", ["#", "javascript:void(0)", "mailto:a@b.example", "http://[", ""])
def test_what_is_no_link(href: str) -> None:
    found = read(frame_of(f"<p>来源：<a href='{href}'>海风日报</a></p>")).origin
    assert found == Origin("海风日报", None, [])


def test_an_account_that_copied_stands_between() -> None:
    body = ("智潮元报道", "来源：智潮研究院", "编辑：好冷", *CHINESE)
    assert read(frame_of(body=body, head=SITE)).origin == Origin("智潮研究院", None, ["智潮元"])
    own = frame_of(body=body, head="<meta property='og:site_name' content='智潮元'>")
    assert read(own).origin == Origin("智潮研究院", None, [])


def test_the_account_that_heads_the_page_stands_between() -> None:
    frame = frame_of("<p>2024-05-17 · 岸城城市报道</p>", below="<p>来源：岸城交警</p>", head=SITE)
    assert read(frame).origin == Origin("岸城交警", None, ["岸城城市报道"])


def test_reported_by() -> None:
    assert name_of(frame_of(body=("机巧之心报道", "编辑：泽林", *CHINESE), head=SITE)) == "机巧之心"
    glued = "机巧之心Pro 2024-02-16 15:34 ・岸城 机巧之心报道编辑:泽林" + "".join(CHINESE)
    assert name_of(frame_of(body=(glued,), head=SITE)) == "机巧之心"


def test_the_outlet_whose_reporters_asked() -> None:
    body = ("本报记者林晓王小明岸城报道", CHINESE[0], "馆长在接受《海风经营报》记者采访时说，" + CHINESE[1], CHINESE[2])
    assert name_of(frame_of(body=body, head=SITE)) == "海风经营报"
    rewritten = (
        "馆长在授与《逐日海风消息》记者专访时展现，" + CHINESE[0],
        "《逐日海风消息》记者与馆长睁开对话。" + CHINESE[1],
        CHINESE[2],
    )
    assert name_of(frame_of("<p>作者：小编</p>", body=rewritten, head=SITE)) == "逐日海风消息"


def test_an_outlet_that_is_only_spoken_of() -> None:
    body = ("一位《海风时报》的记者感到惊讶。" + CHINESE[0], "据《海风日报》报道，" + CHINESE[1], CHINESE[2])
    assert name_of(frame_of(body=body, head=SITE)) is None


def test_an_agency_in_the_dateline() -> None:
    assert name_of(frame_of(body=("海风社岸城3月2日电（记者林晓）" + CHINESE[0], *CHINESE[1:]))) == "海风社"
    entitled = ("海风社岸城3月2日电 题：海边的模型", "作者 林晓", *CHINESE)
    assert name_of(frame_of(body=entitled)) == "海风社"
    english = ("HARBOUR (Coast Wire) — " + ENGLISH[0], *ENGLISH[1:])
    assert name_of(frame_of(body=english, title="A small model in the library")) == "Coast Wire"


@pytest.mark.parametrize(
    ("line", "name"), [("via Coast Wire", "Coast Wire"), ("Via WhatsApp", None), ("via Pexels", None)]
)
def test_what_a_text_is_shared_by_and_where_pictures_are_from_is_no_origin(line: str, name: str | None) -> None:
    frame = frame_of(body=ENGLISH, title="A small model in the library", below=f"<p>{line}</p>")
    assert name_of(frame) == name


def test_the_citation_of_a_copy() -> None:
    end = "引用当前位置（2022,12月6日），从https://coast-science.example/news/2022-12-model.html这个文档检索到"
    frame = frame_of(body=(*CHINESE[:2], CHINESE[2] + "本文转载自The Co在创作共用许可下的对话。" + end))
    assert read(frame).origin == Origin("coast-science", "https://coast-science.example/news/2022-12-model.html", [])


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        ("<p>This article originally appeared in Harbour Weekly.</p>", "Harbour Weekly"),
        ("<p>This story was originally published by Coast & Sea on March 2.</p>", "Coast & Sea"),
        ("<p>This article was first published on The Coast Wire and is used with permission.</p>", "The Coast Wire"),
        ("<p>This article is republished from The Debate under a Creative Commons license.</p>", "The Debate"),
        ("<p>Reprinted with permission from Harbour Weekly.</p>", "Harbour Weekly"),
        ("<p>Provided by University of Harbour</p>", "University of Harbour"),
        ("<p>Materials provided by Institute of Tides. Note: shortened.</p>", "Institute of Tides"),
        ("<p>News provided by</p><p>Harbour Robotics, Inc.</p>", "Harbour Robotics, Inc."),
        ("<p>SOURCE Harbour Robotics, Inc.</p>", "Harbour Robotics, Inc."),
        ("<p>Materials provided by Harbour Robotics Inc. Note: shortened.</p>", "Harbour Robotics Inc"),
        ("<p>SOURCE 3M</p>", "3M"),
        ("<p>SOURCE CODE</p>", None),
        ("<p>SOURCE OF THE RIVER</p>", None),
        ("<p>SOURCE: A survey of 300 people by the authors, 2024.</p>", None),
        ("<p>News provided by</p><p>Share this article</p>", None),
        ("<p>Originally published on Jan. 4.</p>", None),
        ("<p>This article originally appeared in Harbour Daily.</p>", None),
        ("<p>The library first opened in May.</p>", None),
    ],
)
def test_english_statements(tail: str, name: str | None) -> None:
    meta = "<meta property='og:site_name' content='Harbour Daily'>"
    frame = frame_of(body=ENGLISH, below=tail, head=meta, title="A small model in the library")
    assert name_of(frame) == name


def test_a_canonical_address_on_another_site() -> None:
    meta = "<link rel='canonical' href='https://www.coast-wire.example2.com/a'>"
    frame = frame_of(body=ENGLISH, head=meta, title="A small model in the library")
    assert read(frame).origin == Origin("example2", "https://www.coast-wire.example2.com/a", [])
    own = meta.replace("www.coast-wire.example2.com", "m.harbour-daily.example")
    assert name_of(frame_of(body=ENGLISH, head=own, title="A small model in the library")) is None


def test_what_was_passed_over_is_told() -> None:
    found = read(frame_of("<p>来源：网络</p>"))
    assert found.origin is None
    assert Passed("网络", "label", "names nobody") in found.passed_over


@given(st.text(max_size=200))
def test_nothing_raises(line: str) -> None:
    escaped = line.replace("&", "&amp;").replace("<", "&lt;")
    for body in (CHINESE, ENGLISH):
        found = read(frame_of(f"<p>来源：{escaped}</p>", body, f"<p>{escaped}</p>", url=escaped)).origin
        assert found is None or found.name.strip() == found.name
