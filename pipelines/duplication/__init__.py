"""Knowing a copy: fold, fingerprint, verify, decide. Pure functions; the SQL stands in `crawler.store`."""
