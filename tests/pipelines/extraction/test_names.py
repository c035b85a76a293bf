"""Names of persons by their form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.names import (
    chinese_names,
    is_chinese_name,
    is_english_name,
    is_institutional,
    join_spaced,
    split_glued,
)


@pytest.mark.parametrize("name", ["林晓", "王小明", "李在山", "欧阳晓明", "華凌", "约翰·史密斯", "上官云"])
def test_chinese_names(name: str) -> None:
    assert is_chinese_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "小编",
        "编辑部",
        "海风报",
        "和风网",
        "北京",
        "成都",
        "海风新闻·岸城号·政务",
        "金融",
        "时评",
        "报道",
        "林",
        "张三李四王五",
    ],
)
def test_no_chinese_names(text: str) -> None:
    assert not is_chinese_name(text)


@pytest.mark.parametrize(
    "name", ["Ann Lee", "Ludwig van der Berg", "Dr. Ann B. Lee", "Rory O'Kern", "Tôrtia Reimer-Johansen"]
)
def test_english_names(name: str) -> None:
    assert is_english_name(name)
    assert not is_institutional(name)


@pytest.mark.parametrize("text", ["ibby", "ANN LEE", "the numbers", "One Two Three Four Five Six Seven"])
def test_no_english_names(text: str) -> None:
    assert not is_english_name(text)


@pytest.mark.parametrize("text", ["Editorial Team", "Coast News", "NOC Admin", "Product Manager", "March Report"])
def test_institutions(text: str) -> None:
    assert is_institutional(text)


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("林晓王小明", ["林晓", "王小明"]),
        ("曲忠芳李正豪", ["曲忠芳", "李正豪"]),
        ("林晓从市里获悉", []),
    ],
)
def test_glued_names(run: str, names: list[str]) -> None:
    assert split_glued(run) == names


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("林晓、王小明 李雷报道", ["林晓", "王小明", "李雷"]),
        ("林 晓 王小明", ["林晓", "王小明"]),
        ("林晓王小明北京报道", ["林晓", "王小明"]),
        ("林晓从市图书馆获悉", ["林晓"]),
        ("[英]约翰·史密斯", ["约翰·史密斯"]),
        ("林晓／岸城報導", ["林晓"]),
        ("王小明报道", ["王小明"]),
        ("林晓华台北2日電", ["林晓华"]),
        ("王小明李长春", ["王小明", "李长春"]),
        ("林晓3月2日报道", ["林晓"]),
        ("于近日了解到", []),
        ("从市图书馆获悉", []),
        ("", []),
    ],
)
def test_runs_of_names(run: str, names: list[str]) -> None:
    assert chinese_names(run) == names


def test_spaced_names_are_joined() -> None:
    assert join_spaced("本报记者 華 凌") == "本报记者 華凌"


@given(st.text(alphabet="林晓王小明从报道北京、 （）:0a·", max_size=30))
def test_names_come_from_the_run(run: str) -> None:
    for name in chinese_names(run):
        assert name in join_spaced(run)
        assert 2 <= len(name) <= 20
