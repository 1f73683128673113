"""Replacing a file: wholly or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.domain.errors import DiskFullError, MediaError, NotAFileError
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


@pytest.mark.parametrize("strange", ["folder", "link", "dangling link", "link to a device", "pipe"])
def test_what_is_no_ordinary_file_is_never_replaced(tmp_path: Path, strange: str) -> None:
    """Nobody may lose /dev/null, a folder or the file behind a link by saving over it."""
    path, behind = tmp_path / "报告.pdf", tmp_path / "behind"
    behind.write_bytes(b"old")
    if strange == "folder":
        path.mkdir()
    elif strange == "pipe":
        os.mkfifo(path)
    else:
        targets = {
            "link": behind,
            "dangling link": tmp_path / "x",
            "link to a device": Path(os.devnull),
        }
        path.symlink_to(targets[strange])
    before = (path.lstat().st_ino, path.lstat().st_mode)
    with pytest.raises(NotAFileError) as caught:
        durable.write_atomically(path, b"new")
    assert caught.value.path == path
    assert (path.lstat().st_ino, path.lstat().st_mode) == before
    assert behind.read_bytes() == b"old"
    assert {entry.name for entry in tmp_path.iterdir()} == {"报告.pdf", "behind"}


def test_a_device_is_never_replaced() -> None:
    """Saving as root over the null device would take it from every program."""
    with pytest.raises(NotAFileError):
        durable.write_atomically(Path(os.devnull), b"new")


def test_a_folder_that_cannot_be_synced_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some sticks and shares know no sync of folders and say so; others really fail."""
    codes = iter([errno.EINVAL, errno.ENOTSUP, errno.EIO])

    def refuse(_descriptor: int) -> None:
        raise OSError(next(codes), "")

    monkeypatch.setattr(os, "fsync", refuse)
    durable.sync_folder(tmp_path)
    durable.sync_folder(tmp_path)
    with pytest.raises(OSError, match=str(errno.EIO)):
        durable.sync_folder(tmp_path)


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
