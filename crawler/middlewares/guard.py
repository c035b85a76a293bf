"""The private-address guard: no page, feed or redirect may lead the crawler into the operator's own network.

Two layers: the middleware refuses addresses that are private as written (also where a proxy resolves the names); the
resolver refuses names that lead to private addresses, on every connection, so that rebinding gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

_refused_names: dict[str, str] = {}
"""Names that led to a private address, with that address: the error that comes out of Twisted no longer says so."""

_proxy_names: set[str] = set()
"""Hosts of the sources' proxies. The reactor's resolver is made before any source is read, so it looks here."""

_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
"""IPv6 networks whose last 32 bits are an IPv4 address: NAT64 (RFC 6052) and IPv4-compatible (RFC 4291)."""


class PrivateAddressError(IgnoreRequest):
    """An address in a private network was refused. The message says which, and how to allow it."""


class UnusableAddressError(IgnoreRequest):
    """An address that nothing can connect to, such as one with a port above 65535."""


def private_address(host: str) -> str | None:
    """Return the address that a host *is*, in any spelling that connects, when it is not a public one; else None."""
    name = unicodedata.normalize("NFKC", host).replace("。", ".").strip("[].").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return name
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        try:
            address = ipaddress.ip_address(socket.inet_aton(name))  # 127.1, 0x7f000001, 2130706433
        except (OSError, ValueError):  # no number, or not even ASCII
            return None
    reached = _embedded(address) or address
    return None if reached.is_global and not reached.is_multicast else str(address)


def _embedded(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if any(address in network for network in _EMBEDDING) and int(address) > 1:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def explain(host: str, address: str) -> str:
    """Return what a person needs to know about a refusal."""
    hint = ""
    if address.startswith(("198.18.", "198.19.")):
        hint = " (198.18.0.0/15 is what fake-IP resolvers of local proxies answer)"
    return (
        f"{host} is the private address {address}{hint}. "
        f"To allow it, name the host in TIDINGS_ALLOWED_HOSTS, or configure a proxy."
    )


def refusal_of(host: str) -> str | None:
    """Return why a name was refused by the resolver, or None when it was not."""
    address = _refused_names.get(host)
    return explain(host, address) if address else None


def allowed_hosts(entries: Iterable[str]) -> frozenset[str]:
    """Return the operator's hosts in lower case, `host` or `host:port`."""
    return frozenset(entry.strip().lower() for entry in entries if entry.strip())


def name_proxies(urls: Iterable[str]) -> None:
    """Let connections to these proxies pass; what is fetched may still not be on their hosts."""
    _proxy_names.update(host.lower() for url in urls if (host := urlsplit(url).hostname))


def refused(host: str, port: int, allowed: frozenset[str]) -> str | None:
    """Return the private address that a host is as written, or None when it may be asked for."""
    host = host.lower()
    if {host, f"{host}:{port}"} & allowed:
        return None
    address = private_address(host)
    return "of the proxy" if address is None and host in _environment_proxies() | _proxy_names else address


def _environment_proxies() -> set[str]:
    return {host for url in getproxies().values() if (host := urlsplit(url).hostname)}


class AddressGuardMiddleware:
    """Refuses requests whose address is private as written; stat `tidings/refused_private`."""

    def __init__(self, crawler: Crawler, allowed: frozenset[str]) -> None:
        self._crawler = crawler
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read TIDINGS_ALLOWED_HOSTS."""
        return cls(crawler, allowed_hosts(crawler.settings.getlist("TIDINGS_ALLOWED_HOSTS")))

    def process_request(self, request: Request) -> None:
        """Raise PrivateAddressError or UnusableAddressError for an address that may not or cannot be asked for."""
        parts = urlparse_cached(request)
        host = (parts.hostname or "").lower()
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise UnusableAddressError(f"{request.url[:200]}: {error}") from error
        if address := refused(host, port, self._allowed):
            self._crawler.stats.inc_value("tidings/refused_private")
            raise PrivateAddressError(explain(host, address))


class PublicOnlyResolver(CachingThreadedResolver):
    """Scrapy's resolver that answers with public addresses only, but for the configured proxies and named hosts."""

    allowed: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Read TIDINGS_ALLOWED_HOSTS, TIDINGS_PROXIES (those of the sources), and the environment's proxies."""
        resolver = super().from_crawler(crawler, reactor)
        proxies = [*crawler.settings.getlist("TIDINGS_PROXIES"), *getproxies().values()]
        names = {entry.rpartition(":")[0] or entry for entry in crawler.settings.getlist("TIDINGS_ALLOWED_HOSTS")}
        resolver.allowed = allowed_hosts([*names, *(urlsplit(url).hostname or "" for url in proxies)])
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802  (Twisted's name)
        """Resolve a name; fail with DNSLookupError when the answer is a private address."""
        resolved = super().getHostByName(name, timeout)
        if name.lower() not in self.allowed | _proxy_names:
            resolved.addCallback(self._only_public, name)
        return resolved

    @staticmethod
    def _only_public(address: str, name: str) -> str:
        if private_address(address):
            _refused_names[name] = address
            raise DNSLookupError(explain(name, address))
        _refused_names.pop(name, None)
        return address
