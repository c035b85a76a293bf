"""One module per command: it parses arguments, calls, and shows."""
