"""Schema of the core tables: revision by revision, in this process, on the keyed connection.

Before a database with content is changed, the whole of it is copied and the copy is checked.
Alembic is imported only when there is something to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from app.domain.errors import MigrationError, StoreError, StoreTooNewError
from db import guards
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
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    return str(found.scalar_one())


def prepare(engine: StoreEngine, *, scripts: str = SCRIPTS, head: str = HEAD) -> Path | None:
    """Bring an existing database to ``head``; returns the copy if one was made.

    Raises StoreTooNewError, MigrationError (nothing changed, the copy named), GuardsMissingError
    is left to the caller: guards are compared before and after.
    """
    with engine.reading() as connection:
        found = current(connection)
    if found == head:
        return None
    require_known(found, scripts=scripts, head=head)
    copy = copy_path(engine.path, found)
    _make_copy(engine, copy)
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


def copy_path(path: Path, revision: str) -> Path:
    """Where the copy of a database of this revision goes."""
    return path.with_name(f"{path.name}.before-upgrade-from-{revision}")


def projected_kinds(connection: Connection) -> Sequence[str]:
    """Kinds that have a projection table."""
    rows = connection.exec_driver_sql("SELECT kind FROM kind_digests ORDER BY kind")
    return [row[0] for row in rows]


def _make_copy(engine: StoreEngine, copy: Path) -> None:
    """One copy is kept, the newest. An unfinished one of an earlier try is replaced."""
    for old in engine.path.parent.glob(copy_path(engine.path, "*").name):
        old.unlink()
    engine.copy_to(copy)


def _config(connection: Connection | None, scripts: str) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
