"""A developer's machine or an operator's first run: the base as it is."""

from settings.base import *  # noqa: F403  (an environment is the base plus differences)
