"""Bytes to text by what the bytes are: declared rightly, wrongly, or not at all."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.decoding.cases import chinese_cases, foreign_cases
from bench.decoding.pages import chinese_pages, foreign_pages
from pipelines.extraction.decode import decode

CHINESE = (
    "北岸实验室今天公布了一个小型翻译模型，它只需要一块普通显卡就能运行。研究组的负责人说，他们花了八个月整理语料。"
)
TRADITIONAL = (
    "北岸實驗室今天公布了一個小型翻譯模型，它只需要一塊普通的顯示卡就能運行。研究組的負責人說，他們花了八個月整理語料。"
)
HONGKONG = "實驗室嘅同事話佢哋用咗八個月時間整理語料，今日先至公開呢個翻譯模型，大家都可以試用。"
JAPANESE = (
    "研究所は今日、小さな翻訳モデルを公開しました。普通のグラフィックカードで動きます。誰でも試すことができます。"
)
KOREAN = "연구소는 오늘 작은 번역 모델을 공개했다. 평범한 그래픽 카드 하나로 움직인다. 누구나 시험해 볼 수 있다."
RUSSIAN = (
    "Лаборатория сегодня открыла небольшую модель перевода. "
    "Она работает на обычной видеокарте, и попробовать её может любой."
)
FRENCH = "Le labo a publié un modèle de traduction très léger. Il tourne sur une carte graphique ordinaire, même âgée."


def page(text: str, charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text[:12]}</title></head><body><p>{text * 4}</p></body></html>"


@pytest.mark.parametrize(
    ("text", "codec", "meta", "header"),
    [
        (CHINESE, "gbk", None, None),
        (CHINESE, "gb18030", None, "text/html"),
        (CHINESE, "gbk", "gb2312", None),
        (CHINESE, "gbk", "utf-8", None),
        (CHINESE, "gb2312", None, "text/html; charset=utf-8"),
        (CHINESE, "gbk", "utf-8", "text/html; charset=UTF-8"),
        (CHINESE, "gbk", None, "text/html; charset=ISO-8859-1"),
        (CHINESE + "龘", "gbk", "gb2312", None),
        (CHINESE + "𠮷", "gb18030", "gbk", None),
        (CHINESE, "utf-8", "gb2312", None),
        (CHINESE, "utf-8", None, "text/html; charset=gbk"),
        (CHINESE, "utf-8", "gb2312", "text/html; charset=big5"),
        (CHINESE, "utf-8", None, None),
        (TRADITIONAL, "utf-8", "big5", None),
        (TRADITIONAL, "big5", "big5", None),
        (TRADITIONAL, "big5", None, "text/html; charset=Big5"),
        (TRADITIONAL, "big5", None, None),
        (TRADITIONAL, "big5", "utf-8", None),
        (TRADITIONAL, "gbk", None, None),  # traditional characters in a mainland codec
        (HONGKONG, "big5hkscs", "big5", None),
        (CHINESE, "utf-16", None, None),
        (CHINESE, "utf-8-sig", "gbk", "text/html; charset=gbk"),
        (JAPANESE, "euc-jp", "euc-jp", None),
        (JAPANESE, "shift_jis", "shift_jis", None),
        (JAPANESE, "utf-8", None, None),
        (KOREAN, "euc-kr", "euc-kr", None),
        (KOREAN, "euc-kr", None, "text/html; charset=euc-kr"),
        (RUSSIAN, "windows-1251", "windows-1251", None),
        (RUSSIAN, "koi8-r", None, "text/html; charset=koi8-r"),
        (FRENCH, "iso-8859-1", "iso-8859-1", None),
        (FRENCH, "windows-1252", None, None),
        ("Plain words. ", "ascii", None, None),
        ("Plain words. ", "ascii", "no-such-codec", "text/html; charset=neither"),
    ],
)
def test_the_text_comes_out(text: str, codec: str, meta: str | None, header: str | None) -> None:
    written = page(text, meta)
    decoded = decode(written.encode(codec), header)
    assert decoded.text == written
    assert decoded.replaced == 0


@pytest.mark.parametrize(("text", "codec", "meta"), [(CHINESE, "utf-8", None), (CHINESE, "utf-8", "gb2312")])
def test_a_few_broken_bytes_break_only_themselves(text: str, codec: str, meta: str | None) -> None:
    written = page(text * 4, meta).encode(codec)
    places = [len(written) * part // 6 for part in range(1, 6)]
    broken = bytearray(written)
    for place in places:
        broken[place] = 0xFF
    decoded = decode(bytes(broken), "text/html; charset=gbk")
    assert decoded.encoding == "utf-8"
    assert 0 < decoded.replaced <= 3 * len(places)
    assert decoded.replaced == decoded.text.count("\ufffd")
    kept = sum(1 for character in decoded.text if character in set(CHINESE))
    assert kept >= 16 * len(CHINESE) - 3 * len(places)


def test_broken_bytes_in_gbk_break_only_what_is_near() -> None:
    written = bytearray(page(CHINESE, "gbk").encode("gbk"))
    written[len(written) // 2] = 0xFF
    decoded = decode(bytes(written))
    assert decoded.text.startswith(page(CHINESE, "gbk")[:80])
    assert decoded.text.endswith("</html>")


def test_a_page_cut_within_a_character() -> None:
    written = page(CHINESE).encode()[: -len("</p></body></html>") - 1]
    decoded = decode(written)
    assert decoded.replaced <= 1
    assert CHINESE * 3 in decoded.text


def test_a_page_that_cannot_be_chinese_is_not_read_as_such() -> None:
    written = page(RUSSIAN).encode("windows-1251")
    assert decode(written, "text/html; charset=windows-1251", chinese=False).text == page(RUSSIAN)


PAGES = chinese_pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_chinese_page_is_read_however_it_is_declared(name: str) -> None:
    cases = list(chinese_cases(PAGES[name]))
    assert len(cases) >= 13
    assert [case.kind for case in cases if not case.is_right(decode(case.body, case.content_type).text)] == []


@pytest.mark.parametrize("name", foreign_pages())
def test_a_page_in_another_language_is_read_by_its_label_and_mostly_without(name: str) -> None:
    page, codecs = foreign_pages()[name]
    cases = list(foreign_cases(page, codecs))
    wrong = [case.kind for case in cases if not case.is_right(decode(case.body, case.content_type).text)]
    # A few signs tell ISO 8859-15 from windows-1252; without a label it is taken for the one that is met.
    assert set(wrong) <= {"iso-8859-15, no label"}


@pytest.mark.parametrize(
    ("codec", "body"),
    [
        ("utf-16-le", page(CHINESE).encode("utf-16-le")),
        ("utf-16-be", page(CHINESE).encode("utf-16-be")),
        ("iso2022_jp", page(JAPANESE, "iso-2022-jp").encode("iso2022_jp")),
    ],
)
def test_what_is_whole_utf_8_but_meant_otherwise(codec: str, body: bytes) -> None:
    assert decode(body).encoding == codec
    assert decode(body).replaced == 0


@pytest.mark.parametrize("length", [10, 20, 40])
@pytest.mark.parametrize(
    ("text", "codec"), [(CHINESE, "gb18030"), (TRADITIONAL, "big5hkscs"), (TRADITIONAL, "gb18030")]
)
def test_a_few_characters_are_enough(text: str, codec: str, length: int) -> None:
    short = f"<title>{text[:length]}</title>"
    assert decode(short.encode(codec)).text == short


def test_words_behind_much_ascii_are_found() -> None:
    written = page("var a = 1; " * 30_000 + CHINESE)
    assert decode(written.encode("gb18030")).text == written
    broken = written.encode() + b"\xff"
    assert decode(broken, "text/html; charset=gb2312").encoding == "utf-8"


def test_nothing() -> None:
    assert (decode(b"").text, decode(b"").replaced) == ("", 0)


@given(
    st.binary(max_size=400), st.sampled_from([None, "", "text/html; charset=gbk", "text/html; charset=\x00", "x" * 99])
)
@example(b"\xef\xbb\xbf", None)
@example(b"\xff\xfe\x00", None)
@example(b"\xff\xfe\x00\xd8", None)
@example(b"\x00\x00\xfe\xff\x00\x11\x00\x00", None)
@example(b"<meta charset=utf-16><p>x", None)
@example(b"<meta charset=base64><p>\xff", None)
@example(b"<meta charset=undefined><p>\xff", None)
@example(b"<meta charset=idna><p>\xff", "text/html; charset=punycode")
@example(b"<meta charset=utf-7>\xff+AGE-", None)
def test_it_never_raises_and_counts_what_it_replaced(body: bytes, header: str | None) -> None:
    decoded = decode(body, header)
    decoded.text.encode()  # whatever it is, it is text
    assert 0 <= decoded.replaced <= decoded.text.count("\ufffd")


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=200))
def test_utf_8_is_itself(text: str) -> None:
    if text.startswith("\ufeff"):
        return
    assert decode(text.encode(), "text/html; charset=gbk").text == text
