"""What a failed download means: the exceptions of engine and middlewares as outcomes."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.browser.use import BrowserError
from crawler.middlewares.guard import PrivateAddressError, UnusableAddressError, refusal_of
from crawler.middlewares.retry import SiteRestsError
from crawler.middlewares.robots import RobotsDeniedError, RobotsUnavailableError
from crawler.outcomes import Failure, Outcome, Rejection, failed, rejected
from crawler.urls import host

_REJECTIONS: tuple[tuple[type[Exception], Rejection], ...] = (
    (RobotsDeniedError, Rejection.ROBOTS),
    (PrivateAddressError, Rejection.PRIVATE_ADDRESS),
    (UnsupportedURLSchemeError, Rejection.UNSUPPORTED_SCHEME),
)
_FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (RobotsUnavailableError, Failure.ROBOTS_UNAVAILABLE),
    (UnusableAddressError, Failure.CONNECTION),
    (DownloadCancelledError, Failure.TOO_LARGE),
    (BrowserError, Failure.BROWSER),
    (DownloadFailedError, Failure.CONNECTION),
    (CannotResolveHostError, Failure.DNS),
    (DownloadTimeoutError, Failure.TIMEOUT),
    (DownloadConnectionRefusedError, Failure.CONNECTION),
    (ResponseDataLossError, Failure.DATA_LOSS),
    (TunnelError, Failure.PROXY),
)
_TLS_SIGNS = ("SSL", "tls", "certificate", "VerificationError")
_UNPACKERS = ("gzip", "zlib", "brotli", "zstd")
"""In the module names of the libraries that unpack bodies: Scrapy lets their errors through as they are."""


def outcome_of(error: BaseException | None, url: str) -> Outcome | None:
    """Return what a download's exception means for its page; None for one that is a fault of ours."""
    detail = _detail(error)
    if isinstance(error, CannotResolveHostError) and (refusal := refusal_of(host(url))):
        return rejected(Rejection.PRIVATE_ADDRESS, refusal)
    if isinstance(error, SiteRestsError):
        return failed(f"http_{error.status}", detail)
    rejection = next((reason for kind, reason in _REJECTIONS if isinstance(error, kind)), None)
    if rejection:
        return rejected(rejection, detail)
    failure = _failed_download(error, detail)
    return failed(failure, detail) if failure else None


def _failed_download(error: BaseException | None, detail: str) -> Failure | None:
    if isinstance(error, IgnoreRequest) and detail == "max redirections reached":  # Scrapy has no exceptions
        return Failure.REDIRECT_LOOP
    if isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" in detail:  # of its own for these two
        return Failure.TOO_LARGE
    if any(name in type(error).__module__ for name in _UNPACKERS):
        return Failure.DATA_LOSS
    if isinstance(error, DownloadFailedError) and "DataLoss" in detail:
        return Failure.DATA_LOSS
    if isinstance(error, DownloadFailedError) and any(sign in detail for sign in _TLS_SIGNS):
        return Failure.TLS
    return next((failure for kind, failure in _FAILURES if isinstance(error, kind)), None)


def _detail(error: BaseException | None) -> str:
    """Return one line for people; Twisted keeps the reasons of a failed download in a list."""
    reasons = getattr(error.__cause__, "reasons", None) if error else None
    text = "; ".join(str(each.value) for each in reasons) if reasons else str(error)
    return " ".join(text.split())[:300] or type(error).__name__
