"""What the web makes of a text, and texts that only look like copies."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Protocol

from opencc import OpenCC

Make = Callable[[str, Random], str]

_WORDS = Path(__file__).parent / "words.tsv"
_MENUS = {
    True: "首页 新闻 财经 体育 娱乐 汽车 房产 科技 图片 视频 论坛 旅游 健康 教育 基金 股票 国际 历史".split(),
    False: "Home News Sport Weather About Contact Login Business Culture Video Opinion Money Science Travel".split(),
}
_TEASER_PARTS = {
    True: (
        "城南老街 滨河新区 县第二医院 北山隧道 青年足球队 市图书馆 老城菜场 南岸大桥 幼儿园 气象台".split(),
        "改造完成 下月开放 迎来首批客人 招聘三十人 因雨推迟 获得表彰 公布新价目 恢复通行 举办展览 更换院长".split(),
        "居民这样说 记者现场探访 附时间表 网友：终于等到了 详情公布 最快周五 图文直击 三问三答".split(),
    ),
    False: (
        ["Old town council", "Harbour bridge", "Second hospital", "Youth team", "City library", "Northern line"],
        ["reopens after repairs", "names new head", "delays summer fair", "wins award", "cuts prices", "hires thirty"],
        ["what residents say", "in pictures", "five questions", "full timetable", "live", "the numbers"],
    ),
}
_FOOTERS = {
    True: "关于我们 联系方式 版权所有 转载请注明出处 客服热线 {number}",
    False: "Terms of use | Privacy | All rights reserved | {number}",
}
_REPORTS = tuple(
    " ".join(form.split())
    for form in (
        """
        Harbour report for day ### of the year: ## ships came in and ## left. The longest wait was ### minutes; the
        model's own guess had been ###. Grain made up #### tonnes of the freight, timber #### tonnes, containers #####
        boxes. The cranes stood still for ## minutes because of wind of ## knots. The office thanks the pilots for their
        work, and reminds all skippers that the north channel stays closed to anyone without a pilot until day ###.
        """,
        """
        市场日报第###期：今日蔬菜批发市场共到货####吨，比前一日多##吨。番茄每公斤#元##分，黄瓜每公斤#元##分，土豆每公斤#元##分。
        预测模型给出的明日到货量为####吨，误差不超过##吨。受降雨影响，南线车辆平均晚到###分钟，冷库库存为#####吨，可供应##天。
        市场管理处提醒经营户，请在##时之前完成登记，逾期车辆将从东门进场，咨询电话########。
        """,
        """
        Weather note ###: ## mm of rain fell on the ridge and ## mm in the valley. The river stood at ### cm at noon and
        will, says the forecast, reach ### cm by night. Wind from the west, ## knots, in gusts ##. The ferry sailed ##
        times and was full ## times. Farmers are asked to keep their gates open until ## o'clock, and to report blocked
        ditches to the district office, which will send a crew within ## hours. The next note follows at ## o'clock.
        """,
    )
)
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?|\n|[^.!?\n]+[.!?]?")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")


class HasText(Protocol):
    """Anything with a text."""

    @property
    def text(self) -> str:
        """The text."""


def together(texts: Sequence[HasText]) -> str:
    """Return a page of several texts."""
    return "\n".join(each.text for each in texts)


def furniture(times: float) -> Make:
    """Return what puts a site's furniture around a text, so many times its length."""

    def make(text: str, random: Random) -> str:
        is_chinese = bool(_HAN.search(text))
        menu = random.sample(_MENUS[is_chinese], 12)
        teasers: list[str] = []
        while sum(map(len, teasers)) + 60 < times * len(text):
            teasers.append(teaser(random, is_chinese=is_chinese))
        half = len(teasers) // 2
        footer = _FOOTERS[is_chinese].format(number=random.randrange(10**8))
        return "\n".join([*menu, *teasers[:half], "", text, "", *teasers[half:], footer])

    return make


def teaser(random: Random, *, is_chinese: bool) -> str:
    """Return a headline of something else."""
    return (" " if is_chinese else ": ").join(random.choice(part) for part in _TEASER_PARTS[is_chinese])


def cut(share: float) -> Make:
    """Return what keeps the beginning of a text."""
    return lambda text, _: text[: int(len(text) * share)]


def reworded(share: float) -> Make:
    """Return what replaces words: those that the list knows and, up to the share, others by strange ones."""

    def make(text: str, random: Random) -> str:
        known = _known_words()
        spun = re.sub("|".join(map(re.escape, known)), lambda found: known[found.group()], text)
        return "".join(_strange(part, share, random) for part in re.split(r"([\u4e00-\u9fff]{2}|[A-Za-z]{4,})", spun))

    return make


def script(text: str, _random: Random) -> str:
    """Return the text in traditional characters; in English, in full-width quotes."""
    return str(_traditional().convert(text)) if _HAN.search(text) else text.replace('"', "＂").replace(",", "，")


def captions(text: str, _random: Random) -> str:
    """Return the text with a caption after every paragraph."""
    return text.replace("\n", "\n点击查看大图\n" if _HAN.search(text) else "\nPhoto: archive\n")


def headline(text: str, random: Random) -> str:
    """Return the text under another headline and dateline."""
    is_chinese = bool(_HAN.search(text))
    by = "来源：综合 作者：编辑部" if is_chinese else "Source: agencies. By our desk"
    return f"{teaser(random, is_chinese=is_chinese)}\n{by}\n{text}"


def shuffled(text: str, random: Random) -> str:
    """Return four in five of the sentences, in another order."""
    sentences = [part for part in _SENTENCE.findall(text) if part.strip()]
    kept = [part for part in sentences if random.random() > 0.2]
    random.shuffle(kept)
    return "\n".join(kept)


def brand(text: str, random: Random) -> str:
    """Return the text with a brand put in all over."""
    name = "星辰娱乐" if _HAN.search(text) else " Xcplay Games"
    return re.sub(r"(?=[，。,.])", lambda _: name if random.random() < 0.1 else "", text)


def all_at_once(text: str, random: Random) -> str:
    """Return the text reworded, with a brand put in, within a site's furniture."""
    return furniture(0.3)(brand(reworded(0.15)(text, random), random), random)


def has_numbers(text: str) -> bool:
    """Return whether a text has two numbers, which may be corrected."""
    return len(set(_NUMBER.findall(text))) >= 2


def corrected(text: str, random: Random) -> str:
    """Return the text with two of its numbers corrected, wherever they stand."""
    wrong = random.sample(sorted(set(_NUMBER.findall(text))), 2)
    right = {number: str(random.randrange(10 ** len(number), 10 ** (len(number) + 1))) for number in wrong}
    return _NUMBER.sub(lambda found: right.get(found.group(), found.group()), text)


def report(number: int, random: Random) -> str:
    """Return one of a series of reports in the same form, each with its own data. None is a copy of another."""
    form = _REPORTS[number % len(_REPORTS)]
    return re.sub(
        "#+", lambda found: str(random.randrange(10 ** (len(found.group()) - 1), 10 ** len(found.group()))), form
    )


def quoting(text: str, random: Random) -> str:
    """Return another text that quotes a passage at length. No copy."""
    is_chinese = bool(_HAN.search(text))
    sentences = [part for part in _SENTENCE.findall(text) if part.strip()]
    start = random.randrange(max(1, len(sentences) - 2))
    end = "。" if is_chinese else "."
    around = [
        f"{teaser(random, is_chinese=is_chinese)}, {teaser(random, is_chinese=is_chinese)}{end}" for _ in range(24)
    ]
    return "\n".join([*around[:12], "".join(sentences[start : start + 2]), *around[12:]])


def _strange(part: str, share: float, random: Random) -> str:
    if not re.fullmatch(r"[\u4e00-\u9fff]{2}|[A-Za-z]{4,}", part) or random.random() > share:
        return part
    if _HAN.match(part):
        return "".join(chr(random.randrange(0x4E00, 0x9000)) for _ in part)
    return "".join(random.choice("aeioulmnrst") for _ in part)


@cache
def _known_words() -> dict[str, str]:
    return dict(line.split("\t") for line in _WORDS.read_text(encoding="utf-8").splitlines())


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


TRANSFORMATIONS: tuple[tuple[str, Make], ...] = (
    ("identical", lambda text, _: text),
    ("furniture0.3", furniture(0.3)),
    ("furniture1", furniture(1)),
    ("furniture3", furniture(3)),
    ("captions", captions),
    ("script", script),
    ("cut60", cut(0.6)),
    ("cut30", cut(0.3)),
    ("headline", headline),
    ("shuffled", shuffled),
    ("reworded10", reworded(0.1)),
    ("reworded30", reworded(0.3)),
    ("brand", brand),
    ("all at once", all_at_once),
    (
        "script furniture1 cut60",
        lambda text, random: script(furniture(1)(text[: int(len(text) * 0.6)], random), random),
    ),
)
