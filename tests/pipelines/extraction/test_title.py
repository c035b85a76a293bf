"""The headline a reader sees: chosen among the places that state one, without site and section."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.title import headline, without_title
from pipelines.extraction.title_parts import without_site
from tests.pipelines.extraction.framing import CHINESE, ENGLISH, framed, page

TITLE = "小型翻译模型在北岸开放试用"
NEWS = "Harbour laboratory releases a small translation model"
DATE = "<p>2026-05-03 08:30 来源：北岸日报</p>"


def og(title: str) -> str:
    return f'<meta property="og:title" content="{title}">'


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1>"),
        (f"<title>{TITLE}_科技频道_北岸日报</title>", f"<h1>{TITLE}</h1>{DATE}"),
        (f"<title>{TITLE}-北岸日报网</title>", DATE),
        (f"<title>{TITLE}--时政--北岸网</title>", f"<div>{TITLE}</div>{DATE}"),
        (f"<title>{TITLE}|模型|翻译_北岸新闻</title>", f"<div class='t'>{TITLE}</div>"),
        ("<title>北岸日报</title>", f"<h1>{TITLE}</h1>{DATE}"),
        ("<title>北岸日报</title>", f"<div>{TITLE}</div><div>来源：北岸日报</div><div>作者：</div>{DATE}"),
        ("<title>北岸日报</title>", f"<p><b>{TITLE}</b></p>"),
        # the site's and the section's headings
        (f"<title>{TITLE}_北岸日报</title>", f"<h1>北岸日报</h1><h2>{TITLE}</h2>{DATE}"),
        (f"<title>{TITLE}</title>", f"<h1>新闻中心</h1><div>{TITLE}</div>{DATE}"),
        (f"<title>{TITLE}</title>", f"<h2>{TITLE}</h2><h3>镇上中学先用了两个月，差错每周记录</h3>{DATE}"),
        # a title cut at a quote, one with dots, one broken into lines
        (og("小型翻译模型“") + f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1>"),
        (og("小型翻译模型在北岸…") + f"<title>{TITLE}_北岸日报</title>", f"<div>{TITLE}</div>"),
        (f"<title>{TITLE}_北岸日报</title>", f"<div>小型翻译模型<br>在北岸开放试用</div>{DATE}"),
        # headings that are not shown
        (f"<title>{TITLE}</title>", f"<h1 style='display:none'>阅读打卡记录与分享</h1><h1>{TITLE}</h1>"),
        (f"<title>{TITLE}</title>", f"<div hidden><h1>阅读打卡记录与分享</h1></div><div>{TITLE}</div>{DATE}"),
        # a label before it, a count after it
        ("<title>论坛</title>", f"<div>主题：{TITLE}</div>{DATE}"),
        (f"<title>{TITLE}_阅读</title>", f"<h1>{TITLE}<span>241</span></h1>"),
        # behind the paper's name, between the lines above and below it
        (
            f"<title>北岸日报数字报-{TITLE}</title>",
            f"<p>北岸新事</p><p>{TITLE}</p><p>镇上中学先用了两个月，差错少了一半</p>",
        ),
        (
            f"<title>北岸日报数字报——{TITLE}</title>",
            f"<p>北岸新事</p><p>{TITLE}</p><p>镇上中学先用了两个月，差错少了一半</p>",
        ),
    ],
)
def test_the_headline_of_a_chinese_page(head: str, above: str) -> None:
    assert headline(framed(page(head, above))).text == TITLE


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (f"<title>{NEWS} | The Quay</title>", f"<h1>{NEWS}</h1>"),
        (f"<title>{NEWS} - The Quay - Science</title>", "<div>By Ann Lee | May 3, 2026</div>"),
        (f"<title>The Quay: news</title>{og(NEWS)}", f"<h1>{NEWS}</h1>"),
        (f'<meta property="og:site_name" content="The Old Quay Paper">{og(NEWS + " - The Old Quay Paper")}', ""),
        (f"<title>The Quay | {NEWS}</title><meta property='og:site_name' content='The Quay'>", ""),
        (f"<title>{NEWS.replace('small', 'tiny')} | The Quay</title>", f"<h1>{NEWS}</h1><p>May 3, 2026</p>"),
        (f'<script type="application/ld+json">{{"@type":"Article","headline":"{NEWS}"}}</script>', "<h1>Updates</h1>"),
    ],
)
def test_the_headline_of_an_english_page(head: str, above: str) -> None:
    assert headline(framed(page(head, above, body=ENGLISH))).text == NEWS


def test_a_heading_among_related_ones_is_not_taken() -> None:
    below = "<h2>港口明天起免费开放参观</h2><h2>本周天气与潮汐预报一览</h2>"
    assert headline(framed(page(f"<title>{TITLE}_北岸日报</title>", DATE, below=below))).text == TITLE


def test_the_body_of_wechat_is_hidden_and_its_headline_counts() -> None:
    html = page(
        og(TITLE), f"<h1 id='activity-name'>{TITLE}</h1><div id='js_content' style='visibility:hidden'>"
    ).replace("</div></body>", "</div></div></body>")
    found = headline(framed(html))
    assert (found.text, found.hijacked) == (TITLE, None)


def test_the_feeds_own_title_decides() -> None:
    html = page("<title>北岸日报</title>", "<div>编辑部手记：码头边的第三个春天</div><div>公众号文章转载须知</div>")
    assert headline(framed(html, hints={"title": TITLE})).text == TITLE


def test_the_spelling_that_most_places_share() -> None:
    straight, curly = "Harbour's small model isn't slow", "Harbour’s small model isn’t slow"
    head = f'<title>{straight}</title><meta property="og:title" content="{straight}">'
    assert headline(framed(page(head, f"<h1>{curly}</h1>", body=ENGLISH))).text == straight
    assert headline(framed(page(f"<title>{straight}</title>", f"<h1>{curly}</h1>", body=ENGLISH))).text == curly


@pytest.mark.parametrize("shown", ["<a href='/'>{}</a>", "<a href='https://lab.example'><b>{}</b></a>"])
def test_a_site_that_calls_itself_by_its_slogan_everywhere_is_no_headline(shown: str) -> None:
    site = "北岸家具厂定制衣柜橱柜官方网站"
    head = f"<title>{site}</title>{og(site)}"
    plain, home = f"<div>{TITLE}</div>{DATE}", shown.format(site)
    footer = f"<div>Copyright © 2012-2026 {site} 版权所有</div>"
    for html in (page(head, home + plain), page(head, f"<p>{site}</p>" + plain, below=footer)):
        found = headline(framed(html))
        assert found.text == TITLE
        assert found.hijacked is not None


def test_a_title_for_search_engines_is_not_hijacked() -> None:
    says = "9 Best Translation Model Picks for Busy Teams: Our Honest Verdict on Each of Them, Ranked"
    found = headline(framed(page(f"<title>{says}</title>", f"<h1>{NEWS}</h1><p>May 3, 2026</p>", body=ENGLISH)))
    assert (found.text, found.hijacked) == (NEWS, None)
    head = f"<title>{NEWS}</title>{og('Visit the old quay and hear more about what we do and whom we serve')}"
    assert headline(framed(page(head, f"<h1>{NEWS}</h1>", body=ENGLISH))).hijacked is None


def test_a_hijacked_title_that_stands_in_the_text_too_supports_nothing() -> None:
    spam = "高仿手表一比一复刻厂家直销，货到付款，支持验货，微信同号，全国包邮，假一赔十，老店多年"
    html = f"<title>{spam}</title></head><body><div><p>{spam}</p><p>{TITLE}</p>{DATE}" + "".join(
        f"<p>{line}</p>" for line in CHINESE
    )
    found = headline(framed(f"<html><head>{html}</div></body></html>"))
    assert found.text == TITLE
    assert found.hijacked is not None
    assert found.hijacked["says"] == spam


def test_titles_of_any_length_are_read_as_far_as_a_headline_can_reach() -> None:
    for filling in ("a - ", "| ", "一_", " ", "-- ::", "&amp;"):
        head = f"<title>{TITLE}_{filling * 50_000}</title>{og(filling * 50_000)}"
        assert headline(framed(page(head, f"<h1>{TITLE}</h1>{DATE}"))).text == TITLE


def test_where_it_stands() -> None:
    frame = framed(page(f"<title>{TITLE}</title>", f"<div>位置：{TITLE[:4]}</div><h1>{TITLE}</h1>{DATE}"))
    at = headline(frame).at
    assert at is not None
    assert frame.layout.blocks[at].text == TITLE
    assert headline(framed(page(f"<title>{TITLE}</title>", ""))).at is None


def test_what_was_considered() -> None:
    considered = headline(framed(page(f"<title>{TITLE}_北岸日报</title>", f"<h1>{TITLE}</h1>"))).considered
    places, text, points = considered[0]
    assert ("h1" in places, "title" in places, text) == (True, True, TITLE)
    assert [score for _, _, score in considered] == sorted((score for _, _, score in considered), reverse=True)
    assert points > 1


@pytest.mark.parametrize(
    "foreign",
    [
        "幸运转盘免费金币,在线棋牌大厅,今晚开奖结果直播,万元红包天天领",
        "冷库板厂家-聚氨酯保温板-彩钢夹芯板价格-华东建材有限公司",
        "Cheap watches online, best replica bags, free shipping worldwide today",
    ],
)
@pytest.mark.parametrize("above", [f"<h1>{TITLE}</h1>", f"<div>{TITLE}</div>", f"<h2>{TITLE}</h2>"])
def test_a_page_title_that_nothing_supports_is_hijacked(foreign: str, above: str) -> None:
    for extra in ("", f"<h1>{foreign}</h1>", f"<div style='display:none'>{foreign}</div>"):
        found = headline(framed(page(f"<title>{foreign}</title>", extra + above + DATE)))
        assert found.text == TITLE
        assert found.hijacked is not None
        assert (found.hijacked["place"], found.hijacked["says"]) == ("title", foreign)


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (f"<title>{TITLE}</title>", f"<h1>{TITLE}</h1>"),
        ("<title>北岸日报数字版</title>", f"<h1>{TITLE}</h1>"),
        ("<title>翻译模型只需一块显卡，老人口述录音成语料</title>", f"<h1>{TITLE}</h1>"),
        (
            "<title>科技频道 - 港口新闻资讯门户</title><meta property='og:site_name' content='港口新闻资讯门户'>",
            f"<h1>{TITLE}</h1>",
        ),
        ("<title>港口学术论坛 - 首页</title>", f"<div>首页 &gt; 港口学术论坛 &gt; 正文</div><h1>{TITLE}</h1>"),
        ("", f"<h1>{TITLE}</h1>"),
        ("<title>幸运转盘免费金币,在线棋牌大厅,今晚开奖结果直播</title>", ""),  # there is no other headline
    ],
)
def test_a_title_that_is_merely_other_is_not(head: str, above: str) -> None:
    assert headline(framed(page(head, above))).hijacked is None


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("一块显卡就够 | 北岸日报", "一块显卡就够"),
        ("一块显卡就够的小型翻译模型_科技_北岸日报", "一块显卡就够的小型翻译模型"),
        ("一块显卡就够的小型翻译模型-北岸科技", "一块显卡就够的小型翻译模型"),
        ("图说北岸| 一块显卡就够的小型翻译模型", "图说北岸| 一块显卡就够的小型翻译模型"),
        ("GPT-4 与小模型", "GPT-4 与小模型"),
        ("The quay opens - a harbour on its way back to life", "The quay opens - a harbour on its way back to life"),
        ("The quay opens for the summer - Quay News", "The quay opens for the summer"),
        ("Named Site — The quay opens", "The quay opens"),
        ("", ""),
        ("|", "|"),
    ],
)
def test_titles_without_the_sites_name(title: str, left: str) -> None:
    assert without_site(title, frozenset({"namedsite"})) == left


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ([TITLE, *CHINESE], list(CHINESE)),
        ([f"原标题：{TITLE}", "来源：北岸日报", *CHINESE], ["来源：北岸日报", *CHINESE]),
        (["小型翻译模型　在北岸开放试用！", *CHINESE], list(CHINESE)),
        ([*CHINESE, TITLE, TITLE], [*CHINESE, TITLE]),
        ([f"{TITLE}的消息传来", *CHINESE], [f"{TITLE}的消息传来", *CHINESE]),
        ([TITLE], [TITLE]),
        ([], []),
    ],
)
def test_the_body_does_not_repeat_the_title(lines: list[str], left: list[str]) -> None:
    assert without_title(lines, TITLE) == left
    assert without_title(lines, None) == lines


WORDS = st.text("小型模型北岸日报ab12 |_-—–·:“”…\u3000<>&", max_size=40)


def test_the_spelling_of_a_headline() -> None:
    shouted = f"<h1>{NEWS.upper()}</h1>"
    assert headline(framed(page(f"<title>{NEWS} |</title>", shouted, body=ENGLISH))).text == NEWS
    assert headline(framed(page("", shouted, body=ENGLISH))).text == NEWS.upper()
    assert headline(framed(page(og(NEWS.title()) + f"<title>{NEWS.title()}</title>", f"<h1>{NEWS}</h1>"))).text == NEWS


def test_a_titles_site_goes_where_the_headline_alone_is_a_line_too() -> None:
    whole = f"{NEWS} | The Quay"
    html = page(f"<title>{whole}</title>{og(whole)}", f"<p>{whole}</p><h3>{NEWS}</h3>", body=ENGLISH)
    assert headline(framed(html)).text == NEWS


def test_a_place_and_an_hour_are_no_headline() -> None:
    body = (f"大家在北岸中学二楼报告厅见面。{CHINESE[0]}", *CHINESE[1:])
    html = page("<title>会议议程</title>", "<p>会议议程</p><p>地 点：北岸中学二楼报告厅</p>", body=body)
    assert headline(framed(html)).text == "会议议程"


@given(WORDS, WORDS, WORDS, st.none() | WORDS)
def test_any_title_gives_a_headline_or_none(stated: str, shown: str, social: str, listed: str | None) -> None:
    def plain(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    html = page(f"<title>{plain(stated)}</title>{og(plain(social))}", f"<h1>{plain(shown)}</h1>{DATE}")
    found = headline(framed(html, hints={"title": listed}))
    assert found.text is None or found.text.strip() == found.text != ""
    assert found.considered == sorted(found.considered, key=lambda each: -each[2])


def test_a_sentence_over_a_comments_date_is_no_headline() -> None:
    said = "Owners of the small boat can now read its charts in the dark, and the harbour says more will follow."
    comments = "<h3>2 Comments</h3><p>Ann 2026-05-02 21:14</p><p>Does anyone have numbers?</p>"
    html = (
        f"<html><head><title>Charts in the dark - The Quay</title></head><body><h2>Charts in the dark</h2>"
        f"<div><p>{said}</p><p>Source: Boats</p></div>{comments}</body></html>"
    )
    assert headline(framed(html)).text == "Charts in the dark"


def test_a_question_above_its_date_is_no_headline() -> None:
    asked = "Our boat reads one chart twice and finds two depths. We had expected a single one. Why, and what helps?"
    answer = "It is drawn anew each time, and the order of its lines is left to chance when two are equally deep."
    html = (
        "<html><head><title>sonar - Echoes that disagree - Ask the Quay</title></head><body>"
        f'<h1><a href="#q">Echoes that disagree</a></h1><div>34</div><div><p>{asked}</p></div>'
        f"<div>asked May 2, 2026 at 12:09 Ann</div><h2>1 Answer</h2><p>{answer}</p></body></html>"
    )
    assert headline(framed(html)).text == "Echoes that disagree"


def test_a_date_beside_a_link_is_that_of_another_page() -> None:
    inner = f"<p>{CHINESE[0]}</p><p>一、慎用在码头告示上</p><p>{CHINESE[1]}</p>"
    other = '<div><a href="/7">渡口的灯又亮起来了</a> (2026-03-02)</div>'
    html = f"<html><head><title>北岸论文网</title></head><body><div>{TITLE}</div>{inner}{other}</body></html>"
    assert headline(framed(html)).text == TITLE


@pytest.mark.parametrize("label", ["Title:", "<span>Title:</span> ", "标题："])
def test_a_heading_without_its_label(label: str) -> None:
    named = page(f"<title>[26.0517] {NEWS}</title>", f"<h1>{label}{NEWS}</h1>", body=ENGLISH)
    assert headline(framed(named)).text == NEWS
