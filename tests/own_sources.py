"""Settings of tests in which there are no sources but those of the overlay."""

import os
from pathlib import Path

from settings.testing import *  # noqa: F403  (an environment is the base plus differences)

TIDINGS_SOURCE_DIRS = [str(Path(os.environ["TIDINGS_CONFIG_DIR"]) / "sources")]
