"""The one meaning of "same address"."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.urls import canonical, host, item_id, site, without_trackers

NAMES = st.text("abcdefghijkpqxyz", min_size=1, max_size=6).map(lambda name: f"q{name}")
VALUES = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=5)
TRACKERS = st.lists(
    st.sampled_from(
        ["utm_source=x", "UTM_Medium=y", "fbclid=1", "spm=a.b", "from=rss", "ref=RSS", "chksm=0f", "gclid"]
    ),
    max_size=4,
)
PATHS = st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8), max_size=4).map(
    lambda parts: "/" + "/".join(quote(part) for part in parts)
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP://Example.ORG/a", "http://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org//a///b", "https://example.org/a/b"),
        ("https://example.org/%e4%b8%ad", "https://example.org/中"),
        ("https://例子.中国/新闻", "https://xn--fsqu00a.xn--fiqs8s/%E6%96%B0%E9%97%BB"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?utm_source=x&p=123", "https://example.org/a?p=123"),
        ("https://example.org/a?from=rss", "https://example.org/a"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("  https://example.org/a \n", "https://example.org/a"),
    ],
)
def test_same_address(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=123", "https://example.org/?p=124"),
        ("https://example.org/?p=123", "https://example.org/"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "http://example.org/a"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/a", "https://www.example.org/a"),
        ("https://example.org/a?from=list", "https://example.org/a"),
        ("https://example.org/a?x=", "https://example.org/a"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ],
)
def test_another_address(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "url",
    ["", "a/b", "/a", "//example.org/a", "ftp://example.org/a", "javascript:void(0)", "mailto:a@example.org", "https://",
     "https:///a", "http://[", "http://[::1", "https://example.org:port/"],
)  # fmt: skip
def test_what_is_no_address_raises_value_error(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical(url)


@given(st.text() | st.text("htps:/.?#[]@%&=+;\\\t\n ab中0é").map("https://example.org/".__add__))
@example("http://example.org/?a=%ff")
@example("http://example.org/%")
@example("http://example.org/a;b?c;d")
@example("http://example.org/\ud800")
@example("http://" + "a" * 70 + ".org/")
@example("http://example.org/?%E4=%B8")
def test_canonical_is_idempotent_and_raises_nothing_else(url: str) -> None:
    try:
        once = canonical(url)
    except ValueError:
        return
    assert canonical(once) == once


@given(PATHS, PAIRS, TRACKERS, st.randoms(use_true_random=False))
def test_trackers_and_the_order_of_parameters_change_nothing(path, pairs, trackers, random) -> None:  # type: ignore[no-untyped-def]
    parts = [urlencode([pair]) for pair in pairs]
    shuffled = [*parts, *trackers]
    random.shuffle(shuffled)
    address = f"https://example.org{path}"
    plain = f"{address}?{'&'.join(parts)}" if parts else address
    tracked = f"{address}?{'&'.join(shuffled)}" if shuffled else address
    assert canonical(tracked) == canonical(plain)


@given(PATHS, PAIRS, TRACKERS)
def test_without_trackers_leaves_the_rest_as_written(path, pairs, trackers) -> None:  # type: ignore[no-untyped-def]
    parts = [urlencode([pair]) for pair in pairs]
    written = f"https://Example.org{path}"
    query = "&".join([*parts, *trackers])
    kept = "&".join(parts)
    expected = f"{written}?{kept}" if kept else written
    assert without_trackers(f"{written}?{query}#part" if query else written) == expected


@given(PATHS, PAIRS, TRACKERS)
def test_the_address_to_ask_for_is_the_same_address(path, pairs, trackers) -> None:  # type: ignore[no-untyped-def]
    query = "&".join([*(urlencode([pair]) for pair in pairs), *trackers])
    url = f"https://example.org{path}?{query}"
    assert canonical(without_trackers(url)) == canonical(url)


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "", "text:7", "a b"])
def test_what_is_no_address_is_shown_as_it_is(url: str) -> None:
    assert without_trackers(url) == url


def test_ids_stay_what_they_are() -> None:
    address = "https://example.org/a"
    assert item_id(address) == item_id(address, "") == "99d01ba03c2c395e"
    assert item_id(address, "second") == "fd3755cc146d5f64"


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://WWW.Example.org:8080/a", "www.example.org"), ("a/b", ""), ("http://[", ""), ("text:1", "")],
)
def test_host(url: str, expected: str) -> None:
    assert host(url) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://tech.sina.com.cn/a", "sina.com.cn"),
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://one.github.io/", "one.github.io"),
        ("http://m.lab-notes.example/a", "lab-notes.example"),
        ("http://lab-notes.example:8080/a", "lab-notes.example"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
        ("http://localhost/a", "localhost"),
        ("https://例子.中国/新闻", "例子.中国"),
        ("text:1", ""),
        ("", ""),
    ],
)
def test_site(url: str, expected: str) -> None:
    assert site(url) == expected
