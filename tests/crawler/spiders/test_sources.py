"""Every kind of source in one crawl: what can be read is, what cannot is named, and neither stops the others."""

import gzip
import json

from tests.conftest import Desk
from tests.hostile_server import Answer, Web, article, drip, page, rss

SPACE = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def sitemap(*urls: str) -> bytes:
    return f"<urlset {SPACE}>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def rows(*paths: str, following: str = "") -> Answer:
    items = "".join(f'<li><a href="{path}">A headline of five words {path}</a></li>' for path in paths)
    onward = f'<a class="next" href="{following}">next</a>' if following else ""
    return Answer(f"<html><body><ul>{items}</ul>{onward}</body></html>".encode())


RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="http://rdf.test/"><title>Site</title></channel>
<item rdf:about="http://rdf.test/1"><title>First</title><link>http://rdf.test/1</link></item></rdf:RDF>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://atom.test/"><title>Site</title>
<entry><title>First</title><id>urn:1</id><link href="/1"/></entry></feed>"""
JSON_FEED = json.dumps(
    {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "url": "http://json.test/1"}]}
)
CHINESE = (
    "<rss version='2.0'><channel><title>新闻</title><item><title>实验室</title><link>/1</link></item></channel></rss>"
)
INDEX = f"""<sitemapindex {SPACE}><sitemap><loc>/a.gz</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap>
<sitemap><loc>/gone.xml</loc></sitemap></sitemapindex>"""
PAGED = 'max_pages = 2\nselect = { item = "li", next = "a.next::attr(href)" }'
BOMB = b"""<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><item><title>&c;&c;</title><link>http://bomb.test/1</link></item></channel></rss>"""

READ = {
    # source: (kind, what its address answers, more of its table, how many articles)
    "rss": ("feed", rss(["http://rss.test/1", "2", "?p=3"]), "", 1),
    "rdf": ("feed", Answer(RDF, content_type="application/rdf+xml"), "", 1),
    "atom": ("feed", Answer(ATOM, content_type="text/html"), "", 1),
    "json": ("feed", Answer(JSON_FEED.encode(), content_type="application/feed+json"), "", 1),
    "gbk": ("feed", Answer(CHINESE.encode("gbk"), content_type="text/xml; charset=utf-8"), "", 1),
    "bomb": ("feed", Answer(BOMB, content_type="text/xml"), "", 1),
    "nothing-new": ("feed", rss([]), "", 0),
    "index": ("sitemap", Answer(INDEX.encode()), "", 3),
    "css": ("listing", rows("/1", "/2", following="/page/2"), PAGED, 3),
    "xpath": ("listing", rows("1"), 'select = { item = "//li", link = "./a/@href" }', 1),
    "found": ("listing", rows("/2026/05/04/one", "/about"), "", 1),
    "one-page": ("page", article("one page"), "", 1),
}  # fmt: skip
FAILED = {
    "html": (Answer(page("html")), "failed:not_a_feed"),
    "empty": (Answer(b""), "failed:not_a_feed"),
    "gone": (Answer(b"", 410), "failed:http_410"),
    "broken": (Answer(b"", 500), "failed:http_500"),
    "never-ends": (drip, "failed:timeout"),
    "denied": (rss(["http://denied.test/1"]), "rejected:robots"),
}


def address(name: str) -> str:
    return f"http://{name}.test/source"


def test_one_crawl_of_every_kind(desk: Desk, web: Web) -> None:
    for name, (kind, answer, more, _) in READ.items():
        web.add({f"http://{name}.test/{path}": article(f"{name} {path}") for path in ("1", "2", "3")})
        web.add({address(name): answer})
        desk.source(name, kind, address(name), f"first_run_days = 0\n{more}")
    for name, (answer, _) in FAILED.items():
        web.add({address(name): answer})
        desk.source(name, "feed", address(name))
    web.add(
        {
            "http://denied.test/robots.txt": Answer(b"User-agent: *\nDisallow: /", content_type="text/plain"),
            "http://rss.test/source?p=3": article("by its query"),
            "http://rss.test/2": article("relative"),
            "http://index.test/a.gz": Answer(gzip.compress(sitemap("/1", "/2")), content_type="application/gzip"),
            "http://index.test/b.xml": Answer(sitemap("/2", "/3"), content_type="text/xml"),
            "http://css.test/page/2": rows("/2", "/3", following="/page/3"),
            "http://css.test/page/3": rows("/4"),
            "http://found.test/2026/05/04/one": article("found"),
        }
    )
    finished = desk.crawl(DOWNLOAD_TIMEOUT=2, RETRY_TIMES=1)
    assert finished.code == 1  # a source failed
    failures = desk.failures()
    assert failures == {name: why for name, (_, why) in FAILED.items()} | {"index": "failed:http_404"}
    counted = {row["source"]: row["n"] for row in desk.rows("select source, count(*) as n from items group by source")}
    expected = {name: count for name, (*_, count) in READ.items() if count} | {"rss": 3}
    assert counted == expected
    assert set(desk.outcomes().values()) == {"new"}
    assert "http://css.test/page/3" not in web.urls()
    said = desk.rows("select source, detail from discoveries where outcome = 'failed:not_a_feed' order by source")
    assert [row["source"] for row in said] == ["empty", "html"]
    assert "HTML" in said[1]["detail"]
    assert "html: failed:not_a_feed" in finished.err
    states = {row["name"]: row["failures"] for row in desk.rows("select name, failures from source_states")}
    assert {name for name, failures in states.items() if failures} >= set(FAILED)
