"""The only SQL: SQLAlchemy Core on SQLite by default, on PostgreSQL by URL."""
