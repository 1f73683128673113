"""One record on one page: what the page proves, and that nothing in it can be changed unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import cli
from app.bootstrap import opening, proof_page
from app.domain.errors import RecordMissingError, TrustError
from app.services import exchange, proofs
from app.trust.proof import Proof, examine, read_proof, write_proof
from tests.integration.test_second_copy import tell, write
from tests.support.vaults import PASSPHRASE, POLICY, Team, make_office, make_team, merge


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("team"), laptops=1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def finding(team: Team) -> str:
    """Written before and after the laptop heard the office: two segments."""
    laptop = team.laptops[0]
    finding = write(laptop)
    team.carry(laptop)
    tell(team, laptop)
    from app.services import records

    editable = records.load(laptop.session, "finding", finding)
    records.save(laptop.session, editable, {"title": "改过的题目"})
    team.carry(laptop)
    return finding


@pytest.fixture
def proof(team: Team, finding: str) -> Proof:
    made, waiting = proofs.prove_record(team.at_office, "finding", finding, with_segments=True)
    assert waiting == 0
    return made


def test_everything_is_proven_at_the_office(team: Team, finding: str, proof: Proof) -> None:
    found = examine(read_proof(write_proof(proof)))
    assert found.sound
    assert [(e.signed, e.included) for e in found.segments] == [(True, True), (True, True)]
    assert [e.continued for e in found.segments] == [True, True]
    assert all(e.segment.not_before and e.segment.not_after for e in found.segments)
    from app.services import enrolment

    assert found.number == enrolment.office_number(team.at_office)


def test_without_segments_nothing_of_other_records_leaves(team: Team, finding: str) -> None:
    made, _ = proofs.prove_record(team.at_office, "finding", finding)
    found = examine(read_proof(write_proof(made)))
    assert found.sound
    assert {e.signed for e in found.segments} == {None}
    assert "改过的题目".encode() not in write_proof(made)


def test_no_part_of_it_can_be_changed_unseen(proof: Proof, tmp_path: Path) -> None:
    assert proof.checkpoint is not None
    first, second = proof.segments
    other = "0" * 64
    checkpoint = proof.checkpoint.checkpoint
    changed = {
        "hash": replace(proof, segments=(replace(first, hash=other), second)),
        "place": replace(proof, segments=(replace(first, first=first.first + 1), second)),
        "channel": replace(proof, segments=(replace(first, channel="leader"), second)),
        "lines": replace(proof, segments=(replace(first, lines=(10_000,)), second)),
        "data": replace(proof, segments=(replace(first, data=first.data[:-2] + b" \n"), second)),
        "index": replace(proof, segments=(replace(first, at=first.at + 1), second)),
        "node": replace(proof, segments=(replace(first, proof=(other, *first.proof[1:])), second)),
        "signature": replace(proof, segments=(replace(first, signature=second.signature), second)),
        "seen": replace(proof, segments=(first, replace(second, seen=(1, other)))),
        "since": replace(proof, segments=(first, replace(second, since=(other,)))),
        "size": _with(proof, replace(checkpoint, size=checkpoint.size + 1)),
        "root": _with(proof, replace(checkpoint, root=other)),
        "time": _with(proof, replace(checkpoint, at="2020-01-01T00:00:00+08:00")),
        "none": replace(proof, segments=()),
        "no checkpoint": replace(proof, checkpoint=None),
    }
    sound = {name: examine(read_proof(write_proof(each))).sound for name, each in changed.items()}
    assert set(sound.values()) == {False}, sound


def _with(proof: Proof, checkpoint) -> Proof:  # type: ignore[no-untyped-def]
    assert proof.checkpoint is not None
    return replace(proof, checkpoint=replace(proof.checkpoint, checkpoint=checkpoint))


def test_another_offices_papers_are_refused(team: Team, proof: Proof, tmp_path: Path) -> None:
    with make_office(tmp_path / "other", "别的巡察办") as other:
        from app.services import settings
        from app.trust.papers import write_papers

        papers = write_papers(settings.root_papers(other.session.store))
    with pytest.raises(TrustError):
        examine(replace(proof, papers=papers))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"xj":"proof/2","segments":[]}', b"\xff"])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(TrustError):
        read_proof(data)


def test_a_laptop_shows_what_it_has_and_proves_less(team: Team, finding: str) -> None:
    page = proof_page.of_record(team.laptops[0].session, finding)
    assert not page.sound
    assert {e.included for e in page.examination.segments} == {None}
    assert page.examination.checkpoint_signed


def test_what_is_not_cut_is_said(team: Team) -> None:
    laptop = team.laptops[0]
    fresh = write(laptop, "还没有带出")
    page = proof_page.of_record(laptop.session, fresh)
    assert page.waiting
    assert not page.sound
    with pytest.raises(RecordMissingError):
        proof_page.of_record(laptop.session, "问题-9-99")


def test_at_the_command_line(
    finding: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XUNJI_PASSPHRASE", PASSPHRASE)
    real = opening.open_vault
    monkeypatch.setattr(
        opening,
        "open_vault",
        lambda path, person, words, *_, **__: real(path, person, words, POLICY),
    )
    monkeypatch.setenv("XUNJI_LANGUAGE", "zh")
    team = make_team(tmp_path / "own", laptops=1)
    own = write(team.laptops[0])
    merge(team.office, exchange.export(team.laptops[0].session, team.stick).files[0].path)
    team.close()
    target, office = tmp_path / "page.json", str(team.office.path)
    assert cli.main(["verify", office, own, "--out", str(target)]) == cli.DONE
    assert "全部得到证明" in capsys.readouterr().out
    assert cli.main(["verify", "--json", "--proof", str(target)]) == cli.DONE
    found = json.loads(capsys.readouterr().out)
    assert (found["sound"], found["record"]) == (True, own)
    body = json.loads(target.read_bytes())
    body["segments"][0]["proof"][0] = "0" * 64
    target.write_text(json.dumps(body, ensure_ascii=False, separators=(",", ":")))
    assert cli.main(["verify", "--proof", str(target)]) == cli.DAMAGED
    assert "没有全部得到证明" in capsys.readouterr().out
    assert cli.main(["verify", office, own, "--out", str(target)]) == cli.REFUSED
    with pytest.raises(SystemExit):
        cli.main(["verify", office])


def test_a_page_of_the_first_version_stays_checkable() -> None:
    """The vector was written by the first version that wrote such pages."""
    file = Path(__file__).parents[1] / "vectors" / "proofs" / "proof-1.json"
    page = proof_page.check_file(file)
    assert page.sound
    assert [each.signed for each in page.examination.segments] == [True]
    assert file.read_bytes() == write_proof(page.proof) + b"\n"
