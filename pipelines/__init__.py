"""Deciding: one stage per file, thin; the thinking stands in pure functions beneath."""
