"""The review: one editor, one item at a time, one key each."""
