"""A database that was exchanged for an older copy is noticed, and nothing else is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import opening, unlocking
from app.bootstrap.opening import Opened
from app.domain.errors import VaultOutdatedError
from app.services import records
from app.vault.high_water import Standing
from tests.support.vaults import PASSPHRASE, POLICY, make_office, make_team, open_again


def note(opened: Opened) -> None:
    unit = records.new(opened.session, "unit")
    records.save(opened.session, unit, {"name": "青石街道"})


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A closed office."""
    with make_office(tmp_path / "office") as opened:
        note(opened)
        return opened.path


def reopened(path: Path) -> Opened:
    return open_again(path, unlocking.find_person(path, ""))


def keep(path: Path) -> Path:
    copy = path.with_name("copy.db")
    shutil.copyfile(path / "xunji.db", copy)
    return copy


def test_ordinary_work_is_current(office: Path) -> None:
    for _ in range(2):
        with reopened(office) as opened:
            assert (opened.standing, opened.concern) == (Standing.CURRENT, None)
            note(opened)


def test_an_older_copy_is_noticed_until_it_is_accepted(office: Path) -> None:
    copy = keep(office)
    with reopened(office) as opened:
        note(opened)
    shutil.copyfile(copy, office / "xunji.db")
    for _ in range(2):
        with reopened(office) as opened:
            assert opened.standing is Standing.ROLLED_BACK
            assert opened.concern == VaultOutdatedError("rolled back")
    with reopened(office) as opened:
        opened.accept_state()
    with reopened(office) as opened:
        assert opened.standing is Standing.CURRENT


def test_a_copy_that_went_its_own_way_is_noticed(office: Path) -> None:
    copy = keep(office)
    with reopened(office) as opened:
        note(opened)
    newer = office.with_name("newer.json")
    marks = office / "high_water.json"
    shutil.copyfile(marks, newer)
    shutil.copyfile(copy, office / "xunji.db")
    with reopened(office) as opened:
        note(opened)  # as many lines as before, other ones
    shutil.copyfile(newer, marks)
    with reopened(office) as opened:
        assert opened.standing is Standing.DIVERGED
        assert opened.concern is not None


def test_work_after_a_kill_is_only_ahead(office: Path) -> None:
    opened = reopened(office)
    note(opened)
    opened.session.store.close()  # as a kill: nobody raises the mark
    opened.vault.close()
    with reopened(office) as found:
        assert (found.standing, found.concern) == (Standing.AHEAD, None)


def test_what_was_exported_counts_as_seen(tmp_path: Path) -> None:
    """An older copy put back after an export shows, even if the program was killed then."""
    from app.services import exchange

    team = make_team(tmp_path, laptops=1)
    laptop = team.laptops[0]
    person = laptop.session.person
    laptop.close()
    copy = keep(laptop.path)
    laptop = open_again(laptop.path, person)
    note(laptop)
    exchange.export(laptop.session, team.stick)
    laptop.session.store.close()
    laptop.vault.close()
    shutil.copyfile(copy, laptop.path / "xunji.db")
    with open_again(laptop.path, person) as opened:
        assert opened.standing is Standing.ROLLED_BACK
    team.office.close()


def test_check_reports_it(
    office: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUNJI_PASSPHRASE", PASSPHRASE)
    real = opening.open_vault
    monkeypatch.setattr(
        opening,
        "open_vault",
        lambda path, person, words, *_, **__: real(path, person, words, POLICY),
    )
    copy = keep(office)
    assert cli.main(["check", "--json", str(office)]) == cli.DONE
    assert json.loads(capsys.readouterr().out)["whole"] is True
    with reopened(office) as opened:
        note(opened)
    shutil.copyfile(copy, office / "xunji.db")
    assert cli.main(["check", "--json", str(office)]) == cli.DAMAGED
    found = json.loads(capsys.readouterr().out)
    assert found["whole"] is False
    assert found["errors"] == ["VaultOutdatedError"]
    assert cli.main(["check", "--json", "--accept-restored", str(office)]) == cli.DONE


def test_tidying_removes_what_a_stop_left_and_nothing_known(tmp_path: Path) -> None:
    from app.services import evidence

    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8 known")
    with make_office(tmp_path / "office") as opened:
        item = evidence.import_file(opened.session, photo).id
        photo.write_bytes(b"\xff\xd8 stopped before it was registered")
        orphan = evidence.take_in(opened.session, photo)
        opened.tidy()
        assert opened.session.blobs.has(orphan.digest)  # may be registered any moment
        path, person = opened.path, opened.session.person
    (path / "spool" / "0.part").write_bytes(b"half")
    with open_again(path, person) as opened:
        (path / "spool" / "1.part").write_bytes(b"an import that runs now")
        opened.tidy()
        assert not opened.session.blobs.has(orphan.digest)
        evidence.verify(opened.session, item)
        assert [found.name for found in (path / "spool").iterdir()] == ["1.part"]


def test_beside_an_older_database_no_evidence_is_tidied_away(tmp_path: Path) -> None:
    """The newer database may still be put back; without its files it would be worth little."""
    from app.services import evidence

    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8 newer than the copy")
    path = tmp_path / "office"
    make_office(path).close()
    older = keep(path)
    with reopened(path) as opened:
        item = evidence.import_file(opened.session, photo).id
    newer = tmp_path / "newer.db"
    shutil.copyfile(path / "xunji.db", newer)
    shutil.copyfile(older, path / "xunji.db")
    (path / "spool" / "pieces").mkdir(exist_ok=True)
    waiting = path / "spool" / "pieces" / ("0" * 64)
    waiting.write_bytes(b"a piece that only the newer database knows")
    with reopened(path) as opened:
        assert opened.concern is not None
        opened.tidy()
    assert waiting.exists()
    shutil.copyfile(newer, path / "xunji.db")
    with reopened(path) as opened:
        opened.tidy()
        evidence.verify(opened.session, item)
