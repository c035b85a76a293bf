"""How surely copies of a text are found, and nothing else; and how fast."""
