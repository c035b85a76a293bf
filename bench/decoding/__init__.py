"""The decoding bench: pages written in every way that is met on the web, and what decoders make of them."""
