"""`tidings review`: to come."""


def review() -> None:
    """Open the review."""
