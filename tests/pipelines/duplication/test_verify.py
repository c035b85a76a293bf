"""Whether two texts are one: decided on the texts."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.outcomes import Relation
from pipelines.duplication.fold import tokens
from pipelines.duplication.form import MIN_WORDS, Form
from pipelines.duplication.match import Match
from pipelines.duplication.verify import compare, coverage, explained, share_within

CHINESE = """
北岸实验室今天公布了一个小型翻译模型，它只需要一块普通显卡就能运行。研究组负责人林晓说，他们花了八个月整理语料，
其中一半来自渔村老人的口述录音。模型在方言测试里比上一代少犯三成错误，不过遇到长句仍会漏掉句尾的语气词。
代码和权重下周放到公开仓库，任何人都可以下载。镇上的中学已经用它给听障学生做课堂字幕，老师们每周记录一次差错。
"""
ENGLISH = """
The harbour office will let a small forecasting model plan its dredging from next spring. Engineers fed it eleven years
of tide tables, storm logs and the skippers' own notes, then compared its advice with what the crews had really done.
It was right more often than the old rule of thumb, though it twice sent a barge to a channel that was already clear.
A person still signs every plan, and the union has asked for the reasons to be printed beside each recommendation.
"""
UNRELATED = """
A baker in the hill town has taught her oven to wait. Sensors listen to the dough, a tiny network guesses how
long the crust needs, and the loaves come out the same on damp mornings as on dry ones. Her neighbours were
doubtful at first; now four of them share the recipe for the controller, and the miller keeps a spare board
behind the counter for the days when flour dust gets into the fan and the whole contraption has to be taken
apart with a spoon.
"""
BAKERY = """
山城的一位面包师让烤炉学会了等待。几只传感器听着面团的动静，一个很小的网络估计外皮还要烤多久，潮湿的早晨和干燥的早晨
出炉的面包一样松软。邻居们起初不信，如今有四家共用这套控制器的做法，磨坊主还在柜台后面备着一块电路板，等哪天面粉钻进
风扇，就得拿勺子把整台机器拆开。
"""
REPORT = (
    "Port report of {day} May: {ships} ships came in and {out} left. The longest wait was {wait} hours, the "
    "model's own guess had been {guess}. Grain made up {grain} tonnes of the freight, timber {timber} tonnes, "
    "and the cranes stood still for {still} minutes because of wind. The harbour office thanks the crews of "
    "the pilots' boats for their work through the night, and reminds all skippers that the north channel stays "
    "closed to anyone without a pilot on board."
)
MONDAY = REPORT.format(day=3, ships=41, out=38, wait=7, guess=6, grain=5120, timber=880, still=35)
TUESDAY = REPORT.format(day=4, ships=29, out=33, wait=11, guess=12, grain=4710, timber=1015, still=90)
LEAD = (
    "After a night of storm the harbour office has stopped its forecasting model for a week. The skippers had found "
    "barges before the wrong channel on Friday, and the crews refused to sail by its tide tables until every plan "
    "carries a second signature, the union said on Saturday morning after the engineers had looked at the logs.\n"
)
CHINESE, ENGLISH, UNRELATED, BAKERY = (
    " ".join(text.split()).replace("， ", "，").replace("。 ", "。\n").replace("早晨 ", "早晨").replace("钻进 ", "钻进")
    for text in (CHINESE, ENGLISH, UNRELATED, BAKERY)
)
TRADITIONAL = str.maketrans("实验个显卡运说们语测试过长会气开库听课师录", "實驗個顯卡運說們語測試過長會氣開庫聽課師錄")
SPUN = {
    "实验室": "试验所", "公布": "发表", "小型": "袖珍", "负责人": "当家", "一半": "对折", "仍会": "还要",
    "公开": "敞亮",    "普通": "寻常", "整理": "收拾", "错误": "差池", "任何人": "谁", "下载": "取用", "记录": "登记",
}  # fmt: skip


def told(new: str, old: str) -> Match:
    match = compare(new, old)
    assert match is not None
    return match


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_the_same_text(text: str) -> None:
    match = told(text, f"  {text.upper()}！")
    assert (match.relation, match.similarity) == (Relation.EXACT, 1.0)


def test_the_same_text_in_the_other_script() -> None:
    match = told(CHINESE.translate(TRADITIONAL), CHINESE)
    assert (match.relation, match.similarity) == (Relation.SCRIPT, 1.0)
    assert told(CHINESE.translate(TRADITIONAL).replace("下周", "下个月"), CHINESE).relation is Relation.SCRIPT
    assert told(CHINESE.translate(TRADITIONAL), CHINESE.translate(TRADITIONAL)).relation is Relation.EXACT


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (CHINESE.replace("下周", "下个月"), CHINESE),
        (ENGLISH.replace("eleven years", "a decade"), ENGLISH),
        ("首页\n新闻\n体育\n热门文章\n" + CHINESE + "\n返回顶部", CHINESE),
        (ENGLISH + "\nShare this\nMore on harbours\nRead next: bread", ENGLISH),
    ],
    ids=["zh edit", "en edit", "zh furniture", "en furniture"],
)
def test_a_light_edit_is_near(new: str, old: str) -> None:
    assert told(new, old).relation is Relation.NEAR
    assert told(old, new).relation is Relation.NEAR


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_a_text_that_is_cut_is_contained(text: str) -> None:
    cut = text[: len(text) * 6 // 10]
    short, whole = told(cut, text), told(text, cut)
    assert (short.relation, short.turned) == (Relation.CONTAINED, False)
    assert (whole.relation, whole.turned) == (Relation.CONTAINED, True)
    assert short.evidence["cut"]
    assert short.similarity >= 0.9 > whole.similarity


@pytest.mark.parametrize(
    ("part", "page"),
    [
        (CHINESE, f"{CHINESE}\n{BAKERY}"),
        (CHINESE, f"{BAKERY}\n{CHINESE}"),
        (ENGLISH, f"{ENGLISH}\n{UNRELATED}"),
        (ENGLISH, f"{UNRELATED}\n{ENGLISH}"),
        (ENGLISH, f"{UNRELATED}\n{ENGLISH}\n{BAKERY}"),
        (ENGLISH, f"{ENGLISH} {UNRELATED}"),
    ],
)
def test_a_page_that_holds_the_text_and_another_contains_it(part: str, page: str) -> None:
    contains, within = told(page, part), told(part, page)
    assert (contains.relation, contains.turned) == (Relation.CONTAINS, False)
    assert (within.relation, within.turned) == (Relation.CONTAINS, True)
    assert contains.similarity < 0.8 <= within.similarity


@pytest.mark.parametrize("page", ["{long}\n{other}", "{other}\n{long}"])
def test_a_page_contains_the_long_text_that_makes_up_most_of_it_whatever_phrases_both_have(page: str) -> None:
    long = f"{ENGLISH}\n{LEAD}{MONDAY}"
    other = UNRELATED.strip().replace("the crust", "for a week the crust").replace("; now", " than the old; now")
    both = page.format(long=long, other=other)
    assert coverage(Form(long), Form(both)) == 1
    assert (told(long, both).relation, told(both, long).relation) == (Relation.CONTAINS, Relation.CONTAINS)


def test_a_rewritten_text_and_the_words_that_betray_it() -> None:
    spun = CHINESE
    for word, other in SPUN.items():
        spun = spun.replace(word, other)
    match = told(spun, CHINESE)
    assert match.relation is Relation.REWRITTEN
    shown = explained(match, Form(spun), Form(CHINESE)).evidence
    assert {("发表", "公布"), ("收拾", "整理")} <= set(shown["replaced"])
    assert all(passage in spun for passage in shown["passages"])


def test_a_daily_report_with_other_numbers_is_a_template() -> None:
    match = compare(MONDAY, TUESDAY)
    assert match is None or match.relation is Relation.TEMPLATE
    assert told(MONDAY + ENGLISH, TUESDAY + ENGLISH).relation is Relation.TEMPLATE


def test_a_report_with_other_numbers_is_a_template_whatever_names_agree() -> None:
    names = " ".join(f"The Skipper of the Ann{place}e, Bo{place}sun, came." for place in "abcdefghijklmnopqrst")
    one, other = (f"{names} {report} {ENGLISH} {UNRELATED}" for report in (MONDAY, TUESDAY))
    match = told(one, other)
    assert match.relation is Relation.TEMPLATE
    assert match.evidence["anchors_missing"] < 0.2 * (match.evidence["anchors"] + match.evidence["anchors_missing"])


def test_a_report_with_the_same_numbers_at_other_places_is_a_template() -> None:
    one = REPORT.format(day=3, ships=4, out=5, wait=6, guess=7, grain=8, timber=9, still=2)
    other = REPORT.format(day=4, ships=5, out=6, wait=7, guess=8, grain=9, timber=2, still=3)
    assert told(f"{one} {ENGLISH} {UNRELATED}", f"{other} {ENGLISH} {UNRELATED}").relation is Relation.TEMPLATE


@pytest.mark.parametrize("form", ["{}", "{} " + ENGLISH], ids=["alone", "within a text"])
@pytest.mark.parametrize(
    "changes",
    [
        {"880 tonnes": "890 tonnes"},
        {"880 tonnes": "890 tonnes", "41 ships": "43 ships"},
        {"5120": "5,120", "880": "0880"},
        {"35 minutes": "35.4 minutes", "5120 tonnes": "5120.2 tonnes", "7 hours": "7.25 hours"},
        {"3 May": "May 3", "5120 tonnes": "5.12 thousand tonnes"},
    ],
    ids=["one corrected", "two corrected", "written otherwise", "rounded", "another form of date and unit"],
)
def test_a_report_with_a_number_corrected_or_written_otherwise_is_no_template(
    changes: dict[str, str], form: str
) -> None:
    changed = MONDAY
    for old, new in changes.items():
        changed = changed.replace(old, new)
    assert changed.count("tonnes") == MONDAY.count("tonnes")
    assert told(form.format(changed), form.format(MONDAY)).relation is Relation.NEAR
    assert told(form.format(MONDAY), form.format(changed)).relation is Relation.NEAR


RIVER = """
{river}水文情况：受{cause}影响，{river}干流水位{moved}，{station}站水位仍在警戒线以下。水文部门预计，未来几天{river}水位将{next}，
请沿岸单位和居民密切关注水情信息，做好巡查准备，船舶进出港口服从调度，钓鱼和游泳的市民注意自身安全。
"""
MONDAYS_RIVER = RIVER.format(river="松花江", cause="上游降雨", moved="上涨", station="哈尔滨", next="继续上涨")
NOTICE = """
任免通知。经公司董事会研究决定，聘任{name}为{place}分公司经理，自{day}起任职。{name}全面负责{place}分公司的日常管理工作，
直接向公司汇报，并按照规定办理交接手续。各部门应当积极配合，保证各项工作平稳进行。本通知同时抄送工会和全体员工。
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MONDAYS_RIVER, RIVER.format(river="嘉陵江", cause="持续高温", moved="下降", station="南充", next="小幅回落")),
        (
            NOTICE.format(name="赵海涛", place="合肥", day="周一"),
            NOTICE.format(name="周敏", place="南昌", day="星期四"),
        ),
    ],
    ids=["report", "notice"],
)
def test_a_form_in_which_only_words_are_others_is_a_template(one: str, other: str) -> None:
    for match in (told(one, other), told(other, one)):
        assert match.relation is Relation.TEMPLATE
        assert match.evidence["words_other"] >= 2


def test_a_form_is_one_both_ways_when_one_text_lost_words() -> None:
    form = (
        "图片新闻：昨日，{}的杜鹃花{}，吸引众多游客前来观赏。游客们在花海中拍照留念，尽享春日时光。据了解，杜鹃花花期"
        "将持续半个月左右，当地还将举办摄影比赛等活动，带动乡村旅游发展。"
    )
    lost, whole = form.format("吉林商丘", "竞相"), form.format("安徽黄山", "竞相开放")
    assert told(lost, whole).relation is told(whole, lost).relation


@pytest.mark.parametrize(
    "changes",
    [
        {"上涨": "走高", "预计": "估计", "密切": "时刻", "巡查": "检查", "市民": "居民", "仍在": "还在"},
        {"哈尔滨": "佳木斯"},
        {"松花江": "松花江干支流"},
        {"上游降雨": "上游强降雨", "水文情况：": "本报讯（记者王芳）", "自身安全。": "自身安全。（编辑赵敏）"},
    ],
    ids=["other words for the same", "one corrected", "completed", "another outlet's reporter"],
)
def test_a_form_in_which_words_say_the_same_is_no_template(changes: dict[str, str]) -> None:
    changed = MONDAYS_RIVER
    for old, new in changes.items():
        changed = changed.replace(old, new)
    for match in (told(changed, MONDAYS_RIVER), told(MONDAYS_RIVER, changed)):
        assert match.relation in {Relation.NEAR, Relation.REWRITTEN}


def test_a_weekday_corrected_is_one_datum_though_a_number_is_in_it() -> None:
    text = MONDAYS_RIVER.replace("水文部门预计，未来几天", "水文部门周三举行例行会商，预计未来几天").replace(
        "，船舶进出港口服从调度", ""
    )
    changed = text.replace("周三举行例行会商", "周四召开了一次例会").replace("做好巡查准备", "加强日常检查")
    for match in (told(changed, text), told(text, changed)):
        assert match.relation is Relation.NEAR


@pytest.mark.parametrize(("name", "other"), [("特朗普", "川普"), ("悉尼市长", "雪梨市长")])
def test_a_name_that_is_written_otherwise_is_no_other_data(name: str, other: str) -> None:
    text = CHINESE.replace("林晓", name).replace("研究组", f"{name}和研究组")
    assert told(text.replace(name, other), text).relation is Relation.NEAR


def test_names_behind_a_bylines_word_are_no_data() -> None:
    text = "记者张伟报道，通讯员王磊供稿。" + CHINESE
    changed = text.replace("张伟", "刘强").replace("王磊", "赵敏")
    assert told(changed, text).relation is Relation.NEAR


def test_the_data_words_are_folded_and_of_one_value_each() -> None:
    settings = Path(__file__).parents[3] / "settings" / "data_words.toml"
    tables = tomllib.loads(settings.read_text(encoding="utf-8"))
    lists = [*tables["kinds"].values(), *tables["names"].values()]
    words = [word for values in lists for value in values for word in value.split(" ")]
    assert all(tokens(word) == ([word] if word.isascii() else list(word)) for word in words)
    for kind, values in tables["kinds"].items():
        of_kind = [word for value in values for word in value.split(" ")]
        assert len(of_kind) == len(set(of_kind)), kind


def test_a_new_lead_on_the_old_text_is_an_update() -> None:
    old = f"{ENGLISH}\n{UNRELATED}\n{MONDAY}"
    update, before = told(LEAD + old, old), told(old, LEAD + old)
    assert (update.relation, update.turned) == (Relation.UPDATE, False)
    assert (before.relation, before.turned) == (Relation.UPDATE, True)


def test_sentences_in_another_order_are_no_older_text() -> None:
    old = f"{ENGLISH} {UNRELATED} {MONDAY}"
    shuffled = " ".join(reversed([f"{sentence}." for sentence in old.rstrip(".").split(". ")]))
    assert told(LEAD + old, old).relation is Relation.UPDATE
    assert told(LEAD + old, shuffled).relation is Relation.NEAR


def test_a_dateline_or_a_headline_is_no_update() -> None:
    assert told(f"Harbour, 3 May. By our own reporter.\n{ENGLISH}", ENGLISH).relation is Relation.NEAR


def test_a_long_quotation_in_common_is_nothing() -> None:
    quotation = ENGLISH.split(". ")[1]
    assert compare(f"{UNRELATED} {quotation}.", f"{LEAD * 2} {quotation}.") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [(CHINESE, ENGLISH), (ENGLISH, UNRELATED), (CHINESE, BAKERY), (ENGLISH, MONDAY), ("", ENGLISH), ("！！", "……")],
)
def test_two_texts(one: str, other: str) -> None:
    assert compare(one, other) is None


@pytest.mark.parametrize(("whole", "count", "cut"), [(ENGLISH, 22, 3), (CHINESE, 34, 0)])
def test_a_teaser_is_a_copy_of_the_text_that_it_begins(whole: str, count: int, cut: int) -> None:
    tokens = Form(whole).tokens
    teaser = whole[: tokens.ends[count - 1] - cut] + "…"
    for match, turned in ((told(teaser, whole), False), (told(whole, teaser), True)):
        assert (match.relation, match.turned) == (Relation.CONTAINED, turned)
        assert match.evidence["begins_alike"]
    middle = whole[tokens.starts[30] : tokens.ends[30 + count]]
    assert compare(middle, whole) is None
    assert compare(whole[: tokens.ends[count // 2]], whole) is None


def test_of_two_teasers_the_one_with_more_of_its_last_word_is_the_whole() -> None:
    words = "a library has tried a small model for two years with the pupils of a school by the old quay".split()
    longer, shorter = " ".join(words), " ".join(words)[:-1]
    assert (told(shorter, longer).relation, told(shorter, longer).turned) == (Relation.CONTAINED, False)
    assert (told(longer, shorter).relation, told(longer, shorter).turned) == (Relation.CONTAINED, True)


def test_short_texts_are_copies_only_when_they_are_the_same() -> None:
    words = [f"w{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(MIN_WORDS - 1)]
    assert told(" ".join([*words, "today"]), " ".join([*words, "tomorrow"])).relation is Relation.NEAR
    assert compare(" ".join([*words[1:], "today"]), " ".join([*words[1:], "tomorrow"])) is None
    assert told(" ".join(words), " ".join(words).upper()).relation is Relation.EXACT


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [("", "a", 0.0), ("a", "", 0.0), ("a b c d", "a b c d", 1.0), ("a b c x", "a b c d", 0.5), ("a a a a", "a a a", 1)],
)
def test_coverage(one: str, other: str, share: float) -> None:
    assert coverage(Form(one), Form(other)) == share
    assert share_within(Form(one), [Form("z"), Form(other)]) == share


TEXTS = st.lists(st.sampled_from("春江潮水连海平，。\n1a"), max_size=200).map("".join) | st.lists(
    st.sampled_from(["Tide ", "lamp ", "model. ", "7 ", "x, ", "\n"]), max_size=150
).map("".join)


@given(TEXTS, TEXTS)
def test_what_is_said_of_two_texts_turns_around(one: str, other: str) -> None:
    there, back = compare(one, other), compare(other, one)
    assert (there is None) == (back is None)
    if there is None or back is None:
        return
    assert there.relation is back.relation
    assert 0.0 <= there.similarity <= 1.0
    if there.relation in (Relation.CONTAINED, Relation.CONTAINS):
        assert there.turned is not back.turned


@given(TEXTS, TEXTS)
def test_any_two_texts_can_be_compared_and_explained(one: str, other: str) -> None:
    new, old = Form(one), Form(f"{one}{other}")
    if match := compare(new, old):
        explained(match, new, old)
