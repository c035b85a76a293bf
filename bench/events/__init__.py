"""How well stories that tell the same happening are found."""
