"""The list of tracking parameters: in one form, and never with a name that says what is read."""

from pathlib import Path

import pytest

from crawler.trackers import read_trackers
from crawler.urls import canonical, without_trackers

TRACKERS = read_trackers(Path(__file__).parents[2] / "settings" / "trackers.toml")
SAYS_WHAT = """
    p id pid cid aid tid nid fid uid sid gid vid oid newsid docid doc articleid article art_id contentid itemid storyid
    page pagenum part section category channel topic tag q s w query search keyword name title slug date year lang
    language locale hl v ver version type mode view format output print amp m ref source from via campaign session
    action do c a d t u url link path file key code context __biz mid idx sn itemid group_id thread post comment
""".split()


@pytest.mark.parametrize("name", SAYS_WHAT)
@pytest.mark.parametrize("value", ["", "123", "tech"])
def test_what_may_say_what_is_read_is_kept(name: str, value: str) -> None:
    assert not TRACKERS.hold(name, value)
    address = f"https://example.org/a?{name}={value}"
    assert without_trackers(address) == address
    assert canonical(address) != canonical("https://example.org/a")


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=feed&UTM_Campaign=may",
        "fbclid=x&gclid=y&msclkid=z",
        "mc_cid=1&mc_eid=2",
        "at_medium=RSS&at_link_id=9",
        "source=rss----5517fd7b58a6---4",
        "from=timeline&isappinstalled=0",
        "spm=1001.2014&scm=20140713",
        "share_token=ab&wfr=spider&for=pc",
        "_ga=1.2&_gl=3",
    ],
)
def test_where_a_reader_came_from_is_dropped(query: str) -> None:
    assert canonical(f"https://example.org/a?p=7&{query}") == canonical("https://example.org/a?p=7")


def test_the_file_is_in_lower_case_and_says_nothing_twice() -> None:
    said = [*TRACKERS.names, *TRACKERS.prefixes, *(part for pair in TRACKERS.pairs for part in pair)]
    assert [each for each in said if each != each.lower() or each != each.strip() or not each] == []
    assert [name for name in TRACKERS.names if name.startswith(TRACKERS.prefixes)] == []
    assert [name for name, _ in TRACKERS.pairs if name in TRACKERS.names] == []
    assert [prefix for prefix in TRACKERS.prefixes if len(prefix) < 3] == []
    assert sorted(TRACKERS.starts) == [("cmp", "share"), ("source", "rss-")]


def test_a_file_that_is_broken_says_so(tmp_path: Path) -> None:
    (tmp_path / "trackers.toml").write_text("[a\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r".+"):
        read_trackers(tmp_path / "trackers.toml")
