"""How well the gate tells hijacked, spun and stuffed pages from clean ones, on pages of our own."""
