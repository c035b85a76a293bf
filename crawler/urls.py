"""The only meaning of "same address": `canonical(url)`, and the item ids that are made of it."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

import xxhash
from w3lib.url import canonicalize_url, safe_url_string

from crawler.trackers import read_trackers

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_LENGTH = 2083

_TRACKERS = read_trackers(Path(__file__).parents[1] / "settings" / "trackers.toml")
_HOSTS_KEPT = 4096  # the members of a story are asked for theirs whenever another one comes
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_DOUBLE_SLASH = re.compile(r"(?<!:)//+")


def without_trackers(url: str) -> str:
    """Return the address to show: as it was written, but without tracking parameters and fragment."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # no address at all (`http://[`), so nothing to leave out
        return url
    pairs = [pair for pair in parts.query.split("&") if pair]
    kept = [pair for pair in pairs if not _TRACKERS.hold(*_name_and_value(pair))]
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
        if not _TRACKERS.hold(name.lower(), value.lower())
    ]
    path = _DOUBLE_SLASH.sub("/", parts.path) or "/"
    query = urlencode(kept, errors="surrogateescape")
    return canonicalize_url(urlunsplit((parts.scheme, netloc, path, query, "")))


def item_id(canonical_url: str, fragment: str | None = None) -> str:
    """Return the stable id of the article at an address: 16 hex digits of XXH3-64."""
    return xxhash.xxh3_64_hexdigest(f"{canonical_url}#{fragment or ''}".encode())


@functools.lru_cache(maxsize=_HOSTS_KEPT)
def host(url: str) -> str:
    """Return the host name of an address in lower case, or an empty string."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def is_address(url: str) -> bool:
    """Return whether a text is an absolute http(s) address."""
    return bool(host(url)) and urlsplit(url).scheme in ("http", "https")


def site(url: str) -> str:
    """Return the registrable domain of an address (`tech.example.co.uk` -> `example.co.uk`); an IP address stays whole.

    By the Public Suffix List that tldextract ships, private part included: two blogs of one provider are two sites.
    """
    return _site_of(host(url))


@functools.lru_cache(maxsize=_HOSTS_KEPT)
def _site_of(name: str) -> str:
    return str(_suffixes()(name).top_domain_under_public_suffix) or _last_two_labels(name)


@functools.cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # a quarter of a second that commands without pages need not wait for

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)


def _last_two_labels(name: str) -> str:
    """Return the site of a host under no public suffix (`m.paper.test`)."""
    is_number = ":" in name or name.replace(".", "").isdigit()
    return name if is_number else ".".join(name.split(".")[-2:])


def _name_and_value(pair: str) -> tuple[str, str]:
    name, _, value = pair.partition("=")
    return unquote_plus(name).lower(), unquote_plus(value).lower()
