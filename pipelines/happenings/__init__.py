"""Which stories tell the same happening: pure functions on plain values."""
