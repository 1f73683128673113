"""A store moved to a server and back: every table arrives, secrets sealed, or nothing does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
import pytest

from app.domain.errors import StoreKeyError, StoreMoveError
from app.ports import Draft, Piece, Query, StoredBlob
from db.dialect import Clash
from db.moving import begin_move, digests
from db.places import Place, Server
from db.postgresql.dialect import PostgresDialect
from db.store import SqlStore, create_store, open_store
from tests.support.stores import at
from tests.unit.db.registers import (
    CATALOGUE,
    KEY,
    OFFICE,
    adopt,
    content,
    cut,
    put,
    save,
    segment_of,
    written,
)
from tests.unit.db.test_verification import OTHER

pytestmark = pytest.mark.stores("postgresql")

SECRETS = (b"the seed of a device", b"the key of a piece of evidence!!")


def _filled(place: Place) -> SqlStore:
    """Something in every table that is copied."""
    store = create_store(place, KEY, CATALOGUE, OFFICE)
    save(store, put("r1", "title", title="违规发放津贴补贴"), put("r2", "title", title="乙"))
    cut(store)
    save(store, put("r1", "count", count=1))
    adopt(
        store,
        segment_of(OTHER, written(OTHER, put("r4", "title", title="丁")), "0" * 64),
        segment_of(OTHER, written(OTHER, put("r5", "title", title="戊"), first=9), "a" * 64),
    )
    with store.work() as work:
        work.put_setting("device.signing", SECRETS[0])
        work.put_blob(StoredBlob("ab" * 32, 7, SECRETS[1], (Piece("cd" * 32, 7),)))
        work.put_draft(Draft("d", "p", "problem", "r1", b"12345", "now"))
        work.put_document("root", 1, b"one", b"s")
        work.put_sayings("d1", "task-1", ["{}"])
        work.put_carried(["a" * 64], "d1", "1")
        work.put_parcel("p1", "task-1", "1")
        work.put_leaves(["a" * 64], "1")
        work.put_arrival("1", "task-1", "d1", "a.xjb")
        work.commit()
    return store


def _digests(store: SqlStore) -> dict[str, str]:
    with store._engine.reading() as connection:
        return digests(connection, store._projector)


def test_every_table_arrives_there_and_back(tmp_path: Path) -> None:
    file, server = tmp_path / "store.db", at(tmp_path / "store.db")
    store = _filled(file)
    before, rows = _digests(store), content(store)
    empty = {name for name, digest in before.items() if digest == hashlib.sha256().hexdigest()}
    assert empty == {"record_act"}
    store.close()
    there = begin_move(file, server, KEY, CATALOGUE).finish()
    assert there.lines == 4
    assert not file.exists()
    assert Path(there.former).exists()
    store = open_store(server, KEY, CATALOGUE)
    assert (_digests(store), content(store)) == (before, rows)
    assert store.setting("device.signing") == SECRETS[0]
    while store.index_pending():
        pass
    assert [hit.id for hit in store.search("津贴")] == ["r1"]
    save(store, put("r9", "title", title="移后写的"))
    cut(store)
    store.check()
    after = _digests(store)
    store.close()
    back = begin_move(server, file, KEY, CATALOGUE).finish()
    assert back.lines == 5
    store = open_store(file, KEY, CATALOGUE)
    assert _digests(store) == after
    assert store.count(Query("problem")) == 4
    store.check()
    store.close()
    with pytest.raises(FileNotFoundError):
        open_store(server, KEY, CATALOGUE)


def test_no_secret_is_on_the_server(tmp_path: Path) -> None:
    place = at(tmp_path / "store.db")
    assert isinstance(place, Server)
    _filled(place).close()
    with psycopg.connect(place.address) as connection:
        for table in ("settings", "blobs", "drafts", "documents"):
            dump = str(connection.execute(f"SELECT * FROM {place.schema}.{table}").fetchall())
            assert not [secret for secret in SECRETS if secret.decode() in dump]
    with pytest.raises(StoreKeyError):
        open_store(place, bytes(31) + b"x", CATALOGUE)


def test_a_secret_opens_only_at_its_place(tmp_path: Path) -> None:
    dialect = PostgresDialect("s", KEY)
    box = dialect.seal("settings a", b"secret")
    assert dialect.unseal("settings a", box) == b"secret"
    with pytest.raises(StoreKeyError):
        dialect.unseal("settings b", box)


def test_what_differs_is_never_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, server = tmp_path / "store.db", at(tmp_path / "store.db")
    store = _filled(file)
    before = _digests(store)
    store.close()
    write = PostgresDialect.write_rows

    def lossy(self, connection, table, columns, rows, clash=Clash.REFUSE):  # type: ignore[no-untyped-def]
        write(
            self, connection, table, columns, rows[:-1] if table.name == "drafts" else rows, clash
        )

    monkeypatch.setattr(PostgresDialect, "write_rows", lossy)
    with pytest.raises(StoreMoveError) as caught:
        begin_move(file, server, KEY, CATALOGUE)
    assert caught.value.tables == ("drafts",)
    with pytest.raises(FileNotFoundError):
        open_store(server, KEY, CATALOGUE)
    store = open_store(file, KEY, CATALOGUE)
    assert _digests(store) == before
    store.close()


def test_a_store_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file, server = tmp_path / "store.db", at(tmp_path / "store.db")
    _filled(file).close()
    store = _filled(server)
    before = _digests(store)
    store.close()
    with pytest.raises(FileExistsError):
        begin_move(file, server, KEY, CATALOGUE)
    store = open_store(server, KEY, CATALOGUE)
    assert _digests(store) == before
    store.close()
    with pytest.raises(FileExistsError):
        begin_move(server, file, KEY, CATALOGUE)
    assert file.exists()
