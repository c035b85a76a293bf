"""A page's frame, made the way that extraction makes it, for tests of what reads frames."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.extraction.blocks import lay_out
from pipelines.extraction.body import find_body
from pipelines.extraction.dates import Dated, modified, published
from pipelines.extraction.frame import Frame
from pipelines.extraction.page import parse
from pipelines.extraction.structured import read_structured
from pipelines.extraction.title import headline

NOW = dt.datetime(2026, 5, 10, 8, tzinfo=dt.UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
URL = "https://lab.example/news/17"
CHINESE = (
    "北岸实验室今天公布了一个小型翻译模型，它只需要一块普通显卡就能运行，镇上的中学已经试用了两个月。",
    "研究组的负责人说，他们花了八个月整理语料，其中一半来自渔村老人的口述录音，另一半来自码头的告示。",
    "模型在方言测试里比上一代少犯三成错误，不过遇到长句仍会漏掉句尾的语气词，老师们每周记录一次差错。",
)
ENGLISH = (
    "The harbour laboratory released a small translation model, and two schools have tried it for two months.",
    "It runs on a single graphics card, the group said, and was trained on tapes of fishermen and quay notices.",
    "In tests of the dialect it made a third fewer mistakes than the one before it; long sentences still fail.",
)


def page(head: str, above: str, *, body: tuple[str, ...] = CHINESE, below: str = "", root: str = "<html>") -> str:
    """Return a page: what its head says, the lines above the body, the body's paragraphs, the lines below."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    menu = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("首页", "科技", "关于我们"))
    return (
        f"{root}<head>{head}</head><body><ul class='menu'>{menu}</ul><div class='main'>{above}"
        f"<div class='text'>{paragraphs}</div>{below}</div></body></html>"
    )


def framed(
    html: str,
    *,
    url: str = URL,
    zone: ZoneInfo = SHANGHAI,
    now: dt.datetime = NOW,
    hints: dict[str, Any] | None = None,
) -> Frame:
    """Return the frame of a page with its headline found."""
    tree = parse(html)
    assert tree is not None
    layout = lay_out(tree)
    body = find_body(layout).blocks
    text = "\n".join(layout.blocks[index].text for index in body)
    frame = Frame(tree, layout, read_structured(tree), body, text, url, zone, now, hints or {})
    found = headline(frame)
    frame.title, frame.title_at = found.text, found.at
    return frame


def frame_of(
    above: str = "",
    body: tuple[str, ...] = CHINESE,
    below: str = "",
    head: str = "",
    *,
    url: str = "https://www.harbour-daily.example/a/1",
    title: str = "海边图书馆试用小型翻译模型",
) -> Frame:
    """Return the frame of an article: lines between headline and text, the text, lines behind it, the page's head."""
    html = page(f"<title>{title}</title>{head}", f"<h1>{title}</h1>{above}", body=body, below=below)
    return framed(html, url=url)


def publication(html: str, **more: Any) -> Dated:
    """Return when a page says it was published."""
    return published(framed(html, **more))


def modification(html: str, **more: Any) -> Dated:
    """Return when a page says it was changed."""
    return modified(framed(html, **more))
