"""XML as it comes: what a recovering parser would stumble over, put right beforehand."""

from __future__ import annotations

import re

_BROKEN = re.compile(
    r"<!\[CDATA\[.*?\]\]>|(?P<bare>&(?!#\d+;|#x[0-9a-f]+;|\w+;))|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff])",
    re.DOTALL | re.IGNORECASE,
)
"""What no XML may hold outside CDATA: a recovering parser drops text after it, so that `?a=1&b=2` becomes `?a=1=2`."""


def repaired(text: str) -> str:
    """Return a text with bare ampersands escaped and without control characters; CDATA stays as it is."""
    return _BROKEN.sub(lambda found: "&amp;" if found["bare"] else "" if found["control"] else found[0], text)
