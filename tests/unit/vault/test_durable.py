"""Replacing a file: wholly or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.domain.errors import DiskFullError, MediaError
from app.vault import durable
from app.vault.lock import VaultLock


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO])
def test_a_failed_sync_keeps_the_old_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    path = tmp_path / "vault.json"
    durable.write_atomically(path, b"old")

    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(durable, "sync_file", fail)
    with pytest.raises((DiskFullError, MediaError)) as caught:
        durable.write_atomically(path, b"new content")
    assert isinstance(caught.value, MediaError) is (code == errno.EIO)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_content_is_synced_before_it_gets_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.json"
    path.write_bytes(b"old")
    seen = []
    monkeypatch.setattr(durable, "sync_file", lambda _: seen.append(("file", path.read_bytes())))
    monkeypatch.setattr(durable, "sync_folder", lambda _: seen.append(("name", path.read_bytes())))
    durable.write_atomically(path, b"new")
    assert seen == [("file", b"old"), ("name", b"new")]


def test_leftovers_of_a_stop_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "vault.json"
    durable.write_atomically(path, b"x")
    (tmp_path / "vault.json.0123456789ab.tmp").write_bytes(b"half")
    durable.remove_temporaries(path)
    assert list(tmp_path.iterdir()) == [path]


def test_free_bytes_of_nowhere_are_none(tmp_path: Path) -> None:
    assert durable.free_bytes(tmp_path) > 0
    assert durable.free_bytes(tmp_path / "absent") == 0


def test_a_lock_in_no_folder_is_a_failing_medium(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        VaultLock(tmp_path / "absent" / "lock")
    with VaultLock(tmp_path / "lock") as lock:
        lock.release()
        VaultLock(tmp_path / "lock").release()
