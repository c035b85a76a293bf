"""What was seen, as people write it."""

from __future__ import annotations

import re
from typing import Any

_SHORT = re.compile(r"([0-9.]+e\+[0-9]+)(%?)")
_HAN = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))
_LATIN = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))


def readable(found: dict[str, Any], language: str) -> dict[str, Any]:
    """Return what shows that two stories tell one event, its `shared` terms for a reader of a language."""
    return found | {"shared": [term(each, language) for each in found["shared"]]} if "shared" in found else found


def term(shared: str, language: str) -> str:
    """Return a term that two stories share; a large number not as `4.12e+08` but as 4.12亿 or 412 million."""
    match = _SHORT.fullmatch(shared)
    if match is None:
        return shared
    value = float(match[1])
    scale, name = next((each for each in (_HAN if language.startswith("zh") else _LATIN) if value >= each[0]), (1, ""))
    return f"{round(value / scale, 3):,g}{name}{match[2]}" if scale > 1 else f"{value:,.0f}{match[2]}"
