"""Several articles on one address, and the pages that look like it and are none; pages that list other pages."""

import datetime as dt

import pytest

from pipelines.extraction.article import Extraction, extract
from pipelines.extraction.page import PageInput

NOW = dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)
URL = "https://market.example/hot/17.html"
FERRY = (
    "轮渡公司上周给六条渡船装上了新的调度程序，它按照潮水、风向和候船的人数安排开船的时间，不再只看钟点。",
    "头三天里，最长的候船时间从五十分钟降到二十二分钟，不过老船长们说，程序还不懂得给抱孩子的人留座位。",
    "公司打算再观察一个月，把船长们口头提出的三十多条意见写进程序，然后才决定要不要推广到内河的小码头去。",
)
BAKERY = (
    "面包房的女主人把十二年的账本交给侄子，侄子用它训练了一个只有几兆大小的模型，专门猜第二天要烤多少个面包。",
    "下雨天它猜得最准，节日前一天它几乎总是猜错，因为账本里从来没有记下街上什么时候搭起了戏台子。",
    "如今剩下的面包比去年少了四成，女主人每天早晨仍旧先看一眼天，再看一眼纸条上的数字，然后才去和面。",
)
ARCHIVE = (
    "县档案馆里有三千多份没有人能读完的手写契约，字迹潦草，纸也脆了，两名馆员用了整个冬天把它们一页页拍下来。",
    "识别程序先认出了其中的人名和地名，再由退休的语文老师逐句校对，改动最多的是记粮食重量的旧式写法。",
    "第一批校对过的契约下个月可以在阅览室里查到，馆长说，他们不会把它们放到网上去，因为里面有太多家事。",
)
HEADLINES = ("渡船的新调度程序学会看潮水", "面包房里的小模型", "老契约慢慢开口说话")
TEXTS = (FERRY, BAKERY, ARCHIVE)
KEYWORDS = ("渡船调度,渡船程序,渡船时刻表", "面包模型,面包房,面包账本,面包预测", "契约识别,契约档案,契约校对")
ENGLISH = (
    "The harbour office gave its six ferries a new timetable program that watches the tide as well as the clock.",
    "In the first three days the longest wait fell from fifty minutes to twenty-two, the office said on Monday.",
    "The captains keep a list of what the program still gets wrong, and it is longer than anyone had expected.",
)


def paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def page(body: str, title: str = "热门文章 - 集市") -> str:
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("首页", "热门", "优惠"))
    return f"<html><head><title>{title}</title></head><body><ul>{menu}</ul>{body}</body></html>"


def extracted(html: str, url: str = URL) -> Extraction:
    return extract(PageInput(html.encode(), url, timezone="Asia/Shanghai", explain=True), NOW)


def assert_three(found: Extraction) -> None:
    assert [item.title for item in found.items] == list(HEADLINES)
    assert [item.text for item in found.items] == ["\n".join(lines) for lines in TEXTS]
    assert len({item.fragment for item in found.items}) == len({item.id for item in found.items}) == 3
    assert all(item.fragment for item in found.items)


def with_keywords() -> str:
    parts = zip(HEADLINES, KEYWORDS, TEXTS, strict=True)
    return page("<div>" + "".join(f"<h2>{h}</h2><p>{k}</p>{paragraphs(t)}" for h, k, t in parts) + "</div>")


class TestSeveralArticles:
    def test_each_with_its_keywords(self) -> None:
        found = extracted(with_keywords())
        assert_three(found)
        assert [explanation.signs for explanation in found.explanations] == [["keywords"]] * 3
        assert {item.published_at for item in found.items} == {None}

    def test_the_same_page_gives_the_same_ids(self) -> None:
        first, second = extracted(with_keywords()), extracted(with_keywords())
        assert [item.id for item in first.items] == [item.id for item in second.items]

    def test_a_changed_text_keeps_its_id(self) -> None:
        changed = with_keywords().replace("老船长们", "水手们")
        assert [item.id for item in extracted(changed).items] == [item.id for item in extracted(with_keywords()).items]

    def test_the_same_headline_twice_is_two_items(self) -> None:
        parts = "".join(f"<article><h2>{HEADLINES[0]}</h2>{paragraphs(t)}</article>" for t in TEXTS)
        found = extracted(page(parts))
        assert len({item.id for item in found.items}) == 3

    def test_in_lines_of_one_cell(self) -> None:
        lines = [line for h, k, t in zip(HEADLINES, KEYWORDS, TEXTS, strict=True) for line in (h, k, *t)]
        assert_three(extracted(page(f"<table><tr><td>{'<br>'.join(lines)}</td></tr></table>")))

    def test_each_with_its_own_date_and_notice_and_no_heading(self) -> None:
        parts = "".join(
            f'<div class="title">{h}</div><div>2026-04-0{day} 1{day}:20</div>{paragraphs(t)}<div>举报/反馈</div>'
            for day, (h, t) in enumerate(zip(HEADLINES, TEXTS, strict=True), 1)
        )
        found = extracted(page(f"<div>{parts}</div>"))
        assert_three(found)
        assert [item.published_at for item in found.items] == [
            f"2026-04-0{day}T1{day}:20:00+08:00" for day in (1, 2, 3)
        ]

    def test_each_in_an_article_element(self) -> None:
        parts = "".join(
            f"<article><h2>{h}</h2>{paragraphs(t)}</article>" for h, t in zip(HEADLINES, TEXTS, strict=True)
        )
        assert_three(extracted(page(f"<main>{parts}</main>")))

    def test_each_with_its_own_source(self) -> None:
        parts = "".join(
            f"<h2>{h}</h2><p>{k}</p><p>来源：{source}</p>{paragraphs(t)}<p>特别声明：以上内容由用户上传，本站不负责。</p>"
            for h, k, t, source in zip(HEADLINES, KEYWORDS, TEXTS, ("江口日报", "面点周刊", "县城晚报"), strict=True)
        )
        found = extracted(page(f"<div>{parts}</div>"))
        assert_three(found)
        assert [item.origin and item.origin.name for item in found.items] == ["江口日报", "面点周刊", "县城晚报"]

    def test_captions_between_sentences_go_in_every_article(self) -> None:
        caption = "点击查看更多现场照片"
        boxed = with_keywords().replace("时间，", f"时间。<span>{caption}</span>它", 1)
        for mark in ("分钟，", "模型，", "契约，"):
            boxed = boxed.replace(mark, mark[:-1] + f"。<span>{caption}</span>后来", 1)
        found = extracted(boxed)
        assert len(found.items) == 3
        assert all(caption not in item.text for item in found.items)

    def test_the_pages_date_is_that_of_articles_without_one(self) -> None:
        own = with_keywords().replace(KEYWORDS[1] + "</p>", KEYWORDS[1] + "</p><p>2026-03-09 07:05</p>")
        dated = own.replace("<div>", "<h1>集市今日三篇</h1><div>2026-04-30 热门</div><div>", 1)
        assert [item.published_at for item in extracted(dated).items] == [
            "2026-04-30",
            "2026-03-09T07:05:00+08:00",
            "2026-04-30",
        ]

    def test_a_blogs_home_of_whole_posts_is_its_posts(self) -> None:
        posts = "".join(
            f'<div class="post"><h2 class="entry-title"><a href="/{n}">{h}</a></h2><p class="date">2026-04-0{n}</p>'
            f'<div class="entry">{paragraphs(t)}</div></div>'
            for n, (h, t) in enumerate(zip(HEADLINES, TEXTS, strict=True), 1)
        )
        found = extracted(page(f'<div id="content">{posts}</div>'))
        assert_three(found)
        assert [item.published_at for item in found.items] == ["2026-04-01", "2026-04-02", "2026-04-03"]

    def test_bold_headlines_over_their_sources_in_one_cell(self) -> None:
        told = ("2026-04-02　转自《江口日报》", "2026-04-03　摘自《面点周刊》　林晓", "原载《县城晚报》　作者：邵文")
        parts = "<hr>".join(
            f"<p align=center><b>{h}</b></p><p align=center>{line}</p>{paragraphs(t)}"
            for h, line, t in zip(HEADLINES, told, TEXTS, strict=True)
        )
        found = extracted(page(f"<table><tr><td>今日摘编</td></tr><tr><td>{parts}</td></tr></table>"))
        assert_three(found)
        assert [item.origin and item.origin.name for item in found.items] == ["江口日报", "面点周刊", "县城晚报"]

    def test_below_a_headline_made_of_keywords_and_one_of_them_short(self) -> None:
        told = ("2026-04-10 09:18", "来源：面点周刊　作者：林晓", "发布时间：2026-03-28")
        ends = ("<p>特别声明：以上内容由用户上传，本站不负责。</p>", "<p>举报/反馈</p>", "")
        texts = (*TEXTS[:2], ARCHIVE[:2])
        parts = "".join(
            f"<div>{k}</div><h{2 + (n > 1)}>{h}</h{2 + (n > 1)}><p>{line}</p>{paragraphs(t)}{end}"
            for n, (k, h, line, t, end) in enumerate(zip(KEYWORDS, HEADLINES, told, texts, ends, strict=True))
        )
        found = extracted(page(f"<h1>渡船调度 渡船时刻表</h1>{parts}"))
        assert [item.title for item in found.items] == list(HEADLINES)
        assert [item.text for item in found.items] == ["\n".join(lines) for lines in texts]

    def test_notes_below_the_name_of_a_section(self) -> None:
        notes = zip(("Captains at school", "The list on the wall"), ("Posted 2 May 2026", "By Ann Lowe"), strict=True)
        parts = "".join(f"<h3>{h} this week</h3><p><small>{line}</small></p>{paragraphs(ENGLISH)}" for h, line in notes)
        found = extracted(page(f"<h1>Notices</h1><div>{parts}</div>", "Notices"))
        assert [item.title for item in found.items] == [
            "Captains at school this week",
            "The list on the wall this week",
        ]
        assert {item.text for item in found.items} == {"\n".join(ENGLISH)}
        assert [item.authors for item in found.items] == [[], ["Ann Lowe"]]

    def test_headings_over_headings_with_their_authors(self) -> None:
        parts = "".join(
            f"<article><h1>{h}</h1><h4>by {name}</h4>{paragraphs(ENGLISH)}</article>"
            for h, name in (("Frost", "Ada Lowe"), ("The counting of boats", "Theo Marsh"))
        )
        found = extracted(page(f"<header>Quay Quarterly</header>{parts}", "Issue 12"))
        assert [(item.title, item.authors) for item in found.items] == [
            ("Frost", ["Ada Lowe"]),
            ("The counting of boats", ["Theo Marsh"]),
        ]
        assert {item.text for item in found.items} == {"\n".join(ENGLISH)}

    @pytest.mark.parametrize(
        "href", ["", " href='#'", " href='https://social.example/share?u=https%3A%2F%2Fquay.example'"]
    )
    def test_briefs_with_a_way_to_share_each(self, href: str) -> None:
        parts = "".join(
            f"<article><h2>{h} in brief</h2><p class='meta'>May {n}, 2026</p>{paragraphs(ENGLISH)}"
            f"<a{href}>Share</a></article>"
            for n, h in enumerate(("Ferries", "Schools", "Charts"), 2)
        )
        found = extracted(page(f"<h1>Local briefs</h1><div>{parts}</div>", "Local briefs - The Quay"))
        assert [(item.title, item.published_at) for item in found.items] == [
            ("Ferries in brief", "2026-05-02"),
            ("Schools in brief", "2026-05-03"),
            ("Charts in brief", "2026-05-04"),
        ]

    def test_teasers_of_other_pages_are_no_briefs(self) -> None:
        parts = "".join(
            f"<article><h2>{h} in brief</h2><p>May {n}, 2026</p>{paragraphs(ENGLISH)}"
            f"<a href='/{n}'>Whole story</a></article>"
            for n, h in enumerate(("Ferries", "Schools", "Charts"), 2)
        )
        (item,) = extracted(page(f"<h1>Local briefs</h1><div>{parts}</div>", "Local briefs - The Quay")).items
        assert item.fragment is None

    def test_a_logs_entries_below_their_dates(self) -> None:
        def log(entries: int) -> Extraction:
            parts = "".join(
                f"<section><aside><time>May {n}, 2026</time></aside><h2>Version {n}</h2>{paragraphs(ENGLISH)}</section>"
                for n in range(1, entries + 1)
            )
            return extracted(page(f"<h1>Changelog</h1><p>All that is new.</p>{parts}", "Changelog - The Quay"))

        assert [(item.title, item.published_at) for item in log(2).items] == [
            ("Version 1", "2026-05-01"),
            ("Version 2", "2026-05-02"),
        ]
        assert len(log(5).items) == 1  # a long log, as a live blog, is one

    @pytest.mark.parametrize(
        ("title", "texts", "signed", "persons"),
        [
            (
                "Letters to the editor",
                (ENGLISH, ENGLISH[:2]),
                ("<b>Jean Hark</b><br>Upper Mill", "R. J. Poole, Quaytown"),
                ("Jean Hark", "R. J. Poole"),
            ),
            ("读者来信", (FERRY, BAKERY), ("（上海 张三）", "读者 王小明"), ("张三", "王小明")),
        ],
    )
    def test_letters_with_their_signatures(
        self, title: str, texts: tuple[tuple[str, ...], ...], signed: tuple[str, str], persons: tuple[str, str]
    ) -> None:
        heads = HEADLINES[:2]
        parts = "".join(
            f"<div class='letter'><h3>{h}</h3>{paragraphs(t)}<p class='sig'>{name}</p></div>"
            for h, t, name in zip(heads, texts, signed, strict=True)
        )
        found = extracted(page(f"<h1>{title}</h1>{parts}{LINKS}", title))
        assert [item.title for item in found.items] == list(heads)
        assert [item.text for item in found.items] == ["\n".join(lines) for lines in texts]
        assert [item.authors for item in found.items] == [[person] for person in persons]

    def test_letters_of_which_one_is_not_signed_are_one(self) -> None:
        parts = "".join(
            f"<div><h3>{h}</h3>{paragraphs(t)}<p>{name}</p></div>"
            for h, t, name in zip(HEADLINES, TEXTS, ("张三", "王小明", "渡口边上"), strict=True)
        )
        assert len(extracted(page(f"<h1>读者来信</h1>{parts}", "读者来信")).items) == 1

    def test_a_thread_is_one(self) -> None:
        posts = "".join(
            f"<div><h3>{'Re: ' * (n > 2)}The wrong tide</h3><p>May {n}, 2026 by Ann Lowe</p>{paragraphs(ENGLISH)}</div>"
            for n in (2, 3, 4)
        )
        assert len(extracted(page(f"<h2>Tides</h2>{posts}", "Tides")).items) == 1


LINKS = "<ul>" + "".join(f'<li><a href="/{n}">第{n}号渡船换了新的程序</a></li>' for n in range(5)) + "</ul>"


def short(lines: tuple[str, ...]) -> str:
    return f"<p>{lines[0]}</p>"


ONE_ARTICLE = {
    "subheadings": "<h1>岸边的三个小程序</h1><p>2026-04-01</p>"
    + "".join(f"<h2>{h}</h2>{paragraphs(t)}" for h, t in zip(HEADLINES, TEXTS, strict=True)),
    "round-up of short items": "<h1>本周小程序</h1>"
    + "".join(
        f"<h2>{h}</h2><p>2026-04-0{n}</p>{short(t)}" for n, (h, t) in enumerate(zip(HEADLINES, TEXTS, strict=True), 1)
    ),
    "live blog": "<h1>渡口开航直播</h1>"
    + "".join(
        f"<h3>{8 + n}:{n}5 {h}</h3><p>2026-04-01 0{8 + n % 2}:{n}5</p>{paragraphs(t)}"
        for n, (h, t) in enumerate(zip(HEADLINES * 2, TEXTS * 2, strict=True))
    ),
    "questions and answers": "<h1>关于渡船程序的问答</h1>"
    + "".join(f"<h3>{h}是怎么回事？</h3>{paragraphs(t)}" for h, t in zip(HEADLINES, TEXTS, strict=True)),
    "parts with authors of their own": "<h1>岸边的三个小程序怎样改变小镇</h1>"
    + "".join(
        f"<h2>{h}</h2><p>作者：林{n}晓</p>{paragraphs(t)}"
        for n, (h, t) in enumerate(zip(HEADLINES, TEXTS, strict=True))
    ),
    "charts with their sources": f"<h1>岸边的三个小程序怎样改变小镇</h1><p>{FERRY[0]}</p>"
    + "".join(f"<h2>{h}</h2><p>来源：江口日报</p>{paragraphs(t)}" for h, t in zip(HEADLINES, TEXTS, strict=True)),
    "pictures with their sources": "<h1>岸边的三个小程序怎样改变小镇</h1>"
    + "".join(
        f"<h2>{h}</h2><figure><img src=1.png><p>来源：江口日报</p></figure>{paragraphs(t)}"
        for h, t in zip(HEADLINES, TEXTS, strict=True)
    ),
    "newsletter": "<h1>岸边通讯第四期</h1><p>2026-04-01</p><p>各位读者，这一期有三件小事，都和岸边的机器有关。</p>"
    + "".join(f"<h2>{n}. {h}</h2>{paragraphs(t)}" for n, (h, t) in enumerate(zip(HEADLINES, TEXTS, strict=True), 1))
    + "<p>下一期在五月发出，欢迎来信。</p>",
}


class TestOneArticle:
    @pytest.mark.parametrize("kind", ONE_ARTICLE)
    def test_it_stays_one(self, kind: str) -> None:
        (item,) = extracted(page(f"<div>{ONE_ARTICLE[kind]}</div>", "岸边的事")).items
        assert item.fragment is None
        assert all(lines[0] in item.text for lines in TEXTS)

    def test_a_forums_thread_is_no_three_articles(self) -> None:
        posts = "".join(
            f'<div class="post"><div>网友{n}</div><div>发表于 2026-04-0{n} 10:1{n}</div>{paragraphs(t)}</div>'
            for n, t in enumerate(TEXTS, 1)
        )
        (item,) = extracted(page(f"<h1>{HEADLINES[0]}</h1>{posts}", HEADLINES[0])).items
        assert item.title == HEADLINES[0]

    def test_a_related_text_below_it_is_no_second_article(self) -> None:
        related = f'<div><h3><a href="/2">{HEADLINES[1]}</a></h3><p>{BAKERY[0]}</p></div>'
        (item,) = extracted(page(f"<div><h1>{HEADLINES[0]}</h1>{paragraphs(FERRY)}{related}</div>", HEADLINES[0])).items
        assert item.title == HEADLINES[0]

    def test_english_sections(self) -> None:
        sections = "".join(f"<h2>{name}</h2>{paragraphs(ENGLISH)}" for name in ("The tide", "The captains", "The list"))
        (item,) = extracted(page(f"<h1>A timetable that watches the tide</h1>{sections}")).items
        assert item.text.count(ENGLISH[0]) == 3


def card(number: int, words: str) -> str:
    return f'<div class="card"><h3><a href="/{number}">第{number}号渡船换了新的程序</a></h3><p>{words}</p></div>'


LISTS = {
    "cards": "".join(card(n, FERRY[n % 3][:40] + "…") for n in range(12)),
    "headlines with days": "<ul>"
    + "".join(
        f'<li><a href="/{n}">第{n}号渡船换了新的程序，候船的人少等一半时间</a> 2026-04-{n + 10}</li>' for n in range(15)
    )
    + "</ul>",
    "results of a search": "<p>找到 10 条结果</p>"
    + "".join(
        f'<dl><dt><a href="/{n}">第{n}号渡船换了新的程序</a></dt><dd>{BAKERY[n % 3][:45]}...</dd><dd>/{n}</dd></dl>'
        for n in range(10)
    ),
    "a few cards": "".join(card(n, FERRY[n % 3]) for n in range(3)),
    "publications": "<ul>"
    + "".join(
        f'<li><a href="/{n}">第{n}号渡船的新程序怎样看潮水</a>. 林晓, 邵文. 北岸学报, 2026. <a>[pdf]</a></li>'
        for n in range(9)
    )
    + "</ul>",
    "rows of a table": "<table>"
    + "".join(
        f'<tr><td><a href="/{n}">第{n}号渡船换了新的程序</a></td><td>{ARCHIVE[n % 3][:40]}</td></tr>' for n in range(10)
    )
    + "</table>",
    "headlines with a sentence each": "".join(
        f'<h3><a href="/{n}">第{n}号渡船换了新的程序</a></h3><p>{ARCHIVE[n % 3][:40]}</p>' for n in range(8)
    ),
    "the same link under each": "".join(
        f'<h4>{HEADLINES[n % 3]}，第{n}次</h4><p>{ARCHIVE[n % 3][:40]}</p><p><a href="/{n}">阅读全文</a></p>'
        for n in range(8)
    ),
}
RELATED = "".join(f'<li><a href="/{n}">第{n}号渡船换了新的程序</a></li>' for n in range(8))
NO_LISTS = {
    "questions with a way back to the top": f"<h1>{HEADLINES[0]}</h1>"
    + "".join(f'<h3>问题{n}？</h3><p>{ARCHIVE[n % 3][:40]}</p><p><a href="#top">回到页首</a></p>' for n in range(8)),
    "a round-up of other sites": f"<h1>{HEADLINES[0]}</h1>"
    + "".join(
        f'<h3><a href="https://{n}.example/a">第{n}号渡船换了新的程序</a></h3><p>{ARCHIVE[n % 3][:40]}</p>'
        for n in range(8)
    ),
    "paragraphs with the same link under each": f"<h1>{HEADLINES[0]}</h1>"
    + "".join(f'<p>{t * 2}</p><p><a href="/{n}">听这一段</a></p>' for n, t in enumerate((*FERRY, *BAKERY, *ARCHIVE))),
    "a few entries on other sites": "<h1>本周读到的三件小事</h1>"
    + "".join(card(n, FERRY[n]).replace('"/', f'"https://{n}.example/') for n in range(3)),
    "an article with related headlines": f"<h1>{HEADLINES[0]}</h1>{paragraphs(FERRY)}<h3>更多</h3><ul>{RELATED}</ul>",
    "a listicle": f"<h1>{HEADLINES[0]}</h1>"
    + "".join(f'<h2><a href="/{n}">第{n}家</a></h2><p>{t}</p>' for n, t in enumerate((*FERRY, *BAKERY, *ARCHIVE))),
    "publications on other sites": "<h1>本周读到的九篇论文</h1><ul>"
    + "".join(
        f'<li><a href="https://{n}.example/a">第{n}号渡船的新程序怎样看潮水</a>。{ARCHIVE[n % 3][:40]}</li>'
        for n in range(9)
    )
    + "</ul>",
    "links with words of one's own": "<h1>本周读到的</h1>"
    + "".join(f'<p>{t}<a href="/{n}">第{n}号渡船的新程序</a></p>' for n, t in enumerate((*FERRY, *BAKERY))),
}


class TestLists:
    @pytest.mark.parametrize("kind", LISTS)
    def test_a_page_of_teasers_is_a_list(self, kind: str) -> None:
        found = extracted(page(f'<div class="main">{LISTS[kind]}</div>', "渡船"))
        assert found.outcome is not None or all("list_page" in item.flags for item in found.items)

    @pytest.mark.parametrize("kind", NO_LISTS)
    def test_an_article_is_none(self, kind: str) -> None:
        (item,) = extracted(page(f'<div class="main">{NO_LISTS[kind]}</div>', HEADLINES[0])).items
        assert "list_page" not in item.flags


def test_the_title_of_one_of_them_is_no_other_trade_for_the_rest() -> None:
    told = with_keywords().replace("热门文章 - 集市", f"{HEADLINES[0]} 价格优惠网")
    assert [item.flags for item in extracted(told).items] == [[], [], []]
