"""Keys, plain files, settled pragmas, and what a driver's error becomes."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from app.domain.errors import StoreDamagedError, StoreFullError, StoreKeyError
from app.ports import Query
from db.sqlite import engine, room
from db.sqlite.engine import SqliteEngine
from db.store import create_store, open_store
from tests.support.stores import at
from tests.unit.db.registers import CATALOGUE, KEY, OFFICE, make, put, save

pytestmark = pytest.mark.stores("sqlite")


def test_a_wrong_key_changes_nothing(tmp_path: Path) -> None:
    make(tmp_path).close()
    before = (tmp_path / "store.db").read_bytes()
    with pytest.raises(StoreKeyError):
        open_store(at(tmp_path / "store.db"), bytes(31) + b"x", CATALOGUE)
    assert (tmp_path / "store.db").read_bytes() == before
    open_store(at(tmp_path / "store.db"), KEY, CATALOGUE, OFFICE).close()


@pytest.mark.parametrize("key", [b"", b"x" * 31, b"x" * 33, b"passphrase"])
def test_a_key_of_another_length_is_a_mistake(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        create_store(at(tmp_path / "store.db"), key, CATALOGUE, OFFICE)
    assert not (tmp_path / "store.db").exists()


def test_no_key_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreKeyError):
        create_store(at(tmp_path / "store.db"), bytes(32), CATALOGUE, OFFICE)


def test_a_plain_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "plain.db")
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreKeyError):
        open_store(at(tmp_path / "plain.db"), KEY, CATALOGUE)


def test_nothing_of_the_text_is_on_the_disk(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="巡察秘密标题"))
    store.index_pending()
    for file in tmp_path.iterdir():
        data = file.read_bytes()
        assert not data.startswith(engine.PLAIN_HEADER)
        assert "巡察秘密标题".encode() not in data
        assert b"record_problem" not in data
    store.close()


def test_a_damaged_page_is_named_damage(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, *(put(f"r{i}", "title", title="甲" * 900) for i in range(50)))
    store.close()
    path = tmp_path / "store.db"
    data = bytearray(path.read_bytes())
    for offset in range(4096 + 200, len(data), 4096):
        data[offset] ^= 1
    path.write_bytes(data)
    with pytest.raises((StoreDamagedError, StoreKeyError)):
        open_store(at(path), KEY, CATALOGUE).check()


def test_the_pragmas_hold_on_every_connection(tmp_path: Path) -> None:
    store = make(tmp_path)
    wanted = {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "journal_mode": "wal",
        "synchronous": 2,
        "trusted_schema": 0,
        "secure_delete": 1,
        "temp_store": 2,
        "cell_size_check": 1,
        "cipher_hmac_algorithm": "HMAC_SHA256",
    }
    with store._engine.reading() as first, store._engine.reading() as second:
        for connection in (first, second):
            for name, value in wanted.items():
                found = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                assert (name, found) == (name, value)
    store.close()


def test_a_closed_store_forgets_its_key(tmp_path: Path) -> None:
    store = make(tmp_path)
    store.close()
    assert isinstance(store._engine, SqliteEngine)
    assert bytes(store._engine._key) == bytes(32)
    with pytest.raises(StoreKeyError):
        store.rows(Query("problem"))
    store.close()


def test_a_full_database_undoes_the_work(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲"))
    with store._engine.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreFullError):
            connection.exec_driver_sql("CREATE TABLE t AS SELECT randomblob(100000) AS a")
        connection.rollback()
    assert store.row("problem", "r1") is not None
    store.check()
    store.close()


def test_threads_read_while_one_writes(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲"))
    found: list[object] = []

    def read() -> None:
        found.extend(store.row("problem", "r1") is not None for _ in range(30))

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for number in range(20):
        save(store, put(f"x{number}", "title", title="乙"))
    for reader in readers:
        reader.join()
    assert found == [True] * 240
    assert store.count(Query("problem")) == 21
    store.close()


def test_one_thread_cannot_open_two_units_of_work(tmp_path: Path) -> None:
    store = make(tmp_path)
    with store.work(), pytest.raises(RuntimeError, match="already open"), store.work():
        pass
    save(store, put("r1", "title", title="甲"))
    store.close()


def test_two_writers_take_turns(tmp_path: Path) -> None:
    store = make(tmp_path)
    threads = [
        threading.Thread(target=save, args=(store, put(f"r{i}", "title", title="甲")))
        for i in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count(Query("problem")) == 8
    assert [op.n for i in range(8) for op in store.history("problem", f"r{i}")]
    store.check()
    store.close()


def test_room_is_short_near_a_limit_of_file_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"x" * 4096)
    assert not room.no_room_left(path)
    monkeypatch.setattr(room, "_size_limit", lambda: 5000)
    assert room.no_room_left(path)


def test_mistakes_of_the_program_stay_what_they_are(tmp_path: Path) -> None:
    made = SqliteEngine(tmp_path / "new.db", KEY)
    assert engine.store_error(ValueError(), made.path) is None
    with made.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
    made.close()
