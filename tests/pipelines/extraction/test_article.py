"""A page in, its articles out: what is promised whatever the page is."""

import datetime as dt
import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.items import NewsItem, public
from crawler.outcomes import Flag
from crawler.urls import canonical, item_id
from pipelines.duplication.fold import exact_key, tokens
from pipelines.extraction.article import Extraction, extract
from pipelines.extraction.page import PageInput

NOW = dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)
URL = "https://lab.example/news/small-model?p=7"
PARAGRAPHS = (
    "北岸实验室今天公布了一个小型翻译模型，它只需要一块普通显卡就能运行，镇上的中学已经试用了两个月。",
    "研究组的负责人说，他们花了八个月整理语料，其中一半来自渔村老人的口述录音，另一半来自码头的告示。",
    "模型在方言测试里比上一代少犯三成错误，不过遇到长句仍会漏掉句尾的语气词，老师们每周记录一次差错。",
)
ARTICLE = f"""<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">
<title>小型翻译模型在北岸开放 - 北岸日报</title>
<meta property="og:site_name" content="北岸日报"><meta property="og:title" content="小型翻译模型在北岸开放">
<meta property="article:published_time" content="2026-05-03T08:30:00+08:00">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "小型翻译模型在北岸开放"}}</script></head>
<body><nav><a href="/">首页</a><a href="/a">更多</a></nav><article><h1>小型翻译模型在北岸开放</h1>
<p>2026年5月3日 08:30</p>{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</article>
<footer>&copy; 2019 北岸日报 版权所有</footer></body></html>"""


def given_page(body: bytes | str, url: str = URL, **more: object) -> Extraction:
    written = body.encode() if isinstance(body, str) else body
    return extract(PageInput(written, url, timezone="Asia/Shanghai", **more), NOW)  # type: ignore[arg-type]


def check(extraction: Extraction) -> None:
    """Assert what holds for every page: articles or a reason; text that can be stored, shown and compared."""
    assert bool(extraction.items) != (extraction.outcome is not None)
    for item in extraction.items:
        json.dumps(public(item), ensure_ascii=False).encode()
        assert item.text.strip()
        assert "\x00" not in json.dumps(public(item), ensure_ascii=False)
        assert item.text_length == len(item.text)
        assert item.trail.exact_key == exact_key(tokens(item.text))
        assert item.trail.comparison == " ".join(tokens(item.text))
        assert set(item.flags) <= set(Flag)
        assert set(item.flags) <= set(item.trail.evidence)


def one(extraction: Extraction) -> NewsItem:
    check(extraction)
    (item,) = extraction.items
    return item


class TestArticle:
    def test_its_fields(self) -> None:
        item = one(given_page(ARTICLE))
        assert (item.id, item.url, item.canonical_url) == (item_id(canonical(URL)), URL, canonical(URL))
        assert item.title == "小型翻译模型在北岸开放"
        assert item.published_at == "2026-05-03T08:30:00+08:00"
        assert (item.site_name, item.language) == ("北岸日报", "zh-Hans")
        assert all(paragraph in item.text.split("\n") for paragraph in PARAGRAPHS)
        assert item.title not in item.text.split("\n")
        assert "版权所有" not in item.text
        assert (item.state, item.story, item.source, item.first_seen_at) == (None, None, "", None)
        assert item.fetched_at == "2026-05-10T08:00:00+00:00"

    @pytest.mark.parametrize(
        ("timezone", "expected"),
        [(None, "2026-05-03T08:30:00+08:00"), ("Europe/Paris", "2026-05-03T08:30:00+02:00")],
    )
    def test_a_date_without_a_zone_is_read_in_the_one_given_else_in_that_of_the_language(
        self, timezone: str | None, expected: str
    ) -> None:
        page = ARTICLE.replace("2026-05-03T08:30:00+08:00", "2026-05-03T08:30:00").encode()
        item = one(extract(PageInput(page, URL, timezone=timezone), NOW))
        assert (item.published_at, item.trail.timezone) == (expected, timezone or "Asia/Shanghai")

    def test_a_page_in_chinese_that_is_full_of_code_is_read_in_the_zone_of_its_language(self) -> None:
        code = "pip install harbour-model==1.2.3 --upgrade; python -m harbour.serve --port 8080 --workers 4"
        paragraphs = f"<p>{code} 运行上面的命令即可启动服务，接口返回内容如下所示。</p>" * 3
        page = f"<h1>在本机运行小型翻译模型</h1><p>2026-05-03 08:30</p><div>{paragraphs}</div>".encode()
        item = one(extract(PageInput(page, URL), NOW))
        assert (item.language, item.published_at) == ("zh-Hans", "2026-05-03T08:30:00+08:00")

    def test_the_same_page_gives_the_same_item(self) -> None:
        assert public(one(given_page(ARTICLE))) == public(one(given_page(ARTICLE)))

    @pytest.mark.parametrize("codec", ["utf-8", "gbk", "gb18030", "utf-16", "utf-8-sig"])
    def test_whatever_its_bytes(self, codec: str) -> None:
        assert one(given_page(ARTICLE.encode(codec))).text == one(given_page(ARTICLE)).text

    def test_tracking_parameters_make_no_other_article(self) -> None:
        tracked = one(given_page(ARTICLE, URL + "&utm_source=feed#top"))
        assert (tracked.url, tracked.id) == (URL, item_id(canonical(URL)))

    def test_undecodable_bytes_are_noted(self) -> None:
        broken = ARTICLE.encode().replace("显卡".encode(), "显".encode() + b"\xff", 1)
        item = one(given_page(broken))
        assert Flag.MOJIBAKE in item.flags

    def test_a_page_that_is_too_long_is_read_to_a_point(self) -> None:
        item = one(given_page(ARTICLE + "<!-- " + "x" * 5000 + " -->", max_size=len(ARTICLE)))
        assert Flag.TRUNCATED in item.flags
        assert PARAGRAPHS[0] in item.text

    def test_the_year_in_the_footer_is_no_date(self) -> None:
        undated = ARTICLE.replace("<p>2026年5月3日 08:30</p>", "").replace("article:published_time", "other")
        assert one(given_page(undated)).published_at is None

    def test_a_date_in_the_future_is_none(self) -> None:
        ahead = ARTICLE.replace("2026-05-03T08:30", "2031-05-03T08:30").replace("2026年5月3日", "2031年5月3日")
        assert one(given_page(ahead)).published_at is None

    def test_the_listings_date_helps_out(self) -> None:
        undated = ARTICLE.replace("<p>2026年5月3日 08:30</p>", "").replace("article:published_time", "other")
        assert one(given_page(undated, hints={"published_at": "2026-05-02T10:00:00+08:00"})).published_at == (
            "2026-05-02T10:00:00+08:00"
        )

    @pytest.mark.parametrize("hints", [{"published_at": None}, {"published_at": 5}, {"title": ""}, {"odd": [1]}])
    def test_odd_hints_hurt_nothing(self, hints: dict[str, object]) -> None:
        assert one(given_page(ARTICLE, hints=hints)).published_at == "2026-05-03T08:30:00+08:00"

    def test_a_file_stands_for_itself(self) -> None:
        item = one(given_page(ARTICLE, "file:///pages/one.html"))
        assert item.canonical_url == "file:///pages/one.html"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no_text"),
        (b"   \n", "no_text"),
        (b"<html></html>", "no_text"),
        (b"<html><body><p>Not found.</p></body></html>", "no_text"),
        (b"<script>document.write('x')</script>" * 50, "no_text"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 2000, "not_html"),
        (b"%PDF-1.7 ...", "not_html"),
        (b"\x00" * 5000, "not_html"),
    ],
)
def test_what_is_no_article_says_why(body: bytes, reason: str) -> None:
    extraction = given_page(body)
    check(extraction)
    assert extraction.outcome is not None
    assert str(extraction.outcome) == f"rejected:{reason}"
    assert extraction.outcome.detail


_DEEP = 20_000


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * _DEEP + ARTICLE,
        "<div>" * _DEEP + "<p>" + PARAGRAPHS[0] * 5 + "</p>" + "</div>" * _DEEP,
        ARTICLE.replace("<article>", "<article>" + "<b>" * _DEEP),
        ARTICLE.replace("</article>", "<ul><li>" * _DEEP + "</article>"),
        ARTICLE.replace("</article>", "<table><tr><td>" * 3000 + "</article>"),
        ARTICLE.replace('{"@type"', "[" * _DEEP + '{"@type"'),
        ARTICLE.replace("</article>", "<p>" + "a" * 300_000 + "</p></article>"),
        ARTICLE.replace("<article>", "<article " + " ".join(f"a{number}=1" for number in range(20_000)) + ">"),
    ],
    ids=["div", "closed", "inline", "list", "table", "json", "one word", "attributes"],
)
def test_monstrous_pages_end(body: str) -> None:
    began = time.monotonic()
    check(given_page(body))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "json_ld",
    [
        '{"@type": "NewsArticle", "headline": "\\ud83d", "author": "\\udc00"}',
        '{"@type": "NewsArticle", "headline": "\\u0000零", "author": {"name": "\\u0000林晓"}}',
        '{"@type": "NewsArticle", "headline": {"name": ["小型翻译模型"]}, "author": [[["林晓"]]], "datePublished": 5}',
        '{"@type": ["NewsArticle", 3, null], "headline": 7, "author": {"name": {"name": "x"}}, "datePublished": {}}',
        '{"@type": "NewsArticle", "author": null, "datePublished": "' + "9" * 5000 + '"}',
        '{"@type": "NewsArticle", "headline": NaN, "author": [null, true, 1e400]}',
        '[{"@graph": {"@graph": {"@graph": {"@graph": {"@type": "NewsArticle"}}}}}]',
        "null", "[]", "7", '"text"', "{", "{,}", "<!-- -->", "\\u0000",
    ],
)  # fmt: skip
def test_odd_json_ld_hurts_nothing(json_ld: str) -> None:
    page = ARTICLE.replace('{"@type": "NewsArticle", "headline": "小型翻译模型在北岸开放"}', json_ld)
    item = one(given_page(page))
    assert PARAGRAPHS[1] in item.text
    assert item.published_at == "2026-05-03T08:30:00+08:00"


@pytest.mark.parametrize("headline", ["新\\ud83d模型", "\\udc00 Model"])
def test_half_a_character_in_json_ld_goes_no_further(headline: str) -> None:
    stated = f'{{"@type": "NewsArticle", "headline": "{headline}", "author": "Ann \\ud83d Lee"}}'
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    check(
        given_page(f'<html><head><script type="application/ld+json">{stated}</script></head><body>{body}</body></html>')
    )


@pytest.mark.parametrize(
    "url", ["", "text:7", "http://[", "https://lab.example:port/", "https://实验室.example/一", "x" * 5000]
)
def test_odd_addresses_hurt_nothing(url: str) -> None:
    check(given_page(ARTICLE, url))


@settings(max_examples=60)
@given(st.binary(max_size=2000) | st.text(max_size=800).map(str.encode))
@example(b"<p>&#0;&#55357;&#x110000;" + PARAGRAPHS[0].encode() * 3)
@example(b"<html><head><base href='http://['><title>" + PARAGRAPHS[0].encode() * 3)
@example(b"<plaintext>" + ARTICLE.encode())
@example(b"<svg><style><img title='</style>'>" + ARTICLE.encode())
@example(b"<frameset>" + ARTICLE.encode())
def test_any_bytes(body: bytes) -> None:
    check(given_page(body))


@settings(max_examples=60)
@given(st.integers(0, len(ARTICLE.encode())), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 7)), max_size=30))
def test_a_page_that_is_cut_or_has_flipped_bits(end: int, flips: list[tuple[float, int]]) -> None:
    body = bytearray(ARTICLE.encode()[:end])
    for place, bit in flips:
        if body:
            body[int(place * len(body))] ^= 1 << bit
    check(given_page(bytes(body)))
