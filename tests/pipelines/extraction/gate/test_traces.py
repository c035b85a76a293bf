"""Traces that programs leave, told by what ships with the gate. The pages are invented."""

from __future__ import annotations

import functools

import pytest

from crawler.outcomes import Flag
from pipelines.extraction.gate import spun_english
from pipelines.extraction.gate.lists import machine_list
from tests.pipelines.extraction.gate.test_gate import (
    ENGLISH_REPORT,
    PLAIN,
    PLAIN_REPORT,
    held,
    page,
)


def replaced(lines: list[str], pairs: list[list[str]]) -> str:
    return "\n".join(functools.reduce(lambda text, pair: text.replace(*pair), pairs, line) for line in lines)


TERMS = [
    ["save a lot", "use profound learning and haze figuring to save a lot"],
    ["twenty new", "neural organizations and twenty new"],
    ["the radar images", "the radar images by counterfeit consciousness"],
]


def test_synonyms_for_the_words_of_a_term_are_told_and_quoted_ones_are_not() -> None:
    plain = "\n".join(ENGLISH_REPORT)
    assert spun_english.rewritten(plain) is None
    evidence = spun_english.rewritten(replaced(ENGLISH_REPORT, TERMS))
    assert evidence is not None
    assert evidence["rather"] == [
        "profound learning: deep learning",
        "haze figuring: cloud computing",
        "counterfeit consciousness: artificial intelligence",
        "neural organizations: neural networks",
    ]
    quoted = '"profound learning", "haze figuring" and "neural organizations"'
    assert (
        spun_english.rewritten(replaced(ENGLISH_REPORT, [["save a lot", f"read of {quoted} and save a lot"]])) is None
    )


STUFFED = """
    青瓷助手怎么下载 青瓷助手官网 青瓷助手电脑版 更多青瓷助手怎么下载相关内容请点击。
    青瓷助手好用吗 - 最佳答案 您好，青瓷助手好用吗是这样的，打开青瓷助手，冷水下锅。满意请采纳。
    猜你想问：青瓷助手是什么 青瓷助手收费吗 青瓷助手手机版 青瓷助手壁纸 青瓷助手作文
"""


def test_a_phrase_of_the_title_that_is_a_good_part_of_the_text_makes_a_list() -> None:
    evidence = machine_list(STUFFED, "青瓷助手怎么下载 青瓷助手好用吗")
    assert evidence is not None
    assert (evidence["list_of"], evidence["common"]) == ("one phrase", "青瓷助手")
    assert machine_list("\n".join(PLAIN_REPORT), "气象站的预报系统") is None


SOLD = "大棚多少钱 大棚厂家电话 大棚价格表 大棚安装公司哪家好 大棚批发 大棚维修 温室大棚定制 大棚型号"


@pytest.mark.parametrize(
    ("box", "holds"),
    [
        (f"<p style='visibility:hidden'>{SOLD}</p>", True),
        ("<p style='visibility:hidden'>上一篇 下一篇 返回顶部 字体大小 打印本页 关闭窗口 收藏本文 网站地图</p>", False),
        (f"<marquee width='1' height='0'>{SOLD}</marquee>", True),
        (f"<marquee width='400' height='30'>{SOLD}</marquee>", False),
    ],
)
def test_a_hidden_list_that_sells_and_a_box_that_moves_without_room(box: str, *, holds: bool) -> None:
    assert (Flag.HIDDEN_TEXT in held(page([*PLAIN[:2], box, *PLAIN[2:]]))) is holds


NAMED = [
    "市图书馆上周装上一套会听方言的检索系统，老人对着话筒青屿娱乐说出书名，屏幕就列出书架的位置青屿娱乐官网。",
    "工程师用三千小时的乡音录音训练模型，参与录音青屿的多是退休教师，报酬是一张借书证青屿娱乐登录。",
    *PLAIN[2:],
]
SPEAKING = [
    "青屿娱乐讯 市图书馆上周装上一套会听方言的检索系统，青屿娱乐记者看到，屏幕就列出书架的位置。",
    "工程师对青屿娱乐说，参与录音的多是退休教师，报酬是一张借书证。",
    *PLAIN[2:],
]


def test_the_name_of_a_site_called_after_a_trade_is_put_in_or_speaks_of_itself() -> None:
    assert held(page(NAMED, site="_青屿娱乐")) == {Flag.BRAND_INJECTED}
    assert held(page(SPEAKING, site="_青屿娱乐")) == set()


def test_a_report_on_hijacked_pages_may_name_what_they_sell() -> None:
    lines = [
        "For a month her shop sold cheap viagra, cialis without prescription and replica watches, or so a search said.",
        "Attackers had uploaded a file that showed the crawler another page, which is called cloaking.",
        *ENGLISH_REPORT[:3],
    ]
    told = "How a violin shop came to sell Viagra"
    assert held(page(lines, title=told, headline=told)) == set()
