"""Revisions up and down with data on the migrated file, the copy before, refusals."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from app.domain.errors import GuardsMissingError, MigrationError, StoreError, StoreTooNewError
from app.ports import Draft, Query
from db import core, guards, migrate, verification
from db.engine import StoreEngine
from db.places import connect
from db.projector import Projector
from db.sqlite import engine as sqlite_engine
from db.sqlite.engine import copy_path
from db.store import SqlStore, open_store
from tests.support.stores import at, indexes, on_postgresql, spell, tables
from tests.unit.db.registers import (
    CATALOGUE,
    KEY,
    OFFICE,
    behind_the_back,
    cut,
    drop_guard,
    make,
    put,
    save,
)

HERE = Path(__file__).parent


def _later(tmp_path: Path) -> str:
    """The project's revisions and two of the future, in one folder."""
    folder = tmp_path / "revisions"
    (folder / "versions").mkdir(parents=True)
    project = Path(migrate.__file__).parent / "migrations"
    for source in (project, HERE / "later_revisions"):
        for file in [*source.glob("*.py"), *source.glob("versions/r*.py")]:
            (folder / file.relative_to(source)).write_bytes(file.read_bytes())
    return str(folder)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A closed store with something in every core table."""
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲"))
    cut(store)
    save(store, put("r2", "title", title="乙"))
    with store.work() as work:
        work.put_draft(Draft("d", "p", "problem", "r1", b"12345", "now"))
        work.put_document("root", 1, b"one", b"s")
        work.commit()
    store.close()
    return tmp_path / "store.db"


@pytest.fixture
def engine(filled: Path) -> Iterator[StoreEngine]:
    made = connect(at(filled), KEY)
    yield made
    made.close()


def _dump(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """All contents of the core tables, column by column in a fixed order."""
    return {
        name: sorted(tuple(row) for row in connection.execute(table.select()))
        for name, table in core.metadata.tables.items()
    }


def _schema(connection: Connection) -> list[str]:
    found = tables(connection)
    return sorted([*found, *(name for table in found for name in indexes(connection, table))])


def test_the_named_head_is_the_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(migrate._config(None, migrate.SCRIPTS))
    assert scripts.get_heads() == [migrate.HEAD]


def test_revisions_make_exactly_the_described_tables(engine: StoreEngine) -> None:
    ours = {*core.metadata.tables}

    def only_core(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
        return kind != "table" or name in ours

    with engine.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": only_core})
        assert compare_metadata(context, core.metadata) == []


def test_every_revision_goes_down_and_up_again_on_a_filled_file(
    tmp_path: Path, engine: StoreEngine
) -> None:
    """Walks whatever revisions there are, so a new one is tested without a new test."""
    folder = tmp_path / "revisions"
    scripts = _later(tmp_path)
    (folder / "versions" / "r9002_that_fails.py").unlink()
    config = Config()
    config.set_main_option("script_location", scripts)
    config.set_main_option("path_separator", "os")
    chain = [s.revision for s in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    assert chain[-1] == "9001"
    with engine.writing() as connection:
        migrate.upgrade(connection, chain[-1], scripts=scripts)
    with engine.reading() as connection:
        newest, schema = _dump(connection), _schema(connection)
        assert newest["journal"]
    for lower in reversed(chain[:-1]):
        with engine.writing() as connection:
            migrate.downgrade(connection, lower, scripts=scripts)
            assert migrate.current(connection) == lower
            _assert_same_journal(connection, newest)
    with engine.writing() as connection:
        migrate.upgrade(connection, chain[-1], scripts=scripts)
        guards.install(connection, migrate.projected_kinds(connection))
    with engine.reading() as connection:
        assert _dump(connection) == newest
        assert _schema(connection) == schema
        verification.verify(connection, _projector(), None, None)


def _assert_same_journal(
    connection: Connection, newest: dict[str, list[tuple[object, ...]]]
) -> None:
    """Nothing that was there before is gone; an older revision has fewer columns."""
    for name in ("journal", "segments", "held", "knowledge", "logs", "documents", "settings"):
        table = core.metadata.tables[name]
        present = {column["name"] for column in inspect(connection).get_columns(name)}
        kept = [index for index, column in enumerate(table.columns) if column.name in present]
        columns = [column for column in table.columns if column.name in present]
        rows = sorted(tuple(row) for row in connection.execute(select(*columns)))
        assert rows == sorted(tuple(row[index] for index in kept) for row in newest[name])


def _projector() -> Projector:

    return Projector(CATALOGUE, OFFICE)


def _upgrade_to(monkeypatch: pytest.MonkeyPatch, scripts: str, head: str) -> None:
    monkeypatch.setattr(migrate, "HEAD", head)
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    both = {"scripts": scripts, "head": head}
    monkeypatch.setattr(migrate.prepare, "__kwdefaults__", both)
    monkeypatch.setattr(migrate.require_known, "__kwdefaults__", both)
    monkeypatch.setattr(migrate.upgrade, "__kwdefaults__", {"scripts": scripts})


def test_opening_an_older_database_copies_migrates_and_guards_it(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = _later(tmp_path)
    _upgrade_to(monkeypatch, scripts, "9001")
    store = open_store(at(filled), KEY, CATALOGUE)
    with store._engine.reading() as connection:
        assert migrate.current(connection) == "9001"
        assert connection.exec_driver_sql("SELECT length FROM drafts").scalar_one() == 5
    store.check()
    assert store.count(Query("problem")) == 2
    store.close()
    monkeypatch.undo()
    if not on_postgresql():
        copy = open_store(copy_path(filled, migrate.HEAD), KEY, CATALOGUE)
        copy.check()
        assert copy.count(Query("problem")) == 2
        copy.close()


@pytest.mark.stores("postgresql")
def test_the_core_tables_are_copied_within_the_server(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrate.HEAD
    _upgrade_to(monkeypatch, _later(tmp_path), "9001")
    store = open_store(at(filled), KEY, CATALOGUE)
    with store._engine.reading() as connection:
        own = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
        for table in ("journal", "segments", "logs", "documents", "settings", "drafts"):
            copied = f"SELECT count(*) FROM {own}_before_{before}.{table}"
            present = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            assert connection.exec_driver_sql(copied).scalar_one() == present > 0
    store.close()


@pytest.mark.stores("sqlite")
def test_a_database_of_the_first_revision_opens(filled: Path) -> None:
    """Its file has no guards for tables that came later; that is no manipulation."""
    engine = connect(filled, KEY)
    with engine.writing() as connection:
        migrate.downgrade(connection, "0001")
        for table in ("journal", "segments"):  # every revision guards these; the way down drops it
            connection.exec_driver_sql(
                f"CREATE TRIGGER guard_{table}_update BEFORE UPDATE ON {table} WHEN 1 "
                "BEGIN SELECT RAISE(ABORT, 'guarded'); END"
            )
    engine.close()
    store = open_store(at(filled), KEY, CATALOGUE)
    assert store.count(Query("problem")) == 2
    store.check()
    store.close()


def test_a_failing_revision_changes_nothing_and_names_the_copy(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _upgrade_to(monkeypatch, _later(tmp_path), "9002")
    with pytest.raises(MigrationError) as caught:
        open_store(at(filled), KEY, CATALOGUE)
    monkeypatch.undo()
    for path in (filled,) if on_postgresql() else (filled, Path(caught.value.copy)):
        store = open_store(at(path), KEY, CATALOGUE)
        assert _opened_content(store) == ([b"12345"], (1, b"one", b"s"), 2)
        store.check()
        store.close()


def _opened_content(store: SqlStore) -> tuple[list[bytes], tuple[int, bytes, bytes] | None, int]:
    drafts = [draft.box for draft in store.drafts("p")]
    return drafts, store.document("root"), store.count(Query("problem"))


def test_a_newer_database_is_refused_untouched(filled: Path) -> None:
    store = open_store(at(filled), KEY, CATALOGUE)
    with behind_the_back(store) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '7777'")
    store.close()
    before = None if on_postgresql() else filled.read_bytes()
    with pytest.raises(StoreTooNewError) as caught:
        open_store(at(filled), KEY, CATALOGUE)
    assert (caught.value.found, caught.value.supported) == ("7777", migrate.HEAD)
    assert before == (None if on_postgresql() else filled.read_bytes())
    assert list(filled.parent.glob("*before*")) == []


def test_lost_guards_are_noticed_before_a_migration_reinstalls_them(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(at(filled), KEY, CATALOGUE)
    with behind_the_back(store) as connection:
        drop_guard(connection, "journal", "update")
    store.close()
    _upgrade_to(monkeypatch, _later(tmp_path), "9001")
    with pytest.raises(GuardsMissingError):
        open_store(at(filled), KEY, CATALOGUE)


@pytest.mark.stores("sqlite")
def test_a_copy_that_cannot_be_written_stops_the_migration(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _upgrade_to(monkeypatch, _later(tmp_path), "9001")
    monkeypatch.setattr(
        sqlite_engine, "copy_path", lambda path, revision: path.parent / "no" / f"copy-{revision}"
    )
    with pytest.raises(StoreError):
        open_store(at(filled), KEY, CATALOGUE)
    monkeypatch.undo()
    store = open_store(at(filled), KEY, CATALOGUE)
    assert store.count(Query("problem")) == 2
    store.close()


def test_alembic_is_not_imported_for_a_database_that_is_up_to_date(filled: Path) -> None:
    script = (
        "import sys; from db.store import open_store\n"
        "from tests.support.stores import read\n"
        "from tests.unit.db.registers import CATALOGUE, KEY\n"
        f"open_store(read({spell(at(filled))!r}), KEY, CATALOGUE).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=HERE.parents[2])
