"""Alembic's entry: runs migrations on the connection that `crawler.store.database` hands over."""

from alembic import context

from crawler.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
