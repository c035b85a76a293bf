"""The language and script of a text, as a BCP 47 tag."""

from __future__ import annotations

import functools
import re

import numpy as np
from opencc import OpenCC

from pipelines.duplication.fold import codes_of, han_and_letters, han_share

_KANA, _HANGUL = (0x3040, 0x30FF), (0xAC00, 0xD7AF)
_ENGLISH = frozenset(b"the of and to in is that for with as on are was".split())
_LETTERS = bytes(code if chr(code).islower() else ord(" ") for code in range(128)).ljust(256)
_HAN_POINTS = range(0x3400, 0xA000)
_SAMPLE, _SCRIPT_SAMPLE = 4000, 1000
_HEAD, _HAN_SHARE, _KANA_SHARE = 1000, 0.3, 0.05


def language_of(text: str, stated: str | None) -> str | None:
    """Return `zh-Hans`, `zh-Hant`, `ja`, `ko`, `en`, else what the page states (`<html lang>`), or None."""
    sample = text[:_SAMPLE]
    if _number_of(_HANGUL, sample) > len(sample) * 0.2:
        return "ko"
    if _number_of(_KANA, sample) > len(sample) * 0.1:
        return "ja"
    if han_share(sample) > 0.2:
        return _script(sample[:_SCRIPT_SAMPLE])
    words = sample.lower().encode("ascii", "replace").translate(_LETTERS).split()
    if sum(map(_ENGLISH.__contains__, words)) > 0.1 * len(words):
        return "en"
    primary = (stated or "").strip().replace("_", "-").split("-")[0].lower()
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) and primary != "zh" else None


def is_chinese(text: str) -> bool:
    """Return whether a text reads as Chinese: Han characters for the most part, and hardly any kana."""
    sample = text[:_HEAD]
    han, letters = han_and_letters(sample)
    return han > _HAN_SHARE * letters and _number_of(_KANA, sample) < _KANA_SHARE * letters


def _number_of(block: tuple[int, int], text: str) -> int:
    codes = codes_of(text)
    return int(np.count_nonzero((codes >= block[0]) & (codes <= block[1])))


def script_counts(text: str) -> tuple[int, int]:
    """Return how many characters are only simplified, and how many only traditional ones."""
    simple, traditional = _of_one_script()
    return sum(map(simple.__contains__, text)), sum(map(traditional.__contains__, text))


@functools.cache
def _of_one_script() -> tuple[frozenset[str], frozenset[str]]:
    """Return the Han characters that OpenCC writes otherwise in traditional, and those it does in simplified script."""
    lines = "\n".join(map(chr, _HAN_POINTS))  # one a line, so that no phrase is converted as such

    def changed(conversion: str) -> frozenset[str]:
        other = str(OpenCC(conversion).convert(lines))
        return frozenset(one for one, now in zip(lines.split("\n"), other.split("\n"), strict=True) if one != now)

    return changed("s2t"), changed("t2s")


def _script(sample: str) -> str:
    simple, traditional = script_counts(sample)
    return "zh-Hant" if traditional > simple else "zh-Hans"
