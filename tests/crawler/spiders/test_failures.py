"""What each exception of a download means for its page."""

import gzip
import zlib

import brotli
import pytest
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

from crawler.middlewares.guard import PrivateAddressError, UnusableAddressError
from crawler.middlewares.retry import SiteRestsError
from crawler.middlewares.robots import RobotsDeniedError, RobotsUnavailableError
from crawler.outcomes import is_reason
from crawler.spiders.failures import outcome_of

TOO_LARGE = "Ignored response <200 http://site.test/redirection> because its body exceeded DOWNLOAD_MAXSIZE (8 B)"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RobotsDeniedError("robots.txt forbids it"), "rejected:robots"),
        (RobotsUnavailableError("answered 500"), "failed:robots_unavailable"),
        (PrivateAddressError("10.0.0.1"), "rejected:private_address"),
        (UnusableAddressError("Port out of range"), "failed:connection"),
        (UnsupportedURLSchemeError("gopher"), "rejected:unsupported_scheme"),
        (SiteRestsError("left alone", 429), "failed:http_429"),
        (SiteRestsError("left alone", 503), "failed:http_503"),
        (CannotResolveHostError("no such host"), "failed:dns"),
        (DownloadTimeoutError("took longer"), "failed:timeout"),
        (DownloadConnectionRefusedError("refused"), "failed:connection"),
        (DownloadFailedError("Connection was closed cleanly"), "failed:connection"),
        (DownloadFailedError("[<twisted.web._newclient.PotentialDataLoss>]"), "failed:data_loss"),
        (DownloadFailedError("[<OpenSSL.SSL.Error: certificate verify failed>]"), "failed:tls"),
        (ResponseDataLossError(), "failed:data_loss"),
        (DownloadCancelledError("larger than download max size"), "failed:too_large"),
        (IgnoreRequest("max redirections reached"), "failed:redirect_loop"),
        (IgnoreRequest(TOO_LARGE), "failed:too_large"),
        (TunnelError("Could not open CONNECT tunnel"), "failed:proxy"),
        (gzip.BadGzipFile("Not a gzipped file"), "failed:data_loss"),
        (zlib.error("Error -3"), "failed:data_loss"),
        (brotli.error("decoder failed"), "failed:data_loss"),
    ],
)
def test_outcome(error: Exception, expected: str) -> None:
    outcome = outcome_of(error, "http://site.test/a")
    assert outcome is not None
    assert str(outcome) == expected
    assert is_reason(outcome.kind, outcome.reason)
    assert outcome.detail
    assert "\n" not in outcome.detail


@pytest.mark.parametrize("error", [None, ValueError("x"), KeyError("noted"), IgnoreRequest("other"), AssertionError()])
def test_faults_of_ours_are_no_outcome(error: Exception | None) -> None:
    assert outcome_of(error, "http://site.test/a") is None
