"""Compressed answers reach the decompression as bytes, and leave it as pages."""

from __future__ import annotations

import gzip

import pytest
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.utils.test import get_crawler

from crawler.middlewares.compressed import CompressedAsBytesMiddleware

PAGE = "<html><body><p>一篇没有声明编码的网页。</p></body></html>".encode("gb18030")
REQUEST = Request("http://site.test/")


def compressed() -> HtmlResponse:
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip", "ETag": '"1"'}
    return HtmlResponse(REQUEST.url, status=203, headers=headers, body=gzip.compress(PAGE), flags=["kept"])


def test_a_compressed_page_becomes_bytes_and_keeps_the_rest() -> None:
    given = compressed()
    answer = CompressedAsBytesMiddleware().process_response(REQUEST, given)
    assert type(answer) is Response
    assert (answer.url, answer.status, answer.body, answer.flags) == (given.url, 203, given.body, ["kept"])
    assert answer.headers == given.headers
    assert answer.request is REQUEST


def test_the_decompression_gives_it_its_class_again() -> None:
    answer = CompressedAsBytesMiddleware().process_response(REQUEST, compressed())
    unpacked = HttpCompressionMiddleware.from_crawler(get_crawler()).process_response(REQUEST, answer)
    assert isinstance(unpacked, HtmlResponse)
    assert unpacked.body == PAGE


@pytest.mark.parametrize(
    "answer",
    [
        HtmlResponse(REQUEST.url, headers={"Content-Type": "text/html"}, body=PAGE),
        TextResponse(REQUEST.url, body=b"plain", encoding="utf-8"),
        Response(REQUEST.url, headers={"Content-Encoding": "gzip"}, body=gzip.compress(PAGE)),
    ],
)
def test_everything_else_passes_as_it_is(answer: Response) -> None:
    assert CompressedAsBytesMiddleware().process_response(REQUEST, answer) is answer
