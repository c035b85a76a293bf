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

from crawler.middlewares.guard import PrivateAddressError, refusal_of
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
    (DownloadCancelledError, Failure.TOO_LARGE),
    (DownloadFailedError, Failure.CONNECTION),
    (CannotResolveHostError, Failure.DNS),
    (DownloadTimeoutError, Failure.TIMEOUT),
    (DownloadConnectionRefusedError, Failure.CONNECTION),
    (ResponseDataLossError, Failure.DATA_LOSS),
    (TunnelError, Failure.PROXY),
)
_TLS_SIGNS = ("SSL", "tls", "certificate", "VerificationError")


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
    if isinstance(error, IgnoreRequest) and "redirection" in detail:  # Scrapy has no exception of its own for it
        return Failure.REDIRECT_LOOP
    if isinstance(error, DownloadFailedError) and "DataLoss" in detail:
        return Failure.DATA_LOSS
    if isinstance(error, DownloadFailedError) and any(sign in detail for sign in _TLS_SIGNS):
        return Failure.TLS
    return next((failure for kind, failure in _FAILURES if isinstance(error, kind)), None)


def _detail(error: BaseException | None) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300]
