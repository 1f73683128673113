"""Signing a worksheet on a real laptop: refused with words, never at a merge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.domain.access import Role
from app.domain.errors import InputError, SignatureRefusedError
from app.domain.kinds import Values
from app.domain.signatures import Refusal
from app.services import findings, records
from app.services.session import Session
from app.words import REASONS, words
from tests.support.vaults import Team, as_role, make_team, sign

FULL = {
    "statement": "概述",
    "discovery": "发现过程",
    "basis": "依据",
    "responsible_body": "党工委",
}


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("signing"), laptops=1, signers=True)
    yield made
    made.close()


@pytest.fixture
def session(team: Team) -> Session:
    return team.laptops[0].session


@pytest.fixture
def worksheet(session: Session) -> str:
    new = findings.start(as_role(session, Role.MEMBER), title="违规发放加班补贴")
    return records.save(session, new, FULL).id


def values(session: Session, finding: str) -> Values:
    return records.load(session, "finding", finding).values


def test_three_persons_sign(session: Session, worksheet: str) -> None:
    sign(session, worksheet)
    found = values(session, worksheet)
    roles = (Role.MEMBER, Role.DEPUTY, Role.LEADER)
    signed = [found[name] for name in ("handled_by", "reviewed_by", "approved_by")]
    assert signed == [as_role(session, role).person for role in roles]
    assert found["state"] == "approved"


def test_one_person_cannot_sign_alone(session: Session, worksheet: str) -> None:
    writer = as_role(session, Role.MEMBER)
    with pytest.raises(SignatureRefusedError) as told:
        findings.submit(session, worksheet)
    assert told.value.reason == "not-the-writer"
    findings.submit(writer, worksheet)
    before = values(session, worksheet)
    for wrong, reason in ((writer, "signed-already"), (session, "not-the-deputy")):
        with pytest.raises(SignatureRefusedError) as told:
            findings.review(wrong, worksheet)
        assert told.value.reason == reason
    with pytest.raises(SignatureRefusedError) as told:
        findings.approve(session, worksheet)
    assert told.value.reason == "out-of-order"
    assert values(session, worksheet) == before


def test_the_office_signs_nothing(team: Team, session: Session, worksheet: str) -> None:
    findings.submit(as_role(session, Role.MEMBER), worksheet)
    team.carry(team.laptops[0])
    with pytest.raises(SignatureRefusedError) as told:
        findings.review(team.at_office, worksheet)
    assert told.value.reason == "not-in-team"


def test_what_was_emptied_after_handing_in_is_not_signed(session: Session, worksheet: str) -> None:
    findings.submit(as_role(session, Role.MEMBER), worksheet)
    editable = records.load(session, "finding", worksheet)
    records.save(session, editable, {"basis": None})
    with pytest.raises(InputError) as told:
        findings.review(as_role(session, Role.DEPUTY), worksheet)
    assert [problem.field for problem in told.value.problems] == ["basis"]


def test_sending_back_lifts_the_signatures(session: Session, worksheet: str) -> None:
    sign(session, worksheet)
    findings.send_back(session, worksheet)
    found = values(session, worksheet)
    lifted = ("reviewed_by", "reviewed_on", "approved_by", "approved_on")
    assert [found[name] for name in lifted] == [None] * 4
    assert found["state"] == "draft"
    sign(session, worksheet)
    assert values(session, worksheet)["state"] == "approved"


def test_a_signature_nobody_here_would_have_given_still_merges(
    team: Team, session: Session, worksheet: str
) -> None:
    editable = records.load(session, "finding", worksheet)
    me = session.person
    forged = {"state": "approved", "reviewed_by": me, "approved_by": me, "handled_by": me}
    records.save(session, editable, forged)
    merged = team.carry(team.laptops[0])
    assert not merged.preview.quarantined
    assert values(team.at_office, worksheet)["approved_by"] == me


@pytest.mark.parametrize("refusal", list(Refusal))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_has_words_of_its_own(refusal: Refusal, language: str) -> None:
    assert refusal.value in REASONS[SignatureRefusedError]
    said = words(SignatureRefusedError(refusal.value, "f1"), language)
    assert said.sentence
    assert said.hint
