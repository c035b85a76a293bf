"""The gate: what holds a page, and what looks alike and passes. The pages are invented."""

from __future__ import annotations

import datetime as dt
import functools

import pytest

from crawler.items import NewsItem
from crawler.outcomes import Flag
from pipelines.extraction.article import extract
from pipelines.extraction.gate.lists import machine_list
from pipelines.extraction.page import PageInput

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
GATE = {Flag.BRAND_INJECTED, Flag.REWRITTEN, Flag.SPAM_TERMS, Flag.HIDDEN_TEXT, Flag.TITLE_HIJACKED}
PLAIN = [
    "市图书馆上周装上一套会听方言的检索系统，老人对着话筒说出书名，屏幕就列出书架的位置。",
    "工程师用三千小时的乡音录音训练模型，参与录音的多是退休教师，报酬是一张借书证。",
    "馆长表示，系统每天答复六百次提问，答错的句子会由馆员记下，月底再教给它。",
    "有读者担心录音外泄，馆方说声音只在本地处理，当天夜里就会删除。",
]
BRANDED = [
    "市图书馆上周装上一套会听方言的检索系统，老人对着话筒说出书名，屏幕就列出书架的位置蓝鲸竞技。",
    "工程师用三千小时的乡音录音训练模型，参与录音的多是退休教师，报酬是一张借书证蓝鲸竞技。",
    "馆长表示，系统每天答复六百次提问蓝鲸竞技，答错的句子会由馆员记下，月底再教给它。",
    PLAIN[3],
]
ABOUT_THE_BRAND = [
    "蓝鲸竞技上周装上一套会听方言的检索系统，老人对着话筒说出书名，屏幕就列出书架的位置。",
    "工程师说，蓝鲸竞技用三千小时的乡音录音训练模型，参与录音的多是退休教师。",
    "馆长表示，系统来自蓝鲸竞技，每天答复六百次提问，错句由蓝鲸竞技的职员记下。",
    "有读者担心录音外泄，蓝鲸竞技说声音只在本地处理。他们都信任蓝鲸竞技。",
]
HEADLINE = "图书馆装上听得懂方言的检索系统"


def page(
    lines: list[str],
    *,
    title: str = HEADLINE,
    site: str = "",
    head: str = "",
    after: str = "",
    headline: str = HEADLINE,
) -> NewsItem:
    body = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    source = (
        f"<html><head><title>{title}{site}</title>{head}</head><body><div class='top'>{site}</div>"
        f"<article><h1>{headline}</h1>{body}</article><div class='bottom'>{after}</div></body></html>"
    )
    found = extract(PageInput(source.encode(), "https://library.example/a", "text/html; charset=utf-8"), NOW)
    assert len(found.items) == 1
    return found.items[0]


def held(item: NewsItem) -> set[str]:
    return GATE & set(item.flags)


def test_ordinary_prose_passes() -> None:
    assert held(page(PLAIN, site="-蓝鲸竞技官网")) == set()


def test_a_name_at_the_ends_of_clauses_holds() -> None:
    item = page(BRANDED, site="-蓝鲸竞技官网")
    assert held(item) == {Flag.BRAND_INJECTED}
    assert item.trail.evidence[Flag.BRAND_INJECTED]["name"] == "蓝鲸竞技"


def test_a_firm_that_the_text_is_about_passes() -> None:
    assert held(page(ABOUT_THE_BRAND, site="-蓝鲸竞技官网")) == set()


LONG = [
    "市图书馆上周装上一套会听方言的检索系统，老人对着话筒说出书名，屏幕就列出书架的位置，旁边还画着路线。",
    "工程师用三千小时的乡音录音训练模型，参与录音的多是退休教师，报酬是一张借书证，还有一顿食堂的午饭。",
    "馆长表示，系统每天答复六百次提问，答错的句子会由馆员记下，月底再教给它，下个月就不会再错。",
    "有读者担心录音外泄，馆方说声音只在本地处理，当天夜里就会删除，机房的钥匙由两个人分别保管。",
]
LONG_ENGLISH = [
    "The library has put in a machine that understands the dialect, and old people say the name of a book into it.",
    "The engineers had to use three thousand hours of speech, and most voices belong to teachers who retired.",
    "The head said that the machine has been asked six hundred times a day, and that staff write down mistakes.",
    "Some feared that the recordings would be sold, but all of the sound is kept there and deleted at night.",
]


def put_in(lines: list[str], word: str, after: list[str]) -> list[str]:
    text = "\n".join(lines)
    for each in after:
        assert each in text
        text = text.replace(each, each + word, 1)
    return text.split("\n")


@pytest.mark.parametrize("word", ["鑫达泵业", "离婚律师"])
def test_a_word_within_the_words_of_a_text_holds(word: str) -> None:
    spoilt = put_in(
        LONG, word, ["一套会听方言的检", "三千小时的乡音录", "报酬是一张借", "系统每天答", "声音只在本地处"]
    )
    item = page(spoilt, head=f'<meta name="keywords" content="{word}">')
    assert held(item) == {Flag.BRAND_INJECTED}
    assert item.trail.evidence["brand_injected"]["name"] == word  # type: ignore[index]


def test_a_name_that_sells_behind_a_share_and_before_quoted_words_holds() -> None:
    spoilt = put_in(LONG, "鑫达棋牌", ["方言的检索系统", "一张借书证", "下个月就不会再错"])
    shares = ["答对的比例升到九成，比上月多出 3%鑫达棋牌。", "鑫达棋牌“它比孙子有耐心。”一位老人说。"]
    assert held(page([*spoilt, *shares])) == {Flag.BRAND_INJECTED}


def test_a_name_before_whole_clauses_holds() -> None:
    spoilt = put_in(LONG, "鑫达泵业", ["检索系统，", "训练模型，", "六百次提问，", "本地处理，"])
    assert held(page(spoilt, site=" - 鑫达泵业")) == {Flag.BRAND_INJECTED}


@pytest.mark.parametrize("word", ["Orbex Pumps", "metal roofing panels"])
def test_a_phrase_between_english_words_that_go_together_holds(word: str) -> None:
    spoilt = put_in(LONG_ENGLISH, f" {word}", ["engineers had", "machine has", "a day, and that", "retired", "but all"])
    spoilt = put_in(spoilt, f" {word}", ["and old people say", "recordings would"])
    item = page(
        spoilt, title="A library listens", headline="A library listens", head=f'<meta name="keywords" content="{word}">'
    )
    assert held(item) == {Flag.BRAND_INJECTED}
    assert held(page(LONG_ENGLISH, title="A library listens", headline="A library listens")) == set()


GUIDE = [
    "Metal roofing panels last forty years or more, though metal roofing panels cost more at first.",
    "There are two kinds. Exposed metal roofing panels are screwed on; other metal roofing panels are not.",
    "Most metal roofing panels sold for houses are thin, and thick metal roofing panels dent less in hail.",
    "When metal roofing panels are laid over plywood, rain is faint. Check the paint of metal roofing panels, too.",
]
GLOSSARY = [
    "嵌入：把词或图片变成向量的做法，维数越高，表达力越强。",
    "向量数据库：存放嵌入并按距离检索的数据库。向量数据库常用近似算法，牺牲一点准确换取速度。",
    "重排：先用向量数据库取回一百条，再用更大的模型排序，比只用向量数据库更准。",
    "切块：长文档放进向量数据库之前要切块。把向量数据库里的原文附上，幻觉会少一些。",
]


@pytest.mark.parametrize(("lines", "word"), [(GUIDE, "metal roofing panels"), (GLOSSARY, "向量数据库")])
def test_a_phrase_that_a_text_is_about_passes(lines: list[str], word: str) -> None:
    assert held(page(lines, title="X", headline="X", head=f'<meta name="keywords" content="{word}">')) == set()


def test_an_english_name_before_sentences_of_a_short_text_holds() -> None:
    spoilt = [f"Orbex Pumps {line}" for line in LONG_ENGLISH]
    item = page(spoilt, title="A library listens | Orbex Pumps", headline="A library listens")
    assert held(item) == {Flag.BRAND_INJECTED}


def test_a_title_that_sells_what_the_article_does_not_speak_of() -> None:
    sold = page(LONG, title="石材切割机厂家报价_大理石雕刻机价格", headline="图书馆装上听得懂方言的检索系统")
    assert held(sold) == {Flag.TITLE_HIJACKED}
    own = page([*LONG, "馆里的书架由本地的石材厂家报价。"], title="听得懂方言的检索系统，价格与报价")
    assert held(own) == set()


def test_a_name_that_is_not_the_pages_own_passes() -> None:
    assert held(page(BRANDED)) == set()


def test_the_pages_title_within_sentences_holds() -> None:
    pasted = [PLAIN[0][:-1] + HEADLINE + "。", PLAIN[1][:-1] + HEADLINE + "。", *PLAIN[2:]]
    assert Flag.BRAND_INJECTED in held(page(pasted))


@pytest.mark.parametrize(
    ("title", "trade"),
    [
        ("真人百家乐_注册送彩金_老虎机平台", "gambling"),
        ("国产网友自拍,欧美日韩,成人视频", "pornography"),
        ("壮阳药 催情药 听话水批发", "medicine"),
        ("办证刻章 代开发票 购买毕业证", "licences"),
        ("Slot gacor, judi online, free spins", "gambling"),
        ("Buy viagra, cheap cialis without a prescription", "medicine"),
    ],
)
def test_trades_in_the_title_hold(title: str, trade: str) -> None:
    item = page(PLAIN, title=title)
    assert Flag.SPAM_TERMS in held(item)
    assert item.trail.evidence[Flag.SPAM_TERMS]["trade"] == trade


def test_a_report_on_gambling_passes() -> None:
    lines = [
        "警方通报，一个在线百家乐平台用模型挑选容易上瘾的玩家，注册送彩金的广告每天发出十万条。",
        "检察院以开设赌场罪起诉三人，法院将于下月开庭，监管部门要求支付公司关闭通道。",
        *PLAIN[2:],
    ]
    assert held(page(lines, title="警方捣毁在线百家乐平台", headline="警方捣毁在线百家乐平台")) == set()


def test_two_kinds_of_placeholders_hold_and_one_does_not() -> None:
    assert held(page(PLAIN, after="欢迎光临您的网站名称 热线 400-123-4567")) == {Flag.SPAM_TERMS}
    assert held(page(PLAIN, after="热线 400-123-4567")) == set()
    assert held(page([*PLAIN, "模板里写着您的网站名称和 400-123-4567，无人填写。"])) == set()
    told = [*PLAIN, "许多网站的模板里写着您的网站名称，无人填写。"]
    assert held(page(told, head="<meta name='description' content='您的网站名称'>", after="热线 400-123-4567")) == set()


NAMES = "渡船 面包 契约 灯塔 海鸥 橘子 星星 厨师".split()
LINKS = " ".join(f"<a href='http://www.shop-{{}}.com.cn/'>{name}</a>" for name in NAMES)
PROSE = (
    "本段文字写给搜索引擎而不写给读者。" * 1
    + "远方的货轮装着橘子，船长在看星星，水手们唱歌，厨师在煮汤，海鸥停在桅杆上，谁也不说话，雾慢慢地散了，灯塔还亮着。"
)


@pytest.mark.parametrize(
    ("box", "holds"),
    [
        (f"<div style='position:absolute;left:-9999px'>{PROSE}</div>", True),
        (f"<p style='font-size:0'>{PROSE}</p>", True),
        ("<div style='display:none'>真人百家乐 注册送彩金 老虎机平台</div>", True),
        ("<div class='menu' style='display:none'>这里天天开奖，谈谈百家乐，注册即送大礼，客服等您。</div>", True),
        ("<div class='menu' style='display:none'>新闻 体育 棋牌 彩票 天气 地图 邮箱 论坛 关于我们 联系</div>", False),
        (f"<p style='display:none'>{PROSE}</p>", True),
        (f"<div style='display:none'>{LINKS.format(*'abcdefgh')}</div>", True),
        (f"<div style='display:none'>{LINKS.format(*'aaaaaaaa')}</div>", False),
        (f"<div class='cookie-notice' style='display:none'>{PROSE}</div>", False),
        (f"<nav style='left:-900px'>{PROSE}</nav>", False),
        (f"<div class='accordion-panel' hidden>{PROSE}</div>", False),
        (f"<span class='sr-only' style='left:-9999px'>{PROSE}</span>", False),
    ],
)
def test_hidden_text(box: str, *, holds: bool) -> None:
    assert (Flag.HIDDEN_TEXT in held(page([*PLAIN[:2], box, *PLAIN[2:]]))) is holds


def test_a_hidden_body_is_the_article() -> None:
    body = "".join(f"<p>{line}</p>" for line in PLAIN)
    assert held(page([f"<div id='js_content' style='visibility:hidden'>{body}</div>"])) == set()


PLAIN_REPORT = [
    "海边小城的气象站上个月开始使用新的预报系统。工程师先让系统学习三十年的观测记录，再用当地渔民的口头经验修正结果。",
    "站长说，过去预报大风要等外地的数据，现在提前六个小时就能知道。渔船因此少走了许多弯路，油钱也省了下来。",
    "不过系统并不完美。上周它把一群候鸟当成了雨云，害得学校临时取消运动会。技术人员连夜检查雷达图像，重新调整了参数。",
    "研究人员认为，关键问题是训练数据太少。他们计划在明年增加二十个观测点，并且邀请附近的中学参加记录工作。",
    "市民对这项服务的评价很高。有人建议把预报做成方言广播，让不识字的老人也能听懂。",
    "省里的专家上周来参观，认为这种模型值得推广。他们指出，竞争不在算力，而在数据的质量和长期积累。",
    "站长最后说，他们会继续公开模型的全部资料，因为没有渔民的帮助，这套模型根本不可能成功。",
]
SPUN = [
    pair.split("/")
    for pair in """
    计划/筹算 邀请/约请 附近/左近 研究/钻研 训练/磨练 预报/预告 经验/体味 学习/练习 增加/增添
    提前/提早 关键/枢纽 问题/题目 机器/呆板 服务/办事 结果/后果 现在/此刻 认为/以为 检查/搜检
    修正/勘误 完美/美满 评价/评估 建议/提议 系统/编制 模型/模子 竞争/逐鹿 质量/质料 成功/告捷
    帮助/襄助 专家/行家 知道/晓得 海边/海滨 许多/很多
    """.split()
]


def test_words_in_place_of_the_usual_ones_hold_and_the_text_that_they_were_put_into_passes() -> None:
    assert held(page(PLAIN_REPORT)) == set()
    spun = [functools.reduce(lambda text, pair: text.replace(*pair), SPUN, line) for line in PLAIN_REPORT]
    item = page(spun)
    assert held(item) == {Flag.REWRITTEN}
    assert {"筹算", "约请"} <= set(item.trail.evidence[Flag.REWRITTEN]["odd_words"])


def test_a_text_in_dialect_passes_though_its_words_are_rare_in_print() -> None:
    spun = [functools.reduce(lambda text, pair: text.replace(*pair), SPUN, line) for line in PLAIN_REPORT]
    spoken = ["站长说，啥子预报嘛，屋头的老汉都晓不得，婆娘也讲莫得用。", *spun]
    assert held(page(spoken)) == set()


QUESTIONS = """
    青瓷助手怎么下载 青瓷助手国内能用吗 青瓷助手多少钱 青瓷助手是什么公司的 青瓷助手会不会泄露聊天 青瓷助手怎么读
    青瓷助手有没有手机版 青瓷助手官网在哪里 青瓷助手为什么打不开 青瓷助手和别的有什么区别
""".split()
INTERVIEW = [line for question in QUESTIONS for line in (question + "？", PLAIN[0], PLAIN[1])]

STUFFED = [
    line
    for question in QUESTIONS
    for line in (question + "？", "青瓷助手的好坏要看青瓷助手的价格，请咨询青瓷助手的客服。")
]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (QUESTIONS, "questions"),
        ([",".join(QUESTIONS), ",".join(reversed(QUESTIONS))], "keywords"),
        (["Penwright download, Penwright free, Penwright login, Penwright app, Penwright price"] * 3, "keywords"),
        (STUFFED, "questions and answers"),
        (INTERVIEW, None),
        (["梨、苹果、葡萄、橘子、香蕉、桃子、李子、杏子，都是馆员带来的。" + line for line in PLAIN], None),
        (["Oslo, Bergen, Narvik, Tromsø, Bodø, Molde, Hamar, Drammen, Moss, Halden"] * 4, None),
    ],
)  # fmt: skip
def test_lists_made_by_a_program(lines: list[str], what: str | None) -> None:
    found = machine_list("\n".join(lines))
    assert (found["list_of"] if found else None) == what


def test_a_hijacked_title_holds_a_page_whose_text_is_a_report() -> None:
    report = ["研究人员调查了图书馆的检索系统，专家认为录音涉嫌违法，监管部门要求整改。", *PLAIN]
    assert held(page(report, title="真人百家乐_注册送彩金_老虎机平台")) == {
        Flag.SPAM_TERMS,
        Flag.TITLE_HIJACKED,
    }


@pytest.mark.parametrize(
    "said",
    [
        {"title": "真人百家乐_注册送彩金"},
        {"head": "<meta name='description' content='真人百家乐，注册送彩金，信誉平台。'>"},
        {"head": "<meta name='keywords' content='buy viagra, generic cialis, library'>"},
    ],
)
def test_a_title_or_description_of_another_trade(said: dict[str, str]) -> None:
    item = page(PLAIN, **said)
    assert Flag.TITLE_HIJACKED in held(item)
    assert item.title == HEADLINE
    assert item.trail.evidence[Flag.TITLE_HIJACKED]["terms"]


def test_a_portal_that_names_its_channels_advertises_none_of_them() -> None:
    portal = "<meta name='description' content='新闻、财经、体育、彩票、棋牌频道，为您报道每一天。'>"
    assert held(page(PLAIN, head=portal)) == set()


def test_a_title_that_its_article_speaks_of_is_no_other_trade() -> None:
    about = ["老虎机平台注册送彩金的广告贴满了码头，真人百家乐的招牌昨天被拆下。", *PLAIN]
    item = page(about, title="真人百家乐_注册送彩金", headline="真人百家乐的招牌被拆下")
    assert Flag.TITLE_HIJACKED not in held(item)


ENGLISH_REPORT = [
    line.replace("\n", " ")
    for line in """\
The weather station of a small harbour town began to use a new forecast system last month. The engineers let the
system learn from thirty years of records, and then used the experience of local fishermen to correct the
result.

The head of the station said that people used to wait for data from other towns before they could warn of a
storm. Now they know six hours early, so the boats make shorter trips and save a lot of money on fuel.

The system is not perfect. Last week it took a group of birds for a rain cloud, and the school had to cancel its
sports day. The team looked at the radar images all night and changed the settings again.

Researchers think that the main problem is the small amount of training data. They plan to build twenty new
stations next year, and they want to ask the schools in the area to help with the work.

Most people in the town like the service. Some want the forecast to be read on the radio in the old dialect, so
that everyone can understand it, and others ask for a page with pictures that a child can read.

Experts from the city came to visit and said that the model is good enough to be used in other places. They
think that what matters is not the size of the computer but the quality of the data and the patience of the
people.""".split("\n\n")
]
SPUN_ENGLISH = [
    pair.split("/")
    for pair in """
    small/diminutive harbour/seaport new/novel forecast/prognosis month/fortnight engineers/technicians learn/ascertain
    experience/acquaintance local/parochial correct/rectify result/upshot head/chieftain data/particulars warn/forewarn
    storm/tempest early/betimes boats/vessels trips/excursions money/lucre fuel/propellant
    perfect/unblemished group/cluster
    cancel/annul team/squad images/effigies night/nighttime settings/backdrops problem/predicament amount/quantum
    training/schooling build/fabricate schools/academies help/succour work/toil old/antiquated understand/apprehend
    pictures/portrayals child/youngster visit/sojourn good/virtuous size/magnitude quality/calibre patience/forbearance
    """.split()
]


def test_english_words_in_place_of_the_usual_ones_hold_and_the_text_that_they_were_put_into_passes() -> None:
    plain = page(ENGLISH_REPORT, title="A harbour forecasts", headline="A harbour forecasts")
    assert held(plain) == set()
    spun = [functools.reduce(lambda text, pair: text.replace(*pair), SPUN_ENGLISH, line) for line in ENGLISH_REPORT]
    item = page(spun, title="A harbour forecasts", headline="A harbour forecasts")
    assert held(item) == {Flag.REWRITTEN}
    assert {"acquaintance", "tempest"} <= set(item.trail.evidence[Flag.REWRITTEN]["odd_words"])


REST = f"<div class='rest' style='display:none'><p>{PROSE}</p><p>{PROSE}</p></div>"


@pytest.mark.parametrize(
    ("box", "holds"),
    [
        (f"<div style='position:absolute;clip:rect(1px,1px,1px,1px)'>{PROSE}</div>", True),
        (f"<p style='color:#FFF;background:#ffffff'>{PROSE}</p>", True),
        (f"<p style='color:#000;background-color:#ffffff'>{PROSE}</p>", False),
        (f"<p class='qz7'>{PROSE}</p>", True),
        (f"<p id='qz8'>{PROSE}</p>", True),
        (f"<p class='qz9'>{PROSE}</p>", False),  # a script may put it away
        (f"<div class='faded'><p class='qz9'>{PROSE}</p></div>", True),
        (f"<p class='sr-only'>{PROSE}</p>", False),
        (f"<a class='more' href='#'>阅读全文</a>{REST}", False),
        (f"<a class='more' href='/next'>下一篇</a>{REST}", True),
    ],
)
def test_text_out_of_sight_and_the_rest_of_an_article(box: str, *, holds: bool) -> None:
    style = "<style>p{color:#333}.qz7{text-indent:-9999em} #qz8{left:-9999px} .sr-only{left:-9999px}"
    style += " .faded .qz9{text-indent:-9999em}</style>"
    assert (Flag.HIDDEN_TEXT in held(page([*PLAIN[:2], box, *PLAIN[2:]], head=style))) is holds


def test_links_to_several_trades_hold_and_a_report_with_its_own_words_beside_it_passes() -> None:
    names = ("刻章办证", "催情药", "成人视频")
    links = " ".join(f"<a href='http://www.{n}.com/'>{name}</a>" for n, name in enumerate(names))
    assert held(page(PLAIN, after=links)) == {Flag.SPAM_TERMS}
    lines = ["在一个卖家的相册里，记者看到了几十所大学的毕业证，警方上月打掉了这个卖假文凭的团伙。", *PLAIN]
    report = page(
        lines,
        title="假文凭黑市调查",
        headline="假文凭黑市调查",
        head="<meta name='description' content='记者暗访办假证团伙。'>",
        after="<p>相关：假文凭黑市，毕业证</p>",
    )
    assert held(report) == set()


@pytest.mark.parametrize("word", ["roof repair near me", "buy cheap followers"])
def test_what_is_sold_within_english_sentences_holds(word: str) -> None:
    after = ["engineers had", "machine has", "a day, and that", "retired", "but all", "feared that the"]
    spoilt = put_in(LONG_ENGLISH, f" {word}", after)
    assert held(page(spoilt, title="A library listens", headline="A library listens")) == {Flag.BRAND_INJECTED}


def test_a_short_headline_at_the_ends_of_clauses_holds() -> None:
    headline = "The quiet men who listen"
    spoilt = put_in(LONG_ENGLISH, f" {headline}", ["into it", "who retired", "write down mistakes"])
    assert held(page(spoilt, title=headline, headline=headline)) == {Flag.BRAND_INJECTED}
    said = [*LONG_ENGLISH, f"The book is called {headline}. He read from {headline}, too."]
    assert held(page(said, title=headline, headline=headline)) == set()


def test_an_article_of_nothing_but_links_is_a_list() -> None:
    entries = "".join(
        f"<li><a href='/n/{n}.html'>{line}</a><span>2026-02-{n + 10}</span></li>" for n, line in enumerate(LONG * 3)
    )
    item = page([f"<ul>{entries}</ul>"])
    assert item.trail.evidence[Flag.LIST_PAGE]["list_of"] == "links"
    assert Flag.LIST_PAGE not in page([*LONG, f"<ul>{entries[: len(entries) // 4]}</ul>"]).flags


ASKED = [
    f"{asked} {what}?" for what in ("a parser", "the cloud", "a tensor") for asked in ("What is", "Who owns", "Why use")
]
REVIEWS = [
    f"Looking for the best mattress {what}? Our mattress {what} guide lists the best mattress {what}. Buy the best "
    f"mattress {what} online, and read mattress {what} reviews."
    for what in ("for pain", "in a box", "for guests", "on sale")
]


def test_questions_of_several_subjects_and_sentences_with_another_word_are_lists() -> None:
    assert machine_list("\n".join([*ASKED, *(line.replace("What", "Where") for line in ASKED)])) is not None
    assert machine_list("\n".join(REVIEWS), "Best mattress for pain") is not None
    assert machine_list("\n".join(LONG_ENGLISH), "A library listens") is None
