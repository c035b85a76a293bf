"""What a feed itself holds of an article, and whether that is all of it."""

import json

import pytest

from crawler.discovery.feed import read_feed
from crawler.discovery.feed_text import MAX_CHARACTERS, FeedText, feed_text

PARAGRAPH = "<p>" + "What was measured, on which machines, and by whom. " * 12 + "</p>"


@pytest.mark.parametrize(
    ("content", "summary", "whole"),
    [
        (PARAGRAPH, "Short.", True),
        (PARAGRAPH, None, True),
        (PARAGRAPH * 2, PARAGRAPH * 2, True),  # only a description, which parsers give twice
        ("", PARAGRAPH * 2, True),
        ("", PARAGRAPH, False),
        ("", "What was measured. " * 100, False),  # one long paragraph: still a summary
        (PARAGRAPH[:-5] + "…</p>", "", False),
        (PARAGRAPH + "<p>And so it went [...]</p>", "", False),
        (PARAGRAPH + '<a href="/a">Read more →</a>', "", False),
        (PARAGRAPH + '<a href="/a">阅读全文 &gt;&gt;</a>', "", False),
        ("<p>a</p>" * MAX_CHARACTERS, "", False),
    ],
)
def test_whole_or_not(content: str, summary: str | None, whole: bool) -> None:
    text = feed_text(content, summary)
    assert text is not None
    assert text.whole is whole
    assert len(text.html) <= MAX_CHARACTERS


@pytest.mark.parametrize("nothing", [None, "", "  \n", 7, ["a"]])
def test_nothing_is_no_text(nothing: object) -> None:
    assert feed_text(nothing, nothing) is None


RSS = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><item><link>http://site.test/a</link><dc:creator>Ada Reed</dc:creator><description>Short</description>
<content:encoded><![CDATA[{PARAGRAPH}]]></content:encoded></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://site.test/a"/>
<author><name>Ada Reed</name></author><summary>Short</summary>
<content type="html"><![CDATA[{PARAGRAPH}]]></content></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "url": "http://site.test/a",
                "content_html": PARAGRAPH,
                "summary": "Short",
                "authors": [{"name": "Ada Reed"}],
            }
        ],
    }
)


@pytest.mark.parametrize("text", [RSS, ATOM, JSON])
def test_each_dialect_holds_it(text: str) -> None:
    [only] = read_feed(text.encode(), "http://site.test/feed").links
    assert only.text == FeedText(PARAGRAPH.strip(), whole=True, author="Ada Reed")
    assert only.summary == "Short"
    assert "text" not in only.hints()  # too much to be kept for every address
