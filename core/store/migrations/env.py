"""Run by alembic: applies the scripts on the connection `core.store.migrate` hands over."""

from alembic import context

from core.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite can; the caller's transaction makes all of it or nothing
    render_as_batch=True,
)
context.run_migrations()
