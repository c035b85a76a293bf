"""Tests and the demo: loopback only, so no waiting between requests."""

from settings.base import *  # noqa: F403  (an environment is the base plus differences)

DOWNLOAD_DELAY = 0.0
TIDINGS_RETRY_BASE_SECONDS = 0.1
TIDINGS_WORKERS = 1
