"""A server shared by several computers: turns, snapshots, refusals, addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from app.domain.errors import (
    StoreAddressError,
    StoreBusyError,
    StoreError,
    StoreUnreachableError,
    StoreUnsuitableError,
)
from app.journal.operations import LogName
from app.ports import Query
from db.places import Server
from db.postgresql import engine as postgres_engine
from db.postgresql.address import read_address
from db.store import SqlStore, create_store, open_store
from tests.support.stores import at
from tests.unit.db.registers import (
    CATALOGUE,
    CLAIMED,
    KEY,
    OFFICE,
    PERSON,
    TASK,
    content,
    cut,
    make,
    put,
    save,
)

pytestmark = pytest.mark.stores("postgresql")


@contextmanager
def _two(tmp_path: Path) -> Iterator[tuple[SqlStore, SqlStore]]:
    """The same store, opened by two computers."""
    here = make(tmp_path)
    there = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    yield here, there
    here.check()
    here.close()
    there.close()


def test_two_computers_write_one_log_without_a_gap(tmp_path: Path) -> None:
    with _two(tmp_path) as stores:

        def write(store: SqlStore, name: str) -> None:
            for number in range(12):
                save(store, put(f"{name}{number}", "title", title="甲"))
                if number % 5 == 4:
                    cut(store)

        threads = [
            threading.Thread(target=write, args=pair) for pair in zip(stores, "ab", strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        here, there = stores
        cut(here)
        assert here.count(Query("problem")) == there.count(Query("problem")) == 24
        found = here.segments()
        assert found == there.segments()
        assert [s.first for s in found] == [1, *(s.last + 1 for s in found[:-1])]
        assert found[-1].last == 24
        assert content(here) == content(there)


def test_a_unit_of_work_waits_for_the_other_computers(tmp_path: Path) -> None:
    with _two(tmp_path) as (here, there):
        began, done = threading.Event(), threading.Event()

        def write() -> None:
            began.set()
            save(there, put("r1", "title", title="后"))
            done.set()

        with here.work() as work:
            intents = [put("r1", "title", title="先")]
            work.append(LogName("device-9", TASK, "team"), intents, author=PERSON, claimed=CLAIMED)
            thread = threading.Thread(target=write)
            thread.start()
            began.wait()
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            with here._engine.reading() as connection:
                while not connection.exec_driver_sql(waiting).scalar_one():
                    assert not done.is_set()
            assert there.row("problem", "r1") is None  # reading waits for nobody
            work.commit()
        thread.join()
        state = there.state("problem", "r1")
        assert state is not None
        assert state.open_questions == 1  # both wrote without having seen the other


def test_a_reader_sees_one_state_and_no_empty_table_during_a_rebuild(tmp_path: Path) -> None:
    with _two(tmp_path) as (here, there):
        save(here, *(put(f"r{n}", "title", title="甲") for n in range(40)))
        seen: list[int] = []
        over = threading.Event()

        def read() -> None:
            while not over.is_set():
                seen.append(there.count(Query("problem")))

        thread = threading.Thread(target=read)
        thread.start()
        for _ in range(5):
            here.rebuild()
        over.set()
        thread.join()
        assert set(seen) == {40}


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_engine, "_SETTINGS", ("lock_timeout=50ms",))
    with _two(tmp_path) as (here, there):
        with here.work(), pytest.raises(StoreBusyError):
            save(there, put("r1", "title", title="甲"))
        save(there, put("r1", "title", title="甲"))


def test_a_lost_connection_is_told_and_the_next_one_works(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲"))
    server = at(tmp_path / "store.db")
    assert isinstance(server, Server)
    with psycopg.connect(server.address, autocommit=True) as other:
        cut_off = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'xunji' AND pid <> pg_backend_pid()"
        )
        with store.work() as work:
            other.execute(cut_off)
            with pytest.raises(StoreUnreachableError):
                work.put_setting("a", b"1")
    assert store.setting("a") is None
    assert store.count(Query("problem")) == 1
    store.close()


@pytest.mark.parametrize(
    ("options", "detail"),
    [
        ("ENCODING 'SQL_ASCII' LOCALE 'C'", "encoding SQL_ASCII"),
        ("ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'", "collation C.UTF-8"),
    ],
)
def test_a_database_that_would_sort_or_spell_differently_is_refused(
    tmp_path: Path, options: str, detail: str
) -> None:
    server = at(tmp_path / "store.db")
    assert isinstance(server, Server)
    name = f"d_{abs(hash(options))}"
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 {options}")
    place = Server(server.address.replace("/xunji?", f"/{name}?"), server.schema)
    with pytest.raises(StoreUnsuitableError) as caught:
        create_store(place, KEY, CATALOGUE, OFFICE)
    assert caught.value.detail == detail


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    place = Server(f"postgresql://x@/x?host={quote(str(tmp_path), safe='')}", "xunji_a")
    with pytest.raises(StoreUnreachableError):
        create_store(place, KEY, CATALOGUE, OFFICE)
    with pytest.raises(StoreError):
        open_store(place, KEY, CATALOGUE)


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("xunji.db", "scheme"),
        ("host=db dbname=x", "scheme"),
        ("postgresql://u@db/x?nonsense=1", "form"),
        ("postgresql://u@db", "database"),
        ("postgresql://u@a,b/x", "host"),
        ("postgresql://u@localhost/x?hostaddr=10.0.0.1", "host"),
        ("postgresql://u@/x?service=elsewhere", "host"),
        ("postgresql://u@localhost/x?options=-csearch_path%3Dpublic", "options"),
        ("postgresql://u@db.example/x?sslmode=require", "sslmode"),
        ("postgresql://u@db.example/x?sslmode=disable", "sslmode"),
        ("postgresql://u@10.0.0.1/x?sslmode=prefer", "sslmode"),
    ],
)
def test_an_address_that_would_leak_or_lead_astray_is_refused(address: str, part: str) -> None:
    with pytest.raises(StoreAddressError) as caught:
        read_address(address)
    assert caught.value.part == part


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgresql://u@db.example/x", "verify-full"),
        ("postgresql://u@10.0.0.1/x?sslmode=verify-ca&sslrootcert=/a", "verify-ca"),
        ("postgresql://u@127.0.0.1/x", None),
        ("postgresql://u@[::1]/x", None),
        ("postgresql://u@/x?host=%2Frun%2Fpostgresql", None),
    ],
)
def test_only_what_leaves_the_computer_must_be_encrypted(address: str, mode: str | None) -> None:
    assert read_address(address).get("sslmode") == mode


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Server("postgresql://u:secret@localhost/x", "xunji_a"))
