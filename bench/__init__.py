"""Measurements of Tidings against gold answers and beside other tools. Nothing in Tidings imports this."""
