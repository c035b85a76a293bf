"""A maker of odd feeds: every dialect, in what feeds in the wild do to it. The same number gives the same feed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

HOST = "http://odd.test"
_TITLES = (
    "A laboratory releases its weights",
    "研究院发布新的语言模型",
    "實驗室公開訓練資料",
    "Why the “small” model won — and what comes next",
    "Лаборатория открыла данные",
    "AT&T and <script> in one headline",
    "5 < 6 and 7 > 3",
    "Über den Rechner",
)
_DATES = (
    "Mon, 04 May 2026 12:00:00 GMT",
    "2026-05-04T12:00:00Z",
    "2026-05-04",
    "04 May 26 12:00",
    "yesterday",
    "2026年5月4日",
    "",
    "Mon, 32 Foo 2026 99:99:99 XYZ",
    "20260504T120000+0800",
)
_BODY = "A paragraph that says what was measured, on which machines, and by whom. " * 3


@dataclass(frozen=True)
class Odd:
    """A feed, how many entries were written into it before it was spoiled, and what was done."""

    body: bytes
    entries: int
    content_type: str | None
    story: str


@dataclass(frozen=True)
class Entry:
    title: str
    link: str
    date: str
    summary: str
    content: str


def odd_feed(number: int) -> Odd:
    """Return feed `number`."""
    chance = random.Random(number)  # noqa: S311  (no secret)
    dialect = chance.choice(list(DIALECTS))
    entries = [_entry(chance, at) for at in range(chance.choice((0, 1, 1, 2, 3, 5, 8, 20)))]
    text = DIALECTS[dialect](entries, chance)
    spoils = chance.sample(list(SPOILS), chance.choice((0, 1, 1, 2, 3)))
    for name in spoils:
        text = SPOILS[name](text, chance)
    coding = chance.choice(list(CODINGS))
    body = CODINGS[coding](text)
    if chance.random() < 0.15:
        body = body[: chance.randrange(len(body) + 1)]
        spoils.append("cut")
    content_type = chance.choice(
        (None, "text/xml", "application/rss+xml; charset=utf-8", "text/html", "text/xml; charset=gb2312", "nonsense")
    )
    return Odd(body, len(entries), content_type, f"{number}: {dialect}, {'+'.join(spoils) or 'as it is'}, {coding}")


def _entry(chance: random.Random, at: int) -> Entry:
    link = chance.choice(
        (
            f"{HOST}/news/{at}",
            f"/news/{at}",
            f"{at}.html",
            f"?id={at}&from=rss",
            f"  {HOST}/news/{at}\n",
            f"//odd.test/{at}",
        )
    )
    return Entry(
        title=chance.choice(_TITLES),
        link=link,
        date=chance.choice(_DATES),
        summary=chance.choice(("", _BODY[:200], f"<p>{_BODY}</p>", "<![CDATA[ not quite ]]>")),
        content=chance.choice(("", f"<p>{_BODY}</p><p>{_BODY}</p>", f"<div>{_BODY}<br><img src='/a.png'></div>")),
    )


# --- dialects ---------------------------------------------------------------------------------------------------------


def _put(tag: str, value: str, chance: random.Random) -> str:
    """Return an element with its text escaped, in CDATA, or escaped twice; sometimes none when it is empty."""
    if not value and chance.random() < 0.5:
        return ""
    how = chance.random()
    if how < 0.6:
        return f"<{tag}>{escape(value)}</{tag}>"
    if how < 0.9 and "]]>" not in value:
        return f"<{tag}><![CDATA[{value}]]></{tag}>"
    return f"<{tag}>{escape(escape(value))}</{tag}>"


def _rss_items(entries: list[Entry], chance: random.Random, *, date: str = "pubDate", more: bool = True) -> str:
    parts = []
    for each in entries:
        guid = chance.choice(("", "<guid>urn:x</guid>", f'<guid isPermaLink="false">{escape(each.link)}</guid>'))
        content = _put("content:encoded", each.content, chance) if more else ""
        inner = [
            _put("title", each.title, chance),
            f"<link>{escape(each.link)}</link>",
            _put(date, each.date, chance),
            _put("description", each.summary, chance),
        ]
        chance.shuffle(inner)
        parts.append(f"<item>{''.join(inner)}{guid if more else ''}{content}</item>")
    return chance.choice(("", "\n")).join(parts)


def _rss(version: str, spaces: str = "", **more: bool) -> Callable[[list[Entry], random.Random], str]:
    def render(entries: list[Entry], chance: random.Random) -> str:
        head = f"<title>Odd</title><link>{HOST}/</link><description>Of {version}</description>"
        items = _rss_items(entries, chance, **more)
        return f'<?xml version="1.0"?>\n<rss version="{version}"{spaces}><channel>{head}{items}</channel></rss>'

    return render


def _rdf(space: str) -> Callable[[list[Entry], random.Random], str]:
    def render(entries: list[Entry], chance: random.Random) -> str:
        items = _rss_items(entries, chance, date="dc:date", more=False).replace(
            "<item>", f'<item rdf:about="{HOST}/x">'
        )
        return (
            '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            f'xmlns="{space}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f'<channel rdf:about="{HOST}/"><title>Odd</title><link>{HOST}/</link></channel>{items}</rdf:RDF>'
        )

    return render


def _atom(space: str, prefix: str = "") -> Callable[[list[Entry], random.Random], str]:
    def render(entries: list[Entry], chance: random.Random) -> str:
        colon = f"{prefix}:" if prefix else ""
        parts = []
        for each in entries:
            href = escape(each.link, {'"': "&quot;"})
            rel = chance.choice(("", ' rel="alternate"', ' rel="self"', ' rel="enclosure"'))
            kind = chance.choice(("", ' type="html"', ' type="text"'))
            parts.append(
                f'<{colon}entry>{_put(f"{colon}title", each.title, chance)}<{colon}link{rel} href="{href}"/>'
                f"<{colon}id>tag:odd.test,2026:{len(parts)}</{colon}id>{_put(f'{colon}updated', each.date, chance)}"
                f"<{colon}summary{kind}>{escape(each.summary)}</{colon}summary>"
                f"<{colon}content{kind}>{escape(each.content)}</{colon}content></{colon}entry>"
            )
        named = f'xmlns:{prefix}="{space}"' if prefix else f'xmlns="{space}"'
        base = chance.choice(("", f' xml:base="{HOST}/sub/"'))
        inner = f"<{colon}title>Odd</{colon}title>{''.join(parts)}"
        return f'<?xml version="1.0"?><{colon}feed {named}{base}>{inner}</{colon}feed>'

    return render


def _json(version: str) -> Callable[[list[Entry], random.Random], str]:
    def render(entries: list[Entry], chance: random.Random) -> str:
        items: list[object] = [
            {
                "id": chance.choice((str(at), at, None, each.link)),
                "url": chance.choice((each.link, each.link, None)),
                "external_url": chance.choice((each.link, "")),
                "title": chance.choice((each.title, None, 7)),
                "content_html": each.content,
                "summary": each.summary or None,
                "date_published": chance.choice((each.date, None, 1777896000)),
            }
            for at, each in enumerate(entries)
        ]
        if chance.random() < 0.1:
            items.append(None)
        return json.dumps({"version": version, "title": "Odd", "items": items}, ensure_ascii=chance.random() < 0.5)

    return render


_SPACES = ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
DIALECTS: dict[str, Callable[[list[Entry], random.Random], str]] = {
    "RSS 0.90": _rdf("http://my.netscape.com/rdf/simple/0.9/"),
    "RSS 1.0": _rdf("http://purl.org/rss/1.0/"),
    "RSS 0.91": _rss("0.91", more=False),
    "RSS 0.92": _rss("0.92", more=False),
    "RSS 2.0": _rss("2.0", _SPACES),
    "RSS 2.0, no namespaces": _rss("2.0"),
    "RSS 2.0, default namespace": _rss("2.0", ' xmlns="http://backend.userland.com/rss2"' + _SPACES),
    "Atom 0.3": _atom("http://purl.org/atom/ns#"),
    "Atom 1.0": _atom("http://www.w3.org/2005/Atom"),
    "Atom 1.0, prefixed": _atom("http://www.w3.org/2005/Atom", "a"),
    "Atom, wrong namespace": _atom("http://www.w3.org/2005/atom/"),
    "JSON Feed 1": _json("https://jsonfeed.org/version/1"),
    "JSON Feed 1.1": _json("https://jsonfeed.org/version/1.1"),
}

# --- what is done to them ---------------------------------------------------------------------------------------------


def _at(text: str, sign: str, put: str, chance: random.Random) -> str:
    """Return the text with something put before one of a sign's places."""
    places = [at for at in range(len(text)) if text.startswith(sign, at)]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + put + text[at:]


def _declare(encoding: str) -> Callable[[str, random.Random], str]:
    return lambda text, _: text.replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>', 1)


def _drop(sign: str) -> Callable[[str, random.Random], str]:
    """Leave one of a sign's places out."""

    def spoil(text: str, chance: random.Random) -> str:
        marked = _at(text, sign, "\x01", chance)
        return marked.replace("\x01" + sign, "", 1).replace("\x01", "")

    return spoil


SPOILS: dict[str, Callable[[str, random.Random], str]] = {
    "undefined entity": lambda text, chance: _at(text, "</title>", "&nbsp;&hellip;&nosuch;", chance),
    "bare ampersand": lambda text, chance: _at(text, "</title>", " R&D & more &", chance),
    "raw HTML in a title": lambda text, chance: _at(text, "</title>", "<b>bold</b><br>", chance),
    "less-than in a text": lambda text, chance: _at(text, "</description>", " a < b ", chance),
    "control character": lambda text, chance: _at(text, "</title>", "\x08\x1f", chance),
    "NUL": lambda text, chance: _at(text, "</title>", "\x00", chance),
    "an open element": _drop("</title>"),
    "an open item": _drop("</item>"),
    "no end": lambda text, _: text.rpartition("</")[0],
    "mismatched": lambda text, chance: _at(text, "</item>", "</nothing>", chance),
    "an unknown prefix": lambda text, chance: _at(
        text, "</item>", "<media:thumbnail url='x'/><itunes:a>b</itunes:a>", chance
    ),
    "unquoted attribute": lambda text, _: text.replace('version="2.0"', "version=2.0").replace(
        ' type="html"', " type=html"
    ),
    "upper case": lambda text, _: text.replace("<item>", "<ITEM>").replace("</item>", "</ITEM>"),
    "blank lines before": lambda text, _: "\n\n \t" + text,
    "a warning before": lambda text, _: "<br />\n<b>Warning</b>: something in <b>x.php</b> on line 3<br />\n" + text,
    "a page's end after": lambda text, _: text + "</body></html><!-- 0.3 s -->",
    "two declarations": lambda text, _: '<?xml version="1.0" encoding="utf-8"?>' + text,
    "a stylesheet": lambda text, _: text.replace("?>", '?><?xml-stylesheet href="/a.xsl"?>', 1),
    "a document type": lambda text, _: text.replace("?>", '?><!DOCTYPE x [<!ENTITY nosuch "y">]>', 1),
    "an item in a comment": lambda text, chance: _at(text, "<item", "<!-- <item><title>No</title></item> -->", chance),
    "an item in CDATA": lambda text, chance: _at(text, "</description>", "<![CDATA[ <item> </item> ]]>", chance),
    "an open comment": lambda text, chance: _at(text, "</item>", "<!-- open ", chance),
    "an open CDATA": lambda text, chance: _at(text, "</item>", "<description><![CDATA[ open ", chance),
    "an empty item": lambda text, chance: _at(text, "<item", "<item/><item></item>", chance),
    "a nested item": lambda text, chance: _at(text, "</item>", "<item><title>Within</title></item>", chance),
    "huge": lambda text, chance: _at(text, "</title>", "word " * 60_000, chance),
    "declared GB2312": _declare("GB2312"),
    "declared latin-1": _declare("iso-8859-1"),
    "declared nonsense": _declare("x-nonsense"),
    "declared UTF-16": _declare("utf-16"),
    "no declaration": lambda text, _: text.replace('<?xml version="1.0"?>', "", 1),
    "single quotes": lambda text, _: text.replace('"', "'"),
}
CODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 again": str.encode,
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "GB 18030": lambda text: text.encode("gb18030"),
    "Big5": lambda text: text.encode("big5", "ignore"),
    "windows-1252": lambda text: text.encode("cp1252", "replace"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-8 with stray bytes": lambda text: text.encode().replace("的".encode(), b"\xff\xfe\xb5"),
}
