"""Tidings' decoder and those it is measured beside: each takes the bytes and the header, and gives the text."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable

from scrapy.http import HtmlResponse
from trafilatura.utils import decode_file

from pipelines.extraction.decode import decode

Decoder = Callable[[bytes, str | None], str]


def tidings(body: bytes, content_type: str | None) -> str:
    """Tidings' own rule."""
    return decode(body, content_type).text


def scrapy(body: bytes, content_type: str | None) -> str:
    """Scrapy's response, which asks w3lib: the header, then the page's declaration."""
    headers = {"Content-Type": content_type} if content_type else {}
    return str(HtmlResponse("http://page.example/", body=body, headers=headers).text)


def trafilatura(body: bytes, content_type: str | None) -> str:  # noqa: ARG001  (it looks at no label)
    """trafilatura's loader."""
    return str(decode_file(body))


def charset_normalizer(body: bytes, content_type: str | None) -> str:  # noqa: ARG001
    """charset-normalizer's best match."""
    found = importlib.import_module("charset_normalizer").from_bytes(body).best()
    return str(found or "")


DECODERS: dict[str, Decoder] = {"tidings": tidings, "scrapy": scrapy, "trafilatura": trafilatura}
if importlib.util.find_spec("charset_normalizer"):
    DECODERS["charset-normalizer"] = charset_normalizer
