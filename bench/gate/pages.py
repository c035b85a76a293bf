"""The pages of the gate's bench: articles of the sample web in templates, clean or spoilt in every way we know.

Two halves share no article, brand, advertisement, hidden text or template.
"""

from __future__ import annotations

import hashlib
import html
import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

HALVES = ("dev", "held")
_HERE = Path(__file__).parent
_SITES = _HERE.parents[1] / "crawler" / "demo" / "sites"
_OWN_SPOILT = "xinghe-arena.example"  # a hijacked site of the sample web: its articles are no clean ones
_SHORTEST = 300
_LONG = 3  # articles that make a long text: rewriting is told by its traces, which a short one has few of


@dataclass(frozen=True)
class Article:
    """An article of the sample web: its headline and paragraphs."""

    title: str
    lines: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class Page:
    """A page before its template: what stands where. `meta` goes into the head, `foot` below the article."""

    title: str
    headline: str
    body: tuple[str, ...]
    language: str
    site: str = ""
    meta: str = ""
    foot: str = ""


@dataclass(frozen=True)
class Sample:
    """A page of the bench: the flags one of which must hold it, none for a clean one; what was done to it."""

    half: str
    kind: str
    language: str
    flags: frozenset[str]
    page: bytes


@dataclass(frozen=True)
class Words:
    """The lists of one half and language."""

    brands: list[str]
    baits: list[str]
    hidden: list[str]
    questions: list[str]
    keywords: list[str]
    subjects: list[str]
    spun: list[tuple[str, str]]


def samples(half: str) -> Iterator[Sample]:
    """Yield the pages of a half, always the same ones."""
    chance = random.Random(half)  # noqa: S311  (a reproducible choice, no secret)
    for language in ("zh", "en"):
        words, templates = _words(half, language), _TEMPLATES[HALVES.index(half) :: 2]
        articles = _articles(half, language)
        for number, article in enumerate(articles):
            long = tuple(line for each in (articles + articles)[number : number + _LONG] for line in each.lines)
            for kind, (make, flags) in _KINDS.items():
                if "rewritten" in kind and language != "zh":
                    continue
                lines = long if "rewritten" in kind or kind == "clean: long" else article.lines
                page = make(_plain(replace(article, lines=lines), words), words, chance)
                layout = chance.choice(templates)
                yield Sample(half, kind, language, flags, _rendered(page, layout).encode())


def _articles(half: str, language: str) -> list[Article]:
    found = []
    for file in sorted(_SITES.glob("*/articles/*.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        lines = tuple(line for line in told["text"].split("\n") if line.strip())
        title: str = told["title"]
        of = "en" if title.isascii() else "zh"
        fits = _OWN_SPOILT not in file.parts and len(told["text"]) >= _SHORTEST and of == language
        if fits and _half(f"{file.parts[-3]}/{file.stem}") == half:
            found.append(Article(title, lines, language))
    return found


def _half(article: str) -> str:
    """Return the half that an article belongs to, whatever others there are, by its site and name."""
    return HALVES[hashlib.sha256(article.encode()).digest()[0] % 2]


def _words(half: str, language: str) -> Words:
    told = tomllib.loads((_HERE / "set.toml").read_text(encoding="utf-8"))

    def part(name: str) -> list[str]:
        every: list[str] = told[f"{name}_{language}"]
        return every[: len(every) // 2] if half == "dev" else every[len(every) // 2 :]

    pairs = [tuple(pair.split("/")) for pair in told["spun"].split()]
    return Words(
        part("brands"),
        part("baits"),
        part("hidden"),
        told[f"questions_{language}"],
        told[f"keywords_{language}"],
        part("subjects"),
        pairs,
    )


def _plain(article: Article, words: Words) -> Page:
    return Page(article.title, article.title, article.lines, article.language, site="晨报网" if words.spun else "")


Make = Callable[[Page, Words, random.Random], Page]
_STOPS = {"zh": "，。；", "en": ",."}


def _clean(page: Page, _: Words, __: random.Random) -> Page:
    return page


def _clean_of_a_firm(page: Page, words: Words, chance: random.Random) -> Page:
    """A firm's own news: its name in title, keywords and footer, and in the sentences as their subject or object."""
    brand = chance.choice(words.brands)
    zh = page.language == "zh"
    said = (
        (f"{brand}昨天表示，这项工作已经做了两年。", f"参与者说，{brand}的工程师每周都来。", f"资金来自{brand}。")
        if zh
        else (
            f"{brand} said on Tuesday that the work had taken two years.",
            f"Engineers of {brand} come every week, those who took part said.",
            f"The money came from {brand}.",
        )
    )
    body = tuple(
        line for pair in zip(page.body, (*said, *[""] * len(page.body)), strict=False) for line in pair if line
    )
    return replace(page, title=f"{page.headline} - {brand}", body=body, meta=_keywords(brand), foot=f"<p>© {brand}</p>")


def _clean_with_a_report(page: Page, _: Words, __: random.Random) -> Page:
    line = (
        "警方提醒，近期有人冒用类似名义发送赌博和色情短信，诱导下注的网站已被查处，法院判处主犯有期徒刑。"
        if page.language == "zh"
        else "Police warned of casino and betting messages in its name; a court charged two men over illegal gambling."
    )
    return replace(page, body=(*page.body, line))


def _clean_with_boxes(page: Page, words: Words, chance: random.Random) -> Page:
    """What pages hide on purpose: a notice, a menu for small screens, an answer to be unfolded."""
    text = chance.choice(words.hidden)
    boxes = (
        f"<div class='cookie-banner' style='display:none'>{text}</div>",
        f"<nav style='left:-9999px;position:absolute'>{text}</nav>",
        f"<div class='faq-answer' hidden>{text}</div>",
        f"<span class='visually-hidden' style='position:absolute;left:-9999px'>{text[:40]}</span>",
    )
    return replace(page, foot=page.foot + "".join(boxes))


def _clean_half_filled(page: Page, _: Words, __: random.Random) -> Page:
    return replace(page, foot="<p>热线 400-123-4567</p>" if page.language == "zh" else "<p>Call 555-555-5555</p>")


def _branded(page: Page, words: Words, chance: random.Random, *, every: int) -> Page:
    """Put a name at the end of clauses, as a program does: at every so many, wherever they fall."""
    brand = chance.choice(words.brands)
    glue = "" if page.language == "zh" else " "
    text, count = "", chance.randrange(every)
    whole = "\n".join(page.body)
    for place, letter in enumerate(whole):
        ends = letter in _STOPS[page.language] and whole[place + 1 : place + 2] in (" ", "\n", "", *_HAN_START)
        if ends and whole[place - 1].isalpha():
            count += 1
            text += glue + brand if count % every == 0 else ""
        text += letter
    title = f"{page.headline}-{brand}官网" if page.language == "zh" else f"{page.headline} | {brand}"
    return replace(page, title=title, body=tuple(text.split("\n")), site=brand, meta=_keywords(brand))


def _strewn(page: Page, words: Words, chance: random.Random, *, where: str) -> Page:
    """Put a name within the words of a text, or before its clauses, at twelve places."""
    brand = chance.choice(words.brands)
    text, glue = "\n".join(page.body), "" if page.language == "zh" else " "
    if where == "heads":
        places = [match.end() for match in re.finditer("[，。；]" if page.language == "zh" else "[a-z][,.] ", text)]
    elif page.language == "zh":
        places = [match.start() + chance.randrange(1, 6) for match in re.finditer("[\u4e00-\u9fff]{7,}", text)]
    else:
        places = [match.end() for match in re.finditer("[a-z] (?=[a-z])", text)]
    for at in sorted(chance.sample(places, min(12, len(places))), reverse=True):
        text = text[:at] + brand + glue + text[at:]
    title = f"{page.headline}-{brand}官网" if page.language == "zh" else f"{page.headline} | {brand}"
    return replace(page, title=title, body=tuple(text.split("\n")), site=brand, meta=_keywords(brand))


_HAN_START = tuple(chr(point) for point in range(0x4E00, 0x9FFF))


def _pasted(page: Page, _: Words, chance: random.Random) -> Page:
    """Put the page's own title into the middle of three sentences."""
    body = list(page.body)
    for number in chance.sample(range(len(body)), min(3, len(body))):
        line = body[number]
        middle = next((at for at in range(len(line) // 2, len(line)) if line[at].isspace() or len(line) == at + 1), 0)
        at = middle if page.language == "en" else len(line) // 2
        body[number] = (
            f"{line[:at]} {page.headline}{line[at:]}"
            if page.language == "en"
            else line[:at] + page.headline + line[at:]
        )
    return replace(page, body=tuple(body))


def _advertised(page: Page, words: Words, chance: random.Random, *, where: str) -> Page:
    bait = chance.choice(words.baits)
    if where == "title":
        return replace(page, title=bait)
    if where == "keywords":
        return replace(page, meta=_keywords(bait))
    if where == "links":
        pieces = bait.replace(",", "，").split("，")
        return replace(
            page, foot="".join(f"<a href='http://site{n}.example/'>{piece}</a> " for n, piece in enumerate(pieces))
        )
    return replace(page, foot=f"<p>{bait}</p>")


def _hiding(page: Page, words: Words, chance: random.Random, *, style: str) -> Page:
    box = f"<div style='{style}'>{chance.choice(words.hidden)}</div>"
    at = len(page.body) // 2
    return replace(page, body=(*page.body[:at], box, *page.body[at:]))


def _unfilled(page: Page, _: Words, __: random.Random) -> Page:
    foot = (
        "<p>欢迎光临您的网站名称 电话：400-123-4567 地址：某某市某某路</p>"
        if page.language == "zh"
        else "<p>Your Company Name, 123 Main Street. Call (123) 456-7890</p>"
    )
    return replace(page, foot=foot)


def _spun(page: Page, words: Words, chance: random.Random, *, share: float) -> Page:
    text = "\n".join(page.body)
    for usual, other in words.spun:
        parts = text.split(usual)
        text = parts[0] + "".join((other if chance.random() < share else usual) + part for part in parts[1:])
    return replace(page, body=tuple(text.split("\n")))


def _listed(page: Page, words: Words, chance: random.Random, *, what: str) -> Page:
    subject = chance.choice(words.subjects)
    pieces = [piece.format(subject) for piece in (words.questions if what == "questions" else words.keywords)]
    chance.shuffle(pieces)
    body = tuple(pieces) if what == "questions" else (",".join(pieces), ",".join(reversed(pieces)))
    return replace(page, title=pieces[0], headline=pieces[0], body=body)


def _keywords(text: str) -> str:
    return f'<meta name="keywords" content="{html.escape(text)}">'


def _with(make: Callable[..., Page], **values: object) -> Make:
    return lambda page, words, chance: make(page, words, chance, **values)


_NONE: frozenset[str] = frozenset()
_KINDS: dict[str, tuple[Make, frozenset[str]]] = {
    "clean": (_clean, _NONE),
    "clean: long": (_clean, _NONE),
    "clean: a firm's own news": (_clean_of_a_firm, _NONE),
    "clean: a report of crime": (_clean_with_a_report, _NONE),
    "clean: hidden boxes": (_clean_with_boxes, _NONE),
    "clean: one placeholder": (_clean_half_filled, _NONE),
    "brand: every clause": (_with(_branded, every=2), frozenset({"brand_injected"})),
    "brand: every fifth clause": (_with(_branded, every=5), frozenset({"brand_injected"})),
    "brand: within clauses": (_with(_strewn, where="words"), frozenset({"brand_injected"})),
    "brand: before clauses": (_with(_strewn, where="heads"), frozenset({"brand_injected"})),
    "brand: title pasted": (_pasted, frozenset({"brand_injected"})),
    "spam: title": (_with(_advertised, where="title"), frozenset({"spam_terms"})),
    "spam: keywords": (_with(_advertised, where="keywords"), frozenset({"spam_terms"})),
    "spam: links": (_with(_advertised, where="links"), frozenset({"spam_terms"})),
    "spam: footer": (_with(_advertised, where="footer"), frozenset({"spam_terms"})),
    "spam: placeholders": (_unfilled, frozenset({"spam_terms"})),
    "hidden: off the screen": (_with(_hiding, style="position:absolute;left:-9999px"), frozenset({"hidden_text"})),
    "hidden: no size": (_with(_hiding, style="font-size:0"), frozenset({"hidden_text"})),
    "hidden: not displayed": (_with(_hiding, style="display:none"), frozenset({"hidden_text"})),
    "hidden: a box of one pixel": (_with(_hiding, style="height:1px;overflow:hidden"), frozenset({"hidden_text"})),
    "rewritten: all": (_with(_spun, share=1.0), frozenset({"rewritten"})),
    "hard: rewritten, seven in ten": (_with(_spun, share=0.7), frozenset({"rewritten"})),
    "list: questions": (_with(_listed, what="questions"), frozenset({"list_page"})),
    "list: keywords": (_with(_listed, what="keywords"), frozenset({"list_page"})),
}

# A news site, a portal in tables, a weblog, a firm's site: in turn for the two halves.
_HEAD = "<html><head><meta charset=utf-8><title>{title}</title>{meta}</head><body>"
_TEMPLATES = (
    f"""{_HEAD}<header><a href=/>{{site}}</a> <a href=/a>Tech</a></header><main><article><h1>{{headline}}</h1>
    <p class=date>2026-05-03 10:20</p>{{body}}</article></main><footer>{{foot}}</footer></body></html>""",
    f"""{_HEAD}<table><tr><td><a href=/>{{site}}</a><td><a href=/n>News</a></tr><tr><td colspan=2><h2>{{headline}}</h2>
    <div id=content>{{body}}</div></td></tr><tr><td>{{foot}}</td></tr></table></body></html>""",
    f"""{_HEAD}<div class=wrap><div class=post><h1 class=title>{{headline}}</h1>
    <div class=entry-content>{{body}}</div></div><div class=widgets><a href=/1>{{site}}</a></div>
    <div class=bottom>{{foot}}</div></div></body></html>""",
    f"""{_HEAD}<div class=top><ul><li><a href=/>{{site}}</a><li><a href=/p>Products</a></ul></div><div class=detail>
    <h3>{{headline}}</h3><div class=info>2026-05-03</div>{{body}}</div>
    <div class=copyright>{{foot}}</div></body></html>""",
)


def _rendered(page: Page, template: str) -> str:
    body = "".join(line if line.startswith("<") else f"<p>{html.escape(line, quote=False)}</p>" for line in page.body)
    return template.format(
        title=html.escape(page.title),
        headline=html.escape(page.headline),
        site=page.site,
        meta=page.meta,
        body=body,
        foot=page.foot,
    )
