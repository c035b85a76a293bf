"""The bundled sample web: a small web of our own, served on loopback, for the demo and for tests."""
