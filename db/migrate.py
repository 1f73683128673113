"""Schema of the core tables: revision by revision, in this process, on the keyed connection.

Before a database with content is changed, the whole of it is copied and the copy is checked.
Alembic is imported only when there is something to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, select, text

from app.domain.errors import MigrationError, StoreError, StoreTooNewError
from db import core, guards
from db.engine import StoreEngine

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"
"""The revision this program works with."""
SCRIPTS = "db:migrations"


def current(connection: Connection) -> str:
    """Revision of a database, or an empty string for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return str(found.scalar_one())


def prepare(engine: StoreEngine, *, scripts: str = SCRIPTS, head: str = HEAD) -> str | None:
    """Bring an existing database to ``head``; returns the copy if one was made.

    Raises StoreTooNewError, MigrationError (nothing changed, the copy named), GuardsMissingError
    is left to the caller: guards are compared before and after.
    """
    with engine.reading() as connection:
        found = current(connection)
    if found == head:
        return None
    require_known(found, scripts=scripts, head=head)
    copy = engine.copy_before_upgrade(found)
    try:
        with engine.writing() as connection:
            upgrade(connection, head, scripts=scripts)
            guards.install(connection, projected_kinds(connection))
    except StoreError:
        raise
    except Exception as error:
        raise MigrationError(copy, type(error).__name__) from error
    return copy


def require_known(revision: str, *, scripts: str = SCRIPTS, head: str = HEAD) -> None:
    """Raises StoreTooNewError for a revision that this program has never heard of."""
    from alembic.script import ScriptDirectory

    known = ScriptDirectory.from_config(_config(None, scripts)).walk_revisions()
    if revision not in {script.revision for script in known}:
        raise StoreTooNewError(revision, head)


def upgrade(connection: Connection, target: str = HEAD, *, scripts: str = SCRIPTS) -> None:
    """Run revisions forward on an open transaction."""
    from alembic import command

    command.upgrade(_config(connection, scripts), target)


def downgrade(connection: Connection, target: str, *, scripts: str = SCRIPTS) -> None:
    """Run revisions backward on an open transaction."""
    from alembic import command

    command.downgrade(_config(connection, scripts), target)


def projected_kinds(connection: Connection) -> Sequence[str]:
    """Kinds that have a projection table."""
    kinds = core.kind_digests.c.kind
    return list(connection.execute(select(kinds).order_by(kinds)).scalars())


def _config(connection: Connection | None, scripts: str) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
