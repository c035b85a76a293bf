"""Extensions only record: the run and what was forgotten in it, progress, the event loop's delay."""
