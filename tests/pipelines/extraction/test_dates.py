"""When an article was published: what its page states about it, nothing that the page states about anything else."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.extraction.framing import ENGLISH, NOW, modification, page, publication

TITLE = "小型翻译模型在北岸开放试用"
H1 = f"<h1>{TITLE}</h1>"
FOOTER = "<div class='foot'>Copyright © 2012-2024 北岸日报 版权所有 2024-03-01</div>"


def ld(**fields: str) -> str:
    stated = ",".join(f'"{name}":"{value}"' for name, value in fields.items())
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{stated}}}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "above", "value", "where"),
    [
        (ld(datePublished="2026-05-03T08:30:00+08:00"), H1, "2026-05-03T08:30:00+08:00", "json-ld"),
        (ld(datePublished="2026-05-03"), f"{H1}<p>2026-05-03 08:30</p>", "2026-05-03T08:30:00+08:00", "json-ld"),
        (meta("og:published_time", "2026-05-03T08:30:00Z"), H1, "2026-05-03T08:30:00+00:00", "meta:og:published_time"),
        (meta("firstpublishedtime", "2026-05-03-23:59:59"), H1, "2026-05-03T23:59:59+08:00", "meta:firstpublishedtime"),
        (meta("PubDate", "2026-05-03 08:30"), H1, "2026-05-03T08:30:00+08:00", "meta:pubdate"),
        (meta("citation_date", "2026/05/03"), H1, "2026-05-03", "meta:citation_date"),
        ("", f"{H1}<p>2026-05-03 08:30:05 来源：北岸日报</p>", "2026-05-03T08:30:05+08:00", "line"),
        ("", f"{H1}<p>作者：小编 发布时间：2026-05-03 08:30 浏览量：</p>", "2026-05-03T08:30:00+08:00", "line"),
        ("", f"{H1}<p>发布时间：</p><p>2026年5月3日</p>", "2026-05-03", "line"),
        ("", f"<p>2026年5月3日</p>{H1}", "2026-05-03", "line"),
        ("", f"{H1}<p>海边商业评论 2026-05-03</p>", "2026-05-03", "line"),
        ("", f"{H1}<p>海边商业© 2026-05-03</p>", "2026-05-03", "line"),
        ("", f"{H1}<p>北岸日报 26-05-03</p>", "2026-05-03", "line"),
        ("", f"{H1}<p>發佈於 二〇二六年五月三日</p>", "2026-05-03", "line"),
        ("", f"{H1}<p>民國115年5月3日</p>", "2026-05-03", "line"),
        ("", f"{H1}<time datetime='2026-05-03T08:30Z'>5月3日</time>", "2026-05-03T08:30:00+00:00", "time"),
        ("", f"{H1}<p>2小时前</p>", "2026-05-10T14:00:00+08:00", "line:relative"),
        ("", f"{H1}<p>北岸日报 | 昨天 10:20</p>", "2026-05-09T10:20:00+08:00", "line:relative"),
        ("", f"{H1}<p>更新时间：2026-05-03 08:30</p>", "2026-05-03T08:30:00+08:00", "line:modified"),
        ("", f"{H1}<p>05-03 08:30 来源：北岸日报</p>", "2026-05-03T08:30:00+08:00", "line:relative"),
        ("", f"{H1}<p>发布日期：5月3日</p>", "2026-05-03", "line:relative"),
        ("", f"{H1}<p>發布日期：115-05-03</p>", "2026-05-03", "line"),
        ("", f"{H1}<p>2026-5-3 8:5:09</p>", "2026-05-03T08:05:09+08:00", "line"),
        ("", f"{H1}<p>03.05.2026</p>", "2026-05-03", "line"),
        ("", f"{H1}<p>2026-05-03 HKT 08:30</p>", "2026-05-03T08:30:00+08:00", "line"),
        ("", f"{H1}<p>2026-05-03 GMT 08:30</p>", "2026-05-03T08:30:00+00:00", "line"),
        ("", f"{H1}<p>最新推荐文章于 2026-05-06 10:10 发布 · 于 2026-05-03 首次发布</p>", "2026-05-03", "line"),
    ],
)  # fmt: skip
def test_where_a_date_is_stated(head: str, above: str, value: str, where: str) -> None:
    found = publication(page(head, above, below=FOOTER.replace("2024", "2026")))
    assert (found.value, found.where) == (value, where)
    assert found.guessed == where.startswith("line:")


@pytest.mark.parametrize(
    ("below", "value"),
    [
        ("<p>北岸实验室</p><p>二〇二六年五月三日</p>", "2026-05-03"),
        ("<p>发布时间：2026-05-03 08:30</p>", "2026-05-03T08:30:00+08:00"),
        ("<p>本文由渔歌于2026年5月3日发表</p>", "2026-05-03"),
        ("<p>编辑于 2026-05-06 10:20</p><p>发布于 2026-05-03 08:30</p>", "2026-05-03T08:30:00+08:00"),
        ("<p>posted @ 2026-05-03 08:30 渔歌 阅读(20) 评论(1)</p>", "2026-05-03T08:30:00+08:00"),
    ],
)
def test_a_date_at_the_bodys_end(below: str, value: str) -> None:
    found = publication(page("", H1, below=below))
    assert (found.value, found.where) == (value, "tail")


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://lab.example/2026/05/03/model", "2026-05-03"),
        ("https://lab.example/2026/0503/c1001-17.html", "2026-05-03"),
        ("https://lab.example/gn/202605/t20260503_17.htm", "2026-05-03"),
        ("https://lab.example/26/0503/04/17.html", "2026-05-03"),
        ("https://lab.example/news/20260503081233.html", "2026-05-03"),
        ("https://lab.example/2026-05-03/17.html", "2026-05-03"),
        ("https://lab.example/2026/05/17-models", None),
        ("https://lab.example/2026/17", None),
        ("https://lab.example/120260503917.html", None),
        ("https://lab.example/2026/02/30/", None),
        ("https://lab.example/2027/05/03/", None),
    ],
)
def test_an_address_is_a_guess(url: str, value: str | None) -> None:
    found = publication(page("", H1), url=url)
    assert (found.value, found.guessed) == (value, value is not None)


@pytest.mark.parametrize(
    ("head", "above", "below"),
    [
        ("", H1, ""),
        ("", H1, FOOTER),
        (meta("copyright", "2026-05-03"), H1, "<p>© 2026</p>"),
        ("", H1, "<div class='comments'><p>渔歌 2026-05-03 08:30</p><p>写得真好！</p></div>"),
        ("", H1, "<ul><li><a href='/2'>港口免费开放</a> 2026-05-03</li><li><a href='/3'>潮汐</a> 2026-05-02</li></ul>"),
        ("", f"<p><a href='/2'>[2026-05-03] 港口明天起免费开放参观的消息传来</a></p>{H1}", ""),
        ("", f"{H1}<p>报名截止：2026-05-03</p>", ""),
        ("", f"{H1}<p>今天是2026年5月10日 星期日</p>", ""),
        ("", f"{H1}<figure><figcaption>码头一景，2026年5月3日</figcaption></figure>", ""),
        ("", f"{H1}<p>研究组在2026年5月3日的会议上介绍了模型的训练过程，到会的有三十多位老师和渔民。</p>", ""),
        ("", f"{H1}<p>2月24日</p>", ""),
        ("", f"{H1}<p>2026年5月</p>", ""),
        (ld(datePublished="2027-05-03"), f"{H1}<p>2026-06-01 08:30</p>", ""),
        (meta("expires", "2026-05-03"), H1, ""),
        (meta("last-modified", "2026-05-03"), H1, ""),
    ],
)  # fmt: skip
def test_no_date_is_invented(head: str, above: str, below: str) -> None:
    assert publication(page(head, above, below=below)).value is None


def test_an_old_copy_counts_back_from_another_day() -> None:
    found = publication(page("", f"{H1}<p>昨天 10:20</p>", below="<li>港口免费开放参观 2019-09-04</li>"))
    assert found.value is None
    assert "old copy" in found.passed_over[-1].reason


def test_what_stands_by_the_headline_goes_before_what_stands_elsewhere() -> None:
    html = page("", f"{H1}<p>2026-05-03 08:30</p>", below="<p>发布时间：2026-04-01</p>")
    found = publication(html, url="https://lab.example/2026/04/02/17")
    assert found.value == "2026-05-03T08:30:00+08:00"


def test_published_and_updated_in_one_line() -> None:
    html = page("", f"{H1}<p>Updated: May 4, 2026 | Published: May 3, 2026</p>", body=ENGLISH)
    assert publication(html).value == "2026-05-03"
    assert modification(html).value == "2026-05-04"


@pytest.mark.parametrize(
    ("root", "url", "value"),
    [
        ("<html lang='en-GB'>", "https://lab.example/a", "2026-05-03"),
        ("<html lang='en-US'>", "https://lab.example/a", "2026-03-05"),
        ("<html>", "https://www.quay.co.uk/a", "2026-05-03"),
        ("<html>", "https://lab.example/a", None),
    ],
)
def test_the_order_of_day_and_month_by_the_pages_region(root: str, url: str, value: str | None) -> None:
    html = page("", "<h1>Harbour laboratory releases a small model</h1><p>03/05/2026</p>", body=ENGLISH, root=root)
    assert publication(html, url=url).value == value


def test_a_site_that_was_rebuilt_shows_the_older_day() -> None:
    stated = ld(datePublished="2026-04-20T03:00:00+08:00", dateModified="2026-04-20T03:00:00+08:00")
    assert publication(page(stated, f"{H1}<p>2024年1月31日</p>")).value == "2024-01-31"
    later = ld(datePublished="2024-01-31T09:00:00+08:00", dateModified="2026-04-20T03:00:00+08:00")
    found = publication(page(later, f"{H1}<p>2026年4月20日</p>"))
    assert found.value == "2024-01-31T09:00:00+08:00"
    assert ("2026-04-20", "line") in [(each.text, each.where) for each in found.passed_over]


def test_what_the_page_shows_by_the_headline_was_not_rebuilt() -> None:
    stated = meta("PubDate", "2025-05-30 16:31")
    above = f"<table><tr><td>成文日期</td><td>2025-05-28</td></tr></table>{H1}<p>日期：2025-05-30 来源：海事局</p>"
    assert publication(page(stated, above)).value == "2025-05-30T16:31:00+08:00"


def test_the_first_of_january_is_a_year_alone_beside_a_day_that_is_shown() -> None:
    stated = meta("dcterms.date", "2022-01-01")
    assert publication(page(stated, f"<p>2025年6月5日</p>{H1}")).value == "2025-06-05"
    assert publication(page(stated, H1)).value == "2022-01-01"


def test_a_first_of_january_that_is_shown_is_a_day() -> None:
    stated = meta("article:published_time", "2026-01-01") + meta("date", "2026-04-05T00:00:00Z")
    assert publication(page(stated, f"{H1}<p>2026年1月1日</p>")).value == "2026-01-01"
    fed = {"published_at": "2026-01-02T01:00:00+00:00"}
    assert publication(page("", f"{H1}<p>2026-01-01</p>"), hints=fed).value == "2026-01-01"


def test_an_old_copy_shows_the_day_whose_year_machines_are_told() -> None:
    stated = meta("dateUpdate", "2024-06-15 20:05:00")
    assert publication(page(stated, f"{H1}<p>06-15 20:05</p>")).value == "2024-06-15T20:05:00+08:00"
    assert publication(page(stated, f"{H1}<p>04-15 20:05</p>")).value is None


def test_the_day_behind_the_text_on_which_a_page_was_changed() -> None:
    below = "<div>Last updated on <b><time datetime='2025-08-21T00:00:00Z'>Aug 21, 2025</time></b></div>"
    html = page("", "<h1>How requests are queued</h1>", body=ENGLISH, below=below)
    assert (publication(html).value, modification(html).value) == (None, "2025-08-21")


def test_a_link_above_the_headline_leads_to_an_article_with_a_date_of_its_own() -> None:
    link = "<ul><li><a href='/17'>码头修好了</a> 2026-03-13</li></ul>"
    assert publication(page("", f"{link}{H1}")).value is None


def test_a_short_date_whose_year_may_be_either_end_moves_no_other() -> None:
    stated = ld(datePublished="2024-11-14T08:00:00+00:00")
    assert publication(page(stated, f"{H1}<p>14.11.24</p>")).value == "2024-11-14T08:00:00+00:00"


def test_what_schema_org_calls_the_publication_goes_before_a_sites_own_words() -> None:
    own = meta("quay.firstpublished", "2019-02-05T16:07:00Z")
    shown = "<time itemprop='datePublished' datetime='2026-05-03T16:45+0100'>3 May 2026</time>"
    assert publication(page(own, f"{H1}{shown}")).value == "2026-05-03T16:45:00+01:00"
    assert publication(page(own, H1, below=f"<div>Next</div>{shown * 2}")).value == "2019-02-05T16:07:00+00:00"
    standard = meta("article:published_time", "2026-05-02T10:00:00Z")
    assert publication(page(standard, f"{H1}{shown}")).value == "2026-05-02T10:00:00+00:00"


def test_a_guess_is_not_later_than_the_last_change() -> None:
    html = page(ld(dateModified="2026-05-02T10:00:00Z"), f"{H1}<p>Updated May 2, 2026</p>", body=ENGLISH)
    found = publication(html, url="https://lab.example/2026/05/03/17")
    assert found.value is None
    assert found.passed_over[-1].reason == "the page was last changed on 2026-05-02"
    assert publication(html, url="https://lab.example/2026/05/01/17").value == "2026-05-01"


def test_the_feed_completes_and_replaces_what_the_page_lacks() -> None:
    listed = {"published_at": "2026-05-03T08:30:00+08:00"}
    assert publication(page("", H1), hints=listed).where == "feed"
    assert publication(page("", f"{H1}<p>2026-05-03</p>"), hints=listed).value == "2026-05-03T08:30:00+08:00"
    assert publication(page("", f"{H1}<p>2026-05-01</p>"), hints=listed).value == "2026-05-01"
    assert not publication(page("", H1), hints=listed).guessed


def test_wechats_variable() -> None:
    script = '<script>var ct = "1777768200"; var create_time = "1";</script>'
    html = page("", f"{H1}<div id='js_content'>").replace("</body>", f"{script}</body>")
    assert publication(html).value == "2026-05-03T08:30:00+08:00"
    assert publication(page("", H1).replace("</body>", f"{script}</body>")).value is None


def test_a_scripts_date_counts_beside_the_headline_only() -> None:
    near = f'<script>var page = {{"title":"{TITLE}","publishTime":"2026-05-03 08:30"}}</script>'
    far = '<script>var other = {"title":"港口明天起免费开放参观","publishTime":"2026-05-02 08:30"}</script>'
    found = publication(
        page("", H1).replace("</body>", f"{far}{near.replace('var page', ' ' * 3000 + 'var page')}</body>")
    )
    assert (found.value, found.where, found.guessed) == ("2026-05-03T08:30:00+08:00", "script", True)
    assert publication(page("", H1).replace("</body>", f"{far}</body>")).value is None
    named = '<script>window.page = {"slug":"small-model","publishedAt":1777768200}</script>'
    html, url = page("", H1).replace("</body>", f"{far}{named}</body>"), "https://lab.example/blog/small-model.html"
    assert publication(html.replace(far, ""), url=url).value == "2026-05-03T08:30:00+08:00"
    assert publication(html.replace(far, "")).value is None


def test_a_readers_comment_has_a_date_of_its_own() -> None:
    comments = "<div id='comments'><p>2026-05-06 10:10 渔歌：写得真好！</p></div>"
    assert publication(page("", f"{H1}{comments}")).value is None
    assert publication(page("", f"{H1}<p>昨天 10:20</p>{comments}")).value == "2026-05-09T10:20:00+08:00"
    for around in ("comments-open", "commentary"):
        html = page("", f"{H1}<p>2026-05-03 08:30</p>").replace("<body>", f"<body class='{around}'>")
        assert publication(html).value == "2026-05-03T08:30:00+08:00"


def test_when_it_was_changed() -> None:
    changed = "2026-05-04T09:00:00+08:00"
    assert modification(page(ld(dateModified=changed), H1)).value == changed
    assert modification(page(meta("article:modified_time", changed), H1)).where == "meta:article:modified_time"
    assert modification(page("", f"{H1}<p>更新时间：2026-05-04 09:00</p>")).value == changed
    assert modification(page("", f"{H1}<p>2026/5/3 14:20（5/4 09:00 更新）</p>")).value == changed
    assert modification(page("", f"{H1}<p>2026年5月3日（5月4日更新）</p>")).value == changed[:10]
    assert modification(page("", f"{H1}<p>2026-05-03 更新于 5/4 09:00</p>")).value == changed
    assert modification(page("", f"{H1}<p>2026-05-03 更新换代</p>")).value is None
    assert modification(page("", f"{H1}<p>2026-05-03 14:20 最后更新 2026-05-04 09:00</p>")).value == changed
    assert (
        modification(page("", H1, below="<ul><li>發布日期：115-05-03</li><li>更新日期：115-05-04</li></ul>")).value
        == changed[:10]
    )
    assert modification(page("", f"{H1}<p>2026-05-04 09:00</p>")).value is None


@pytest.mark.parametrize(
    "line",
    [
        "活动时间：4月18日 14:00",
        "会议时间：5-18 09:00",
        "注册日期：5月3日",
        "3-1",
        "4/5 stars",
        "Phase 3 May",
        "Top 10 May picks",
        "May 12 be late",
        "Sale ends May 3",
    ],
)
def test_a_day_without_a_year_that_is_none_of_the_articles(line: str) -> None:
    assert publication(page("", f"{H1}<p>{line}</p>")).value is None


@pytest.mark.parametrize(
    "line", ["May 3", "Sunday, 3rd of May · 6 min read", "Ann Lee · Sun, May 3", "By Ann Lee on May 3"]
)
def test_a_day_in_words_that_stands_alone(line: str) -> None:
    assert publication(page("", f"<h1>A model</h1><p>{line}</p>", body=ENGLISH)).value == "2026-05-03"


def test_only_a_chinese_change_stands_for_the_publication() -> None:
    assert publication(page("", H1, below="<p>更新日期：2026-05-04</p>")).where == "line:modified"
    assert publication(page("", H1, body=ENGLISH, below="<p>Last updated: May 4, 2026</p>")).value is None


NUMBERS = st.integers(0, 3000).map(str)


@given(
    st.lists(NUMBERS | st.sampled_from("年 月 日 - / : 发布时间： May 前 小时 ©".split()), max_size=12),
    st.text(max_size=20),
    st.sampled_from(["p", "div", "time", "li", "h2", "title"]),
)  # fmt: skip
def test_whatever_a_page_says_the_date_lies_in_the_past(parts: list[str], other: str, tag: str) -> None:
    line = "".join(parts)
    plain = other.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    html = page(meta("pubdate", plain) + ld(datePublished="0"), f"{H1}<{tag}>{line}</{tag}>", below=f"<p>{line}</p>")
    for found in (publication(html, hints={"published_at": line}), modification(html)):
        if found.value is not None:
            moment = dt.datetime.fromisoformat(found.value)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
            assert dt.datetime(1995, 1, 1, tzinfo=dt.UTC) <= aware + dt.timedelta(days=1)
            assert aware <= NOW + dt.timedelta(days=2)
            assert found.where
