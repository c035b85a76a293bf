"""Spiders find and fetch, and nothing else: one for any set of sources, and one per shape for one-off runs."""
