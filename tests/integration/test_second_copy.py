"""The office's second copy: made, verified, believed; and never one that proves nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import copying, opening, unlocking
from app.bootstrap.copying import VaultCopier
from app.bootstrap.opening import Opened
from app.domain.errors import (
    CancelledError,
    DiskFullError,
    SameDiskError,
    StoreDamagedError,
    VaultOutdatedError,
)
from app.journal.delivery import Stage
from app.services import evidence, exchange, records, second_copy
from app.services.second_copy import Copied
from app.vault import durable
from app.vault.high_water import Standing
from app.vault.second_copy import find_copy
from tests.support.vaults import PASSPHRASE, POLICY, Team, make_team, merge, open_again


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=2)
    yield made
    made.close()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


def copier(opened: Opened) -> VaultCopier:
    """Every folder is a disk of its own: the tests have one."""
    return VaultCopier(opened, disk=str)


def back_up(opened: Opened, disk: Path) -> Copied:
    return second_copy.make(opened.session, copier(opened), disk)


def write(opened: Opened, title: str = "未按规定公示") -> str:
    return records.save(opened.session, records.new(opened.session, "finding"), {"title": title}).id


def add_evidence(opened: Opened, folder: Path, content: bytes) -> str:
    photo = folder / "photo.jpg"
    photo.write_bytes(content)
    return evidence.import_file(opened.session, photo).id


def tell(team: Team, laptop: Opened) -> None:
    """The office's receipt reaches a laptop."""
    for file in exchange.export(team.at_office, team.stick).files:
        if laptop.session.device in file.readers:
            merge(laptop, file.path)


def stage(opened: Opened, finding: str) -> Stage:
    return exchange.stages(opened.session, "finding")[finding]


def test_only_a_verified_copy_makes_archived_true(team: Team, disk: Path) -> None:
    """Case 64. The office dies between received and archived: the laptop still sends all."""
    laptop = team.laptops[0]
    finding = write(laptop)
    team.carry(laptop)
    tell(team, laptop)
    assert stage(laptop, finding) is Stage.OFFICE  # one copy alone: nothing to rely on
    team.office.close()
    shutil.rmtree(team.office.path)
    again = exchange.export(laptop.session, team.stick)
    assert finding.encode() in _segments(laptop)
    assert again.segments == len(laptop.session.store.segments(team.task))
    team.office = laptop  # the office is gone; close() closes a laptop twice, which is nothing


def _segments(opened: Opened) -> bytes:
    store = opened.session.store
    return b"".join(store.segment_bytes(each.hash) for each in store.segments())


def test_a_copy_is_told_by_the_next_receipt(team: Team, disk: Path, tmp_path: Path) -> None:
    laptop = team.laptops[0]
    finding = write(laptop)
    add_evidence(laptop, tmp_path, b"\xff\xd8 one")
    team.carry(laptop)
    made = back_up(team.office, disk)
    assert made.damaged == ()
    assert made.evidence == 1
    tell(team, laptop)
    assert stage(laptop, finding) is Stage.ARCHIVED
    later = write(laptop, "后来写的")
    team.carry(laptop)
    tell(team, laptop)
    assert (stage(laptop, finding), stage(laptop, later)) == (Stage.ARCHIVED, Stage.OFFICE)
    entries = [row.values["action"] for row in _audit(team.office)]
    assert entries.count("copied") == 1


def _audit(opened: Opened):  # type: ignore[no-untyped-def]
    from app.ports import Query

    return opened.session.store.rows(Query("audit"))


def test_a_copy_opens_as_the_vault_it_was_made_of(team: Team, disk: Path, tmp_path: Path) -> None:
    laptop = team.laptops[0]
    item = add_evidence(laptop, tmp_path, b"\xff\xd8 one")
    team.carry(laptop)
    copied = back_up(team.office, disk)
    assert find_copy(disk) == copied.folder
    with open_again(copied.folder, team.office.session.person) as found:
        assert found.standing in (Standing.RESTORED, Standing.ROLLED_BACK)
        assert isinstance(found.concern, VaultOutdatedError)
        evidence.verify(found.session, item)
        found.session.store.check()


def test_the_second_run_copies_only_what_is_new(
    team: Team, disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.vault import second_copy as files

    brought: list[Path] = []
    real = files.copy_file

    def watched(source: Path, target: Path, advance: files.Advance) -> None:
        brought.append(target)
        real(source, target, advance)

    monkeypatch.setattr(files, "copy_file", watched)
    laptop = team.laptops[0]
    add_evidence(laptop, tmp_path, b"\xff\xd8 one")
    team.carry(laptop)
    back_up(team.office, disk)
    add_evidence(laptop, tmp_path, b"\xff\xd8 two")
    team.carry(laptop)
    assert back_up(team.office, disk).evidence == 2
    assert len(brought) == len(set(brought)) == 2


def test_a_spoilt_file_of_the_copy_is_copied_again(team: Team, disk: Path, tmp_path: Path) -> None:
    laptop = team.laptops[0]
    add_evidence(laptop, tmp_path, b"\xff\xd8 one")
    team.carry(laptop)
    copied = back_up(team.office, disk)
    (blob,) = (copied.folder / "blobs").glob("??/*")
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.write_bytes(data)
    assert back_up(team.office, disk).damaged == ()
    assert blob.read_bytes() != bytes(data)


def test_evidence_that_is_damaged_here_is_named_and_never_archived(
    team: Team, disk: Path, tmp_path: Path
) -> None:
    laptop = team.laptops[0]
    add_evidence(laptop, tmp_path, b"\xff\xd8 one")
    team.carry(laptop)
    (blob,) = (team.office.path / "blobs").glob("??/*")
    blob.write_bytes(blob.read_bytes()[:-1] + b"\0")
    copied = back_up(team.office, disk)
    assert (copied.evidence, len(copied.damaged)) == (0, 1)
    tell(team, laptop)
    from app.services.exchange import receipts

    assert receipts.heard(laptop.session).safe == frozenset()


def test_the_same_disk_is_refused(team: Team, disk: Path) -> None:
    with pytest.raises(SameDiskError):
        second_copy.make(team.office.session, VaultCopier(team.office), disk)
    assert list(disk.iterdir()) == []
    assert second_copy.standing(team.office.session).at is None


def test_too_little_room_is_said_before_anything_is_written(
    team: Team, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "free_bytes", lambda _folder: 1_000)
    with pytest.raises(DiskFullError):
        back_up(team.office, disk)
    assert not list(disk.rglob("xunji.db*"))


def test_cancelling_leaves_the_former_copy_whole(team: Team, disk: Path, tmp_path: Path) -> None:
    laptop = team.laptops[0]
    finding = write(laptop)
    team.carry(laptop)
    copied = back_up(team.office, disk)
    before = (copied.folder / "xunji.db").read_bytes()
    add_evidence(laptop, tmp_path, b"\xff\xd8 one")
    team.carry(laptop)
    asked = iter(range(1_000))
    with pytest.raises(CancelledError):
        second_copy.make(
            team.office.session, copier(team.office), disk, cancelled=lambda: next(asked) > 2
        )
    assert (copied.folder / "xunji.db").read_bytes() == before
    assert not list(copied.folder.glob("xunji.db.part*"))
    tell(team, laptop)
    assert stage(laptop, finding) is Stage.ARCHIVED  # as the copy before said


def test_a_copy_that_differs_is_not_believed(
    team: Team, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A medium that keeps something else than what it was given."""
    monkeypatch.setattr(copying._Run, "_mark", lambda _run, store: _forge(store))
    laptop = team.laptops[0]
    finding = write(laptop)
    team.carry(laptop)
    with pytest.raises(StoreDamagedError):
        back_up(team.office, disk)
    tell(team, laptop)
    assert stage(laptop, finding) is Stage.OFFICE


def _forge(store) -> None:  # type: ignore[no-untyped-def]
    from app.domain.kinds import Channel
    from app.journal.operations import Intent, LogName

    with store.work() as work:
        name = LogName("f" * 32, "office", Channel.OFFICE.value)
        intent = Intent("put", "unit", "0195a000-0000-7000-8000-000000000001", "name", "x")
        work.append(name, [intent], author="p", claimed="2026-03-05T09:00:00+08:00")
        work.commit()


def test_the_home_screen_asks_for_a_copy_after_a_week(team: Team, disk: Path) -> None:
    from datetime import datetime, timedelta

    session = team.office.session
    assert second_copy.standing(session).due
    back_up(team.office, disk)
    found = second_copy.standing(session)
    assert (found.days, found.due, found.place) == (0, False, str(disk))

    class Later:
        def now(self) -> datetime:
            return datetime.now().astimezone() + timedelta(days=8)

    session.clock = Later()
    assert second_copy.standing(session).due
    assert not second_copy.standing(team.laptops[0].session).due


def test_a_copy_this_vault_does_not_know_is_never_replaced(team: Team, disk: Path) -> None:
    """Restored from an older copy, then backed up onto the medium with the newer one."""
    first = back_up(team.office, disk)
    person = team.office.session.person
    older = disk.with_name("older")
    shutil.copytree(first.folder, older)
    write_unit(team.office)
    newer = back_up(team.office, disk)
    assert newer.folder == first.folder
    before = (newer.folder / "xunji.db").read_bytes()
    with open_again(older, person) as restored:
        restored.accept_state()
        made = second_copy.make(restored.session, copier(restored), disk)
    assert made.folder != newer.folder
    assert (newer.folder / "xunji.db").read_bytes() == before


def write_unit(opened: Opened) -> None:
    records.save(opened.session, records.new(opened.session, "unit"), {"name": "青石街道"})


def test_at_the_command_line(
    team: Team, disk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUNJI_PASSPHRASE", PASSPHRASE)
    real = opening.open_vault
    monkeypatch.setattr(
        opening,
        "open_vault",
        lambda path, person, words, *_, **__: real(path, person, words, POLICY),
    )
    path = team.office.path
    team.office.close()
    arguments = ["backup", "--json", str(path), "--to", str(disk)]
    assert cli.main(arguments) == cli.REFUSED
    assert json.loads(capsys.readouterr().err)["error"] == "SameDiskError"
    monkeypatch.setattr(copying.VaultCopier.__init__, "__defaults__", (str,))
    assert cli.main(arguments) == cli.DONE
    found = json.loads(capsys.readouterr().out)
    assert Path(found["copy"]).parent == disk
    assert unlocking.list_persons(Path(found["copy"]))
