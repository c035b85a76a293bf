"""The comparison form: what two texts must share to be the same text, whatever their script, width or punctuation."""

from __future__ import annotations

import functools
import re
import unicodedata

import xxhash
from opencc import OpenCC

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_TOKEN = re.compile(f"[{_HAN}]|[^\\W_{_HAN}]+")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text with traditional characters as simplified ones (OpenCC t2s); everything else as it is."""
    return str(_to_simplified().convert(text)) if _HAN_CHARACTER.search(text) else text


def fold(text: str) -> str:
    """Return the text NFKC-normalised, simplified and in lower case: the form in which terms are looked up."""
    return simplified(unicodedata.normalize("NFKC", text)).lower()


def tokens(text: str) -> list[str]:
    """Return the comparison form: one token per Han character or per run of other letters and digits."""
    return _TOKEN.findall(fold(text))


def han_share(text: str) -> float:
    """Return the share of Han characters among the letters and digits of a text, 0..1."""
    words = sum(1 for character in text if character.isalnum())
    return len(_HAN_CHARACTER.findall(text)) / words if words else 0.0


def exact_key(comparison: list[str]) -> str:
    """Return the 128-bit XXH3 of a comparison form (32 hex digits): equal keys mean the same text."""
    return xxhash.xxh3_128_hexdigest(" ".join(comparison).encode())
