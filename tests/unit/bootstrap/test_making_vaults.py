"""What fails half-way leaves nothing that stands in the way of the next try."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from app.bootstrap import headless, opening, unlocking
from app.domain.errors import (
    CancelledError,
    DiskFullError,
    MediaError,
    StoreFullError,
    VaultExistsError,
)
from app.services import evidence
from app.vault.layout import VaultLayout
from tests.support.vaults import PASSPHRASE, make_laptop, make_office, open_again


def full(*_: object, **__: object) -> None:
    raise StoreFullError


def going_on() -> bool:
    return False


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.mark.parametrize("step", ["create_store", "_write_keys", "_found_office", "_write_office"])
def test_an_office_whose_making_failed_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    place = tmp_path / "office"
    with monkeypatch.context() as patch:
        patch.setattr(opening, step, full)
        with pytest.raises(StoreFullError):
            make_office(place)
    assert VaultLayout(place).is_free()
    make_office(place).close()
    with open_again(place, unlocking.find_person(place, "")) as opened:
        assert opened.concern is None
        assert opened.session.office


def test_what_lay_in_the_folder_is_not_unmade(tmp_path: Path) -> None:
    make_laptop(tmp_path / "laptop").close()
    before = sorted(path.name for path in (tmp_path / "laptop").iterdir())
    with pytest.raises(VaultExistsError):
        make_laptop(tmp_path / "laptop")
    assert sorted(path.name for path in (tmp_path / "laptop").iterdir()) == before


@pytest.fixture
def laptop(tmp_path: Path) -> Path:
    with make_laptop(tmp_path / "laptop") as opened:
        return opened.path


def test_a_copied_vault_opens(laptop: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    seen: list[tuple[int, int]] = []
    unlocking.copy_vault(laptop, target, lambda *step: seen.append(step), going_on)
    assert seen[-1][0] == seen[-1][1]
    with open_again(target, unlocking.find_person(target, "")) as opened:
        assert opened.session.person
        photo = tmp_path / "photo.jpg"
        photo.write_bytes(b"what the copy left out is made again: there is room to take this in")
        assert evidence.take_in(opened.session, photo)


@pytest.mark.parametrize(
    "error", [CancelledError(), MediaError(Path("x"), "y"), KeyboardInterrupt()]
)
def test_a_copy_that_is_stopped_is_removed(
    laptop: Path, tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "copy"

    def stop(_done: int, _total: int) -> None:
        raise error

    with pytest.raises(type(error)):
        unlocking.copy_vault(laptop, target, stop, going_on)
    assert not target.exists()


def test_a_copy_that_fills_the_disk_is_removed_and_named(
    laptop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy"

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(shutil, "copyfile", no_room)
    with pytest.raises(DiskFullError):
        unlocking.copy_vault(laptop, target, quiet, going_on)
    assert not target.exists()


def test_half_a_key_is_never_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "key.txt"
    with make_office(tmp_path / "office") as office:

        def broken(_descriptor: int) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        with monkeypatch.context() as patch:
            patch.setattr(headless, "sync_file", broken)
            with pytest.raises(MediaError):
                headless.export_identity(office, target)
        assert not target.exists()
        headless.export_identity(office, target)
        assert PASSPHRASE not in target.read_text("utf-8")
