"""Who reviews: the name that decisions are kept under when none is given."""

from __future__ import annotations

import getpass
import os


def user_name() -> str:
    """Return the operating system's name for this user, or its number where it has none (containers)."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"
