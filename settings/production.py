"""Unattended: quieter, and slower towards each site."""

from settings.base import *  # noqa: F403  (an environment is the base plus differences)

LOG_LEVEL = "WARNING"
DOWNLOAD_DELAY = 2.0
