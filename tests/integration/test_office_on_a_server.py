"""An office whose store was moved to a server works as before, and comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import opening, places
from app.domain.errors import StoreAddressError, VaultDamagedError
from app.ports import Query
from app.services import exchange, records
from app.vault import folder
from db.places import Server
from tests.support.vaults import PASSPHRASE, POLICY, make_team, merge


def test_the_main_job_with_the_master_on_a_server(tmp_path: Path, postgres: str) -> None:
    team = make_team(tmp_path, laptops=1)
    office, laptop = team.office, team.laptops[0]
    path, person = office.path, office.vault.person
    office.close()
    told = places.move_store(path, person, PASSPHRASE, postgres, POLICY)
    assert told["lines"] > 0
    assert not (path / "xunji.db").exists()
    assert postgres not in (path / "vault.json").read_text()

    finding = records.new(laptop.session, "finding")
    records.save(laptop.session, finding, {"title": "违规发放津贴补贴", "facts": "事实"})
    written = exchange.export(laptop.session, team.stick)
    office = opening.open_vault(path, person, PASSPHRASE, POLICY)
    assert isinstance(places.place_of(office.vault), Server)
    assert office.concern is None
    merge(office, written.files[0].path)
    store = office.session.store
    assert store.row("finding", finding.id) is not None
    assert [hit.id for hit in store.search("津贴补贴")] == [finding.id]
    store.check()
    before = {kind: store.count(Query(kind)) for kind in office.session.catalogue}
    office.close()

    places.move_store(path, person, PASSPHRASE, places.FILE, POLICY)
    office = opening.open_vault(path, person, PASSPHRASE, POLICY)
    assert places.place_of(office.vault) == path / "xunji.db"
    assert {k: office.session.store.count(Query(k)) for k in office.session.catalogue} == before
    office.session.store.check()
    office.close()
    laptop.close()


def test_the_command_moves_and_refuses_in_words(
    tmp_path: Path,
    postgres: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(places.move_store, "__defaults__", (POLICY,))
    monkeypatch.setenv(cli.PASSPHRASE_VARIABLE, PASSPHRASE)
    team = make_team(tmp_path, laptops=1)
    office, laptop = team.office.path, team.laptops[0].path
    team.close()
    assert cli.main(["store", "move", str(office), "--to", postgres, "--json"]) == cli.DONE
    told = json.loads(capsys.readouterr().out)
    assert len(told["digest"]) == 64
    for vault, to in (
        (office, postgres),
        (laptop, postgres),
        (office, "postgresql://u@db.example/x?sslmode=disable"),
        (office, "elsewhere.db"),
    ):
        assert cli.main(["store", "move", str(vault), "--to", to]) == cli.REFUSED
        assert "postgresql://" in capsys.readouterr().err


def test_an_address_that_somebody_else_wrote_is_refused(tmp_path: Path, postgres: str) -> None:
    team = make_team(tmp_path, laptops=1)
    team.close()
    path, person = team.office.path, team.office.vault.person
    places.move_store(path, person, PASSPHRASE, postgres, POLICY)
    with folder.open_vault(path, person, PASSPHRASE, floor=POLICY.floor) as vault:
        document = vault.document
        vault.rewrite(replace(document, extra={"store": "00" * 60}))
    with pytest.raises(VaultDamagedError):
        opening.open_vault(path, person, PASSPHRASE, POLICY)


def test_a_store_that_is_there_already_is_left_alone(tmp_path: Path, postgres: str) -> None:
    team = make_team(tmp_path, laptops=1)
    team.close()
    path, person = team.office.path, team.office.vault.person
    copy = (path / "xunji.db").read_bytes()
    places.move_store(path, person, PASSPHRASE, postgres, POLICY)
    (path / "xunji.db").write_bytes(copy)
    with pytest.raises(StoreAddressError):
        places.move_store(path, person, PASSPHRASE, places.FILE, POLICY)
    assert (path / "xunji.db").read_bytes() == copy
    opening.open_vault(path, person, PASSPHRASE, POLICY).close()
