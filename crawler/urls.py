"""The only meaning of "same address": `canonical(url)`, and the item ids that are made of it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

import xxhash
from w3lib.url import canonicalize_url, safe_url_string

MAX_LENGTH = 2083

_TRACKERS = frozenset(
    """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id mc_cid
    mc_eid mkt_tok _hsenc _hsmi hsctatracking vero_id vero_conv oly_anon_id oly_enc_id s_cid ncid cmpid ref_src
    ref_url spm scm share_token share_source share_medium share_plat share_from share_tag share_session_id
    timestamp_share chksm scene from_wecom wxshare_count nsukey bd_vid bxsign xtor ocid smid wt_mc wt.mc_id
    guccounter guce_referrer guce_referrer_sig log_from
    """.split()
)
"""Names that only say where a reader came from; a parameter that may say *what* is read is never here."""

_TRACKER_PREFIXES = ("utm_", "mtm_", "pk_", "itm_", "hsa_", "at_medium", "at_campaign", "stm_")
_TRACKER_VALUES = {("f", "rss"), ("from", "rss"), ("ref", "rss"), ("source", "rss"), ("via", "rss")}
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_DOUBLE_SLASH = re.compile(r"(?<!:)//+")


def without_trackers(url: str) -> str:
    """Return the address to show: as it was written, but without tracking parameters and fragment."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # no address at all (`http://[`), so nothing to leave out
        return url
    pairs = [pair for pair in parts.query.split("&") if pair]
    kept = [pair for pair in pairs if not _is_tracker(*_name_and_value(pair))]
    query = parts.query if len(kept) == len(pairs) else "&".join(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def canonical(url: str) -> str:
    """Return the one spelling of an address: equal results mean the same page.

    Scheme and host in lower case, IDNA, no default port, no fragment, one percent-encoding, the query sorted
    and without tracking parameters; every other parameter is identity (`?p=123`). Idempotent.
    Raises ValueError for what is no absolute http(s) address.
    """
    parts = urlsplit(canonicalize_url(safe_url_string(url.strip()), keep_fragments=False))
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"no absolute http(s) address: {url[:200]!r}")
    netloc = parts.netloc.rpartition("@")[2].lower().removesuffix(_DEFAULT_PORTS[parts.scheme])
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _is_tracker(name.lower(), value.lower())
    ]
    path = _DOUBLE_SLASH.sub("/", parts.path) or "/"
    query = urlencode(kept, errors="surrogateescape")
    return canonicalize_url(urlunsplit((parts.scheme, netloc, path, query, "")))


def item_id(canonical_url: str, fragment: str | None = None) -> str:
    """Return the stable id of the article at an address: 16 hex digits of XXH3-64."""
    return xxhash.xxh3_64_hexdigest(f"{canonical_url}#{fragment or ''}".encode())


def host(url: str) -> str:
    """Return the host name of an address in lower case, or an empty string."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _name_and_value(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote_plus(name).lower(), unquote_plus(value).lower()


def _is_tracker(name: str, value: str) -> bool:
    return name in _TRACKERS or name.startswith(_TRACKER_PREFIXES) or (name, value) in _TRACKER_VALUES
