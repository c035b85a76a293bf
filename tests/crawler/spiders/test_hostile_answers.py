"""Whatever a server answers: each page ends in its outcome, and the crawl goes on."""

import gzip
import re

from tests.conftest import Desk
from tests.hostile_server import (
    Answer,
    Web,
    article,
    bad_chunks,
    drip,
    garbage,
    gzip_bomb,
    hang_up,
    huge,
    long_header,
    many_headers,
    page,
    prose,
    reset,
    rss,
    silent,
    truncated,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
PACKED = gzip.compress(page("packed"))

CASES = {
    # host: (what it answers, the outcomes that are right)
    "fine.test": (article("fine"), "new"),
    "huge.test": (huge(100), "failed:too_large"),
    "stated-huge.test": (Answer(b"a" * 9_000_000), "failed:too_large"),
    "drip.test": (drip, "failed:timeout"),
    "silent.test": (silent, "failed:timeout"),
    "bomb.test": (gzip_bomb(100), "failed:too_large"),
    "long-header.test": (long_header, "failed:connection"),
    "many-headers.test": (many_headers, "rejected:no_text|failed:connection"),
    "reset.test": (reset, "failed:connection|failed:data_loss"),
    "hang-up.test": (hang_up, "failed:connection"),
    "truncated.test": (truncated, "failed:data_loss"),
    "garbage.test": (garbage, "failed:connection"),
    "bad-chunks.test": (bad_chunks, "failed:connection|failed:data_loss"),
    "corrupt-gzip.test": (
        Answer(PACKED[:20] + b"\x00" * 40 + PACKED[60:], headers={"Content-Encoding": "gzip"}),
        "rejected:no_text|rejected:not_html|failed:data_loss",
    ),
    "no-gzip.test": (Answer(page("none"), headers={"Content-Encoding": "gzip"}), "rejected:.*|failed:data_loss|new"),
    "png.test": (Answer(PNG), "rejected:not_html"),
    "pdf.test": (Answer(b"%PDF-1.7 ...", content_type="application/pdf"), "rejected:not_html"),
    "empty.test": (Answer(b""), "rejected:no_text"),
    "untyped.test": (Answer(page("untyped"), content_type=None), "new"),
    "204.test": (Answer(status=204), "failed:http_204"),
    "404.test": (Answer(b"gone", 404), "failed:http_404"),
    "410.test": (Answer(b"gone", 410), "failed:http_410"),
    "451.test": (Answer(page("451"), 451), "failed:http_451"),
    "500.test": (Answer(b"oh", 500), "failed:http_500"),
    "flaky.test": ([Answer(b"oh", 503), article("flaky")], "new"),
    "loop.test": (Answer(status=302, headers={"Location": "/page"}), "failed:redirect_loop"),
    "nowhere.test": (Answer(status=302), "failed:http_302"),
    "to-file.test": (Answer(status=302, headers={"Location": "file:///etc/passwd"}), "failed:http_302"),
    "to-ftp.test": (Answer(status=302, headers={"Location": "ftp://fine.test/"}), "failed:http_302"),
    "to-bad-port.test": (Answer(status=302, headers={"Location": "http://fine.test:99999/"}), "failed:.*"),
    "to-bad-host.test": (Answer(status=302, headers={"Location": "http://[::1/"}), "failed:.*"),
    "to-long.test": (Answer(status=302, headers={"Location": "/" + "a" * 5000}), "failed:.*|rejected:.*"),
    "to-words.test": (Answer(status=302, headers={"Location": "http://a b c/\x7f"}), "failed:.*"),
    "attribute.test": (Answer(page("attribute", extra=f'<p data-x="{"x" * 3_000_000}">.</p>')), "new|failed:extract.*"),
    "deep.test": (
        Answer(b"<html><body>" + b"<div>" * 100_000 + " ".join(prose("deep")).encode()),
        "new|rejected:no_text|failed:extract_.*",
    ),
    "links.test": (Answer(page("links", extra="<a href=/x>x</a>" * 100_000)), "new|rejected:no_text|failed:extract_.*"),
    "not-modified.test": (Answer(status=304), "unchanged"),
}


def test_every_answer_has_its_outcome(desk: Desk, web: Web) -> None:
    web.add({f"http://{host}/page": answer for host, (answer, _) in CASES.items()})
    web.add({"http://hub.test/feed": rss(f"http://{host}/page" for host in CASES)})
    desk.source("hub", "feed", "http://hub.test/feed", "first_run_days = 0\nmax_items = 1000")
    finished = desk.crawl(strict=True, DOWNLOAD_TIMEOUT=3, RETRY_TIMES=1)
    outcomes = desk.outcomes()
    expected = {f"http://{host}/page": right for host, (_, right) in CASES.items()}
    wrong = {
        url: outcomes.get(url, "none")
        for url, right in expected.items()
        if not re.fullmatch(right, outcomes.get(url, "none"))
    }
    assert wrong == {}
    assert set(outcomes) == set(expected)
    assert "failed:bug" not in outcomes.values()
    assert finished.code == 0
    assert "Traceback" not in finished.err
    assert "Deprecat" not in finished.err
    assert len(web.urls("500.test")) == len(web.urls("flaky.test")) == 2
    assert len(web.urls("404.test")) == len(web.urls("huge.test")) == 1
    assert len(web.urls("loop.test")) == 6  # REDIRECT_MAX_TIMES and the first
