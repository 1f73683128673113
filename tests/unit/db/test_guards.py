"""Ways around the door: each is refused, or noticed at the next opening or check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from sqlalchemy import Table, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session, registry

from app.domain.errors import GuardsMissingError, ReplayMismatchError
from app.ports import Query
from db import core, guards
from db.store import SqlStore, open_store
from tests.support.stores import at, on_postgresql
from tests.unit.db.registers import (
    CATALOGUE,
    KEY,
    behind_the_back,
    content,
    cut,
    drop_guard,
    make,
    put,
    save,
    unguarded,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = make(tmp_path)
    save(made, put("r1", "title", title="甲"), put("r2", "title", title="乙"))
    cut(made)
    save(made, put("r1", "count", count=1))
    yield made
    made.close()


def _table(store: SqlStore) -> Table:
    return store._projector.projections["problem"].table


def test_core_statements_are_refused(store: SqlStore) -> None:
    table = _table(store)
    row = {"office_id": "office-1", "id": "r1", "title": "丙"}
    fresh = {**row, "id": "r9"}
    upsert: Any = postgresql.insert if on_postgresql() else sqlite.insert
    statements = [
        update(table).values(title="丙"),
        update(table).where(table.c.id == "r1").values(title="丙"),
        insert(table).values(fresh),
        upsert(table)
        .values(row)
        .on_conflict_do_update(index_elements=["office_id", "id"], set_={"title": "丙"}),
        upsert(table).values(row).on_conflict_do_nothing(),
        delete(table).where(table.c.id == "r1"),
    ]
    before = content(store)
    for statement in statements:
        with (
            pytest.raises(DatabaseError, match="guarded: record_problem"),
            behind_the_back(store) as connection,
        ):
            connection.execute(statement)
    assert content(store) == before


def test_bulk_statements_are_refused(store: SqlStore) -> None:
    rows = [{"office_id": "office-1", "id": f"x{i}", "title": "丙"} for i in range(3)]
    with pytest.raises(DatabaseError, match="guarded"), behind_the_back(store) as connection:
        connection.execute(insert(_table(store)), rows)
    assert store.count(Query("problem")) == 2


TO_SQLITE = (
    "UPDATE record_problem SET title = 'x'",
    "UPDATE OR IGNORE record_problem SET title = 'x'",
    "INSERT INTO record_problem (office_id, id) VALUES ('office-1', 'r9')",
    "INSERT OR IGNORE INTO record_problem (office_id, id) VALUES ('office-1', 'r9')",
    "INSERT OR REPLACE INTO record_problem (office_id, id) VALUES ('office-1', 'r1')",
    "REPLACE INTO record_problem (office_id, id) VALUES ('office-1', 'r1')",
    "INSERT INTO record_problem SELECT * FROM record_problem WHERE 1",
    "DELETE FROM record_problem",
    "DELETE FROM record_problem WHERE id = 'r1'",
    "UPDATE journal SET line = x'00'",
    "UPDATE journal SET hash = zeroblob(32) WHERE segment IS NULL",
    "UPDATE journal SET record = 'r2'",
    "UPDATE journal SET segment = NULL",
    "INSERT OR REPLACE INTO journal SELECT * FROM journal",
    "DELETE FROM journal",
    "UPDATE segments SET header = x'00'",
    "UPDATE segments SET signature = x'00'",
    "DELETE FROM segments",
    "DELETE FROM knowledge",
)
TO_POSTGRES = (
    "UPDATE record_problem SET title = 'x'",
    "UPDATE ONLY record_problem SET title = 'x' WHERE id = 'r1'",
    "UPDATE record_problem t SET title = j.kind FROM journal j WHERE j.record = t.id",
    "INSERT INTO record_problem (office_id, id) VALUES ('office-1', 'r9')",
    "INSERT INTO record_problem (office_id, id) VALUES ('office-1', 'r1') ON CONFLICT DO NOTHING",
    "INSERT INTO record_problem (office_id, id) VALUES ('office-1', 'r1') "
    "ON CONFLICT (office_id, id) DO UPDATE SET title = 'x'",
    "INSERT INTO record_problem SELECT * FROM record_problem",
    "MERGE INTO record_problem t USING journal j ON t.id = j.record "
    "WHEN MATCHED THEN UPDATE SET title = 'x'",
    "WITH gone AS (DELETE FROM record_problem RETURNING id) SELECT * FROM gone",
    "DELETE FROM record_problem",
    "DELETE FROM record_problem t USING journal j WHERE j.record = t.id",
    "TRUNCATE record_problem",
    "TRUNCATE journal, segments CASCADE",
    "SET session_replication_role = replica; DELETE FROM record_problem",
    "SET search_path = pg_catalog; DELETE FROM {schema}.record_problem",
    "UPDATE journal SET line = ''::bytea",
    "UPDATE journal SET hash = ''::bytea WHERE segment IS NULL",
    "UPDATE journal SET record = 'r2'",
    "UPDATE journal SET segment = NULL",
    "INSERT INTO journal SELECT * FROM journal ON CONFLICT (seq) DO UPDATE SET line = ''::bytea",
    "DELETE FROM journal",
    "UPDATE segments SET header = ''::bytea",
    "UPDATE segments SET signature = ''::bytea",
    "DELETE FROM segments",
    "DELETE FROM knowledge",
)
PAST_OF_SQLITE = (
    "UPDATE journal SET line = x'00'",
    "UPDATE journal SET segment = 1, line = x'00' WHERE segment IS NULL",
    "UPDATE journal SET segment = 9 WHERE segment IS NOT NULL",
    "DELETE FROM journal",
    "INSERT OR REPLACE INTO journal SELECT * FROM journal",
    "REPLACE INTO segments SELECT * FROM segments",
    "UPDATE segments SET header = x'00'",
    "UPDATE segments SET signature = x'00'",
    "DELETE FROM segments",
)
PAST_OF_POSTGRES = (
    "UPDATE journal SET line = ''::bytea",
    "UPDATE journal SET segment = 1, line = ''::bytea WHERE segment IS NULL",
    "UPDATE journal SET segment = 9 WHERE segment IS NOT NULL",
    "DELETE FROM journal",
    "TRUNCATE journal",
    "TRUNCATE record_problem",
    "INSERT INTO journal SELECT * FROM journal ON CONFLICT (seq) DO UPDATE SET line = ''::bytea",
    "UPDATE segments SET header = ''::bytea",
    "UPDATE segments SET signature = ''::bytea",
    "DELETE FROM segments",
)


def _assert_refused(store: SqlStore, sql: str) -> None:
    before = content(store)
    sql = sql.replace("{schema}", getattr(store._engine, "schema", ""))
    with pytest.raises(DatabaseError, match="guarded"), behind_the_back(store) as connection:
        connection.exec_driver_sql(sql)
    assert content(store) == before
    store.check()


@pytest.mark.stores("sqlite")
@pytest.mark.parametrize("sql", TO_SQLITE)
def test_raw_statements_are_refused(store: SqlStore, sql: str) -> None:
    _assert_refused(store, sql)


@pytest.mark.stores("postgresql")
@pytest.mark.parametrize("sql", TO_POSTGRES)
def test_raw_statements_are_refused_by_the_server(store: SqlStore, sql: str) -> None:
    _assert_refused(store, sql)


@pytest.mark.stores("postgresql")
def test_copying_rows_in_is_refused_by_the_server(store: SqlStore) -> None:
    copy = "COPY record_problem (office_id, id) FROM STDIN"
    with (
        pytest.raises(psycopg.Error, match="guarded"),
        behind_the_back(store) as connection,
        cast("psycopg.Cursor", connection.connection.cursor()).copy(copy) as rows,
    ):
        rows.write_row(("office-1", "r9"))
    assert store.count(Query("problem")) == 2


def _assert_past_is_closed(store: SqlStore, sql: str) -> None:
    with behind_the_back(store) as connection:
        guards.open_batch(connection)
        with pytest.raises(DatabaseError, match="guarded"):
            connection.exec_driver_sql(sql)
        connection.rollback()
    store.check()


@pytest.mark.stores("sqlite")
@pytest.mark.parametrize("sql", PAST_OF_SQLITE)
def test_an_open_batch_does_not_open_the_past(store: SqlStore, sql: str) -> None:
    _assert_past_is_closed(store, sql)


@pytest.mark.stores("postgresql")
@pytest.mark.parametrize("sql", PAST_OF_POSTGRES)
def test_an_open_batch_does_not_open_the_past_on_the_server(store: SqlStore, sql: str) -> None:
    _assert_past_is_closed(store, sql)


def test_the_object_mapper_is_refused(store: SqlStore) -> None:
    class Mapped:
        title: str

    registry().map_imperatively(Mapped, _table(store))
    for change in ("delete", "update"):
        with behind_the_back(store) as connection:
            session = Session(bind=connection, join_transaction_mode="create_savepoint")
            found = session.get(Mapped, ("office-1", "r1"))
            assert found is not None
            if change == "delete":
                session.delete(found)
            else:
                found.title = "丙"
            with pytest.raises(DatabaseError, match="guarded"):
                session.flush()
            session.rollback()
            session.close()
    assert store.count(Query("problem")) == 2


@pytest.mark.stores("sqlite")
@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE ':memory:' AS elsewhere",
        "DETACH DATABASE main",
        "SELECT load_extension('x')",
        "SELECT sqlite3_load_extension('x')",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA writable_schema = ON",
        "PRAGMA trusted_schema = ON",
        "PRAGMA temp_store = FILE",
        "PRAGMA synchronous = OFF",
        "PRAGMA rekey = 'x'",
        "VACUUM INTO '/tmp/never-written.db'",
    ],
)
def test_ways_out_of_the_database_are_refused(store: SqlStore, sql: str) -> None:
    with pytest.raises(DatabaseError), behind_the_back(store) as connection:
        connection.exec_driver_sql(sql)
    assert not Path("/tmp/never-written.db").exists()


@pytest.mark.parametrize(("table", "event"), [("record_problem", "delete"), ("journal", "update")])
def test_a_dropped_guard_is_noticed_at_the_next_opening(
    store: SqlStore, tmp_path: Path, table: str, event: str
) -> None:
    with behind_the_back(store) as connection:
        drop_guard(connection, table, event)
    with pytest.raises(GuardsMissingError):
        store.check()
    store.close()
    with pytest.raises(GuardsMissingError) as caught:
        open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    assert caught.value.tables == (table,)


ASLEEP = (
    "ALTER TABLE journal DISABLE TRIGGER guard_journal_delete",
    "ALTER TABLE journal ENABLE REPLICA TRIGGER guard_journal_delete",
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "DROP TRIGGER guard_journal_truncate ON journal",
    "CREATE OR REPLACE TRIGGER guard_journal_delete BEFORE DELETE ON journal "
    "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "DO $$ DECLARE f text; BEGIN FOR f IN SELECT tgfoid::regproc FROM pg_trigger "
    "WHERE tgname = 'guard_journal_delete' LOOP EXECUTE 'CREATE OR REPLACE FUNCTION ' || f || "
    "'() RETURNS trigger LANGUAGE plpgsql AS ''BEGIN RETURN NULL; END'''; "
    "END LOOP; END $$",
)


@pytest.mark.stores("postgresql")
@pytest.mark.parametrize("sql", ASLEEP)
def test_a_guard_that_sleeps_on_the_server_is_noticed(
    store: SqlStore, tmp_path: Path, sql: str
) -> None:
    with behind_the_back(store) as connection:
        connection.exec_driver_sql(sql)
    store.close()
    with pytest.raises(GuardsMissingError):
        open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)


@pytest.mark.stores("sqlite")
def test_a_guard_that_lost_its_teeth_is_noticed(store: SqlStore, tmp_path: Path) -> None:
    with behind_the_back(store) as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_journal_delete")
        connection.exec_driver_sql(
            "CREATE TRIGGER guard_journal_delete BEFORE DELETE ON journal WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'guarded: journal'); END"
        )
    store.close()
    with pytest.raises(GuardsMissingError):
        open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)


def test_copying_and_renaming_a_table_is_noticed(store: SqlStore, tmp_path: Path) -> None:
    with behind_the_back(store) as connection:
        connection.exec_driver_sql("CREATE TABLE other AS SELECT * FROM record_problem")
        connection.exec_driver_sql("DROP TABLE record_problem")
        connection.exec_driver_sql("ALTER TABLE other RENAME TO record_problem")
    store.close()
    with pytest.raises(GuardsMissingError):
        open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)


def test_what_gets_past_the_guards_is_caught_by_the_replay(store: SqlStore) -> None:
    with unguarded(store, "record_problem") as connection:
        connection.exec_driver_sql("UPDATE record_problem SET title = 'x' WHERE id = 'r2'")
        connection.exec_driver_sql(
            "INSERT INTO record_problem (office_id, id) VALUES ('office-1', 'zz')"
        )
    with pytest.raises(ReplayMismatchError) as caught:
        store.check()
    assert caught.value.records == (("problem", "r2"), ("problem", "zz"))


def test_no_batch_stays_open(store: SqlStore) -> None:
    with store._engine.reading() as connection:
        assert connection.execute(core.open_batch.select()).all() == []
