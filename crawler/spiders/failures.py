"""What a failed download means: the exceptions of engine and middlewares as outcomes."""

from __future__ import annotations

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
from scrapy.core.downloader.handlers.http11 import TunnelError

from crawler.middlewares.guard import PrivateAddressError, refusal_of
from crawler.middlewares.retry import SiteRestsError
from crawler.middlewares.robots import RobotsDeniedError, RobotsUnavailableError
from crawler.outcomes import Failure, Outcome, Rejection, failed, failed_http, rejected
from crawler.urls import host

_REJECTIONS: tuple[tuple[type[Exception], Rejection], ...] = (
    (RobotsDeniedError, Rejection.ROBOTS),
    (PrivateAddressError, Rejection.PRIVATE_ADDRESS),
    (UnsupportedURLSchemeError, Rejection.UNSUPPORTED_SCHEME),
)
_FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (RobotsUnavailableError, Failure.ROBOTS_UNAVAILABLE),
    (CannotResolveHostError, Failure.DNS),
    (DownloadTimeoutError, Failure.TIMEOUT),
    (DownloadConnectionRefusedError, Failure.CONNECTION),
    (ResponseDataLossError, Failure.DATA_LOSS),
    (TunnelError, Failure.PROXY),
)


def outcome_of(error: BaseException, url: str) -> Outcome | None:
    """Return what a download's exception means for its page; None for one that is a fault of ours."""
    detail = _detail(error)
    for kind, rejection in _REJECTIONS:
        if isinstance(error, kind):
            return rejected(rejection, detail)
    if isinstance(error, SiteRestsError):
        return Outcome(failed_http(error.status).kind, failed_http(error.status).reason, detail)
    if isinstance(error, CannotResolveHostError) and (refusal := refusal_of(host(url))):
        return rejected(Rejection.PRIVATE_ADDRESS, refusal)
    for kind, failure in _FAILURES:
        if isinstance(error, kind):
            return failed(failure, detail)
    if isinstance(error, DownloadCancelledError):
        return failed(Failure.TOO_LARGE, detail)
    if isinstance(error, DownloadFailedError):
        return failed(_failed_download(detail), detail)
    if isinstance(error, IgnoreRequest) and "redirection" in detail:
        return failed(Failure.REDIRECT_LOOP, detail)
    return None


def _failed_download(detail: str) -> Failure:
    if "DataLoss" in detail:
        return Failure.DATA_LOSS
    if any(sign in detail for sign in ("SSL", "tls", "certificate", "VerificationError")):
        return Failure.TLS
    return Failure.CONNECTION


def _detail(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300]
