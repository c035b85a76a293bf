"""Frames of sample pages, made as extraction makes them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from pipelines.extraction.blocks import lay_out
from pipelines.extraction.body import find_body
from pipelines.extraction.frame import Frame
from pipelines.extraction.page import parse
from pipelines.extraction.structured import read_structured
from pipelines.extraction.title import headline

NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
CHINESE = (
    "小型翻译模型今天在海边小城的图书馆里开始试用，读者可以对着屏幕说方言，屏幕上随即出现文字。",
    "馆长说，试用会持续三个月，之后由读者投票，决定要不要把它留在大厅里，或者搬到楼上的阅览室去。",
    "模型的大小只有普通模型的十分之一，却能听懂附近九个村子的口音，这一点让老人们觉得新鲜。",
)
ENGLISH = (
    "The small translation model went on trial in the harbour library today, and visitors could speak to it.",
    "The librarian said that the trial would last three months, and then the readers would vote on it.",
    "It is a tenth of the usual size, but it knows the accents of nine villages, which amused the older readers.",
)


def frame_of(
    head: str = "",
    body: tuple[str, ...] = CHINESE,
    tail: str = "",
    meta: str = "",
    url: str = "https://www.harbour-daily.example/a/1",
    title: str = "海边图书馆试用小型翻译模型",
) -> Frame:
    """Return the frame of a page: `meta` in its head, `head` between headline and text, `tail` behind the text."""
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    page = (
        f"<html><head><title>{title}</title>{meta}</head><body><div><h1>{title}</h1>{head}"
        f"<div class='content'>{prose}</div>{tail}</div></body></html>"
    )
    tree = parse(page)
    assert tree is not None
    layout = lay_out(tree)
    at = find_body(layout).blocks
    text = "\n".join(layout.blocks[index].text for index in at)
    frame = Frame(tree, layout, read_structured(tree), at, text, url, ZoneInfo("Asia/Shanghai"), NOW)
    found = headline(frame)
    frame.title, frame.title_at = found.text, found.at
    return frame
