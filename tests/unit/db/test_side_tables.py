"""Settings, papers, drafts, evidence keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import TrustError
from app.ports import Draft, Piece, StoredBlob
from db.store import open_store
from tests.support.stores import at
from tests.unit.db.registers import CATALOGUE, KEY, make


def test_everything_beside_the_journal_comes_back(tmp_path: Path) -> None:
    store = make(tmp_path)
    blob = StoredBlob("ab" * 32, 70_000_000_000, b"k" * 32, (Piece("cd" * 32, 5), Piece("e", 6)))
    older = Draft("d1", "p1", "problem", "r1", b"box", "2026-03-05T10:00:00+08:00")
    newer = Draft("d2", "p1", "problem", "r2", b"box", "2026-03-05T11:00:00+08:00")
    with store.work() as work:
        work.put_setting("a", b"1")
        work.put_setting("a", b"2")
        work.put_setting("b", b"")
        work.put_setting("c", b"x")
        work.put_setting("c", None)
        work.put_blob(blob)
        work.put_blob(StoredBlob(blob.digest, 1, b"other", ()))
        work.put_draft(older)
        work.put_draft(newer)
        work.put_draft(Draft("d3", "p2", "problem", "r1", b"x", ""))
        work.put_document("root", 1, b"one", b"s1")
        work.put_document("root", 2, b"two", b"s2")
        work.put_document("statement.t1", 1, b"three", b"s3")
        work.put_document("root", 1, b"one", b"s1")
        work.commit()
    store.close()
    store = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    assert [store.setting(name) for name in "abc"] == [b"2", b"", None]
    assert store.blob(blob.digest) == blob
    assert store.blob("00" * 32) is None
    assert store.blobs() == [blob]
    assert store.drafts("p1") == [newer, older]
    assert store.document("root") == (2, b"two", b"s2")
    assert store.document("root", 1) == (1, b"one", b"s1")
    assert store.document("root", 9) is None
    assert store.documents("r") == [("root", 1, b"one", b"s1"), ("root", 2, b"two", b"s2")]
    with store.work() as work:
        work.drop_draft("d1")
        work.put_draft(Draft("d2", "p1", "problem", "r2", b"later", "2026-03-05T12:00:00+08:00"))
        work.commit()
    assert [draft.box for draft in store.drafts("p1")] == [b"later"]
    store.close()


def test_two_papers_of_one_version_are_refused(tmp_path: Path) -> None:
    store = make(tmp_path)
    with store.work() as work:
        work.put_document("root", 1, b"one", b"s1")
        with pytest.raises(TrustError):
            work.put_document("root", 1, b"other", b"s1")
        work.commit()
    assert store.document("root") == (1, b"one", b"s1")
    store.close()


def test_a_unit_of_work_ends_with_its_commit(tmp_path: Path) -> None:
    store = make(tmp_path)
    with store.work() as work:
        work.commit()
        with pytest.raises(RuntimeError, match="over"):
            work.commit()
    store.close()
