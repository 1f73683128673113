"""How migrations run: on the open, keyed connection that was handed over, never on an own one."""

from __future__ import annotations

from alembic import context

from db.core import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
