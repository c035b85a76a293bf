"""What follows an article where its text stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extraction.ending import ending, notice_at
from tests.pipelines.extraction.framing import CHINESE, ENGLISH
from tests.pipelines.extraction.layouts import LONG, LONG_ENGLISH, TEXT, body_lines, laid_out, pages

OWN = body_lines(f"<div>{LONG}</div>")
MORE = LONG + "".join(f"<p>{line}渡口的人都这样说。</p>" for line in CHINESE)
MORE_LINES = body_lines(f"<div>{MORE}</div>")
OTHERS = (
    "白鹭队昨晚在主场以三比一战胜石桥队，门将葛云飞扑出两个点球，赛后他说自己只是猜对了方向，队友们把他抛起来三次，全场球迷唱",
    "新开的面馆只卖两种面，老板每天凌晨三点起来熬汤，街坊们说汤里有小时候的味道，也有人嫌它太咸，排队的人一直排到了街角的邮局，老",
    "今年的桃子比往年早熟十天，果农担心一场雨就会让一年的辛苦泡汤，县里派了六辆冷藏车守在山下，司机们轮流睡在驾驶室里，等着天亮以后装",
    "动物园里的老象昨天过了五十岁生日，饲养员用西瓜和胡萝卜给它做了一个蛋糕，它先把蜡烛推倒，然后慢慢吃完，孩子们在栏杆外面拍手，有一",
)


class TestOtherArticles:
    @pytest.mark.parametrize("tag", ["p", "div", "li"])
    def test_teasers_cut_off_at_one_length(self, tag: str) -> None:
        others = "".join(f"<{tag}>{line[:60]}</{tag}>" for line in OTHERS)
        assert body_lines(f"<div>{MORE}{others}</div>") == MORE_LINES

    def test_teasers_with_dots_and_a_word_to_click(self) -> None:
        others = "".join(f"<p>{line[:55]}...[详细]</p><p>北岸日报 2026-04-01</p>" for line in OTHERS)
        assert body_lines(f"<div>{MORE}{others}</div>") == MORE_LINES

    def test_headlines_glued_to_one_line(self) -> None:
        glued = "".join(line.replace("，", "")[:24] for line in OTHERS * 5)
        assert body_lines(f"<div>{MORE}<p>{glued}</p></div>") == MORE_LINES

    def test_two_paragraphs_about_something_else(self) -> None:
        others = f"<p>{OTHERS[0]}{OTHERS[1]}</p><p>{OTHERS[2]}</p>"
        assert body_lines(f"<div>{MORE}{others}</div>") == MORE_LINES

    @pytest.mark.parametrize(
        ("head", "own"),
        [
            ("<h1>渡船加了一班</h1><p>2026-05-03 08:30</p>", True),
            ("<h1>渡船加了一班</h1>", False),
            ("<p>2026-05-03 08:30</p>", False),
            ("<h1><a href='/7'>镇上的渡船加了一班</a></h1><p>2026-05-03 08:30</p>", False),
        ],
    )
    def test_a_short_text_above_many_teasers_stands_under_its_headline_and_date(self, head: str, own: bool) -> None:
        teasers = "".join(
            f"<div class='brief'><h3><a href='/a/{number}'>镇上的第{number}条消息在这里</a></h3><p>{line}。</p></div>"
            for number, line in enumerate(OTHERS * 2)
        )
        lines = body_lines(f"<main><div>{head}<p>{CHINESE[0]}</p></div><section>{teasers}</section></main>")
        assert (lines == [CHINESE[0]]) is own

    def test_one_paragraph_without_its_last_mark_stays(self) -> None:
        assert body_lines(f"<div>{MORE}<p>{OTHERS[0]}</p></div>") == [*MORE_LINES, OTHERS[0]]

    def test_paragraphs_about_something_else_that_end_stay(self) -> None:
        others = [line + "。" for line in OTHERS]
        found = body_lines(f"<div>{MORE}{''.join(f'<p>{line}</p>' for line in others)}</div>")
        assert found == [*MORE_LINES, *others]

    def test_a_text_in_lines_of_one_width_stays_whole(self) -> None:
        text = "".join(CHINESE) * 3
        lines = [text[at : at + 34] for at in range(0, len(text), 34)]
        assert body_lines(f"<div>{'<br>'.join(lines)}</div>")[:-1] == lines[:-1]

    def test_verse_stays_whole(self) -> None:
        lines = [line.replace("，", " ").replace("。", "") for line in (*CHINESE, *OTHERS)]
        assert body_lines(f"<div>{''.join(f'<p>{line}</p>' for line in lines)}</div>") == lines


class TestNotices:
    @pytest.mark.parametrize(
        "line",
        [
            "责任编辑：林晓",
            "[責任編輯：林曉、邵文]",
            "举报/反馈",
            "微信扫码关注北岸日报公众号",
            "戳这里提交线索给我们。",
            "想爆料？请拨打北岸日报的热线，或写信到报社来。",
            "2未经《北岸日报》授权，不得以任何形式加以使用。",
            "本文不代表北岸日报的观点，仅供读者参考。",
            "渡口有事请找北岸日报：400-123-4567，或写信到 desk@north.example，我们都会看。",
            "版权所有 北岸日报",
            "本網站之文字、圖片及影音，非經授權，不得轉載、公開播送或公開傳輸及利用。",
        ],
    )
    def test_at_the_end(self, line: str) -> None:
        assert body_lines(f"<div>{LONG}<p>{line}</p></div>") == OWN

    @pytest.mark.parametrize(
        "line",
        [
            "Share this",
            "Related articles",
            "Follow us on Flockly",
            "Advertisement",
            "Also read: the ferry that came twice",
            "Watch | The pilot shows the new jetty",
            "Reporting by Ann Lowe and Piet Sand; editing by Mary Reed",
            "For the latest from the quay and the islands, sign up for our weekly newsletter.",
            "Got a story about the harbour? Write to the desk at any hour, we read every letter.",
            "This entry was posted on Saturday, May 2nd, 2026 at 4:40 pm and is filed under Boats. You can follow it.",
            "Please bookmark harbour.example, and follow the Ferry News on Instagram for pictures.",
        ],
    )
    def test_in_english(self, line: str) -> None:
        assert body_lines(f"<div>{LONG_ENGLISH}<p>{line}</p></div>") == body_lines(f"<div>{LONG_ENGLISH}</div>")

    @pytest.mark.parametrize(
        "line",
        [
            "The port sent its captains a newsletter and asked them to subscribe to the new timetable by post.",
            "Reporting by the harbour office is due in May; the editing of the tables takes a week, the office said.",
        ],
    )
    def test_a_sentence_about_newsletters_within_the_article_is_text(self, line: str) -> None:
        assert line in body_lines(f"<div>{LONG_ENGLISH}<p>{line}</p>{LONG_ENGLISH * 2}</div>")

    def test_what_follows_a_marker_in_another_look(self) -> None:
        after = f'<p>相关阅读</p><div class="box"><div>{CHINESE[0]}</div><div>{CHINESE[1]}</div></div>'
        assert body_lines(f'<div class="text">{MORE}{after}</div>') == MORE_LINES

    def test_a_text_that_goes_on_after_a_marker(self) -> None:
        found = body_lines(f"<div>{MORE}<p>相关阅读</p>{MORE}</div>")
        assert found == [*MORE_LINES, *MORE_LINES]

    def test_a_phone_number_in_the_middle_is_text(self) -> None:
        line = "渡口的老王说，他的电话是 400-123-4567，信箱是 wang@ferry.example，谁都可以找他。"
        assert line in body_lines(f"<div>{LONG}<p>{line}</p>{LONG}</div>")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("渡船开走了。特别声明：以上内容由用户上传。", "渡船开走了。"),
        ("渡船开走了。举报/反馈", "渡船开走了。"),
        ("渡船开走了。北岸提供 本文转载自北岸日报。阅读原文。", "渡船开走了。"),
        (
            "渡船开走了，后来有人在报上读到这件事情的经过 本文转载自北岸日报",
            "渡船开走了，后来有人在报上读到这件事情的经过 ",
        ),
        ("渡船開走了。（編輯：林曉）1150417", "渡船開走了。"),
        ("渡船开走了。 【责编：林晓】", "渡船开走了。"),
        ("It left. This article is republished from The Quay.", "It left. "),
    ],
)
def test_a_notice_within_the_last_line(text: str, kept: str) -> None:
    at = notice_at(text)
    assert at is not None
    assert text[:at].strip() == kept.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        CHINESE[0],
        ENGLISH[0],
        "特别声明：" + "渡船" * 200,
        "渡船开走了。（完）",
        "渡船开走了。（记者：林晓 编辑：邵文）",
    ],
)
def test_no_notice(text: str) -> None:
    assert notice_at(text) is None


@settings(max_examples=100)
@given(pages, st.data())
def test_cuts_lie_within_any_page(html: str, data: st.DataObject) -> None:
    layout = laid_out(f"{LONG}{html}")
    kept = sorted(data.draw(st.sets(st.integers(0, len(layout.blocks) - 1))))
    assert all(0 <= cut.start < cut.end <= len(layout.blocks) and cut.why for cut in ending(layout, kept))


@pytest.mark.parametrize(
    "line",
    [
        "阅读 1234",
        "评论(12)",
        "点赞：35",
        "本文约3000字，建议阅读10分钟",
        "听新闻 0:00 / 3:20",
        "收藏 点赞 我要评论(0)",
        "Share",
        "Save | Print | E-mail",
        "Listen to this article (4 min)",
        "5 min read",
        "Reading time: 4 minutes",
        "Filed under: Boats",
        "This article is more than 2 years old",
        "Photo: Ann Lowe",
        "Published on 02/05/2026 - 9:40",
        "Posted by Ann on Saturday, May 2nd, 2026 at 4:40 pm",
        "By Ann Lowe",
    ],
)
def test_what_a_page_says_of_itself_before_the_text(line: str) -> None:
    assert body_lines(f"<div><h1>渡船的新程序</h1><p>{line}</p>{LONG}</div>") == OWN


def test_code_that_looks_so_stays() -> None:
    code = "image: harbour/mail\nshare"
    assert {"image: harbour/mail", "share"} <= set(body_lines(f"<div>{TEXT}<pre>{code}</pre>{LONG}</div>"))


@pytest.mark.parametrize("line", ["关注", "分享与收藏", "Sharing", "Tags and what they are good for"])
def test_short_lines_that_say_something_stay(line: str) -> None:
    assert line in body_lines(f"<div>{TEXT}<p>{line}</p>{LONG}</div>")


class TestBehindAPressRelease:
    ISSUED = f"<p>QUAYTOWN, May 8 -- Quay Maps, a maker of charts, opened its archive.</p>{LONG_ENGLISH}"
    BEHIND = "<p>Media contact</p><p>Joan Fill, 555-0142</p><p>SOURCE Quay Maps</p>"

    def test_who_issued_it(self) -> None:
        about = "<p><b>About Quay Maps</b></p><p>Quay Maps draws charts of harbours. It was founded in 2014.</p>"
        own = body_lines(f"<div>{self.ISSUED}</div>")
        assert body_lines(f"<div>{self.ISSUED}{about}{self.BEHIND}</div>") == own

    def test_in_chinese(self) -> None:
        about = "<p>关于北岸实验室</p><p>北岸实验室成立于二〇一四年，有三百二十名员工，研究方言的翻译模型。</p>"
        assert body_lines(f"<div>{LONG}{about}</div>") == body_lines(f"<div>{LONG}</div>")

    @pytest.mark.parametrize(
        "about",
        [
            "<h2>About Quay Maps</h2><p>Nobody in the town knew who drew the charts before the archive was opened.</p>",
            "<h2>About Red Boats</h2><p>Red Boats are the oldest on the quay, and no chart was drawn for them.</p>",
        ],
    )
    def test_a_section_of_the_text_stays(self, about: str) -> None:
        found = body_lines(f"<div>{self.ISSUED}{about}</div>")
        assert found[-1] in about


class TestTeasersInOneLine:
    HEADLINES = ("渡口的灯又亮起来了今年", "面包房换了一本新的账本", "老契约第二册开放查阅了")

    def test_go(self) -> None:
        glued = "".join(
            f'<a href="/{h}">{h}</a><em>记者问了三个人，事情没有说的那样简单……</em>' for h in self.HEADLINES
        )
        assert body_lines(f"<div>{LONG}</div><div>推荐阅读{glued}</div>") == body_lines(f"<div>{LONG}</div>")

    def test_links_within_sentences_stay(self) -> None:
        said = "".join(
            f'他说，<a href="/{h}">{h}</a>，这是去年冬天在渡口边上写下的一句话，没有人问过。' for h in self.HEADLINES
        )
        assert body_lines(f"<div>{LONG}<p>{said}</p></div>")[-1].startswith("他说")


@pytest.mark.parametrize(
    "line",
    [
        "本文为付费内容，剩余 82% 需订阅后阅读。",
        "余下 1200 字需付费后阅读",
        "开通年度会员，畅读全部文章，随时可以取消。",
        "Subscribe to read the whole story.",
        "Already a subscriber? Log in.",
    ],
)
def test_what_a_paywall_says(line: str) -> None:
    assert body_lines(f"<div>{LONG}<p>{line}</p></div>") == body_lines(f"<div>{LONG}</div>")
